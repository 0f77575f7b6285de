"""A page of a staff list: rows with the columns of 000-055, filtered, sorted and searched (its SQL is in list_sql)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.contact import CameBy
from vardtrad.cases.case.countdown import LATE, TimeLeft, time_left
from vardtrad.cases.case.rules import PARTIAL, State
from vardtrad.cases.case.shown import partial_age, status_words
from vardtrad.cases.staff.frame.next_case import Mark
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists import list_sql
from vardtrad.cases.staff.lists.filters import ListFilter, Place, Sort
from vardtrad.cases.staff.lists.list_sql import CaseColumns
from vardtrad.cases.teams.queries import Coverage
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import with_hyphen
from vardtrad.shared.lists.paging import PAGE


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a row of a staff list: the columns of 000-055, and its marks."""

    id: UUID
    updated: datetime
    created: datetime
    case_type: str
    choice: str
    begins: str
    identity: str
    resident: str
    protected: bool
    status: str
    handler: str
    unread: bool
    flagged: bool
    left: TimeLeft | None
    urgent: bool
    snoozed: datetime | None
    sends: datetime | None
    consulting: bool
    came_by: str
    draft: bool
    handler_left: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and the places from which newer and older rows go on.

    ``total`` is how many rows the list has, where finding the page told that too.
    """

    rows: list[Row]
    newer: Place | None = None
    older: Place | None = None
    total: int | None = None


def work_list(
    actor: Actor,
    which: WorkList,
    hands: Coverage,
    asked: ListFilter | None = None,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Page:
    """One page of a staff list; one query, whatever the number of cases (for a search two)."""
    asked = asked or ListFilter()
    if asked.search is not None and asked.words is None:
        return Page([])  # its words are gone, or of another clinic
    place = after or before
    forward = after is not None or before is None
    cases, total = list_sql.rows_of(actor, which, hands, asked, place, forward=forward)
    more = len(cases) > PAGE
    cases = cases[:PAGE]
    if forward:
        newer, older = after is not None, more
    else:
        cases.reverse()
        newer, older = more, True
    rows = _Rows(which)
    return Page(
        [rows.row(case) for case in cases],
        newer=_place(cases[0], asked.sort) if newer and cases else None,
        older=_place(cases[-1], asked.sort) if older and cases else None,
        total=total,
    )


def next_case(actor: Actor, which: WorkList, hands: Coverage, asked: ListFilter, page: Page, done: Mark) -> Row | None:
    """The case that stood after one that has been dealt with, else the first of the page; None when none is left."""
    after = Place(tuple(getattr(done, column) for column in asked.sort.columns))
    rows = [*work_list(actor, which, hands, asked, after=after).rows[:2], *page.rows[:2]]
    return next((row for row in rows if row.id != done.id), None)


# Design decision 2: "Tilldelat" in Ärenden att hantera and Mina ärenden, "Fördelat" in the lists that show all.
_DISTRIBUTED_WORD = frozenset({WorkList.CLINIC_ALL, WorkList.OWN_ALL, WorkList.DISTRIBUTED})


def _place(columns: CaseColumns, sort: Sort) -> Place:
    return Place(tuple(getattr(columns, name) for name in sort.columns))


class _Rows:
    """Makes the rows of one page; remembers the words that the page has used already."""

    def __init__(self, which: WorkList) -> None:
        self._assigned_word = _("Fördelat") if which in _DISTRIBUTED_WORD else _("Tilldelat")
        self._words: dict[tuple[str, str, str], str] = {}
        self._left: dict[datetime, TimeLeft] = {}
        self._ages: dict[date, TimeLeft] = {}
        self._now = clock.now()

    def row(self, case: CaseColumns) -> Row:
        number = with_hyphen(case.identity)
        key = case.state, case.feedback, case.origin
        status = self._words.get(key)
        if status is None:
            status = self._words[key] = status_words(case.state, case.feedback, self._assigned_word, case.origin)
        return Row(
            id=case.id,
            updated=case.updated,
            created=case.created,
            case_type=case.case_type,
            choice=case.choice,
            begins=case.begins or "",
            identity=number,
            resident=f"{case.given_name} {case.family_name}".strip() or number,
            protected=case.protection != "none",
            status=status,
            handler=f"{case.handler_given} {case.handler_family}" if case.handler_given else case.group or "",
            unread=case.unread,
            flagged=case.flagged is not None,
            left=self._time_left(case),
            urgent=not case.not_urgent,
            snoozed=case.snoozed_until,
            sends=case.sends_at,
            consulting=case.consulting,
            came_by=str(CameBy(case.came_by).label) if case.came_by != CameBy.WEB else "",
            draft=case.draft,
            handler_left=case.handler_left,
        )

    def _time_left(self, case: CaseColumns) -> TimeLeft | None:
        due = case.due
        if due is None:
            if case.flagged is not None:
                return TimeLeft(LATE, _("Flaggat"))
            only_partial = case.state != State.CLOSED and case.feedback in PARTIAL
            return self._partial(clock.swedish_date(case.created)) if only_partial else None
        remembered = self._left.get(due)
        if remembered is None:
            remembered = self._left[due] = time_left(due, self._now)
        return remembered

    def _partial(self, created: date) -> TimeLeft:
        remembered = self._ages.get(created)
        if remembered is None:
            remembered = self._ages[created] = TimeLeft(*partial_age(created))
        return remembered
