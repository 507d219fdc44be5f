"""One conversation through Telegram, Discord and the console: the same titles, figures and buttons everywhere.

The console has the screens whole; of the others it is read what people see. On Discord things are said as slash
commands, elsewhere as the sentences that those commands are. Moments are left out: there they count on the reader's
clock. All of it happens within one minute of each world's time, so that none of them accrues funding.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bots.screens.kit.screen import Field, Kind, Screen
from bots.sentences.verbs import VERBS
from tests.worlds.console import Console
from tests.worlds.on_discord import game
from tests.worlds.on_telegram import telegram_world

PRICES = {"BTC": 100_000, "ETH": 4_000, "SOL": 200, "BNB": 900}
MINUTE_MS = 60_000
_OPEN = {"market": "BTC", "margin": "25", "leverage": 1001}
CONVERSATION: list[tuple[str, Any]] = [  # a verb and what is filled in after it, or a price
    ("start", {}),
    ("help", {"verb": "long"}),
    ("long", {}),
    ("long", {"market": "BTC", "margin": "25"}),
    ("long", _OPEN),
    ("BTC", 100_000),
    ("positions", {}),
    ("whatif", {"side": "short", "market": "ETH", "amount": "50"}),
    ("short", {"market": "ETH", "margin": "30", "leverage": 100, "tp": "50% roe", "sl": "20% roe"}),
    ("ETH", 4_000),
    ("positions", {}),
    ("tp", {"id": 2, "value": "3990"}),
    ("close", {"id": "2", "percent": 50}),
    ("ETH", 3_995),
    ("long", {"market": "BTC", "margin": "20", "leverage": 50, "at": 99_000}),
    ("orders", {}),
    ("cancel", {"id": "3"}),
    ("BTC", 99_900),
    ("history", {}),
    ("history", {"id": 1}),
    ("up", {}),
    ("down", {"stake": "25", "window": "5m"}),
    ("BTC", 99_900),
    ("settings", {"confirm": "5"}),
    ("long", {"market": "BTC", "margin": "10", "leverage": 100}),
    ("limits", {"loss": "500"}),
    ("settings", {}),
    ("me", {}),
    ("daily", {}),
    ("top", {"whose": "all", "period": "season", "by": "hits"}),
    ("close", {"id": "all"}),
    ("long", {"market": "SOL", "margin": "1,000", "leverage": 100}),
    ("verify", {"round": 7}),
    ("privacy", {}),
]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*Z")
_CLOCK = re.compile(r"\d\d:\d\d:\d\d")


class Whole(Console):
    """A console that keeps its screens whole."""

    def __init__(self, *lines: str) -> None:
        self.whole: list[tuple[Kind, Screen]] = []
        super().__init__(*lines)

    def _show(self, to: str, chat: str, kind: Kind, screen: Screen) -> None:
        self.whole.append((kind, screen))
        super()._show(to, chat, kind, screen)


def on_the_console() -> list[Screen]:
    """What was answered to each sentence."""
    begin = ["!at 2026-01-01T00:00:00Z", *(f"!price {market} {price}" for market, price in PRICES.items())]
    with Whole(*begin) as console:
        for verb, given in CONVERSATION:
            if verb in PRICES:
                console.say(f"!price {verb} {given}")
            else:
                console.say("!wait 1s hold", VERBS[verb].sentence(given))
        return [screen for kind, screen in console.whole if kind is Kind.REPLY]


Seen = list[tuple[str, list[str]]]  # of each answer: what is read, and what can be pressed


async def on_discord() -> Seen:
    """The answers there."""
    seen, prices = [], dict(PRICES)
    async with game(price=None) as world:
        world.server.pass_ms(MINUTE_MS - world.server.clock.now_ms() % MINUTE_MS)
        ann = world.person("p1")
        for market, dollars in PRICES.items():
            await world.price(dollars, market)
        for verb, given in CONVERSATION:
            if verb in PRICES:
                prices[verb] = given
                await world.price(given, verb)
                await world.quiet()
                continue
            world.server.pass_ms(1_000)
            for market, dollars in prices.items():
                await world.price(dollars, market)
            message = (await ann.slash(verb, **given)).message
            text = re.sub(r"\\(?=[^\w\s])|\u200b|\*\*", "", message.text)
            chosen = [label for menu in message.selects for label, _value in menu.options]
            seen.append((text, [*message.labels, *chosen]))
            await world.quiet()
    return seen


async def on_telegram() -> Seen:
    """The answers there."""
    seen = []
    async with telegram_world() as world:
        ann = world.person("p1")
        for verb, given in CONVERSATION:
            if verb in PRICES:
                await world.price(given, verb)
                continue
            await world.wait(1)
            message = (await world.says(ann, f"/{VERBS[verb].sentence(given)}"))[-1]
            seen.append((message.text, message.labels))
    return seen


@pytest.fixture(scope="module")
def screens() -> list[Screen]:
    """What the console was answered."""
    return on_the_console()


_TELEGRAM_LIST = 6  # figures of each of several things, besides their names; the rest is on the card of each
_NAMES = {"Rank", "Id", "Player", "Market", "Side", "Leverage", "Window"}


def figures(screen: Screen, most: int | None) -> Iterator[Field]:
    """The figures that people read: of the screen, and (at most so many) of each of several things in it."""
    if screen.about == "refused":
        return
    for group in (screen.fields, *(screen.items if screen.items != (screen.fields,) else ())):
        there = [field for field in group if field.value != "none" and field.key != "Identity"]
        if any(not field.label for field in group):  # a sentence a thing: its figures are a further question
            there = [field for field in there if not field.label]
        elif group is not screen.fields:
            plain = [field for field in there if field.key not in _NAMES]
            there = [field for field in there if field.key in _NAMES] + plain[:most]
        yield from (field for field in there if not _MOMENT.fullmatch(field.value))


@pytest.mark.parametrize(("platform", "most"), [(on_discord, None), (on_telegram, _TELEGRAM_LIST)])
def test_the_same_is_read_and_can_be_pressed_on_every_platform(platform, most, screens, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    seen = asyncio.run(platform())
    sentences = [VERBS[verb].sentence(given) for verb, given in CONVERSATION if verb not in PRICES]
    assert len(seen) == len(screens) == len(sentences)
    wrong = []
    for said, screen, (text, labels) in zip(sentences, screens, seen, strict=True):
        if screen.title not in text:
            wrong.append(f"{said}: not titled {screen.title!r} but {text[:60]!r}")
            continue
        wrong += [f"{said}: no {each.label} {each.shown}" for each in figures(screen, most) if each.shown not in text]
        timeless = _CLOCK.sub("", text)
        wrong += [f"{said}: no note {note}" for note in screen.notes if _CLOCK.sub("", note) not in timeless]
        missing = {button.label for row in screen.buttons for button in row} - set(labels)
        wrong += [f"{said}: no button {label}" for label in missing]
    assert not wrong, "\n".join(wrong)
