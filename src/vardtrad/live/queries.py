"""What the live process asks the database: who may listen to what, and how it stands with all that is listened to.

Nothing here is patient data, so nothing leaves a trace: an id that the listener already has, and a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db import connection

from vardtrad.care_units.queries import assignment_of
from vardtrad.cases.actions import CASES
from vardtrad.cases.models import Case
from vardtrad.cases.queries import MAY_HANDLE
from vardtrad.login.guards import COOKIES
from vardtrad.login.models import Session, World
from vardtrad.login.queries import holds, resident_actor, staff_actor, stored_session


class Kind(Enum):
    """What can be listened to, by the middle part of its address."""

    CASE = "arende"
    CLINIC = "mottagning"
    INBOX = "inkorg"


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to listen to."""

    kind: Kind
    id: UUID


def topic_for(kind: Kind, key: UUID | None, cookies: Mapping[str, str]) -> Topic | None:
    """The topic, if the owner of the cookies may listen to it now; None for "not yours" and "not there" alike."""
    resident, staff = (_session(cookies, world) for world in (World.RESIDENT, World.STAFF))
    if kind is Kind.INBOX:
        return Topic(kind, resident.person_id) if resident is not None and resident.person_id else None
    if key is None:
        return None
    if kind is Kind.CLINIC:
        return Topic(kind, key) if staff is not None and _roles(staff, key) & MAY_HANDLE else None
    case = Case.objects.filter(pk=key).first()
    if case is None:
        return None
    if resident is not None and resident.person is not None:
        actor = resident_actor(resident, resident.person)
        if CASES.standings(actor, [case])[case.id]:
            return Topic(kind, key)
    if staff is not None and staff.staff is not None:
        actor = staff_actor(staff, staff.staff, unit=case.clinic_id, roles=_roles(staff, case.clinic_id))
        if CASES.standings(actor, [case])[case.id]:
            return Topic(kind, key)
    return None


def _session(cookies: Mapping[str, str], world: World) -> Session | None:
    key = cookies.get(COOKIES[world], "")
    session = stored_session(key, world) if key else None
    return session if session is not None and holds(session) else None


def _roles(session: Session, unit: UUID) -> frozenset[str]:
    if session.staff_id is None:
        return frozenset()
    assignment = assignment_of(session.staff_id, unit)
    return frozenset(assignment.permissions) if assignment is not None else frozenset()


STANDS = {
    Kind.CASE: "SELECT id, content::text FROM cases_case WHERE id = ANY(%s)",
    # Both halves of the clinic's index, so that the newest is found without looking at the rest.
    Kind.CLINIC: """
        SELECT unit, (SELECT max(updated)::text FROM (
            (SELECT updated FROM cases_case WHERE clinic_id = unit AND is_open ORDER BY updated DESC LIMIT 1)
            UNION ALL
            (SELECT updated FROM cases_case WHERE clinic_id = unit AND NOT is_open ORDER BY updated DESC LIMIT 1)
        ) AS newest) FROM unnest(%s::uuid[]) AS unit""",
    Kind.INBOX: """
        SELECT person, (SELECT updated::text FROM cases_case WHERE patient_id = person ORDER BY updated DESC LIMIT 1)
        FROM unnest(%s::uuid[]) AS person""",
}


def stands(topics: Iterable[Topic]) -> dict[Topic, str]:
    """How it stands with each topic, as a text that changes when it changes: at most one query a kind."""
    wanted: dict[Kind, list[UUID]] = {}
    for topic in topics:
        wanted.setdefault(topic.kind, []).append(topic.id)
    found: dict[Topic, str] = {}
    with connection.cursor() as cursor:
        for kind, keys in wanted.items():
            cursor.execute(STANDS[kind], [keys])
            found.update({Topic(kind, key): value or "" for key, value in cursor.fetchall()})
    return found
