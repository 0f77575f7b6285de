"""Vem har läst om mig: what stands there, whose it is, and how it is derived from the log."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region, Resident, logged_in
from tests.plans import Drive
from tests.reading import Page
from tests.sips import SipDrive
from vardtrad.gate import door
from vardtrad.gate.door import horizon, seal
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.operations.own_log import actions, queries, rules
from vardtrad.operations.own_log.models import Entry, Head
from vardtrad.planning.plan.models import Plan, ReadingGrant
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.letters.models import Letter

pytestmark = pytest.mark.req("B-19")


@pytest.fixture(autouse=True)
def its_own_transaction_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is one transaction, and the sealer never seals what is still being written: here it does.

    Without this it would only do so while nobody else on the server has committed anything in the meantime.
    """

    def look(cursor: CursorWrapper) -> horizon.Horizon:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (own,) = cursor.fetchone()
        return horizon.Horizon(over=own + 1, next=own)

    monkeypatch.setattr(horizon, "look", look)


def derived() -> None:
    """The worker has sealed and derived everything that there is."""
    while seal.seal_batch():
        pass
    while actions.derive():
        pass


def log_of(who: Resident, **asked: str) -> Page:
    derived()
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return who.browser.open("/vem-har-last" + (f"?{query}" if query else ""))


def told(page: Page) -> list[str]:
    return [item.text for items in page.root.all("ol", class_="access") for item in items.all("li")]


def test_who_has_read_and_what(alva, rut: Employee, hugo: Employee, hugos_case):
    rut.browser.open(rut.address("arenden/alla"))
    hugo.browser.open(hugo.case_address(hugos_case))
    page = log_of(alva)
    rows = told(page)
    assert any("Vårdcentralen Alen" in row and "Läste: Förnya recept" in row for row in rows)
    assert any("Såg i en lista: Förnya recept" in row for row in rows)
    assert any("Skrev eller ändrade: Förnya recept" in row for row in rows), "she was distributed to Hugo"
    assert "distriktsläkare" in page.text.lower()
    assert "Hugo" not in page.main.text, "names are told only where the region has decided so"
    assert page.link("Förnya recept") == f"/arenden/{hugos_case.id}"
    assert page.link("Fråga Vårdcentralen Alen").startswith("/mottagningar/"), "an entry can be asked about"
    assert not any("Förnya recept" in row and "Ombud" in row for row in rows)


def test_names_only_as_the_region_decides(alva, hugo: Employee, hugos_case, settings):
    hugo.browser.open(hugo.case_address(hugos_case))
    settings.OWN_LOG_SHOWS = "name"
    assert "Hugo Holm, " in log_of(alva).main.text
    settings.OWN_LOG_SHOWS = "unit"
    page = log_of(alva)
    assert "distriktsläkare" not in page.main.text
    assert "Vårdcentralen Alen" in page.main.text


def test_the_name_and_profession_are_those_of_the_time(alva, hugo: Employee, hugos_case, settings):
    settings.OWN_LOG_SHOWS = "name"
    hugo.browser.open(hugo.case_address(hugos_case))
    derived()
    Staff.objects.filter(pk=hugo.staff.pk).update(given_name="Hubert", title="överläkare")
    assert "Hugo Holm, distriktsläkare" in log_of(alva).main.text


def test_planning_stands_beside_care(planners, settings):
    drive = Drive(planners).published()
    drive.town.browser.open(f"{drive.town.base}svu/{drive.key}/inskrivning/")
    derived()
    patient = Plan.objects.get(pk=drive.key).patient_id
    entries = Entry.objects.filter(person=patient)
    assert entries.filter(unit=drive.town.unit.id, action="read").exists()
    page = queries.page(patient, None, None, None)
    assert "Samverkan vid utskrivning" in page.plans.values()


def test_ones_own_reading_and_what_was_refused_are_no_access(alva, bo: Resident, greta: Employee, hugos_case):
    alva.browser.open(f"/arenden/{hugos_case.id}")
    bo.browser.get(f"/arenden/{hugos_case.id}")
    greta.browser.get(greta.case_address(hugos_case))
    door.note(system("klockan"), "flag", "case", thing=hugos_case.id, person=alva.person.id)
    derived()
    actors = set(Entry.objects.filter(person=alva.person.id).values_list("actor", flat=True))
    assert not actors & {alva.person.id, bo.person.id, greta.staff.id}
    assert all(entry.by_proxy is False for entry in Entry.objects.filter(person=alva.person.id))


def test_nobody_else_sees_it(alva, bo: Resident, hugo: Employee, hugos_case):
    hugo.browser.open(hugo.case_address(hugos_case))
    assert told(log_of(bo)) == []
    assert "Ingen har läst än" in log_of(bo).text
    assert Trace.objects.filter(action="read", label="own_log", actor_id=bo.person.id).exists()


def test_a_proxy_is_told_of_and_reads_the_persons_list(region: Region, alva, hugo: Employee):
    from vardtrad.cases.resident.tests.test_children import ELINA, adds, person, write
    from vardtrad.shared.people.models import Guardianship

    elina = person(ELINA, "Elina", "Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=elina)
    adds(alva, ELINA)
    alva.browser.open("/barn").press("Elina Ahlgren")
    write(alva, region)
    page = log_of(alva)
    assert page.main.one("h1").text == "Vem har läst om Elina Ahlgren"
    assert any("Ombud" in row for row in told(page)), "what a proxy does in the person's place is access by somebody"
    assert not any("Ombud" in row for row in told(_own_matters(page, alva)))


def test_looking_somebody_up_is_no_change(alva: Resident, bo: Resident, hugo: Employee):
    for action in ("look_up", "try_addressing", "add_recipient"):
        door.note(hugo.actor, action, "person", person=alva.person.id)
    proxy = Actor(kind=ActorKind.RESIDENT, id=bo.person.id, name="Bo", acts_for=alva.person.id, ground="power")
    door.note(proxy, "mark_read", "case", thing=uuid4(), person=alva.person.id)
    page = log_of(alva)
    assert sum("Sökte fram dig" in row for row in told(page)) == 3
    assert sum("Läste: Ärende" in row for row in told(page)) == 1
    assert not any("Skrev eller ändrade" in row for row in told(page))


def test_lists_of_letters_and_of_requests_are_access_too(alva: Resident, region: Region, hugo: Employee, planners):
    letter = Letter.objects.create(
        kind="case", key=uuid4(), person=alva.person, unit=region.a, status="waiting", created=clock.now(),
        updated=clock.now(),
    )  # fmt: skip
    elsa, oskar = planners.patients["elsa"], planners.staff["oskar"]
    asks = logged_in(elsa).open("/min-plan/be-om")
    asks.press("Skicka", unit=str(oskar.unit.id), text="Jag vill ha en plan.")
    drive = Drive(planners).published()
    plan = Plan.objects.get(pk=drive.key)
    door.listed(hugo.actor, "letter", "print_letters", [letter.id])
    oskar.browser.open(f"{oskar.base}fragor-om-sip/")
    assert sum("Såg i en lista: Brev" in row for row in told(log_of(alva))) == 1
    assert any("Såg i en lista: Fråga om SIP" in row for row in told(log_of(Resident(elsa))))
    grant = ReadingGrant.objects.create(
        plan=plan, session_id=uuid4(), unit=region.a, basis="danger", by=uuid4(), by_name="Bo", at=clock.now()
    )
    door.listed(hugo.actor, "svu", "outside_readings", [grant.id])
    derived()
    assert Entry.objects.filter(person=plan.patient_id, actor=hugo.staff.id, action="list").exists()


def _own_matters(page: Page, alva: Resident) -> Page:
    page.press("Avsluta ombudsläget")
    return log_of(alva)


# ── Deriving ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reading(person, unit=None) -> None:
    actor = Actor(kind=ActorKind.STAFF, id=uuid4(), name="Rut", unit=unit)
    door.note(actor, "read", "case", thing=uuid4(), person=person)


def test_it_goes_on_where_it_was_and_misses_nothing(alva, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 7)
    for _time in range(20):
        _reading(alva.person.id)
    while seal.seal_batch():
        pass
    looked = [actions.derive()]
    while looked[-1]:
        looked.append(actions.derive())
    assert max(looked) == 7
    assert Entry.objects.filter(person=alva.person.id, label="case").count() == 20
    assert actions.derive() == 0
    # A worker that begins again from the beginning writes nothing twice.
    Head.objects.update(position=0)
    derived()
    assert Entry.objects.filter(person=alva.person.id, label="case").count() == 20


def test_a_batch_costs_the_same_however_many_traces(alva, monkeypatch):
    def cost(number: int) -> int:
        for _time in range(number):
            _reading(alva.person.id)
        while seal.seal_batch():
            pass
        with CaptureQueriesContext(connection) as caught:
            actions.derive()
        return len(caught)

    cost(1)  # the first of all also makes the row that says how far the worker has come
    assert cost(2) == cost(60)


def test_how_far_it_has_come_is_told(alva):
    assert "Listan håller på att tas fram." in alva.browser.open("/vem-har-last").text
    page = log_of(alva)
    assert "Listan är hel till och med" in page.text
    Head.objects.update(complete=clock.now() - timedelta(hours=1))
    assert "Det som har hänt sedan dess kommer senare." in alva.browser.open("/vem-har-last").text
    complete = queries.complete_until()
    assert complete is not None
    assert clock.now() - complete >= timedelta(minutes=59)


def test_pages_of_fifty_and_the_days_chosen(alva, region: Region, frozen):
    for _time in range(60):
        _reading(alva.person.id, region.a.id)
    frozen.go(days=3)
    _reading(alva.person.id, region.b.id)
    page = log_of(alva)
    assert len(told(page)) == 50
    assert "Medicinmottagningen Björken" in told(page)[0]
    older = page.follow("Äldre")
    assert len(told(older)) == 11
    assert len(set(told(page)[1:])) == 1
    today = clock.today().isoformat()
    page = log_of(alva, fran=today, till=today)
    assert len(told(page)) == 1
    early = (clock.today() - timedelta(days=300)).isoformat()
    assert "Ingen har läst de dagarna" in log_of(alva, till=early).text
    assert "Skriv datumet" in log_of(alva, fran="i går").text


def test_the_page_costs_the_same_with_many_rows(alva, region: Region):
    def cost() -> int:
        derived()
        with CaptureQueriesContext(connection) as caught:
            alva.browser.get("/vem-har-last")
        return len(caught)

    _reading(alva.person.id, region.a.id)
    cost()
    few = cost()
    for _time in range(45):
        _reading(alva.person.id, region.b.id)
    assert cost() == few


@pytest.mark.req("B-22")
def test_on_paper(alva, hugo: Employee, hugos_case):
    hugo.browser.open(hugo.case_address(hugos_case))
    page = log_of(alva)
    answer = alva.browser.get(page.link("Spara som PDF"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="vem-har-last.pdf"'
    assert Trace.objects.filter(action="export", label="own_log", person_id=alva.person.id).count() == 1


@pytest.mark.req("B-51")
def test_a_guest_of_a_plan_is_told_by_the_role_and_never_by_name(planners):
    sip = SipDrive(planners).called()
    olof = planners.patients["olof"]
    sip.invites(olof)
    browser = logged_in(olof)
    browser.open("/min-plan")
    browser.open(f"/min-plan/inbjuden/{sip.key}").press("Jag kommer")
    derived()
    rows = told(logged_in(planners.patients["elsa"]).open("/vem-har-last"))
    own = [row for row in rows if "Inbjuden: Skolsköterska" in row]
    for word in ("Läste", "Såg i en lista", "Skrev eller ändrade"):
        assert any(word in row for row in own), word
    assert not any("Olof" in row or "Ombud" in row for row in rows)
    assert not Entry.objects.filter(person=olof.id, thing=sip.key).exists(), "the plan is not about the guest"


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("read", "read read_version open_external mark_seen mark_read"),
        ("list", "list"),
        ("search", "search add_recipient look_up try_addressing"),
        ("file", "read_file"),
        ("card", "read_card"),
        ("paper", "print export"),
        ("wrote", "answer consent an_action_that_is_not_there_yet"),
    ],
)
def test_what_an_action_of_the_log_is_to_the_person(kind: str, named: str) -> None:
    assert {rules.kind_of(action).value for action in named.split()} == {kind}


def test_the_traces_that_are_no_reading_of_anybody() -> None:
    assert {"session", "proxy", "power", "own_log", "job", "statistics", "view"} == rules.NO_ACCESS
