"""Every list with pages, walked while all its rows are of the same moment: each row once, there and back.

A place that held only the moment would lose or repeat rows here. A new list with pages fails the last test until it is
walked too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import vardtrad
from tests.people import Clock, Region, now
from tests.planners import Planners
from tests.plans import Drive
from tests.reading import Page
from vardtrad.cases.case.internal.waiting import question_page
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.moves import consulting
from vardtrad.cases.case.thread import CASES_LETTERS
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.listing.queries import listing_page
from vardtrad.cases.resident.queries import inbox
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists import list_sql
from vardtrad.cases.staff.lists.filters import STATUS, ListFilter, Sort, Status
from vardtrad.cases.staff.lists.queries import work_list
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.queries import outcomes, recipients
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.tasks.filters import FILTERS as TASK_FILTERS
from vardtrad.cases.tasks.filters import TAB, WHOSE, Tab, Whose
from vardtrad.cases.tasks.queries import work_list as task_list
from vardtrad.cases.tasks.rules import Move
from vardtrad.cases.teams.models import Group, Member
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.cases.waiting_list import actions as waiting_list
from vardtrad.cases.waiting_list import appointing, informing
from vardtrad.cases.waiting_list.following_up import View
from vardtrad.cases.waiting_list.queries import accepted
from vardtrad.cases.waiting_list.queries import page as entries_page
from vardtrad.cases.waiting_list.rules import Kind as Waits
from vardtrad.cases.waiting_list.rules import Move as WaitingMove
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.operations.letters.queries import page as letter_page
from vardtrad.operations.letters.undelivered import undelivered
from vardtrad.operations.own_log.models import Entry
from vardtrad.planning.plan.models import ReadingGrant
from vardtrad.planning.plan.queries import readings_from_outside
from vardtrad.planning.start import filters as start_filters
from vardtrad.planning.start import queries as start
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.lists.filters import Chosen
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing
from vardtrad.shared.people.models import Person

MANY = 7
PAGE = 2
WALKED = {
    "cases.case.internal.waiting.question_page": "test_the_questions_from_colleagues",
    "cases.listing.queries.listing_page": "test_the_list_of_requests_for_listing",
    "cases.resident.queries.inbox": "test_the_residents_inbox",
    "cases.staff.lists.list_sql._cases": "test_a_list_of_the_clinics_cases",
    "cases.staff.lists.list_sql._listed": "test_a_list_of_the_clinics_cases",
    "cases.staff.lists.list_sql.page": "test_a_list_of_the_clinics_cases",
    "cases.staff.lists.queries.work_list": "test_a_list_of_the_clinics_cases",
    "cases.staff.sending.queries.outcomes": "test_the_outcomes_of_what_was_sent",
    "cases.staff.sending.queries.recipients": "test_the_recipients_of_what_is_sent",
    "cases.tasks.queries.work_list": "test_the_list_of_tasks",
    "cases.waiting_list.queries.accepted": "test_those_who_have_accepted",
    "cases.waiting_list.queries.page": "test_the_waiting_list",
    "operations.letters.queries.page": "test_a_clinics_letters",
    "operations.letters.undelivered.undelivered": "test_what_did_not_arrive",
    "operations.own_log.queries.page": "test_who_has_read",
    "operations.own_log.views.own_log": "test_who_has_read",
    "planning.plan.queries.readings_from_outside": "test_the_readings_from_outside",
    "planning.start.queries._keys": "test_the_start_page",
    "planning.start.queries.start_page": "test_the_start_page",
}
"""The functions that know the length of a page, or where one begins, and the test below that walks it."""
NO_PAGES = {
    "cases.staff.lists.shown.page_context": "only counts the rows of a page",
    "cases.waiting_list.queries.exports": "the latest files, and no older ones",
    "planning.start.queries.changed_since": "what an open page looks at again",
    "cases.case.internal.queries.postponed": "the latest of a case",
    "gate.door.versions._traced_moves": "batches of the check of the log, by the key of the table",
    "gate.door.versions._all_versions": "batches of the check of the log, by the key of the table",
}
PAGED = sorted({f"vardtrad.{name.rpartition('.')[0]}" for name in WALKED} | {"vardtrad.cases.staff.lists.shown"})
"""The modules that know the length of a page."""


@dataclass(frozen=True)
class Walked:
    """A page: its rows' ids, and from where older and newer rows go on (None: there are none)."""

    ids: list[UUID]
    older: Any
    newer: Any = None


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages of two rows, and no query that was built for longer ones."""
    remembered = (list_sql._kept, list_sql._written, start._opening)
    for module in PAGED:
        monkeypatch.setattr(import_module(module), "PAGE", PAGE)
    for memory in remembered:
        memory.cache_clear()
    yield
    for memory in remembered:
        memory.cache_clear()


def there(page: Callable[[Any], Walked], expected: set[UUID]) -> list[Walked]:
    """Walk from the first page to the last: every row once, every page but the last one full."""
    pages = [page(None)]
    while pages[-1].older is not None:
        assert len(pages) <= MANY, "the list never ends"
        pages.append(page(pages[-1].older))
    ids = [key for walked in pages for key in walked.ids]
    assert sorted(ids) == sorted(expected)
    assert [len(walked.ids) for walked in pages[:-1]] == [PAGE] * (len(pages) - 1)
    return pages


def there_and_back(page: Callable[[Any], Walked], back: Callable[[Any], Walked], expected: set[UUID]) -> None:
    """Walk to the last page and back to the first: each way every row once, in the same order."""
    pages = there(page, expected)
    assert pages[0].newer is None
    last = pages[-1]
    ids = list(last.ids)
    while last.newer is not None:
        last = back(last.newer)
        ids = [*last.ids, *ids]
        assert len(ids) <= MANY, "the list never ends"
    assert ids == [key for walked in pages for key in walked.ids]


# ── The clinics' half ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def cases(region: Region, frozen: Clock) -> list[Any]:
    """Alva's cases, all sent and last changed at the same moment."""
    return [region.people["alva"].sends(region.renewal_at_a) for _case in range(MANY)]


ASKED = [
    ListFilter(),
    ListFilter().choose(STATUS, (Status.UNHANDLED,)),
    ListFilter(search=uuid4(), words="Levaxin"),
]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("asked", ASKED, ids=["all", "filtered", "searched"])
def test_a_list_of_the_clinics_cases(
    region: Region, cases: list[Any], asked: ListFilter, sort: Sort, turned: bool
) -> None:
    wanted = replace(asked, sort=sort, turned=turned)
    walks(region, "rut", WorkList.INCOMING, wanted, {case.id for case in cases})


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("asked", ASKED, ids=["all", "filtered", "searched"])
def test_a_list_of_ones_own_cases_of_several_holders(
    region: Region, cases: list[Any], asked: ListFilter, sort: Sort, turned: bool
) -> None:
    hugo, rut = region.people["hugo"], region.people["rut"]
    group = Group.objects.create(clinic=region.a, name="Läkare")
    Member.objects.create(group=group, staff=hugo.staff)
    for place, case in enumerate(cases):
        rut.does("assign", case, group if place % 2 else hugo.staff)
    wanted = replace(asked, sort=sort, turned=turned)
    walks(region, "hugo", WorkList.OWN_ALL, wanted, {case.id for case in cases})


def walks(region: Region, name: str, which: WorkList, wanted: ListFilter, expected: set[UUID]) -> None:
    who = region.people[name]
    hands = coverage_of(who.staff.id, region.a.id)

    def page(after: Any = None, before: Any = None) -> Walked:
        shown = work_list(who.actor, which, hands, wanted, after=after, before=before)
        return Walked([row.id for row in shown.rows], shown.older, shown.newer)

    there_and_back(page, lambda before: page(before=before), expected)


def test_the_residents_inbox(region: Region, cases: list[Any]) -> None:
    def page(after: Cursor | None) -> Walked:
        shown = inbox(region.people["alva"].actor, after)
        return Walked([row.id for row in shown.rows], shown.older)

    there(page, {case.id for case in cases})


@pytest.mark.parametrize("tab", [None, Tab.WAITING, Tab.DONE])
def test_the_list_of_tasks(region: Region, cases: list[Any], tab: Tab | None) -> None:
    rut = region.people["rut"]
    added = [tasks.add(rut.actor, now(cases[0]), "Ring upp.").thing for _task in range(MANY)]
    chosen = Chosen.nothing(TASK_FILTERS).choose(WHOSE, Whose.ALL)
    if tab is not None:
        chosen = chosen.choose(TAB, tab)
        for task in added:
            tasks.step(rut.actor, task.id, Move.FINISH if tab is Tab.DONE else Move.WAIT, seen=task.content)
    coverage = coverage_of(rut.staff.id, region.a.id)

    def page(after: str | None) -> Walked:
        shown = task_list(rut.actor, coverage, chosen, after=after or "")
        return Walked([row.id for row in shown.rows], shown.after)

    there(page, {task.id for task in added})


@pytest.mark.parametrize("waiting", [True, False])
def test_the_list_of_requests_for_listing(region: Region, planners: Planners, frozen: Clock, waiting: bool) -> None:
    rut = region.people["rut"]
    people = Person.objects.exclude(identity__contains="FH")[:MANY]
    requests = [listing.ask(resident(person), region.a, person).thing for person in people]
    assert len(requests) == MANY
    if not waiting:
        for request in requests:
            listing.decline(rut.actor, request.id, "Fullt.", seen=request.content)

    def page(after: Cursor | None) -> Walked:
        shown = listing_page(rut.actor, waiting=waiting, chosen=Chosen.nothing(()), after=after)
        return Walked([row.id for row in shown.rows], shown.older)

    there(page, {request.id for request in requests})


@pytest.mark.parametrize("view", [View.NO_OFFER, View.CALL])
def test_the_waiting_list(region: Region, planners: Planners, frozen: Clock, view: View) -> None:
    rut = region.people["rut"]
    people = Person.objects.exclude(identity__contains="FH")[:MANY]
    entries = [waiting_list.place(rut.actor, region.a, person, Waits.VISIT).thing for person in people]
    for entry in entries if view is View.CALL else ():
        waiting_list.document(rut.actor, entry.id, waiting_list.Documented("wrong_number"))

    def page(after: Cursor | None) -> Walked:
        shown = entries_page(rut.actor, view, after)
        return Walked([entry.id for entry in shown.rows], shown.older)

    there(page, {entry.id for entry in entries})


@pytest.mark.parametrize("informed", [False, True])
def test_those_who_have_accepted(region: Region, planners: Planners, frozen: Clock, informed: bool) -> None:
    rut, olle = region.people["rut"], region.people["olle"]
    appointing.appoint(system("testerna"), region.b)
    keys = set()
    for person in Person.objects.exclude(identity__contains="FH")[:MANY]:
        entry = waiting_list.place(rut.actor, region.a, person, Waits.VISIT).thing
        said = waiting_list.document(rut.actor, entry.id, waiting_list.Documented("reached", told="ja")).thing
        done = waiting_list.change(rut.actor, entry.id, WaitingMove.ACCEPT_VISIT, seen=said.content).thing
        if informed:
            informing.inform(olle.actor, region.b, done.id, "Provkliniken", "Hej.", seen=done.content)
        keys.add(done.id)

    def page(after: Cursor | None) -> Walked:
        shown = accepted(region.organisation.id, informed=informed, after=after)
        return Walked([entry.id for entry in shown.rows], shown.older)

    there(page, keys)


def resident(person: Person) -> Any:
    from tests.people import Resident

    return Resident(person).actor


def test_the_questions_from_colleagues(region: Region, cases: list[Any]) -> None:
    rut, hugo = region.people["rut"], region.people["hugo"]
    for case in cases:
        consulting.consult(rut.actor, case.id, "Vad säger du?", region.a, hugo.staff)

    def page(after: Cursor | None) -> Walked:
        shown = question_page(hugo.staff.id, after)
        return Walked([row.case for row in shown.rows], shown.older)

    there(page, {case.id for case in cases})


def test_the_recipients_of_what_is_sent(region: Region, planners: Planners, frozen: Clock) -> None:
    template = CaseType.objects.create(code="mall", name="Mall", direction="information")
    dispatch = Dispatch.objects.create(
        clinic=region.a, owner=region.people["rut"].staff, template=template, begun=frozen.now()
    )
    people = Person.objects.all()[:MANY]
    added = Recipient.objects.bulk_create(Recipient(dispatch=dispatch, person=person) for person in people)

    def page(after: UUID | None) -> Walked:
        shown = recipients(dispatch, after=after)
        return Walked([row.id for row in shown.rows], shown.after)

    there(page, {recipient.id for recipient in added})


def test_the_outcomes_of_what_was_sent(region: Region, planners: Planners, cases: list[Any]) -> None:
    """First those about whom something is left to do: who did not get it, and who could not be put on a list."""
    template = CaseType.objects.create(code="mall", name="Mall", direction="information")
    dispatch = Dispatch.objects.create(
        clinic=region.a, owner=region.people["rut"].staff, template=template, begun=clock.now(), ordered=clock.now()
    )
    people = list(Person.objects.all()[:MANY])
    added = Recipient.objects.bulk_create(
        Recipient(dispatch=dispatch, person=person, outcome=Outcome.CASE, case=case)
        for person, case in zip(people, cases, strict=True)
    )
    left = {recipient.id for recipient in added[1::2]}
    Recipient.objects.filter(pk__in=left).update(outcome=Outcome.REFUSED, case=None)

    def page(after: UUID | None) -> Walked:
        shown = outcomes(dispatch, after=after)
        return Walked([row.id for row in shown.rows], shown.after)

    walked = there(page, {recipient.id for recipient in added})
    ids = [key for each in walked for key in each.ids]
    assert set(ids[: len(left)]) == left


# ── Operations ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["", Letter.Status.WAITING])
def test_a_clinics_letters(region: Region, frozen: Clock, status: str) -> None:
    alva = region.people["alva"].person
    ordered = [letters.order("test", uuid4(), alva, unit=region.a, title="Hej")[0] for _letter in range(MANY)]

    def page(after: Cursor | None) -> Walked:
        shown, more = letter_page(region.a.id, status, after)
        return Walked([row.id for row in shown], Cursor(shown[-1].updated, shown[-1].id) if more else None)

    there(page, {letter.id for letter in ordered})


def test_what_did_not_arrive(region: Region, cases: list[Any]) -> None:
    """Of the same case too: a notice, its text message and a letter, all of the same moment; as the page links."""
    rut, alva = region.people["rut"], region.people["alva"].person
    for case in cases[:4]:
        rut.does("partial_reply", case, "Vi har läst.")
        letters.order(CASES_LETTERS, case.id, alva, unit=region.a, title="Hej")
    notices = Notification.objects.filter(key__in=[case.id for case in cases], party="resident")
    for notice in notices:
        outgoing.put_notice(notice.id, notice.recipient_kind, notice.recipient_id)
    notices.update(status=Notification.Status.GIVEN_UP)
    Outgoing.objects.update(status=Outgoing.Status.FAILED)
    Letter.objects.update(status=Letter.Status.RETURNED)
    lost = {row.pk for table in (notices, Outgoing.objects.all(), Letter.objects.all()) for row in table}
    assert len(lost) == 12

    def page(after: Cursor | None) -> Walked:
        shown, _more = undelivered(region.a.id, after)
        place = f"?efter={after}" if after is not None else ""
        link = older(rut.browser.open(rut.address("inte-framme/") + place))
        return Walked([row.id for row in shown], Cursor.parse(link.partition("efter=")[2]))

    there(page, lost)


def test_who_has_read(region: Region, frozen: Clock, settings) -> None:
    settings.OWN_LOG_SHOWS = "name"
    alva = region.people["alva"]
    entries = {
        f"Nummer {number}": Entry(
            person=alva.person.id, at=clock.now(), trace=uuid4(), actor=uuid4(), name=f"Nummer {number}",
            action="read", label="case",
        )
        for number in range(MANY)
    }  # fmt: skip
    Entry.objects.bulk_create(entries.values())

    def page(after: str | None) -> Walked:
        shown = alva.browser.open(after or "/vem-har-last")
        names = [row.one("b").text for row in shown.root.one("ol", class_="access").all("li")]
        return Walked([entries[name].id for name in names], older(shown) or None)

    there(page, {entry.id for entry in entries.values()})


def older(page: Page) -> str:
    """Where the page's link to older rows leads; empty when there is none."""
    addresses = {link.attrs["href"] for link in page.main.all("a") if "efter=" in link.attrs.get("href", "")}
    assert len(addresses) <= 1
    return "".join(addresses)


# ── Planning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rising", [None, True, False])
@pytest.mark.parametrize("sort", list(start_filters.Sort))
def test_the_start_page(planners: Planners, frozen: Clock, sort: start_filters.Sort, rising: bool | None) -> None:
    """All plans are one patient's, so that names and numbers are the same too."""
    plans = {Drive(planners).key for _plan in range(MANY)}
    vera = planners.staff["vera"]
    asked = start_filters.ListFilter(sort=sort, rising=rising)

    def page(after: UUID | None = None, before: UUID | None = None) -> Walked:
        wanted = replace(asked, after=after, before=before)
        shown = start.start_page(vera.seat, vera.staff.id, wanted, vera.base)
        return Walked([row.id for row in shown.rows], shown.older, shown.newer)

    there_and_back(page, lambda before: page(before=before), plans)


def test_the_readings_from_outside(planners: Planners, frozen: Clock) -> None:
    svu = Drive(planners).published()
    extern = planners.staff["extern"]
    moment = datetime(2026, 11, 17, 12, tzinfo=UTC)
    frozen.go(hours=5)
    grants = [
        ReadingGrant(
            plan_id=svu.key, session_id=uuid4(), unit=planners.private_unit, basis="consent", by=extern.staff.id,
            by_name="Erik Extern", at=moment,
        )
        for _reading in range(MANY)
    ]  # fmt: skip
    for grant in grants:
        grant.save(force_insert=True)

    def page(after: Cursor | None) -> Walked:
        shown, more = readings_from_outside(planners.region.id, after=after)
        return Walked([row.id for row in shown], Cursor(shown[-1].at, shown[-1].id) if more else None)

    there(page, {grant.id for grant in grants})


def paged_functions() -> set[str]:
    """The functions that cut a page off a list, or go on from a row, by their names."""
    package = Path(vardtrad.__file__).parent
    names = set()
    for file in package.rglob("*.py"):
        if {"tests", "migrations"} & set(file.parts):
            continue
        tree = ast.parse(text := file.read_text(encoding="utf-8"))
        imported = re.search(r"^from vardtrad\.shared\.lists\.paging import .*\bPAGE\b", text, re.MULTILINE)
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            asked = {node.arg for node in ast.walk(function) if isinstance(node, ast.keyword)}
            goes_on = {"TupleLessThan", "TupleGreaterThan"} & used or {"pk__gt", "pk__lt", "id__gt", "id__lt"} & asked
            if goes_on or (imported and "PAGE" in used):
                module = file.relative_to(package).with_suffix("").parts
                names.add(".".join((*module, function.name)))
    return names


def test_every_list_with_pages_is_walked() -> None:
    assert paged_functions() == WALKED.keys() | NO_PAGES.keys()
    assert set(WALKED.values()) <= globals().keys()
