"""The worker derives the log by person from the traces, a set at a time, in the order in which they were sealed.

A sealed trace has a place of its own, and places are given to what is surely committed: so nothing is missed however
late it commits, and a worker that dies goes on from the last place that was carried out.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from vardtrad.cases.case.models import Case
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.gate.door.seal import rows_of
from vardtrad.gate.models import Seal, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind
from vardtrad.operations.own_log.models import Entry, Head
from vardtrad.operations.own_log.rules import NO_ACCESS
from vardtrad.planning.plan.models import Plan, ReadingGrant
from vardtrad.planning.sip.models import Guest
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person

BATCH = 1_000
"""Sealed traces a round; a list's trace may concern fifty persons."""


def derive() -> int:
    """A job of the worker: look at the next sealed traces. Returns how many there were."""
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if head is None:
            return 0
        now = clock.now()
        seals = list(Seal.objects.filter(position__gt=head.position).order_by("position")[:BATCH])
        if seals:
            traces = rows_of([(seal.trace_id, seal.trace_at) for seal in seals]).values()
            Entry.objects.bulk_create(_entries(traces), ignore_conflicts=True)
            head.position = seals[-1].position
        if len(seals) < BATCH:
            head.complete = now
        head.save(update_fields=["position", "complete"])
    return len(seals)


def _entries(traces: Iterable[Trace]) -> list[Entry]:
    """The entries of these traces; a fixed number of queries, however many they are."""
    access = [trace for trace in traces if _is_access(trace)]
    things = {trace.key for trace in access if trace.key} | {thing for trace in access for thing in trace.shown}
    persons = _persons_of(things)
    staff = {trace.actor_id for trace in access if trace.actor_kind == ActorKind.STAFF}
    titles = dict(Staff.objects.filter(pk__in=staff).values_list("id", "title"))
    roles = _roles_of_guests([trace for trace in access if trace.actor_kind == ActorKind.RESIDENT])
    entries = []
    for trace in access:
        concerned: dict[UUID, UUID | None] = {trace.person_id: trace.key} if trace.person_id else {}
        for thing in (*([trace.key] if trace.key else ()), *trace.shown):
            if thing in persons:
                concerned.setdefault(persons[thing], None if thing == persons[thing] else thing)
        entries += [
            Entry(
                person=person,
                at=trace.at,
                trace=trace.id,
                by_proxy=trace.actor_kind == ActorKind.RESIDENT,
                actor=trace.actor_id,
                name=trace.actor_name,
                title=titles.get(trace.actor_id, "") or roles.get((thing, trace.actor_id), ""),
                unit=trace.unit_id,
                action=trace.action,
                label=trace.label,
                thing=thing,
            )
            for person, thing in concerned.items()
            if person != trace.actor_id
        ]
    return entries


def _roles_of_guests(traces: Iterable[Trace]) -> dict[tuple[UUID | None, UUID], str]:
    """As what residents who act for nobody were invited to plans, by the plan and the guest: one query (B-51)."""
    own = [trace for trace in traces if "proxy" not in trace.detail]
    plans = {thing for trace in own for thing in (*([trace.key] if trace.key else ()), *trace.shown)}
    if not plans:
        return {}
    rows = Guest.objects.filter(plan_id__in=plans, person_id__in={trace.actor_id for trace in own}).order_by("added")
    return {(plan, person): role for plan, person, role in rows.values_list("plan_id", "person_id", "role")}


def _is_access(trace: Trace) -> bool:
    return (
        trace.outcome == Trace.Outcome.DONE
        and trace.actor_kind in {ActorKind.STAFF, ActorKind.RESIDENT}
        and trace.label not in NO_ACCESS
    )


def _persons_of(things: set[UUID]) -> dict[UUID, UUID]:
    """Whom these things are about, by the things' ids; an id belongs to one table only, so all are asked."""
    if not things:
        return {}
    persons: dict[UUID, UUID] = {key: key for key in Person.objects.filter(pk__in=things).values_list("pk", flat=True)}
    for about in (
        Case.objects.filter(pk__in=things).values_list("pk", "patient_id"),
        Plan.objects.filter(pk__in=things).values_list("pk", "patient_id"),
        ListingRequest.objects.filter(pk__in=things).values_list("pk", "patient_id"),
        Task.objects.filter(pk__in=things).values_list("pk", "patient_id"),
        WaitingEntry.objects.filter(pk__in=things).values_list("pk", "patient_id"),
        SipRequest.objects.filter(pk__in=things).values_list("pk", "patient_id"),
        ReadingGrant.objects.filter(pk__in=things).values_list("pk", "plan__patient_id"),
        Letter.objects.filter(pk__in=things).values_list("pk", "person_id"),
    ):
        persons.update(about)
    return persons
