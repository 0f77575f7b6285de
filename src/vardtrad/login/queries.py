"""Who a cookie belongs to, and with which rights, as it is in this very request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.conf import settings

from vardtrad.care_units import queries as care_units
from vardtrad.care_units.models import Staff
from vardtrad.care_units.queries import Seat
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.login.models import LastSeat, Session, UnitChoice, World
from vardtrad.people.models import Person


def hashed(key: str) -> bytes:
    """The hash under which a session or kept form is stored."""
    return hashlib.sha256(key.encode()).digest()


def stored_session(key: str, world: World) -> Session | None:
    """The session that a cookie names, whether it still holds or not."""
    return next(iter(_session(world).things(hashed(key))), None)


@cache
def _session(world: World) -> Compiled[Session]:
    """Every request asks this; a key opens one session."""
    found = Session.objects.select_related("person" if world == World.RESIDENT else "staff").filter(world=world)
    return Compiled(lambda key_hash: found.filter(key_hash=key_hash), bytes)


def holds(session: Session) -> bool:
    """Whether a session still opens anything: not ended, neither idle nor old for too long, its owner still welcome."""
    now = clock.now()
    if session.ended is not None:
        return False
    if now - session.last_seen > timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return False
    if now - session.started > timedelta(hours=settings.SESSION_ABSOLUTE_HOURS):
        return False
    if session.person is not None:
        return session.person.may_log_in
    return session.staff is not None and session.staff.active


def resident_actor(session: Session, person: Person) -> Actor:
    """The resident as an actor."""
    return Actor(kind=ActorKind.RESIDENT, id=person.id, name=person.name, session=session.id)


def staff_actor(
    session: Session,
    staff: Staff,
    *,
    unit: UUID | None = None,
    organisation: UUID | None = None,
    roles: frozenset[str] = frozenset(),
) -> Actor:
    """A member of staff as an actor, at a unit when one is chosen."""
    return Actor(
        kind=ActorKind.STAFF,
        id=staff.id,
        name=staff.name,
        title=staff.title,
        unit=unit,
        organisation=organisation,
        roles=roles,
        session=session.id,
    )


def seat_of(session: Session, staff: Staff, unit: UUID, role: str) -> Seat | None:
    """The seat at a unit in a role, if the owner of the session may take it now.

    At the own unit, or at one of the own organisation that was actively chosen in this session (design decision 16).
    """
    seat = care_units.seat(staff, unit, role)
    if seat is None or care_units.assignment_of(staff.id, unit) is not None:
        return seat
    chosen = UnitChoice.objects.filter(session=session, unit_id=unit).exists()
    return seat if chosen and seat.unit.organisation_id == care_units.area_of(staff) else None


def choosable(staff: Staff, unit: UUID, role: str) -> Seat | None:
    """The seat at a unit in a role if somebody may choose it: at an own unit, or in the own organisation (001-046)."""
    seat = care_units.seat(staff, unit, role)
    if seat is None or care_units.assignment_of(staff.id, unit) is not None:
        return seat
    return seat if seat.unit.organisation_id == care_units.area_of(staff) else None


def seated_actor(session: Session, staff: Staff, seat: Seat) -> Actor:
    """A member of staff as an actor at a seat."""
    return Actor(
        kind=ActorKind.STAFF,
        id=staff.id,
        name=staff.name,
        title=staff.title,
        unit=seat.unit.id,
        organisation=seat.unit.organisation_id,
        roles=frozenset(duty.value for duty in seat.duties),
        session=session.id,
        role=seat.role.code,
    )


def first_seat(session: Session, staff: Staff) -> Seat | None:
    """Where somebody's planning begins: the seat used last if it is still there, else the first own one (001-042)."""
    last = LastSeat.objects.filter(staff=staff).first()
    seat = seat_of(session, staff, last.unit_id, last.role) if last is not None else None
    return seat or next(iter(care_units.seats_of(staff)), None)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody that the demo's login page offers."""

    key: UUID
    name: str
    about: str
    places: str = ""


def demo_residents() -> list[DemoPerson]:
    """The residents of the demo who may log in."""
    people = [one for one in Person.objects.order_by("family_name", "given_name") if one.may_log_in]
    return [DemoPerson(one.id, one.name, one.identity_shown) for one in people]


def demo_staff() -> list[DemoPerson]:
    """The staff of the demo, with where they work and what they may do there."""
    found = (
        Staff.objects.filter(active=True).prefetch_related("assignments__unit").order_by("given_name", "family_name")
    )
    return [
        DemoPerson(
            one.id,
            one.name,
            one.title,
            ", ".join(sorted(place.unit.name for place in one.assignments.all() if place.state == "active")),
        )
        for one in found
    ]
