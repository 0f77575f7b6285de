"""The queries of the live process: who may listen to what, and the latest value of everything that is listened to.

Nothing here is patient data, so nothing is traced: an id that the listener already has, and a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import connection

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.presence.queries import LASTS
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.newest import newest_change
from vardtrad.kernel import clock
from vardtrad.planning.fields.queries import WRITING_LASTS
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.processes import process_of
from vardtrad.shared.care_units.queries import Seat, assignment_of, roles_of
from vardtrad.shared.login import cookies
from vardtrad.shared.login.actions import actor_of
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.queries import holds, seat_of, seated_actor, staff_actor, stored_session


class Kind(Enum):
    """The kinds of things that can be listened to, by the middle part of the address."""

    CASE = "arende"
    # A case, or a clinic's list, as staff have it open: the value includes who else is there (B-02).
    OPEN = "oppet"
    DESK = "lista"
    CLINIC = "mottagning"
    INBOX = "inkorg"
    PLAN = "plan"
    FIELDS = "falt"
    UNIT = "enhet"


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to listen to. ``reader`` is the member of staff who has a case open by listening."""

    kind: Kind
    id: UUID
    reader: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a page is shown: the unit, and in the planning tool the code of the role."""

    unit: UUID
    role: str

    @staticmethod
    def parse(text: str) -> Place | None:
        """The place in an address, ``<unit>`` or ``<unit>:<role>``; None when it has another form."""
        unit, _colon, role = text.partition(":")
        try:
            return Place(UUID(unit), role)
        except ValueError:
            return None


def topic_for(kind: Kind, key: UUID | None, cookies: Mapping[str, str], place: Place | None = None) -> Topic | None:
    """The topic, if the owner of the cookies may listen to it now; None for "not yours" and "not there" alike.

    A plan (or its fields too, with who writes in them) is listened to from a seat (``place``): by one who stands to the
    plan there, also as a reader. A unit's start
    page is listened to by whoever has a seat at the unit.
    """
    if kind in {Kind.PLAN, Kind.FIELDS, Kind.UNIT}:
        return _planning_topic(kind, key, cookies, place)
    resident, staff = (_session(cookies, world) for world in (World.RESIDENT, World.STAFF))
    if kind is Kind.INBOX:
        listener = actor_of(resident) if resident is not None else None
        # Who reads at some clinics only is not to hear that something came from another.
        return Topic(kind, listener.matters_of) if listener is not None and listener.clinics is None else None
    if key is None:
        return None
    if kind in {Kind.CLINIC, Kind.DESK}:
        return Topic(kind, key) if staff is not None and _roles(staff, key) & MAY_HANDLE else None
    case = Case.objects.filter(pk=key).first()
    if case is None:
        return None
    if kind is Kind.OPEN:
        return _open_topic(case, staff, place)
    if resident is not None and resident.person is not None:
        actor = actor_of(resident)
        if CASES.capacities(actor, [case])[case.id]:
            return Topic(kind, key)
    if staff is not None and staff.staff is not None:
        actor = staff_actor(staff, staff.staff, unit=case.clinic_id, roles=_roles(staff, case.clinic_id))
        if CASES.capacities(actor, [case])[case.id]:
            return Topic(kind, key)
    return None


def listeners(given: Mapping[str, str]) -> list[UUID]:
    """The persons and staff whose valid sessions the cookies name: whose open streams are counted."""
    sessions = (_session(given, world) for world in World)
    owners = ((session.person_id or session.staff_id) for session in sessions if session is not None)
    return [owner for owner in owners if owner is not None]


def _open_topic(case: Case, session: Session | None, place: Place | None) -> Topic | None:
    """A case that staff have open, at its clinic or, when they have been asked about it, at their own unit."""
    if session is None or session.staff is None:
        return None
    unit = place.unit if place is not None else case.clinic_id
    actor = staff_actor(session, session.staff, unit=unit, roles=_roles(session, unit))
    return Topic(Kind.OPEN, case.id, session.staff.id) if CASES.capacities(actor, [case])[case.id] else None


def _planning_topic(kind: Kind, key: UUID | None, cookies: Mapping[str, str], place: Place | None) -> Topic | None:
    session = _session(cookies, World.STAFF)
    if key is None or session is None or session.staff is None:
        return None
    if kind is Kind.UNIT:
        return Topic(kind, key) if _some_seat(session, key, place) is not None else None
    seat = seat_of(session, session.staff, place.unit, place.role) if place is not None else None
    plan = Plan.objects.filter(pk=key).first() if seat is not None else None
    if seat is None or plan is None:
        return None
    actor = seated_actor(session, session.staff, seat)
    return Topic(kind, key) if process_of(plan).subject.capacities(actor, [plan]).get(plan.id) else None


def _some_seat(session: Session, unit: UUID, place: Place | None) -> Seat | None:
    """The seat that the page names, or any that the owner of the session has at the unit."""
    if session.staff is None or (place is not None and place.unit != unit):
        return None
    codes = [place.role] if place is not None else [role.code for role in roles_of(session.staff)]
    seats = (seat_of(session, session.staff, unit, code) for code in codes)
    return next((seat for seat in seats if seat is not None), None)


def _session(given: Mapping[str, str], world: World) -> Session | None:
    key = cookies.value_of(given, cookies.SESSIONS[world])
    session = stored_session(key, world) if key else None
    return session if session is not None and holds(session) else None


def _roles(session: Session, unit: UUID) -> frozenset[str]:
    if session.staff_id is None:
        return frozenset()
    assignment = assignment_of(session.staff_id, unit)
    return frozenset(assignment.permissions) if assignment is not None else frozenset()


STANDS = {
    Kind.CASE: "SELECT id, content::text FROM cases_case WHERE id = ANY(%s)",
    Kind.CLINIC: f"SELECT unit, {newest_change('unit')}::text FROM unnest(%s::uuid[]) AS unit",  # noqa: S608
    Kind.OPEN: """
        SELECT id, content::text || coalesce((
            SELECT string_agg(staff_id::text, ',' ORDER BY staff_id) FROM cases_presence
            WHERE case_id = cases_case.id AND at >= %s), '')
        FROM cases_case WHERE id = ANY(%s)""",
    # Everybody who has a case of the clinic open, from the few rows of presence.
    Kind.DESK: f"""
        SELECT unit, {newest_change("unit")}::text || coalesce((
            SELECT md5(string_agg(a.case_id::text || a.staff_id::text, ',' ORDER BY a.case_id, a.staff_id))
            FROM cases_presence AS a JOIN cases_case AS c ON c.id = a.case_id WHERE c.clinic_id = unit AND a.at >= %s
        ), '')
        FROM unnest(%s::uuid[]) AS unit""",  # noqa: S608
    Kind.INBOX: """
        SELECT person, (SELECT updated::text FROM cases_case WHERE patient_id = person ORDER BY updated DESC LIMIT 1)
        FROM unnest(%s::uuid[]) AS person""",
    Kind.PLAN: "SELECT id, content::text FROM planning_plan WHERE id = ANY(%s)",
    # Who writes in which field counts too (B-29), not when each last reported it: the others are told when it changes.
    Kind.FIELDS: """
        SELECT id, content::text || coalesce((
            SELECT string_agg(path || by::text, ',' ORDER BY path, by) FROM fields_writing
            WHERE plan_id = planning_plan.id AND at >= %s), '')
        FROM planning_plan WHERE id = ANY(%s)""",
}


# These count as part of the value only while they are fresh.
_LASTS = {Kind.FIELDS: WRITING_LASTS, Kind.OPEN: LASTS, Kind.DESK: LASTS}


def stands(topics: Iterable[Topic]) -> dict[Topic, str]:
    """The latest value of each topic, a text that changes when the topic changes: at most one query for each kind."""
    wanted: dict[Kind, list[UUID]] = {}
    for topic in topics:
        wanted.setdefault(topic.kind, []).append(topic.id)
    values: dict[Topic, str] = {}
    units = wanted.pop(Kind.UNIT, [])
    with connection.cursor() as cursor:
        for kind, keys in wanted.items():
            cursor.execute(STANDS[kind], [clock.now() - _LASTS[kind], keys] if kind in _LASTS else [keys])
            values.update({Topic(kind, key): value or "" for key, value in cursor.fetchall()})
    if units or start_pages.listening:
        values.update({Topic(Kind.UNIT, unit): value for unit, value in start_pages.stands(units).items()})
    return values


LATE = timedelta(seconds=20)
"""How much later than its time a change may become visible: a long transaction, clocks that differ."""

# The newest plans by their index, whoever they belong to, and then which of the listened-to units take part.
CHANGED = """
    SELECT member.unit_id, plan.id, plan.content
    FROM planning_plan AS plan JOIN planning_participant AS member ON member.plan_id = plan.id
    WHERE plan.updated > %s AND member.unit_id = ANY(%s) AND (plan.shared IS NOT NULL
        OR member.party = plan.begun_by)"""


class StartPages:
    """The latest value of the start pages that are listened to, without looking through their plans.

    A unit may have thousands. So each look asks only for the plans that have changed in the last seconds, anywhere, and
    remembers here which of those it has seen: a number for each unit, one higher for each look with news.
    """

    def __init__(self) -> None:
        self._looked: datetime | None = None
        self._seen: dict[tuple[UUID, UUID], int] = {}
        self._turns: dict[UUID, int] = {}

    @property
    def listening(self) -> bool:
        """Whether any unit is listened to."""
        return bool(self._turns)

    def stands(self, units: Iterable[UUID]) -> dict[UUID, str]:
        """A text for each unit that changes when a plan on its start page does: one query, none for no units."""
        asked = set(units)
        self._turns = {unit: turn for unit, turn in self._turns.items() if unit in asked}
        if not asked:
            self._looked, self._seen = None, {}
            return {}
        now = clock.now()
        since = (self._looked or now) - LATE
        with connection.cursor() as cursor:
            cursor.execute(CHANGED, [since, list(asked)])
            changed = {(unit, plan): content for unit, plan, content in cursor.fetchall()}
        news = {unit for (unit, plan), content in changed.items() if self._seen.get((unit, plan)) != content}
        for unit in asked:
            # The first look at a unit only learns its present value.
            self._turns[unit] = self._turns[unit] + (unit in news) if unit in self._turns else 0
        self._looked, self._seen = now, changed
        return {unit: str(turn) for unit, turn in self._turns.items()}


start_pages = StartPages()
"""The memory of this live process."""
