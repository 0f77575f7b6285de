"""Fields and attestations at the same time, over several connections, with everything really committed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planners import planners as make_planners
from tests.plans import CARE_FIELDS, TOWN_FIELDS, Drive
from tests.toy.committed import Committed
from vardtrad.kernel.tables import Refused
from vardtrad.planning.fields.models import Field, FieldEdit
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Confirmation
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.subject import SVU

ROUNDS = 6
BOENDE, YTTRANDE = "kartlaggning.boende", "stallningstagande.yttrande"


@pytest.fixture
def svu(committed: Committed) -> Drive:
    return Drive(make_planners.__wrapped__(None)).published()  # type: ignore[attr-defined]


def refused(results: list[Any]) -> list[Refused]:
    assert all(not isinstance(result, Exception) or isinstance(result, Refused) for result in results), results
    return [result for result in results if isinstance(result, Refused)]


@pytest.mark.req("B-29")
def test_two_units_save_the_same_field_and_one_of_them_is_refused(committed: Committed, svu: Drive) -> None:
    svu.assessing()
    for revision in range(ROUNDS):
        results = committed.together(
            lambda revision=revision: svu.writes(svu.care, BOENDE, f"Öppenvården {revision}", revision),
            lambda revision=revision: svu.writes(svu.town, BOENDE, f"Kommunen {revision}", revision),
        )
        (loser,) = refused(results)
        assert "Någon annan har ändrat fältet" in loser.sentence
    edits = FieldEdit.objects.filter(plan_id=svu.key, path=BOENDE).order_by("revision")
    assert [edit.revision for edit in edits] == list(range(1, ROUNDS + 1))
    assert Field.objects.get(plan_id=svu.key, path=BOENDE).value == list(edits)[-1].value


@pytest.mark.req("B-29")
def test_units_save_different_fields_without_disturbing_each_other(committed: Committed, svu: Drive) -> None:
    svu.assessing()
    paths = [BOENDE, "kartlaggning.ovrigt", "kartlaggning.hjalpmedel", "kartlaggning.halsa"]
    results = committed.together(
        *[
            lambda path=path, who=who: svu.writes(who, path, "Skrivet samtidigt.", 0)
            for path, who in zip(paths, (svu.care, svu.town, svu.care, svu.town), strict=True)
        ]
    )
    assert not refused(results)
    assert Field.objects.filter(plan_id=svu.key).count() == len(paths)


@pytest.mark.req("001-127")
def test_all_parties_start_the_assessment_at_once(committed: Committed, svu: Drive) -> None:
    results = committed.together(
        *[lambda who=who: actions.start_assessment(who.actor, svu.key) for who in (svu.ward, svu.care, svu.town)]
    )
    assert not refused(results)
    assert svu.steps.assessment is not None


@pytest.mark.req("001-142", "001-143")
@pytest.mark.parametrize("ward_has_attested", [False, True])
def test_the_ward_edits_while_the_municipality_attests(
    committed: Committed, svu: Drive, ward_has_attested: bool
) -> None:
    """The attestation is refused or broken, or its party had not attested the edited text: never lost silently."""
    svu.marked().fills(svu.care, CARE_FIELDS).fills(svu.town, TOWN_FIELDS)
    for number in range(ROUNDS):
        if ward_has_attested:
            svu.attests(svu.ward)
        before = svu.steps.statement
        assert before is not None
        round_, seen, revision = (
            before.round,
            before.content,
            Field.objects.get(plan_id=svu.key, path=YTTRANDE).revision,
        )
        edited, attested = committed.together(
            lambda revision=revision, number=number: svu.writes(svu.ward, YTTRANDE, f"Ny text {number}", revision),
            lambda round_=round_, seen=seen: actions.attest(svu.town.actor, svu.key, round_, seen=seen),
        )
        assert not isinstance(edited, Exception)
        after = svu.steps.statement
        assert after is not None
        stands = Confirmation.objects.filter(plan_id=svu.key, unit=svu.town.unit, round=after.round).exists()
        if ward_has_attested:
            # Broken for all, with a line that names who did it; or refused.
            assert after.round == round_ + 1
            assert after.broken_by == svu.ward.actor.signature
            assert not stands
        else:
            assert after.round == round_
            assert stands == (not isinstance(attested, Refused))
        if stands:
            return


@pytest.mark.req("001-090", "B-04")
def test_consent_is_withdrawn_while_somebody_types(committed: Committed, svu: Drive) -> None:
    svu.assessing()
    saved, withdrawn = committed.together(
        lambda: svu.writes(svu.town, BOENDE, "Skrivet i sista stund.", 0),
        lambda: planning.withdraw(SVU, svu.ward.actor, svu.key, confirmed=True),
    )
    assert not isinstance(withdrawn, Exception)
    kept = Field.objects.filter(plan_id=svu.key, path=BOENDE).exists()
    assert kept == (not isinstance(saved, Refused))
    with pytest.raises(Refused, match="samtycke är avregistrerad"):
        svu.writes(svu.town, BOENDE, "Efteråt.", 1 if kept else 0)


@pytest.mark.req("001-253", "001-143")
def test_units_come_and_go_while_a_unit_attests(committed: Committed, svu: Drive) -> None:
    kurt = svu.planners.staff["kurt"]
    svu.marked().fills(svu.care, CARE_FIELDS).fills(svu.town, TOWN_FIELDS).answers(svu.care, approves=True)
    svu.attests(svu.ward, svu.care)
    statement = svu.steps.statement
    assert statement is not None
    results = committed.together(
        lambda: actions.attest(svu.town.actor, svu.key, statement.round, seen=statement.content),
        lambda: planning.add_unit(SVU, svu.ward.actor, svu.key, kurt.unit),
    )
    assert not refused(results)
    assert svu.step(svu.ward, "stallningstagande").colour == "wait"
    assert svu.step(kurt, "stallningstagande").colour == "task"
    attested, removed = committed.together(
        lambda: actions.attest(kurt.actor, svu.key, statement.round, seen=statement.content),
        lambda: planning.remove_unit(SVU, svu.ward.actor, svu.key, kurt.unit, confirmed=True),
    )
    assert not isinstance(removed, Exception)
    # Either the unit attested first, or it had left and did not have to; in both cases nothing is missing now.
    assert not isinstance(attested, Exception) or isinstance(attested, Refused)
    assert svu.step(svu.ward, "stallningstagande").colour == "done"
