"""Leaving: everything that is stored about a player as one document, and the person behind it removed for ever.

    the person        identities, name, settings, limits, memberships, drafts, answers, notices      removed
    what they did     orders, positions, predictions, bets, results, transfers: numbers of a player   stay, of nobody
                      who has no name any more
    their points      go back to the mint by a transfer of their own, so the ledger still sums to zero

Who comes back is a new player. So that leaving is not a way to get the first 1,000 pt or a refill again, or to end a
break early, a fingerprint of the identity stays for 30 days (storage/sqlite/person.py says how) with the moment of
leaving and of the break's end: until then there is no second grant, the first `daily` comes 24 h after leaving, and a
break lasts.
"""

from collections import Counter
from dataclasses import replace

from core.actions.limits import open_things
from core.book import Identity
from core.ledger import MINT, player_account
from core.messages.all import Refusal, Request
from core.messages.privacy import Deleted, Exported, PrivacyShown, Rows, ShowPrivacy
from core.rules.players import DAY_MS, FIRST_GRANT, Player
from core.turn import Turn

NOBODY = "somebody"
RETURN_MS = 30 * DAY_MS  # how long the fingerprint stays; no break is longer


def welcome(turn: Turn, player: Player, identity: Identity) -> None:
    """Give a new player the first 1,000 pt; not to one who left in the last 30 days."""
    left = turn.book.departed(identity, turn.at_ms - RETURN_MS)
    if left is None:
        account = player_account(player.number)
        turn.move(account, MINT, account, FIRST_GRANT, "first-grant")
        return
    claimed = {"claimed_ms": left.at_ms, "refilled_ms": left.at_ms}
    turn.save(replace(player, **claimed, break_until_ms=left.break_until_ms))


def shown(turn: Turn, player: Player, command: ShowPrivacy) -> PrivacyShown:
    """What is stored; before a deletion only where nothing is in its way."""
    if command.deleting:
        _nothing_open(turn, player)
    identities = tuple((each.platform, each.user) for each in turn.book.identities_of(player.number))
    counts: Counter[str] = Counter()
    for number in _accounts_of(turn, player.number):
        counts.update(turn.book.count_about(number))
    return PrivacyShown(player, identities, counts, turn.balance(player_account(player.number)), command.deleting)


def export(turn: Turn, request: Request) -> Exported:
    """Everything that is stored, in private only."""
    if request.chat is not None:
        raise Refusal("private_only", verb="privacy export")
    document: dict[str, Rows] = {}
    for number in _accounts_of(turn, request.player):
        for table, rows in turn.book.everything_about(number).items():
            known = document.get(table, ())
            document[table] = known + tuple(row for row in rows if row not in known)
    return Exported(request.player, document, turn.at_ms)


def delete(turn: Turn, player: Player) -> Deleted:
    """Remove the person. The row of the player stays blank, because what they did refers to it."""
    _nothing_open(turn, player)
    account = player_account(player.number)
    balance = turn.balance(account)
    turn.move(account, account, MINT, balance, "account-closed")
    for number in _accounts_of(turn, player.number):
        one = turn.book.get(Player, number)
        assert one is not None, "a link names known players"
        turn.save(Player(number, NOBODY, created_ms=0, next_number=one.next_number))
        turn.flush()
        turn.book.remove_person(number, turn.at_ms, player.break_until_ms)
    return Deleted(balance)


def _accounts_of(turn: Turn, player: int) -> list[int]:
    """A player's account, and those that were closed into it by links."""
    found = [player]
    for number in found:
        closed = [link.closes for link in turn.book.links_of(number) if link.keeps == number]
        found += [each for each in closed if each is not None]
    return found


def _nothing_open(turn: Turn, player: Player) -> None:
    things = open_things(turn, player.number)
    if things:
        raise Refusal(
            "leaving_open",
            positions=len(things.positions),
            orders=len(things.orders),
            predictions=len(things.predictions),
            bets=len(things.bets),
        )
