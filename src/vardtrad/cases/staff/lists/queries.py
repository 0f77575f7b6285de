"""A page of a staff list: rows with the columns of 000-055, filtered, sorted and searched, a page at a time.

The places of a page are found first, by one branch for each holder (and for open and closed), each of which walks an
index in the list's own order and stops after a page; then the rows of those places are fetched. So nothing is ever
sorted but a page for each branch, however many cases there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.shown import status_words
from vardtrad.cases.case.words import hold
from vardtrad.cases.staff.frame.queries import WHERE, WorkList
from vardtrad.cases.staff.lists import searching
from vardtrad.cases.staff.lists.asked import Asked, Place, Sort
from vardtrad.cases.staff.lists.countdown import LATE, Left, left
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled, fetch_rows
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.web.paging import PAGE


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a row of a staff list: the columns of 000-055, and its marks."""

    id: UUID
    updated: datetime
    created: datetime
    case_type: str
    choice: str
    identity: str
    resident: str
    protected: bool
    status: str
    handler: str
    unread: bool
    flagged: bool
    left: Left | None
    urgent: bool
    snoozed: datetime | None
    sends: datetime | None
    consulting: bool
    draft: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and the places from which newer and older rows go on."""

    rows: list[Row]
    newer: Place | None = None
    older: Place | None = None


def work_list(
    actor: Actor,
    which: WorkList,
    hands: Coverage,
    asked: Asked | None = None,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Page:
    """One page of a staff list; one query, whatever the number of cases (for a search up to three)."""
    asked = asked or Asked()
    if asked.search is not None and asked.words is None:
        return Page([])  # its words are gone, or of another clinic
    place = after or before
    forward = after is not None or before is None
    values = list(_rows(actor, which, hands, asked, place, forward=forward))
    more = len(values) > PAGE
    values = values[:PAGE]
    if forward:
        newer, older = after is not None, more
    else:
        values.reverse()
        newer, older = more, True
    drawn = _Drawing(which)
    return Page(
        [drawn.row(value) for value in values],
        newer=_place(values[0], asked.sort) if newer and values else None,
        older=_place(values[-1], asked.sort) if older and values else None,
    )


# ── Which cases ───────────────────────────────────────────────────────────────────────────────────────────────────


def matching(actor: Actor, which: WorkList, hands: Coverage, asked: Asked) -> QuerySet[Case]:
    """All cases of a list that fit what is asked, in no order: for counting them."""
    where = _where(which)
    if asked.closed:
        del where["is_open"]
    found = Case.objects.filter(asked.condition(), clinic_id=actor.here, **where)
    if which.own:
        found = found.filter(holder__in=hands.holders)
    if asked.search is not None:
        found = found.filter(hold(actor.here, asked.words)) if asked.words is not None else found.none()
    return found


def _where(which: WorkList) -> dict[str, Any]:
    """What stands in a list, with what the wide indexes begin by."""
    closed = which in {WorkList.CLINIC_CLOSED, WorkList.OWN_CLOSED}
    return {"is_open": not closed} | WHERE[which]


def _rows(
    actor: Actor, which: WorkList, hands: Coverage, asked: Asked, place: Place | None, *, forward: bool
) -> Sequence[tuple[Any, ...]]:
    """The rows of a page and one more, from the place on."""
    holders = hands.holders if which.own else ()
    rises = asked.rises == forward
    values = place.values if place is not None else ()
    if asked.search is not None:
        branches = _branches(which, asked, rises, actor.here, holders, values)
        keys = searching.keys(actor.here, asked, branches, _order(asked, rises), PAGE + 1)
        return list(_columns(Case.objects.filter(pk__in=keys).order_by(*_order(asked, rises)), actor.id))
    if asked.filtered or (place is not None and asked.sort is Sort.URGENCY):
        return fetch_rows(*_written(which, asked, rises, actor.here, tuple(holders), values, actor.id))
    kept = _kept(which, asked.sort, rises, len(holders), place is not None)
    return kept.rows(actor.here, actor.id, *holders, *values)


def _order(asked: Asked, rises: bool) -> list[str]:
    return [column if rises else f"-{column}" for column in asked.sort.columns]


@lru_cache(maxsize=512)
def _written(
    which: WorkList,
    asked: Asked,
    rises: bool,
    clinic: UUID,
    holders: tuple[UUID, ...],
    place: Sequence[Any],
    reader: UUID,
) -> tuple[str, Sequence[Any]]:
    """The question behind a filtered page as SQL: it is the same each time that somebody opens the same view."""
    page = _page(which, asked, rises, clinic, holders, place, reader)
    written: tuple[str, Sequence[Any]] = page.query.sql_with_params()
    return written


@cache
def _kept(which: WorkList, sort: Sort, rises: bool, holders: int, placed: bool) -> Compiled[Case]:
    """The question behind an unfiltered page, whose SQL is built once: for a clinic, a reader, holders, and a place."""

    def build(clinic: UUID, reader: UUID, *given: Any) -> QuerySet[Case, Any]:
        return _page(which, Asked(sort=sort), rises, clinic, given[:holders], given[holders:], reader)

    return Compiled(build, UUID, UUID, *[UUID] * holders, *([datetime, UUID] if placed else []))


def _page(
    which: WorkList,
    asked: Asked,
    rises: bool,
    clinic: UUID,
    holders: Sequence[UUID],
    place: Sequence[Any],
    reader: UUID,
) -> QuerySet[Case, Any]:
    order = _order(asked, rises)
    branches = [one.order_by(*order)[: PAGE + 1] for one in _branches(which, asked, rises, clinic, holders, place)]
    if len(branches) == 1 and not asked.filtered:
        return _columns(branches[0], reader)
    questions = [one.values_list(*asked.sort.columns).query.sql_with_params() for one in branches]
    # The text is the ORM's own; the values come beside it.
    together = " UNION ALL ".join(f"({sql})" for sql, _parameters in questions)
    by = ", ".join(f"{column} {'ASC' if rises else 'DESC'}" for column in asked.sort.columns)
    chosen = RawSQL(  # noqa: S611
        f"SELECT id FROM ({together}) AS found ORDER BY {by} LIMIT {PAGE + 1}",  # noqa: S608
        [value for _sql, parameters in questions for value in parameters],
    )
    return _columns(Case.objects.filter(pk__in=chosen).order_by(*order), reader)


def _columns(found: QuerySet[Case], reader: UUID) -> QuerySet[Case, Any]:
    """The columns of the rows, and whether the reader has a draft about each (B-04)."""
    draft = Exists(Draft.objects.filter(owner=reader, key=OuterRef("pk")))
    return found.annotate(draft=draft).values_list(*_COLUMNS, "draft")


def _branches(
    which: WorkList,
    asked: Asked,
    rises: bool,
    clinic: UUID,
    holders: Sequence[UUID],
    place: Sequence[Any],
) -> list[QuerySet[Case]]:
    """The parts of a list that each have an index in its order: for each holder, and for open and closed cases."""
    where = _where(which) if asked.filtered or asked.sort is not Sort.UPDATED else dict(WHERE[which])
    opens = [True, False] if asked.closed else [where["is_open"]] if "is_open" in where else []
    rest = {name: value for name, value in where.items() if name != "is_open"}
    found = Case.objects.filter(asked.condition(), clinic_id=clinic, **rest)
    if place:
        passed = TupleGreaterThan if rises else TupleLessThan
        found = found.filter(passed(Tuple(*(F(column) for column in asked.sort.columns)), tuple(place)))
    parts = [found.filter(is_open=one) for one in opens] or [found]
    return [part.filter(holder=one) for part in parts for one in holders] if which.own else parts


# ── How they are shown ────────────────────────────────────────────────────────────────────────────────────────────

_COLUMNS = (
    "id",
    "updated",
    "created",
    "calm",
    "urgency",
    "case_type__name",
    "choice",
    "patient__identity",
    "patient__given_name",
    "patient__family_name",
    "patient__protection",
    "state",
    "feedback",
    "origin",
    "handler__given_name",
    "handler__family_name",
    "group__name",
    "unread_by_clinic",
    "flagged",
    "due",
    "snoozed_until",
    "sends_at",
    "consulting",
)
_AT = {name: number for number, name in enumerate(_COLUMNS)}
# Design decision 2: "Tilldelat" in Ärenden att hantera and Mina ärenden, "Fördelat" in the lists that show all.
_DISTRIBUTED_WORD = frozenset({WorkList.CLINIC_ALL, WorkList.OWN_ALL, WorkList.DISTRIBUTED})


def _place(value: tuple[Any, ...], sort: Sort) -> Place:
    return Place(tuple(value[_AT[column]] for column in sort.columns))


class _Drawing:
    """Rows of one page; keeps the words that the page has used already."""

    def __init__(self, which: WorkList) -> None:
        self._assigned_word = _("Fördelat") if which in _DISTRIBUTED_WORD else _("Tilldelat")
        self._words: dict[tuple[str, str, str], str] = {}
        self._left: dict[datetime, Left] = {}
        self._now = clock.now()

    def row(self, value: tuple[Any, ...]) -> Row:
        (key, updated, created, calm, _urgency, case_type, choice, identity, given, family, protection, *rest) = value
        state, feedback, origin, handler_given, handler_family, group, unread, flagged, due, *aside = rest
        snoozed, sends, consulting, draft = aside
        shown = f"{identity[:8]}-{identity[8:]}"
        status = self._words.get((state, feedback, origin))
        if status is None:
            status = self._words[state, feedback, origin] = status_words(state, feedback, self._assigned_word, origin)
        return Row(
            id=key,
            updated=updated,
            created=created,
            case_type=case_type,
            choice=choice,
            identity=shown,
            resident=f"{given} {family}".strip() or shown,
            protected=protection != "none",
            status=status,
            handler=f"{handler_given} {handler_family}" if handler_given else group or "",
            unread=unread,
            flagged=flagged is not None,
            left=self._time_left(due, flagged),
            urgent=not calm,
            snoozed=snoozed,
            sends=sends,
            consulting=consulting,
            draft=draft,
        )

    def _time_left(self, due: datetime | None, flagged: datetime | None) -> Left | None:
        if due is None:
            return Left(LATE, _("Flaggat")) if flagged is not None else None
        found = self._left.get(due)
        if found is None:
            found = self._left[due] = left(due, self._now)
        return found
