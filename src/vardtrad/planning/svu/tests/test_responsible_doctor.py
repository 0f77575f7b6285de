"""Who can be the responsible doctor, and that nobody is chosen who was not ticked (001-120, 001-139, 001-147)."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.given import ReadyGiven


def page(who, svu, step="", ask=""):
    """The plan's page as somebody opens it."""
    asked = f"?visa={ask}" if ask else ""
    return who.browser.open(f"{who.base}svu/{svu.key}/{step}/{asked}")


@pytest.mark.req("001-120")
@pytest.mark.parametrize("name", ["vera", "ulla", "rolf", "karin"])
def test_only_a_licensed_doctor_is_published_as_responsible(planners, name):
    svu = Drive(planners).published()
    given = ReadyGiven(clock.today(), planners.staff[name].staff)
    with pytest.raises(Refused, match="legitimerad läkare"):
        actions.declare_ready(svu.ward.actor, svu.key, given, seen=0)
    doctor = planners.staff["doris"].staff
    doctor.licensed = False
    doctor.save()
    with pytest.raises(Refused, match="legitimerad läkare"):
        svu.ready()
    doctor.licensed = True
    doctor.save()
    svu.ready()


@pytest.mark.req("001-139", "001-147")
@pytest.mark.parametrize("path", ["stallningstagande.lakare_slutenvard"])
def test_only_a_licensed_doctor_stands_in_the_statement(planners, path):
    svu = Drive(planners).published()
    with pytest.raises(Refused, match="bara legitimerade läkare"):
        svu.writes(svu.ward, path, svu.ward.staff.hsa_id)
    svu.writes(svu.ward, path, planners.staff["doris"].staff.hsa_id)


@pytest.mark.req("001-120", "001-121")
def test_the_search_finds_doctors_only_and_ticks_nobody(planners):
    svu = Drive(planners).published()
    doctor, nurse = planners.staff["doris"].staff, svu.ward.staff
    opened = page(svu.ward, svu, "tid", "tid")
    alone = opened.press("Sök", kind="klar", day=clock.today().isoformat(), who=doctor.family_name)
    assert doctor.signature in alone.main.text
    assert not alone.fields("Publicera").get("person")
    nobody = opened.press("Sök", kind="klar", day=clock.today().isoformat(), who=nurse.family_name)
    assert nurse.signature not in nobody.main.text
    back = alone.press("Publicera")
    assert back.status == 422
    assert svu.steps.discharge_time is None


@pytest.mark.req("001-120")
def test_a_new_search_unticks_whom_it_does_not_find(planners):
    svu = Drive(planners).published()
    doctor = planners.staff["doris"].staff
    day = clock.today().isoformat()
    found = page(svu.ward, svu, "tid", "tid").press("Sök", kind="klar", day=day, who=doctor.family_name)
    kept = found.press("Sök", person=str(doctor.id), who=doctor.family_name)
    assert kept.fields("Publicera")["person"] == [str(doctor.id)]
    other = kept.press("Sök", person=str(doctor.id), who="Zzyzx")
    assert not other.fields("Publicera").get("person")
