"""Everything that a process remembers: each part of its key is tested, and nothing but the key decides the answer.

A memory whose key lacks a part gives the answer to another question: somebody else's row, yesterday's word, another
unit's rights. The last test finds the memories in the source; a new one fails it until its key is tested here or in the
test that is named for it.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import NoReverseMatch, get_script_prefix, set_script_prefix
from django.utils import translation

import vardtrad
from tests.house.test_cards import PEM, Issuer
from tests.people import Clock, Region, Resident
from tests.reading import Browser
from vardtrad.cases.case import countdown
from vardtrad.cases.case import thread as case_thread
from vardtrad.cases.case.countdown import TimeLeft
from vardtrad.cases.case.facts import may_reach
from vardtrad.cases.case.models import ApprovedContact, Case
from vardtrad.cases.listing import queries as listing
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.staff.frame import queries as frame
from vardtrad.cases.staff.frame import shown as frame_shown
from vardtrad.cases.staff.frame.queries import Office, WorkList
from vardtrad.cases.staff.frame.shown import Readers
from vardtrad.cases.staff.lists import list_sql, saved_views
from vardtrad.cases.staff.lists import shown as case_rows
from vardtrad.cases.staff.lists.filters import STATUS, ListFilter, Sort, Status
from vardtrad.cases.staff.lists.queries import Row as CaseRow
from vardtrad.cases.staff.lists.saved_views import Counts, View
from vardtrad.cases.staff.statistics import queries as statistics
from vardtrad.cases.tasks.filters import Whose
from vardtrad.cases.teams import queries as teams
from vardtrad.cases.teams.models import DutyDay
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.config.backup import tools
from vardtrad.gate import sets
from vardtrad.gate.compiled import Compiled
from vardtrad.gate.door import reading, sealing_keys
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.messages.queries import Counts as MessageCounts
from vardtrad.planning.plan.process import StepView
from vardtrad.planning.plan.queries import PartyProgress, Reached
from vardtrad.planning.publications import queries as publications
from vardtrad.planning.start import queries as start
from vardtrad.planning.start import shown as plan_rows
from vardtrad.planning.start.queries import Row as PlanRow
from vardtrad.planning.svu import statement
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.forms import queries as forms
from vardtrad.shared.forms.engine import expressions, patterns
from vardtrad.shared.login import queries as login
from vardtrad.shared.login.models import World
from vardtrad.shared.login.password import row as password_row
from vardtrad.shared.login.ways import fetching
from vardtrad.shared.login.ways import rows as ways
from vardtrad.shared.login.ways.oidc import metadata as oidc
from vardtrad.shared.login.ways.saml import metadata as saml
from vardtrad.shared.login.ways.tests.test_rows import ROW
from vardtrad.shared.notify import bounces
from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.web import dates, jinja, page_help, paper, readiness
from vardtrad.shared.web.middleware import content_security_policy

ONE, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))
NOON, EVENING = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 20, tzinfo=UTC)


# ── Rows that have been drawn ────────────────────────────────────────────────────────────────────────────────────────

CASE_ROW = CaseRow(
    id=ONE, updated=NOON, created=NOON, case_type="Förnya recept", choice="Nytt", begins="Hej",
    identity="19771207-2391", resident="Alva Ahlgren", protected=False, status="Inkommet", handler="Rut Rask",
    unread=False, flagged=False,
    left=TimeLeft("ok", "1 dag kvar"), urgent=False, snoozed=None, sends=None, consulting=False, came_by="",
    draft=False, handler_left=False,
)  # fmt: skip
OTHER_CASE_ROW: dict[str, list[Any]] = {
    "id": [OTHER], "updated": [EVENING], "created": [EVENING], "case_type": ["Ställ en fråga"], "choice": [""],
    "begins": ["Tack"], "identity": ["19930423-2383"],
    "resident": ["Bo Brunius"], "protected": [True], "status": ["Fördelat"],
    "handler": ["Hugo Holm"], "unread": [True], "flagged": [True],
    "left": [None, TimeLeft("late", "1 dag kvar"), TimeLeft("ok", "2 dagar kvar")], "urgent": [True],
    "snoozed": [EVENING], "sends": [EVENING], "consulting": [True], "came_by": ["Via telefon"],
    "draft": [True], "handler_left": [True],
}  # fmt: skip

STEP = StepView(
    slug="inskrivning", name="Inskrivning", colour="wait", word="Väntar", day="20 nov", estimated=False,
    marks=[PartyProgress(Party.MUNICIPALITY, Reached.NONE)], hint="Väntar på kommunen.", href="/planer/a/",
)  # fmt: skip
OTHER_STEP: dict[str, list[Any]] = {
    "slug": [], "name": ["Tid"], "colour": ["task", "done", "none"], "word": ["Klar"], "day": ["21 nov", ""],
    "estimated": [True],
    "marks": [
        [], [PartyProgress(Party.OUTPATIENT, Reached.NONE)],
        [PartyProgress(Party.MUNICIPALITY, Reached.ALL)],
    ],
    "hint": ["", "Väntar på öppenvården."], "href": ["/planer/b/"], "about": ["Beräknad ut"], "heading": ["Kallelse"],
}  # fmt: skip
PLAN_ROW = PlanRow(
    id=ONE, process="svu", name="Elsa Ek", identity="19380109-2391", protected=False, address="/planer/a/",
    messages_address="/planer/a/meddelande/", steps=[STEP], tasks=[("Kvittera inskrivning", "/planer/a/inskrivning/")],
    counts=MessageCounts(1, 1, 0), updated=NOON, changed=False, event="På permission", deceased=False,
)  # fmt: skip
OTHER_PLAN_ROW: dict[str, list[Any]] = {
    "id": [OTHER], "process": [], "name": ["Olof Ek"], "identity": ["19400101-2391"], "protected": [True],
    "address": ["/planer/b/"], "messages_address": ["/planer/b/meddelande/"],
    "steps": [[replace(STEP, word="Klar")], [replace(STEP, href="/planer/b/")], []],
    "tasks": [[], [("Justera", "/planer/a/inskrivning/")], [("Kvittera", "/planer/b/")]],
    "counts": [MessageCounts(2, 1, 0), MessageCounts(1, 2, 0), MessageCounts(1, 1, 1)], "updated": [EVENING],
    "changed": [True], "event": ["", "Avliden"], "deceased": [True],
}  # fmt: skip


def case_row(row: CaseRow, readers: Readers | None = None, clinic: UUID = ONE) -> str:
    return str(case_rows.rows_html(clinic, [row], {row.id: readers} if readers else {}))


def plan_row(row: PlanRow, unfold: str = "/planer/?a=1", more: object = None) -> str:
    # Each drawing gives the tasks an id of their own, by which their button opens them.
    return re.sub(r"todo-[-0-9a-f]{36}", "todo", str(plan_rows.row_of(row, unfold, more)))


def step(row: StepView) -> str:
    return str(plan_rows.step_cell(row))


@pytest.fixture(autouse=True)
def empty_memories() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    for memory in (case_rows._rows, plan_rows._rows, plan_rows._cells, saved_views._counts):
        memory._answers.clear()
    reading._latest._at.clear()


def shows(draw: Callable[..., str], base: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """What is drawn after something else has been remembered is what is drawn with an empty memory, and differs."""
    draw(*base)
    remembered = draw(*other)
    forget()
    assert remembered == draw(*other)
    assert remembered != draw(*base)


def changed(base: Any, others: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(replace(base, **{name: value}), id=f"{name}-{place}")
        for name, values in others.items()
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize("row", changed(CASE_ROW, OTHER_CASE_ROW))
def test_a_row_of_a_work_list(row: CaseRow) -> None:
    shows(case_row, (CASE_ROW,), (row,))


@pytest.mark.parametrize(
    "other", [(Readers("HH", "Hugo Holm läser"), ONE), (Readers("RR", "Hugo Holm läser"), ONE),
              (Readers("RR", "Rut Rask läser"), OTHER), (None, ONE)],
    ids=["who", "words", "clinic", "nobody"],
)  # fmt: skip
def test_a_row_of_a_work_list_with_its_readers_at_a_clinic(other: tuple[Readers | None, UUID]) -> None:
    shows(case_row, (CASE_ROW, Readers("RR", "Rut Rask läser"), ONE), (CASE_ROW, *other))


@pytest.mark.parametrize("row", changed(PLAN_ROW, OTHER_PLAN_ROW))
def test_a_row_of_the_start_page(row: PlanRow) -> None:
    shows(plan_row, (PLAN_ROW,), (row,))


@pytest.mark.parametrize("other", [("/planer/?a=2", None), ("/planer/?a=1", "unfolded")])
def test_a_row_of_the_start_page_that_unfolds(other: tuple[str, object]) -> None:
    shows(plan_row, (PLAN_ROW,), (PLAN_ROW, *other))


@pytest.mark.parametrize("cell", changed(STEP, OTHER_STEP))
def test_a_step_of_the_start_page(cell: StepView) -> None:
    shows(step, (STEP,), (cell,))


@pytest.mark.parametrize(
    ("base", "others"), [(CASE_ROW, OTHER_CASE_ROW), (PLAN_ROW, OTHER_PLAN_ROW), (STEP, OTHER_STEP)]
)
def test_every_field_of_what_is_drawn_is_changed(base: Any, others: dict[str, list[Any]]) -> None:
    assert [field.name for field in fields(base)] == list(others)


@pytest.mark.parametrize(
    ("draw", "base"),
    [(case_row, replace(CASE_ROW, urgent=True)), (plan_row, PLAN_ROW), (step, replace(STEP, estimated=True))],
)
def test_the_language_of_what_is_drawn(draw: Callable[..., str], base: Any) -> None:
    with translation.override("sv"):
        swedish = draw(base)
    with translation.override("en"):
        english = draw(base)
        forget()
        assert english == draw(base) != swedish


def test_the_year_in_a_row_of_the_start_page(frozen: Clock) -> None:
    this_year = plan_row(PLAN_ROW)
    frozen.go(days=60)
    next_year = plan_row(PLAN_ROW)
    forget()
    assert next_year == plan_row(PLAN_ROW) != this_year


# ── Counts of views ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["nothing", "clinic", "list", "filter", "words", "holders", "change"])
def test_the_count_of_a_view(region: Region, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    hugo, rut = region.people["hugo"], region.people["rut"]
    actor, coverage, asked, which, latest = hugo.actor, coverage_of(hugo.staff.id, region.a.id), ListFilter(), None, 1

    def counts() -> Counts:
        monkeypatch.setattr(saved_views, "latest_change", lambda _clinic: latest)
        return Counts(actor, [View(ONE, "Min vy", "/", which or WorkList.OWN_ALL, asked)], coverage)

    assert len(counts().questions) == 1
    assert counts().all_of([7]) == [7]
    if part == "clinic":
        actor = replace(actor, unit=region.b.id)
    elif part == "list":
        which = WorkList.OWN_TO_DO
    elif part == "filter":
        asked = asked.choose(STATUS, (Status.UNHANDLED,))
    elif part == "words":
        asked = replace(asked, words="Levaxin")
    elif part == "holders":
        coverage = coverage_of(rut.staff.id, region.a.id)
    elif part == "change":
        latest = 2
    assert len(counts().questions) == (0 if part == "nothing" else 1)


# ── Readings that have been traced ───────────────────────────────────────────────────────────────────────────────────

READER = Actor(ActorKind.STAFF, ONE, "Rut Rask", unit=ONE, role="sjukskoterska", session=ONE)


@pytest.mark.parametrize(
    ("actor", "label", "key"),
    [
        (replace(READER, session=OTHER), "case", ONE), (replace(READER, id=OTHER), "case", ONE),
        (replace(READER, unit=OTHER), "case", ONE), (replace(READER, role="lakare"), "case", ONE),
        (READER, "plan", ONE), (READER, "case", OTHER), (replace(READER, session=None), "case", ONE),
    ],
    ids=["session", "person", "unit", "role", "subject", "thing", "no session"],
)  # fmt: skip
def test_a_traced_reading_covers_nothing_but_itself(actor: Actor, label: str, key: UUID) -> None:
    reading._latest.note(READER, "case", ONE)
    assert reading._latest.covers(READER, "case", ONE)
    assert not reading._latest.covers(actor, label, key)


def test_a_traced_reading_covers_no_more_than_its_time(frozen: Clock) -> None:
    reading._latest.note(READER, "case", ONE)
    frozen.moment += reading.FOLLOWED - timedelta(microseconds=1)
    assert reading._latest.covers(READER, "case", ONE)
    frozen.moment += timedelta(microseconds=1)
    assert not reading._latest.covers(READER, "case", ONE)
    frozen.moment -= reading.FOLLOWED + timedelta(microseconds=1)
    assert not reading._latest.covers(READER, "case", ONE), "the computer's clock has been set back"


def test_no_more_readings_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "REMEMBERED", 2)
    for thing in (ONE, OTHER, ONE, THIRD):
        reading._latest.note(READER, "case", thing)
    assert [reading._latest.covers(READER, "case", thing) for thing in (ONE, OTHER, THIRD)] == [True, False, True]


# ── What is worked out once ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Worked:
    """A function that is worked out once: arguments, and those with which each argument in turn is another."""

    function: Any
    base: tuple[Any, ...] = ()
    others: tuple[tuple[Any, ...], ...] = ()


def stretch(**other: Any) -> list_sql._Stretch:
    given = {
        "which": WorkList.OWN_ALL, "wanted": ListFilter(), "rises": True, "clinic": ONE, "holders": (ONE,),
        "place": (NOON, ONE),
    }  # fmt: skip
    return list_sql._Stretch(**given | other)


WORKED = {
    "cases.case.countdown._working_days": Worked(
        countdown._working_days, (date(2026, 11, 16), date(2026, 11, 20)),
        ((date(2026, 11, 17), date(2026, 11, 20)), (date(2026, 11, 16), date(2026, 11, 23))),
    ),
    "cases.staff.frame.queries._listings": Worked(frame._listings),
    "shared.web.page_help.part_about": Worked(page_help.part_about, ("inkorg",), (("barn",), ("nowhere",))),
    "cases.staff.frame.queries._tasks": Worked(
        frame._tasks, (Whose.OWN, 1, True), ((Whose.FREE, 0, True), (Whose.OWN, 2, True), (Whose.OWN, 1, False))
    ),
    "cases.staff.frame.queries._questions_from_colleagues": Worked(frame._questions_from_colleagues),
    "cases.staff.frame.queries._counted": Worked(
        frame._counted, (WorkList.OWN_ALL, 1), ((WorkList.OWN_TO_DO, 1), (WorkList.OWN_ALL, 2))
    ),
    "cases.staff.lists.saved_views._views": Worked(saved_views._views),
    "cases.staff.lists.list_sql._written": Worked(
        list_sql._written, (stretch(), ONE),
        (
            (stretch(which=WorkList.INCOMING), ONE), (stretch(wanted=ListFilter(sort=Sort.CREATED)), ONE),
            (stretch(rises=False), ONE), (stretch(clinic=OTHER), ONE), (stretch(holders=(OTHER,)), ONE),
            (stretch(place=(EVENING, ONE)), ONE), (stretch(), OTHER),
        ),
    ),
    "cases.staff.lists.list_sql._listed": Worked(
        list_sql._listed, (stretch(),),
        (
            (stretch(which=WorkList.INCOMING),), (stretch(wanted=ListFilter(sort=Sort.CREATED)),),
            (stretch(rises=False),), (stretch(clinic=OTHER),), (stretch(holders=(OTHER,)),),
            (stretch(place=(EVENING, ONE)),),
        ),
    ),
    "cases.staff.lists.list_sql._chosen": Worked(
        list_sql._chosen, (Sort.UPDATED, True), ((Sort.CREATED, True), (Sort.UPDATED, False))
    ),
    "cases.staff.lists.list_sql._kept": Worked(
        list_sql._kept, (WorkList.OWN_ALL, Sort.UPDATED, True, 1, True),
        (
            (WorkList.OWN_TO_DO, Sort.UPDATED, True, 1, True), (WorkList.OWN_ALL, Sort.CREATED, True, 1, True),
            (WorkList.OWN_ALL, Sort.UPDATED, False, 1, True), (WorkList.OWN_ALL, Sort.UPDATED, True, 2, True),
            (WorkList.OWN_ALL, Sort.UPDATED, True, 1, False),
        ),
    ),
    "cases.staff.statistics.queries._calendar": Worked(
        statistics._calendar, (date(2026, 11, 20),), ((date(2026, 11, 23),),)
    ),
    "config.backup.tools._major": Worked(tools._major, ("/nowhere/pg_dump",)),
    "cases.case.thread._messages": Worked(case_thread._messages, (True,), ((False,),)),
    "cases.teams.queries._on_the_roster": Worked(teams._on_the_roster, (True,), ((False,),)),
    "gate.door.sealing_keys._held": Worked(sealing_keys._held, (("a",),), ((("b",),),)),
    "gate.sets._all_fields": Worked(sets._all_fields, (Case,), ((ListingRequest,),)),
    "gate.sets._generated": Worked(sets._generated, (Case,), ((Trace,),)),
    "gate.sets._insertion": Worked(
        sets._insertion, (DutyDay, (("%s",),)), ((ListingRequest, (("%s",),)), (DutyDay, (("%s",), ("%s",))))
    ),
    "gate.sets._insertion_of_many": Worked(sets._insertion_of_many, (Case,), ((ListingRequest,),)),
    "gate.sets._change": Worked(
        sets._change, (Case, ("state",), ("%s",)),
        (
            (ListingRequest, ("state",), ("%s",)), (Case, ("version",), ("%s",)), (Case, ("state",), ("now()",)),
        ),
    ),
    "gate.sets._statement": Worked(
        sets._statement, (Case, ("state", "version")), ((ListingRequest, ("state", "version")), (Case, ("state",)))
    ),
    "kernel.clock._days_off": Worked(clock._days_off, (2026,), ((2027,),)),
    "kernel.clock._names_of_days_off": Worked(clock._names_of_days_off, (2026,), ((2027,),)),
    "planning.start.queries._opening": Worked(start._opening),
    "planning.publications.queries._published": Worked(
        publications._published, (frozenset({"tid"}), frozenset({"publish"})),
        ((frozenset({"utskrivning"}), frozenset({"publish"})), (frozenset({"tid"}), frozenset({"attest"}))),
    ),
    "planning.svu.statement.statement_fields": Worked(statement.statement_fields),
    "planning.svu.statement.statement_paths": Worked(statement.statement_paths),
    "shared.care_units.queries._assignment": Worked(care_units._assignment),
    "shared.care_units.queries._setup": Worked(care_units._setup),
    "shared.care_units.queries._giving": Worked(care_units._giving),
    "shared.login.queries._session": Worked(login._session, (World.STAFF,), ((World.RESIDENT,),)),
    "shared.web.dates._short": Worked(
        dates._short, (date(2026, 5, 20), "sv_SE"), ((date(2026, 5, 21), "sv_SE"), (date(2026, 12, 20), "en_GB"))
    ),
    "shared.web.jinja.static_url": Worked(jinja.static_url, ("img/sprite.svg",), (("css/paper.css",),)),
    "shared.web.paper.available": Worked(paper.available),
    "shared.web.readiness._wanted": Worked(readiness._wanted),
}  # fmt: skip
"""The functions of ``functools.cache`` and ``lru_cache``, by their names."""


def plain(answer: Any) -> Any:
    """An answer that can be compared: of a compiled query its text and what stands in it."""
    if isinstance(answer, Compiled):
        return answer.sql, answer.parameters(*(f"value {place}" for place in range(20)))
    return answer


@pytest.mark.parametrize("name", WORKED)
def test_each_argument_of_what_is_worked_out_once(db: None, name: str) -> None:
    worked = WORKED[name]
    worked.function.cache_clear()
    base = plain(worked.function(*worked.base))
    for other in worked.others:
        remembered = plain(worked.function(*other))
        assert remembered == plain(worked.function.__wrapped__(*other))
        assert remembered != base
    assert plain(worked.function(*worked.base)) == base
    parameters = inspect.signature(worked.function.__wrapped__).parameters
    tried = {place for other in worked.others for place, value in enumerate(other) if value != worked.base[place]}
    assert tried == set(range(len(parameters))) or name == "config.backup.tools._major"


@pytest.mark.parametrize("name", WORKED)
def test_nothing_but_the_arguments_decides_what_is_worked_out_once(db: None, name: str, frozen: Clock) -> None:
    worked = WORKED[name]
    with translation.override("sv"):
        base = plain(worked.function.__wrapped__(*worked.base))
    frozen.go(days=400, hours=9)
    with translation.override("en"):
        assert plain(worked.function.__wrapped__(*worked.base)) == base


@pytest.mark.parametrize(
    "other", [("https://other.example", "https://a.example"), ("https://live.example", "https://live.example")]
)
def test_the_policy_of_a_page_for_each_address(other: tuple[str, str], settings: Any, browser: Browser) -> None:
    def policy() -> str:
        answer = browser.get("/healthz")
        return str(answer.headers["Content-Security-Policy"])

    settings.LIVE_URL, settings.PUBLIC_URL = "https://live.example", "https://a.example"
    first = policy()
    settings.LIVE_URL, settings.PUBLIC_URL = other
    assert policy() == content_security_policy(*other) != first


def test_who_may_be_reached_is_asked_for_each_person_at_each_clinic(
    region: Region, alva: Resident, bo: Resident
) -> None:
    """The memory is of one call of ``facts``."""
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    alva.person.refresh_from_db()
    ApprovedContact.objects.create(clinic=region.a, person=alva.person)
    requests = [
        ListingRequest(clinic=clinic, patient=person)
        for person in (alva.person, bo.person)
        for clinic in (region.a, region.b)
    ]
    facts = listing.facts(alva.actor, [(request, "") for request in requests])
    asked = [facts[request.id].may_reach_clinic for request in requests]
    assert asked == [may_reach(request.patient, request.clinic_id) for request in requests]
    assert asked == [True, False, True, True]


def test_the_query_of_a_thing_is_for_its_model_what_goes_with_it_and_the_lock(db: None) -> None:
    asked = [(Case, (), False), (ListingRequest, (), False), (Case, ("clinic",), False), (Case, (), True)]
    queries = [reading.one_thing(model, related, locked=locked).sql for model, related, locked in asked]
    assert len(set(queries)) == len(asked)


def test_a_text_of_the_screen_is_remembered_by_language() -> None:
    said = []
    for language in ("sv", "en", "sv"):
        with translation.override(language):
            said.append((str(jinja.words("Skicka")), str(jinja.words("Stäng"))))
    assert said == [("Skicka", "Stäng"), ("Send", "Close"), ("Skicka", "Stäng")]


RECEIVES, HANDLES = frozenset({"receiver"}), frozenset({"handler"})
NONE_WAITS = tuple((which, 0) for which in Office)
MENU = ("sv", ONE, RECEIVES | HANDLES, WorkList.INCOMING, "", ((WorkList.INCOMING, 3), *NONE_WAITS))
AROUND = ("sv", ONE, WorkList.CLINIC_ALL, ListFilter())


def put(base: tuple[Any, ...], **other: Any) -> tuple[Any, ...]:
    """The arguments with some changed, by their places: ``_0`` is the first."""
    return tuple(other.get(f"_{place}", value) for place, value in enumerate(base))


@pytest.mark.parametrize(
    ("memory", "base", "others"),
    [
        (
            frame_shown._groups, MENU,
            [
                put(MENU, _0="en"), put(MENU, _1=OTHER), put(MENU, _2=HANDLES), put(MENU, _3=WorkList.DISTRIBUTED),
                put(MENU, _3=None, _4=f"/personal/{ONE}/listning/"),
                put(MENU, _5=((WorkList.INCOMING, 4), *NONE_WAITS)),
                put(MENU, _5=((WorkList.INCOMING, 3), (WorkList.UNTAKEN, 0), *NONE_WAITS)),
            ],
        ),
        (
            case_rows._around, AROUND,
            [
                put(AROUND, _0="en"), put(AROUND, _1=OTHER), put(AROUND, _2=WorkList.CLINIC_TO_DO),
                put(AROUND, _3=ListFilter(sort=Sort.URGENCY)), put(AROUND, _3=ListFilter(search=ONE)),
            ],
        ),
    ],
    ids=["the menu", "what stands around a list"],
)  # fmt: skip
def test_what_is_drawn_for_all_who_ask_the_same(memory: Any, base: tuple[Any, ...], others: list[Any]) -> None:
    """Each part of the key changes what is remembered; the language is the one that is spoken."""

    def spoken(ask: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        with translation.override(arguments[0]):
            return ask(*arguments)

    memory.cache_clear()
    first = spoken(memory, base)
    for other in others:
        remembered = spoken(memory, other)
        assert remembered == spoken(memory.__wrapped__, other)
        assert remembered != first
    assert spoken(memory, base) == spoken(memory.__wrapped__, base) == first
    changed_places = {place for other in others for place, value in enumerate(other) if value != base[place]}
    assert changed_places == set(range(len(base)))


def test_the_address_of_a_page_is_remembered_by_what_it_names_and_where_the_tree_begins(settings: Any) -> None:
    begun = get_script_prefix()
    here = jinja.url("clinic_start", ONE)
    try:
        set_script_prefix("/vard/")
        assert jinja.url("clinic_start", ONE) == f"/vard{here}"
    finally:
        set_script_prefix(begun)
    assert jinja.url("clinic_start", ONE) == here != jinja.url("clinic_start", OTHER)
    assert jinja.url("clinics") != jinja.url("plans_entry")
    settings.ROOT_URLCONF = "tests.bench.bare"
    with pytest.raises(NoReverseMatch):
        jinja.url("clinic_start", ONE)


# ── All of them ──────────────────────────────────────────────────────────────────────────────────────────────────────

HERE = "tests/house/test_memories.py"
WITH_TESTS = dict.fromkeys(WORKED, f"{HERE}::test_each_argument_of_what_is_worked_out_once") | {
    "cases.listing.queries.facts.reaches": f"{HERE}::test_who_may_be_reached_is_asked_for_each_person_at_each_clinic",
    "cases.staff.lists.saved_views._counts": f"{HERE}::test_the_count_of_a_view",
    "cases.staff.lists.shown._rows": f"{HERE}::test_a_row_of_a_work_list",
    "gate.door.reading._Latest.__init__.OrderedDict": f"{HERE}::test_a_traced_reading_covers_nothing_but_itself",
    "shared.login.ways.fetching._trust": f"{HERE}::test_the_certificates_that_a_provider_is_trusted_by",
    "shared.login.password.row._configured": f"{HERE}::test_the_row_of_the_ordered_password",
    "shared.forms.engine.expressions._parsed_once": f"{HERE}::test_what_a_form_is_read_to",
    "shared.forms.engine.patterns.compiled": f"{HERE}::test_what_a_form_is_read_to",
    "shared.forms.queries.read_source": f"{HERE}::test_what_a_form_is_read_to",
    "shared.login.ways.rows._configured": f"{HERE}::test_the_rows_of_the_ways_in",
    "planning.start.shown._cells": f"{HERE}::test_a_step_of_the_start_page",
    "planning.start.shown._rows": f"{HERE}::test_a_row_of_the_start_page",
    "shared.lists.remembered.Remembered.__init__.OrderedDict": (
        "src/vardtrad/shared/lists/tests/test_remembered.py::test_an_answer_is_made_once_for_each_key"
    ),
    "cases.staff.frame.shown._groups": f"{HERE}::test_what_is_drawn_for_all_who_ask_the_same",
    "cases.staff.lists.shown._around": f"{HERE}::test_what_is_drawn_for_all_who_ask_the_same",
    "shared.web.jinja._address": (
        f"{HERE}::test_the_address_of_a_page_is_remembered_by_what_it_names_and_where_the_tree_begins"
    ),
    "shared.web.middleware.security_headers.policy": f"{HERE}::test_the_policy_of_a_page_for_each_address",
    "gate.compiled._generic": "src/vardtrad/gate/tests/test_compiled.py",
    "gate.compiled._named": "src/vardtrad/gate/tests/test_compiled.py",
    "gate.door.reading.one_thing": f"{HERE}::test_the_query_of_a_thing_is_for_its_model_what_goes_with_it_and_the_lock",
    "shared.web.jinja._words": f"{HERE}::test_a_text_of_the_screen_is_remembered_by_language",
    "gate.door.trace._page": "src/vardtrad/gate/tests/test_log_and_versions.py",
    "shared.notify.bounces._told": f"{HERE}::test_each_fault_of_the_mail_is_told_once_an_hour",
    "shared.login.ways.oidc.metadata._PROVIDERS": (
        f"{HERE}::test_what_is_remembered_of_a_provider_is_for_its_row_as_it_stands"
    ),
    "shared.login.ways.saml.metadata._KEPT": f"{HERE}::test_the_metadata_of_saml_are_for_the_row_as_it_stands",
    "gate.worker._next_look": "src/vardtrad/gate/tests/test_worker.py",
    "kernel.uuid7._sequence": "src/vardtrad/kernel/tests/test_uuid7.py",
    "shared.web.paper.undrawn_scripts": "src/vardtrad/shared/web/tests/test_paper.py",  # no key: this machine's fonts
}
"""Where the key of each memory is tested."""
WITHOUT_KEY = {
    "gate.compiled.Compiled._making": "what a prepared query makes of its rows; it lives as long as the query",
    "planning.plan.forms.StaffSearch.staff": "an answer of one form, which lives as long as a request",
    "planning.plan.forms.PersonForm.people": "an answer of one form, which lives as long as a request",
    "planning.fields.looking.Looking": "what one page looks at, which lives as long as a request",
    "planning.sip.pages.look.Look": "what one page looks at, which lives as long as a request",
    "cases.staff.registering.telling.Telling": "what one page asks, which lives as long as a request",
    "shared.web.paper._unpacked": "a font of ours, by its file",
    "shared.login.password.actions._made_up": "the hash of a password that nobody has",
}
MAKERS = {
    "cache", "lru_cache", "cached_property", "Remembered", "OrderedDict", "WeakSet", "WeakKeyDictionary", "ContextVar",
}  # fmt: skip


def memories(path: Path) -> Iterator[str]:
    """What a file remembers, by the names of what it stands in and of what holds it."""
    module = ".".join(path.relative_to(Path(vardtrad.__file__).parent).with_suffix("").parts)

    def named(node: ast.AST) -> str:
        called = node.func if isinstance(node, ast.Call) else node
        return ast.unparse(called).partition("[")[0].rpartition(".")[2]

    def walk(node: ast.AST, inside: str, holder: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                # What is worked out once and from nothing has no key.
                nothing = isinstance(child, ast.FunctionDef) and not ast.unparse(child.args)
                if not nothing and any(named(decorator) in MAKERS for decorator in child.decorator_list):
                    yield f"{inside}.{child.name}"
                for statement_ in child.body:
                    yield from walk(ast.Module([statement_], []), f"{inside}.{child.name}", "")
            elif isinstance(child, ast.Assign | ast.AnnAssign):
                target = child.targets[0] if isinstance(child, ast.Assign) else child.target
                yield from walk(child, inside, target.id if isinstance(target, ast.Name) else "")
            elif isinstance(child, ast.Global):
                yield from (f"{module}.{name}" for name in child.names)
            elif isinstance(child, ast.Call) and named(child) in MAKERS:
                yield f"{inside}.{holder or named(child)}"
            else:
                yield from walk(child, inside, holder)

    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from walk(tree, module, "")
    yield from (f"{module}.{name}" for name in filled_later(tree))


def filled_later(tree: ast.Module) -> set[str]:
    """The dictionaries, lists and sets of a module that begin empty and that a function of it puts things into."""
    begun = {
        ast.unparse(target)
        for statement_ in tree.body
        if isinstance(statement_, ast.Assign | ast.AnnAssign) and statement_.value is not None
        if re.fullmatch(r"\{\}|\[\]|(dict|list|set|deque|defaultdict)\(.*\)", ast.unparse(statement_.value))
        for target in (statement_.targets if isinstance(statement_, ast.Assign) else [statement_.target])
    }
    filled = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            stores = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del)
            adds = isinstance(node, ast.Attribute) and node.attr in {"append", "add", "update", "setdefault", "extend"}
            if stores or adds:
                filled.add(ast.unparse(node.value))
    return begun & filled


def worked_out_from_nothing() -> list[Any]:
    """Every remembered function without arguments that gives an answer; what it does once is no memory."""
    package = Path(vardtrad.__file__).parent
    functions = []
    for path in sorted(package.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts) or "cache" not in (text := path.read_text(encoding="utf-8")):
            continue
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(text)):
            cached = isinstance(node, ast.FunctionDef) and any(
                re.match(r"(functools\.)?(lru_)?cache\b", ast.unparse(decorator)) for decorator in node.decorator_list
            )
            if cached and not ast.unparse(node.args) and ast.unparse(node.returns or ast.Constant(0)) != "None":
                functions.append(pytest.param(name, node.name, id=f"{name.removeprefix('vardtrad.')}.{node.name}"))
    return functions


@pytest.mark.parametrize(("module", "name"), worked_out_from_nothing())
def test_what_is_worked_out_once_from_nothing_is_the_same_in_another_language_and_at_another_time(
    db: None, module: str, name: str, frozen: Clock
) -> None:
    ask = getattr(import_module(module), name).__wrapped__
    with translation.override("sv"):
        base = plain(ask())
    frozen.go(days=400, hours=9)
    with translation.override("en"):
        assert plain(ask()) == base


def test_the_rows_of_the_ways_in(settings: Any) -> None:
    said = []
    for key in ("frej", "bank", "frej"):
        settings.WAYS = [ROW | {"id": key}]
        said.append([way.id for way in ways.configured().ways])
    assert said == [["frej"], ["bank"], ["frej"]]


def test_the_row_of_the_ordered_password(settings: Any) -> None:
    said = []
    for title in ("Lösenord", "Kod", "Lösenord"):
        settings.PASSWORD_WAYS = [{"protocol": "password", "title": title}]
        way = password_row._configured(repr(settings.PASSWORD_WAYS), True)
        said.append(way.title if way is not None else "")
    assert said == ["Lösenord", "Kod", "Lösenord"]
    assert password_row._configured(repr(settings.PASSWORD_WAYS), False) is None


def test_what_a_form_is_read_to() -> None:
    """Each pattern, each expression and each stored text gives what it says itself, also when asked for again."""
    assert [bool(patterns.compiled(pattern).fullmatch("12")) for pattern in ("[0-9]+", "[a-z]+", "[0-9]+")] == [
        True, False, True,
    ]  # fmt: skip
    assert str(expressions._parsed_once("1 + 1")) != str(expressions._parsed_once("2 > 1"))
    titles = [forms.read_source(f'{{"resourceType": "Questionnaire", "title": "{name}"}}') for name in ("A", "B", "A")]
    assert [read.form.title for read in titles] == ["A", "B", "A"]


def test_the_certificates_that_a_provider_is_trusted_by(tmp_path: Path) -> None:
    names = [f"Prov {number}" for number in range(2)]
    files = [tmp_path / f"{number}.pem" for number in range(2)]
    for name, file in zip(names, files, strict=True):
        file.write_bytes(Issuer(name).certificate.public_bytes(PEM))
    trusted = [fetching._trust(str(file), "", "").get_ca_certs() for file in files]
    assert [str(name) in str(given) for given in trusted for name in names] == [True, False, False, True]
    assert not any(name in str(fetching._trust("", "", "").get_ca_certs()) for name in names)


def test_what_is_remembered_of_a_provider_is_for_its_row_as_it_stands() -> None:
    """Another row has its own memory, and a row that has been changed begins anew; so has SAML, below."""
    (frej,) = ways.read([ROW]).ways
    (bank,) = ways.read([ROW | {"id": "bank"}]).ways
    moved = replace(frej, issuer="https://other.example")
    oidc.forget()
    first = oidc.provider_of(frej)
    assert oidc.provider_of(frej) is first is not oidc.provider_of(bank)
    assert oidc.provider_of(frej) is first
    assert oidc.provider_of(moved) is not first
    assert oidc.provider_of(moved).way == moved
    oidc.forget()


def test_the_metadata_of_saml_are_for_the_row_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    (frej,) = ways.read([ROW]).ways
    rows = [frej, replace(frej, id="bank"), frej, replace(frej, issuer="https://other.example")]
    asked: list[Any] = []
    monkeypatch.setattr(saml, "read", lambda way: asked.append(way) or way)
    saml.forget()
    assert [saml.metadata_of(way) for way in rows] == rows
    assert asked == [rows[0], rows[1], rows[3]]
    saml.forget()


def test_each_fault_of_the_mail_is_told_once_an_hour(
    frozen: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounces, "_told", {})
    for fault in ("no folder", "no folder", "no mailbox"):
        bounces._tell(fault)
    assert [record.getMessage() for record in caplog.records] == ["no folder; trying again", "no mailbox; trying again"]
    frozen.go(minutes=59)
    bounces._tell("no folder")
    assert len(caplog.records) == 2
    frozen.go(minutes=1)
    bounces._tell("no folder")
    assert caplog.records[-1].getMessage() == "no folder; trying again"
    assert len(caplog.records) == 3


def test_every_memory_in_the_code_has_a_test() -> None:
    package = Path(vardtrad.__file__).parent
    files = [path for path in package.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    remembered = {name for path in files for name in memories(path)}
    excused = {name for name in remembered for known in WITHOUT_KEY if f"{name}.".startswith(f"{known}.")}
    assert remembered - excused - set(WITH_TESTS) == set()
    assert {known for known in WITHOUT_KEY if not any(f"{name}.".startswith(f"{known}.") for name in excused)} == set()


def test_the_tests_that_are_named_are_there() -> None:
    root = Path(__file__).resolve().parents[2]
    for place in WITH_TESTS.values():
        path, _, name = place.partition("::")
        assert f"def {name or 'test_'}" in (root / path).read_text(encoding="utf-8"), place
