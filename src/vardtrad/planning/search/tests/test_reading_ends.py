"""A colleague's active choice lasts only as long as its ground: that the colleague's organisation takes part."""

import pytest

from tests.planners import ALL, employ
from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import ReadingGrant
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Unit, UnitKind


@pytest.fixture
def colleague(planners):
    """Somebody at another unit of the private provider."""
    unit = Unit.objects.create(
        organisation=planners.private, hsa_id="SE9955600185-4020", name="Hemläkarna Plan", kind=UnitKind.CLINIC
    )
    care_units.activate(system("testerna"), unit, {"lakare": list(ALL)})
    return employ(unit, "Hedda", "Hem", "V030", "lakare", title="läkare", licensed=True)


def asks(who, planners, svu, **given):
    who.browser.send(f"{who.base}sok/", {"number": planners.patients["elsa"].identity})
    return who.browser.open(f"{who.base}las/{svu.key}/").press(
        "Läs ärendet", relation="on", matters="on", confirmed="on", **given
    )


def reads(who, svu):
    return who.browser.get(f"{who.base}svu/{svu.key}/").status_code


@pytest.mark.req("001-035", "001-226")
def test_a_choice_within_the_organisation_ends_when_the_organisation_leaves(planners, colleague):
    svu = Drive(planners).published()
    planning.add_unit(SVU, svu.care.actor, svu.key, planners.private_unit)
    asks(colleague, planners, svu)
    assert ReadingGrant.objects.get().basis == "own_organisation"
    assert reads(colleague, svu) == 200
    planning.remove_unit(SVU, svu.care.actor, svu.key, planners.private_unit, confirmed=True)
    assert reads(colleague, svu) == 404
    assert Trace.objects.filter(action="read", outcome="refused", key=svu.key, actor_id=colleague.staff.id).exists()
    # Now a ground is required, as of any outsider; that ground is accepted.
    asks(colleague, planners, svu, basis="consent")
    assert reads(colleague, svu) == 200


@pytest.mark.req("001-034")
def test_a_ground_of_the_readers_own_does_not_depend_on_the_participants(planners, colleague):
    svu = Drive(planners).published()
    danger = {"basis": "danger", "unobtainable": "on", "indispensable": "on", "reason": "Medvetslös i ambulansen."}
    asks(colleague, planners, svu, **danger)
    planning.add_unit(SVU, svu.care.actor, svu.key, planners.private_unit)
    planning.remove_unit(SVU, svu.care.actor, svu.key, planners.private_unit, confirmed=True)
    assert reads(colleague, svu) == 200


@pytest.mark.req("001-036")
def test_the_page_that_asks_for_a_ground_leaves_a_trace_of_whom_it_named(planners, colleague):
    svu = Drive(planners).published()
    colleague.browser.send(f"{colleague.base}sok/", {"number": planners.patients["elsa"].identity})
    page = colleague.browser.open(f"{colleague.base}las/{svu.key}/")
    assert "Elsa Ek" in page.main.text
    trace = Trace.objects.get(action="list", detail__view="before_reading")
    assert (trace.person_id, trace.shown, trace.actor_id) == (svu.plan.patient_id, [svu.key], colleague.staff.id)
