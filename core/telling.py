"""What must be told: which notices wait and to whom they go, and what became of each message.

    untold --> look_up --> begin_telling --> (a platform) --> delivered
       |
       `- to the player; to a chat; or, where nothing reaches a player who allows it, into a chat of theirs

A notice is rendered from the state at the moment it is told: see `NoticeNow`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.book import Book, Identity
from core.messages.all import Thing
from core.queries.things import thing_of
from core.rules.alerts.kinds import ALERTS, Loudness
from core.rules.chats import Chat
from core.rules.notices import Message, Notice, Outcome, Receipt
from core.rules.players import Player
from core.turn import Turn


@dataclass(frozen=True, slots=True)
class AddressedNotice:
    """A notice and to whom it goes; None: nobody can receive it now.

    `calls`: the person whom a message in a chat is for, because nothing reaches them alone.
    """

    notice: Notice
    to: Identity | Chat | None
    calls: Identity | None = None


@dataclass(frozen=True, slots=True)
class NoticeNow:
    """What a notice is about, as that is now; how loud it is for its player (None: it is no player's alert), in which
    language that player reads, and the player's name."""

    thing: Thing
    loudness: Loudness | None
    language: str
    name: str


class Telling:
    """What is told, to whom, until it arrives. `turn`: makes one to read with, at a moment (ms UTC)."""

    def __init__(self, book: Book, turn: Callable[[int], Turn]) -> None:
        self._book = book
        self._turn = turn

    def untold(self, first: bool, after: int, limit: int) -> list[AddressedNotice]:
        """The next notices to deliver, liquidations (`first`) or all others, with a higher id than `after`.

        What nobody can receive now is held until the player is back; it goes with a player or a chat that left us.
        """
        return [self._addressed(notice) for notice in self._book.outbox.waiting(first, after, limit)]

    def _addressed(self, notice: Notice) -> AddressedNotice:
        if notice.chat is not None:
            chat = self._book.get(Chat, notice.chat)
            assert chat is not None
            return AddressedNotice(notice, chat) if chat.left_ms is None else self._dropped(notice)
        assert notice.player is not None
        try:
            identity = self._book.players.identity_of(notice.player)
        except KeyError:  # they have left
            return self._dropped(notice)
        if self._book.players.unreachable_ms(identity) is None:
            return AddressedNotice(notice, identity)
        place = self._calling_place(notice.player) if notice.alert and ALERTS[notice.alert].calls else None
        if place is None:
            self._book.outbox.hold_notice(notice.id)
            return AddressedNotice(notice, None)
        return AddressedNotice(notice, *place)

    def _dropped(self, notice: Notice) -> AddressedNotice:
        self._book.outbox.mark_delivered([notice.id], notice.at_ms)
        return AddressedNotice(notice, None)

    def _calling_place(self, number: int) -> tuple[Chat, Identity] | None:
        """The chat in which a player allows to be called, of those the one where they spoke last; and as whom there."""
        player = self._book.get(Player, number)
        assert player is not None
        if player.mentions:
            there = {each.platform: each for each in self._book.players.identities_of(number)}
            for key in self._book.chats.of_player(number):
                chat = self._book.get(Chat, key)
                if chat is not None and chat.left_ms is None and chat.platform in there:
                    return chat, there[chat.platform]
        return None

    def look_up(self, fetched: Notice, at_ms: int) -> NoticeNow | None:
        """What to tell, at the moment of telling it (`at_ms`); None if whoever it was for has left."""
        notice = self._book.outbox.waiting_notice(fetched.id)
        if notice is None:
            return None
        player = None if notice.player is None else self._book.get(Player, notice.player)
        loudness = player.loudness_at(notice.alert, at_ms) if player and notice.alert else None
        thing = thing_of(self._turn(at_ms), notice)
        return NoticeNow(thing, loudness, player.language if player else "", player.name if player else "")

    def begin_telling(self, notices: list[int]) -> None:
        """Remember that notices are about to be sent, so that after a crash it is known that they may have arrived."""
        self._book.outbox.begin_sending(notices)

    def reference(self, platform: str, address: str, edit_key: str) -> str:
        """The platform's reference of the message that shows a thing; empty if there is none."""
        found = self._book.get(Message, platform, address, edit_key)
        return found.reference if found else ""

    def delivered(self, receipt: Receipt) -> list[Notice]:
        """Take what became of a message; the notices that must be told again, because nobody knows."""
        book, again = self._book, []
        with book.transaction():
            match receipt.outcome:
                case Outcome.ARRIVED if receipt.edit_key and self._is_known(receipt):
                    key = (receipt.platform, receipt.address, receipt.edit_key)
                    book.save([Message(*key, receipt.reference, receipt.at_ms)])
                case Outcome.UNCERTAIN:
                    again = [each for each in receipt.notices if each.alert is not None]
                case Outcome.UNREACHABLE:
                    self._lose(receipt)
                    return []
            book.outbox.mark_delivered([each.id for each in receipt.notices if each not in again], receipt.at_ms)
        return [replace(each, tries=each.tries + 1) for each in again]

    def _is_known(self, receipt: Receipt) -> bool:
        """Whether there is still somebody at an address: of who has left, nothing is kept."""
        return bool(receipt.chat) or self._book.players.number_of(Identity(receipt.platform, receipt.user)) is not None

    def _lose(self, receipt: Receipt) -> None:
        """Nothing reaches this person or chat any more: hold the notices of a person, drop those of a chat."""
        book = self._book
        if receipt.chat:
            chat = book.chats.find(receipt.platform, receipt.chat)
            if chat is not None:
                book.save([replace(chat, left_ms=receipt.at_ms)])
            book.outbox.mark_delivered([each.id for each in receipt.notices if each.chat is not None], receipt.at_ms)
        elif book.players.number_of(identity := Identity(receipt.platform, receipt.user)) is not None:
            book.players.set_unreachable(identity, receipt.at_ms)
        self._requeue([each.id for each in receipt.notices if each.chat is None])

    def _requeue(self, notices: list[int]) -> None:
        """Requeue undelivered notices of players where another platform or group reaches them; hold the others.

        What is under way to them elsewhere stays under way, and what nobody has fetched yet is addressed when it is.
        """
        waiting = [notice for each in notices if (notice := self._book.outbox.waiting_notice(each)) is not None]
        for notice in waiting:
            self._book.outbox.hold_notice(notice.id)
        for player in sorted({each.player for each in waiting if each.player is not None}):
            reachable = self._book.players.unreachable_ms(self._book.players.identity_of(player)) is None
            if reachable or self._calling_place(player) is not None:
                self._book.outbox.release(player)

    def left(self, platform: str, key: str, at_ms: int) -> None:
        """The bot was removed from a chat."""
        self.delivered(Receipt(platform, "", key, Outcome.UNREACHABLE, at_ms))

    def added(self, platform: str, key: str) -> None:
        """The bot is in a chat; it may have been there before."""
        chat = self._book.chats.find(platform, key)
        if chat is not None:
            self._book.save([replace(chat, left_ms=None)])

    def moved(self, platform: str, old: str, new: str) -> None:
        """A chat has another id now, with everything that belongs to it."""
        chat = self._book.chats.find(platform, old)
        if chat is not None:
            with self._book.transaction():
                self._book.chats.move(chat, new)

    def returned(self, identity: Identity) -> None:
        """A person whom nothing reached can be reached again, and is told what has waited."""
        player = self._book.players.number_of(identity)
        if player is not None and self._book.players.unreachable_ms(identity) is not None:
            with self._book.transaction():
                self._book.players.set_unreachable(identity, None)
                self._book.outbox.release(player)
