"""The real program is killed in the middle of a storm of liquidations; everybody is told, and hardly anybody twice."""

import asyncio
import random

from tests.prove.crashes.process import storm


def test_after_kills_in_a_storm_everybody_is_told_and_again_only_where_nobody_could_know(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    seen = asyncio.run(storm(tmp_path, 2, random.Random(1)))
    assert seen.kills == 2 and seen.liquidations == 60
