"""Some thousand of the strings of `python -m tests.attack.parser`, which throws a million; and its judge judged."""

import pytest

from bots.sentences.verbs import VERBS
from tests.attack.grammar import FIXED, FREE, recognised
from tests.attack.parser import thrown
from tests.of_bots.sentences.test_sentences import MEANINGS


@pytest.mark.parametrize("seed", range(2, 5))
def test_nothing_outside_the_grammar_is_accepted_and_nothing_is_slow(seed):
    count = thrown(4_000, seed)
    assert not count.wrong, "\n".join(count.wrong[:20])
    assert 500 < count.accepted < 3_000


def test_the_judge_knows_every_verb_and_every_sentence_that_means_something():
    assert {*FREE, *FIXED, "help"} == set(VERBS)
    assert not [said for said in MEANINGS if not recognised(said)]


@pytest.mark.parametrize(
    "text",
    ["long btc btc", "long btc 1,000 10x", "long btc ２5 10x", "tp 3", "close 3 101%", "up 25 61m", "margin 3 -1", "",
     "long btc 25 1001x tp", "daily please", "margin 0 10", "margin 3 1e3", "link BCDE-3467", "long\u00a0btc 25 10x",
     "settings presets 1 2 3 4 5", "break 25h", "\u212aong", "long btc 25 10x #k3f9k3f9k", "#k3f9", "alert btc",
     "alert btc move 1% in 2m", "watch long btc 20x", "alerts quiet 22:00-22:00", "alerts near 4%"],
)  # fmt: skip
def test_the_judge_refuses(text):
    assert not recognised(text)
