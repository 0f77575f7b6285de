"""A login with BankID directly: both devices, what the app says meanwhile, how it ends, and whose order it is."""

import logging
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.bankid import MOBILE, ON_FILE
from tests.reading import Browser
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways import at_once, attempts, checking, rows
from vardtrad.shared.people.models import Person

ALVA = "197712072391"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"
JSON = {"HTTP_ACCEPT": "application/json"}


def waits(browser, words="I mobilen: visa QR-kod", query=""):
    """The page that waits for the app, after the choice of where it is."""
    page = browser.open(f"/inloggning/bankid/{query}")
    assert page.address.startswith("/inloggning/bankid/bankid")
    return page.press(words)


def asks(page):
    """What the page's script is answered."""
    return page.browser.post(page.address, page.fields("Fortsätt"), **JSON).json()


def refused(page, words, status=403):
    assert page.status == status
    assert page.main.one("h1").text == "Det gick inte att logga in"
    assert words in page.main.text, page.main.text
    assert not Session.objects.exists()


def qr_of(page):
    return page.browser.get(page.main.one("img").attrs["src"])


@pytest.mark.req("003-012")
@pytest.mark.req("B-43")
def test_a_resident_logs_in_with_mobile_bankid_by_qr_code(bankid, browser, alva):
    assert browser.open("/logga-in").link("BankID") == "/inloggning/bankid/"
    page = waits(browser, query="?till=/installningar")
    assert page.main.one("h1").text == "Läs av QR-koden"
    picture = qr_of(page)
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    order = bankid.reads(picture.content)
    assert order is bankid.order
    # Without a script the reader presses when the app says that it is ready.
    order.hint = "userSign"
    page = page.press("Fortsätt")
    assert "Skriv din säkerhetskod i BankID-appen och välj Identifiera." in page.main.text
    order.identifies(ALVA)
    page = page.press("Fortsätt")
    assert page.address == "/installningar"
    session = Session.objects.get()
    assert (session.person, session.method, session.assurance) == (alva.person, "bankid", 3)
    assert Trace.objects.get(action="login").detail == {"method": "bankid", "level": 3, "address": "127.0.0.1"}


def test_what_bankid_is_asked_for(bankid, browser, alva, settings):
    settings.WAYS = [bankid.row(risk="moderate", levels={MOBILE: 3, ON_FILE: 2})]
    waits(browser)
    ((what, asked),) = bankid.asked
    assert (what, asked["endUserIp"]) == ("auth", "127.0.0.1")
    # No personal number, and only what reaches the level of the row.
    assert asked["requirement"] == {"certificatePolicies": [MOBILE], "risk": "moderate"}


def test_the_qr_code_is_another_one_each_second(bankid, browser, alva, frozen):
    page = waits(browser)
    codes = set()
    for _second in range(3):
        codes.add(qr_of(page).content)
        frozen.go(seconds=1)
    assert len(codes) == 3


def test_on_the_same_telephone(bankid, alva):
    browser = Browser(HTTP_USER_AGENT=PHONE)
    page = browser.open("/inloggning/bankid/")
    assert [button.text for button in page.main.all("button")] == ["På den här enheten", "På en annan enhet"]
    page = page.press("På den här enheten")
    assert page.main.one("h1").text == "Öppna BankID-appen"
    link = urlsplit(page.link("Öppna BankID"))
    given = parse_qs(link.query)
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://app.bankid.com/"
    order = bankid.opens(given["autostarttoken"][0])
    # The app of an iPhone leads back to the page that waits, in this browser.
    back = urlsplit(given["redirect"][0])
    assert f"{back.path}?{back.query}" == page.address
    assert not page.main.all("img")
    order.identifies(ALVA)
    assert asks(page)["go"] == "/inkorg"
    # The app leads to a new tab while the first one has come in already.
    assert browser.open(f"{back.path}?{back.query}").address == "/inkorg"


@pytest.mark.parametrize(
    ("system", "opens"), [("Linux; Android 16", "https://app.bankid.com/?"), ("Windows NT 10.0", "bankid:///?")]
)
def test_where_the_app_does_not_have_to_be_told_where_it_came_from(bankid, alva, system, opens):
    page = Browser(HTTP_USER_AGENT=f"Mozilla/5.0 ({system})").open("/inloggning/bankid/")
    link = page.press("På den här enheten" if "Android" in system else "På den här datorn").link("Öppna BankID")
    assert link.startswith(opens)
    assert link.endswith("&redirect=null")


HINTS = {
    "outstandingTransaction": "läser av QR-koden", "noClient": "läser av QR-koden",
    "started": "letar efter ditt BankID",
    "userMrtd": "din id-handling", "userCallConfirm": "frågan i BankID-appen", "userSign": "Skriv din säkerhetskod",
    "processing": "Vänta ett ögonblick", "made_up": "Identifieringen pågår", "": "Identifieringen pågår",
}  # fmt: skip


@pytest.mark.parametrize("hint", HINTS)
def test_what_the_page_says_meanwhile(bankid, browser, alva, hint):
    page = waits(browser)
    bankid.order.hint = hint
    told = asks(page)
    assert HINTS[hint] in told["says"]
    assert told["opens"] == (hint in {"outstandingTransaction", "noClient"})
    assert HINTS[hint] in page.press("Fortsätt").main.text


def test_the_words_for_an_app_on_the_same_device(bankid, browser, alva):
    page = waits(browser, "På den här datorn")
    assert "öppnar BankID-appen" in asks(page)["says"]


FAILURES = {
    "expiredTransaction": "svarade inte i tid", "certificateErr": "spärrat eller för gammalt",
    "userCancel": "Du avbröt", "userDeclinedCall": "Du avbröt", "cancelled": "en ny påbörjades",
    "startFailed": "läste inte av QR-koden", "notSupportedByUserApp": "stöder inte",
    "transactionRiskBlocked": "bedömdes som osäker", "made_up": "kunde inte genomföra",
}  # fmt: skip


@pytest.mark.parametrize("hint", FAILURES)
def test_a_login_that_fails_says_why(bankid, browser, alva, hint, caplog):
    page = waits(browser)
    bankid.order.fails(hint)
    refused(page.press("Fortsätt"), FAILURES[hint], 503 if hint == "made_up" else 403)
    assert Trace.objects.filter(action="login", outcome="refused").count() == 1
    # The same by the page's script, which goes to a page that says it.
    page = waits(Browser())
    bankid.order.fails(hint)
    refused(page.browser.open(asks(page)["go"]), FAILURES[hint], 503 if hint == "made_up" else 403)


ERRORS = {
    (400, "alreadyInProgress"): ("redan påbörjad", 403), (400, "invalidParameters"): ("fel inställt", 503),
    (401, "unauthorized"): ("fel inställt", 503), (404, "notFound"): ("fel inställt", 503),
    (405, "methodNotAllowed"): ("fel inställt", 503), (408, "requestTimeout"): ("inte att nå", 503),
    (415, "unsupportedMediaType"): ("fel inställt", 503), (500, "internalError"): ("inte att nå", 503),
    (503, "maintenance"): ("inte att nå", 503), (500, "made_up"): ("inte att nå", 503),
    (418, "made_up"): ("kunde inte genomföra", 503),
}  # fmt: skip


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_of_bankid_when_the_order_is_made(bankid, browser, alva, error, caplog):
    bankid.answers["auth"] = error
    refused(waits(browser), *ERRORS[error])


@pytest.mark.parametrize("error", [(408, "requestTimeout"), (500, "internalError"), (503, "maintenance")])
def test_a_hiccup_of_bankid_does_not_end_a_login_under_way(bankid, browser, alva, error):
    page = waits(browser)
    bankid.answers["collect"] = error
    assert "svarar långsamt" in asks(page)["says"]
    assert "svarar långsamt" in page.press("Fortsätt").main.text
    del bankid.answers["collect"]
    bankid.order.identifies(ALVA)
    assert page.press("Fortsätt").address == "/inkorg"


def test_a_login_under_way_waits_when_many_ask_at_once(bankid, browser, alva, monkeypatch):
    page = waits(browser)
    with monkeypatch.context() as busy:
        busy.setattr(at_once, "most", lambda: 0)
        busy.setattr(at_once, "PATIENCE", 0.01)
        busy.setattr(at_once.LINE, "_since", [0.0])
        assert "svarar långsamt" in asks(page)["says"]
    bankid.order.identifies(ALVA)
    assert asks(page)["go"] == "/inkorg"


def test_an_order_that_bankid_knows_no_more(bankid, browser, alva):
    page = waits(browser)
    bankid.orders.clear()
    refused(page.press("Fortsätt"), "svarade inte i tid")


def test_an_answer_about_another_order(bankid, browser, alva, monkeypatch):
    page = waits(browser)
    lies = lambda content: (200, {"orderRef": "x", "status": "complete", "completionData": {"user": {}}})  # noqa: E731
    monkeypatch.setattr(bankid, "collect", lies)
    refused(page.press("Fortsätt"), "inte att lita på")


def test_a_qr_code_of_another_session_logs_nobody_in_here(bankid, alva, bo):
    """Each browser has its order: whoever reads the other's code is logged in there, and nobody is here."""
    mine, others = Browser(), Browser()
    my_page, other_page = waits(mine), waits(others)
    read = bankid.reads(qr_of(other_page).content)
    read.identifies(ALVA)
    assert "läser av QR-koden" in asks(my_page)["says"]
    # Nor does the other's address open anything here, with its state or without.
    assert mine.get(qr_address(other_page)).status_code == 404
    refused(mine.open(other_page.address), "annan webbläsare")
    assert other_page.press("Fortsätt").address == "/inkorg"
    assert Session.objects.get().person == alva.person
    assert mine.get("/inkorg").status_code == 302


def qr_address(page):
    return page.main.one("img").attrs["src"]


def test_an_order_of_another_login_of_the_same_browser(bankid, browser, alva):
    """The cookie of one login's order, under the name of another's."""
    first = waits(browser)
    second = waits(browser)
    names = [name for name in browser.cookies if name.startswith("vt_bankid_")]
    values = [browser.cookies[name].value for name in names]
    for name, value in zip(names, reversed(values), strict=True):
        browser.cookies[name] = value
    for page in (first, second):
        refused(page.press("Fortsätt"), "annan webbläsare")


def test_logins_that_nobody_ended_do_not_fill_the_browser(bankid, browser, alva):
    """Each order is a cookie of a kilobyte, and a proxy takes no more than a few of them."""
    for _again in range(attempts.MOST + 3):
        page = waits(browser)
    for begins in ("vt_vag_", "vt_bankid_"):
        kept = [name for name, morsel in browser.cookies.items() if name.startswith(begins) and morsel.value]
        assert len(kept) == attempts.MOST
    bankid.order.identifies(ALVA)
    assert page.press("Fortsätt").address == "/inkorg"


def test_a_login_counts_once(bankid, browser, alva, monkeypatch):
    page = waits(browser)
    kept = {name: morsel.value for name, morsel in browser.cookies.items() if name.startswith("vt_")}
    bankid.order.identifies(ALVA)
    ref = bankid.order.ref
    again = bankid.order
    assert page.press("Fortsätt").address == "/inkorg"
    thief = Browser()
    for name, value in kept.items():
        thief.cookies[name] = value
    bankid.orders[ref] = again
    thief_page = thief.open(page.address)
    thief_page = thief_page.press("Fortsätt")
    assert (thief_page.status, "redan använts" in thief_page.text) == (403, True)
    assert Session.objects.count() == 1


def test_giving_up_tells_bankid(bankid, browser, alva):
    page = waits(browser)
    refused(page.press("Avbryt"), "Du avbröt inloggningen.")
    assert not bankid.orders
    refused(browser.open(page.address), "annan webbläsare")


@pytest.mark.parametrize(
    ("number", "words"),
    [("199304242390", "folkbokförd i Sverige"), ("202304722388", "samordningsnummer"), ("x", "giltigt personnummer")],
)
def test_who_may_not_log_in_is_told_so(bankid, browser, alva, number, words):
    page = waits(browser)
    bankid.order.identifies(number)
    refused(browser.open(asks(page)["go"]), words)


@pytest.mark.req("003-025")
def test_the_login_page_says_who_helps_with_bankid(bankid, browser, db):
    text = browser.open("/logga-in").main.text
    assert "Din bank hjälper dig att skaffa BankID, för dig själv och för ett barn som har fyllt 13 år." in text


@pytest.mark.req("003-012")
def test_a_child_logs_in_with_mobile_bankid_from_its_birthday(bankid, browser, region, frozen):
    Person.objects.create(identity="201401102395", given_name="Love", family_name="Lind")
    frozen.moment = clock.start_of_day(date(2027, 1, 10)) - timedelta(seconds=1)
    page = waits(browser)
    bankid.order.identifies("201401102395")
    refused(page.press("Fortsätt"), "fyller 13 år")
    frozen.go(seconds=1)
    page = waits(browser)
    bankid.order.identifies("201401102395")
    assert page.press("Fortsätt").address == "/inkorg"


def test_too_late(bankid, browser, alva, frozen):
    page = waits(browser)
    frozen.go(minutes=11)
    bankid.order.identifies(ALVA)
    refused(page.press("Fortsätt"), "tog för lång tid")


def test_nothing_secret_is_in_an_address_a_cookie_or_a_log(bankid, browser, alva, caplog):
    caplog.set_level(logging.DEBUG)
    page = waits(browser)
    order = bankid.order
    picture = qr_of(page)
    told = [page.address, page.html, str(browser.cookies), picture.content.decode(), str(asks(page))]
    order.identifies(ALVA)
    told.append(asks(page)["go"])
    page = waits(browser)
    bankid.order.fails("made_up")
    told.append(asks(page)["go"])
    told += [caplog.text, *(str(trace.detail) for trace in Trace.objects.all())]
    for secret in (order.ref, order.qr_secret, order.qr_token, bankid.asked[-1][1]["orderRef"], ALVA, ALVA[2:]):
        assert secret not in " ".join(told)


def test_a_made_up_choice(bankid, browser, alva):
    assert browser.send("/inloggning/bankid/bankid", {"hur": "x"}).status == 404
    assert browser.get("/inloggning/bankid/svar?code=x&state=x").status_code == 404
    assert browser.get("/inloggning/bankid/qr?state=x").status_code == 404
    assert not bankid.asked


def test_without_an_address_of_the_reader_no_order_is_made(bankid, alva):
    browser = Browser(REMOTE_ADDR="")
    refused(waits(browser), "fel inställt hos oss", 503)
    assert not bankid.asked


def checked(bankid, **changes):
    (way,) = rows.read([bankid.row(**changes)]).ways
    return checking.problems(way, "https://vardtrad.example")


def test_a_row_is_tried_against_bankid(bankid, tmp_path):
    assert checked(bankid) == []
    foreign, key = bankid.foreign
    (sentence,) = checked(bankid, certificate=str(foreign), secret=f"file:{key}")
    assert "svarade inte" in sentence
    (sentence,) = checked(bankid, ca_file=str(bankid.other_ca_file))
    assert "certifikatet hos 127.0.0.1" in sentence
    (sentence,) = checked(bankid, certificate=str(foreign))
    assert "certifikat eller nyckel går inte att läsa" in sentence
    (sentence,) = checked(bankid, issuer=bankid.address.replace("v6.0", "v5"))
    assert "404" in sentence


@pytest.mark.parametrize("which", ["foreign", "authority"])
def test_nobody_logs_in_by_a_bankid_that_is_not_the_right_one(bankid, browser, alva, settings, which, caplog):
    foreign, key = bankid.foreign
    wrong = {"certificate": str(foreign), "secret": f"file:{key}"} if which == "foreign" else {}
    settings.WAYS = [bankid.row(**(wrong or {"ca_file": str(bankid.other_ca_file)}))]
    refused(waits(browser), "Det går inte att nå", 503)
    assert not bankid.asked


@pytest.mark.parametrize(
    ("change", "says"),
    [({"world": "staff"}, "protocol: bankid är för invånare"), ({"ca_file": ""}, "ca_file: saknas."),
     ({"certificate": "/nowhere"}, "certificate: filen /nowhere finns inte."), ({"risk": "high"}, "risk: ska vara"),
     ({"secret": "env:X"}, "secret: ska vara file:"), ({"issuer": "http://x.example"}, "issuer: ska börja med")],
)  # fmt: skip
def test_a_row_of_bankid_that_is_wrong(bankid, change, says):
    (sentences,) = rows.read([bankid.row(**change)]).problems.values()
    assert any(sentence.startswith(says) for sentence in sentences), sentences
