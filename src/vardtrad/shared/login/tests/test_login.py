"""Logging in: the ways, the PIN code, who cannot, and how a session ends."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

from tests.people import logged_in, session_key
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.login import actions, cookies
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.people.models import Person

PIN = "123456"


@pytest.fixture
def demo(settings):
    """The demo's identity provider is on."""
    settings.DEMO = True


def card(browser):
    return browser.open("/personal/logga-in").follow("E-tjänstekort")


@pytest.mark.req("000-003", "000-004")
def test_from_the_staffs_start_page(demo, browser, region):
    start = browser.open("/personal/")
    corner = start.root.one("header")
    assert [a.text for a in corner.all("a") if a.text == "Logga in"] == ["Logga in"]
    page = start.follow("Logga in")
    assert page.address == "/personal/logga-in" or page.main.one("h1").text == "Logga in"
    assert page.link("E-tjänstekort")
    assert browser.open("/personal/logga-in").main.one("h1").text == "Logga in"


@pytest.mark.req("000-004", "000-005", "000-006", "000-007")
def test_with_card_and_pin(demo, browser, rut):
    page = card(browser)
    assert [label.text for label in page.main.all("label") if "pinkod" in label.text] == [
        "Ange pinkod för legitimering"
    ]
    page = page.press("OK", who=str(rut.staff.id), pin=PIN)
    assert page.address == "/personal/mottagningar"
    assert [a.text for a in page.main.all("a")] == ["Vårdcentralen Alen"]
    assert page.follow("Vårdcentralen Alen").main.one("h1").text == "Vårdcentralen Alen"


@pytest.mark.req("000-005")
@pytest.mark.parametrize("pin", ["", "000000", "12345", "1234567", " 1 2 3 4 5 6", "١٢٣٤٥٦", "x" * 400])
def test_a_wrong_or_missing_pin_gives_no_access(demo, browser, rut, pin):
    page = card(browser).press("OK", who=str(rut.staff.id), pin=pin)
    assert page.status == 403
    assert page.alerts
    assert SESSIONS[World.STAFF] not in browser.cookies
    assert not Session.objects.exists()
    assert "Logga in" in browser.open("/personal/mottagningar").main.text


def test_five_wrong_tries_hold_the_card_back_for_ten_minutes(demo, frozen, browser, rut, hugo):
    page = card(browser)
    for _try in range(5):
        assert "Fel pinkod." in page.press("OK", who=str(rut.staff.id), pin="000000").alerts
    held = page.press("OK", who=str(rut.staff.id), pin=PIN)
    assert held.status == 429
    assert "För många felaktiga försök. Vänta tio minuter och försök igen." in held.alerts
    assert not Session.objects.exists()
    assert Trace.objects.filter(action="login", outcome="refused").count() == 6
    # Another card is not held back by it, and after ten minutes neither is this one.
    assert page.press("OK", who=str(hugo.staff.id), pin=PIN).address == "/personal/mottagningar"
    frozen.go(minutes=10, seconds=1)
    assert page.press("OK", who=str(rut.staff.id), pin=PIN).address == "/personal/mottagningar"


@pytest.mark.parametrize("who", ["", "x", "0189f0a0-0000-7000-8000-000000000000", "a resident"])
def test_a_forged_card(demo, browser, alva, rut, who):
    sent = str(alva.person.id) if who == "a resident" else who
    page = card(browser).press("OK", who=sent, pin=PIN)
    assert page.status == 403
    assert not Session.objects.exists()


def test_a_resident_logs_in(demo, browser, alva):
    page = browser.open("/logga-in").follow("BankID (demo)")
    page = browser.send("/logga-in/demo", {"who": str(alva.person.id), "till": "/mottagningar"})
    assert page.address == "/mottagningar"
    trace = Trace.objects.get(action="login")
    assert (trace.actor_kind, trace.actor_id, trace.actor_name, trace.outcome) == (
        "resident", alva.person.id, "", "done",
    )  # fmt: skip


@pytest.mark.parametrize("target", ["https://elak.example/", "//elak.example", "javascript:alert(1)", "\\\\elak", "x"])
def test_a_forged_target_leads_home(demo, browser, alva, target):
    response = browser.post("/logga-in/demo", {"who": str(alva.person.id), "till": target})
    assert response.headers["Location"] == "/inkorg"


def test_outside_demo_mode_nobody_logs_in_by_choosing(browser, alva, rut):
    for address, who in (("/logga-in/demo", alva.person.id), ("/personal/logga-in/kort", rut.staff.id)):
        assert browser.open(address).status == 404
        assert browser.send(address, {"who": str(who), "pin": PIN}).status == 404
    assert "Inget sätt att logga in är påslaget här" in browser.open("/personal/logga-in").text
    assert not Session.objects.exists()


WHO_CANNOT = [
    ("202304722388", False, "samordningsnummer", "coordination_number"),
    ("202304732395", False, "samordningsnummer", "coordination_number"),
    ("199304232391", True, "avliden", "deceased"),
    ("22950606FH20", False, "reservnummer", "reserve_number"),
    ("20210325K069", False, "reservnummer", "reserve_number"),
]


@pytest.mark.req("003-014", "003-024")
@pytest.mark.parametrize(("identity", "deceased", "word", "reason"), WHO_CANNOT)
def test_who_cannot_log_in(demo, db, browser, identity, deceased, word, reason):
    """Samordningsnummer, reserve numbers and the dead are told why, and how to go on; they are not offered either."""
    person = Person.objects.create(identity=identity, given_name="Ingen", family_name="Alls", deceased=deceased)
    assert "Ingen Alls" not in browser.open("/logga-in/demo").text
    with pytest.raises(Refused, match=word):
        actions.log_in(Proven(World.RESIDENT, identity, 3, "test"))
    page = browser.send("/logga-in/demo", {"who": str(person.id)})
    assert page.status == 403
    assert word in page.alerts
    assert not Session.objects.exists()
    traces = Trace.objects.filter(action="login", outcome="refused", person_id=person.id)
    assert [trace.detail["reason"] for trace in traces] == [reason] * 2


@pytest.mark.req("003-014")
@pytest.mark.parametrize("subject", ["", "x", "197712072392", "SE9921000015-P001", "199304242390"])
def test_somebody_in_no_register_cannot_log_in(region, subject):
    with pytest.raises(Refused, match=r"giltigt personnummer|folkbokförd i Sverige"):
        actions.log_in(Proven(World.RESIDENT, subject, 3, "test"))


@pytest.mark.req("003-011")
def test_a_child_logs_in_from_its_birthday(db, frozen):
    """Before the 13th birthday, at midnight Swedish time, the child is told who can help meanwhile."""
    Person.objects.create(identity="201401102395", given_name="Love", family_name="Lind")
    frozen.moment = clock.start_of_day(date(2027, 1, 10)) - timedelta(seconds=1)
    with pytest.raises(Refused, match=r"fyller 13 år\. Till dess kan din vårdnadshavare"):
        actions.log_in(Proven(World.RESIDENT, "201401102395", 3, "test"))
    frozen.go(seconds=1)
    assert actions.log_in(Proven(World.RESIDENT, "201401102395", 3, "test"))


def test_a_locked_login_ends_the_sessions_and_lets_nobody_in(alva, bo):
    by = system("testerna")
    assert alva.browser.get("/inkorg").status_code == 200
    actions.lock(alva.person, by)
    assert alva.browser.get("/inkorg").status_code == 302
    with pytest.raises(Refused, match="Inloggningen är spärrad"):
        session_key(alva.person)
    assert session_key(bo.person)
    actions.unlock(alva.person, by)
    assert session_key(alva.person)
    assert [trace.action for trace in Trace.objects.filter(person_id=alva.person.id, actor_kind="system")] == [
        "lock_login", "unlock_login",
    ]  # fmt: skip


def test_a_resident_who_dies_is_logged_out(alva):
    assert alva.browser.open("/inkorg").main.one("h1").text == "Inkorg"
    Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    assert alva.browser.get("/inkorg").status_code == 302


def test_staff_who_leave_are_logged_out(rut):
    assert rut.browser.get(rut.address()).status_code == 200
    Staff.objects.filter(pk=rut.staff.pk).update(active=False)
    assert rut.browser.get(rut.address()).status_code == 302
    with pytest.raises(Refused, match="inte kopplat till någon behörighet"):
        session_key(rut.staff)


@pytest.mark.parametrize(
    ("who", "address", "out"),
    [("alva", "/inkorg", "/logga-ut"), ("rut", "/personal/mottagningar", "/personal/logga-ut")],
)
def test_logging_out_ends_the_session_for_good(region, who, address, out):
    browser = region.people[who].browser
    name = SESSIONS[World.RESIDENT if who == "alva" else World.STAFF]
    key = browser.cookies[name].value
    page = browser.open(address).press("Logga ut")
    assert "Du är utloggad." in page.alerts
    browser.cookies[name] = key
    assert browser.get(address).status_code == 302
    assert browser.post(out).status_code == 302  # doing it again does no harm


def test_a_session_ends_when_idle(frozen, alva, settings):
    settings.SESSION_IDLE_MINUTES = 30
    for _visit in range(4):
        assert alva.browser.get("/inkorg").status_code == 200
        frozen.go(minutes=29)
    assert alva.browser.get("/inkorg").status_code == 200
    frozen.go(minutes=30, seconds=1)
    response = alva.browser.get("/inkorg")
    assert (response.status_code, response.headers["Location"]) == (302, "/logga-in?till=%2Finkorg")


def test_a_session_ends_after_its_maximum_time_even_in_use(frozen, rut, settings):
    settings.SESSION_ABSOLUTE_HOURS = 10
    for _visit in range(24):
        assert rut.browser.get(rut.address()).status_code == 200
        frozen.go(minutes=25)
    assert rut.browser.get(rut.address()).status_code == 200
    frozen.go(seconds=1)
    assert rut.browser.get(rut.address()).status_code == 302


def test_last_seen_is_written_at_most_once_a_minute(frozen, alva):
    browser = alva.browser
    frozen.go(seconds=59)
    browser.get("/inkorg")
    first = Session.objects.get().last_seen
    frozen.go(seconds=2)
    browser.get("/inkorg")
    assert (Session.objects.get().last_seen - first).total_seconds() == 61


def test_the_table_of_sessions_opens_no_door(alva):
    browser = alva.browser
    key = browser.cookies[SESSIONS[World.RESIDENT]].value
    stored = bytes(Session.objects.get().key_hash)
    assert key.encode() not in stored
    assert len(key) >= 40
    browser.cookies[SESSIONS[World.RESIDENT]] = stored.hex()
    assert browser.get("/inkorg").status_code == 302


@pytest.mark.parametrize("key", ["", "x", "\x00", "å", "a" * 5000, "' OR 1=1 --"])
def test_a_forged_cookie_opens_nothing(db, browser, key):
    browser.cookies[SESSIONS[World.RESIDENT]] = key
    assert browser.get("/inkorg").status_code == 302


def test_cookies_are_closed_to_scripts_and_other_sites(demo, browser, alva, settings):
    settings.SECURE_COOKIES = True
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    cookie = browser.cookies[f"__Host-{SESSIONS[World.RESIDENT]}"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert browser.get("/inkorg").status_code == 200


def test_a_cookie_without_its_prefix_opens_nothing_over_tls(demo, browser, alva, settings):
    """Another host of the same domain can plant one."""
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    assert browser.get("/inkorg").status_code == 200
    settings.SECURE_COOKIES = True
    assert browser.get("/inkorg").status_code == 302


@pytest.mark.parametrize("tls", [True, False])
def test_the_session_and_the_secret_of_forms_end_with_the_browser(demo, browser, alva, settings, tls):
    settings.SECURE_COOKIES = tls
    browser.get("/logga-in/demo")
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    for name in (cookies.full_name(SESSIONS[World.RESIDENT]), settings.CSRF_COOKIE_NAME):
        assert (browser.cookies[name]["max-age"], browser.cookies[name]["expires"]) == ("", "")


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://vt.example", ("__Host-vt_csrf", True)), ("http://localhost:8000", ("vt_csrf", False))],
)
def test_the_secret_of_forms_is_for_this_very_host(url, expected):
    words = "from django.conf import settings as s; print((s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE))"
    done = subprocess.run(
        [sys.executable, "-c", words], text=True, capture_output=True, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings", "VARDTRAD_PUBLIC_URL": url},
    )  # fmt: skip
    assert done.stdout.strip() == str(expected)


def secret_of_forms(browser):
    return browser.cookies["vt_csrf"].value


def test_a_login_changes_the_secret_of_forms(demo, browser, alva, bo):
    """Somebody may have planted one in the browser before."""
    browser.get("/logga-in/demo")
    planted = secret_of_forms(browser)
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    first = secret_of_forms(browser)
    browser.post("/logga-in/demo", {"who": str(bo.person.id)})
    assert len({planted, first, secret_of_forms(browser)}) == 3


def test_open_pages_of_whoever_logs_in_again_go_on(demo, browser, alva, rut, frozen):
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    first = secret_of_forms(browser)
    frozen.go(minutes=31)
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    assert secret_of_forms(browser) == first
    # The residents' pages of the same browser are still open when a member of staff logs in.
    browser.post("/personal/logga-in/kort", {"who": str(rut.staff.id), "pin": PIN})
    assert secret_of_forms(browser) == first


def test_no_personal_number_in_any_address_or_cookie(demo, browser, alva):
    response = browser.post("/logga-in/demo", {"who": str(alva.person.id)}, follow=True)
    where = " ".join(
        [url for url, _status in response.redirect_chain] + [c.OutputString() for c in browser.cookies.values()]
    )
    assert not re.search(r"(19|20)\d{6}-?\d{4}", where)


def test_a_new_login_ends_the_old_one_in_the_same_browser(demo, browser, alva, bo):
    browser.post("/logga-in/demo", {"who": str(alva.person.id)})
    old = browser.cookies[SESSIONS[World.RESIDENT]].value
    browser.post("/logga-in/demo", {"who": str(bo.person.id)})
    assert browser.get("/inkorg").status_code == 200
    browser.cookies[SESSIONS[World.RESIDENT]] = old
    assert browser.get("/inkorg").status_code == 302


def test_old_sessions_are_cleared_away(frozen, alva, rut):
    for who in (alva, rut):
        logged_in(who.person if who is alva else who.staff)
    frozen.go(days=3)
    actions.clear_old()
    assert not Session.objects.exists()


@pytest.mark.parametrize("address", ["/logga-in", "/personal/logga-in"])
def test_the_login_pages_answer_head_as_get(browser, db, address):
    assert browser.head(address).status_code == browser.get(address).status_code == 200
