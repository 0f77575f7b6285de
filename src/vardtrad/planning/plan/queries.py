"""Who takes part in a plan, how far each party has come, its contacts, the patient's other plans, and notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vardtrad.gate.compiled import Compiled, among
from vardtrad.gate.door import Addressee
from vardtrad.kernel.actors import Actor
from vardtrad.planning.consent.queries import said_no
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.models import Confirmation, Contact, Notice, Participant, Plan, ReadingGrant, Searched
from vardtrad.planning.plan.rules import Capacity, ProcessCode, State
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.lists.paging import PAGE, Cursor
from vardtrad.shared.people.models import Person


def addressees(plans: Sequence[Plan], party: str) -> dict[UUID, list[Addressee]]:
    """No notices are sent about plans: start pages mark what has changed (001-057, ADR 25)."""
    return {}


def person_of(plan: Plan) -> UUID:
    """The patient whose data the plan holds, for the trace."""
    return plan.patient_id


# ── Participants and progress ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Member:
    """A unit that takes part: what the overview and the right field need of it."""

    id: UUID
    unit: UUID
    name: str
    organisation: UUID
    party: Party
    roles: tuple[str, ...]


def left_before(moment: datetime) -> QuerySet[Participant, Any]:
    """The keys of the units' parts in plans that ended, or that the unit left, before a moment (UTC)."""
    gone = Q(removed__lt=moment) | Q(plan__closed__lt=moment) | Q(plan__state=State.ANNULLED, plan__updated__lt=moment)
    return Participant.objects.filter(gone).values("id")


def ended_before(moment: datetime) -> QuerySet[Plan, Any]:
    """The keys of the plans that ended, or were removed, before a moment (UTC)."""
    ended = Q(closed__lt=moment) | Q(state=State.ANNULLED, updated__lt=moment)
    return Plan.objects.filter(ended).values("id")


MEMBER = ("id", "plan_id", "unit_id", "unit__name", "unit__organisation_id", "party", "roles")


@cache
def _members() -> Compiled[Participant]:
    """Runs several times for every page of planning."""
    rows = Participant.objects.filter(removed__isnull=True).values_list(*MEMBER)
    return Compiled(lambda keys: rows.filter(plan_id__in=among(keys)), list)


@cache
def _members_then() -> Compiled[Participant]:
    def build(keys: Sequence[UUID], added: datetime, removed: datetime) -> QuerySet[Participant, Any]:
        rows = Participant.objects.filter(plan_id__in=among(keys), added__lte=added).exclude(removed__lte=removed)
        return rows.values_list(*MEMBER)

    return Compiled(build, list, datetime, datetime)


def members_of(plans: Collection[UUID], *, moment: datetime | None = None) -> dict[UUID, list[Member]]:
    """The participating units of each plan, sorted by party and name; with ``moment`` (UTC), as they were then."""
    keys = list(plans)
    rows = _members().rows(keys) if moment is None else _members_then().rows(keys, moment, moment)
    by_plan: dict[UUID, list[Member]] = {}
    for key, plan, unit, name, organisation, party, roles in rows:
        by_plan.setdefault(plan, []).append(Member(key, unit, name, organisation, Party(party), tuple(roles)))
    for members in by_plan.values():
        members.sort(key=lambda member: (_ORDER[member.party], member.name))
    return by_plan


def news_of(unit: UUID, plans: Collection[UUID]) -> dict[UUID, datetime]:
    """When each plan last changed in a way that the table notifies this unit of (UTC): one query (ADR 25)."""
    rows = Participant.objects.filter(unit_id=unit, plan_id__in=plans, removed__isnull=True, news__isnull=False)
    return {plan: at for plan, at in rows.values_list("plan_id", "news") if at is not None}


_ORDER = {party: place for place, party in enumerate(Party)}


@dataclass(frozen=True, slots=True)
class Done:
    """A unit's confirmation of the current round of a step: by whom and when."""

    by_name: str
    at: datetime
    role: str


Confirmed = Mapping[UUID, Mapping[tuple[str, int], Mapping[UUID, Done]]]
"""By plan, then by step and round, then by unit."""


@cache
def _confirmed() -> Compiled[Confirmation]:
    columns = ("plan_id", "kind", "round", "unit_id", "by_name", "at", "role")
    rows = Confirmation.objects.values_list(*columns)
    return Compiled(lambda keys: rows.filter(plan_id__in=among(keys)), list)


def confirmed_in(plans: Collection[UUID]) -> Confirmed:
    """All confirmations by units in these plans: one query."""
    by_plan: dict[UUID, dict[tuple[str, int], dict[UUID, Done]]] = {}
    for plan, kind, round_, unit, name, at, role in _confirmed().rows(list(plans)):
        by_plan.setdefault(plan, {}).setdefault((kind, round_), {})[unit] = Done(name, at, role)
    return by_plan


class Reached(Enum):
    """How far a party has come with a step (001-025, 001-145)."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PartyProgress:
    """How far a party has come with a step: which of its units have confirmed, and which have not."""

    party: Party
    reached: Reached
    done: list[tuple[Member, Done]] = field(default_factory=list)
    awaited: list[Member] = field(default_factory=list)

    @property
    def letter(self) -> str:
        """The party's abbreviation."""
        return self.party.letter

    @property
    def name(self) -> str:
        """The party's name."""
        return str(self.party.label)

    @property
    def progress(self) -> str:
        """How many of the units have confirmed, for the mark on the screen: all, some or none."""
        return self.reached.value


def progress(
    members: Sequence[Member], done: Mapping[UUID, Done], parties: Sequence[Party] = tuple(Party)
) -> list[PartyProgress]:
    """How far each party with a duty has come: every participating unit must confirm (001-032, 001-143)."""
    each_party = []
    for party in parties:
        own = [member for member in members if member.party is party]
        if not own:
            continue
        ready = [(member, done[member.unit]) for member in own if member.unit in done]
        awaited = [member for member in own if member.unit not in done]
        reached = Reached.ALL if not awaited else Reached.SOME if ready else Reached.NONE
        each_party.append(PartyProgress(party, reached, ready, awaited))
    return each_party


def missing_parties(members: Sequence[Member], parties: Sequence[Party]) -> tuple[Party, ...]:
    """The parties that have no unit in the plan: nobody there receives what is published."""
    present = {member.party for member in members}
    return tuple(party for party in parties if party not in present)


def party_of(plan: UUID, unit: UUID | None) -> Party | None:
    """The party as which a unit takes part in a plan; None if it does not: one query."""
    if unit is None:
        return None
    rows = Participant.objects.filter(plan_id=plan, unit_id=unit, removed__isnull=True)
    party = rows.values_list("party", flat=True).first()
    return Party(party) if party is not None else None


def takes_part(seat: Seat, members: Sequence[Member]) -> bool:
    """Whether the seat's role takes part in the plan for its unit."""
    return any(member.unit == seat.unit.id and seat.role.code in member.roles for member in members)


def awaits(
    seat: Seat, members: Sequence[Member], done: Mapping[UUID, Done], duty: Duty, parties: Sequence[Party]
) -> bool:
    """Whether the step is a task for this seat: its unit has not confirmed it, and its role may do so (001-020)."""
    return duty in seat.duties and seat.party in parties and seat.unit.id not in done and takes_part(seat, members)


# ── Contacts, earlier plans ──────────────────────────────────────────────────────────────────────────────────────────


def contacts_of(plan: UUID, *, moment: datetime | None = None) -> list[Contact]:
    """The permanent care contacts of a plan, the convener first; with ``moment`` as it was then (UTC)."""
    if moment is None:
        return _contacts().things(plan)
    contacts = Contact.objects.select_related("staff", "unit").filter(plan_id=plan)
    return list(contacts.filter(added__lte=moment).exclude(removed__lte=moment).order_by("-convener", "added"))


@cache
def _contacts() -> Compiled[Contact]:
    rows = Contact.objects.select_related("staff", "unit").filter(removed__isnull=True)
    return Compiled(lambda plan: rows.filter(plan_id=plan).order_by("-convener", "added"), UUID)


def staff_of_contact(plan: UUID, contact: UUID) -> Staff | None:
    """The person who is this permanent care contact of a plan; None if the contact does not exist or was removed."""
    row = Contact.objects.select_related("staff").filter(plan_id=plan, pk=contact, removed__isnull=True).first()
    return row.staff if row is not None else None


def earlier_contacts(patient: UUID, plan: UUID) -> list[Contact]:
    """The patient's permanent care contacts in other plans, proposed for this plan too (001-106).

    Plans where the patient has said no are left out, also when a harm assessment was made since: nobody new may learn
    what is in them (design decision 7).
    """
    contacts = Contact.objects.select_related("staff", "unit").filter(plan__patient_id=patient, removed__isnull=True)
    contacts = contacts.exclude(plan_id=plan).exclude(plan__state=State.ANNULLED).filter(staff__active=True)
    found = list(contacts.order_by("-added"))
    closed = said_no([contact.plan_id for contact in found])
    newest: dict[UUID, Contact] = {}
    for contact in found:
        if contact.plan_id not in closed:
            newest.setdefault(contact.staff_id, contact)
    return list(newest.values())


def has_convener(plan: UUID) -> bool:
    """Whether a permanent care contact is responsible for calling (001-164)."""
    return Contact.objects.filter(plan_id=plan, removed__isnull=True, convener=True).exists()


class Veil(Enum):
    """How much of a plan a search tells before there is a ground for reading it (001-033, lag 2022:913 2 kap. 4 §)."""

    NONE = "none"
    """Everything that a hit has: the actor takes part, has a ground, or belongs to a participating organisation."""
    ELSEWHERE = "elsewhere"
    """That an ongoing or earlier plan exists at another care provider, but not at which one, and no day."""
    EXISTS = "exists"
    """Only that a plan exists: the person's data are protected, or the patient has said no (decision 23)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A plan of a patient as a search or the right field shows it (001-033, 001-069, 001-077).

    What the ``veil`` hides is not here: names are "" and days None. ``current``, whether the plan is still in progress,
    is None when only its existence is told.
    """

    id: UUID
    process: ProcessCode
    veil: Veil
    current: bool | None
    created: datetime | None
    closed: datetime | None
    unit_name: str
    organisation_name: str
    reading_only: bool


def plans_of(actor: Actor, patient: Person, *, leave: UUID | None = None) -> list[Hit]:
    """The patient's plans, newest first, with what the actor may know: three queries and those for capacities.

    Annulled plans are left out. A plan that is not shared yet is a hit only for its own ward.
    """
    rows = Plan.objects.select_related("unit__organisation").filter(patient=patient).exclude(state=State.ANNULLED)
    plans = [plan for plan in rows.order_by("-created") if plan.id != leave]
    keys = [plan.id for plan in plans]
    capacities, members, refused = capacities_of(actor, plans), members_of(keys), said_no(keys)
    hits = []
    for plan in plans:
        own = capacities.get(plan.id, frozenset())
        if plan.shared is None and not own:
            continue
        colleague = any(member.organisation == actor.organisation for member in members.get(plan.id, ()))
        veil = Veil.NONE
        if not own and (patient.is_protected or plan.id in refused):
            veil = Veil.EXISTS
        elif not own and not colleague:
            veil = Veil.ELSEWHERE
        hits.append(_hit(plan, veil, reading_only=not own - {Capacity.READER.value}))
    return hits


def _hit(plan: Plan, veil: Veil, *, reading_only: bool) -> Hit:
    shown = veil is Veil.NONE
    return Hit(
        id=plan.id,
        process=ProcessCode(plan.process),
        veil=veil,
        current=None if veil is Veil.EXISTS else plan.closed is None,
        created=plan.created if shown else None,
        closed=plan.closed if shown else None,
        unit_name=plan.unit.name if shown else "",
        organisation_name=plan.unit.organisation.name if shown else "",
        reading_only=reading_only,
    )


def lock_patient(patient: UUID) -> None:
    """Hold the patient's row until the end of the transaction: who creates a plan for the same patient waits.

    So of two plans created in the same instant the second is told of the first, as it would be a minute later. Other
    changes of the person's row wait too, but rows that refer to the person do not.
    """
    Person.objects.select_for_update(no_key=True).filter(pk=patient).values_list("pk").first()


def ongoing(patient: UUID, process: ProcessCode) -> bool:
    """Whether the patient has an open plan of this process."""
    return (
        Plan.objects.filter(patient_id=patient, process=process, closed__isnull=True)
        .exclude(state=State.ANNULLED)
        .exists()
    )


def may_see_person(actor: Actor, person: UUID) -> bool:
    """Whether the actor may open a person's page: after a search in this session, or for a plan of the actor's unit.

    Knowing a person's id from an address is not enough.
    """
    if actor.session is not None and Searched.objects.filter(session_id=actor.session, person_id=person).exists():
        return True
    plans = Plan.objects.filter(patient_id=person, participants__unit=actor.unit, participants__removed__isnull=True)
    return any(capacities_of(actor, list(plans)).values())


# ── Readings from outside, for reviewers ─────────────────────────────────────────────────────────────────────────────


def readings_from_outside(organisation: UUID, *, after: Cursor | None = None) -> tuple[list[ReadingGrant], bool]:
    """A page of the readings of plans in which units of an organisation took part then, and whether there are older.

    The latest first, from a place in the list: one query. What colleagues of a participating organisation chose
    themselves is not among them.
    """
    takes_part = Participant.objects.filter(
        Q(removed__isnull=True) | Q(removed__gt=OuterRef("at")),
        plan_id=OuterRef("plan_id"),
        unit__organisation_id=organisation,
        added__lte=OuterRef("at"),
    )
    rows = ReadingGrant.objects.select_related("plan__patient", "unit__organisation", "responsible")
    rows = rows.exclude(basis=Basis.OWN_ORGANISATION).filter(Exists(takes_part))
    if after is not None:
        rows = rows.filter(Q(at__lt=after.updated) | Q(at=after.updated, id__lt=after.id))
    page = list(rows.order_by("-at", "-id")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


# ── Info ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def notices(day: date) -> list[Notice]:
    """The general messages shown on a Swedish day, the newest first (001-072)."""
    return list(Notice.objects.filter(shown_from__lte=day, shown_to__gte=day).order_by("-shown_from", "-id"))
