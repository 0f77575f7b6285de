"""What is typed in any text box is there again, for its writer alone, until it is sent (B-04): both wings.

Which boxes there are comes from the pages themselves (those with ``data-draft``), so a new box on a page is tried too.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import Clock, Employee, Region, Resident, assign, now
from tests.planners import Planner, Planners
from tests.plans import Drive
from tests.reading import Browser, Node, Page
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.listing.queries import handled_before
from vardtrad.cases.staff.bulk import actions as bulk
from vardtrad.cases.staff.bulk.models import Action
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.queries import done_before
from vardtrad.cases.tasks.rules import Move
from vardtrad.config.wiring import HANDLERS
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.plan.queries import left_before
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.drafts import actions
from vardtrad.shared.drafts.models import Draft

pytestmark = pytest.mark.req("B-04")

TYPED = "Börjat skriva, inte färdigt"


def boxes(page: Page) -> dict[str, Node]:
    """The text boxes of a page that keep a draft, by name."""
    return {box.attrs["data-draft"]: box for box in page.root.all("textarea") if "data-draft" in box.attrs}


def types(browser: Browser, box: Node, text: str = TYPED) -> None:
    """What the script sends while somebody types."""
    form = {"utkast": f"{box.attrs['data-draft']}@", box.attrs["name"]: text}
    answer = browser.post(box.attrs["data-draft-href"], form, headers={"accept": "application/json"})
    assert answer.status_code == 200, box.attrs


def typed_everywhere(browser: Browser, address: str) -> set[str]:
    """Type in each box of a page, open it again, and return the names of the boxes whose text is there."""
    for name, box in boxes(browser.open(address)).items():
        types(browser, box, f"{TYPED} i {name}")
    again = browser.open(address)
    kept = {name for name, box in boxes(again).items() if box.raw.removeprefix("\n") == f"{TYPED} i {name}"}
    assert again.main.text.count("Du har ett utkast från") == len(kept)
    return kept


# ── The clinics ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def task(hugos_case: Case, hugo: Employee) -> Task:
    return tasks.add(hugo.actor, now(hugos_case), "Skriv ut intyget", to=hugo.staff).thing


@pytest.fixture
def asked(alva: Resident, region: Region) -> ListingRequest:
    return listing.ask(alva.actor, region.a, alva.person).thing


def job_of(who: Employee, action: Action, case: Case) -> UUID:
    job = bulk.choose(who.actor, action, [case.id], chosen_in=who.address("mina/"), language="sv")
    assert job is not None
    return job.id


def test_each_page_of_a_clinic_keeps_what_is_typed_for_its_writer_alone(
    region: Region, hugo: Employee, adam: Employee, rut: Employee, hugos_case: Case, task: Task, asked: ListingRequest
) -> None:
    answer = StandardAnswer.objects.create(clinic=region.a, name="Ett svar", text="En text.")
    own = StandardAnswer.objects.create(clinic=region.a, owner=hugo.staff, name="Mitt svar", text="En text.")
    jobs = [job_of(hugo, action, hugos_case) for action in (Action.ANSWER, Action.CLOSE)]
    pages = [
        (hugo, f"uppgifter/ny/{hugos_case.id}", {"uppgift.text"}),
        (hugo, f"uppgifter/{task.id}/", {"steg.note", "andra.text"}),
        (hugo, f"listning/{asked.id}/", {"avboj.reason"}),
        (hugo, f"jobb/{jobs[0]}/", {"flera.text"}),
        (hugo, f"jobb/{jobs[1]}/", {"flera.reason"}),
        (hugo, "installningar/", {"signatur.own_signature"}),
        (hugo, "installningar/standardsvar/nytt/", {"eget-svar.text"}),
        (hugo, f"installningar/standardsvar/{own.id}/", {"eget-svar.text"}),
        (adam, "administration/standardsvar/nytt/", {"svar.text"}),
        (adam, f"administration/standardsvar/{answer.id}/", {"svar.text"}),
        (adam, f"administration/arendetyper/{region.renewal.id}/", {"arendetyp.expectation", "arendetyp.notice"}),
        (
            adam,
            f"administration/arendetyper/{region.renewal.id}/varningstecken/",
            {"varningstecken.adults", "varningstecken.children"},
        ),
    ]
    for who, path, names in pages:
        assert (path, typed_everywhere(who.browser, who.address(path))) == (path, names)
    assign(rut.staff, region.b, "administrator")
    for path in (f"uppgifter/{task.id}/", f"uppgifter/ny/{hugos_case.id}", f"listning/{asked.id}/", "installningar/"):
        assert TYPED not in rut.browser.open(rut.address(path)).html


def test_what_an_administrator_of_two_clinics_types_stays_at_each(region: Region, adam: Employee) -> None:
    assign(adam.staff, region.b, "administrator")
    for path in ("administration/standardsvar/nytt/", f"administration/arendetyper/{region.renewal.id}/"):
        typed_everywhere(adam.browser, adam.address(path))
        assert TYPED not in adam.browser.open(f"/personal/{region.b.id}/{path}").html


def test_a_form_that_is_carried_out_takes_its_draft_along(
    region: Region, hugo: Employee, adam: Employee, hugos_case: Case, task: Task, asked: ListingRequest
) -> None:
    sends: list[tuple[Employee, str, str, dict[str, str]]] = [
        (hugo, f"uppgifter/ny/{hugos_case.id}", "Lägg till", {"to": "ingen"}),
        (hugo, f"uppgifter/{task.id}/", "Spara bara anteckningen", {}),
        (hugo, f"listning/{asked.id}/", "Avböj", {}),
        (hugo, "installningar/", "Spara", {}),
        (hugo, "installningar/standardsvar/nytt/", "Spara", {"name": "Nytt"}),
        (adam, "administration/standardsvar/nytt/", "Spara", {"name": "Nytt"}),
    ]
    for who, path, button, more in sends:
        page = who.browser.open(who.address(path))
        form = page.form(button)
        (box,) = [box for box in form.all("textarea") if "data-draft" in box.attrs]
        types(who.browser, box)
        page = who.browser.open(who.address(path))
        assert page.fields(button)[box.attrs["name"]] == TYPED
        assert page.press(button, **more).status == 200, path
        assert not Draft.objects.exists(), path


def test_a_form_that_is_refused_or_only_looked_over_keeps_its_draft(hugo: Employee, hugos_case: Case) -> None:
    job = job_of(hugo, Action.CLOSE, hugos_case)
    address = hugo.address(f"jobb/{job}/")
    types(hugo.browser, boxes(hugo.browser.open(address))["flera.reason"])
    looked_over = hugo.browser.open(address).press("Granska")
    assert TYPED in looked_over.text
    assert Draft.objects.get().text == TYPED
    looked_over.press("Avsluta 1 ärende utan svar")
    assert not Draft.objects.exists()
    new = hugo.address("installningar/standardsvar/nytt/")
    types(hugo.browser, boxes(hugo.browser.open(new))["eget-svar.text"])
    assert hugo.browser.open(new).press("Spara", name="").status == 422
    assert Draft.objects.get().text == TYPED


def test_a_step_that_does_not_use_the_note_leaves_it(
    rut: Employee, hugo: Employee, hugos_case: Case, task: Task
) -> None:
    address = rut.address(f"uppgifter/{task.id}/")
    types(rut.browser, boxes(rut.browser.open(address))["steg.note"])
    rut.browser.open(address).press("Ta uppgiften själv")
    assert boxes(rut.browser.open(address))["steg.note"].raw.strip() == TYPED


def test_what_another_window_has_saved_since_is_not_taken_along(hugo: Employee, task: Task) -> None:
    page = hugo.browser.open(hugo.address(f"uppgifter/{task.id}/"))
    actions.keep(hugo.actor, task.id, "steg.note", "Från ett annat fönster", "")
    page.press("Spara bara anteckningen", note="Från det här")
    assert Draft.objects.get().text == "Från ett annat fönster"


def test_nobody_forgets_another_persons_draft(hugo: Employee, rut: Employee, task: Task) -> None:
    actions.keep(hugo.actor, task.id, "steg.note", TYPED, "")
    rut.browser.open(rut.address(f"uppgifter/{task.id}/")).press("Spara bara anteckningen", note=TYPED)
    assert Draft.objects.get().owner == hugo.staff.id


# ── The plans ────────────────────────────────────────────────────────────────────────────────────────────────────────

STEPS = ("inskrivning", "tid", "kartlaggning", "stallningstagande", "utskrivning")


def plan_boxes(svu: Drive, who: Planner, *asked: str) -> dict[str, str]:
    """The boxes that somebody meets in a plan, at each step and with the forms that links open, and where each is."""
    met: dict[str, str] = {}
    for step in STEPS:
        for query in ("", *(f"?visa={name}" for name in asked)):
            address = f"{who.base}svu/{svu.key}/{step}/{query}"
            met |= {name: address for name in boxes(who.browser.open(address)) if name not in met}
    return met


def test_each_box_of_a_plan_keeps_what_is_typed(planners: Planners) -> None:
    svu = Drive(planners).published().acknowledged().stated().marked()
    vera, oskar = svu.ward, svu.care
    fresh, begun = Drive(planners, patient="edvin"), Drive(planners, patient="olof").consented()
    met = [
        (who, name, at)
        for who, places in (
            (vera, plan_boxes(fresh, vera)),
            (vera, plan_boxes(begun, vera)),
            (vera, plan_boxes(svu, vera, "handelse", "tid", "andra")),
            (oskar, plan_boxes(svu, oskar)),
        )
        for name, at in places.items()
    ]
    assert {name for _who, name, _at in met} >= {
        "meddelande.text", "information.reason", "inskrivning.reason", "tid.reason", "handelse.text", "svar.reason",
    }  # fmt: skip
    for who, name, at in met:
        types(who.browser, boxes(who.browser.open(at))[name], f"{TYPED} i {name}")
    for who, name, at in met:
        assert boxes(who.browser.open(at))[name].raw.strip() == f"{TYPED} i {name}"


def message(svu: Drive, who: Planner, base: str = "") -> Page:
    return who.browser.open(f"{base or who.base}svu/{svu.key}/inskrivning/")


def writes(svu: Drive, who: Planner) -> None:
    types(who.browser, boxes(message(svu, who))["meddelande.text"])


def test_a_draft_of_a_plan_is_for_its_writer_at_the_unit_where_it_was_typed(planners: Planners) -> None:
    svu = Drive(planners).published()
    doris, oskar = planners.staff["doris"], svu.care
    assign(doris.staff, planners.health_centre)
    writes(svu, doris)
    elsewhere = f"/planer/{planners.health_centre.id}/lakare/"
    part = Participant.objects.get(plan=svu.key, unit=planners.health_centre)
    Participant.objects.filter(pk=part.pk).update(roles=[*part.roles, "lakare"])
    there = message(svu, doris, elsewhere)
    assert "meddelande.text" in boxes(there)
    for page in (there, message(svu, svu.ward), message(svu, oskar)):
        assert TYPED not in page.html
    assert TYPED in message(svu, doris).html


def test_a_message_that_is_sent_takes_its_draft_along_and_the_section_is_open_while_there_is_one(
    planners: Planners,
) -> None:
    svu = Drive(planners).published()
    assert "open" not in message(svu, svu.care).root.one("details", id="meddelanden").attrs
    writes(svu, svu.care)
    page = message(svu, svu.care)
    assert "open" in page.root.one("details", id="meddelanden").attrs
    page.press("Skicka")
    assert not Draft.objects.exists()
    assert message(svu, svu.care).html.count(TYPED) == 1  # the message itself


def test_a_no_shows_nobody_what_was_typed_and_not_sent(planners: Planners) -> None:
    svu = Drive(planners).published()
    everybody = (svu.ward, svu.care, svu.town)
    for who in everybody:
        types(who.browser, boxes(message(svu, who))["meddelande.text"], f"{TYPED} av {who.staff.given_name}")
    svu.withdrawn()
    planning.refuse(SVU, svu.ward.actor, svu.key, confirmed=True)
    for who in everybody:
        others = {other.staff.given_name for other in everybody} - {who.staff.given_name}
        for step in STEPS:
            html = who.browser.open(f"{who.base}svu/{svu.key}/{step}/").html
            assert not {name for name in others if f"{TYPED} av {name}" in html}


def test_who_does_not_take_part_saves_no_draft_of_a_plan(planners: Planners) -> None:
    svu = Drive(planners).published()
    for who in ("agda", "rolf", "extern"):
        stranger = planners.staff[who]
        form = {"utkast": "meddelande.text@", "text": TYPED}
        for key in (svu.key, uuid4()):
            answer = stranger.browser.post(f"{stranger.base}svu/{key}/utkast", form)
            assert answer.status_code == 404
    assert not Draft.objects.exists()


# ── The residents ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-20")
def test_what_a_resident_has_begun_and_not_sent_stands_in_the_inbox(
    region: Region, alva: Resident, bo: Resident
) -> None:
    service = region.renewal_at_a
    address = f"/mottagningar/{region.a.id}/{service.id}/"
    heading = "Påbörjat, inte skickat"
    assert heading not in alva.browser.open("/inkorg").main.text
    types(alva.browser, boxes(alva.browser.open(address))["skicka.text"])
    page = alva.browser.open("/inkorg")
    assert heading in page.main.text
    assert TYPED not in page.html
    assert page.link(service.case_type.name) == address
    assert heading not in bo.browser.open("/inkorg").main.text
    alva.browser.open(address).press("Läs igenom").press("Skicka")
    assert heading not in alva.browser.open("/inkorg").main.text


# ── How long ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_drafts_go_a_week_after_what_they_are_about_ended(
    planners: Planners, hugo: Employee, alva: Resident, task: Task, asked: ListingRequest, frozen: Clock
) -> None:
    svu = Drive(planners, others=("oskar", "karin")).published().ready().attested()
    writes(svu, svu.ward)
    writes(svu, svu.care)
    actions.keep(hugo.actor, task.id, "steg.note", TYPED, "")
    actions.keep(hugo.actor, asked.id, "avboj.reason", TYPED, "")
    rolf, left = planners.staff["rolf"], Drive(planners, patient="olof", others=("oskar", "rolf", "karin")).published()
    writes(left, rolf)
    planning.remove_unit(SVU, left.ward.actor, left.key, rolf.unit, confirmed=True)
    svu.discharged()
    tasks.step(hugo.actor, task.id, Move.FINISH, note="", seen=Task.objects.get(pk=task.pk).content)
    listing.withdraw(alva.actor, asked.id, seen=asked.content)
    chore = next(chore for chore in HANDLERS.chores if getattr(chore, "func", None) is actions.clear_old)
    frozen.go(days=6)
    chore()
    assert Draft.objects.count() == 5
    frozen.go(days=2)
    chore()
    assert not Draft.objects.exists()


def test_what_goes_on_keeps_its_drafts(planners: Planners, hugo: Employee, task: Task, asked: ListingRequest) -> None:
    svu = Drive(planners).published()
    later = datetime.now(UTC) + timedelta(days=3650)
    for gone in (left_before, done_before, handled_before):
        keys: set[Any] = {key for row in gone(later) for key in row.values()}
        assert not keys & {task.id, asked.id, *Participant.objects.filter(plan=svu.key).values_list("id", flat=True)}
