"""In what capacities somebody may act on a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from vardtrad.cases.case.models import Case, Consultation
from vardtrad.cases.case.rules import Capacity, State
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.proxies.rules import Deed, may

MAY_HANDLE = frozenset({Permission.HANDLER.value, Permission.RECEIVER.value})
"""The permissions with which somebody works with cases."""
MAY_COUNT = MAY_HANDLE | {Permission.ADMINISTRATOR.value}
"""Statistics are for all who work at a clinic except those who only review logs (ADR 20)."""


def handler_has_left() -> Q:
    """The open cases whose handler may no longer work with cases at the clinic, so that nobody of itself opens them.

    Of a row of cases; whoever has been removed, or has lost the permission, keeps the cases until they are distributed.
    """
    return Q(is_open=True, handler__isnull=False) & ~Q(Exists(_handlers_assignment()))


def handler_of_row_has_left() -> Q:
    """As ``handler_has_left``, for a page of rows that are chosen already: it is looked up for each.

    An EXISTS would let PostgreSQL read all assignments of the region for every page.
    """
    works = Subquery(_handlers_assignment().values("id")[:1])
    return Q(is_open=True, handler__isnull=False) & Q(IsNull(works, True))


def _handlers_assignment() -> QuerySet[Assignment]:
    """The assignment by which the handler of a row of cases works with cases at its clinic."""
    return Assignment.objects.filter(
        WORKS_WITH_CASES, staff_id=OuterRef("handler_id"), unit_id=OuterRef("clinic_id"), staff__active=True
    )


def capacities_of(actor: Actor, cases: Sequence[Case]) -> Capacities:
    """In what capacities the actor may act on each case. Anyone else has no relation to the case.

    Needs no query for the actor's own case; otherwise one for substitutes and groups, and one for consultations.
    """
    capacities = {case.id: set(_without_queries(actor, case)) for case in cases}
    if actor.kind is ActorKind.STAFF and actor.unit is not None and actor.roles & MAY_HANDLE:
        _add_shared(actor, cases, capacities)
    return {key: frozenset(held) for key, held in capacities.items()}


def _without_queries(actor: Actor, case: Case) -> Iterable[str]:
    if actor.is_system:
        yield Capacity.CLOCK.value
    elif actor.kind is ActorKind.RESIDENT:
        if case.patient_id == actor.matters_of and actor.reads_at(case.clinic_id):
            yield (Capacity.RESIDENT if may(actor, Deed.WRITE) else Capacity.READER).value
    elif actor.kind is ActorKind.STAFF and actor.unit == case.clinic_id:
        if Permission.RECEIVER.value in actor.roles:
            yield Capacity.RECEIVER.value
        # A receiver who asked back owns the case (000-052), so either permission is enough for the actor's own case.
        if actor.roles & MAY_HANDLE:
            if case.handler_id == actor.id:
                yield Capacity.HANDLER.value
            if case.is_new:
                yield Capacity.SENDER.value


def _left_to_group(case: Case) -> bool:
    """Whether a case that nobody has taken is still the group's: while it is open, and when the clock has closed it.

    Somebody in the group is to telephone the resident (004-011).
    """
    return case.state != State.CLOSED or case.closes_at is not None


def _add_shared(actor: Actor, cases: Sequence[Case], capacities: dict[UUID, set[str]]) -> None:
    """Add the capacities of substitutes, of group members, of who covers the urgent and of those who were consulted.

    They are looked up only for cases that are not the actor's own. A colleague who has answered a question may follow
    the case, and add to it, until it is closed.
    """
    others = [case for case in cases if Capacity.HANDLER not in capacities[case.id] and not case.is_new]
    here = [
        case for case in others if case.clinic_id == actor.unit and (case.handler_id or case.group_id or case.urgent)
    ]
    if here:
        coverage = coverage_of(actor.id, actor.unit)
        for case in here:
            if case.handler_id in coverage.staff:
                capacities[case.id].add(Capacity.HANDLER.value)
            elif case.handler_id is None and case.group_id in coverage.groups and _left_to_group(case):
                capacities[case.id].add(Capacity.MEMBER.value)
            if coverage.urgent and case.urgent and case.state != State.CLOSED and Permission.HANDLER in actor.roles:
                # Who covers what is urgent today works in its handler's place, and takes what nobody has (B-37).
                capacities[case.id].add((Capacity.HANDLER if case.handler_id else Capacity.MEMBER).value)
    uncertain = [case.id for case in others if not capacities[case.id] or case.consulting]
    if uncertain:
        consultations = Consultation.objects.filter(
            Q(staff_id=actor.id) | Q(staff__isnull=True), case_id__in=uncertain, unit_id=actor.here
        )
        closed = {case.id for case in others if case.state == State.CLOSED}
        for key, answered in consultations.values_list("case_id", "answered"):
            if answered is None or key not in closed:
                capacities[key].add(Capacity.CONSULTED.value)
