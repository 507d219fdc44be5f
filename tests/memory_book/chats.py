"""The reference of chats and their members."""

from collections.abc import Sequence
from dataclasses import replace

from core.rules.chats import Chat, Member
from core.rules.players import Result
from core.rules.rounds import Round, Schedule
from storage.errors import DuplicateError
from tests.memory_book.memory import Part, key_of


class MemoryChats(Part):
    """`core.book.ChatsBook` in plain Python."""

    def add(self, platform: str, key: str, founder: int) -> Chat:
        if self.find(platform, key):
            raise DuplicateError(platform, key)
        chat = Chat(self._memory.next_number(Chat), platform, key, founder)
        self._memory.save([chat])
        return chat

    def find(self, platform: str, key: str) -> Chat | None:
        found = self._memory.all(Chat, lambda each: (each.platform, each.key) == (platform, key))
        return found[0] if found else None

    def move(self, chat: Chat, key: str) -> None:
        with self._memory.transaction():
            other = self.find(chat.platform, key)
            if other is not None and other.number < chat.number:
                chat, other = other, chat
            if other is not None and other.number != chat.number:
                for kind in (Round, Result, Member, Schedule):
                    for each in self._memory.all(kind, lambda entity: entity.chat == other.number):
                        moved = replace(each, chat=chat.number)
                        self._memory.delete(each)
                        if kind not in (Member, Schedule) or key_of(moved) not in self._memory.entities[kind]:
                            self._memory.put(self._memory.entities[kind], key_of(moved), moved)
                for notice in [each for each in self._memory.notices.values() if each.chat == other.number]:
                    self._memory.put(self._memory.notices, notice.id, replace(notice, chat=chat.number))
                self._memory.delete(other)
            back = {"left_ms": None} if other is not None and other.left_ms is None else {}
            self._memory.save([replace(self._memory.entities[Chat][(chat.number,)], key=key, **back)])

    def of_player(self, player: int) -> Sequence[int]:
        found = self._memory.all(Member, lambda each: each.player == player)
        return [each.chat for each in sorted(found, key=lambda each: (-each.spoke_ms, each.chat))]

    def has_feeds(self) -> bool:
        return bool(self._memory.all(Chat, lambda each: each.group_feed))

    def feeds_of(self, player: int) -> Sequence[int]:
        chats = {each.chat for each in self._memory.all(Member, lambda each: each.player == player)}
        found = self._memory.all(Chat, lambda each: each.number in chats and each.group_feed and each.left_ms is None)
        return [each.number for each in found]
