"""Two persons in one browser: what one of them wrote is never sent, saved, signed or traced as the other's."""

from __future__ import annotations

import pytest

from tests.people import Employee, Resident, session_key
from tests.planners import Planners
from tests.plans import Drive
from tests.reading import Browser
from vardtrad.cases.case.models import Case, Message
from vardtrad.gate.models import Version
from vardtrad.planning.fields.queries import values
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.login import actions
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import KeptForm, Session, World

TEXT = "Det här är mina ord och ingen annans."
JSON = {"accept": "application/json"}


def takes_over(browser: Browser, who: Resident | Employee) -> None:
    """Somebody logs in in another tab of a browser."""
    resident = isinstance(who, Resident)
    browser.cookies[SESSIONS[World.RESIDENT if resident else World.STAFF]] = session_key(
        who.person if resident else who.staff
    )


@pytest.mark.req("000-015", "000-038")
def test_a_colleague_does_not_send_what_another_wrote(hugo: Employee, rut: Employee, hugos_case: Case) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    takes_over(hugo.browser, rut)
    answer = page.press("Besvara", text=TEXT)
    assert answer.status == 409
    assert f"Du är nu inloggad som {rut.actor.signature}." in answer.main.text
    assert "Inget har sparats eller skickats." in answer.main.text
    assert TEXT in answer.main.text
    assert not Message.objects.filter(text=TEXT).exists()


def test_a_draft_is_not_saved_as_somebody_elses(hugo: Employee, rut: Employee, hugos_case: Case) -> None:
    fields = hugo.browser.open(hugo.case_address(hugos_case)).fields("Besvara")
    takes_over(hugo.browser, rut)
    form = {"utkast": "besvara.text@", "text": TEXT, "drawn_for": fields["drawn_for"]}
    answer = hugo.browser.post(hugo.case_address(hugos_case, "utkast"), form, headers=JSON)
    assert answer.status_code == 409
    assert f"Du är nu inloggad som {rut.actor.signature}." in answer.json()["another"]
    assert not Draft.objects.exists()


def test_a_resident_neither_reviews_nor_sends_what_another_wrote(alva: Resident, bo: Resident, region) -> None:
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    page = alva.browser.open(address)
    assert f"Inloggad som {alva.person.name}" in page.text
    preview = page.press("Läs igenom", text=TEXT)
    takes_over(alva.browser, bo)
    for answer in (page.press("Läs igenom", text=TEXT), preview.press("Skicka")):
        assert answer.status == 409
        assert f"Du är nu inloggad som {bo.person.name}." in answer.main.text
        assert TEXT in answer.main.text
    assert not Case.objects.exists()
    assert f"Inloggad som {bo.person.name}" in alva.browser.open(address).text


def test_who_logs_in_again_goes_on_in_the_open_page(hugo: Employee, hugos_case: Case) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    actions.log_out(Session.objects.filter(staff=hugo.staff).latest("started"))
    takes_over(hugo.browser, hugo)
    page.press("Besvara", text=TEXT)
    assert Message.objects.filter(text=TEXT, case=hugos_case).exists()


def test_what_another_wrote_is_not_kept_for_whose_session_ran_out(
    frozen, hugo: Employee, rut: Employee, hugos_case: Case
) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    takes_over(hugo.browser, rut)
    rut.browser.open(rut.address())
    frozen.go(minutes=31)
    answer = page.press("Besvara", text=TEXT)
    assert answer.status == 403
    assert TEXT in answer.main.text
    assert not KeptForm.objects.exists()


@pytest.mark.req("000-015")
def test_a_field_and_a_move_of_a_plan_are_refused(planners: Planners) -> None:
    svu = Drive(planners).published().assessing()
    vera = planners.staff["vera"]
    browser = vera.browser
    form = browser.open(f"{vera.base}svu/{svu.key}/kartlaggning/").main.all("form")
    mark = next(field for one in form for field in one.all("input", name="drawn_for")).attrs["value"]
    other = next(one for one in planners.staff.values() if one.staff.id != vera.staff.id)
    takes_over(browser, other)
    path = "kartlaggning.mat"
    sent = {"path": path, "value": TEXT, "revision": 0, "drawn_for": mark}
    save = f"{vera.base}svu/{svu.key}/falt/kartlaggning/spara"
    answer = browser.post(save, sent, headers=JSON)
    assert answer.status_code == 409
    assert other.staff.name in answer.json()["another"]
    before = Version.objects.count()
    answer = browser.post(save, sent)
    assert answer.status_code == 409
    assert TEXT in answer.content.decode()
    assert path not in values(svu.key) or values(svu.key)[path].value != TEXT
    assert Version.objects.count() == before


def test_an_open_page_can_ask_for_whom_pages_are_drawn_now(frozen, hugo: Employee, rut: Employee) -> None:
    body = hugo.browser.open(hugo.address()).root.one("body").attrs
    assert body["data-here"] == "/personal/inloggad"
    now = hugo.browser.get(body["data-here"]).json()["for"]
    assert now == body["data-for"] != ""
    frozen.go(minutes=20)
    assert hugo.browser.get(body["data-here"]).json()["for"] == now
    frozen.go(minutes=11)  # asking keeps no session alive
    assert hugo.browser.get(body["data-here"]).json() == {"for": ""}
    takes_over(hugo.browser, rut)
    assert hugo.browser.get(body["data-here"]).json()["for"] not in {"", now}


@pytest.mark.parametrize("world", ["", "/personal"])
def test_logging_out_clears_what_the_browser_keeps(hugo: Employee, world: str) -> None:
    answer = hugo.browser.post(f"{world}/logga-ut")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_an_open_page_knows_when_its_reader_will_be_logged_out_and_may_stay(frozen, rut: Employee) -> None:
    here = "/personal/inloggad"
    rut.browser.open("/personal/mottagningar")
    frozen.go(minutes=26)
    quiet = rut.browser.get(here).json()
    assert 0 < quiet["left"] <= 4 * 60
    assert quiet["prolongs"]
    frozen.go(minutes=1)
    assert rut.browser.get(here).json()["left"] < quiet["left"], "asking keeps nobody logged in"
    assert rut.browser.get(f"{here}?kvar").json()["left"] > 29 * 60
    for _half_hour in range(19):  # nine and a half hours of work
        frozen.go(minutes=29)
        told = rut.browser.get(f"{here}?kvar").json()
    assert told["left"] < 29 * 60
    assert not told["prolongs"]
