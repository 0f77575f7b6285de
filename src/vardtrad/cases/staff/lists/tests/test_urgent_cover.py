"""One colleague a day covers what is urgent for all at a clinic (B-37)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import Clock, Employee, Region, Resident, hire, now
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import urgency
from vardtrad.cases.teams.models import CoverDay
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Assignment

LIST = "mina/bradskande"


@pytest.fixture
def urgent(hugos_case: Case, hugo: Employee) -> Case:
    """Hugo's case, marked urgent."""
    urgency.mark_urgent(hugo.actor, hugos_case.id, urgent=True)
    return now(hugos_case)


def covers(who: Employee, adam: Employee, days: int = 0):
    day = (clock.today() + timedelta(days=days)).isoformat()
    page = adam.browser.open(adam.address("administration/bradskande/"))
    return page.press("Spara", day=day, staff=str(who.staff.id))


@pytest.mark.req("B-37")
def test_who_covers_sees_and_answers_what_is_urgent_for_all(
    adam: Employee, hanna: Employee, hugo: Employee, rut: Employee, urgent: Case, alva: Resident, region: Region
) -> None:
    calm = alva.sends(region.renewal_at_a, "Lugnt.")
    rut.does("assign", calm, hugo.staff)
    loose = alva.sends(region.renewal_at_a, "Bråttom.")
    urgency.mark_urgent(rut.actor, loose.id, urgent=True)
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 404
    assert "Inga ärenden hittades" in hanna.browser.open(hanna.address(LIST)).main.text
    page = covers(hanna, adam)
    assert "Kollegan ser det i Din dag" in page.text
    assert "Du täcker det som är brådskande för alla här i dag." in hanna.browser.open("/personal/din-dag").main.text
    page = hanna.browser.open(hanna.address("mina/"))
    assert "Brådskande för alla" in page.menu
    assert len(hanna.browser.open(hanna.address(LIST)).rows) == 2
    assert hanna.browser.get(hanna.case_address(calm)).status_code == 404
    # What nobody has, she takes; what Hugo has, she answers in his place, and he sees that.
    hanna.browser.open(hanna.case_address(loose)).press("FÖRDELA TILL DIG SJÄLV")
    assert now(loose).handler_id == hanna.staff.id
    hanna.does("answer", urgent, "Ring 112 om det blir värre.")
    case = now(urgent)
    assert (case.state, case.handler_id, case.unread_by_clinic) == ("closed", hugo.staff.id, True)
    rows = hugo.browser.open(hugo.address("mina/avslutade")).rows
    assert rows[0]["Nytt"] is True
    own = hugo.browser.open(hugo.case_address(urgent)).main.text
    assert "Ring 112 om det blir värre." in own
    assert hanna.staff.name in own
    assert not now(urgent).unread_by_clinic
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 404


@pytest.mark.req("B-37")
def test_it_holds_that_day_for_who_answers_cases_there_and_nothing_is_lost_without(
    adam: Employee, hanna: Employee, hugo: Employee, olle: Employee, urgent: Case, region: Region, frozen: Clock
) -> None:
    covers(hanna, adam, days=1)
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 404
    frozen.go(days=1)
    CoverDay.objects.create(clinic=region.b, staff=hanna.staff, day=clock.today())
    hanna._browser = hugo._browser = None  # the sessions have run out overnight
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 200
    # No longer urgent, no longer hers.
    urgency.mark_urgent(hugo.actor, urgent.id, urgent=False)
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 404
    urgency.mark_urgent(hugo.actor, urgent.id, urgent=True)
    held = Assignment.objects.get(staff=hanna.staff, unit=region.a)
    care_units.set_permissions(system("testerna"), held.id, ["administrator"], seen=None)
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 404
    care_units.set_permissions(system("testerna"), held.id, ["handler"], seen=None)
    frozen.go(days=1)
    hanna._browser = hugo._browser = None
    assert hanna.browser.get(hanna.case_address(urgent)).status_code == 404
    # Nobody covers: the case stands where it stood.
    hugo._browser = None
    assert len(hugo.browser.open(hugo.address("mina/")).rows) == 1


@pytest.mark.req("B-37")
def test_an_administrator_says_who_and_when(
    adam: Employee, hanna: Employee, hugo: Employee, rut: Employee, region: Region
) -> None:
    covers(hanna, adam)
    covers(hugo, adam)
    assert CoverDay.objects.get().staff_id == hugo.staff.id  # one a day
    assert "Välj en dag från och med i dag" in covers(hugo, adam, days=-1).alerts
    assert f"Det brådskande täcks i dag av {hugo.staff.name}." in rut.browser.open(rut.address("schema/")).main.text
    other = hire(region.b, "Ida", "Isaksson", "SE9921000015-P077", "handler")
    assert "besvarar inte längre ärenden" in covers(other, adam).alerts
    adam.browser.open(adam.address("administration/bradskande/"))
    adam.browser.send(
        adam.address(f"administration/bradskande/{CoverDay.objects.get().id}/ta-bort"),
        {"submit_key": "0195b2f0-0000-7000-8000-000000000001"},
    )
    assert not CoverDay.objects.exists()
    assert {"set_cover", "remove_cover"} <= set(Trace.objects.values_list("action", flat=True))
    assert rut.browser.get(rut.address("administration/bradskande/")).status_code == 404
