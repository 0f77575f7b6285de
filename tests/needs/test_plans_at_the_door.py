"""Every need of every row of an SVU fails alone at the door: the move is refused with its sentence, nothing changes."""

from __future__ import annotations

import pytest

from tests.needs.at_the_door import Scene, made, refused, spoiled, whole
from tests.needs.of_plans import ROWS, SVU
from tests.needs.scenes_of_plans import NEVER_ALONE, SCENES
from tests.planners import Planners
from tests.plans import Drive


def said(words: str) -> str:
    """The words of a sentence that do not depend on the duty, the part of the form or the party that it names."""
    return words.split(":")[0].removesuffix("kvittera").removesuffix("kommunen")


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
    assert any(said(way.words) in sentence for way in oracle.breaks[need])


def test_every_need_of_every_row_has_a_scene_or_can_never_fail_alone() -> None:
    played = {(scene.table, scene.move, scene.start): set(scene.spoiled) for scene in SCENES}
    excused = set()
    for table, rows in ROWS.items():
        for (move, start), needs in rows.items():
            missing = set(needs.split()) - played.get((table, move, start), set())
            assert missing == {need for need in missing if (move, need) in NEVER_ALONE}, (table, move, start, missing)
            excused |= {(move, need) for need in missing}
    assert excused == set(NEVER_ALONE)
