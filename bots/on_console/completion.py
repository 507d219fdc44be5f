"""What Tab completes: verbs, players and chats of this session, numbers of what is open, markets, words of examples."""

from collections.abc import Awaitable, Callable, Iterable

from bots.on_console.companions import LOUNGE
from bots.on_console.transcript import DM
from bots.sentences.row import MARKET, Suggest
from bots.sentences.verbs import VERBS, verb_named
from core.prices.markets import MARKETS

_OWN = ("!as", "!in")
_NAMED_BY_NUMBER = {Suggest.POSITION, Suggest.ORDER, Suggest.POSITION_OR_ORDER, Suggest.ENDED}


async def words_after(
    before: str, players: Iterable[str], chats: Iterable[str], numbers: Callable[[], Awaitable[list[str]]]
) -> list[str]:
    """The words that may follow what is typed. `numbers`: those of what the present player has open."""
    words = before.lower().split()
    if not words:
        return [*VERBS, *_OWN]
    if words[0] == "!as":
        return list(players)
    if words[0] == "!in":
        return list(dict.fromkeys([DM, LOUNGE, *chats]))
    verb = verb_named(words[0])
    if verb is None:
        return []
    if any(option.suggest is Suggest.VERB for option in verb.options):
        return list(VERBS)
    numbered = len(words) == 1 and any(option.suggest in _NAMED_BY_NUMBER for option in verb.options)
    markets = [symbol.lower() for symbol in MARKETS] if MARKET in verb.options else []
    said = (word for example in verb.examples for word in example.split()[1:] if not word.isdigit())
    others = (word for word in dict.fromkeys([*markets, *said]) if word not in words)
    return [*(await numbers() if numbered else ()), *others]
