"""Every need of every row of a SIP, and of a request for one, fails alone at the door: refused, and nothing changes."""

from __future__ import annotations

import pytest

from tests.needs import scenes_of_sip, scenes_of_sip_steps
from tests.needs.at_the_door import Scene, made, refused, spoiled, whole
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
    name = need.split()[0]
    ways = [way.words.split(":")[0].removesuffix("kvittera") for way in oracle.breaks[name]]
    known = [OWN_WORDS[name]] if name in OWN_WORDS else ways
    assert any(words in sentence for words in known), sentence


def test_every_need_of_every_row_has_a_scene_or_can_never_fail_alone() -> None:
    played: dict[tuple[str, str, str], set[str]] = {}
    for scene in SCENES:
        needs = {need.split()[0] for need in scene.spoiled}
        played.setdefault((scene.table, scene.move, scene.start), set()).update(needs)
    excused = set()
    for table, oracle in ORACLES.items():
        for (move, start), needs in oracle.rows.items():
            missing = set(needs.split()) - played.get((table, move, start), set())
            assert missing == {need for need in missing if (table, move, need) in NEVER_ALONE}, (table, move, missing)
            excused |= {(table, move, need) for need in missing}
    assert excused == set(NEVER_ALONE)
