"""The counts of a report: each SIP, follow-up and called unit once, by three things. Four questions, however many.

A unit's figures are about the SIP in which it takes part or has taken part. Removed plans are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate, TruncMonth
from django.db.models.lookups import GreaterThan

from vardtrad.kernel import clock
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Attendance, Meeting, Participant, Plan
from vardtrad.planning.plan.rules import LIMITED, ProcessCode, State
from vardtrad.shared.care_units.models import Unit, UnitKind
from vardtrad.shared.statistics.periods import Period
from vardtrad.shared.statistics.protecting import Key

Counts = Mapping[Key, int]

BEGUN, CALLED, APPROVED = "begun", "called", "approved"
"""How far a SIP has come: begun, called to, approved by all."""
IN_TIME, LATE, MISSED = "in_time", "late", "missed"
"""How a follow-up went: held by its last day, held after it, not held although the day has passed."""
FIRST, FOLLOW_UP = "first", "follow_up"
"""The kinds of meeting."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about: the units, and the period."""

    units: Collection[UUID]
    period: Period


def units_of(organisation: UUID) -> list[UUID]:
    """The units of an organisation."""
    return list(Unit.objects.filter(organisation_id=organisation).values_list("pk", flat=True))


def made(asked: Asked) -> Counts:
    """The SIP created in the period, by (party that began it, month, how far it has come)."""
    reached = Choice(
        When(follow_up_by__isnull=False, then=Value(APPROVED)), When(shared__isnull=False, then=Value(CALLED)),
        default=Value(BEGUN),
    )  # fmt: skip
    plans = Plan.objects.filter(_of(asked, "pk"), process=ProcessCode.SIP, created__gte=asked.period.begin)
    rows = plans.filter(created__lt=asked.period.end).exclude(state=State.ANNULLED)
    month = TruncMonth("created", tzinfo=clock.STOCKHOLM)
    counted = _counted(rows.annotate(month=month, reached=reached), "begun_by", "month", "reached")
    return {(party, _month(begun), how): count for party, begun, how, count in counted}


def followed_up(asked: Asked) -> Counts:
    """The follow-ups whose last day was in the period, by (party that began the SIP, month of the day, how it went).

    One whose last day is still to come is counted when its meeting has been held. After a patient's no nobody may call
    to a follow-up, and a SIP that ended before its last day needs none: neither is missed.
    """
    first, last = asked.period.first, asked.period.last
    held = _meetings(asked).filter(follows_up=True, state=MeetingState.HELD, due_by__range=(first, last))
    late = GreaterThan(TruncDate("starts", tzinfo=clock.STOCKHOLM), F("due_by"))
    rows = held.annotate(month=TruncMonth("due_by"), how=Choice(When(late, then=Value(LATE)), default=Value(IN_TIME)))
    counts: Counter[Key] = Counter()
    for party, month, how, count in _counted(rows, "plan__begun_by", "month", "how"):
        counts[party, _month(month), how] += count
    missed = Plan.objects.filter(
        _of(asked, "pk"),
        Q(closed__isnull=True) | Q(closed__gte=F("follow_up_by") + timedelta(days=1)),
        process=ProcessCode.SIP,
        follow_up_by__range=(first, min(last, clock.today() - timedelta(days=1))),
    ).exclude(state__in=LIMITED | {State.ANNULLED.value})
    for party, month, count in _counted(missed.annotate(month=TruncMonth("follow_up_by")), "begun_by", "month"):
        counts[party, _month(month), MISSED] += count
    return counts


def meetings(asked: Asked) -> Counts:
    """The meetings that were to be in the period, by (kind of meeting, form, how it stands)."""
    kind = Choice(When(follows_up=True, then=Value(FOLLOW_UP)), default=Value(FIRST))
    rows = _in_period(_meetings(asked), asked).annotate(of=kind)
    return {(of, form, state): count for of, form, state, count in _counted(rows, "of", "form", "state")}


def attended(asked: Asked) -> Counts:
    """The units that were called to the held meetings of the period, by (party, kind of meeting, whether it came)."""
    rows = Attendance.objects.filter(meeting__in=_in_period(_meetings(asked), asked).values("pk"))
    kind = Choice(When(meeting__follows_up=True, then=Value(FOLLOW_UP)), default=Value(FIRST))
    counts: Counter[Key] = Counter()
    for unit, of, presence, count in _counted(rows.annotate(of=kind), "unit__kind", "of", "presence"):
        party = UnitKind(unit).party
        counts[party.value if party is not None else "", of, presence] += count
    return counts


def _of(asked: Asked, plan: str) -> Exists:
    """The condition that one of the units takes part in the plan, or has done."""
    return Exists(Participant.objects.filter(plan_id=OuterRef(plan), unit_id__in=asked.units))


def _meetings(asked: Asked) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(_of(asked, "plan_id"), plan__process=ProcessCode.SIP)
    return rows.exclude(plan__state=State.ANNULLED)


def _in_period(rows: QuerySet[Meeting], asked: Asked) -> QuerySet[Meeting]:
    return rows.filter(starts__gte=asked.period.begin, starts__lt=asked.period.end)


def _counted(rows: QuerySet[Any], *things: str) -> QuerySet[Any, tuple[Any, ...]]:
    """How many rows there are of each combination of these things: one query."""
    counted: QuerySet[Any, tuple[Any, ...]] = rows.order_by().values_list(*things).annotate(count=Count("pk"))
    return counted.order_by()


def _month(moment: date | datetime) -> str:
    return moment.strftime("%Y-%m-01")
