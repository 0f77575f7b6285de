"""The SQL of a staff list: the places of a page first, then the rows of those places.

The places are found by one branch for each holder (and for open and closed cases). Each branch walks an index in the
list's own order and stops after a page. So no more than one page for each branch is ever sorted, however many cases
there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from vardtrad.cases.case.capacities import handler_of_row_has_left
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.words import hold
from vardtrad.cases.staff.frame.queries import WHERE, Question, WorkList, first_counted, holders
from vardtrad.cases.staff.lists import word_search_sql
from vardtrad.cases.staff.lists.filters import ListFilter, Place, Sort
from vardtrad.cases.staff.lists.word_search_sql import Listed
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled, among, fetch_rows
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
    came_by: str
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
    """All cases of a list that fit the filters and the search, in no order."""
    where = _where(which)
    if wanted.closed:
        del where["is_open"]
    cases = Case.objects.filter(wanted.condition(), clinic_id=actor.here, **where)
    if held := holders(which, hands):
        cases = cases.filter(holder__in=held)
    if wanted.search is not None:
        cases = cases.filter(hold(actor.here, wanted.words)) if wanted.words is not None else cases.none()
    return cases


def counting(actor: Actor, which: WorkList, hands: Coverage, wanted: ListFilter) -> Question:
    """The query that gives a row for each of these cases, at most one more than is counted."""
    if wanted.search is None or wanted.words is None:
        return first_counted(matching(actor, which, hands, wanted))
    stretch = _Stretch(which, replace(wanted, search=None, words=None), wanted.rises, actor.here, holders(which, hands))
    return word_search_sql.count(actor.here, wanted.words, _listed(stretch))


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
    place: tuple[Any, ...] = ()

    @property
    def order(self) -> list[str]:
        """The columns of the order, as ``order_by`` takes them."""
        return [column if self.rises else f"-{column}" for column in self.wanted.sort.columns]

    def branches(self) -> list[QuerySet[Case]]:
        """The parts that each have an index in the list's order: for each holder, and for open and closed cases."""
        opens, cases = self._cases()
        parts = [cases.filter(is_open=is_open) for is_open in opens] or [cases]
        return [part.filter(holder=holder) for part in parts for holder in self.holders] if self.holders else parts

    def whole(self) -> QuerySet[Case]:
        """The cases of all branches together, which are in no order."""
        opens, cases = self._cases()
        cases = cases.filter(is_open=opens[0]) if len(opens) == 1 else cases
        return cases.filter(holder__in=self.holders) if self.holders else cases

    def _cases(self) -> tuple[list[bool], QuerySet[Case]]:
        """Which of open and closed cases there are, if that is asked; and all cases, whoever has them."""
        narrowed = self.wanted.filtered or self.wanted.sort is not Sort.UPDATED
        where = _where(self.which) if narrowed else dict(WHERE[self.which])
        opens = [True, False] if self.wanted.closed else [bool(where["is_open"])] if "is_open" in where else []
        rest = {name: value for name, value in where.items() if name != "is_open"}
        cases = Case.objects.filter(self.wanted.condition(), clinic_id=self.clinic, **rest)
        if self.place:
            passed = TupleGreaterThan if self.rises else TupleLessThan
            columns = Tuple(*(F(column) for column in self.wanted.sort.columns))
            cases = cases.filter(passed(columns, self.place))
        return opens, cases

    def page(self, reader: UUID) -> QuerySet[Case, Any]:
        """The first page of the stretch and one row more.

        The places stand in a query of their own also where there is only one branch. The plan is kept for all clinics
        (gate.compiled), and of a clinic of ordinary size PostgreSQL reckons that it is cheaper to fetch all rows with
        their names and sort them: in the largest clinic that takes ten times as long.
        """
        branches = [branch.order_by(*self.order)[: PAGE + 1] for branch in self.branches()]
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
) -> tuple[list[CaseColumns], int | None]:
    """The rows of a page and one more, from the place on (backwards from it unless ``forward``).

    With how many rows there are in all, where finding the page told that too.
    """
    held = holders(which, hands)
    values = place.values if place is not None else ()
    stretch = _Stretch(which, wanted, wanted.rises == forward, actor.here, held, tuple(values))
    rows: Iterable[tuple[Any, ...]]
    total = None
    if wanted.search is not None and wanted.words is not None:
        without_words = replace(stretch, wanted=replace(wanted, search=None, words=None))
        hits = word_search_sql.hits(actor.here, wanted.words, _listed(without_words))
        rows = _chosen(wanted.sort, stretch.rises).rows(hits.ids, actor.id)
        total = hits.total if place is None else None
    elif wanted.filtered or (place is not None and wanted.sort is Sort.URGENCY):
        rows = fetch_rows(*_written(stretch, actor.id))
    else:
        kept = _kept(which, wanted.sort, stretch.rises, len(held), place is not None)
        rows = kept.rows(actor.here, actor.id, *held, *values)
    return [CaseColumns(*row) for row in rows], total


@lru_cache(maxsize=512)
def _listed(stretch: _Stretch) -> Listed:
    """The stretch as a word search asks for it; building its SQL costs more than running it."""
    columns = stretch.wanted.sort.columns
    whole, this = stretch.whole().order_by(), Q(pk=RawSQL("hits.case_id", []))
    return Listed(
        branches=tuple(_sql(branch.order_by(*stretch.order).values_list(*columns)) for branch in stretch.branches()),
        cases=_sql(whole.values_list(*columns)),
        case=_sql(whole.filter(this).values_list(*columns)),
        columns=columns,
        rises=stretch.rises,
        most=PAGE + 1,
    )


def _sql(cases: QuerySet[Case, Any]) -> Question:
    """The ORM's own text of a query, and its values."""
    sql, values = cases.query.sql_with_params()
    return sql, values


@cache
def _chosen(sort: Sort, rises: bool) -> Compiled[Case]:
    """The query of the rows that have been chosen, for their ids and a reader."""
    order = [column if rises else f"-{column}" for column in sort.columns]

    def build(keys: Sequence[UUID], reader: UUID) -> QuerySet[Case, Any]:
        return _columns(Case.objects.filter(pk__in=among(keys)).order_by(*order), reader)

    return Compiled(build, list, UUID)


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
    left = ExpressionWrapper(handler_of_row_has_left(), output_field=BooleanField())
    return cases.annotate(draft=draft, handler_left=left).values_list(*_COLUMNS)
