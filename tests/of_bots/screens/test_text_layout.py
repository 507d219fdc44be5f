"""Figures in lines: every character takes the columns that a terminal gives it."""

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from bots.on_console.render import set_in_lines
from bots.screens.kit.screen import Field, Group, Screen
from bots.screens.kit.text_layout import plain, tables, width_of

WIDE_AND_ODD = st.text(st.sampled_from("a1 é漢字👩💻\u0301\u200d\u202e\x00\x07\x7f\ufe0f·-")) | st.text()


def thing(number: str, name: str, result: str) -> Group:
    """One line of a table."""
    return tuple(
        Field(key, label, value, value)
        for key, label, value in (("Id", "Id", number), ("Name", "名 Name", name), ("PnL", "PnL", result))
    )


@given(WIDE_AND_ODD)
def test_a_text_is_as_wide_as_the_library_of_our_terminal_counts_it(text):
    assert width_of(text) == get_cwidth(text)


def test_columns_of_wide_combining_and_control_characters_stand_below_each_other():
    rows = [thing("1", "漢字", "+3"), thing("22", "e\u0301 \x07", "-10"), thing("3", "plain", "none")]
    assert plain(tables(rows, 80)).split("\n") == [
        "      名",
        "  Id  Name   PnL",
        "   1  漢字    +3",
        "  22  e\u0301 ·    -10",
        "   3  plain    -",
    ]


def test_the_same_stands_in_a_terminal_below_the_title():
    screen = Screen("x", "漢字 \x1b", items=(thing("1", "a", "1"), thing("2", "b", "2")), notes=("\u202e note",))
    lines = plain(set_in_lines(screen, 40, tag="字")).split("\n")
    assert lines[0] == "── 漢字 · ──────────────────────── 字 ──"
    assert lines[-1] == "  · note"
    assert get_cwidth(lines[0]) == 40
