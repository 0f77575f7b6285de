"""Named people for all tests, at three invented clinics, made by the product's own verbs.

Clinic A and B belong to the same organisation, clinic C to another. ``alva`` and ``bo`` are residents. At clinic A
work ``rut`` (receiver), ``hugo`` and ``hanna`` (handlers), ``adam`` (administrator) and ``greta`` (log reviewer); at
clinic B ``olle`` and at clinic C ``petra``, each both receiver and handler.

All of it is rolled back after the test. The identity numbers are the Tax Agency's test numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.reading import Browser
    from vardtrad.cases.case.models import Case, CaseType, Service
    from vardtrad.kernel.actors import Actor
    from vardtrad.shared.care_units.models import Organisation, Staff, Unit
    from vardtrad.shared.people.models import Person

# Django's models can only be imported after the settings are read, and this module is loaded before that: hence the
# imports inside functions.


STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass
class Resident:
    """A resident, and a browser in which the resident is logged in."""

    person: Person
    _browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        """The resident's own browser, logged in when it is first used."""
        if self._browser is None:
            self._browser = logged_in(self.person)
        return self._browser

    @property
    def actor(self) -> Actor:
        """The resident as the guards give it."""
        from vardtrad.kernel.actors import Actor, ActorKind

        return Actor(kind=ActorKind.RESIDENT, id=self.person.id, name=self.person.name)

    def sends(self, service: Service, text: str = "Jag behöver förnya mitt recept på Levaxin.") -> Case:
        """Send a case by the product's verb."""
        from vardtrad.cases.case.moves import sending

        return sending.send(self.actor, service.clinic, service.case_type, self.person, text).thing

    def answers_back(self, case: Case, text: str = "Det är 50 mikrogram.", chosen: Any = None) -> Case:
        """Answer the clinic's counter question by the product's verb."""
        from vardtrad.cases.case.moves import asking_back

        return asking_back.answer_back(self.actor, case.id, text, chosen=chosen, seen=now(case).content).thing


@dataclass
class Employee:
    """A member of staff, the place of work, and a browser in which the person is logged in."""

    staff: Staff
    clinic: Unit
    _browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        """The employee's own browser, logged in when it is first used."""
        if self._browser is None:
            self._browser = logged_in(self.staff)
        return self._browser

    @property
    def actor(self) -> Actor:
        """The employee at their own clinic, with the present permissions there, as the guards give it."""
        from vardtrad.kernel.actors import Actor, ActorKind
        from vardtrad.shared.care_units.queries import assignment_of

        assignment = assignment_of(self.staff.id, self.clinic.id)
        return Actor(
            kind=ActorKind.STAFF,
            id=self.staff.id,
            name=self.staff.name,
            title=self.staff.title,
            unit=self.clinic.id,
            organisation=self.clinic.organisation_id,
            roles=frozenset(assignment.permissions) if assignment else frozenset(),
        )

    def address(self, path: str = "") -> str:
        """An address under the employee's clinic."""
        return f"/personal/{self.clinic.id}/{path}"

    def case_address(self, case: Case, path: str = "") -> str:
        """The address of a case at the employee's clinic."""
        return self.address(f"arende/{case.id}/{path}")

    def does(self, verb: str, case: Case, *given: Any, **more: Any) -> Case:
        """Carry out a verb of cases on the case as it is now: ``rut.does("assign", case, hugo.staff)``."""
        thing: Case = verb_of_cases(verb)(self.actor, case.id, *given, seen=now(case).content, **more).thing
        return thing


def verb_of_cases(name: str) -> Callable[..., Any]:
    """The verb of this name, in the file of its move."""
    from vardtrad.cases.case.moves import answering, asking_back, closing, distributing

    modules = (answering, asking_back, closing, distributing)
    verb: Callable[..., Any] = next(getattr(module, name) for module in modules if hasattr(module, name))
    return verb


@dataclass
class Region:
    """The places, their services, and all the people."""

    organisation: Organisation
    other_organisation: Organisation
    a: Unit
    b: Unit
    c: Unit
    ward: Unit
    renewal: CaseType
    question: CaseType
    services: dict[tuple[str, str], Service]
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def renewal_at_a(self) -> Service:
        """The service that most tests write to."""
        return self.services["a", "renewal"]


def now(case: Case) -> Case:
    """The case as it is in the database."""
    from vardtrad.cases.case.models import Case as Model

    return Model.objects.select_related("clinic", "handler").get(pk=case.pk)


def session_key(owner: Person | Staff) -> str:
    """Log somebody in by the product's verb. Returns the key for the session cookie."""
    from vardtrad.shared.login import actions
    from vardtrad.shared.login.models import World
    from vardtrad.shared.login.providers import Proven
    from vardtrad.shared.people.models import Person as PersonModel

    if isinstance(owner, PersonModel):
        return actions.log_in(Proven(World.RESIDENT, owner.identity, 3, "test"))
    return actions.log_in(Proven(World.STAFF, owner.hsa_id, 3, "test"))


def logged_in(owner: Person | Staff) -> Browser:
    """A new browser with a session."""
    from tests.reading import Browser
    from vardtrad.shared.login.cookies import SESSIONS
    from vardtrad.shared.login.models import World
    from vardtrad.shared.people.models import Person as PersonModel

    browser = Browser()
    world = World.RESIDENT if isinstance(owner, PersonModel) else World.STAFF
    browser.cookies[SESSIONS[world]] = session_key(owner)
    return browser


def hire(unit: Unit, given_name: str, family_name: str, hsa_id: str, *permissions: str, title: str = "") -> Employee:
    """Somebody who works at a unit with these permissions, and gets notices by e-mail."""
    employee = unhired(unit, given_name, family_name, hsa_id, title=title)
    employee.staff.save(force_insert=True)
    assign(employee.staff, unit, *permissions)
    return employee


def unhired(unit: Unit, given_name: str, family_name: str, hsa_id: str, *, title: str = "") -> Employee:
    """Somebody who is not in the database yet."""
    from vardtrad.shared.care_units.models import Staff as StaffModel

    staff = StaffModel(
        hsa_id=hsa_id,
        given_name=given_name,
        family_name=family_name,
        title=title,
        email=f"{given_name.lower()}@personal.example",
    )
    return Employee(staff, unit)


def assign(staff: Staff, unit: Unit, *permissions: str) -> None:
    """Give somebody a place and permissions at a unit, as the product itself."""
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    actions.add(system("testerna"), staff, unit, permissions)


def hire_together(hired: Sequence[tuple[Staff, Unit, Sequence[str]]]) -> None:
    """Save these members of staff, and give each a place and permissions: what ``hire`` does, in one move of the door.

    Nearly every test begins with somebody's whole clinic; one by one that would take a third of the test's time.
    """
    from vardtrad.gate import door
    from vardtrad.kernel.actors import system
    from vardtrad.kernel.tables import Refused
    from vardtrad.shared.care_units.actions import ASSIGNMENTS, write_permissions
    from vardtrad.shared.care_units.models import Assignment
    from vardtrad.shared.care_units.models import Staff as StaffModel
    from vardtrad.shared.care_units.rules import Move

    StaffModel.objects.bulk_create([staff for staff, _unit, _permissions in hired])
    starts = [
        door.Start(partial(Assignment, staff=staff, unit=unit), frozenset(permissions))
        for staff, unit, permissions in hired
    ]
    outcomes = door.begin_many(ASSIGNMENTS, system("testerna"), Move.ADD, starts, body=write_permissions)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Refused)]


@pytest.fixture
def browser() -> Browser:
    """A browser in which nobody is logged in."""
    from tests.reading import Browser as Model

    return Model()


@pytest.fixture
def region(db: None) -> Region:
    """Three clinics, a ward, two case types, and the named people."""
    return made_region()


def made_region() -> Region:
    """The region of the fixture, for what is tried outside pytest."""
    from vardtrad.cases.case.models import CaseType, Service
    from vardtrad.cases.case.standard_answers.models import StandardAnswer
    from vardtrad.shared.care_units.models import Organisation, OrganisationKind, Unit, UnitKind

    here = Organisation.objects.create(number="9921000015", name="Region Provmark", kind=OrganisationKind.REGION)
    there = Organisation.objects.create(number="9955600037", name="Provhälsan AB", kind=OrganisationKind.PRIVATE)
    a, b, c, ward = Unit.objects.bulk_create(
        [
            Unit(organisation=here, hsa_id="SE9921000015-A", name="Vårdcentralen Alen", kind=UnitKind.HEALTH_CENTRE,
                 place="Alköping", municipality="Alköpings kommun", street="Algatan 1", phone="08-465 004 01",
                 about="Vi finns vid torget.", takes_cases=True, open_to_transfer=True),
            Unit(organisation=here, hsa_id="SE9921000015-B", name="Medicinmottagningen Björken", kind=UnitKind.CLINIC,
                 place="Björkstad", municipality="Björkstads kommun", takes_cases=True, open_to_transfer=True),
            Unit(organisation=there, hsa_id="SE9955600037-C", name="Citykliniken", kind=UnitKind.CLINIC,
                 place="Cederås", takes_cases=True, open_to_transfer=True),
            Unit(organisation=here, hsa_id="SE9921000015-D", name="Avdelning 31", kind=UnitKind.WARD, place="Alköping"),
        ]
    )  # fmt: skip
    renewal, question = CaseType.objects.bulk_create(
        [
            CaseType(code="renewal", name="Förnya recept", order=1, prompt="Vilket läkemedel gäller det?"),
            CaseType(code="question", name="Ställ en fråga", order=2, prompt="Vad vill du fråga?"),
        ]
    )
    services = {
        (place, case_type.code): Service(clinic=unit, case_type=case_type, expectation="Vi förnyar inom tre dagar.")
        for place, unit in {"a": a, "b": b, "c": c}.items()
        for case_type in (renewal, question)
    }
    Service.objects.bulk_create(services.values())
    StandardAnswer.objects.bulk_create(
        [
            StandardAnswer(clinic=a, name="Receptet är förnyat", text="Ditt recept är förnyat.", order=1),
            StandardAnswer(clinic=a, name="Ring oss", text="Ring oss på telefontid.", order=2),
            StandardAnswer(clinic=b, name="Svar på Björken", text="Ett svar från Björken.", order=1),
        ]
    )
    whole_region = Region(here, there, a, b, c, ward, renewal, question, services)
    whole_region.people = _people(whole_region)
    return whole_region


def _people(region: Region) -> dict[str, Any]:
    from vardtrad.shared.care_units.rules import Permission
    from vardtrad.shared.people.models import Person

    receiver, handler = Permission.RECEIVER, Permission.HANDLER
    alva, bo = Person.objects.bulk_create(
        [
            Person(identity="197712072391", given_name="Alva", family_name="Ahlgren", street="Ängsvägen 3",
                   postal_code="999 01", place="Alköping", phone="070-174 06 05", email="alva@invanare.example"),
            Person(identity="199304232383", given_name="Bo", family_name="Brunius", street="Backen 7",
                   postal_code="999 02", place="Björkstad", phone="070-174 06 11", email="bo@invanare.example"),
        ]
    )  # fmt: skip
    a, b, c = region.a, region.b, region.c
    employed = {
        "rut": (unhired(a, "Rut", "Rask", "SE9921000015-P001", title="undersköterska"), [receiver]),
        "hugo": (unhired(a, "Hugo", "Holm", "SE9921000015-P002", title="distriktsläkare"), [handler]),
        "hanna": (unhired(a, "Hanna", "Hed", "SE9921000015-P003", title="distriktssköterska"), [handler]),
        "adam": (unhired(a, "Adam", "Ask", "SE9921000015-P004", title="enhetschef"), [Permission.ADMINISTRATOR]),
        "greta": (unhired(a, "Greta", "Gran", "SE9921000015-P005"), [Permission.LOG_REVIEWER]),
        "olle": (unhired(b, "Olle", "Ost", "SE9921000015-P006", title="läkare"), [receiver, handler]),
        "petra": (unhired(c, "Petra", "Pil", "SE9955600037-P007", title="läkare"), [receiver, handler]),
    }
    hire_together([(employee.staff, employee.clinic, permissions) for employee, permissions in employed.values()])
    people = {name: employee for name, (employee, _permissions) in employed.items()}
    return {"alva": Resident(alva), "bo": Resident(bo), **people}


@pytest.fixture
def alva(region: Region) -> Resident:
    """A resident."""
    return region.people["alva"]


@pytest.fixture
def bo(region: Region) -> Resident:
    """Another resident."""
    return region.people["bo"]


@pytest.fixture
def rut(region: Region) -> Employee:
    """The receiver at clinic A."""
    return region.people["rut"]


@pytest.fixture
def hugo(region: Region) -> Employee:
    """A handler at clinic A."""
    return region.people["hugo"]


@pytest.fixture
def hanna(region: Region) -> Employee:
    """Another handler at clinic A."""
    return region.people["hanna"]


@pytest.fixture
def adam(region: Region) -> Employee:
    """The administrator at clinic A."""
    return region.people["adam"]


@pytest.fixture
def greta(region: Region) -> Employee:
    """The log reviewer at clinic A."""
    return region.people["greta"]


@pytest.fixture
def olle(region: Region) -> Employee:
    """Receiver and handler at clinic B, of the same organisation."""
    return region.people["olle"]


@pytest.fixture
def petra(region: Region) -> Employee:
    """Receiver and handler at clinic C, of another organisation."""
    return region.people["petra"]


@pytest.fixture
def new_case(region: Region, alva: Resident) -> Case:
    """Alva's case at clinic A, not distributed yet."""
    return alva.sends(region.renewal_at_a)


@pytest.fixture
def hugos_case(new_case: Case, rut: Employee, hugo: Employee) -> Case:
    """Alva's case at clinic A, distributed to Hugo."""
    return rut.does("assign", new_case, hugo.staff)


class Clock:
    """The product's time under the test's control."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment that the product sees."""
        return self.moment

    def go(self, **step: float) -> None:
        """Let time pass: ``frozen.go(minutes=31)``."""
        self.moment += timedelta(**step)

    def to(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """Let it be this moment of 2026, Swedish time."""
        self.moment = datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock stopped at Tuesday 17 November 2026, 10.00 Swedish time, until the test moves it."""
    from vardtrad.kernel import clock

    stopped = Clock(datetime(2026, 11, 17, 10, tzinfo=STOCKHOLM).astimezone(UTC))
    monkeypatch.setattr(clock, "now", stopped.now)
    return stopped
