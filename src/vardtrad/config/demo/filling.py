"""The demo: fills an empty database with an invented region, and says who its people are.

Everything that has a state goes through the same door as in real use, by the people who would have done it, so that
versions and traces are real. Only the time is made up: the steps are carried out at moments of the past weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F

from vardtrad.cases.case.capacities import capacities_of
from vardtrad.cases.case.models import ApprovedContact, Case, CaseType, Service
from vardtrad.cases.case.moves import answering, asking_back, closing, distributing, flagging, opening, sending
from vardtrad.cases.case.moves.writing import FEEDBACK
from vardtrad.cases.case.rules import TABLE, Move, Origin
from vardtrad.cases.case.setting_up import load_base_range
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.subject import Moved
from vardtrad.config.demo import asking as demo_asking
from vardtrad.config.demo import cases as demo_cases
from vardtrad.config.demo import desk as demo_desk
from vardtrad.config.demo import planning as demo_planning
from vardtrad.config.demo import plans as demo_plans
from vardtrad.config.demo import region as demo_region
from vardtrad.config.demo import waiting as demo_waiting
from vardtrad.config.demo.past import clock_at, moment
from vardtrad.config.demo.terminal import OLD_DEMO
from vardtrad.gate.models import Deadline, Notification
from vardtrad.gate.worker import TRIES
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.kernel.hsa_id import parse_hsa_id
from vardtrad.kernel.identity import parse
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.svu.payment import actions as payment
from vardtrad.planning.svu.payment.rules import LAW, CareForm
from vardtrad.shared.care_units import actions as assignments
from vardtrad.shared.care_units.models import (
    AddressingRule,
    AddressKind,
    Assignment,
    Organisation,
    Position,
    Role,
    Setup,
    Staff,
    Unit,
)
from vardtrad.shared.care_units.queries import assignment_of
from vardtrad.shared.people.models import Guardianship, Person, Protection, Trusteeship

DEMO = system("demo")
OPENING = timedelta(minutes=3)
"""How long before acting on a case somebody has opened it."""
UNDELIVERABLE = ".invalid"
"""Notices to an address with this ending were never delivered."""

VERBS: Mapping[Move, Callable[..., Moved]] = {
    Move.ASSIGN: distributing.assign,
    Move.REASSIGN: distributing.reassign,
    Move.TRANSFER: distributing.transfer,
    Move.PARTIAL_REPLY: answering.partial_reply,
    Move.ASK: asking_back.ask,
    Move.ANSWER_BACK: asking_back.answer_back,
    Move.ANSWER: answering.answer,
    Move.CLOSE_WITHOUT_ANSWER: closing.close_without_answer,
}


class NotADemo(Exception):
    """The database holds something that the demo did not put there."""


class OldDemo(Exception):
    """The database holds the demo of another version, which this one cannot go on with."""


def load() -> None:
    """Put the demo region in the database, if it is not there already.

    A load that was cut off goes on at the case where it stopped. Must not be called inside a transaction: every move
    commits on its own, as in real use. Raises NotADemo for a database with anything else in it, and OldDemo.
    """
    number = demo_region.ORGANISATIONS["region"].number
    if not Organisation.objects.filter(number=number).exists():
        if Person.objects.exists() or Organisation.objects.exists():
            raise NotADemo("Databasen har redan andra uppgifter. Demon läggs bara i en tom databas.")
        with transaction.atomic():
            _write_people()
            _write_places()
    try:
        world = _World.read()
    except KeyError as missing:
        raise OldDemo(OLD_DEMO) from missing
    begun = Case.objects.filter(clinic__in=world.units.values(), origin=Origin.RESIDENT).count()
    if not begun:
        _write_assignments(world)
        _write_setups(world)
        _write_terms(world)
    for story in demo_cases.STORIES[begun:]:  # so many have been carried out; later cases are visitors' own
        _tell(world, story)
    demo_desk.write(DEMO, desk := demo_desk.Desk(world.units, world.staff, world.people, world.actor))
    demo_waiting.write(DEMO, desk)
    demo_asking.write(desk)
    demo_plans.write(demo_plans.Places(world.units, world.staff, world.people, clock_at, moment))
    _announce()


def _announce() -> None:
    """A general message under Info, the first time (001-072)."""
    today = clock.today()
    if not plans.notices(today):
        planning.announce(
            system("demo"),
            "Välkommen till Mina planer",
            "Här kommer allmänna meddelanden om systemet, till exempel om planerade driftstopp.\n\n"
            "Under Hjälp finns en manual som följer arbetet från inskrivning till utskrivning.",
            today, today + timedelta(days=90),
        )  # fmt: skip


# ── What has no state ─────────────────────────────────────────────────────────────────────────────────────────────


def _write_people() -> None:
    people = {key: _person(key, row) for key, row in demo_region.RESIDENTS.items()}
    Person.objects.bulk_create(people.values())
    pairs = [(child, guardian) for child, guardians in demo_region.GUARDIANS.items() for guardian in guardians]
    Guardianship.objects.bulk_create(Guardianship(guardian=people[who], child=people[child]) for child, who in pairs)
    for whom, trustee in demo_region.TRUSTEES:
        Trusteeship.objects.create(person=people[whom], trustee=people[trustee], kind="god_man", person_matters=True)
    Staff.objects.bulk_create(
        Staff(
            hsa_id=_hsa_id(row.organisation, row.serial),
            given_name=row.given_name,
            family_name=row.family_name,
            title=row.title,
            email=row.email,
            positions=list(demo_planning.PLACES.get(key, ((), False))[0]),
            licensed=demo_planning.PLACES.get(key, ((), False))[1],
        )
        for key, row in demo_region.STAFF.items()
    )


def _person(key: str, row: demo_region.ResidentRow) -> Person:
    postal_code, place = row.place[:6], row.place[7:]
    listed_at = demo_planning.LISTED_AT.get(key, "")
    registered = key not in demo_planning.NOT_REGISTERED
    return Person(
        identity=parse(row.identity).value,
        given_name=row.given_name,
        family_name=row.family_name,
        protection=Protection.SECRECY_MARK if row.protected else Protection.NONE,
        street=row.street,
        postal_code=postal_code,
        place=place,
        municipality_code=demo_region.MUNICIPALITY_CODE.get(place, "") if registered else "",
        listed_at=_unit_hsa_id(listed_at) if listed_at in demo_region.UNITS else listed_at,
        phone=row.phone,
        email=row.email,
        language=row.language,
    )


def _write_places() -> None:
    organisations = {
        key: Organisation(number=row.number, name=row.name, kind=row.kind)
        for key, row in demo_region.ORGANISATIONS.items()
    }
    Organisation.objects.bulk_create(organisations.values())
    units: dict[str, Unit] = {}
    for key, row in demo_region.UNITS.items():
        units[key] = Unit(
            organisation=organisations[row.organisation],
            parent=units.get(row.parent),
            hsa_id=_hsa_id(row.organisation, row.serial),
            name=row.name,
            kind=row.kind,
            place=row.place,
            municipality=demo_region.MUNICIPALITY[row.place],
            street=row.street,
            phone=row.phone,
            about=row.about,
            takes_cases=key in demo_region.SERVICES,
            open_to_transfer=row.open_to_transfer,
        )
    Unit.objects.bulk_create(units.values())
    for key in demo_region.SERVICES:
        _offer(key, units[key])
    _write_planning(units)
    people = {person.identity: person for person in Person.objects.all()}
    ApprovedContact.objects.bulk_create(
        ApprovedContact(clinic=units[clinic], person=people[demo_region.RESIDENTS[person].identity])
        for clinic, person in demo_region.APPROVED
    )


def _unit_hsa_id(unit: str) -> str:
    row = demo_region.UNITS[unit]
    return _hsa_id(row.organisation, row.serial)


def _write_planning(units: Mapping[str, Unit]) -> None:
    """The roles, the positions of the directory, and where new plans go automatically."""
    Role.objects.bulk_create(
        Role(code=code, name=name, doctor=code in demo_planning.DOCTORS) for code, name in demo_planning.ROLES.items()
    )
    Position.objects.bulk_create(
        Position(code=code, name=row.name, role_id=row.role or None) for code, row in demo_planning.POSITIONS.items()
    )
    AddressingRule.objects.bulk_create(
        [
            *(
                AddressingRule(kind=AddressKind.LISTING, value=_unit_hsa_id(listed_at), unit=units[unit])
                for listed_at, unit in demo_planning.LISTING_RULES.items()
            ),
            *(
                AddressingRule(kind=AddressKind.MUNICIPALITY, value=code, unit=units[unit])
                for code, unit in demo_planning.MUNICIPALITY_RULES.items()
            ),
        ]
    )


def _offer(key: str, clinic: Unit) -> None:
    """Create the standard case types that a clinic offers, with its own words and answers (002-001)."""
    load_base_range(DEMO, clinic)
    region = demo_region.UNITS[key].organisation == "region"
    for service in Service.objects.select_related("case_type").filter(clinic=clinic):
        code = service.case_type.code
        service.open = code in demo_region.SERVICES[key]
        service.exception = "" if service.open else demo_region.NOT_OFFERED
        service.expectation = demo_region.EXPECTATIONS.get((key, code), service.expectation)
        service.link = demo_region.LINKS.get(code, "") if region else ""
        service.save()
    kinds = {case_type.code: case_type for case_type in CaseType.objects.all()}
    StandardAnswer.objects.bulk_create(
        StandardAnswer(clinic=clinic, case_type=kinds[code], name=name, text=text, order=10 * order)
        for code in demo_region.SERVICES[key]
        for order, (name, text) in enumerate(demo_region.STANDARD_ANSWERS.get(code, ()), 1)
    )


def _hsa_id(organisation: str, serial: str) -> str:
    return parse_hsa_id(f"SE{demo_region.ORGANISATIONS[organisation].number}-{serial}")


# ── What goes through the door ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _World:
    """The demo's rows by their keys in demo_region."""

    units: Mapping[str, Unit]
    staff: Mapping[str, Staff]
    people: Mapping[str, Person]
    types: Mapping[str, CaseType]
    unit_keys: Mapping[UUID, str]

    @classmethod
    def read(cls) -> _World:
        """Fetch them: one query for each kind."""
        units = {
            unit.hsa_id: unit
            for unit in Unit.objects.select_related("organisation").filter(
                organisation__number__in=[row.number for row in demo_region.ORGANISATIONS.values()]
            )
        }
        staff = {member.hsa_id: member for member in Staff.objects.all()}
        identities = [row.identity for row in demo_region.RESIDENTS.values()]
        people = {person.identity: person for person in Person.objects.filter(identity__in=identities)}
        own = {key: units[_hsa_id(row.organisation, row.serial)] for key, row in demo_region.UNITS.items()}
        return cls(
            units=own,
            staff={key: staff[_hsa_id(row.organisation, row.serial)] for key, row in demo_region.STAFF.items()},
            people={key: people[row.identity] for key, row in demo_region.RESIDENTS.items()},
            types={case_type.code: case_type for case_type in CaseType.objects.all()},
            unit_keys={unit.id: key for key, unit in own.items()},
        )

    def actor(self, who: str, unit: UUID, *, resident: bool) -> Actor:
        """Somebody as an actor: a resident, or a member of staff at this unit with the permissions held there."""
        if resident:
            person = self.people[who]
            return Actor(kind=ActorKind.RESIDENT, id=person.id, name=person.name)
        staff, place = self.staff[who], self.units[self.unit_keys[unit]]
        return Actor(
            kind=ActorKind.STAFF,
            id=staff.id,
            name=staff.name,
            title=staff.title,
            unit=unit,
            organisation=place.organisation_id,
            roles=frozenset(map(str, demo_region.STAFF[who].work[self.unit_keys[unit]])),
        )


def _write_assignments(world: _World) -> None:
    """Give the staff their places and permissions, three months ago; an interrupted load repeats this where needed."""
    there = set(Assignment.objects.values_list("staff_id", "unit_id"))
    with clock_at(clock.now() - timedelta(days=90)):
        for key, row in demo_region.STAFF.items():
            for unit, permissions in row.work.items():
                staff, place = world.staff[key], world.units[unit]
                if (staff.id, place.id) not in there:
                    assignments.add(DEMO, staff, place, [permission.value for permission in permissions])
    with clock_at(clock.now() - timedelta(days=30)):
        for key, unit, administrator in demo_region.ENDED:
            place = world.units[unit]
            held = assignment_of(world.staff[key].id, place.id)
            if held is not None:
                actor = world.actor(administrator, place.id, resident=False)
                assignments.end(actor, held.id, seen=held.content)


def _write_setups(world: _World) -> None:
    """Let the units plan together since three months ago; an interrupted load continues where it stopped."""
    there = set(Setup.objects.values_list("unit_id", flat=True))
    with clock_at(clock.now() - timedelta(days=90)):
        for key, roles in demo_planning.SETUPS.items():
            unit = world.units[key]
            if unit.id not in there:
                given = {role: [duty.value for duty in duties] for role, duties in roles.items()}
                assignments.activate(DEMO, unit, given)


def _write_terms(world: _World) -> None:
    """The law's own days with an amount for this year, and another from next year."""
    actor = world.actor("stellan", world.units["sjukhuset"].id, resident=False)
    for years, amount in enumerate(("9300.00", "9600.00")):
        first = date(clock.today().year + years, 1, 1)
        payment.add_terms(actor, CareForm.SOMATIC, first, replace(LAW, amount=Decimal(amount)))


def _tell(world: _World, story: demo_cases.Story) -> None:
    """Carry out one story: the resident sends the case, and each step follows at its time."""
    person, clinic = world.people[story.resident], world.units[story.clinic]
    with clock_at(moment(story.days, story.clock)):
        sender = world.actor(story.resident, clinic.id, resident=True)
        choice = demo_cases.CHOICES.get((story.case_type, story.resident), "")
        case = sending.send(sender, clinic, world.types[story.case_type], person, story.text, choice=choice).thing
    for step in story.steps:
        at = moment(step.days, step.clock)
        from_resident = step.move in {Move.ANSWER_BACK, Move.MARK_READ}
        actor = world.actor(step.who, case.clinic_id, resident=from_resident)
        opened = step.move in {Move.MARK_READ, Move.MARK_SEEN}
        with clock_at(at if opened else at - OPENING):
            case = _open(case, actor)
        if not opened:
            with clock_at(at):
                case = VERBS[step.move](actor, case.id, _given(world, step), seen=case.content).thing
    _let_time_pass(case)


def _given(world: _World, step: demo_cases.Step) -> str | Staff | Unit:
    if step.move in {Move.ASSIGN, Move.REASSIGN}:
        return world.staff[step.what]
    return world.units[step.what] if step.move == Move.TRANSFER else step.what


def _open(case: Case, actor: Actor) -> Case:
    """The mark that opening a case leaves: read by the resident, or seen by the person whose turn it is."""
    possible = TABLE.possible(case.state, capacities_of(actor, [case])[case.id])
    if case.unread_by_resident and Move.MARK_READ in possible:
        return opening.mark_read(actor, case.id).thing
    if case.unread_by_clinic and Move.MARK_SEEN in possible:
        return opening.mark_seen(actor, case.id).thing
    return case


def _let_time_pass(case: Case) -> None:
    """Do what the worker would have done by now: flag cases that nobody answered in time, and send the notices."""
    now = clock.now()
    for due in Deadline.objects.filter(key=case.id, kind=FEEDBACK, due__lte=now).values_list("due", flat=True):
        with clock_at(due):
            flagging.flag([case.id])
    # Today's notices wait for the worker of the demo; the earlier ones have been sent.
    past = Notification.objects.filter(
        key=case.id, status=Notification.Status.WAITING, created__lt=now - timedelta(hours=12)
    )
    reachable = {
        *Person.objects.filter(pk=case.patient_id).exclude(email="").values_list("id", flat=True),
        *Staff.objects.exclude(email="").values_list("id", flat=True),
    }
    if case.patient.email.endswith(UNDELIVERABLE):
        past.filter(recipient_id=case.patient_id).update(
            status=Notification.Status.GIVEN_UP, tries=TRIES, last_error="the mail server refused the recipient ([550])"
        )
    past.exclude(recipient_id__in=reachable).update(status=Notification.Status.NO_ADDRESS)
    past.update(status=Notification.Status.SENT, sent=F("created"), tries=1)
