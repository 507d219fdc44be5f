"""Deep links: bounded, readable again, and never able to do anything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.on_telegram.deep_links import MAX_PAYLOAD, group_link, payload_of, private_link, sentence_of
from bots.sentences.verbs import read
from core.messages.all import Read

SAID = ("start", "positions", "orders", "top", "price", "price btc", "round", "history 3", "verify 999999999999")
HARMLESS = {"start", "me", "limits", "settings", "positions", "orders", "history", "top", "round", "alerts", "price"}
HARMLESS |= {"learn", "verify", "help"}


@pytest.mark.parametrize("sentence", SAID)
def test_a_link_says_again_what_it_was_made_of(sentence):
    payload = payload_of(sentence)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert sentence_of(payload) == sentence
    assert isinstance(read(sentence).command, Read)


@pytest.mark.parametrize(
    "sentence",
    ["close all", "long btc 25 100x", "up 25 5m", "daily", "link abcd", "limits loss off", "settings confirm off",
     "round 5m", "round withdraw", "confirm 7", "break 24h", "history 3 #k3f9"],
)  # fmt: skip
def test_no_link_spends_closes_changes_or_binds(sentence):
    with pytest.raises(ValueError):
        payload_of(sentence)
    assert sentence_of(sentence.replace(" ", "_")) == "start"


@given(st.text(max_size=200))
def test_whatever_a_link_carries_is_harmless(payload):
    sentence = sentence_of(payload)
    assert len(sentence) <= MAX_PAYLOAD
    assert sentence.split()[0] in HARMLESS


def test_addresses():
    assert private_link("degen_bot") == "https://t.me/degen_bot?start=start"
    assert private_link("degen_bot", "verify 12") == "https://t.me/degen_bot?start=verify_12"
    assert group_link("degen_bot") == "https://t.me/degen_bot?startgroup=round"
    with pytest.raises(ValueError):
        private_link("evil.example/x")
