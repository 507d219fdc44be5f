"""What goes to Telegram for a outgoing and what its refusals mean: the library itself over a scripted transport."""

import asyncio
import json
from dataclasses import replace

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bots.delivery.platform import (
    Address,
    DownError,
    GoneError,
    MovedError,
    Outgoing,
    PlatformError,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.on_telegram.bot_api import rest_s
from bots.on_telegram.pins import Pins
from bots.on_telegram.sender import TelegramSender
from bots.screens.kit.screen import ELSEWHERE, Audience, Button, Field, Screen

ME = {"id": 77, "is_bot": True, "first_name": "dumbdegen", "username": "degen_bot"}
ANN = Address("telegram", user="5")
TOPIC = Address("telegram", chat="-1001", thread="4")
CARD = Screen(
    "round",
    "Round 1: BTC 1 min",
    (Field("State", "State", "open", "open"),),
    buttons=((Button("Up 25", "up 25"),),),
    edit_key="round 1",
    audience=Audience.CHAT,
)
MENU = Screen("order", "long: which market?", buttons=((Button("BTC", "long btc"),),))


class Script(BaseRequest):
    """A transport that answers from a script: an error, a refusal (status, description, parameters), or by itself."""

    read_timeout = 1.0

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict]] = []
        self.script: list[Exception | tuple] = []

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url, method, request_data: RequestData | None = None, **_timeouts):
        name = url.rpartition("/")[2]
        given = request_data.parameters if request_data else {}
        if name == "getMe":
            return _ok(ME)
        self.calls.append((name, given))
        answer = self.script.pop(0) if self.script else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            status, said, parameters = answer
            refusal = {"ok": False, "error_code": status, "description": said}
            return status, json.dumps({**refusal, **({"parameters": parameters} if parameters else {})}).encode()
        if name in ("sendMessage", "editMessageText"):
            chat = {"id": given["chat_id"], "type": "private"}
            return _ok({"message_id": 900, "date": 1, "chat": chat, "text": "x"})
        return _ok(True)


def _ok(result: object) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": result}).encode()


def sent(*messages: Outgoing, script: tuple = ()) -> tuple[list[str | Exception], list[tuple[str, dict]]]:
    """What came back for each outgoing, and the calls that were made."""

    async def run():
        request = Script()
        request.script = list(script)
        bot = Bot("123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr", request=request, get_updates_request=Script())
        await bot.initialize()
        sender = TelegramSender(bot, Pins(bot))
        outcomes: list[str | Exception] = []
        for outgoing in messages:
            try:
                outcomes.append(await sender.send(outgoing))
            except (PlatformError, TelegramError) as error:
                outcomes.append(error)
            for _ in range(20):
                await asyncio.sleep(0)
        return outcomes, request.calls

    return asyncio.run(run())


def one(outgoing: Outgoing, *script) -> str | Exception:
    """What came back for one outgoing."""
    return sent(outgoing, script=script)[0][0]


def test_a_new_message_in_a_topic_answers_what_was_said_there():
    outcomes, calls = sent(Outgoing(TOPIC, (MENU,), silent=True, answers="-1001/31"))
    assert outcomes == ["-1001/900"]
    ((name, given),) = calls
    assert name == "sendMessage"
    assert (given["chat_id"], given["message_thread_id"], given["disable_notification"]) == (-1001, 4, True)
    assert given["reply_parameters"] == {"message_id": 31, "allow_sending_without_reply": True}
    assert given["link_preview_options"] == {"is_disabled": True}
    assert given["parse_mode"] == "HTML"
    assert given["reply_markup"]["inline_keyboard"] == [[{"text": "BTC", "callback_data": "long btc"}]]


def test_an_edit_keeps_its_message():
    outcomes, calls = sent(Outgoing(ANN, (MENU,), edit="5/40"))
    assert outcomes == ["5/40"]
    assert calls[0][0] == "editMessageText"
    assert (calls[0][1]["chat_id"], calls[0][1]["message_id"]) == (5, 40)


def test_an_edit_that_changes_nothing_has_succeeded():
    said = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    assert one(Outgoing(ANN, (MENU,), edit="5/40"), (400, said, None)) == "5/40"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((403, "Forbidden: bot was blocked by the user", None), UnreachableError),
        ((403, "Forbidden: user is deactivated", None), UnreachableError),
        ((403, "Forbidden: bot can't initiate conversation with a user", None), UnreachableError),
        ((403, "Forbidden: bot was kicked from the supergroup chat", None), UnreachableError),
        ((400, "Bad Request: chat not found", None), UnreachableError),
        ((400, "Bad Request: not enough rights to send text messages to the chat", None), UnreachableError),
        ((400, "Bad Request: message thread not found", None), GoneError),
        ((400, "Bad Request: TOPIC_CLOSED", None), GoneError),
        ((400, "Bad Request: message to be replied not found", None), GoneError),
        ((429, "Too Many Requests: retry after 7", {"retry_after": 7}), SlowError),
        ((400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -1009}), MovedError),
        ((502, "Bad Gateway", None), DownError),
        ((500, "Internal Server Error", None), DownError),
        ((504, "Gateway Timeout", None), UncertainError),
        ((401, "Unauthorized", None), DownError),
        (TimedOut("no answer in time"), UncertainError),
        (NetworkError("no connection: Connection refused"), DownError),
        (OSError("nobody knows"), DownError),
        (KeyError("a bug"), NetworkError),
        ((400, "Bad Request: can't parse entities: unsupported start tag", None), BadRequest),
    ],
)
def test_every_refusal_is_one_of_what_the_post_knows(answer, kind):
    outcome = one(Outgoing(TOPIC, (MENU,)), answer)
    assert type(outcome) is kind
    if isinstance(outcome, SlowError):
        assert (outcome.wait_ms, outcome.everywhere) == (7_000, False)
    if isinstance(outcome, MovedError):
        assert outcome.chat == "-1009"


@pytest.mark.parametrize("said", ["Bad Request: message to edit not found", "Bad Request: message can't be edited"])
def test_what_cannot_be_edited_any_more_is_gone(said):
    assert type(one(Outgoing(ANN, (MENU,), edit="5/40"), (400, said, None))) is GoneError


def test_an_edit_may_be_made_twice():
    assert type(one(Outgoing(ANN, (MENU,), edit="5/40"), TimedOut("no answer in time"))) is DownError


def _data(call: tuple[str, dict]) -> list[str]:
    rows = call[1]["reply_markup"]["inline_keyboard"]
    return [key["callback_data"] for row in rows for key in row if "callback_data" in key]


def test_alerts_and_cards_stay_when_their_buttons_are_pressed():
    alert = Screen("liquidation", "LIQUIDATED", buttons=((Button("History", "history"),),))
    card = replace(MENU, edit_key="position 3")
    _outcomes, calls = sent(
        Outgoing(ANN, (alert,), nonce="abc"),
        Outgoing(ANN, (card,)),
        Outgoing(ANN, (MENU,)),
        Outgoing(ANN, (MENU,), edit="5/40"),
    )
    assert [_data(call) for call in calls] == [["history!"], ["long btc!"], ["long btc"], ["long btc"]]


def test_ones_own_first_screen_invites():
    account = Screen("account", "dumbdegen")
    _outcomes, calls = sent(Outgoing(ANN, (account,)), Outgoing(TOPIC, (account,)))
    ((copy,), (group,)) = calls[0][1]["reply_markup"]["inline_keyboard"]
    assert copy["copy_text"] == {"text": "https://t.me/degen_bot?start=start"}
    assert group["url"] == "https://t.me/degen_bot?startgroup=round"
    assert "reply_markup" not in calls[1][1]


def test_a_private_answer_is_a_tap_away():
    screen = Screen(ELSEWHERE, "In private", buttons=((Button("Open", "history 3"),),))
    _outcomes, calls = sent(Outgoing(TOPIC, (screen,)))
    assert calls[0][1]["reply_markup"]["inline_keyboard"] == [
        [{"text": "Open", "url": "https://t.me/degen_bot?start=history_3"}]
    ]


def test_a_round_is_pinned_silently_while_it_runs():
    over = replace(CARD, fields=(Field("State", "State", "settled", "settled"),))
    _outcomes, calls = sent(
        Outgoing(TOPIC, (CARD,)),
        Outgoing(TOPIC, (CARD,), edit="-1001/900"),
        Outgoing(TOPIC, (over,), edit="-1001/900"),
    )
    pins = [(name, given) for name, given in calls if "pin" in name]
    assert [name for name, _given in pins] == ["pinChatMessage", "unpinChatMessage"]
    assert pins[0][1] == {"chat_id": -1001, "message_id": 900, "disable_notification": True}


def test_where_pinning_is_not_allowed_it_is_not_tried_again():
    refusal = (400, "Bad Request: not enough rights to manage pinned messages in the chat", None)
    _outcomes, calls = sent(
        Outgoing(TOPIC, (CARD,)), Outgoing(TOPIC, (CARD,), edit="-1001/900"), script=(None, refusal)
    )
    assert [name for name, _given in calls].count("pinChatMessage") == 1


def test_a_rest_is_read_of_whichever_type_the_library_tells_it():
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("0", "1"):
            patch.setenv("PTB_TIMEDELTA", kind)
            assert rest_s(RetryAfter(7)) == 7
