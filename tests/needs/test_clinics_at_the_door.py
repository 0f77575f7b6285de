"""Every need of the clinics' half and of the places fails alone at the door: refused, and nothing changes.

That is cases, tasks, listing, the waiting list, assignments and setups.
"""

from __future__ import annotations

import pytest

from tests.needs.at_the_door import Scene, made, refused, says, spoiled, whole, without_a_scene
from tests.needs.of_cases import CASES, LISTING, TASKS
from tests.needs.of_places import ASSIGNMENTS, SETUPS
from tests.needs.of_waiting_list import WAITING_LIST
from tests.needs.scenes_of_clinics import NEVER_ALONE, Clinics
from tests.needs.scenes_of_clinics import SCENES as OF_CLINICS
from tests.needs.scenes_of_places import SCENES as OF_PLACES
from tests.needs.scenes_of_waiting_list import SCENES as OF_THE_WAITING_LIST
from tests.people import Clock, Region

ORACLES = {
    "cases": CASES, "tasks": TASKS, "listing": LISTING, "waiting_list": WAITING_LIST, "assignments": ASSIGNMENTS,
    "setups": SETUPS,
}  # fmt: skip
SCENES = [*OF_CLINICS, *OF_THE_WAITING_LIST, *OF_PLACES]
OWN_WORDS = {"hours_and_cap": "i dag"}
"""Sentences that the facts bring with them, and what they have in common."""


@pytest.fixture
def stage(region: Region, frozen: Clock) -> Clinics:
    return Clinics(region, frozen)


@pytest.mark.parametrize("scene", whole(SCENES))
def test_the_move_is_made_when_every_need_holds(stage: Clinics, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made(scene, stage, ORACLES[scene.table], monkeypatch)


@pytest.mark.parametrize(("scene", "need"), spoiled(SCENES))
def test_it_is_refused_when_one_need_alone_fails(
    stage: Clinics, scene: Scene, need: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    oracle = ORACLES[scene.table]
    sentence = refused(scene, need, stage, oracle, monkeypatch)
    assert says(sentence, oracle, need, OWN_WORDS), sentence


def test_every_need_of_every_row_has_a_scene_or_can_never_fail_alone() -> None:
    assert without_a_scene(SCENES, ORACLES) == set(NEVER_ALONE)
