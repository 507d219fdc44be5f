"""What admins set up for a chat, and what stays of it when the chat moves."""

from core.messages.all import Request
from core.messages.chats import SetAdminsOpen, SetStakeCap
from core.money import POINT
from tests.worlds.links import ANN, DAN


def test_a_late_word_from_where_a_chat_was_takes_nothing_from_it(people):
    engine = people.engine
    number = engine.chat("telegram", "-5", people.number(ANN), people.now).number
    for command in (SetStakeCap(5 * POINT), SetAdminsOpen(True)):
        at_ms = people.now
        engine.handle(Request(people.number(ANN), number, True, str(command), at_ms, "", command, at_ms))
    engine.telling.moved("telegram", "-5", "-1005")
    engine.chat("telegram", "-5", people.number(DAN), people.now)
    engine.telling.moved("telegram", "-5", "-1005")
    engine.telling.moved("telegram", "-1005", "-1005")
    chat = engine.chat("telegram", "-1005", people.number(DAN), people.now)
    assert (chat.number, chat.stake_cap, chat.admins_open) == (number, 5 * POINT, True)
