"""Notices as messages: rendered from the state at the moment when they are sent. Runs on the engine's thread.

AddressedNotice --delivery--> Delivery      a new message that rings, or a newer version of one that is there
several of a kind --storm--> Screen         one message instead of them
a position --live_card--> Screen            the same card again, with the present price
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bots.desk.nonces import stamped
from bots.desk.speech import Speech, no_tag
from bots.languages.texts import Wording
from bots.screens.alerts.notices import call_card, lateness, notice_card
from bots.screens.alerts.storm import storm_card
from bots.screens.kit.screen import Call, Kind, Screen
from bots.screens.things import thing_card
from core.book import Identity
from core.engine import Engine
from core.messages.all import Thing
from core.messages.positions import PositionNow
from core.messages.prices import HaltNow
from core.messages.rounds import RoundNow
from core.rules.alerts.kinds import Loudness
from core.rules.chats import Chat
from core.rules.notices import Notice, Outcome, Receipt
from core.rules.positions import State
from core.rules.rounds import RoundState
from core.telling import AddressedNotice

_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)  # and no full disk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way: to whom, as what kind of message, and its screen (None: the player wants none of these).

    `again`: what it says is worth a message of its own, below the one that it changes. `card`: what the card of the
    thing that an alert is about says now. `calls`: who is called in a chat. `thing`: what it is about, as it is now.
    """

    notice: Notice
    to: Identity | Chat
    kind: Kind
    screen: Screen | None
    again: bool = False
    card: Screen | None = None
    calls: Call | None = None
    thing: Thing | None = None


class NoticeScreens:
    """The screens of notices. `tag`: what every screen says of prices that are not real."""

    def __init__(self, engine: Engine, tag: Callable[[Wording], str] = no_tag) -> None:
        self._engine = engine
        self._telling = engine.telling
        self._speech = Speech(engine, tag)

    def delivery(self, addressed: AddressedNotice, at_ms: int) -> Delivery:
        """A notice as a message, from the state now (`at_ms`)."""
        try:
            return self._delivery(addressed, at_ms)
        except _BUGS:
            # Told again it would fail again, and nobody behind it would hear anything: the log says what to mend.
            _log.exception("notice %d cannot be told", addressed.notice.id)
            assert addressed.to is not None
            return Delivery(addressed.notice, addressed.to, Kind.UPDATE, None)

    def _delivery(self, addressed: AddressedNotice, at_ms: int) -> Delivery:
        notice, to = addressed.notice, addressed.to
        assert to is not None
        told = self._telling.look_up(notice, at_ms)
        if told is None or _is_outrun(notice, told.thing):
            return Delivery(notice, to, Kind.UPDATE, None)
        say = self._speech.in_language(to.language if isinstance(to, Chat) else told.language)
        if addressed.calls is None:
            card = notice_card(say, notice, told.thing)
        else:
            card = call_card(say, notice, told.thing, told.name)
        if card is None:
            return Delivery(notice, to, Kind.ALERT, None)
        screen = self._speech.signed(say, stamped(lateness(say, card, notice, at_ms), f"notice {notice.id}"))
        if notice.alert is None:
            return Delivery(notice, to, Kind.UPDATE, screen, again=_is_result_of_a_chat(told.thing))
        # An alert is a message of its own, or no phone would ring; the card that it is about changes with it.
        alert = replace(screen, edit_key="", silent=told.loudness is Loudness.SILENT)
        wanted = None if told.loudness is Loudness.OFF else alert
        if addressed.calls is not None:
            return Delivery(notice, to, Kind.ALERT, wanted, calls=Call(addressed.calls.user, told.name))
        return Delivery(notice, to, Kind.ALERT, wanted, card=screen, thing=told.thing)

    def storm(self, deliveries: Sequence[Delivery], at_ms: int) -> Screen:
        """One message instead of these alerts, which are of one kind and for one address."""
        first = min((delivery.notice for delivery in deliveries), key=lambda notice: notice.at_ms)
        to = deliveries[0].to
        assert first.player is not None
        say = self._speech.to(first.player, to if isinstance(to, Chat) else None)
        card = storm_card(say, [delivery.thing for delivery in deliveries if delivery.thing is not None])
        silent = all(delivery.screen is None or delivery.screen.silent for delivery in deliveries)
        return replace(self._speech.signed(say, lateness(say, card, first, at_ms)), silent=silent)

    def live_card(self, who: Identity, number: int) -> Screen | None:
        """An open position as it is now, without changing anything; None if it is not open, or the person has left."""
        player = self._engine.known(who)
        now = None if player is None else self._engine.open_position(player, number)
        if player is None or now is None:
            return None
        say = self._speech.to(player)
        return self._speech.signed(say, thing_card(say, now))


def receipt_for(to: Identity | Chat, outcome: Outcome, at_ms: int, notices: tuple[Notice, ...]) -> Receipt:
    """What became of notices at the address that they went to."""
    if isinstance(to, Chat):
        return Receipt(to.platform, "", to.key, outcome, at_ms, notices)
    return Receipt(to.platform, to.user, "", outcome, at_ms, notices)


def _is_outrun(notice: Notice, thing: Thing) -> bool:
    """Whether what a notice is about has ended meanwhile, with another that says more."""
    if isinstance(thing, HaltNow):
        return thing.halt.to_ms not in (None, notice.at_ms)
    ended = isinstance(thing, PositionNow) and thing.position.state not in (State.OPEN, State.CLOSED)
    return ended and notice.alert is None


def _is_result_of_a_chat(thing: Thing) -> bool:
    """Whether a chat's round has ended: its card may be far above by now."""
    return (
        isinstance(thing, RoundNow) and thing.bet is None and thing.round.state in (RoundState.SETTLED, RoundState.VOID)
    )
