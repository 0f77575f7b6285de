"""A job can outlive the right to read its cases: what the owner then sees of them, and what the forms accept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from vardtrad.cases.case.needs import TEXT_LIMIT
from vardtrad.cases.staff.bulk.models import Action
from vardtrad.cases.staff.bulk.tests.conftest import carried_out, ordered, sent
from vardtrad.cases.staff.bulk.tests.test_pages import choose, order, text_of
from vardtrad.cases.staff.bulk.views import HINT
from vardtrad.cases.teams import actions as teams
from vardtrad.cases.teams.models import Group, Member, Substitution
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.people import Clock, Employee, Region, Resident
    from vardtrad.cases.case.models import Case

pytestmark = pytest.mark.req("B-06")


def pages_of(who: Employee, address: str) -> str:
    """The page of the job, and its preview of the answer."""
    looked_over = order(who, address, text="Hej {namn}!")
    return text_of(who.browser.get(address)) + text_of(looked_over)


def test_somebody_who_has_left_the_group_can_no_longer_read_its_cases(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """Chosen as a member, then looked at again: no name, no number, no text with a name."""
    (case,) = sent(region, alva, 1)
    group = Group.objects.create(clinic=region.a, name="Läkare")
    Member.objects.create(group=group, staff=hugo.staff)
    rut.does("assign", case, group)
    address = choose(hugo, "besvara", [case], lista="mina")
    assert "Alva" in pages_of(hugo, address)
    Member.objects.all().delete()
    seen = pages_of(hugo, address)
    assert "Alva" not in seen
    assert "19771207" not in seen
    assert case.id not in Trace.objects.filter(action="list", detail__view="job").order_by("-at")[0].shown


def test_a_substitute_reads_the_result_only_as_long_as_the_days_last(
    frozen: Clock, region: Region, hugos_case: Case, hugo: Employee, hanna: Employee
) -> None:
    """An old result opened a week later tells neither whose case it was nor who has it now."""
    teams.name_substitute(hugo.actor, hanna.staff, clock.today(), clock.today())
    job = ordered(hanna, Action.TAKE, [hugos_case])
    carried_out()
    hanna.does("reassign", hugos_case, hugo.staff)
    address = hanna.address(f"jobb/{job.id}/")
    assert "Alva Ahlgren" in text_of(hanna.browser.get(address))
    Substitution.objects.all().delete()
    seen = text_of(hanna.browser.get(address))
    assert "1 ärende är klart." in seen
    assert "Alva" not in seen
    assert "19771207" not in seen


def test_the_answer_with_a_name_leaves_a_trace(region: Region, alva: Resident, rut: Employee) -> None:
    """The preview holds a patient's name, so it is traced even when posted without opening the page first."""
    case, *_more = sent(region, alva, 2)
    address = choose(rut, "besvara", [case])
    assert "Hej Alva Ahlgren!" in text_of(order(rut, address, text="Hej {namn}!"))
    assert Trace.objects.get(action="list", detail__view="job").shown == [case.id]


def test_a_text_of_nothing_but_fields_makes_no_endless_form(region: Region, alva: Resident, rut: Employee) -> None:
    """Each blank becomes a field of the form: no more than a text of allowed length can hold."""
    address = choose(rut, "besvara", sent(region, alva, 1))
    text = "".join(f"[[{number}]]" for number in range(20_000))
    answer = rut.browser.post(address + "bestall", {"submit_key": str(uuid4()), "gor": "granska", "text": text})
    assert answer.status_code == 422
    assert text_of(answer).count('name="falt-') <= 2 * TEXT_LIMIT / 5


def test_its_cookie_is_sent_only_over_tls_where_the_others_are(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, settings: SettingsWrapper
) -> None:
    """A proxy ends TLS, so the request itself cannot tell (ASVS 3.3.1)."""
    address = choose(rut, "fordela", sent(region, alva, 1))
    settings.SECURE_COOKIES = True
    rut.browser.cookies["__Host-vt_personal"] = rut.browser.cookies["vt_personal"].value
    done = order(rut, address, to=str(hugo.staff.id), gor="utfor")
    assert done.cookies[f"__Host-{HINT}"]["secure"]  # type: ignore[attr-defined]
