"""Every need of every row of an SVU fails alone at the door: the move is refused with its sentence, nothing changes."""

from __future__ import annotations

import pytest

from tests.needs.at_the_door import Judged, Scene
from tests.needs.of_plans import ROWS, SVU
from tests.needs.scenes_of_plans import NEVER_ALONE, SCENES
from tests.planners import Planners
from tests.plans import Drive
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.tables import Reason, Refused

SPOILED = [
    pytest.param(scene, need, id=f"{scene.table}-{scene.move}-{scene.start or 'nowhere'}-{need}")
    for scene in SCENES
    for need in scene.spoiled
]


def said(words: str) -> str:
    """The words of a sentence that do not depend on the duty, the part of the form or the party that it names."""
    return words.split(":")[0].removesuffix("kvittera").removesuffix("kommunen")


@pytest.fixture
def stage(planners: Planners) -> Drive:
    return Drive(planners)


@pytest.mark.parametrize(
    "scene", [pytest.param(scene, id=f"{scene.table}-{scene.move}-{scene.start}") for scene in SCENES]
)
def test_the_move_is_made_when_every_need_holds(stage: Drive, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    act = scene.play(stage)
    judged = Judged(monkeypatch)
    act()
    assert judged.rule is SVU[f"svu.{scene.table}"].row(scene.move, scene.start)
    assert judged.failing == []


@pytest.mark.parametrize(("scene", "need"), SPOILED)
def test_it_is_refused_when_one_need_alone_fails(
    stage: Drive, scene: Scene, need: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = scene.play(stage, scene.spoiled[need])
    judged = Judged(monkeypatch)
    before, refusals = Version.objects.count(), Trace.objects.filter(outcome="refused").count()
    with pytest.raises(Refused) as refused:
        act()
    oracle = SVU[f"svu.{scene.table}"]
    assert judged.rule is oracle.row(scene.move, scene.start)
    assert judged.failing == [refused.value.sentence]
    assert refused.value.reason is Reason.NEED
    assert any(said(way.words) in refused.value.sentence for way in oracle.breaks[need])
    assert Version.objects.count() == before
    assert Trace.objects.filter(outcome="refused").count() == refusals + 1


def test_every_need_of_every_row_has_a_scene_or_can_never_fail_alone() -> None:
    played = {(scene.table, scene.move, scene.start): set(scene.spoiled) for scene in SCENES}
    excused = set()
    for table, rows in ROWS.items():
        for (move, start), needs in rows.items():
            missing = set(needs.split()) - played.get((table, move, start), set())
            assert missing == {need for need in missing if (move, need) in NEVER_ALONE}, (table, move, start, missing)
            excused |= {(move, need) for need in missing}
    assert excused == set(NEVER_ALONE)
