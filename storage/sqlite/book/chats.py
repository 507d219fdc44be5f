"""Group chats and their members."""

from collections.abc import Sequence

from core.rules.chats import Chat
from storage.sqlite.tables import Part


class SqliteChats(Part):
    """Chats by their platform, members by their player."""

    def add(self, platform: str, key: str, founder: int) -> Chat:
        """A new chat with the next number. Raises DuplicateError if the platform has one with this key."""
        with self._tables.named_errors(), self._tables.writing():
            chat = Chat(self._tables.next_number(Chat), platform, key, founder)
            self._tables.save([chat])
        return chat

    def find(self, platform: str, key: str) -> Chat | None:
        """A chat by its platform's own id."""
        return self._tables.first(Chat, "WHERE platform = ? AND key = ?", platform, key)

    def move(self, chat: Chat, key: str) -> None:
        """Give a chat another id of its platform; what was known under that id joins it."""
        with self._tables.writing():
            other = self.find(chat.platform, key)
            if other is not None and other.number < chat.number:  # a late message made another chat of the old id
                chat, other = other, chat
            if other is not None and other.number != chat.number:
                for table in ("rounds", "results", "outbox"):
                    self._tables.execute(f"UPDATE {table} SET chat = ? WHERE chat = ?", (chat.number, other.number))
                for table in ("members", "schedules"):  # where both have one, the older chat's stays
                    self._tables.execute(
                        f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?", (chat.number, other.number)
                    )
                    self._tables.execute(f"DELETE FROM {table} WHERE chat = ?", (other.number,))
                self._tables.execute("DELETE FROM chats WHERE number = ?", (other.number,))
            back = other is not None and other.left_ms is None
            sql = "UPDATE chats SET key = ?, left_ms = CASE WHEN ? THEN NULL ELSE left_ms END WHERE number = ?"
            self._tables.execute(sql, (key, back, chat.number))

    def of_player(self, player: int) -> Sequence[int]:
        """The numbers of the chats that a player spoke in, the last one first."""
        sql = "SELECT chat FROM members INDEXED BY members_player WHERE player = ? ORDER BY spoke_ms DESC, chat"
        return [chat for (chat,) in self._tables.execute(sql, (player,))]

    def has_feeds(self) -> bool:
        """Whether any chat has a feed."""
        return bool(self._tables.execute("SELECT 1 FROM chats INDEXED BY chats_feed WHERE feed = 1 LIMIT 1").fetchone())

    def feeds_of(self, player: int) -> Sequence[int]:
        """The numbers of the chats with a feed that a player spoke in and the bot is still in, rising."""
        sql = (
            "SELECT chat FROM members INDEXED BY members_player CROSS JOIN chats ON number = chat "
            "WHERE player = ? AND feed = 1 AND left_ms IS NULL ORDER BY chat"
        )
        return [chat for (chat,) in self._tables.execute(sql, (player,))]
