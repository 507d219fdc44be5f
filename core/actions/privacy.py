"""A player arrives, and a player leaves: the person behind them is removed for ever.

    the person        identities, name, settings, limits, memberships, drafts, answers, notices      removed
    what they did     orders, positions, predictions, bets, results, transfers: numbers of a player   stay, of nobody
                      who has no name any more
    their points      go back to the mint by a transfer of their own, so the ledger still sums to zero

Who comes back is a new player. So that leaving is not a way to get the first 1,000 pt or a refill again, or to end a
break early, a fingerprint of the identity stays for 30 days (storage/sqlite/book/privacy.py says how) with the moment
of leaving and of the break's end: until then there is no second grant, the first `daily` comes 24 h after leaving, and
a break lasts.
"""

from dataclasses import replace

from core.book import Identity
from core.checks import nothing_open
from core.ledger import MINT, player_account
from core.messages.privacy import Deleted
from core.queries.privacy import accounts_of
from core.rules.players import FIRST_GRANT, Player
from core.turn import Turn
from core.units import DAY_MS

NOBODY = "somebody"
RETURN_MS = 30 * DAY_MS  # how long the fingerprint stays; no break is longer


def welcome(turn: Turn, player: Player, identity: Identity) -> None:
    """Keep a new player and give them the first 1,000 pt, unless they left in the last 30 days."""
    left = turn.book.privacy.departure(identity, turn.at_ms - RETURN_MS)
    if left is None:
        account = player_account(player.number)
        turn.save(player)
        turn.move(account, MINT, account, FIRST_GRANT, "first-grant")
    else:
        break_until_ms = left.break_until_ms
        turn.save(replace(player, claimed_ms=left.at_ms, refilled_ms=left.at_ms, break_until_ms=break_until_ms))


def delete(turn: Turn, player: Player) -> Deleted:
    """Remove the person. The row of the player stays blank, because what they did refers to it."""
    nothing_open(turn, player)
    account = player_account(player.number)
    balance = turn.balance(account)
    turn.move(account, account, MINT, balance, "account-closed")
    for number in accounts_of(turn, player.number):
        next_number = turn.require(Player, number).next_number
        turn.save(Player(number, NOBODY, created_ms=0, next_number=next_number))
        turn.book.privacy.remove(number, turn.at_ms, player.break_until_ms)
    return Deleted(balance)
