"""Every need of every row of an SVU fails alone at the door: the move is refused with its sentence, nothing changes."""

from __future__ import annotations

import pytest

from tests.needs.at_the_door import Scene, made, refused, says, spoiled, whole, without_a_scene
from tests.needs.of_plans import SVU
from tests.needs.scenes_of_plans import NEVER_ALONE, SCENES
from tests.planners import Planners
from tests.plans import Drive


@pytest.fixture
def stage(planners: Planners) -> Drive:
    return Drive(planners)


@pytest.mark.parametrize("scene", whole(SCENES))
def test_the_move_is_made_when_every_need_holds(stage: Drive, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made(scene, stage, SVU[f"svu.{scene.table}"], monkeypatch)


@pytest.mark.parametrize(("scene", "need"), spoiled(SCENES))
def test_it_is_refused_when_one_need_alone_fails(
    stage: Drive, scene: Scene, need: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    oracle = SVU[f"svu.{scene.table}"]
    sentence = refused(scene, need, stage, oracle, monkeypatch)
    assert says(sentence, oracle, need, {}), sentence


def test_every_need_of_every_row_has_a_scene_or_can_never_fail_alone() -> None:
    oracles = {name.removeprefix("svu."): oracle for name, oracle in SVU.items()}
    assert {(move, need) for _table, move, need in without_a_scene(SCENES, oracles)} == set(NEVER_ALONE)
