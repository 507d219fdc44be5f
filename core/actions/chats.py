"""What admins choose for their chat (the verb `setup`): its topic, the stake cap, who opens rounds, language, feed."""

from dataclasses import replace
from typing import assert_never

from core.checks import in_bounds
from core.messages.all import Refusal, Request
from core.messages.chats import SetAdminsOpen, SetChatLanguage, SetGroupFeed, SetStakeCap, SetThread, SetupShown
from core.queries.chats import chat_of, setup
from core.turn import Turn

Choice = SetThread | SetStakeCap | SetAdminsOpen | SetChatLanguage | SetGroupFeed


def choose(turn: Turn, request: Request, command: Choice) -> SetupShown:
    """Make one choice (chat admins)."""
    chat = chat_of(turn, request)
    if not request.admin:
        raise Refusal("admins_only", verb="setup")
    match command:
        case SetThread(here):
            if here and not request.thread:
                raise Refusal("setup_no_topic")
            chat = replace(chat, thread=request.thread if here else "")
        case SetStakeCap(cap):
            if cap is not None:
                in_bounds("stake_bounds", cap, turn.rules.stake_min, turn.rules.stake_max)
            chat = replace(chat, stake_cap=cap)
        case SetAdminsOpen(admins, role):
            if role and request.roles is None:
                raise Refusal("no_roles")
            chat = replace(chat, admins_open=admins, role=role)
        case SetGroupFeed(on):
            chat = replace(chat, group_feed=on)
        case SetChatLanguage(language):
            chat = replace(chat, language=language)
        case _:
            assert_never(command)
    turn.save(chat)
    return setup(turn, request, changed=True)
