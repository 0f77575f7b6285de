"""What a reviewer of registers and proxies looks for: traces, drafts that outlive a right, locks, and strangers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Clock, Employee, Region, Resident, logged_in
from vardtrad.config import wiring
from vardtrad.gate import worker
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system, writes_as
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.login import actions as login
from vardtrad.shared.login.models import World
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.people.models import Guardianship, Person, Protection, Registration
from vardtrad.shared.people.register import asking
from vardtrad.shared.people.register.said import Address, RegisterDown, Said
from vardtrad.shared.proxies.models import Link, Power

# Official test numbers of the Tax Agency.
ELINA, STRANGER, OTHER = "201805022389", "195907113178", "194607287044"


@pytest.fixture
def elina(alva: Resident) -> Person:
    """Alva's child of eight, whom she acts for."""
    child = Person.objects.create(identity=ELINA, given_name="Elina", family_name="Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    Link.objects.create(proxy=alva.person, person=child, added=clock.now())
    return child


@pytest.fixture
def acting(alva: Resident, elina: Person) -> Resident:
    """Alva in ombudsläget for Elina."""
    alva.browser.open("/barn").press("Elina Ahlgren")
    return alva


class Answers:
    """A register that answers from a table, or is down."""

    def __init__(self, *said: Said) -> None:
        self.said = {one.identity: one for one in said}
        self.down = False

    def ask(self, numbers: Any) -> dict[str, Said]:
        if self.down:
            raise RegisterDown("nobody answers")
        return {number.value: self.said[number.value] for number in numbers if number.value in self.said}


def said(identity: str, given: str, family: str, **more: Any) -> Said:
    usual: dict[str, Any] = {
        "protection": Protection.NONE,
        "registration": Registration.REGISTERED,
        "deceased": False,
        "address": Address("Storgatan 22", "999 04", "Björklunda"),
    }
    return Said(identity, given, family, **(usual | more))


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, alva: Resident) -> Answers:
    """A register that knows Alva, and is asked."""
    answers = Answers(said(alva.person.identity, "Alva", "Ahlgren"))
    monkeypatch.setattr(asking, "register", lambda: answers)
    return answers


@pytest.mark.req("003-008", "B-21")
def test_what_a_proxy_does_with_the_own_login_is_traced_as_the_own(acting: Resident, elina: Person) -> None:
    before = set(Trace.objects.values_list("id", flat=True))
    other = logged_in(acting.person)
    other.open("/inkorg")
    page = acting.browser.open("/inloggade-enheter")
    page.press("Logga ut alla andra enheter")
    look = acting.browser.open("/utseende")
    look.press("Spara", scheme="dark", density="airy")
    traces = Trace.objects.exclude(id__in=before).filter(action__in=["end_session", "choose_look"])
    assert traces.count() == 2
    assert not traces.filter(person_id=elina.id).exists()
    assert not any("proxy" in trace.detail for trace in traces)


@pytest.mark.req("003-010", "B-21")
def test_what_a_proxy_was_writing_is_nobodys_when_the_right_has_ended(
    acting: Resident, alva: Resident, elina: Person, hugo: Employee, region: Region
) -> None:
    child, own, staff = (writes_as(alva.person.id, elina.id), alva.person.id, hugo.staff.id)
    for owner in (child, own, staff):
        Draft.objects.create(owner=owner, key=region.renewal_at_a.id, box="skicka.text", text="Halvt", at=clock.now())
    worker.do_chores(wiring.HANDLERS)
    assert Draft.objects.count() == 3
    Guardianship.objects.all().delete()
    worker.do_chores(wiring.HANDLERS)
    assert set(Draft.objects.values_list("owner", flat=True)) == {own, staff}


@pytest.mark.req("B-21", "003-001")
def test_when_one_guardian_is_protected_the_other_acts_for_the_child_no_more(
    acting: Resident, bo: Resident, elina: Person
) -> None:
    Guardianship.objects.create(guardian=bo.person, child=elina)
    assert "Du är ombud för Elina Ahlgren." in acting.browser.open("/inkorg").text
    Person.objects.filter(pk=bo.person.pk).update(protection=Protection.SECRECY_MARK)
    assert "Du är ombud" not in acting.browser.open("/inkorg").text
    assert "Elina" not in acting.browser.open("/barn").main.text
    Link.objects.all().delete()
    refused = acting.browser.open("/barn/lagg-till").press("Lägg till barn", identity=ELINA)
    assert "Det går inte att lägga till personen." in refused.alerts


@pytest.mark.req("B-21")
def test_a_locked_login_ends_the_powers_that_it_has_given(alva: Resident, bo: Resident) -> None:
    def power() -> Power:
        return Power.objects.create(
            giver=alva.person, holder=bo.person, scope="write", given=clock.now(), last=clock.today(), method="x",
            assurance=3,
        )  # fmt: skip

    given = power()
    login.lock(alva.person, system("anna"))
    given.refresh_from_db()
    assert given.ended is not None
    assert Trace.objects.get(action="lock_login").detail == {"powers_ended": 1}
    kept = power()
    login.lock(alva.person, system("anna"), keep_powers=True)
    kept.refresh_from_db()
    assert kept.ended is None


@pytest.mark.req("003-003", "003-005")
def test_of_a_stranger_whose_number_somebody_types_nothing_is_stored(alva: Resident, register: Answers) -> None:
    register.said[STRANGER] = said(STRANGER, "Sture", "Sund", guardians=())
    refused = alva.browser.open("/barn/lagg-till").press("Lägg till barn", identity=STRANGER)
    assert "Det går inte att lägga till personen." in refused.alerts
    assert not Person.objects.filter(identity=STRANGER).exists()
    register.said[ELINA] = said(ELINA, "Elina", "Ahlgren", guardians=(alva.person.identity,))
    alva.browser.open("/barn/lagg-till").press("Lägg till barn", identity=ELINA)
    assert Link.objects.get().person.identity == ELINA


def logs_in(identity: str) -> str:
    return login.log_in(Proven(World.RESIDENT, identity, 3, "test"))


@pytest.mark.req("003-014", "003-020")
def test_what_the_register_says_counts_from_the_login_on(alva: Resident, register: Answers, frozen: Clock) -> None:
    identity = alva.person.identity
    register.said[identity] = said(identity, "Alva", "Ahlgren", protection=Protection.SECRECY_MARK, address=None)
    logs_in(identity)
    alva.person.refresh_from_db()
    assert (alva.person.is_protected, alva.person.street) == (True, "")
    register.said[identity] = said(identity, "Alva", "Ahlgren", address=Address("Hamnvägen 9", "999 05", "Ekhamn"))
    logs_in(identity)
    alva.person.refresh_from_db()
    assert (alva.person.is_protected, alva.person.street) == (False, "Hamnvägen 9")
    # A changed number is the same person.
    register.said[OTHER] = said(OTHER, "Alva", "Ahlgren", earlier_numbers=(identity,))
    logs_in(OTHER)
    alva.person.refresh_from_db()
    assert alva.person.identity == OTHER
    register.said[OTHER] = said(OTHER, "Alva", "Ahlgren", registration=Registration.EMIGRATED)
    with pytest.raises(Refused):
        logs_in(OTHER)
    register.said[OTHER] = said(OTHER, "Alva", "Ahlgren", deceased=True)
    with pytest.raises(Refused):
        logs_in(OTHER)


@pytest.mark.req("003-014")
def test_a_register_that_is_down_refuses_nobody_who_is_known(alva: Resident, register: Answers) -> None:
    register.down = True
    assert logs_in(alva.person.identity)
    with pytest.raises(Refused):
        logs_in(STRANGER)
    # Somebody whom the register knows and the product does not is taken in by logging in.
    register.down = False
    register.said[STRANGER] = said(STRANGER, "Sture", "Sund")
    assert logs_in(STRANGER)
    assert Person.objects.get(identity=STRANGER).given_name == "Sture"
