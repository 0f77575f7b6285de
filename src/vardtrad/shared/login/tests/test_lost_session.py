"""A session that has run out when a form is sent: the text is kept, and sent once its owner has logged in again."""

import pytest

from tests.people import now
from tests.reading import Page
from vardtrad.cases.case.models import Case, Message
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.middleware import KEPT_COOKIE
from vardtrad.shared.login.models import KeptForm, World

TEXT = "En lång text som inte får försvinna."


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def preview(frozen, region, alva):
    """Alva has written and reviewed her case; then the session expires."""
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/").press("Läs igenom", text=TEXT)
    frozen.go(minutes=31)
    return page


def log_in_again(browser, who):
    page = browser.send("/logga-in/demo", {"who": str(who.person.id)})
    assert isinstance(page, Page)
    return page


def test_what_a_resident_wrote_is_sent_after_the_login(preview, alva):
    page = preview.press("Skicka")
    assert page.address == "/logga-in?sparat=1"
    assert "Din text är sparad." in page.text
    assert not Case.objects.exists()
    page = log_in_again(alva.browser, alva)
    assert page.main.one("h1").text == "Din text är sparad"
    assert TEXT in page.main.text
    assert not Case.objects.exists()
    page = page.press("Skicka nu")
    assert page.main.one("h1").text == "Ditt ärende är skickat"
    assert Message.objects.get().text == TEXT
    assert not KeptForm.objects.exists()
    assert alva.browser.open("/fortsatt/resident").main.one("h1").text == "Inkorg"
    assert Case.objects.count() == 1


def test_sent_exactly_once_also_when_the_form_is_sent_again(preview, alva):
    sent = preview.fields("Skicka")
    preview.press("Skicka")
    kept = log_in_again(alva.browser, alva)
    kept.press("Skicka nu")
    kept.press("Skicka nu")
    assert alva.browser.send(preview.address, sent).main.one("h1").text == "Ditt ärende är skickat"
    assert Case.objects.count() == 1


def test_not_sent_when_its_owner_does_not_want_to(preview, alva):
    preview.press("Skicka")
    page = log_in_again(alva.browser, alva).press("Skicka inte")
    assert page.main.one("h1").text == "Inkorg"
    assert not Case.objects.exists()
    assert not KeptForm.objects.exists()


def test_not_sent_by_somebody_else_who_logs_in(preview, alva, bo):
    preview.press("Skicka")
    page = log_in_again(alva.browser, bo)
    assert page.main.one("h1").text == "Inkorg"
    assert TEXT not in page.text
    assert not Case.objects.exists()
    assert KeptForm.objects.get().owner == alva.person.id


def test_not_sent_by_staff_who_log_in(preview, alva, rut):
    preview.press("Skicka")
    page = alva.browser.send("/personal/logga-in/kort", {"who": str(rut.staff.id), "pin": "123456"})
    assert TEXT not in page.text
    assert not Case.objects.exists()


def test_a_stolen_key_is_useless_to_somebody_else(preview, alva, bo):
    preview.press("Skicka")
    bo.browser.cookies[KEPT_COOKIE] = alva.browser.cookies[KEPT_COOKIE].value
    log_in_again(bo.browser, bo)
    assert not Case.objects.exists()
    assert KeptForm.objects.count() == 1


def test_kept_for_a_day(frozen, preview, alva):
    preview.press("Skicka")
    frozen.go(hours=24, seconds=1)
    assert log_in_again(alva.browser, alva).main.one("h1").text == "Inkorg"
    assert not Case.objects.exists()


def test_what_staff_wrote_is_sent_after_the_login(frozen, hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    frozen.go(minutes=31)
    page = page.press("Besvara", text=TEXT)
    assert page.address == "/personal/logga-in?sparat=1"
    page = hugo.browser.send("/personal/logga-in/kort", {"who": str(hugo.staff.id), "pin": "123456"})
    assert TEXT in page.main.text
    page = page.press("Skicka nu")
    assert "Svaret är skickat och ärendet är avslutat." in page.alerts
    assert Message.objects.filter(kind="answer").get().text == TEXT
    assert now(hugos_case).state == "closed"


def test_text_about_a_case_that_has_changed_is_shown_with_the_change(frozen, hugos_case, rut, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    frozen.go(minutes=31)
    page.press("Besvara", text=TEXT)
    rut.does("partial_reply", hugos_case, "Rut skrev under tiden.")
    page = hugo.browser.send("/personal/logga-in/kort", {"who": str(hugo.staff.id), "pin": "123456"})
    assert TEXT in page.main.text
    page = page.press("Skicka nu")
    assert "Det har hänt något sedan du öppnade sidan." in page.alerts
    assert any("Rut skrev under tiden." in entry for entry in page.thread)
    assert page.fields("Besvara")["text"] == TEXT
    page.press("Besvara")
    assert now(hugos_case).state == "closed"


def test_text_about_a_case_that_has_been_taken_over_is_not_lost(frozen, hugos_case, rut, hugo, hanna):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    frozen.go(minutes=31)
    page.press("Besvara", text=TEXT)
    rut.does("reassign", hugos_case, hanna.staff)
    page = hugo.browser.send("/personal/logga-in/kort", {"who": str(hugo.staff.id), "pin": "123456"})
    assert TEXT in page.main.text
    page = page.press("Skicka nu")
    assert page.status == 404
    assert TEXT in page.text


@pytest.mark.parametrize("text", [TEXT, "Hjälp!", "smärta", "Åäö"])
def test_without_any_session_the_typed_text_is_shown(browser, region, text):
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    page = browser.send(address, {"text": text, "gor": "skicka", "submit_key": str(region.a.id)})
    assert page.status == 403
    assert "Inget har skickats." in page.text
    assert text in [node.raw.strip() for node in page.root.all("textarea")]
    assert str(region.a.id) not in [node.raw.strip() for node in page.root.all("textarea")]
    assert not KeptForm.objects.exists()


def test_logged_out_in_another_window_keeps_the_text_too(frozen, region, alva):
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/").press("Läs igenom", text=TEXT)
    key = alva.browser.cookies[SESSIONS[World.RESIDENT]].value
    alva.browser.open("/inkorg").press("Logga ut")
    alva.browser.cookies[SESSIONS[World.RESIDENT]] = key
    page = page.press("Skicka")
    assert page.status == 403
    assert page.main.one("textarea").raw.strip() == TEXT
    assert not Case.objects.exists()


def test_a_lost_session_at_reading_leads_back_to_the_page(frozen, new_case, alva):
    alva.browser.open("/inkorg")
    frozen.go(minutes=31)
    response = alva.browser.get(f"/arenden/{new_case.id}")
    assert response.headers["Location"] == f"/logga-in?till=%2Farenden%2F{new_case.id}"
    page = alva.browser.send("/logga-in/demo", {"who": str(alva.person.id), "till": f"/arenden/{new_case.id}"})
    assert page.address == f"/arenden/{new_case.id}"


def test_htmx_is_sent_to_the_login_page_as_a_whole(frozen, alva):
    alva.browser.open("/inkorg")
    frozen.go(minutes=31)
    response = alva.browser.get("/inkorg", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/logga-in?till=%2Finkorg")
