"""What is stored about a player: how much of it, and all of it as one document."""

from collections import Counter

from core.checks import nothing_open
from core.ledger import player_account
from core.messages.all import Refusal, Request
from core.messages.privacy import Exported, PrivacyShown, Rows, ShowPrivacy
from core.rules.players import Player
from core.turn import Turn


def privacy(turn: Turn, player: Player, command: ShowPrivacy) -> PrivacyShown:
    """How much is stored. Before a deletion: a refusal while something is in its way."""
    if command.deleting:
        nothing_open(turn, player)
    identities = tuple((each.platform, each.user) for each in turn.book.players.identities_of(player.number))
    counts: Counter[str] = Counter()
    for number in accounts_of(turn, player.number):
        counts.update(turn.book.privacy.count_rows(number))
    return PrivacyShown(player, identities, counts, turn.balance(player_account(player.number)), command.deleting)


def export(turn: Turn, request: Request) -> Exported:
    """Everything that is stored; in private conversations only."""
    if request.chat is not None:
        raise Refusal("private_only", verb="privacy export")
    document: dict[str, Rows] = {}
    for number in accounts_of(turn, request.player):
        for table, rows in turn.book.privacy.rows(number).items():
            known = document.get(table, ())
            document[table] = known + tuple(row for row in rows if row not in known)
    return Exported(request.player, document, turn.at_ms)


def accounts_of(turn: Turn, player: int) -> list[int]:
    """A player's account, and those that were closed into it by links."""
    found = [player]
    for number in found:
        closed = [link.closes for link in turn.book.links.in_force_of(number) if link.keeps == number]
        found += [each for each in closed if each is not None]
    return found
