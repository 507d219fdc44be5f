"""Cards to share: what they say, what they leave out, and the picture itself, whatever its texts are."""

import os
import time
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bots.languages.texts import Wording
from bots.on_console.saved_files import save
from bots.pictures.share_card import _CHART, _MARGIN, HEIGHT, MOST_BYTES, WIDTH, _fitted, _font, render
from bots.screens.kit.attachments import Document, Level, Mark, Mood, Picture
from bots.screens.kit.screen import Screen
from bots.screens.positions.share_card import _caption
from core.rules.positions import State
from tests.of_storage.test_book import POSITION
from tests.worlds.console import Console, refused, replies, talk

NEW = "!at 2026-01-01T00:00:00Z"
BTC = "!price BTC 100000"


@pytest.fixture
def console():
    with Console(NEW, BTC, "!as Ana") as opened:
        yield opened


# What it says


def test_a_card_through_the_true_door():
    shown = replies(talk(NEW, BTC, "long btc 25 1001x", BTC, "!wait 5s hold", "!price BTC 99000", "card"))[-1]
    fields, picture = shown["fields"], shown["picture"]
    assert (fields["ROE"], fields["State"], fields["Net"]) == ("-100", "liquidated", "-25")
    assert picture["headline"] == "-100 %" and picture["state"] == "LIQUIDATED"
    assert (picture["market"], picture["side"], picture["leverage"]) == ("BTC/USD", "LONG", "1001x")
    assert "PLAY MONEY" in picture["badges"] and "SIMULATED PRICES" in picture["badges"]
    assert picture["mood"] == "loss" and picture["name"] == "p1"
    assert {"Entry", "Exit", "Lived", "Fees", "Funding", "Net"} == {label for label, _ in picture["facts"]}


def test_a_return_counts_everything(console):
    console.say("long btc 100 100x tp 1%", BTC, "!price BTC 102000")
    card, history = console.ask("card"), console.ask("history 1")["fields"]
    assert card["fields"]["Net"] == history["Net"] and card["picture"]["mood"] == "gain"
    assert float(card["fields"]["ROE"]) == pytest.approx(float(history["Net"]), abs=0.01)
    assert float(card["fields"]["FeesShare"]) == pytest.approx(float(history["Fees"]), abs=0.01)


def test_an_open_position_is_shown_as_it_stands(console):
    console.say("short btc 50 10x", BTC, "!wait 3s hold")
    card = console.ask("card 1")
    assert card["fields"]["State"] == "open" and "Mark" in card["fields"] and "Exit" not in card["fields"]
    assert card["picture"]["mood"] == "open" and card["picture"]["caption"].endswith("before the costs of closing")


def test_what_is_hidden_stands_nowhere(console):
    console.say("long btc 77 1001x", BTC, "!price BTC 99000")
    whole, hidden = console.ask("card 1"), console.ask("card 1 hide points hide name")
    assert "Ana" in str(whole["picture"]) and "77" in str(whole["picture"])
    assert "Ana" not in str(hidden).replace(hidden["to"], "") and "77" not in str(hidden["fields"])
    assert not any(" pt" in value for _, value in hidden["picture"]["facts"])
    assert hidden["picture"]["name"] == ""


def test_the_switches_turn_each_alone(console):
    console.say("long btc 10 10x", BTC)
    card = console.ask("card 1")
    assert [each["says"] for each in card["buttons"][0]] == ["card 1 hide points", "card 1 hide name"]
    card = console.press(card, "Hide points")
    assert [each["says"] for each in card["buttons"][0]] == ["card 1", "card 1 hide points hide name"]
    card = console.press(card, "Hide name")
    assert [each["says"] for each in card["buttons"][0]] == ["card 1 hide name", "card 1 hide points"]


def test_only_own_positions_have_cards(console):
    assert refused(console.ask("card")) == "no_position_yet"
    console.say("long btc 10 10x", BTC)
    assert refused(console.ask("card 2")) == "no_card"
    assert refused(console.ask("!as Ben", "card 1")) == "no_card"


def test_the_newest_is_meant_without_a_number(console):
    console.say("long btc 10 10x", "long btc 10 20x", BTC)
    assert console.ask("card")["fields"]["Id"] == "2"


def test_a_card_said_in_a_group_is_for_everybody(console):
    console.say("long btc 10 10x", BTC)
    assert "private" not in console.ask("!in group1", "card")


# The path


def test_the_path_is_the_marks_of_its_life(console):
    console.say("long btc 10 10x", "!price BTC 100100")
    prices = [100_200, 99_900, 100_300]
    console.say(*(line for price in prices for line in ("!wait 1s", f"!price BTC {price}")))
    console.say("close 1", "!wait 1s", "!price BTC 100400")
    path = console.ask("card")["picture"]["path"]
    seen = [price // 10**8 for _, price in path]
    assert seen[0] == 100_100 and seen[-1] == 100_400 and set(prices) <= set(seen)
    assert [at_ms for at_ms, _ in path] == sorted({at_ms for at_ms, _ in path})


def test_a_gap_that_nobody_paid_for_is_no_step_in_the_path(console):
    console.say("long btc 10 10x", BTC, "!wait 2s hold", "!wait 60s", "!price BTC 90000", "!wait 2s hold")
    card = console.ask("card")
    assert {price // 10**8 for _, price in card["picture"]["path"]} == {90_000}
    assert card["fields"]["Entry"].startswith("90010")


def test_a_long_life_is_told_in_a_few_points(console):
    console.say("long btc 10 2x", BTC, "!wait 1h hold")
    assert 200 < len(console.ask("card")["picture"]["path"]) <= 250


def test_without_marks_there_are_lines(console):
    console.say("long btc 10 1001x", BTC, "!price BTC 99000")
    console.look(lambda book: book._conn.execute("DELETE FROM marks"))
    picture = console.ask("card")["picture"]
    assert picture["path"] == [] and len(picture["levels"]) >= 3


# The picture

ENTRY, LIQUIDATION = (
    Level(Mark.ENTRY, "Entry", "100,025.46", 10_002_546_000_000),
    Level(Mark.LIQUIDATION, "Liquidation", "99,965.50", 9_996_550_000_000),
)
CARD = Picture(
    mood=Mood.GAIN,
    market="BTC/USD",
    side="LONG",
    leverage="1001x",
    state="TAKE-PROFIT",
    headline="+273.49 %",
    caption="return on what was put in",
    facts=(("Entry", "100,025.46"), ("Exit", "100,375.20"), ("Lived", "4 min"), ("Fees", "51 %"), ("Net", "+68 pt")),
    levels=(ENTRY, LIQUIDATION),
    path=tuple((1_000 * n, 10_002_546_000_000 + n * n * 1_000_000) for n in range(240)),
    chart="no prices are kept",
    badges=("PLAY MONEY",),
    name="Ana",
    alt="alt",
)


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(render(picture)))
    image.load()
    return image


@pytest.mark.parametrize("mood", Mood)
def test_it_is_a_jpeg_of_its_size_without_subsampling(mood):
    image = opened(replace(CARD, mood=mood))
    assert (image.format, image.size, image.mode) == ("JPEG", (WIDTH, HEIGHT), "RGB")
    assert {(h, v) for _, h, v, _ in image.layer} == {(1, 1)}


def test_the_same_request_is_the_same_picture():
    assert render(CARD) == render(CARD)


def test_a_loss_is_as_bright_as_a_gain():
    def light(mood: Mood) -> float:
        pixels = opened(replace(CARD, mood=mood)).convert("L")
        return sum(level * count for level, count in enumerate(pixels.histogram())) / (WIDTH * HEIGHT)

    assert abs(light(Mood.LOSS) - light(Mood.GAIN)) < 12


@pytest.mark.parametrize(
    "name",
    ["", "x" * 10_000, "\u202eevil\u202c", "\u200b" * 50, "العربية", "עברית", "日本語", "😀" * 99, "Z" + "\u0335" * 500,
     "<b>@everyone</b>", "\ud800", "\U0010ffff", "a\nb\tc\x00", "%s {name}", "W" * 200],
)  # fmt: skip
def test_no_name_breaks_it(name):
    """Whatever people are called: the same card around it, drawn to its edges and no further."""
    image = opened(replace(CARD, name=name, handle=name))
    plain = opened(replace(CARD, name="", handle=""))
    upper = (0, 0, WIDTH, 600)
    assert image.crop(upper).tobytes() == plain.crop(upper).tobytes()
    margin = (0, 0, 50, HEIGHT)
    assert image.crop(margin).tobytes() == plain.crop(margin).tobytes()


def test_directions_cannot_be_turned():
    assert render(replace(CARD, name="\u202eevil")) == render(replace(CARD, name="evil"))


texts = st.text(max_size=200)
prices = st.integers(1, 10**17)


@settings(max_examples=60, deadline=None)
@given(
    text=texts,
    levels=st.lists(st.builds(Level, st.sampled_from(Mark), texts, texts, prices), max_size=8),
    path=st.lists(st.tuples(st.integers(0, 2**45), prices), max_size=30),
    facts=st.lists(st.tuples(texts, texts), max_size=12),
)
def test_anything_is_drawn_and_stays_small(text, levels, path, facts):
    card = replace(
        CARD, market=text, side=text, leverage=text, state=text, headline=text, caption=text, name=text,
        badges=(text, text), levels=tuple(levels), path=tuple(sorted(path)), facts=tuple(facts),
    )  # fmt: skip
    assert len(render(card)) < MOST_BYTES


def test_a_huge_path_takes_no_longer():
    path = tuple((n, 10_002_546_000_000 + n % 977 * 10_000_000) for n in range(300_000))
    render(CARD)
    begin = time.perf_counter()
    render(replace(CARD, path=path))
    assert time.perf_counter() - begin < 2


# Files


def test_what_a_terminal_cannot_show_becomes_files(tmp_path):
    screen = Screen("card", "t", picture=CARD, document=Document("a.json", "{}"))
    folder = tmp_path / "deep" / "saved"
    first, second = save(folder, screen), save(folder, screen)
    assert [file.name for file in first] == ["dumbdegen-card.jpg", "a.json"]
    assert [file.name for file in second] == ["dumbdegen-card-2.jpg", "a-2.json"]
    assert {os.stat(file).st_mode & 0o777 for file in first + second} == {0o600}
    assert first[0].read_bytes() == render(CARD) and first[1].read_text() == "{}"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("state", State)
def test_what_stands_below_the_figure_is_not_cut(language, state):
    caption = _caption(Wording(language), replace(POSITION, state=state))
    assert _fitted(caption, _font(False, 21), _CHART[0] - _MARGIN - 40) == caption
