"""Screens on Discord: all within its limits, every button a sentence, and no stranger's name more than a name."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.languages.texts import ENGLISH
from bots.on_discord.buttons import ALERT, Press, read_press
from bots.on_discord.escape import cut, escaped
from bots.on_discord.files import PICTURE
from bots.on_discord.library_internals import Message
from bots.on_discord.limits import DiscordLimits
from bots.on_discord.render import Way, laid_out
from bots.screens.kit import forms
from bots.screens.kit.fields import moment, word
from bots.screens.kit.screen import Button, Field, Kind, Screen, Tone
from bots.sentences import verbs
from tests.of_bots.screens.test_screens import CONVERSATION
from tests.servers.discord import components as parts
from tests.servers.discord.errors import Form
from tests.worlds.console import Console

LIMITS = DiscordLimits()
HOSTILE = [
    "**bold** _it_ ~~no~~ ||spoiler||",
    "@everyone",
    "@here <@123456789012345678> <@&1> <#2> </up:3>",
    "[free points](https://evil.example)",
    "https://evil.example/x",
    "<t:1:R> <:smile:1> <a:b:2>",
    "`code` ```block",
    "# big",
    "-# small",
    "> quote",
    "- list",
    "1. one",
    "a\u202eb\u2066c\u200bd",
    "\\*escaped\\*",
    "שלום",
    "x" * 10_000,
    "\n\n\n",
]
_MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[`*_~|<\[\]]")


class Screens(Console):
    """A console that keeps its screens whole."""

    def __init__(self, *lines: str) -> None:
        self.whole: list[Screen] = []
        super().__init__(*lines)

    def _show(self, to: str, chat: str, kind: Kind, screen: Screen) -> None:
        self.whole.append(screen)
        super()._show(to, chat, kind, screen)


@pytest.fixture(scope="module")
def screens():
    with Screens(CONVERSATION) as console:
        return console.whole


def texts(message: Message) -> str:
    """All that is read in a message."""
    return "\n".join(parts.texts(message.components))


def said(message: Message) -> list[Press]:
    """What its buttons and menus would say, each by its own id, from top to bottom."""
    presses = []
    for each in parts.walk(message.components):
        match each["type"]:
            case parts.BUTTON:
                presses.append(read_press(each["custom_id"], []))
            case parts.STRING_SELECT:
                presses += [read_press(each["custom_id"], [option["value"]]) for option in each["options"]]
    return presses


def check_limits(message: Message) -> None:
    """Discord would refuse nothing of it."""
    form = Form()
    parts.Checker(LIMITS, {PICTURE, "dumbdegen-player-1.json"}).message(form, message.to_components(), v2=True)
    assert not form.complaints


def test_every_screen_fits_and_its_buttons_say_what_the_screen_says(screens):
    for screen in screens:
        for way in (Way(said="history"), Way(on=ALERT)):
            (view,) = laid_out((screen,), way)
            check_limits(view)
            presses = said(view)
            plain = {each.sentence for each in presses if not each.form}
            assert plain == {button.sentence for row in screen.buttons for button in row}
            for press in presses:
                forms.form_of(press.sentence) if press.form else verbs.read(press.sentence)
                assert press.on == (screen.edit_key or way.on)


def test_every_figure_of_a_card_is_shown(screens):
    for screen in screens:
        if screen.about == "refused":
            continue
        shown = texts(laid_out((screen,), Way())[0])
        for field in screen.fields:
            if field.value != "none" and not re.fullmatch(r"\d{4}-.*Z", field.value):
                assert escaped(field.shown) in shown


def test_moments_count_on_the_readers_screen():
    screen = Screen("round", "Round 1", (moment(ENGLISH, "LocksAt", "Locks", 1_767_225_600_500),))
    assert "Locks **<t:1767225600:R>**" in texts(laid_out((screen,), Way())[0])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(name):
    field = Field("Player", "Player", name, name)
    screen = Screen(
        "top",
        name,
        (field,),
        ((field, word(ENGLISH, "Net", "Net", name)),) * 2,
        (name,),
        ((Button(name or "-", "top"),),),
    )
    (view,) = laid_out((screen,), Way(said="top"))
    check_limits(view)
    shown = texts(view)
    assert "\u202e" not in shown and "\u2066" not in shown
    assert not re.search(r"@(?=[a-z])|<[@#:at/]|https?://(?=\S)", shown.replace("\\<", "‹"))
    for line in re.sub(r"(?m)^(###|-#) ", "", shown).splitlines():
        if name in HOSTILE[:15]:
            plain = line.removeprefix("Player ").replace("**", "", 2)
            assert not re.match(r"(#{1,3}|-#?|>|\d+\.) ", plain)


@given(st.text(max_size=200))
@example("\u0660@")  # its direction is kept inside, and what ends that stands behind the @
@settings(max_examples=300, deadline=None)
def test_no_text_at_all_makes_markup(text):
    shown = escaped(text)
    assert not _MARKUP.search(shown)
    assert not re.search(r"@[^\u200b\u2069\s]|://", shown)
    assert "\n" not in shown


@given(st.text(alphabet="ab cd", max_size=80), st.integers(2, 40))
def test_a_text_is_cut_at_a_word(text, most):
    shortened = cut(text, most)
    assert len(shortened) <= most
    if len(text) > most:
        assert text.startswith(shortened[:-1].rstrip()) and shortened.endswith("…")


def long_list(count: int) -> Screen:
    items = tuple(
        (
            Field("Id", "Id", str(n), str(n)),
            *(word(ENGLISH, f"Key{k}", f"Label {k}", f"value {n} {k}") for k in range(12)),
        )
        for n in range(1, count + 1)
    )
    buttons = tuple((Button(f"Close {n}", f"close {n} #abcdefgh"),) for n in range(1, count + 1))
    last = ((Button("Close all", "close all #abcdefgh"), Button("Refresh", "positions")),)
    return Screen("position", "What is open", items=items, notes=("A note.",), buttons=(*buttons, *last))


@pytest.mark.parametrize("count", [2, 20, 60, 200])
def test_a_list_too_long_for_a_message_is_read_to_its_end_by_a_button(count):
    screen, seen, first, pages = long_list(count), [], 0, 0
    while True:
        (view,) = laid_out((screen,), Way(said="positions", first=first))
        check_limits(view)
        seen += re.findall(r"\*\*#(\d+)\*\*", texts(view))
        more = [press for press in said(view) if press.sentence == "positions" and press.first > first]
        if not more:
            break
        first, pages = more[0].first, pages + 1
    assert seen == [str(n) for n in range(1, count + 1)]
    assert "A note." in texts(view)
    assert pages or count < 20


def test_a_list_that_nobody_can_ask_for_again_says_how_many_are_missing():
    (view,) = laid_out((long_list(60),), Way())
    check_limits(view)
    assert re.search(r"… and \d+ more\.", texts(view))


def test_many_buttons_of_one_kind_become_a_menu_and_all_of_them_can_be_pressed():
    for count in (6, 20, 60):
        (view,) = laid_out((long_list(count),), Way())
        sentences = [press.sentence for press in said(view)]
        assert sentences[:count] == [f"close {n} #abcdefgh" for n in range(1, count + 1)]
        assert sentences[count:] == ["close all #abcdefgh", "positions"]
        assert parts.selects(view.components)


@given(st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=12), max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_buttons_there_are_they_fit(rows):
    buttons = tuple(tuple(Button(f"Close {n}", f"close {n}") for n in row) for row in rows)
    buttons = buttons[: max(1, 200 // max(1, max(map(len, buttons), default=1)))]
    (view,) = laid_out((Screen("position", "Open", buttons=buttons),), Way(said="positions"))
    check_limits(view)
    pressed = [press.sentence for press in said(view)]
    assert set(pressed) == {button.sentence for row in buttons for button in row}


def test_the_same_button_twice_in_one_message_has_two_ids():
    again = Screen("order", "Nothing", buttons=((Button("Refresh", "positions"),),))
    (view,) = laid_out((again, again), Way(on=ALERT))
    check_limits(view)
    assert [press.sentence for press in said(view)] == ["positions", "positions"]


def test_alerts_are_joined_into_as_few_messages_as_they_fit_in(screens):
    alerts = tuple(screen for screen in screens if screen.about in ("liquidation", "stoploss", "takeprofit"))[:1] * 30
    views = laid_out(alerts, Way(on=ALERT))
    for view in views:
        check_limits(view)
    assert 1 < len(views) < len(alerts)
    titles = [line for view in views for line in texts(view).splitlines() if line.startswith("### ")]
    assert len(titles) == len(alerts)


def test_tones_have_colours_and_words():
    colours = {
        tone: laid_out((Screen("x", "t", tone=tone),), Way())[0].to_components()[0]["accent_color"] for tone in Tone
    }
    assert len(set(colours.values())) == len(Tone)


def test_a_tag_stands_under_the_title():
    (view,) = laid_out((Screen("market", "Prices", tag="simulated"),), Way(again=True))
    assert texts(view).startswith("### Prices\n-# simulated · (again)")


@pytest.mark.parametrize(
    ("custom_id", "values", "press"),
    [
        ("|up 25", [], ("", "up 25", False, 0)),
        ("!|history", [], ("!", "history", False, 0)),
        ("position 3|close 3 #k3f9", [], ("position 3", "close 3 #k3f9", False, 0)),
        ("position 3~2|close 3", [], ("position 3", "close 3", False, 0)),
        ("?position 3|tp 3", [], ("position 3", "tp 3", True, 0)),
        ("+12|history", [], ("", "history", False, 12)),
        ("|*", ["close 4"], ("", "close 4", False, 0)),
    ],
)
def test_what_was_pressed_is_read_from_the_id(custom_id, values, press):
    read = read_press(custom_id, values)
    assert (read.on, read.sentence, read.form, read.first) == press


@pytest.mark.parametrize(
    "custom_id",
    ["", "|", "| ", "up 25", "x|up", "position|up 25", "+99999|history", "a|b|c", "|*", "?|help", "?| "],
)
def test_an_id_of_somebody_else_says_nothing(custom_id):
    assert read_press(custom_id, []) is None


# Forms


def test_the_way_to_a_position_and_an_open_one_offer_a_form(screens):
    offered = {
        (screen.about, button.sentence.split()[0]) for screen in screens if (button := forms.form_button(screen))
    }
    assert offered == {("order", "long"), ("order", "short"), ("position", "tp")}


def test_a_form_becomes_one_sentence_that_the_menu_reads():
    values = {"margin": " 25 ", "leverage": "1001", "tp": "0.3%", "sl": "30% roe", "at": ""}
    assert forms.filled_in("long btc", values) == ["long btc 25 1001 tp 0.3% sl 30% roe"]
    understood = verbs.read("long btc 25 1001 tp 0.3% sl 30% roe").command
    assert understood.leverage == 1001
    assert forms.filled_in("short", {"margin": "half", "leverage": "50x", "at": "99000"}) == ["short half 50x at 99000"]


def test_a_form_of_changes_becomes_a_sentence_for_each():
    sentences = forms.filled_in("tp 3", {"tp": "off", "sl": "99950", "margin": ""})
    assert sentences == ["tp 3 off", "sl 3 99950"]
    for sentence in sentences:
        verbs.read(sentence)
    assert forms.filled_in("tp 3", {}) == []


@pytest.mark.parametrize("words", ["long", "short btc", "tp 3"])
def test_forms_fit_discord(words):
    form = forms.form_of(words)
    assert len(form.title) <= LIMITS.title
    assert 1 <= len(form.places) <= LIMITS.inputs
    for place in form.places:
        assert len(place.label) <= LIMITS.label
        assert len(place.hint) <= LIMITS.input_placeholder


def test_a_screen_of_another_person_says_the_same_when_made_again(screens):
    """Nothing about a layout is remembered or random: the same screen is the same message."""
    for screen in screens[:40]:
        first, second = (laid_out((replace(screen),), Way())[0].to_components() for _ in range(2))
        assert first == second
