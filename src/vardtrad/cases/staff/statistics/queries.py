"""The counts themselves, each by one set-wise question however many cases there are (B-14, 002-007).

PostgreSQL counts; what comes here are groups, never cases. The days of each case are kept with its moves
(``cases.case.days``, ADR 28), and are first counted by day and then joined with the working days. These come from
``kernel.clock`` as a small table in the question: for every day how many working days have been, and for every day and
limit the last day in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.capacities import MAY_COUNT
from vardtrad.cases.case.models import CaseType, ClinicPolicy, Service
from vardtrad.cases.case.policy import FIRST_DAYS
from vardtrad.cases.case.rules import State
from vardtrad.cases.teams.models import Group
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.queries import clinics_of
from vardtrad.shared.statistics.periods import EPOCH, Per, Period


class Word(TextChoices):
    """How it went with the first word to the resident."""

    IN_TIME = "in_time", gettext_lazy("I tid")
    LATE = "late", gettext_lazy("Försenade")
    WAITING = "waiting", gettext_lazy("Väntar, fortfarande i tid")


class End(TextChoices):
    """How a case was closed."""

    ANSWERED = "answered", gettext_lazy("Besvarade")
    SILENT = "silent", gettext_lazy("Avslutade utan svar")


NOBODY, SOMEBODY = "nobody", "somebody"
"""Who has an open case, when it is no group: nobody yet, or some person (which one is not told)."""

Counts = dict[tuple[str, str, str], int]
"""Cases by type, by the first day of the part of the period (or state), and by what became of them."""


@dataclass
class Times:
    """How many cases took how many working days, by (type, part)."""

    days: dict[tuple[str, str], Counter[int]] = field(default_factory=dict)

    def add(self, case_type: str, part: str, days: int, count: int) -> None:
        """Count some more."""
        self.days.setdefault((case_type, part), Counter())[days] += count

    def of(self, case_type: str | None = None, part: str | None = None) -> Counter[int]:
        """Those of a type, of a part, of both, or all."""
        found: Counter[int] = Counter()
        for (one, two), counted in self.days.items():
            if case_type in {None, one} and part in {None, two}:
                found += counted
        return found


def percentile(days: Counter[int], share: float) -> int | None:
    """The least number of days that this share of the cases did not exceed; None when there are none."""
    total, passed = sum(days.values()), 0
    for value in sorted(days):
        passed += days[value]
        if passed >= share * total:
            return value
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: at which clinics, which case types (None: all), which days, and put together by what."""

    clinics: tuple[UUID, ...]
    types: tuple[UUID, ...] | None
    period: Period
    per: Per


def clinics_to_see(staff: UUID) -> list[tuple[Unit, frozenset[str]]]:
    """The clinics whose statistics somebody may see, by name, and the permissions held there."""
    return [(one.unit, held) for one in clinics_of(staff) if (held := frozenset(one.permissions)) & MAY_COUNT]


def types_at(clinics: Collection[UUID]) -> list[CaseType]:
    """The case types that the clinics offer, or have offered, in order."""
    case_types = CaseType.objects.filter(services__clinic_id__in=list(clinics), direction=CaseType.Direction.INCOMING)
    return list(case_types.distinct().order_by("order", "name"))


def names_of_types(keys: Collection[str]) -> dict[str, str]:
    """The names of case types, in their order."""
    case_types = CaseType.objects.filter(pk__in=[UUID(key) for key in keys]).order_by("order", "name")
    return {str(case_type_.id): case_type_.name for case_type_ in case_types}


def names_of_groups(keys: Collection[str]) -> dict[str, str]:
    """The names of groups, in alphabetical order."""
    groups = Group.objects.filter(pk__in=[UUID(key) for key in keys])
    return {str(one.id): one.name for one in sorted(groups, key=lambda one: alphabetical(one.name))}


# ── The calendar ──────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _calendar(until: date) -> tuple[list[date], list[int]]:
    """Every day since EPOCH, and how many working days had been when it ended."""
    days, passed, count, day = [], [], 0, EPOCH
    while day <= until:
        count += clock.is_working_day(day)
        days.append(day)
        passed.append(count)
        day += timedelta(days=1)
    return days, passed


def _limits(clinics: Sequence[UUID]) -> list[int]:
    """Every number of working days that some service or clinic of these has for the first word."""
    found = {FIRST_DAYS}
    for one in (Service.objects, ClinicPolicy.objects):
        own = one.filter(clinic_id__in=clinics).values_list("first_days", flat=True).distinct()
        found |= {days for days in own if days is not None}
    return sorted(found)


def _last_days(period: Period, limits: Sequence[int]) -> tuple[list[date], list[int], list[date]]:
    """For every day of the period and every limit, the last day on which a word is in time."""
    days, counts, lasts = [], [], []
    day = period.first
    while day <= period.last:
        for limit in limits:
            days.append(day)
            counts.append(limit)
            lasts.append(clock.add_working_days(day, limit))
        day += timedelta(days=1)
    return days, counts, lasts


def _parameters(asked: Asked) -> dict[str, Any]:
    days, passed = _calendar(clock.today())
    return {
        "clinics": list(asked.clinics),
        "types": list(asked.types) if asked.types is not None else None,
        "first": asked.period.first,
        "until": asked.period.last,
        "trunc": asked.per.trunc,
        "days": days,
        "passed": passed,
        "today": clock.today(),
    }


# ── The questions ─────────────────────────────────────────────────────────────────────────────────────────────────

_RECEIVED = """
    WITH calendar AS MATERIALIZED (
        SELECT day, passed FROM unnest(%(days)s::date[], %(passed)s::int[]) AS found(day, passed)
    ), latest AS MATERIALIZED (
        SELECT day, allowed, last FROM unnest(%(from)s::date[], %(allowed)s::int[], %(last)s::date[])
            AS found(day, allowed, last)
    ), received AS MATERIALIZED (
        SELECT clinic_id, case_type_id, came, word, count(*) AS cases
        FROM cases_casedays
        WHERE clinic_id = ANY(%(clinics)s) AND came BETWEEN %(first)s AND %(until)s
            AND (%(types)s::uuid[] IS NULL OR case_type_id = ANY(%(types)s::uuid[]))
        GROUP BY 1, 2, 3, 4
    )
    SELECT received.case_type_id::text, date_trunc(%(trunc)s, received.came::timestamp)::date::text,
        CASE
            WHEN coalesce(received.word, %(today)s) > latest.last THEN 'late'
            WHEN received.word IS NULL THEN 'waiting'
            ELSE 'in_time'
        END,
        answered.passed - began.passed, sum(received.cases)::int
    FROM received
    LEFT JOIN cases_service AS service
        ON service.clinic_id = received.clinic_id AND service.case_type_id = received.case_type_id
    LEFT JOIN cases_clinicpolicy AS policy ON policy.clinic_id = received.clinic_id
    JOIN latest ON latest.day = received.came
        AND latest.allowed = coalesce(service.first_days, policy.first_days, %(usual)s)
    LEFT JOIN calendar AS began ON began.day = received.came
    LEFT JOIN calendar AS answered ON answered.day = received.word
    GROUP BY 1, 2, 3, 4"""


def received(asked: Asked) -> tuple[Counts, Times]:
    """What residents sent in the period: by type, part and how the first word went; and the working days to it.

    The first word is the clinic's first delsvar, motfråga or answer; a case closed without answer was answered in
    another way, then. In time is by the limit that the clinic has now, as the flag counts it (design decision 1).
    """
    days, allowed, last = _last_days(asked.period, _limits(asked.clinics))
    more = {"from": days, "allowed": allowed, "last": last, "usual": FIRST_DAYS}
    counts: Counts = {}
    times = Times()
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, _parameters(asked) | more)
        for case_type, part, word, took, count in cursor.fetchall():
            counts[case_type, part, word] = counts.get((case_type, part, word), 0) + count
            if took is not None:
                times.add(case_type, part, took, count)
    return counts, times


_CAME_BY = """
    SELECT came_by, count(*)::int FROM cases_casedays
    WHERE clinic_id = ANY(%(clinics)s) AND came BETWEEN %(first)s AND %(until)s
        AND (%(types)s::uuid[] IS NULL OR case_type_id = ANY(%(types)s::uuid[]))
    GROUP BY 1"""


def came_by(asked: Asked) -> Counts:
    """How what came in the period came: written by the resident, or told on the telephone or at the desk (B-35)."""
    with connection.cursor() as cursor:
        cursor.execute(_CAME_BY, _parameters(asked))
        return {(way, "", ""): count for way, count in cursor.fetchall()}


_CLOSED = """
    WITH calendar AS MATERIALIZED (
        SELECT day, passed FROM unnest(%(days)s::date[], %(passed)s::int[]) AS found(day, passed)
    ), closed AS MATERIALIZED (
        SELECT case_type_id, came, ended, answered, count(*) AS cases
        FROM cases_casedays
        WHERE clinic_id = ANY(%(clinics)s) AND ended BETWEEN %(first)s AND %(until)s
            AND (%(types)s::uuid[] IS NULL OR case_type_id = ANY(%(types)s::uuid[]))
        GROUP BY 1, 2, 3, 4
    )
    SELECT closed.case_type_id::text, date_trunc(%(trunc)s, closed.ended::timestamp)::date::text,
        CASE WHEN closed.answered THEN 'answered' ELSE 'silent' END, last.passed - first.passed,
        sum(closed.cases)::int
    FROM closed
    JOIN calendar AS last ON last.day = closed.ended
    LEFT JOIN calendar AS first ON first.day = closed.came
    GROUP BY 1, 2, 3, 4"""


def closed(asked: Asked) -> tuple[Counts, Times]:
    """Residents' cases that the clinic closed in the period: by type, part and how; and the working days it took."""
    counts: Counts = {}
    times = Times()
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, _parameters(asked))
        for case_type, part, how, took, count in cursor.fetchall():
            counts[case_type, part, how] = counts.get((case_type, part, how), 0) + count
            if took is not None:
                times.add(case_type, part, took, count)
    return counts, times


_OPEN = """
    SELECT case_type_id::text, state,
        CASE WHEN has_handler THEN 'somebody' ELSE coalesce(group_id::text, 'nobody') END, sum(cases)::int,
        sum(flagged)::int
    FROM (
        SELECT case_type_id, state, handler_id IS NOT NULL AS has_handler,
            CASE WHEN handler_id IS NULL THEN group_id END AS group_id, count(*) AS cases, count(flagged) AS flagged
        FROM cases_case
        WHERE clinic_id = ANY(%(clinics)s) AND is_open
            AND (%(types)s::uuid[] IS NULL OR case_type_id = ANY(%(types)s::uuid[]))
        GROUP BY 1, 2, 3, 4
    ) AS open
    GROUP BY 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class OpenNow:
    """What is open now, by type, state and who has it; and how many of them are flagged."""

    counts: Counts
    flagged: int


def open_now(asked: Asked) -> OpenNow:
    """What is open now, as the work lists have it, whatever the period."""
    counts: Counts = {}
    flagged = 0
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"clinics": list(asked.clinics), "types": asked.types and list(asked.types)})
        for case_type, state, holder, count, late in cursor.fetchall():
            counts[case_type, state, holder] = count
            flagged += late
    return OpenNow(counts, flagged)


OPEN_STATES = (State.RECEIVED, State.ASSIGNED, State.ASKED, State.ANSWERED)
