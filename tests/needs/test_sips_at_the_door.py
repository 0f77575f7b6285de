"""Every need of every row of a SIP, and of a request for one, fails alone at the door: refused, and nothing changes."""

from __future__ import annotations

import pytest

from tests.needs import scenes_of_sip, scenes_of_sip_steps
from tests.needs.at_the_door import Scene, made, refused, says, spoiled, whole, without_a_scene
from tests.needs.of_sip import REQUESTS, SIP
from tests.needs.scenes_of_sip import Stage
from tests.people import Clock
from tests.planners import Planners

ORACLES = {name.removeprefix("sip."): oracle for name, oracle in SIP.items()} | {"requests": REQUESTS}
SCENES = [
    *scenes_of_sip.PLAN, *scenes_of_sip.CALL, *scenes_of_sip_steps.ASSESSMENT, *scenes_of_sip_steps.CARE_PLAN,
    *scenes_of_sip.REQUESTS,
]  # fmt: skip
OWN_WORDS = {
    "field_row_stands": "har tagits bort av Oskar",
    "row_fits": "rader, och fler får inte plats",
    "has_measures": "med aktivitet saknas för Biståndsenheten",
}
"""What stands in sentences that name somebody, or count."""
NEVER_ALONE = scenes_of_sip.NEVER_ALONE | scenes_of_sip_steps.NEVER_ALONE


@pytest.fixture
def stage(planners: Planners, frozen: Clock) -> Stage:
    return Stage(planners, frozen)


@pytest.mark.parametrize("scene", whole(SCENES))
def test_the_move_is_made_when_every_need_holds(stage: Stage, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made(scene, stage, ORACLES[scene.table], monkeypatch)


@pytest.mark.parametrize(("scene", "need"), spoiled(SCENES))
def test_it_is_refused_when_one_need_alone_fails(
    stage: Stage, scene: Scene, need: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    oracle = ORACLES[scene.table]
    sentence = refused(scene, need, stage, oracle, monkeypatch)
    assert says(sentence, oracle, need, OWN_WORDS), sentence


def test_every_need_of_every_row_has_a_scene_or_can_never_fail_alone() -> None:
    assert without_a_scene(SCENES, ORACLES) == set(NEVER_ALONE)
