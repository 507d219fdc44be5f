"""How the operator's verb is read. To everybody else it is an unknown word: see `verbs.read`.

Discord cannot show a slash command to one person alone, so there the operator says `/help admin …`.
"""

import re
import unicodedata

from bots.sentences import numbers
from core.messages.all import Refusal
from core.messages.operator import (
    AskBackup,
    OperatorRead,
    OperatorWrite,
    PlanBroadcast,
    SendBroadcast,
    SetPause,
    ShowLinks,
    ShowStatus,
    Unlink,
    VoidRound,
)
from core.prices.markets import MARKETS
from core.rules.operator import MAX_BROADCAST

VERB = "admin"
USES = (
    "admin", "admin pause btc", "admin pause all", "admin resume all", "admin void 12", "admin broadcast Back at noon.",
    "admin send 3", "admin backup", "admin links", "admin unlink 3",
)  # fmt: skip

_ASKED = re.compile(r"\s*/?(?:help(?:@\w{1,64})?\s+/?)?admin(?:@\w{1,64})?(?:\s+(.*))?", re.ASCII | re.I | re.S)
_BROADCAST = re.compile(r"broadcast\b(.*)", re.I | re.S)
_JOINER = "\u200d"  # inside many an emoji


def after_admin(text: str) -> str | None:
    """What stands after the operator's verb; None if a text does not begin with it."""
    found = _ASKED.fullmatch(text)
    return None if found is None else (found[1] or "").strip()


def broadcast(rest: str) -> PlanBroadcast | None:
    """A text for everybody, as it was written, without invisible characters; None if it is none. Raises Refusal."""
    found = _BROADCAST.fullmatch(rest)
    if found is None:
        return None
    kept = (each for each in found[1] if each in ("\n", _JOINER) or unicodedata.category(each)[0] != "C")
    text = "".join(kept).strip()
    if not text:
        raise Refusal("word_missing", after="admin broadcast", example="admin broadcast Back at noon.")
    if len(text) > MAX_BROADCAST:
        raise Refusal("broadcast_long", length=len(text), most=MAX_BROADCAST)
    return PlanBroadcast(text)


def admin(words: list[str]) -> OperatorWrite | OperatorRead:
    """What the operator asks for, but for a broadcast. Raises Refusal."""
    match words:
        case [] | ["status"]:
            return ShowStatus()
        case ["pause"] | ["resume"] | ["pause", "all"] | ["resume", "all"]:
            return SetPause(None, words[0] == "pause")
        case ["pause" | "resume" as what, word]:
            symbol = numbers.market(word)
            if symbol not in MARKETS:
                raise Refusal("market_unknown", market=numbers.shown(word))
            return SetPause(symbol, what == "pause")
        case ["void", word]:
            return VoidRound(numbers.number(word, "admin void 12"))
        case ["send", word]:
            return SendBroadcast(numbers.number(word, "admin send 3"))
        case ["unlink", word]:
            return Unlink(numbers.number(word, "admin unlink 3"))
        case ["backup"]:
            return AskBackup()
        case ["links"]:
            return ShowLinks()
        case ["void" | "send" | "unlink" as what]:
            raise Refusal("word_missing", after=f"admin {what}", example=f"admin {what} 3")
        case [word, *_] if word not in _KNOWN:
            raise Refusal("admin_unknown", word=numbers.shown(word), near=numbers.suggest(word, list(_KNOWN)))
        case [what, *more]:
            raise Refusal("word_extra", word=numbers.shown(more[-1]), verb=f"admin {what}", example=f"admin {what}")
    raise AssertionError("every list of words is one of these")


_KNOWN = ("status", "pause", "resume", "void", "broadcast", "send", "backup", "links", "unlink")
