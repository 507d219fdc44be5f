"""Every kind of alert from a price to the strict server of both platforms: whether it rings, how loud, what it says."""

import pytest

from tests.worlds.alert_stages import PLATFORMS

OPEN = (
    "long btc 25 1001x",
    100_000,
)  # liquidated at 99,950; near from 99,968 on, armed again from 99,986 on
GONE, NEAR = "LIQUIDATED BTC long 1001x -25 pt", "NEAR LIQUIDATION BTC long 1001x"
ELSEWHERE = "BTC long 1001x (yours elsewhere)"

# What happens (see tests/worlds/alert_stages.py), what rings, and words that must be in the last of it. The card of
# what is open is none of it.
STORIES = {
    "near once, and again after twice the distance": (
        (*OPEN, 99_967, "wait 3", 99_960, "wait 3", 99_990, 99_967, "wait 3"),
        [(NEAR, "loud"), (NEAR, "loud")],
        ("30 % of the distance",),
    ),
    "no warning that a liquidation follows within 2 s": (
        (*OPEN, 99_967, "wait 1", 99_940, "wait 5"),
        [(GONE, "loud")],
        ("The mark went 0.0699 % against the entry", "Where the margin went", "Same move at 10x"),
    ),
    "take-profit": (
        ("long btc 25 100x tp 0.5%", 100_000, 101_000), [("TAKE-PROFIT BTC long 100x +7.86 pt", "loud")], ("Lived",)
    ),
    "stop-loss": (
        ("long btc 25 100x sl 0.2%", 100_000, 99_700), [("STOP-LOSS BTC long 100x -11.11 pt", "loud")], ("Lived",)
    ),
    "a price above, once": (
        ("alert btc above 100100", 100_100, 100_200), [("BTC above 100,100.00", "loud")], ("Price then",)
    ),
    "a price below": (("alert btc below 99900", 99_900), [("BTC below 99,900.00", "loud")], ("Price then",)),
    "a move": (
        ("alert btc move 1% in 1m", "wait 61", 101_100), [("BTC moved 1 % in 1 min", "loud")], ("waits for the next",)
    ),
    "a position elsewhere, near and reached": (
        ("watch long btc 100 1001x at 100000", 99_950, "wait 3", 99_940),
        [(f"NEAR LIQUIDATION {ELSEWHERE}", "loud"), (f"LIQUIDATION PRICE {ELSEWHERE}", "loud")],
        ("WATCH ONLY",),
    ),
    "funding": (
        ("alerts funding loud", "alerts funding 1%", *OPEN, "wait 620"),
        [("FUNDING BTC long 1001x -0.260652 pt", "loud")],
        (),
    ),
    "a market halted and back": (
        (*OPEN, "sleep 7", 100_000), [("BTC/USD is halted", "silent"), ("BTC/USD is back", "silent")], ()
    ),
    "a test": (("alerts test",), [("Test alert: this is how I ring", "loud")], ("A liquidation arrives like this",)),
    "off": (("alerts liquidation off", *OPEN, 99_000), [], ()),
    "silent": (("alerts liquidation silent", *OPEN, 99_000), [(GONE, "silent")], ()),
    "late": ((*OPEN, "late 99000"), [(GONE, "loud")], ("This comes late, by 2 min: it happened at", "I was away")),
}  # fmt: skip


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("story", STORIES)
def test_what_rings(story, platform):
    steps, expected, words = STORIES[story]
    rung = [each for each in PLATFORMS[platform](steps) if not each.title.endswith("is open")]
    assert [(each.title, "silent" if each.silent else "loud") for each in rung] == expected
    for word in words:
        assert word in rung[-1].text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_quiet_hours_silence_everything_but_a_liquidation(platform):
    quiet = ("alerts quiet 00:00-23:59", "long btc 25 100x tp 0.5%", "short btc 25 1001x", 100_000, 100_060, 101_000)
    rung = {each.title.split()[0]: each.silent for each in PLATFORMS[platform](quiet)}
    assert rung == {"TAKE-PROFIT": True, "LIQUIDATED": False}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("steps", "title"),
    [(("long btc 25 10x at 99000", 98_900), "BTC long 10x is open"),
     (("up 10 1m", 100_000, 100_010, "wait 61"), "WON BTC up 1 min"),
     (("down 10 1m", 100_000, 100_010, "wait 61"), "LOST BTC down 1 min")],
    ids=["filled", "won", "lost"],
)  # fmt: skip
def test_what_was_expected_comes_without_a_sound(platform, steps, title):
    rung = PLATFORMS[platform](steps)
    assert len([each for each in rung if each.silent]) == 1
    assert next(each for each in rung if each.silent).title.startswith(title)
