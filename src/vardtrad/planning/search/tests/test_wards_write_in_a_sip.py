"""A ward of a region that takes part reads and writes a SIP by an active choice; no other outsider does (001-037)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.people import logged_in
from tests.plans import Drive
from tests.sips import SipDrive
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.tables import Refused
from vardtrad.planning.fields.models import FieldEdit
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import ReadingGrant
from vardtrad.planning.sip import actions, approval, calling
from vardtrad.planning.sip.field_specs import SUB_GOALS
from vardtrad.planning.sip.subject import SIP

pytestmark = pytest.mark.req("001-037")
GOAL = "sip.huvudmal"
SAID = {"relation": "on", "matters": "on", "confirmed": "on"}


@pytest.fixture
def sip(planners):
    """Elsa's SIP of the health centre and the municipality, called: no ward takes part."""
    return SipDrive(planners).called()


def chooses(who, sip, **given):
    """Search, and make the active choice; the page of the choice."""
    who.browser.open(who.base).press("Sök", number=sip.plan.patient.identity)
    page = who.browser.open(f"{who.base}las/{sip.key}/")
    page.press("Läs ärendet", **(given or {"confirmed": "on"}))
    return page


def in_session(who):
    """The planner as the guard gives it, in the session in which the choice was made."""
    return replace(who.actor, session=ReadingGrant.objects.latest("at").session_id)


def test_a_ward_writes_after_its_choice_and_each_entry_bears_the_ward(planners, sip, agda):
    plan = f"{agda.base}sip/{sip.key}/plan/"
    assert agda.browser.get(plan).status_code == 404
    page = chooses(agda, sip)
    assert "Du kan läsa, och skriva i Kartläggning och i den samordnade planen." in page.main.text
    assert Trace.objects.get(action="open_reading", outcome="done").unit_id == agda.unit.id
    seen = agda.browser.open(plan)
    assert "Skriver utan att delta" in seen.main.text
    written = seen.press("Spara Huvudmål", value="Komma hem med trygghet.")
    assert written.status == 200
    edit = FieldEdit.objects.get(plan_id=sip.key, path=GOAL)
    assert (edit.value, edit.unit_id, edit.by) == ("Komma hem med trygghet.", agda.unit.id, agda.staff.id)
    for reader in (sip.care, sip.town):
        shown = reader.browser.open(f"{reader.base}sip/{sip.key}/plan/").main.text
        assert "Komma hem med trygghet." in shown
        assert f"{agda.actor.signature}, {agda.unit.name}" in shown
    traces = Trace.objects.filter(key=sip.key, action="save_plan", outcome="done")
    assert [trace.unit_id for trace in traces] == [agda.unit.id]
    made = agda.browser.open(plan).press("Skapa nytt delmål")
    assert "Delmål 1" in made.main.text
    started = agda.browser.open(f"{agda.base}sip/{sip.key}/kartlaggning/").press("Starta Kartläggning")
    assert "Kartläggningen är startad." in started.text


def test_it_writes_the_plan_and_nothing_else(planners, sip, agda):
    chooses(agda, sip)
    who, part, before = in_session(agda), sip.steps.call, Version.objects.count()
    assert part is not None
    for act in (
        lambda: calling.acknowledge(who, sip.key, part.round),
        lambda: calling.cancel_meeting(who, sip.key, "Nej.", seen=part.content),
        lambda: planning.withdraw(SIP, who, sip.key, confirmed=True),
        lambda: planning.add_unit(SIP, who, sip.key, agda.unit),
        lambda: actions.set_coordinator(who, sip.key, agda.staff, agda.unit),
        lambda: actions.end(who, sip.key, "Klart.", confirmed=True),
        lambda: approval.start_approval(who, sip.key, confirmed=True, follow_up_by=None, seen=0),
    ):
        with pytest.raises(Refused):
            act()
    assert Version.objects.count() == before
    from vardtrad.planning.messages import actions as messages

    with pytest.raises(Refused):
        messages.write(SIP, who, sip.key, "Hej", set())


def test_no_other_outsider_writes(planners, sip, extern):
    """A clinic of the region and another provider read only; so does the ward in an SVU, and before any choice."""
    rolf, agda = planners.staff["rolf"], planners.staff["agda"]
    assert "Du kan läsa men inte skriva." in chooses(rolf, sip).main.text
    writers = [in_session(rolf)]
    chooses(extern, sip, basis="consent", **SAID)
    writers += [in_session(extern), agda.actor]
    for who in writers:
        with pytest.raises(Refused):
            approval.save_plan_field(who, sip.key, GOAL, "Mål.", 0, party=agda.seat.party)
    svu = Drive(planners, patient="edvin").published().acknowledged()
    svu.assessing()
    assert "Du kan läsa men inte skriva." in chooses(agda, svu).main.text
    forms = agda.browser.open(f"{agda.base}svu/{svu.key}/kartlaggning/").main.all("form", method="post")
    assert not forms


def test_the_choice_ends_with_the_session_the_units_and_the_patients_no(planners, sip, agda):
    chooses(agda, sip)
    who = in_session(agda)
    approval.save_plan_field(who, sip.key, GOAL, "Ett.", 0, party=agda.seat.party)
    sip.withdrawn()
    with pytest.raises(Refused, match="avregistrerad"):
        approval.save_plan_field(who, sip.key, GOAL, "Två.", 1, party=agda.seat.party)
    sip.consented()
    approval.save_plan_field(who, sip.key, GOAL, "Två.", 1, party=agda.seat.party)
    assert logged_in(agda.staff).get(f"{agda.base}sip/{sip.key}/plan/").status_code == 404
    # When the region has left the plan, its wards have nothing more to do with it.
    planning.add_unit(SIP, sip.town.actor, sip.key, planners.home_care)
    planning.remove_unit(SIP, sip.care.actor, sip.key, sip.care.unit, confirmed=True)
    with pytest.raises(Refused):
        approval.save_plan_field(who, sip.key, GOAL, "Tre.", 2, party=agda.seat.party)
    assert FieldEdit.objects.filter(plan_id=sip.key, path=GOAL).count() == 2


def test_rows_bear_the_ward_too(planners, sip, agda):
    chooses(agda, sip)
    page = agda.browser.open(f"{agda.base}sip/{sip.key}/plan/")
    page.press("Skapa nytt delmål")
    from vardtrad.planning.fields.models import RowEdit

    (edit,) = RowEdit.objects.filter(plan_id=sip.key)
    assert (edit.unit_id, Trace.objects.filter(action="add_row", outcome="done").count()) == (agda.unit.id, 1)
    assert SUB_GOALS == "delmal"
