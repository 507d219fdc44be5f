"""What admins choose for their chat: where the game lives there, the stake cap, who opens rounds, the language."""

from dataclasses import replace

from core.actions.limits import in_bounds
from core.messages.all import Refusal, Request
from core.messages.chats import SetAdminsOpen, SetChatFeed, SetChatLanguage, SetStakeCap, SetThread, SetupShown
from core.rules.chats import Chat
from core.rules.rounds import Schedule
from core.turn import Turn


def show(turn: Turn, request: Request) -> SetupShown:
    """The choices of this chat, for everybody there."""
    return _shown(turn, request, _chat(turn, request), changed=False)


Choice = SetThread | SetStakeCap | SetAdminsOpen | SetChatLanguage | SetChatFeed


def choose(turn: Turn, request: Request, command: Choice) -> SetupShown:
    """Make one choice (chat admins)."""
    chat = _chat(turn, request)
    if not request.admin:
        raise Refusal("admins_only", verb="setup")
    match command:
        case SetThread(True) if not request.thread:
            raise Refusal("setup_no_topic")
        case SetThread(here):
            chat = replace(chat, thread=request.thread if here else "")
        case SetStakeCap(None):
            chat = replace(chat, stake_cap=None)
        case SetStakeCap(cap):
            in_bounds("stake_bounds", cap, turn.rules.stake_min, turn.rules.stake_max)
            chat = replace(chat, stake_cap=cap)
        case SetAdminsOpen(admins, role):
            if role and request.roles is None:
                raise Refusal("no_roles")
            chat = replace(chat, admins_open=admins, role=role)
        case SetChatFeed(on):
            chat = replace(chat, feed=on)
        case SetChatLanguage(language):
            chat = replace(chat, language=language)
    turn.save(chat)
    return _shown(turn, request, chat, changed=True)


def _chat(turn: Turn, request: Request) -> Chat:
    chat = None if request.chat is None else turn.book.get(Chat, request.chat)
    if chat is None:
        raise Refusal("groups_only", verb="setup")
    return chat


def _shown(turn: Turn, request: Request, chat: Chat, changed: bool) -> SetupShown:
    return SetupShown(chat, turn.book.get(Schedule, chat.number), changed, request.thread)
