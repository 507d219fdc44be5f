"""Whatever moment the process dies at between a mark and the phones, every alert arrives, and once where it can."""

import pytest

from core.rules.alerts.kinds import AlertKind
from tests.prove.crashes.delivery import PLATFORMS, beginning, drawn, lived

_STEP = 14  # so far apart are the deaths of a part's worlds
_PARTS = 2
_SEEDS = 20


@pytest.fixture(scope="module", params=PLATFORMS)
def file(request, tmp_path_factory):
    """The beginning of the story on a platform."""
    return beginning(tmp_path_factory.mktemp(request.param), request.param)


def test_the_story_rings_in_every_way_and_is_long_enough(file, tmp_path):
    world = lived(file, tmp_path / "game.db", 0, 0, ())
    kinds = {kind.value for kind in AlertKind} - {"refunded", "funding", "digest"}
    assert {kind for kind in kinds for tag in world.platform.arrivals if f"'{kind}')" in tag} == kinds
    assert sum("'liquidation')" in tag for tag in world.platform.arrivals) == 5
    assert all(len(arrivals) == 1 for arrivals in world.platform.arrivals.values())
    assert world.steps > 800


@pytest.mark.parametrize("part", range(_PARTS))
def test_a_death_at_any_step_loses_no_alert_and_repeats_none_without_need(file, tmp_path, part):
    deaths = 0
    for step in range(part * _STEP // _PARTS, 900, _STEP):
        world = lived(file, tmp_path / "game.db", step, 0, (step,))
        deaths += world.lives - 1
    assert deaths > 60


def test_many_deaths_on_a_platform_in_trouble_lose_no_alert_either(file, tmp_path):
    deaths = 0
    for seed in range(_SEEDS):
        _troubled, steps = drawn(seed, 900)
        deaths += lived(file, tmp_path / "game.db", seed, 25, steps).lives - 1
    assert deaths > _SEEDS
