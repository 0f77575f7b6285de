"""The SQL of a staff list: the places of a page first, then the rows of those places.

The places are found by one branch for each holder (and for open and closed cases). Each branch walks an index in the
list's own order and stops after a page. So no more than one page for each branch is ever sorted, however many cases
there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from vardtrad.cases.case.capacities import handler_has_left
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.words import hold
from vardtrad.cases.staff.frame.queries import WHERE, WorkList, holders
from vardtrad.cases.staff.lists import word_search_sql
from vardtrad.cases.staff.lists.filters import ListFilter, Place, Sort
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled, fetch_rows
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.lists.paging import PAGE


class CaseColumns(NamedTuple):
    """The columns of one row, in the order in which the query gives them."""

    id: UUID
    updated: datetime
    created: datetime
    not_urgent: bool
    urgency: datetime
    case_type: str
    choice: str
    begins: str | None
    identity: str
    given_name: str
    family_name: str
    protection: str
    state: str
    feedback: str
    origin: str
    handler_given: str | None
    handler_family: str | None
    group: str | None
    unread: bool
    flagged: datetime | None
    due: datetime | None
    snoozed_until: datetime | None
    sends_at: datetime | None
    consulting: bool
    draft: bool
    handler_left: bool


_PATHS = {
    "case_type": "case_type__name",
    "begins": "words__begins",
    "identity": "patient__identity",
    "given_name": "patient__given_name",
    "family_name": "patient__family_name",
    "protection": "patient__protection",
    "handler_given": "handler__given_name",
    "handler_family": "handler__family_name",
    "group": "group__name",
    "unread": "unread_by_clinic",
}
"""Where the columns are that have another name, or are in another table."""
_COLUMNS = tuple(_PATHS.get(name, name) for name in CaseColumns._fields)


def matching(actor: Actor, which: WorkList, hands: Coverage, wanted: ListFilter) -> QuerySet[Case]:
    """All cases of a list that fit the filters and the search, in no order: for counting them."""
    where = _where(which)
    if wanted.closed:
        del where["is_open"]
    cases = Case.objects.filter(wanted.condition(), clinic_id=actor.here, **where)
    if which.own:
        cases = cases.filter(holder__in=holders(which, hands))
    if wanted.search is not None:
        cases = cases.filter(hold(actor.here, wanted.words)) if wanted.words is not None else cases.none()
    return cases


def _where(which: WorkList) -> dict[str, Any]:
    """The conditions of a list, with the column that the wide indexes begin by."""
    closed = which in {WorkList.CLINIC_CLOSED, WorkList.OWN_CLOSED}
    return {"is_open": not closed} | WHERE[which]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a list from a place on; the same stretch is asked for each time that a view is opened."""

    which: WorkList
    wanted: ListFilter
    rises: bool
    clinic: UUID
    holders: tuple[UUID, ...]
    place: tuple[Any, ...]

    @property
    def order(self) -> list[str]:
        """The columns of the order, as ``order_by`` takes them."""
        return [column if self.rises else f"-{column}" for column in self.wanted.sort.columns]

    def branches(self) -> list[QuerySet[Case]]:
        """The parts that each have an index in the list's order: for each holder, and for open and closed cases."""
        narrowed = self.wanted.filtered or self.wanted.sort is not Sort.UPDATED
        where = _where(self.which) if narrowed else dict(WHERE[self.which])
        opens = [True, False] if self.wanted.closed else [where["is_open"]] if "is_open" in where else []
        rest = {name: value for name, value in where.items() if name != "is_open"}
        cases = Case.objects.filter(self.wanted.condition(), clinic_id=self.clinic, **rest)
        if self.place:
            passed = TupleGreaterThan if self.rises else TupleLessThan
            columns = Tuple(*(F(column) for column in self.wanted.sort.columns))
            cases = cases.filter(passed(columns, self.place))
        parts = [cases.filter(is_open=is_open) for is_open in opens] or [cases]
        return [part.filter(holder=holder) for part in parts for holder in self.holders] if self.which.own else parts

    def page(self, reader: UUID) -> QuerySet[Case, Any]:
        """The first page of the stretch and one row more."""
        branches = [branch.order_by(*self.order)[: PAGE + 1] for branch in self.branches()]
        if len(branches) == 1 and not self.wanted.filtered:
            return _columns(branches[0], reader)
        columns = self.wanted.sort.columns
        questions = [branch.values_list(*columns).query.sql_with_params() for branch in branches]
        # The text is the ORM's own; the values are passed beside it.
        together = " UNION ALL ".join(f"({sql})" for sql, _parameters in questions)
        by = ", ".join(f"{column} {'ASC' if self.rises else 'DESC'}" for column in columns)
        chosen = RawSQL(  # noqa: S611
            f"SELECT id FROM ({together}) AS places ORDER BY {by} LIMIT {PAGE + 1}",  # noqa: S608
            [value for _sql, parameters in questions for value in parameters],
        )
        return _columns(Case.objects.filter(pk__in=chosen).order_by(*self.order), reader)


def rows_of(
    actor: Actor, which: WorkList, hands: Coverage, wanted: ListFilter, place: Place | None, *, forward: bool
) -> list[CaseColumns]:
    """The rows of a page and one more, from the place on (backwards from it unless ``forward``)."""
    held = holders(which, hands)
    values = place.values if place is not None else ()
    stretch = _Stretch(which, wanted, wanted.rises == forward, actor.here, held, tuple(values))
    rows: Iterable[tuple[Any, ...]]
    if wanted.search is not None:
        keys = word_search_sql.keys(actor.here, wanted, stretch.branches(), stretch.order, PAGE + 1)
        rows = _columns(Case.objects.filter(pk__in=keys).order_by(*stretch.order), actor.id)
    elif wanted.filtered or (place is not None and wanted.sort is Sort.URGENCY):
        rows = fetch_rows(*_written(stretch, actor.id))
    else:
        kept = _kept(which, wanted.sort, stretch.rises, len(held), place is not None)
        rows = kept.rows(actor.here, actor.id, *held, *values)
    return [CaseColumns(*row) for row in rows]


@lru_cache(maxsize=512)
def _written(stretch: _Stretch, reader: UUID) -> tuple[str, Sequence[Any]]:
    """The query of a filtered page as SQL and its values, remembered because building it costs more than running it."""
    written: tuple[str, Sequence[Any]] = stretch.page(reader).query.sql_with_params()
    return written


@cache
def _kept(which: WorkList, sort: Sort, rises: bool, holders: int, placed: bool) -> Compiled[Case]:
    """The query of an unfiltered page, whose SQL is built once: for a clinic, a reader, holders, and a place."""

    def build(clinic: UUID, reader: UUID, *given: Any) -> QuerySet[Case, Any]:
        return _Stretch(which, ListFilter(sort=sort), rises, clinic, given[:holders], given[holders:]).page(reader)

    return Compiled(build, UUID, UUID, *[UUID] * holders, *([datetime, UUID] if placed else []))


def _columns(cases: QuerySet[Case], reader: UUID) -> QuerySet[Case, Any]:
    """The columns of the rows, whether the reader has a draft about each (B-04), and whether its handler has left."""
    draft = Exists(Draft.objects.filter(owner=reader, key=OuterRef("pk")))
    left = ExpressionWrapper(handler_has_left(), output_field=BooleanField())
    return cases.annotate(draft=draft, handler_left=left).values_list(*_COLUMNS)
