"""A person's entries: a page of them, and what is known of the places and things in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.models import Case
from vardtrad.gate.door.seal import oldest_waiting
from vardtrad.kernel import clock
from vardtrad.operations.own_log.models import Entry, Head
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.lists.paging import PAGE, Cursor

PROCESS_WORDS = {
    ProcessCode.SVU: gettext_lazy("Samverkan vid utskrivning"),
    ProcessCode.SIP: gettext_lazy("Samordnad individuell plan"),
}
LAGS = timedelta(minutes=10)
"""When the list is this much behind, the page says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the page names it, and how to ask it."""

    name: str
    organisation: str
    phone: str
    takes_cases: bool


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of entries, the latest first; ``older`` is where it goes on. ``places`` and ``cases`` by their ids."""

    entries: list[Entry]
    older: Cursor | None
    places: dict[UUID, Place]
    cases: dict[UUID, str]
    plans: dict[UUID, str]


def page(person: UUID, after: Cursor | None, first: date | None, last: date | None, most: int = PAGE) -> LogPage:
    """The person's entries between two Swedish days, both included, from a place on: four queries at most."""
    rows = Entry.objects.filter(person=person)
    if first is not None:
        rows = rows.filter(at__gte=clock.start_of_day(first))
    if last is not None:
        rows = rows.filter(at__lt=clock.end_of_day(last))
    if after is not None:
        rows = rows.filter(TupleLessThan(Tuple(F("at"), F("trace")), (after.updated, after.id)))
    entries = list(rows.order_by("-at", "-trace")[: most + 1])
    shown = entries[:most]
    older = Cursor(shown[-1].at, shown[-1].trace) if len(entries) > most else None
    things = {entry.thing for entry in shown if entry.thing is not None}
    return LogPage(shown, older, _places(shown), _cases(person, things), _plans(person, things))


def complete_until() -> datetime | None:
    """Until when (UTC) everything is in the list; None before the worker has looked for the first time."""
    head = Head.objects.filter(pk=1).first()
    if head is None or head.complete is None:
        return None
    # What waits for its seal has not been looked at, however lately the worker looked.
    waiting = oldest_waiting()
    return min(head.complete, waiting) if waiting is not None else head.complete


def lags(complete: datetime | None) -> bool:
    """Whether a list that is complete until then is so far behind that the page says so."""
    return complete is None or clock.now() - complete > LAGS


def _places(entries: Sequence[Entry]) -> dict[UUID, Place]:
    units = {entry.unit for entry in entries if entry.unit is not None}
    columns = ("id", "name", "organisation__name", "phone", "takes_cases")
    rows = Unit.objects.filter(pk__in=units).values_list(*columns) if units else ()
    return {key: Place(name, organisation, phone, takes) for key, name, organisation, phone, takes in rows}


def _cases(person: UUID, things: set[UUID]) -> dict[UUID, str]:
    """What the person's cases among these things are called."""
    cases = Case.objects.filter(pk__in=things, patient_id=person) if things else Case.objects.none()
    return dict(cases.values_list("pk", "case_type__name"))


def _plans(person: UUID, things: set[UUID]) -> dict[UUID, str]:
    """What the person's plans among these things are called."""
    plans = Plan.objects.filter(pk__in=things, patient_id=person) if things else Plan.objects.none()
    return {key: str(PROCESS_WORDS[ProcessCode(process)]) for key, process in plans.values_list("pk", "process")}
