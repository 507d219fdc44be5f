"""Linking: a code is offered, a link is planned, done, and undone. The rules are in `core.rules.links`.

What moves goes by transfers and by new numbers, inside one transaction: spendable points in one transfer, every account
of an open thing in one of its own, and rows change their player and number. Pools of rounds hold what they held.

Rounds that both played and that have ended stay with whom they were, as their evidence; all other history moves.

What an undo gives back: whatever the closed account brought that still exists, open or history, under its old numbers;
its rounds and chats; and the points it brought, as far as the older account has them. What the mint got, it gives back.
What was won or lost since, and everything begun since, stays with the older account. Links of one account are undone
newest first, and not at all once the person or the platform is gone from it.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.actions.alerts.digests import with_digest
from core.actions.orders import give_back_forbidden
from core.book import Identity
from core.checks import OpenThings, open_things
from core.ledger import MINT, item_account, player_account
from core.messages.all import Refusal, Refused, Request
from core.messages.links import LinkNow, OfferLink, UseLink
from core.queries.things import link_now, platforms_of
from core.rules.fees_and_slippage import is_degen
from core.rules.links import (
    AGAIN_MS,
    CODE_LENGTH,
    LINK_STEPS,
    WRONG_MS,
    Attempt,
    Link,
    LinkState,
    code_of,
    given_twice,
    joined,
)
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.steps import step
from core.turn import Turn


def offer(turn: Turn, request: Request, player: Player, command: OfferLink) -> LinkNow:
    """A new code, which replaces the one before."""
    if request.chat is not None:
        raise Refusal("link_private", verb="link")
    _not_again(turn, player.number)
    draw = command.draw
    while turn.book.links.offer_with(code := code_of(draw)) is not None:
        draw += 1
    before = turn.book.links.offer_of(player.number)
    number = before.number if before else turn.book.next_number(Link)
    link = Link(number, player.number, turn.at_ms, code)
    turn.save(link)
    return LinkNow(link, asked=False)


def use(turn: Turn, request: Request, player: Player, command: UseLink) -> LinkNow | Refused:
    """Name a code: what would happen; and again, with `sure`, do it, if that is still what was shown."""
    found = turn.book.links.offer_with(command.code)
    if request.chat is not None:
        if found is not None:  # everybody there has read it
            turn.save(replace(found, code="", state=step(LINK_STEPS, found.state, LinkState.OFFERED)))
        return Refused("link_private", {"verb": "link"})
    attempt = turn.get(Attempt, player.number) or Attempt(player.number, 0, 0)
    if not attempt.left_at(turn.at_ms):
        raise Refusal("link_tries", from_ms=attempt.last_ms + WRONG_MS)
    if found is None or turn.at_ms >= found.expires_ms or not turn.book.players.identities_of(found.offered_by):
        attempt = attempt.one_more(turn.at_ms)
        turn.save(attempt)
        return Refused("link_wrong", {"code": command.code[:CODE_LENGTH], "left": attempt.left_at(turn.at_ms)})
    planned = _plan(turn, found, player)
    if command.sure and planned == found:
        return _link(turn, planned)
    if planned != found:
        turn.save(planned)
        turn.tell(Notice(Topic.LINK, planned.number, turn.at_ms, player=planned.offered_by))
    return link_now(turn, planned, asked=True)


# What would happen


def _plan(turn: Turn, link: Link, player: Player) -> Link:
    """What a link would do now, or a refusal that says what to do first."""
    if link.offered_by == player.number:
        raise Refusal("link_own")
    other = turn.require(Player, link.offered_by)
    for identity in turn.book.players.identities_of(other.number):
        if identity.platform in platforms_of(turn, player.number).split():
            raise Refusal("link_platform", platform=identity.platform)
    for each in (player, other):
        _not_again(turn, each.number)
    here, there = open_things(turn, player.number), open_things(turn, other.number)
    _check_rounds(here, there)
    _check_degen(here, there)
    _check_room(turn, here, there)
    keeps, closes = sorted((player, other), key=lambda each: (each.created_ms, each.number))
    balances = {each.number: turn.balance(player_account(each.number)) for each in (player, other)}
    twice = given_twice(
        _granted(turn, player.number),
        balances[player.number] + here.at_risk,
        _granted(turn, other.number),
        balances[other.number] + there.at_risk,
    )
    if twice > sum(balances.values()):
        raise Refusal("link_owed", need_micro=twice, balance_micro=sum(balances.values()))
    return replace(
        link,
        state=step(LINK_STEPS, link.state, LinkState.PLANNED),
        asked_by=player.number,
        keeps=keeps.number,
        closes=closes.number,
        points=balances[closes.number],
        given_twice=twice,
    )


def _not_again(turn: Turn, player: int) -> None:
    """Refuse a second link within 30 days."""
    moments = [link.linked_ms for link in turn.book.links.in_force_of(player) if link.linked_ms is not None]
    again = max(moments, default=-AGAIN_MS) + AGAIN_MS
    if turn.at_ms < again:
        raise Refusal("link_again", from_ms=again)


def _granted(turn: Turn, player: int) -> int:
    """What the mint gave to a player and to those whom they took in, micro-points."""
    taken_in = (link.closes for link in turn.book.links.in_force_of(player) if link.keeps == player)
    return turn.book.links.granted(player) + sum(_granted(turn, closed) for closed in taken_in if closed is not None)


def _check_rounds(here: OpenThings, there: OpenThings) -> None:
    """Two bets of one round could be on two sides, or more together than one player may stake."""
    rounds = {bet.round for bet in there.bets}
    for bet in here.bets:
        if bet.round in rounds:
            raise Refusal("link_round", number=bet.round)


def _check_degen(here: OpenThings, there: OpenThings) -> None:
    for mine in here.exposures:
        for other in there.exposures:
            opposite = mine.market == other.market and mine.side is not other.side
            if opposite and is_degen(mine.leverage) and is_degen(other.leverage):
                raise Refusal("link_degen", market=mine.market, number=mine.number, other=other.number)


def _check_room(turn: Turn, here: OpenThings, there: OpenThings) -> None:
    positions = sum(len(each.exposures) for each in (here, there))
    if positions > turn.rules.max_open_positions:
        raise Refusal("link_positions", count=positions, most=turn.rules.max_open_positions)
    predictions = len(here.predictions) + len(there.predictions)
    if predictions > turn.rules.max_open_predictions:
        raise Refusal("link_predictions", count=predictions, most=turn.rules.max_open_predictions)


# What happens


def _link(turn: Turn, link: Link) -> LinkNow:
    """Close one account into the other."""
    assert link.keeps is not None and link.closes is not None
    keeps, closes = turn.require(Player, link.keeps), turn.require(Player, link.closes)
    platforms = platforms_of(turn, closes.number)
    offerer = turn.book.players.identity_of(link.offered_by)
    offset, count = keeps.next_number - 1, closes.next_number - 1
    clashing = [number for number in _numbers(turn, keeps.number) if number <= count]
    pairs = tuple((before, offset + count + place) for place, before in enumerate(clashing, start=1))
    made = replace(
        link,
        code="",
        state=step(LINK_STEPS, link.state, LinkState.LINKED),
        offset=offset,
        count=count,
        renumbered=pairs,
        platforms=platforms,
        linked_ms=turn.at_ms,
    )
    _move_points(turn, made)
    _move_things(turn, made, closes.number, keeps.number, range(1, count + 1), offset)
    for before, after in pairs:
        _move_things(turn, made, keeps.number, keeps.number, range(before, before + 1), after - before)
    for player in (keeps, closes):
        turn.book.players.drop_drafts(player.number)
    turn.book.links.move_rounds(made.number, closes.number, keeps.number)
    turn.book.links.move_person(closes.number, keeps.number, platforms.split())
    turn.book.players.copy_answers(closes.number, keeps.number, 0)
    turn.book.links.move_notices(closes.number, keeps.number)
    merged = replace(joined(keeps, closes, turn.at_ms), next_number=offset + count + len(pairs) + 1)
    turn.save(merged)
    turn.save(replace(closes, digest_ms=0))  # nobody is there to read one
    turn.save(made)
    give_back_forbidden(turn, merged)
    if turn.book.players.unreachable_ms(turn.book.players.identity_of(keeps.number)) is None:
        turn.book.outbox.release(keeps.number)
    _tell_first(turn, made, offerer)
    return link_now(turn, made, asked=True)


def _numbers(turn: Turn, player: int) -> list[int]:
    """The numbers of what can be acted on: closed, cancelled, given stops, removed."""
    things = open_things(turn, player)
    alerts, watched = turn.book.alerts.price_alerts_of(player), turn.book.alerts.mirrors_of(player)
    return sorted(each.number for each in (*things.exposures, *alerts, *watched))


def _move_points(turn: Turn, link: Link) -> None:
    assert link.keeps is not None and link.closes is not None
    account = player_account(link.keeps)
    turn.move(_reason(account, link), player_account(link.closes), account, link.points, "link")
    turn.move(_reason(account, link), account, MINT, link.given_twice, "given-twice")


def _reason(account: str, link: Link) -> str:
    return f"{account}:link{link.number}"


def _move_things(turn: Turn, link: Link, source: int, target: int, numbers: range, by: int) -> None:
    """Give things of one player to another, or new numbers, with the accounts of those that are open."""
    things = open_things(turn, source)
    for each in (*things.exposures, *things.predictions):
        if each.number in numbers:
            here, there = item_account(source, each.number), item_account(target, each.number + by)
            code = "link" if link.state is LinkState.LINKED else "unlink"
            turn.move(_reason(there, link), here, there, turn.balance(here), code)
    turn.book.links.move_things(source, target, numbers, by)


def _tell_first(turn: Turn, link: Link, identity: Identity) -> None:
    """Tell the link to whoever offered the code; the other side is just reading its answer."""
    assert link.keeps is not None
    turn.book.players.set_spoke(identity, turn.at_ms)
    turn.tell(Notice(Topic.LINK, link.number, turn.at_ms, player=link.keeps))


# What the operator undoes


def undo(turn: Turn, number: int) -> Link:
    """Make two accounts of one again. Raises Refusal where that is not possible, or not any more."""
    link = turn.get(Link, number)
    if link is None:
        raise Refusal("no_such_link", number=number)
    if link.state is not LinkState.LINKED:
        raise Refusal("link_not_made", number=number)
    assert link.keeps is not None and link.closes is not None
    _check_undo(turn, link, turn.book.links.in_force_of(link.keeps))
    keeps, closes = turn.require(Player, link.keeps), turn.require(Player, link.closes)
    account = player_account(keeps.number)
    turn.move(_reason(account, link), MINT, account, link.given_twice, "given-again")
    returned = min(link.points, turn.balance(account))
    turn.move(_reason(account, link), account, player_account(closes.number), returned, "unlink")
    state = step(LINK_STEPS, link.state, LinkState.UNDONE)
    undone = replace(link, state=state, undone_ms=turn.at_ms, returned=returned)
    numbers = range(link.offset + 1, link.offset + link.count + 1)
    _move_things(turn, undone, keeps.number, closes.number, numbers, -link.offset)
    for before, after in link.renumbered:
        _move_things(turn, undone, keeps.number, keeps.number, range(after, after + 1), before - after)
    turn.book.links.return_rounds(link.number, keeps.number, closes.number)
    turn.book.links.move_person(keeps.number, closes.number, link.platforms.split())
    assert link.linked_ms is not None
    turn.book.players.copy_answers(keeps.number, closes.number, link.linked_ms)
    # What is on its way to the one is told to the other: it begins anew, and nobody finds it under its old id.
    turn.book.outbox.hold(closes.number)
    turn.book.outbox.release(closes.number)
    # Going on above every number that was ever shown to this person keeps old buttons harmless, here too.
    opened = with_digest(replace(joined(closes, keeps, turn.at_ms), next_number=keeps.next_number), turn.at_ms)
    turn.save(opened)
    turn.save(undone)
    for player in (keeps, closes):
        turn.tell(Notice(Topic.LINK, link.number, turn.at_ms, player=player.number))
    return undone


def _check_undo(turn: Turn, link: Link, links: Sequence[Link]) -> None:
    """Refuse while a later link stands on this one, or once what must return is gone."""
    for other in links:
        if other.closes == link.keeps or other.offset > link.offset:
            raise Refusal("unlink_later", number=link.number, later=other.number)
    assert link.keeps is not None
    if not set(link.platforms.split()) < set(platforms_of(turn, link.keeps).split()):
        raise Refusal("unlink_gone", number=link.number)
