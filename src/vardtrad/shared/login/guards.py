"""The guards of the pages: every view has exactly one, and a test of the address map checks it.

A guard reads the session and the rights again in every request, so what has been withdrawn is gone at once. A form that
was not drawn for who is logged in is refused (``drawn_for``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.login import acting, actions, cookies, drawn_for, queries
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.rules import Deed, may

P = ParamSpec("P")
A = TypeVar("A")


class ActedRequest(HttpRequest):
    """A request whose actor a guard has found."""

    actor: Actor
    session_row: Session


class ResidentRequest(ActedRequest):
    """A request of a resident; ``whose`` is whose matters they are: the resident's own, or a proxy's person's."""

    whose: Person


class ClinicRequest(ActedRequest):
    """A request of staff at a clinic where they hold a permission now."""

    clinic: Unit


class UnitRequest(ActedRequest):
    """A request of staff at a unit of any kind where they hold a permission now."""

    unit: Unit


class SeatRequest(ActedRequest):
    """A request of staff who plan together with others, at a unit and in a role that they hold now."""

    seat: Seat


class NeedsLogin(Exception):
    """There is no valid session. ``lapsed`` is the one that has expired, if the cookie names one.

    Or there is one (``lapsed``) that began at a lower level of assurance than the page needs, which is ``level``.
    """

    def __init__(self, world: World, lapsed: Session | None = None, level: int = 0) -> None:
        super().__init__(world)
        self.world = world
        self.lapsed = lapsed
        self.level = level


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard of a view: nothing (``world`` None), a world, or staff at the unit that the address names.

    ``at_clinic`` says at a unit with any of ``permissions``, ``at_unit`` at a seat there.
    """

    world: World | None
    at_clinic: bool = False
    at_unit: bool = False
    permissions: frozenset[str] = frozenset()


def public(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Marks a view as public, explicitly."""
    view.guard = Guard(None)  # type: ignore[attr-defined]
    return view


def resident_who(
    deed: Deed,
) -> Callable[[Callable[Concatenate[ResidentRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A logged-in resident, in own matters or as a proxy who may do this by the table of proxies.

    Raises NeedsLogin and ProxyEnded, and Refused as if the page did not exist for a proxy who may do less. A page that
    asks for a level (``with_health_data``) raises what ``_insist_on_level`` does.
    """

    def decorate(view: Callable[Concatenate[ResidentRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            acted = cast("ResidentRequest", request)
            acted.session_row = _entering(request, World.RESIDENT)
            _insist_on_level(acted.session_row, getattr(view, "level", 0))
            acted.actor, acted.whose = acting.resident_of(acted.session_row)
            if not may(acted.actor, deed):
                door.note(acted.actor, "enter", "proxy", refused=True)
                raise not_there()
            return view(acted, *args, **kwargs)

        guarded.guard = Guard(World.RESIDENT)  # type: ignore[attr-defined]
        return guarded

    return decorate


resident = resident_who(Deed.READ)
"""A logged-in resident, in own matters or as anybody's proxy. Raises NeedsLogin and ProxyEnded."""


def staff(view: Callable[Concatenate[ActedRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A logged-in member of staff, at no clinic yet. Raises NeedsLogin."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acted = cast("ActedRequest", request)
        acted.session_row = _entering(request, World.STAFF)
        acted.actor = actions.actor_of(acted.session_row)
        return view(acted, *args, **kwargs)

    guarded.guard = Guard(World.STAFF)  # type: ignore[attr-defined]
    return guarded


def at_clinic(
    *permissions: str,
) -> Callable[[Callable[Concatenate[ClinicRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Staff at the clinic that the address names (``unit``), holding at least one permission there, and one of these.

    Raises NeedsLogin, and Refused with the one answer for "no such clinic" and "not yours".
    """
    wanted = frozenset(permissions)

    def decorate(
        view: Callable[Concatenate[ClinicRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            acted = cast("ClinicRequest", request)
            by_itself = getattr(view, "unattended", False)
            acted.clinic = _entered(acted, kwargs.pop("unit"), wanted or None, takes_cases=True, by_itself=by_itself)
            return view(acted, *args, **kwargs)

        guarded.guard = Guard(World.STAFF, at_clinic=True, permissions=wanted)  # type: ignore[attr-defined]
        return guarded

    return decorate


def at_unit_with(
    *permissions: str,
) -> Callable[[Callable[Concatenate[UnitRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Staff at the unit that the address names (``unit``), of any kind, holding one of these permissions there.

    For pages that are not about residents' cases, so also for a ward or a hospital. Raises NeedsLogin, and Refused with
    the same answer for "no such unit" and "not yours".
    """
    wanted = frozenset(permissions)

    def decorate(view: Callable[Concatenate[UnitRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            acted = cast("UnitRequest", request)
            acted.unit = _entered(acted, kwargs.pop("unit"), wanted, takes_cases=False)
            return view(acted, *args, **kwargs)

        guarded.guard = Guard(World.STAFF, at_clinic=True, permissions=wanted)  # type: ignore[attr-defined]
        return guarded

    return decorate


def _entered(
    acted: ActedRequest, key: Any, wanted: frozenset[str] | None, *, takes_cases: bool, by_itself: bool = False
) -> Unit:
    """The unit that somebody enters with one of the wanted permissions (any, if None); the actor gets those held there.

    Raises NeedsLogin, and Refused with the one answer for "no such unit" and "not yours".
    """
    cookie = cookies.value_of(acted.COOKIES, cookies.SESSIONS[World.STAFF])
    stored, assignment = _first(queries.session_at, cookie, key) if cookie else (None, None)
    session = acted.session_row = _in_use(stored, World.STAFF, by_itself=by_itself)
    drawn_for.insist(acted, session)
    if session.staff is None:
        raise NeedsLogin(World.STAFF)
    acted.actor = queries.staff_actor(session, session.staff)
    roles = frozenset(assignment.permissions) if assignment is not None else frozenset()
    if (
        assignment is None
        or not (roles if wanted is None else roles & wanted)
        or (takes_cases and not assignment.unit.takes_cases)
    ):
        door.note(acted.actor, "enter", "unit", thing=key, refused=True)
        raise not_there()
    acted.actor = queries.staff_actor(
        session,
        session.staff,
        unit=assignment.unit_id,
        organisation=assignment.unit.organisation_id,
        roles=roles,
    )
    return assignment.unit


def at_unit(
    view: Callable[Concatenate[SeatRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Staff who plan at the unit and in the role that the address names (``unit``, ``role``), read again each time.

    The unit is the person's own, or one of the same organisation actively chosen in this session (001-026…046).
    Raises NeedsLogin, and Refused with the one answer for "no such unit" and "not yours".
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acted = cast("SeatRequest", request)
        session = acted.session_row = _entering(request, World.STAFF, by_itself=_by_itself(request, view))
        key: Any = kwargs.pop("unit")
        role: Any = kwargs.pop("role")
        if session.staff is None:
            raise NeedsLogin(World.STAFF)
        acted.actor = queries.staff_actor(session, session.staff)
        seat = queries.seat_of(session, session.staff, key, role)
        if seat is None:
            door.note(acted.actor, "enter", "unit", thing=key, refused=True)
            raise not_there()
        acted.seat = seat
        acted.actor = queries.seated_actor(session, session.staff, seat)
        return view(acted, *args, **kwargs)

    guarded.guard = Guard(World.STAFF, at_unit=True)  # type: ignore[attr-defined]
    return guarded


HEALTH_DATA = 3
"""The level of assurance that health data needs (003-016)."""


def with_health_data(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """For residents' pages that show or take what a clinic and a resident write to each other; inside the guard.

    They need this level, which is e-legitimation: a weaker way in leads to the limited services only (003-016).
    """
    view.level = HEALTH_DATA  # type: ignore[attr-defined]
    return view


def shows_health_data(session: Session) -> bool:
    """Whether a page that also serves weaker logins may show what a clinic and a resident write to each other."""
    return session.assurance >= HEALTH_DATA


def _insist_on_level(session: Session, level: int) -> None:
    """Raise NeedsLogin, to log in again by a stronger way, if the session began by one that is too weak."""
    if session.assurance < level:
        raise NeedsLogin(World(session.world), session, level)


def unattended(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """For automatic requests of an open page, placed inside the guard: such a request does not keep a session alive.

    Otherwise a page that counts changes would stay logged in for as long as it is open (ASVS 7.3.1).
    """
    view.unattended = True  # type: ignore[attr-defined]
    return view


def refreshes_itself(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """For a page that also refreshes its own content: opening it counts as use, a request by htmx is ``unattended``."""
    view.refreshes_itself = True  # type: ignore[attr-defined]
    return view


def _by_itself(request: HttpRequest, view: Any) -> bool:
    """Whether an open page sends the request by itself, and not its reader."""
    if getattr(view, "refreshes_itself", False):
        return request.headers.get("HX-Request") == "true"
    return getattr(view, "unattended", False)


def _entering(request: HttpRequest, world: World, *, by_itself: bool = False) -> Session:
    """As ``session_of``, for the pages: raises AnotherPerson too, for a form that was not drawn for its owner."""
    session = session_of(request, world, by_itself=by_itself)
    drawn_for.insist(request, session)
    return session


def session_of(request: HttpRequest, world: World, *, by_itself: bool = False) -> Session:
    """The session of this world that the request's cookie opens. Raises NeedsLogin.

    ``by_itself``: the page sent the request, not its reader, so it does not count as use of the session.
    """
    return _in_use(stored_by(request, world), world, by_itself=by_itself)


def _in_use(session: Session | None, world: World, *, by_itself: bool) -> Session:
    """The stored session that a cookie names, if it is valid; and it is noted that it is used. Raises NeedsLogin."""
    if session is None or not queries.holds(session):
        # A session that was ended on purpose has no owner any more: nothing is kept in its name.
        raise NeedsLogin(world, session if session is not None and session.ended is None else None)
    if not by_itself:
        actions.seen(session)
    return session


def logged_in(request: HttpRequest, world: World) -> bool:
    """Whether the cookie opens a valid session of this world. Checking does not keep the session alive."""
    session = stored_by(request, world)
    return session is not None and queries.holds(session)


def stored_by(request: HttpRequest, world: World) -> Session | None:
    """The session of this world that the request's cookie names, whether it is still valid or not."""
    key = cookies.value_of(request.COOKIES, cookies.SESSIONS[world])
    return _first(queries.stored_session, key, world) if key else None


def _first(ask: Callable[[str, Any], A], key: str, at: Any) -> A:
    """Ask whose session a cookie names, also when the database has been restarted since this thread last spoke to it.

    This is the first query of every guarded request, so one new connection is enough, and no request has to check
    first whether the connection still works (which Django's health checks would do each time).
    """
    try:
        return ask(key, at)
    except (OperationalError, InterfaceError):
        connection.close()
        return ask(key, at)
