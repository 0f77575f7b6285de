"""When a proxy's link ends: at once, also in an open session and a half-filled form (003-010, 003-011)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.people import STOCKHOLM, Clock, Region, Resident
from vardtrad.cases.resident.tests.test_children import ELINA, LEAP, REFUSED, acting, adds, elina, person
from vardtrad.gate.models import Trace
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.login.models import Session
from vardtrad.shared.people.models import Guardianship, Person, Protection
from vardtrad.shared.proxies.models import Link

__all__ = ["acting", "elina"]


def _guardianship_ends(_alva: Person, _elina: Person) -> None:
    Guardianship.objects.all().delete()


def _child_protected(_alva: Person, elina: Person) -> None:
    Person.objects.filter(pk=elina.pk).update(protection=Protection.SECRECY_MARK)


def _guardian_protected(alva: Person, _elina: Person) -> None:
    Person.objects.filter(pk=alva.pk).update(protection=Protection.PROTECTED_REGISTRATION)


def _child_dies(_alva: Person, elina: Person) -> None:
    Person.objects.filter(pk=elina.pk).update(deceased=True)


def _link_removed(_alva: Person, _elina: Person) -> None:
    Link.objects.all().delete()


@pytest.mark.parametrize(
    "breaks", [_guardianship_ends, _child_protected, _guardian_protected, _child_dies, _link_removed]
)
def test_what_breaks_the_link_takes_effect_on_the_next_request(
    acting, alva: Resident, region: Region, elina: Person, breaks
):
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    mark = alva.browser.get("/inloggad").json()["for"]
    breaks(alva.person, elina)
    # An open page is told that it is drawn for somebody else than may read it now, and covers itself.
    assert alva.browser.get("/inloggad").json()["for"] != mark
    answer = page.press("Läs igenom", text="Det jag hann skriva.")
    assert answer.status == 409
    assert "Ombudsläget är avslutat" in answer.main.text
    assert "Det jag hann skriva." in answer.main.text
    assert "Elina" not in answer.html
    assert not Draft.objects.exists()
    assert Session.objects.get(person=alva.person).acting_for is None
    assert "Du är ombud" not in alva.browser.open("/inkorg").text
    assert "Elina" not in alva.browser.open("/barn").html
    assert Trace.objects.filter(action="proxy_ended", person_id=elina.id, actor_id=alva.person.id).exists()


@pytest.mark.req("003-010", "003-011")
@pytest.mark.parametrize(
    ("identity", "last", "first"),
    [
        (ELINA, datetime(2031, 5, 1, 23, 59, tzinfo=STOCKHOLM), datetime(2031, 5, 2, 0, 0, tzinfo=STOCKHOLM)),
        (LEAP, datetime(2029, 2, 27, 23, 59, tzinfo=STOCKHOLM), datetime(2029, 2, 28, 0, 0, tzinfo=STOCKHOLM)),
    ],
)
def test_it_ends_at_midnight_of_the_13th_birthday_in_an_open_session(
    frozen: Clock, alva: Resident, region: Region, identity: str, last: datetime, first: datetime
):
    child = person(identity, "Elina", "Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    frozen.moment = last.astimezone(UTC)
    adds(alva, identity)
    alva.browser.open("/barn").press("Elina Ahlgren")
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    assert page.status == 200
    frozen.moment = first.astimezone(UTC)
    answer = page.press("Läs igenom", text="Halvt skrivet före midnatt.")
    assert answer.status == 409
    assert "Halvt skrivet före midnatt." in answer.main.text
    assert REFUSED in adds(alva, identity).main.text
    assert Person.objects.get(pk=child.pk).may_log_in


def test_a_read_page_leads_back_without_a_word_of_the_child(acting, alva: Resident, elina: Person):
    Guardianship.objects.all().delete()
    response = alva.browser.get("/inkorg")
    assert response.status_code == 403
    assert "Elina" not in response.content.decode()
    assert alva.browser.get("/inkorg").status_code == 200
