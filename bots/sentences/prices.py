"""How `price` is read. Raises Refusal, never guesses."""

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import MARKET, Verb
from bots.sentences.words import Words, at_most
from core.messages.all import Command
from core.messages.prices import ShowPrice


def _price(words: list[str]) -> Command:
    at_most(1, "price", words)
    symbol = numbers.market(words[0]) if words else None
    if words and symbol is None:
        raise Words("price", [], "price btc").unknown(words[0])
    return ShowPrice(symbol)


VERBS = (
    Verb(
        "price",
        "[market]",
        N_("prices, and how old they are"),
        ("price", "price btc"),
        _price,
        (MARKET,),
        aliases=("prices",),
        group_menu=4,
    ),
)
