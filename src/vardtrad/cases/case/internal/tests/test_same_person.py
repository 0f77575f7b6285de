"""The person's other cases: the duplicate warning, what the actor may see of them, and linking (B-10)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Employee, Region, Resident, now
from vardtrad.cases.case.models import Case, CaseLink
from vardtrad.cases.case.moves import consulting, linking
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused

WARNING = "Invånaren har ett annat öppet ärende av samma typ på mottagningen."


@pytest.mark.req("B-10")
def test_the_warning_and_the_list(region: Region, alva: Resident, bo: Resident, rut: Employee) -> None:
    first = alva.sends(region.renewal_at_a)
    assert WARNING not in rut.browser.open(rut.case_address(first)).main.text
    bo.sends(region.renewal_at_a)
    other_type = alva.sends(region.services["a", "question"])
    elsewhere = alva.sends(region.services["b", "renewal"])
    assert WARNING not in rut.browser.open(rut.case_address(first)).main.text
    second = alva.sends(region.renewal_at_a)
    page = rut.browser.open(rut.case_address(first))
    assert WARNING in page.main.text
    links = {a.attrs["href"] for a in page.root.one("ul", class_="plain same").all("a")}
    assert links == {rut.case_address(other_type), rut.case_address(second)}
    shown = Trace.objects.filter(action="list", person_id=None).latest("at")
    assert set(shown.shown) == {other_type.id, second.id}
    assert elsewhere.id not in shown.shown
    rut.does("answer", second, "Klart.")
    assert WARNING not in rut.browser.open(rut.case_address(first)).main.text


@pytest.mark.req("B-10")
def test_a_handler_is_warned_but_reads_only_what_is_theirs(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    mine, hers = (alva.sends(region.renewal_at_a) for _number in range(2))
    rut.does("assign", mine, hugo.staff)
    rut.does("assign", hers, hanna.staff)
    page = hugo.browser.open(hugo.case_address(mine))
    assert WARNING in page.main.text
    assert str(hers.id) not in page.html


@pytest.mark.req("B-10")
def test_linked_cases_show_each_other(region: Region, alva: Resident, rut: Employee) -> None:
    first, second = (alva.sends(region.renewal_at_a) for _number in range(2))
    page = rut.browser.open(rut.case_address(first))
    page = page.press("Koppla ihop ärendena", other=str(second.id))
    assert "Ärendena är ihopkopplade." in page.alerts
    assert "Ihopkopplade ärenden" in page.main.text
    assert any(entry.startswith("Ihopkopplat med ett annat ärende av Rut Rask.") for entry in page.thread)
    assert "Ihopkopplade ärenden" in rut.browser.open(rut.case_address(second)).main.text
    assert CaseLink.objects.count() == 1


@pytest.mark.req("B-10")
def test_what_cannot_be_linked(region: Region, alva: Resident, bo: Resident, rut: Employee, new_case: Case) -> None:
    alva.sends(region.renewal_at_a)
    page = rut.browser.open(rut.case_address(new_case))
    for other in (bo.sends(region.renewal_at_a), alva.sends(region.services["b", "renewal"]), new_case):
        answer = page.press("Koppla ihop ärendena", other=str(other.id))
        assert answer.status == 422
        assert "Ärendet går inte att koppla ihop med det här. Välj ett annat." in answer.alerts
    assert not CaseLink.objects.exists()
    assert now(new_case).state == "received"


@pytest.mark.req("B-10")
def test_a_case_of_another_clinic_cannot_be_linked_even_by_who_was_asked_about_it(
    region: Region, alva: Resident, rut: Employee, olle: Employee, new_case: Case
) -> None:
    elsewhere = alva.sends(region.services["b", "renewal"])
    consulting.consult(olle.actor, elsewhere.id, "Vad säger du?", region.a, rut.staff)
    assert rut.browser.open(rut.case_address(elsewhere)).status == 200
    with pytest.raises(Refused):
        linking.link(rut.actor, new_case.id, elsewhere.id)
    assert not CaseLink.objects.exists()


@pytest.mark.req("B-10")
def test_a_case_that_the_actor_may_not_see_cannot_be_linked_by_its_id(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    """The action itself checks: a case out of reach and a case that does not exist are refused in the same way."""
    mine, hers = (alva.sends(region.renewal_at_a) for _number in range(2))
    rut.does("assign", mine, hugo.staff)
    rut.does("assign", hers, hanna.staff)
    said = set()
    for other in (hers.id, uuid4()):
        with pytest.raises(Refused) as refused:
            linking.link(hugo.actor, mine.id, other)
        said.add(refused.value.sentence)
    assert len(said) == 1
    assert not CaseLink.objects.exists()
    assert linking.link(rut.actor, mine.id, hers.id).thing.id == mine.id
