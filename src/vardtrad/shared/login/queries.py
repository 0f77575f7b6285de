"""Whose a cookie is, and with which rights, read again in each request."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Assignment, Position, Role, Setup, Staff
from vardtrad.shared.care_units.queries import ACTIVE, Branch, Seat, area_of, roles_of, setup_of, tree
from vardtrad.shared.care_units.rules import Permission, SetupState, State
from vardtrad.shared.login.models import LastLogin, LastSeat, LoginLock, Session, UnitChoice, World
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import Standing


def hashed(key: str) -> bytes:
    """The hash under which a session or kept form is stored."""
    return hashlib.sha256(key.encode()).digest()


def stored_session(key: str, world: World) -> Session | None:
    """The session that a cookie names, whether it is still valid or not."""
    return next(iter(_session(world).things(hashed(key))), None)


@cache
def _session(world: World) -> Compiled[Session]:
    """Runs in every request; a key opens one session."""
    sessions = Session.objects.select_related("person" if world == World.RESIDENT else "staff").filter(world=world)
    return Compiled(lambda key_hash: sessions.filter(key_hash=key_hash), bytes)


def is_locked(person: Person | None) -> bool:
    """Whether somebody's login is locked; that of nobody is not."""
    return person is not None and LoginLock.objects.filter(person=person).exists()


def session_at(key: str, unit: UUID) -> tuple[Session | None, Assignment | None]:
    """As ``stored_session`` for staff, with the owner's assignment at the unit as it is now, with the unit.

    One query for who works there, two for others.
    """
    assignment: Any = next(iter(_session_at().things(unit, hashed(key))), None)
    if assignment is None:
        return stored_session(key, World.STAFF), None
    session: Session = assignment.session
    session.staff = assignment.staff
    return session, assignment


@cache
def _session_at() -> Compiled[Assignment]:
    """Runs in every request of staff at a unit. A constraint allows a person only one assignment there."""

    def build(unit: UUID, key_hash: bytes) -> QuerySet[Assignment]:
        named = Q(staff__session__key_hash=key_hash, staff__session__world=World.STAFF)
        assignments = Assignment.objects.annotate(session=FilteredRelation("staff__session", condition=named))
        assignments = assignments.filter(ACTIVE, unit_id=unit, session__isnull=False)
        # The types do not know that an annotation can be such a relation.
        return assignments.select_related("unit", "staff", "session")  # type: ignore[misc]

    return Compiled(build, UUID, bytes)


def holds(session: Session) -> bool:
    """Whether a session is still valid: not ended, neither idle nor old for too long, its owner still allowed in."""
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


def time_left(session: Session) -> tuple[timedelta, bool]:
    """How long a session that holds goes on without use, and whether use prolongs it (WCAG 2.2.1)."""
    now = clock.now()
    idle = session.last_seen + timedelta(minutes=settings.SESSION_IDLE_MINUTES) - now
    whole = session.started + timedelta(hours=settings.SESSION_ABSOLUTE_HOURS) - now
    return min(idle, whole), idle < whole


def last_logins(people: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these residents last logged in (UTC), without those who never have: one query."""
    return dict(LastLogin.objects.filter(person_id__in=people).values_list("person_id", "at"))


def resident_actor(session: Session, person: Person, standing: Standing | None = None) -> Actor:
    """The resident as an actor: in own matters, or as a proxy by a ``standing`` that was read in this request."""
    own = Actor(kind=ActorKind.RESIDENT, id=person.id, name=person.name, session=session.id)
    if standing is None:
        return own
    return replace(
        own, acts_for=standing.person.id, ground=standing.ground, deeds=standing.deeds, clinics=standing.clinics
    )


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
        goes_by=staff.display_name,
        sign_off=staff.sign_off,
    )


def seat_of(session: Session, staff: Staff, unit: UUID, role: str) -> Seat | None:
    """The seat at a unit in a role, if the owner of the session may take it now.

    At their own unit, or at one of their organisation that was actively chosen in this session (design decision 16).
    """
    seat = care_units.seat(staff, unit, role)
    if seat is None:
        return None
    held = care_units.assignments_of(staff.id)
    clinics = {place.unit_id for place in held if place.unit.takes_cases and place.permissions}
    seat = replace(seat, works_with_cases=bool(clinics), cases_here=unit in clinics)
    if any(place.unit_id == unit for place in held):
        return seat
    chosen = UnitChoice.objects.filter(session=session, unit_id=unit).exists()
    return seat if chosen and seat.unit.organisation_id == care_units.area_of(staff) else None


def choosable(staff: Staff, unit: UUID, role: str) -> Seat | None:
    """The seat at a unit in a role if somebody may choose it: at a unit or in an organisation of theirs (001-046)."""
    seat = care_units.seat(staff, unit, role)
    if seat is None or care_units.assignment_of(staff.id, unit) is not None:
        return seat
    return seat if seat.unit.organisation_id == care_units.area_of(staff) else None


def seats_to_choose(staff: Staff, here: Seat) -> list[Branch]:
    """The tree of the user's own organisation, without the branches where no unit plans (001-044…046).

    Of other organisations only the units where the user works. The role is the present one where it is active, else
    the first of the user's that is.
    """
    roles = sorted(roles_of(staff), key=lambda role: role != here.role)
    works = dict(Assignment.objects.filter(ACTIVE, staff=staff).values_list("unit_id", "unit__organisation_id"))
    area = area_of(staff)
    below: dict[UUID | None, list[Branch]] = {}
    # Children come after their parents in the tree, so from its end every unit finds its children made already.
    for unit in reversed(tree({*works.values(), *((area,) if area is not None else ())})):
        children = tuple(reversed(below.pop(unit.id, [])))
        plans: bool = unit.plans and (unit.organisation_id == area or unit.id in works)  # type: ignore[attr-defined]
        if not plans and not children:
            continue
        active = unit.setup.roles if plans else {}
        branch = Branch(
            unit=unit,
            plans=plans,
            role=next((role for role in roles if role.code in active), None),
            here=unit.id == here.unit.id,
            own=unit.id in works,
            open=any(child.here or child.open for child in children),
            children=children,
        )
        below.setdefault(unit.parent_id if unit.depth else None, []).append(branch)  # type: ignore[attr-defined]
    return list(reversed(below.pop(None, [])))


def roles_at(staff: Staff, unit: UUID) -> list[tuple[Role, bool]]:
    """The user's roles, each with whether it is active at the unit (001-047)."""
    setup = setup_of(unit)
    return [(role, setup is not None and role.code in setup.roles) for role in roles_of(staff)]


def why_no_seat(staff: Staff) -> str:
    """Why somebody has no seat in planning, as a sentence for the screen with whom to ask (001-026)."""
    if not staff.positions:
        return _(
            "Du har ingen befattning i katalogen (HSA). Utan befattning går det inte att arbeta i Mina planer. Be "
            "din chef att lägga in din befattning. Sedan hämtas den hit automatiskt."
        )
    if not roles_of(staff):
        return _(
            "Din befattning i katalogen (HSA) är inte kopplad till någon roll i Vårdtråd. "
            "Kontakta systemadministratören i din region."
        )
    if not Setup.objects.filter(
        unit__assignments__staff=staff, unit__assignments__state=State.ACTIVE, state=SetupState.ACTIVE
    ).exists():
        return _(
            "Ingen av enheterna där du arbetar är aktiv i Mina planer. "
            "Kontakta systemadministratören i din organisation."
        )
    return _(
        "Din roll är inte aktiv på enheten där du arbetar. Kontakta systemadministratören i din organisation."
    )  # fmt: skip


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


def begins_anew(session: Session, staff: Staff) -> list[Seat]:
    """The own seats to choose among when somebody has not planned before; empty when the last seat is still there."""
    last = LastSeat.objects.filter(staff=staff).first()
    if last is not None and seat_of(session, staff, last.unit_id, last.role) is not None:
        return []
    return list(care_units.seats_of(staff))


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody that the demo's login page offers: with number or title, what they may do where, what to try as them."""

    key: UUID
    name: str
    about: str
    places: Sequence[str]
    tries: str | Promise


def demo_residents(tries: Mapping[str, str | Promise]) -> list[DemoPerson]:
    """The residents of the demo who may log in; ``tries`` says what to try, by identity number."""
    people = [person for person in Person.objects.order_by("given_name", "family_name") if person.may_log_in]
    return [
        DemoPerson(person.id, person.name, person.identity_shown, (), tries.get(person.identity, ""))
        for person in people
    ]


def demo_staff(tries: Mapping[str, str | Promise]) -> list[DemoPerson]:
    """The staff of the demo, with where they work and as what; ``tries`` says what to try, by HSA-id."""
    staffs = Staff.objects.filter(active=True).prefetch_related("assignments__unit__setup")
    roles = {position.code: position.role for position in Position.objects.select_related("role")}
    return [
        DemoPerson(
            staff.id,
            staff.name,
            staff.title,
            sorted(
                _place(place, [roles.get(code) for code in staff.positions])
                for place in staff.assignments.all()
                if place.state == State.ACTIVE
            ),
            tries.get(staff.hsa_id, ""),
        )
        for staff in staffs.order_by("given_name", "family_name")
    ]


def _place(place: Assignment, roles: Sequence[Role | None]) -> str:
    """A unit with what somebody may do there: "Vårdcentralen Alen: ärendehanterare; planerar som läkare"."""
    setup = getattr(place.unit, "setup", None)
    active = setup.roles if setup is not None and setup.state == SetupState.ACTIVE else {}
    planning = [role.name.lower() for role in roles if role is not None and role.code in active]
    held = [str(Permission(permission).label).lower() for permission in place.permissions]
    parts = [", ".join(held), _("planerar som %(roles)s") % {"roles": ", ".join(planning)} if planning else ""]
    may = "; ".join(part for part in parts if part)
    return f"{place.unit.name}: {may}" if may else place.unit.name
