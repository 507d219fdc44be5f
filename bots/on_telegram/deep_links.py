"""Deep links: a sentence in the address of the bot, for inviting, for alerts, and for looking at one thing.

    https://t.me/<bot>?start=verify_12      whoever follows it says `verify 12` in private
    https://t.me/<bot>?startgroup=round     adds the bot to a group and says `round` there

Anybody can write a link and hand it to anybody. So only sentences that show something, or let something ring, pass:
none that spends, closes, changes or binds. What cannot be read begins from the start, for a link must never be a
dead end.
"""

import re

START = "start"
MAX_PAYLOAD = 64

_ALLOWED = re.compile(
    r"start|me|positions|orders|history|limits|settings|top|round|alerts on|price(?: [a-z]{2,10})?"
    r"|learn(?: [a-z]{2,20})?|(?:history|verify|help) [a-z0-9]{1,12}"
)
_BOT = re.compile(r"[A-Za-z0-9_]{5,32}")
_ADDRESS = "https://t.me/{bot}?{way}={payload}"


def may_say(sentence: str) -> bool:
    """Whether a link may say this sentence."""
    return bool(_ALLOWED.fullmatch(sentence))


def payload_of(sentence: str) -> str:
    """The payload that says this sentence. Raises ValueError for one that no link may say."""
    if not may_say(sentence):
        raise ValueError(f"no link may say {sentence!r}")
    return sentence.replace(" ", "_")


def sentence_of(payload: str) -> str:
    """What a payload says; `start` where it is not one of ours."""
    sentence = payload[:MAX_PAYLOAD].lower().replace("_", " ")
    return sentence if may_say(sentence) else START


def private_link(bot: str, sentence: str = START) -> str:
    """The address that says a sentence to the bot of this name in private."""
    return _link(bot, "start", sentence)


def group_link(bot: str, sentence: str = "round") -> str:
    """The address that takes the bot of this name into a group and says a sentence there."""
    return _link(bot, "startgroup", sentence)


def _link(bot: str, way: str, sentence: str) -> str:
    if not _BOT.fullmatch(bot):
        raise ValueError(f"{bot!r} is not the name of a bot")
    return _ADDRESS.format(bot=bot, way=way, payload=payload_of(sentence))
