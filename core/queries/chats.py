"""What admins chose for a chat, as everybody there may look at it (the verb `setup`)."""

from core.messages.all import Refusal, Request
from core.messages.chats import SetupShown
from core.rules.chats import Chat
from core.rules.rounds import Schedule
from core.turn import Turn


def setup(turn: Turn, request: Request, changed: bool) -> SetupShown:
    """The choices of the chat that the request comes from."""
    chat = chat_of(turn, request)
    return SetupShown(chat, turn.get(Schedule, chat.number), changed, request.thread)


def chat_of(turn: Turn, request: Request) -> Chat:
    """The chat that the request comes from. Raises Refusal in a private conversation."""
    if request.chat is None:
        raise Refusal("groups_only", verb="setup")
    return turn.require(Chat, request.chat)
