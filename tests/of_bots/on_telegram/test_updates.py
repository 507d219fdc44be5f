"""Which updates of Telegram are for us, who spoke, where, and when."""

import pytest
from telegram import Bot, Update, User

from bots.on_telegram.admins import asks_for_rights
from bots.on_telegram.updates import Added, Idle, Moved, Nameless, Removed, Returned, Spoke, read_update

ME = User(77, "dumbdegen", True, username="Degen_Bot")
ANN = {"id": 5, "is_bot": False, "first_name": "Ann", "last_name": "Lee"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Ann"}
GROUP = {"id": -100_1, "type": "supergroup", "title": "Friends", "is_forum": True}
RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories"),
)
BOT = Bot("123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")


def read(**update):
    return read_update(Update.de_json({"update_id": 9, **update}, BOT), ME)


def said(text: str | None, chat: dict = PRIVATE, sender: dict | None = ANN, **more):
    message = {"message_id": 31, "date": 1_767_225_600, "chat": chat, **more}
    if text is not None:
        message["text"] = text
    if sender is not None:
        message["from"] = sender
    return read(message=message)


def pressed(data: str | None, message: dict | None):
    query = {"id": "q1", "from": ANN, "chat_instance": "1", "data": data, "message": message}
    return read(callback_query={key: value for key, value in query.items() if value is not None})


def membership(chat: dict, before: str, after: str):
    def member(status: str) -> dict:
        more = {"kicked": {"until_date": 0}, "administrator": dict.fromkeys(RIGHTS, False)}.get(status, {})
        return {"user": {"id": 77, "is_bot": True, "first_name": "d"}, "status": status, **more}

    change = {"chat": chat, "from": ANN, "date": 1, "old_chat_member": member(before), "new_chat_member": member(after)}
    return read(my_chat_member=change)


def test_a_private_sentence_may_have_been_said_until_the_end_of_its_second():
    assert said("up 25 5m") == Spoke(9, "5", "Ann Lee", "", "", 31, "up 25 5m", 1_767_225_600_999)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("/start", "/start"),
        ("/start verify_12", "verify 12"),
        ("/start close_all", "start"),
        ("/start@degen_bot round", "round"),
        ("start here", "start here"),
    ],
)
def test_a_deep_link_says_what_it_carries(text, sentence):
    assert said(text).sentence == sentence


def test_in_a_group_commands_are_for_us_and_talk_is_not():
    for text in ("/up 25", "/up@Degen_Bot 25", "/UP@degen_bot"):
        assert said(text, GROUP).chat == "-1001"
    for text in ("up 25", "/up@other_bot 25", "hello", " ", "@Degen_Bot up 25"):
        assert said(text, GROUP) is None


def test_a_verb_in_answer_to_us_is_for_us():
    ours = {
        "message_id": 3,
        "date": 1,
        "chat": GROUP,
        "from": {"id": 77, "is_bot": True, "first_name": "d"},
        "text": "x",
    }
    theirs = {**ours, "from": {"id": 6, "is_bot": False, "first_name": "Bob"}}
    assert said("up 25", GROUP, reply_to_message=ours).sentence == "up 25"
    assert said("lol", GROUP, reply_to_message=ours) is None
    assert said("up 25", GROUP, reply_to_message=theirs) is None


def test_a_topic_is_kept_and_a_chain_of_answers_is_none():
    assert said("/up 25", GROUP, message_thread_id=4, is_topic_message=True).thread == "4"
    assert said("/up 25", GROUP, message_thread_id=4).thread == ""


@pytest.mark.parametrize(
    ("sender", "sender_chat"),
    [
        ({"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}, GROUP),
        ({"id": 136817688, "is_bot": True, "first_name": "Channel"}, {"id": -100_7, "type": "channel", "title": "C"}),
    ],
)
def test_channels_and_anonymous_admins_are_nobody(sender, sender_chat):
    assert said(
        "/up 25", GROUP, sender, sender_chat=sender_chat, message_thread_id=4, is_topic_message=True
    ) == Nameless("-1001", "4", 31)
    assert said("hello", GROUP, sender, sender_chat=sender_chat) is None


def test_what_is_not_for_us():
    bot = {"id": 8, "is_bot": True, "first_name": "b"}
    assert said("/up", GROUP, bot) is None
    assert said(None) is None, "a picture"
    assert said("/up", {"id": -1, "type": "channel", "title": "C"}) is None
    assert said("/up", GROUP, is_automatic_forward=True) is None
    assert said("/up", guest_query_id="1") is None
    message = {"message_id": 1, "date": 1, "chat": PRIVATE, "from": ANN, "text": "up 25 5m"}
    for kind in ("edited_message", "channel_post", "edited_channel_post", "guest_message"):
        assert read(**{kind: message}) is None


def test_a_press_has_no_time():
    held = {"message_id": 40, "date": 1, "chat": GROUP, "message_thread_id": 4, "is_topic_message": True}
    assert pressed("verify 7 ~2!", held) == Spoke(9, "5", "Ann Lee", "-1001", "4", 40, "verify 7", None, "q1", 2, True)
    assert pressed("up 25", {"message_id": 40, "date": 0, "chat": PRIVATE}).chat == "", "a message of long ago"


def test_a_press_that_says_nothing_is_acknowledged():
    assert pressed(None, {"message_id": 40, "date": 1, "chat": PRIVATE}) == Idle("q1")
    assert pressed("up 25", None) == Idle("q1")


def test_comings_and_goings():
    assert membership(GROUP, "left", "member") == Added("-1001")
    assert membership(GROUP, "member", "administrator") is None
    assert membership(GROUP, "administrator", "kicked") == Removed("-1001")
    assert membership(PRIVATE, "kicked", "member") == Returned("5")
    assert membership(PRIVATE, "member", "kicked") is None


def test_a_group_that_gets_another_id_says_so_on_both_sides():
    old = {"id": -12, "type": "group", "title": "Friends"}
    assert said(None, old, migrate_to_chat_id=-1001) == Moved("-12", "-1001")
    assert said(None, GROUP, migrate_from_chat_id=-12) == Moved("-12", "-1001")


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("round cancel", True), ("/round@degen_bot stop", True), ("round 5m", True), ("setup", True),
        ("round", False), ("round mine", False), ("/round withdraw", False), ("up 25", False), ("", False),
    ],
)  # fmt: skip
def test_only_what_admins_may_asks_for_their_rights(sentence, asks):
    assert asks_for_rights(sentence) is asks
