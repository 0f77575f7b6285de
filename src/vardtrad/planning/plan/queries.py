"""Who stands how to a plan, what its needs ask about, and what its pages show of participants and progress."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.consent.queries import was_refused
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.models import Confirmation, Contact, Notice, Participant, Plan, ReadingGrant, Searched
from vardtrad.planning.plan.rules import LIMITED, Capacity, EventKind, Process, State
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Role, Setup, Staff, Unit
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave to a verb of a plan."""

    confirmed: bool = False
    written: bool = False
    reason: str = ""
    unit: Unit | None = None
    role: str = ""
    staff: Staff | None = None
    convener: bool = False
    contact: UUID | None = None
    kind: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Confirming:
    """What a unit says when it acknowledges, attests or approves: the step, the duty, the round that was shown."""

    kind: str
    duty: Duty
    round: int


# ── Standing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def capacities_of(actor: Actor, plans: Sequence[Plan]) -> Capacities:
    """In what capacity the actor stands to each plan.

    A role of a participating unit stands as the unit's party, other parties' only once the plan is shared (001-097);
    who has opened the plan for reading in this session stands as a reader. An annulled plan is nobody's (001-098).
    """
    if actor.is_system:
        return {plan.id: frozenset({Capacity.CLOCK.value}) for plan in plans}
    if actor.kind is not ActorKind.STAFF or actor.unit is None or not actor.role:
        return {}
    stored = [plan.id for plan in plans if not plan.is_new]
    # A unit stands once in a plan, so a row each.
    seats = {
        plan: (party, roles)
        for plan, party, roles in Participant.objects.filter(
            plan_id__in=stored, unit_id=actor.unit, removed__isnull=True
        ).values_list("plan_id", "party", "roles")
    }
    found: dict[UUID, frozenset[str]] = {}
    outside: list[UUID] = []
    for plan in plans:
        if plan.is_new:
            found[plan.id] = _creates(actor)
            continue
        party, roles = seats.get(plan.id, ("", []))
        if plan.state == State.ANNULLED:
            continue
        if actor.role in roles and (plan.shared is not None or party == Party.INPATIENT):
            found[plan.id] = frozenset({Capacity(party).value})
        elif plan.shared is not None:
            outside.append(plan.id)
    if outside and actor.session is not None and actor.organisation is not None:
        granted = ReadingGrant.objects.filter(session_id=actor.session, unit_id=actor.unit, plan_id__in=outside)
        # A colleague's choice stands on the organisation taking part, so it ends when that does.
        own = Participant.objects.filter(
            plan_id=OuterRef("plan_id"), unit__organisation_id=actor.organisation, removed__isnull=True
        )
        granted = granted.filter(~Q(basis=Basis.OWN_ORGANISATION) | Exists(own))
        found.update({key: frozenset({Capacity.READER.value}) for key in granted.values_list("plan_id", flat=True)})
    return found


def _creates(actor: Actor) -> frozenset[str]:
    setup = care_units.setup_of(actor.unit) if actor.unit is not None else None
    return frozenset({Capacity(setup.party).value}) if setup is not None and actor.role in setup.roles else frozenset()


def addressees(plans: Sequence[Plan], party: str) -> dict[UUID, list[Addressee]]:
    """Nobody is told by e-mail: the parties' start pages say it (001-057, 001-122)."""
    return {}


def person_of(plan: Plan) -> UUID:
    """The patient whose data the plan holds, for the trace."""
    return plan.patient_id


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def facts_of(actor: Actor, plan: Plan, given: object) -> dict[str, Any]:
    """What the needs of any plan ask about one, as PlanFacts' fields; only what was given for is asked."""
    found: dict[str, Any] = {"state": plan.state, "closed": plan.closed is not None}
    if isinstance(given, Confirming):
        return found | _confirming_facts(actor, plan, given)
    if not isinstance(given, Given):
        return found
    found |= {
        "confirmed": given.confirmed,
        "written": given.written,
        "reason": given.reason,
        "event_known": given.kind in EventKind.values,
    }
    if plan.state in {State.INFORMED, State.WITHDRAWN}:
        found |= _assessing_facts(actor, plan, given)
    if given.unit is not None and not given.staff:
        found |= _participant_facts(actor, plan, given, given.unit)
    if given.staff is not None or given.contact is not None:
        found |= _contact_facts(plan, given)
    return found


def _assessing_facts(actor: Actor, plan: Plan, given: Given) -> dict[str, Any]:
    own = care_units.staff_member(actor.id)
    return {
        "actor_licensed": own is not None and own.licensed,
        "responsible_licensed": given.staff is not None and given.staff.licensed and given.staff.active,
        "earlier_refusal": bool(was_refused([plan.id])),
    }


def _participant_facts(actor: Actor, plan: Plan, given: Given, unit: Unit) -> dict[str, Any]:
    active = list(Participant.objects.filter(plan=plan, removed__isnull=True))
    own = next((one for one in active if one.unit_id == unit.id), None)
    setup = care_units.setup_of(unit.id)
    others = [one for one in active if own is not None and one.party == own.party and one.unit_id != unit.id]
    left = [role for role in (own.roles if own is not None else []) if role != given.role]
    return {
        "unit_active": setup is not None,
        "unit_takes_part": own is not None,
        "unit_is_inpatient": own is not None and own.party == Party.INPATIENT,
        "unit_is_own": unit.id == actor.unit,
        "unit_is_partys_last": own is not None and not others,
        "own_organisation": unit.organisation_id == actor.organisation,
        "role_at_unit": setup is not None and given.role in setup.roles,
        "role_takes_part": own is not None and given.role in own.roles,
        "duties_left": _duties(setup, own.roles if own is not None else []) <= _duties(setup, left) and bool(left),
    }


def _duties(setup: Setup | None, roles: Iterable[str]) -> set[str]:
    return {duty for role in roles for duty in (setup.roles.get(role, ()) if setup is not None else ())}


def _contact_facts(plan: Plan, given: Given) -> dict[str, Any]:
    contacts = list(Contact.objects.filter(plan=plan, removed__isnull=True))
    works = (
        given.staff is not None
        and given.unit is not None
        and given.staff.active
        and any(unit.id == given.unit.id for unit in care_units.units_of(given.staff.id))
    )
    return {
        "contact_found": works,
        "contact_known": any(one.id == given.contact for one in contacts),
        "is_convener": given.convener,
        "convener_exists": any(one.convener for one in contacts),
    }


def _confirming_facts(actor: Actor, plan: Plan, given: Confirming) -> dict[str, Any]:
    return {
        "may_do_duty": given.duty.value in actor.roles,
        "duty_words": str(given.duty.label).lower(),
        "already_done": Confirmation.objects.filter(
            plan=plan, kind=given.kind, unit_id=actor.here, round=given.round
        ).exists(),
    }


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


def members_of(plans: Collection[UUID], *, moment: datetime | None = None) -> dict[UUID, list[Member]]:
    """The participating units of each plan, by party and name; with ``moment`` those who took part then (UTC)."""
    rows = Participant.objects.filter(plan_id__in=plans)
    rows = (
        rows.filter(removed__isnull=True)
        if moment is None
        else rows.filter(added__lte=moment).exclude(removed__lte=moment)
    )
    columns = ("id", "plan_id", "unit_id", "unit__name", "unit__organisation_id", "party", "roles")
    found: dict[UUID, list[Member]] = {}
    for key, plan, unit, name, organisation, party, roles in rows.values_list(*columns):
        found.setdefault(plan, []).append(Member(key, unit, name, organisation, Party(party), tuple(roles)))
    for members in found.values():
        members.sort(key=lambda one: (_ORDER[one.party], one.name))
    return found


_ORDER = {party: place for place, party in enumerate(Party)}


@dataclass(frozen=True, slots=True)
class Done:
    """That a unit has confirmed the current round of a step: who and when."""

    by_name: str
    at: datetime
    role: str


Confirmed = Mapping[UUID, Mapping[tuple[str, int], Mapping[UUID, Done]]]
"""By plan, then by step and round, then by unit."""


def confirmed_in(plans: Collection[UUID]) -> Confirmed:
    """Everything that units have confirmed in these plans: one query."""
    found: dict[UUID, dict[tuple[str, int], dict[UUID, Done]]] = {}
    columns = ("plan_id", "kind", "round", "unit_id", "by_name", "at", "role")
    for plan, kind, round_, unit, name, at, role in Confirmation.objects.filter(plan_id__in=plans).values_list(
        *columns
    ):
        found.setdefault(plan, {}).setdefault((kind, round_), {})[unit] = Done(name, at, role)
    return found


class Reached(Enum):
    """How far a party has come with a step (001-025, 001-145)."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PartyProgress:
    """How a party stands in a step: which of its units have confirmed, and which have not."""

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
        """For the mark: all, some or none."""
        return self.reached.value


def progress(
    members: Sequence[Member], done: Mapping[UUID, Done], parties: Sequence[Party] = tuple(Party)
) -> list[PartyProgress]:
    """How each party with a duty stands: every participating unit must confirm (001-032, 001-143)."""
    found = []
    for party in parties:
        own = [one for one in members if one.party is party]
        if not own:
            continue
        ready = [(one, done[one.unit]) for one in own if one.unit in done]
        awaited = [one for one in own if one.unit not in done]
        reached = Reached.ALL if not awaited else Reached.SOME if ready else Reached.NONE
        found.append(PartyProgress(party, reached, ready, awaited))
    return found


def awaits(
    seat: Seat, members: Sequence[Member], done: Mapping[UUID, Done], duty: Duty, parties: Sequence[Party]
) -> bool:
    """Whether this seat's role has the step as its task: its unit has not confirmed, and the role may (001-020)."""
    return (
        duty in seat.duties
        and seat.party in parties
        and seat.unit.id not in done
        and any(one.unit == seat.unit.id and seat.role.code in one.roles for one in members)
    )


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role of a participating unit and what it is responsible for there (001-067)."""

    code: str
    name: str
    duties: str


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A participating unit as its window shows it: roles, duties, what may be done with it (001-067, 001-226…230)."""

    member: Member
    organisation: str
    phone: str
    roles: list[RoleWords]
    more_roles: list[tuple[str, str]]
    own_organisation: bool
    here: bool


def unit_card(seat: Seat, plan: UUID, member_id: UUID) -> UnitCard | None:
    """The window of a participating unit; None when it takes part no more."""
    member = next((one for one in members_of([plan]).get(plan, ()) if one.id == member_id), None)
    if member is None:
        return None
    unit = Unit.objects.select_related("organisation").get(pk=member.unit)
    setup = care_units.setup_of(member.unit)
    configured: dict[str, list[str]] = setup.roles if setup is not None else {}
    names = care_units.configured_roles({*member.roles, *configured})
    return UnitCard(
        member=member,
        organisation=unit.organisation.name,
        phone=unit.phone,
        roles=[RoleWords(code, _role_name(names, code), duty_words(configured.get(code, ()))) for code in member.roles],
        more_roles=sorted((code, _role_name(names, code)) for code in configured if code not in member.roles),
        own_organisation=member.organisation == seat.unit.organisation_id,
        here=member.unit == seat.unit.id,
    )


def _role_name(names: Mapping[str, Role], code: str) -> str:
    return names[code].name if code in names else code


def duty_words(duties: Iterable[str]) -> str:
    """Duties in words: "kvittera, justera"."""
    return ", ".join(str(Duty(one).label).lower() for one in Duty.values if one in set(duties))


def who_may(members: Sequence[Member], duty: Duty) -> dict[UUID, str]:
    """For each participating unit the roles that may do a duty, in words (001-125, 001-144): two queries."""
    found = care_units.setups([one.unit for one in members])
    names = care_units.configured_roles({code for one in found.values() for code in one.roles})
    words: dict[UUID, str] = {}
    for one in members:
        setup = found.get(one.unit)
        codes = [code for code in one.roles if setup is not None and duty.value in setup.roles.get(code, ())]
        words[one.unit] = ", ".join(_role_name(names, code).lower() for code in codes) or _("ingen roll")
    return words


# ── Contacts, earlier plans ──────────────────────────────────────────────────────────────────────────────────────────


def contacts_of(plan: UUID, *, moment: datetime | None = None) -> list[Contact]:
    """The permanent care contacts of a plan, the convener first; with ``moment`` as it was then (UTC)."""
    found = Contact.objects.select_related("staff", "unit").filter(plan_id=plan)
    found = (
        found.filter(removed__isnull=True)
        if moment is None
        else found.filter(added__lte=moment).exclude(removed__lte=moment)
    )
    return list(found.order_by("-convener", "added"))


def staff_of_contact(plan: UUID, contact: UUID) -> Staff | None:
    """Who a permanent care contact of a plan is; None for one that is not there (any more)."""
    found = Contact.objects.select_related("staff").filter(plan_id=plan, pk=contact, removed__isnull=True).first()
    return found.staff if found is not None else None


def earlier_contacts(patient: UUID, plan: UUID) -> list[Contact]:
    """Contacts that the patient has from other plans: who was it before may go on (001-106).

    Not from a plan where the patient has said no: what is in it is told to nobody new (design decision 7).
    """
    found = Contact.objects.select_related("staff", "unit").filter(plan__patient_id=patient, removed__isnull=True)
    found = found.exclude(plan_id=plan).exclude(plan__state__in=[State.ANNULLED, *LIMITED]).filter(staff__active=True)
    newest: dict[UUID, Contact] = {}
    for one in found.order_by("-added"):
        newest.setdefault(one.staff_id, one)
    return list(newest.values())


def has_convener(plan: UUID) -> bool:
    """Whether a permanent care contact is responsible for calling (001-164)."""
    return Contact.objects.filter(plan_id=plan, removed__isnull=True, convener=True).exists()


@dataclass(frozen=True, slots=True)
class Hit:
    """A plan of a patient as a search or the right field shows it (001-033, 001-069, 001-077)."""

    id: UUID
    process: Process
    state: str
    created: datetime
    closed: datetime | None
    unit_name: str
    organisation_name: str
    reading_only: bool
    needs_consent: bool

    @property
    def current(self) -> bool:
        """Whether its process goes on."""
        return self.closed is None


def plans_of(actor: Actor, patient: UUID, *, leave: UUID | None = None) -> list[Hit]:
    """The patient's plans, newest first, marked by how the actor stands to each: two queries and the standings'.

    A plan that other parties cannot see yet, or an annulled one, is no hit for anybody but its own ward.
    """
    rows = Plan.objects.select_related("unit__organisation").filter(patient_id=patient).exclude(state=State.ANNULLED)
    plans = [one for one in rows.order_by("-created") if one.id != leave]
    capacities = capacities_of(actor, plans)
    members = members_of([one.id for one in plans])
    hits = []
    for plan in plans:
        own = capacities.get(plan.id, frozenset())
        if plan.shared is None and not own:
            continue
        takes_part = bool(own - {Capacity.READER.value})
        same = any(one.organisation == actor.organisation for one in members.get(plan.id, ()))
        hits.append(
            Hit(
                id=plan.id,
                process=Process(plan.process),
                state=plan.state,
                created=plan.created,
                closed=plan.closed,
                unit_name=plan.unit.name,
                organisation_name=plan.unit.organisation.name,
                reading_only=not takes_part,
                needs_consent=not takes_part and not same,
            )
        )
    return hits


def ongoing(patient: UUID, process: Process) -> bool:
    """Whether the patient has a plan of this process going on."""
    return (
        Plan.objects.filter(patient_id=patient, process=process, closed__isnull=True)
        .exclude(state=State.ANNULLED)
        .exists()
    )


def opens_for_reading(actor: Actor, key: UUID) -> tuple[Plan, bool] | None:
    """A plan that the actor could open for reading, and whether its organisation takes part; None for no such plan."""
    plan = (
        Plan.objects.select_related("patient")
        .filter(pk=key, shared__isnull=False)
        .exclude(state=State.ANNULLED)
        .first()
    )
    if plan is None:
        return None
    return plan, any(one.organisation == actor.organisation for one in members_of([plan.id]).get(plan.id, ()))


def may_see_person(actor: Actor, person: UUID) -> bool:
    """Whether the actor may open a person's page: searched for in this session, or a patient of the own unit's plans.

    A person's id in an address opens nothing by itself.
    """
    if actor.session is not None and Searched.objects.filter(session_id=actor.session, person_id=person).exists():
        return True
    plans = Plan.objects.filter(patient_id=person, participants__unit=actor.unit, participants__removed__isnull=True)
    return any(capacities_of(actor, list(plans)).values())


# ── Info ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def notices(day: date) -> list[Notice]:
    """The general messages that are shown on a Swedish day, the latest first (001-072)."""
    return list(Notice.objects.filter(shown_from__lte=day, shown_to__gte=day).order_by("-shown_from", "-id"))
