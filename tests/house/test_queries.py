"""Query budgets: every page costs a fixed number of queries, however many cases, messages and colleagues there are.

The numbers are those of production: what only the test's own transaction adds (savepoints) is not counted.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region, Resident, assign, hire, logged_in, now
from tests.planners import Planners
from tests.plans import Drive
from tests.reading import Browser
from tests.sips import SipDrive
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves.answering import Answer
from vardtrad.cases.case.moves.asking_back import Ask
from vardtrad.cases.case.moves.distributing import HandOver
from vardtrad.cases.case.moves.sending import Send
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.resident import reviewed
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.planning.sip.field_specs import ACTIVITIES, PERSON, SUB_GOALS
from vardtrad.planning.sip.states import Step
from vardtrad.planning.svu.events import register_event
from vardtrad.planning.svu.queries import published
from vardtrad.shared.letters import actions as letters

MANY = 60

# The session with the permissions, whose cases the user works with, the rows, the trace, saved views, all counts, and
# who else is in a case.
LIST = 7
LISTS = [
    "arenden/", "arenden/alla", "arenden/inkomna", "arenden/fordelade", "arenden/avslutade",
    "mina/", "mina/alla", "mina/tilldelade", "mina/fragor", "mina/avslutade",
]  # fmt: skip
# The session, the rows, the trace, and what has been begun and not sent.
INBOX = 4
# Session with permissions, case, trace, whose hands, counts; messages, what else has happened; standard answers, what
# is sent later, drafts and their files, who else is there, tasks and their steps; the person's other cases; the danger
# signs that were confirmed.
CASE_PAGE = 16
# Session, case, trace, messages, what else has happened, the danger signs that were confirmed, and what the resident
# has written and not sent.
RESIDENTS_CASE_PAGE = 7
# With whose guardians are to be told of it.
REPLY = 14
OIDC_LOGIN = 6
# The clinic's days and routing, the words to search by, the day's responsible, and the draft that is no longer needed;
# whether the clinic asks about danger signs, on the page and at the door.
NEW_CASE = 18
# An open SVU: seat, plan, trace, who takes part, what they have confirmed, versions; who may, the countdown, events,
# messages, what the reader has typed, and the right field (consent, contacts, earlier plans). The steps with fields ask
# for the fields besides.
SVU_PAGE, SVU_FIELDS, SVU_PAPER, SVU_COMPARED = 35, 47, 20, 40
# An open SIP, step by step: as an SVU, with the meeting's times and answers, the fields, and the rows of the plan.
SIP_STEPS = [29, 27, 34]
# A person's plans, one of them, and the same on paper.
OWN_PLANS = [5, 7, 12, 12]
# A clinic's letters with their bundles, and the form of a case that staff register.
LETTERS, REGISTER = 7, 3


def cost(act: Any) -> int:
    """The number of queries that something takes, without savepoints."""
    with CaptureQueriesContext(connection) as caught:
        act()
    kinds = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
    asked = [query["sql"] for query in caught.captured_queries if not query["sql"].startswith(kinds)]
    return len(asked)


def cases_in_every_list(region: Region, alva: Resident, rut: Employee, hugo: Employee, number: int) -> None:
    """This many cases in each of the lists, made set by set."""
    start = door.Start(
        lambda: Case(clinic=region.a, case_type=region.renewal, patient=alva.person, feedback_due=clock.now()),
        Send("Ett ord."),
    )

    def to_hugo(moving: Any) -> None:
        moving.thing.handler = hugo.staff

    def moved(who: Employee, move: str, things: list[Case]) -> None:
        given = {"assign": HandOver(hugo.staff), "ask": Ask("Ett ord."), "answer": Answer("Ett ord.")}[move]
        asks = [door.Request(thing.id, given, seen=now(thing).content) for thing in things]
        done = door.move_many(CASES, who.actor, move, asks, body=to_hugo if move == "assign" else lambda moving: None)
        assert all(isinstance(outcome, door.Moved) for outcome in done)

    begun = door.begin_many(CASES, alva.actor, "send", [start] * 5 * number, body=lambda moving: None)
    things = [outcome.thing for outcome in begun if isinstance(outcome, door.Moved)]
    assert len(things) == 5 * number
    moved(rut, "answer", things[:number])
    moved(rut, "assign", things[: 3 * number : -1])
    moved(rut, "assign", things[number : 3 * number])
    moved(hugo, "ask", things[number : 2 * number])
    moved(hugo, "answer", things[2 * number : 3 * number])


def talk(case: Case, alva: Resident, hugo: Employee, rounds: int) -> None:
    """A long dialogue in one case."""
    for _round in range(rounds):
        hugo.does("ask", case, "En fråga?")
        alva.answers_back(case, "Ett svar.")


@pytest.fixture
def warm(region: Region, rut: Employee, hugo: Employee, alva: Resident) -> None:
    """Everybody is logged in, and the memory caches are filled."""
    for who in (rut, hugo):
        who.browser.get(who.address())
        who.browser.get(who.address("mina/"))
    alva.browser.get("/inkorg")


def test_a_list_costs_the_same_for_one_case_and_for_sixty(warm, region, alva, rut, hugo) -> None:
    def costs() -> dict[str, int]:
        queries = {}
        for path in LISTS:
            who = hugo if path.startswith("mina") else rut
            queries[path] = cost(partial(who.browser.get, who.address(path)))
        return queries

    cases_in_every_list(region, alva, rut, hugo, 1)
    few = costs()
    cases_in_every_list(region, alva, rut, hugo, MANY)
    many = costs()
    assert few == many == dict.fromkeys(LISTS, LIST)


def test_the_inbox(warm, region, alva) -> None:
    alva.sends(region.renewal_at_a)
    few = cost(lambda: alva.browser.get("/inkorg"))
    for _case in range(MANY):
        alva.sends(region.renewal_at_a)
    assert few == cost(lambda: alva.browser.get("/inkorg")) == INBOX


def test_a_proxy_pays_one_query_for_being_one(warm, region, alva) -> None:
    """Whether somebody may still act for a child is read in every request; who acts for nobody pays nothing for it."""
    from vardtrad.kernel import clock
    from vardtrad.shared.login.models import Session
    from vardtrad.shared.people.models import Guardianship, Person
    from vardtrad.shared.proxies.models import Link

    child = Person.objects.create(identity="201805022389", given_name="Elina", family_name="Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    Link.objects.create(proxy=alva.person, person=child, added=clock.now())
    Session.objects.filter(person=alva.person).update(acting_for=child)
    alva.browser.get("/inkorg")
    assert cost(lambda: alva.browser.get("/inkorg")) == INBOX + 1


def test_a_case(warm, region, hugos_case, alva, hugo, rut) -> None:
    talk(hugos_case, alva, hugo, 1)
    for browser, address in (
        (hugo.browser, hugo.case_address(hugos_case)),
        (alva.browser, f"/arenden/{hugos_case.id}"),
    ):
        browser.get(address)
    few = cost(lambda: hugo.browser.get(hugo.case_address(hugos_case)))
    few_resident = cost(lambda: alva.browser.get(f"/arenden/{hugos_case.id}"))
    talk(hugos_case, alva, hugo, 30)
    for number in range(20):
        hire(region.a, f"Kim{number}", "Kil", f"SE9921000015-Q{number}", "handler")
    for browser, address in (
        (hugo.browser, hugo.case_address(hugos_case)),
        (alva.browser, f"/arenden/{hugos_case.id}"),
    ):
        browser.get(address)
    assert Message.objects.filter(case=hugos_case).count() > MANY
    assert few == cost(lambda: hugo.browser.get(hugo.case_address(hugos_case))) == CASE_PAGE
    assert few_resident == cost(lambda: alva.browser.get(f"/arenden/{hugos_case.id}")) == RESIDENTS_CASE_PAGE


def test_pages_open_all_day_build_no_sql_anew(warm, region, hugos_case, alva, hugo, rut, monkeypatch) -> None:
    """Django's building of a query takes longer than the answer, so what these pages ask is built once for all."""
    talk(hugos_case, alva, hugo, 1)
    built: list[str] = []
    build = SQLCompiler.as_sql

    def as_sql(compiler: Any, *given: Any, **named: Any) -> Any:
        built.append(str(compiler.query.model.__name__))
        return build(compiler, *given, **named)

    pages = [
        (hugo.browser, hugo.case_address(hugos_case)),
        (rut.browser, rut.case_address(hugos_case)),
        (rut.browser, rut.address("arenden/inkomna")),
        (alva.browser, f"/arenden/{hugos_case.id}"),
    ]
    for browser, address in pages:
        browser.get(address)
    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    for browser, address in pages:
        assert browser.get(address).status_code == 200
    assert built == []


def test_a_reply(warm, region, alva, rut, hugo) -> None:
    def reply() -> int:
        case = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
        sent = {"text": "Ett svar.", "seen": str(now(case).content), "submit_key": str(uuid4())}
        return cost(lambda: hugo.browser.post(hugo.case_address(case, "besvara"), sent))

    reply()  # from here on the browser knows the mark of its forms
    few = reply()
    cases_in_every_list(region, alva, rut, hugo, 5)
    long = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    talk(long, alva, hugo, 30)
    sent = {"text": "Ett svar.", "seen": str(now(long).content), "submit_key": str(uuid4())}
    assert few == reply() == REPLY
    assert cost(lambda: hugo.browser.post(hugo.case_address(long, "besvara"), sent)) == REPLY


def test_a_new_case(warm, region, alva, rut, hugo) -> None:
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"

    def send() -> int:
        shown = reviewed.mark(alva.person.id, region.renewal_at_a.id, "Ett ärende.", "")
        sent = {"text": "Ett ärende.", "gor": "skicka", "submit_key": str(uuid4()), "reviewed": shown}
        return cost(lambda: alva.browser.post(address, sent))

    send()  # from here on the browser knows the mark of its forms
    few = send()
    cases_in_every_list(region, alva, rut, hugo, 5)
    for number in range(20):
        hire(region.a, f"Kim{number}", "Kil", f"SE9921000015-Q{number}", "receiver")
    assert few == send() == NEW_CASE


def test_the_choice_of_clinics_and_the_administration(warm, region, rut, adam) -> None:
    few = cost(lambda: rut.browser.get("/personal/mottagningar"))
    assign(rut.staff, region.b, "receiver")
    assert few == cost(lambda: rut.browser.get("/personal/mottagningar")) == 2
    adam.browser.get(adam.address("administration/"))
    few = cost(lambda: adam.browser.get(adam.address("administration/")))
    for number in range(20):
        hire(region.a, f"Kim{number}", "Kil", f"SE9921000015-Q{number}", "handler")
    assert few == cost(lambda: adam.browser.get(adam.address("administration/"))) == 2


def test_clinics_to_choose_from(warm, region, alva) -> None:
    # With the own health centre, and the clinics written to before.
    assert cost(lambda: alva.browser.get("/mottagningar")) == 3
    assert cost(lambda: alva.browser.get("/mottagningar", {"q": "alen björken city"})) == 2


def test_an_open_svu(planners: Planners) -> None:
    svu = Drive(planners).published().acknowledged().assessing().ready().attested().convened()
    svu.messaged(svu.ward, ask=(svu.care,))
    pages = {
        "inskrivning/": SVU_PAGE,
        # The date that the present one replaced, and of the SIP: the decision, who calls, the calls, and the SIP.
        "tid/": SVU_PAGE + 5,
        "utskrivning/": SVU_PAGE,
        "kartlaggning/": SVU_FIELDS,
        "stallningstagande/": SVU_FIELDS,
        f"version/{published(svu.key)[-1].id}/tid/": SVU_FIELDS,
        "utskrift/": SVU_PAPER,
        "versioner/": SVU_PAPER,
        "versioner/?fran=1&till=2": SVU_COMPARED,
    }

    def costs() -> dict[str, int]:
        browser = svu.care.browser
        # Asked twice, so that the memory caches are filled.
        warmed = {path: cost(partial(browser.get, f"{svu.care.base}svu/{svu.key}/{path}")) for path in pages}
        return {path: cost(partial(browser.get, f"{svu.care.base}svu/{svu.key}/{path}")) for path in warmed}

    few = costs()
    for number in range(10):
        svu.messaged(svu.ward, f"Meddelande {number}.", ask=(svu.care, svu.town))
        register_event(svu.ward.actor, svu.key, "leave", clock.today(), f"Permission {number}.")
        svu.ready(reason=f"Ändring {number}.")
        svu.writes(svu.ward, "kartlaggning.mat", f"Äter {number}.")
    assert costs() == few
    assert {path: asked for path, asked in few.items() if asked > pages[path]} == {}


def test_an_open_sip(planners: Planners) -> None:
    sip = SipDrive(planners).active()
    steps = [f"{sip.care.base}sip/{sip.key}/{step.slug}/" for step in Step]

    def costs() -> list[int]:
        for path in steps:
            sip.care.browser.get(path)
        return [cost(partial(sip.care.browser.get, path)) for path in steps]

    sip.updated()
    few = costs()
    for number in range(10):
        goal = sip.adds(sip.care, SUB_GOALS, rubrik=f"Mål {number}", enhet=str(sip.care.unit.id))
        sip.adds(sip.care, ACTIVITIES, goal, rubrik="Promenera", ansvarig=PERSON)
    assert costs() == few
    assert few == SIP_STEPS


def test_a_persons_own_plans(planners: Planners) -> None:
    sip = SipDrive(planners).called().acknowledged()
    browser = logged_in(planners.patients["elsa"])
    pages = ["/min-plan", "/min-plan/kontakter", f"/min-plan/{sip.key}", f"/min-plan/{sip.key}/utskrift"]

    def costs() -> list[int]:
        for path in pages:
            browser.get(path)
        return [cost(partial(browser.get, path)) for path in pages]

    def goals(number: int) -> None:
        for _goal in range(number):
            goal = sip.adds(sip.care, SUB_GOALS, rubrik="Gå till affären", enhet=str(sip.care.unit.id))
            sip.adds(sip.care, ACTIVITIES, goal, rubrik="Promenera", ansvarig=PERSON)

    goals(1)
    few = costs()
    goals(10)
    assert costs() == few
    assert few == OWN_PLANS


def test_letters_and_a_case_that_is_registered(warm, region, alva, bo, rut) -> None:
    def costs() -> list[int]:
        pages = [rut.address("brev/"), rut.address("registrera/")]
        for path in pages:
            rut.browser.get(path)
        return [cost(partial(rut.browser.get, path)) for path in pages]

    def bundles(number: int) -> None:
        for each in range(number):
            with transaction.atomic():
                letters.order("tell", uuid4(), alva.person, unit=region.a, title=f"Brev {each}", text="Ett ord.")
            made = letters.bundle(rut.actor)
            assert made is not None

    bundles(1)
    few = costs()
    bundles(9)
    assert costs() == few == [LETTERS, REGISTER]


def test_a_login_with_oidc_costs_at_most_two_queries_more_than_the_demos(region, alva, rut, provider, settings) -> None:
    """All requests of a login, from the login page to the first page: for residents, and for staff with a card."""
    settings.DEMO = True
    settings.WAYS = [
        provider.row(),
        provider.row(id="kort", world="staff", identity=["employeeHsaId"], unit="healthCareUnitHsaId"),
    ]
    provider.who |= {"employeeHsaId": rut.staff.hsa_id}

    def demo(page: str, form: dict[str, str]) -> int:
        browser = Browser()
        return cost(lambda: (browser.get(page), browser.post(page, form)))

    def oidc(way: str) -> int:
        browser = Browser()
        return cost(lambda: browser.get(provider.logs_in(browser, way)))

    card = {"who": str(rut.staff.id), "pin": "123456"}
    assert oidc("prov") <= demo("/logga-in/demo", {"who": str(alva.person.id)}) + 2
    assert oidc("kort") <= demo("/personal/logga-in/kort", card) + 2
    # Exactly: whether the answer has counted, who it is, whether it is locked, the session, the last login, and the
    # trace; staff have no lock and no last login.
    assert (oidc("prov"), oidc("kort")) == (OIDC_LOGIN, OIDC_LOGIN - 2)
