"""Hostile names and words in a whole game, and every screen of it through every renderer there is."""

import html
import json
import re
import unicodedata
from dataclasses import replace

import pytest

import storage
from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens
from bots.desk.said import Said
from bots.on_console.render import set_in_lines
from bots.on_console.transcript import as_json, as_text
from bots.on_discord.buttons import ALERT
from bots.on_discord.render import Way, laid_out
from bots.on_telegram.escape import length
from bots.on_telegram.limits import LIMITS
from bots.on_telegram.render import keyboard_of, pages, text_of, toast
from bots.pictures.share_card import render
from bots.screens.kit.screen import Kind, Screen
from bots.screens.kit.text_layout import plain
from bots.sentences import verbs
from core.book import Identity
from core.engine import Engine
from core.messages.all import Refusal
from core.money import USD
from core.prices.markets import Mark, Rules
from tests.of_bots.on_discord.test_render import check_limits, texts
from tests.of_bots.on_telegram.test_render import HOSTILE as TELEGRAM
from tests.of_bots.on_telegram.test_render import LINKED, plain_of

START = 1_767_225_600_000
NAMES = (
    *TELEGRAM, "**b** _i_ ||s|| `c`", "[free](https://evil.example)", "<@1> <@&2> <#3> <t:1:R> </a:1>", "# big", "-# s",
    "> q", "\u202eevil\u2066\u200b", "\u2028\u2029\x00\x1b[31m\x07", "x" * 10_000, "W" * 10_000, "😀" * 200, "",
    "\u3164\u2800", "Z" + "\u0335" * 500, "a\u0300\u0301\u0302", "\ufdfd" * 40, "𒐫" * 40, "العربية", "日本語" * 30,
    "\U000e0041\U000e0042", "null", "None", "{name} %s {0}", "'; DROP TABLE players; --", "\\", "\U0010ffff", "p1",
)  # fmt: skip
WORDS = (
    "<b>", "@everyone", "long btc <i>", "\u202e", "x" * 300, "[a](b)", "tp 3 ||x||", "http://evil.com", "/x@y", "%s",
)  # fmt: skip
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066\u2067\u3164]")


class Game:
    """A desk, everybody in one group, and every screen that anybody was shown."""

    def __init__(self) -> None:
        self.book = storage.open(None)
        self.engine = Engine(self.book, Rules(), live=False)
        self.desk = Desk(self.engine)
        self.now, self.said = START, 0
        self.screens: list[Screen] = []

    def mark(self, price: int) -> None:
        self.now += 1_000
        self.engine.on_mark(Mark("BTC", self.now, price * USD, "test"))
        self.engine.on_clock(self.now)

    def says(self, number: int, text: str, group: bool = True) -> None:
        self.said += 1
        who = Identity("test", str(number))
        chat = "group" if group else None
        said = Said(who, NAMES[number], chat, True, text, f"r{self.said}", self.now, self.now)
        self.screens.append(self.desk.hear(said))

    def deliver(self) -> None:
        for first in (True, False):
            for addressed in self.engine.telling.untold(first, 0, 10_000):
                if (
                    addressed.to is not None
                    and (screen := NoticeScreens(self.engine).delivery(addressed, self.now).screen) is not None
                ):
                    self.screens.append(screen)


@pytest.fixture(scope="module")
def screens():
    game = Game()
    game.mark(100_000)
    for number in range(len(NAMES)):
        game.says(number, "long btc 50 1001x", group=False)
    game.mark(100_000)
    game.deliver()
    game.says(0, "setup feed on")
    game.says(0, "round 1m")
    for number in range(len(NAMES)):
        game.says(number, "up 25" if number % 2 else "down 25")
        game.says(number, "alerts feed on", group=False)
    for _ in range(75):
        game.mark(100_000)
    for _ in range(75):
        game.mark(100_010)
    for number in range(len(NAMES)):
        for text in ("card 1", "me", "privacy export"):
            game.says(number, text, group=False)
    game.mark(90_000)
    for text in ("top chat", "top all season roi", "verify 1", "round mine"):
        game.says(1, text)
    for text in WORDS:
        game.says(2, text, group=False)
    game.deliver()
    shown = game.screens
    game.book.close()
    assert {"top", "verify", "liquidation", "refused", "round", "position"} <= {screen.about for screen in shown}
    return shown


def test_on_telegram_nothing_is_a_link_or_markup_and_all_of_it_fits(screens):
    for screen in screens:
        for page in pages(screen):
            plain = plain_of(text_of((page,)))
            assert length(plain) <= LIMITS.text
            assert not LINKED.search(re.sub(r"(?m)^/\w+", "", plain)), plain
            assert not UNSEEN.search(html.unescape(plain).replace("\n", "")), ascii(plain)
            keyboard_of((page,))
        assert length(toast(screen)) <= LIMITS.toast


def test_on_discord_nothing_rings_or_is_markup_and_all_of_it_fits(screens):
    for screen in (replace(each, document=None) for each in screens):  # a file has no markup
        for view in laid_out((screen,), Way(ALERT)):
            check_limits(view)
            shown = texts(view)
            assert not re.search(r"@(?=\w)|(?<!\\)<[@#:a/]|https?://(?=\S)", shown), shown
            assert not UNSEEN.search(shown.replace("\n", "").replace("\u200b", "")), ascii(shown)


def test_in_a_terminal_nothing_steers_it(screens):
    for screen in screens:
        for width in (24, 40, 110):
            assert not UNSEEN.search(plain(set_in_lines(screen, width)).replace("\n", ""))
        assert not UNSEEN.search(as_text("ann", "dm", Kind.REPLY, screen).replace("\n", ""))
        assert json.loads(as_json("ann", "dm", Kind.REPLY, screen))["title"] == screen.title


def test_in_a_picture_every_name_is_drawn_and_small(screens):
    drawn = [screen.picture for screen in screens if screen.picture is not None]
    assert len(drawn) >= len(NAMES)
    for picture in drawn[:: len(drawn) // 12]:
        assert len(render(picture)) < 400_000


def test_no_name_is_empty_long_or_more_than_its_letters(screens):
    names = {field.value for screen in screens for item in screen.items for field in item if field.key == "Player"}
    assert len(names) > 20
    for name in names:
        assert 0 < len(name) <= 32 and name == name.strip()
        assert any(unicodedata.category(letter)[0] in "LNPS" for letter in name), ascii(name)


def test_every_button_among_hostile_names_says_a_sentence(screens):
    for screen in screens:
        for button in (button for row in screen.buttons for button in row):
            try:
                verbs.read(button.sentence)
            except Refusal as refusal:
                raise AssertionError(button) from refusal
