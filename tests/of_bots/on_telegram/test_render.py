"""What Telegram gets of a screen: within its limits, well-formed, and nothing in it that a stranger made a link."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.languages.texts import ENGLISH, LANGUAGES, TRANSLATED, Wording
from bots.on_telegram.command_menu import SHORT_DESCRIPTION, description, menus
from bots.on_telegram.escape import cut, length, length_after_parsing
from bots.on_telegram.limits import LIMITS
from bots.on_telegram.render import Press, fits, keyboard_of, pages, pressed, text_of, toast
from bots.screens.kit.fields import count, money, word
from bots.screens.kit.screen import MAX_BUTTON, Button, Field, Screen
from bots.sentences.verbs import VERBS, read
from tests.of_bots.screens.test_screens import CONVERSATION
from tests.worlds.console import Console

ALLOWED = {"b", "i", "pre", "blockquote", "tg-time"}
LINKED = re.compile(
    r"(?<!\w)@\w|://|(?<![\w])/[a-zA-Z]\w*|(?<!\w)#\d*[^\W\d]|(?<!\w)\$[A-Z]|\w\.[^\W\d_]{2}|\d\.\d+\.\d", re.ASCII
)
HOSTILE = (
    "<b>Ann</b>",
    "@everyone",
    "https://evil.example/x?y",
    "evil.com",
    "/close all",
    "#free $BTC",
    "a@b.co 1.2.3.4",
    "\u202eevil\u202c\u2069",
    "שלום",
    "&lt;&amp;",
    "x" * 200,
)


class Markup(HTMLParser):
    """Reads what Telegram would: raises for a tag that it does not know, or that is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.plain: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, text

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        assert "pre" not in self.open, "nothing stands inside preformatted text"
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.plain.append(data)


def plain_of(text: str) -> str:
    """What a person reads, after a strict look at the markup."""
    return "".join(Markup(text).plain)


class Seen(Console):
    """A console that keeps the screens themselves."""

    def __init__(self, *lines: str) -> None:
        self.screens: list[Screen] = []
        super().__init__(*lines)

    def _show(self, *shown) -> None:
        self.screens.append(shown[-1])
        super()._show(*shown)


@pytest.fixture(scope="module")
def screens():
    with Seen(CONVERSATION) as console:
        return console.screens


def table_of(*names: str) -> Screen:
    items = tuple(
        (count("Rank", "Rank", n), word(ENGLISH, "Player", "Player", name)) for n, name in enumerate(names, start=1)
    )
    return Screen("top", "Top", items=items)


# Every screen


def test_every_screen_is_one_message_within_the_limits(screens):
    assert len(screens) > 90
    for screen in screens:
        text = text_of((screen,))
        plain = plain_of(text)
        assert 0 < length(plain) <= LIMITS.text
        assert length(plain) == length_after_parsing(text)
        assert len(re.findall("<[a-z]", text)) <= LIMITS.entities
        assert pages(screen) == (screen,), "nothing of an ordinary conversation needs a second page"
        assert 0 < length(toast(screen)) <= LIMITS.toast


def test_the_first_forty_characters_are_the_title(screens):
    for screen in screens:
        assert plain_of(text_of((screen,)))[:40].startswith(screen.title[:40])


def test_nothing_preformatted_is_wider_than_a_phone(screens):
    tables = [found for screen in screens for found in re.findall(r"<pre>(.*?)</pre>", text_of((screen,)), re.DOTALL)]
    assert len(tables) > 5
    assert max(len(html.unescape(line)) for table in tables for line in table.splitlines()) <= 34


def test_every_button_says_its_sentence(screens):
    for screen in screens:
        keyboard = keyboard_of((screen,))
        keys = [key for row in keyboard.inline_keyboard for key in row] if keyboard else []
        sentences = [button.sentence for row in screen.buttons for button in row]
        assert [key.callback_data for key in keys] == sentences
        for key in keys:
            assert len(key.callback_data.encode()) <= 64
            assert re.search(r"\w", key.text), "a colour never stands without words"
            read(key.callback_data)


def test_a_figure_that_a_thing_does_not_have_is_left_out(screens):
    lacking = [each for each in screens if "none" in (field.value for field in each.fields)]
    assert len(lacking) > 10
    assert not [each for each in lacking if re.search(r"\bnone\b", plain_of(text_of((replace(each, notes=()),))))]


def test_what_people_wait_for_counts_on_their_phone(screens):
    opened = next(each for each in screens if each.title.startswith("Round 1: BTC 1 min, bets"))
    text = text_of((opened,))
    locks = next(each for each in opened.fields if each.key == "LocksAt")
    assert f'format="r">{locks.shown}</tg-time>' in text


def test_a_verb_in_the_list_of_verbs_can_be_tapped(screens):
    listed = next(each for each in screens if each.about == "help" and len(each.items) > 5)
    assert {f"/{verb}" for verb in VERBS if verb != "confirm"} <= set(plain_of(text_of((listed,))).split())


# Names


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(name):
    text = text_of((table_of(name, "Ann"),))
    plain = plain_of(text)
    inside = re.findall("\u2068(.*?)\u2069", plain)
    assert len(inside) == 2
    assert inside[1] == "Ann"
    assert not LINKED.search(plain), plain
    assert not re.search("[\u202a-\u202e\u2066\u2067\n]", inside[0])
    assert plain.count("\u2068") == plain.count("\u2069") == 2


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_markup_or_becomes_a_link(title, value, note):
    screen = Screen("account", title or "t", (Field("Key", "Label", "v", value),), notes=(note,))
    plain = plain_of(text_of((screen,)))
    assert not LINKED.search(plain), plain
    assert length(toast(screen)) <= LIMITS.toast


# Long ones


def long_list(count_of: int) -> Screen:
    figures = tuple(money(ENGLISH, f"M{number}", "Some figure", number) for number in range(9))
    items = tuple(
        (count("Id", "Id", n), word(ENGLISH, "Market", "Market", "BTC/USD"), *figures) for n in range(count_of)
    )
    return Screen("position", "What is open", items=items, buttons=((Button("Close all", "close all"),),))


def test_a_long_list_is_turned_page_by_page_and_nothing_is_lost():
    screen = long_list(80)
    parts = pages(screen)
    assert len(parts) > 2
    assert sum((part.items for part in parts), ()) == screen.items
    for number, part in enumerate(parts, start=1):
        assert length_after_parsing(text_of((part,))) <= LIMITS.text
        assert f"(page {number} of {len(parts)})" in part.title
        turns = [pressed(button.sentence) for button in part.buttons[-1]]
        expected = [Press("positions", n, False) for n in (number - 1, number + 1) if 1 <= n <= len(parts)]
        assert turns == expected


def test_an_evidence_of_many_bets_asks_for_its_own_round_again():
    bets = tuple(
        (word(ENGLISH, "Player", "Player", f"Player {n} with a name"), money(ENGLISH, "Stake", "Stake", n))
        for n in range(200)
    )
    screen = Screen("verify", "Round 7, to check", (count("Id", "Round", 7),), bets)
    assert pages(screen)[0].buttons[-1][0].sentence == "verify 7 ~2"


def test_a_note_of_excessive_length_is_cut_after_a_word():
    screen = Screen("settings", "Settings", notes=("word " * 2_000, "the end"))
    (text,) = {text_of((part,)) for part in pages(screen)}
    assert length_after_parsing(text) <= LIMITS.text
    assert "word…" in text
    assert "the end" in text


def test_several_alerts_are_one_message_with_each_button_once():
    alert = Screen("liquidation", "LIQUIDATED BTC long 1001x -25 pt", buttons=((Button("History", "history"),),))
    other = replace(alert, title="LIQUIDATED ETH long 100x -10 pt")
    text = text_of((alert, other))
    assert plain_of(text) == f"{alert.title}\n\n{other.title}"
    assert len(keyboard_of((alert, other)).inline_keyboard) == 1
    assert fits((alert, other))
    assert not fits(tuple(replace(alert, notes=("n" * 600,)) for _ in range(8))), "too long"
    marked = tuple(money(ENGLISH, f"F{number}", "F", number) for number in range(15))
    assert not fits(tuple(replace(alert, fields=marked) for _ in range(8))), "too many marks"


def test_a_repeat_says_so_after_the_fact():
    alert = Screen("liquidation", "LIQUIDATED BTC long 1001x -25 pt")
    assert plain_of(text_of((alert,), again=True)) == "LIQUIDATED BTC long 1001x -25 pt (again)"


@pytest.mark.parametrize("text", ["", "a", "word " * 100, "x" * 500, "𝔛" * 300, "𝔛 " * 300])
def test_a_cut_text_is_as_long_as_allowed(text):
    short = cut(text, 200)
    assert length(short) <= 200
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("data", "press"),
    [
        ("positions", Press("positions", 1, False)),
        ("verify 7 ~2", Press("verify 7", 2, False)),
        ("history 3!", Press("history 3", 1, True)),
        ("positions ~2!", Press("positions", 2, True)),
        ("long btc 25 1001x #k3f9a2b1", Press("long btc 25 1001x #k3f9a2b1", 1, False)),
        ("", Press("", 1, False)),
        ("a\nb", Press("a\nb", 1, False)),
    ],
)
def test_a_button_carries_its_sentence_and_what_only_telegram_needs(data, press):
    assert pressed(data) == press


def test_the_longest_button_that_stays_fits():
    longest = Screen("order", "x", buttons=((Button("b", "x" * MAX_BUTTON + " #k3f9a2b1"),),))
    (((key,),),) = (keyboard_of((longest,), stays=True).inline_keyboard,)
    assert len(key.callback_data.encode()) == 64
    assert pressed(key.callback_data).below


# Menus


def test_menus_keep_telegrams_limits_in_every_scope_and_language():
    assert len({(scope.type, language) for scope, language, _commands in menus()}) == 3 * len(LANGUAGES)
    for _scope, language, commands in menus():
        assert 1 <= len(commands) <= 100
        for each in commands:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", each.command)
            assert 1 <= len(each.description) <= 256
            read(each.command.replace("verify", "verify 1"))
        assert language == "" or commands[0].description != menus()[0][2][0].description


def test_every_language_says_what_every_verb_does():
    for language in TRANSLATED:
        same = [verb for verb, entry in VERBS.items() if Wording(language)(entry.does) == entry.does]
        assert not same, language
        assert description(Wording(language)) != description(ENGLISH)
        assert len(description(Wording(language))) <= 512
        assert len(Wording(language)(SHORT_DESCRIPTION)) <= 120
