"""Logging in with personal number, an ordered password and a code by SMS: from the order to the session; guessing."""

import io
import logging
import re
import threading
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.house.test_translations_of_the_tool import swedish_on
from tests.people import Resident
from tests.reading import Browser
from tests.smsc import ALVAS, sms_at
from vardtrad.config import letters_command
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.operations.letters import drawing
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.login.models import LoginLock, Session
from vardtrad.shared.login.password import actions, row
from vardtrad.shared.login.password.models import Attempt, Order
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing, Proof
from vardtrad.shared.people.models import Person, Protection, Registration

ROW = {"id": "losenord", "protocol": "password", "world": "resident", "title": "Lösenord och sms"}
ADDRESS = {"street": "Provgatan 7", "postal_code": "123 45", "place": "Exempelstad"}
NEVER = threading.Event()
TACK = "Tack. Om uppgifterna stämmer kommer lösenordet med post"
NO = "Det gick inte att logga in."
NOBODYS = "199304232383"


@pytest.fixture
def folder(settings, tmp_path):
    """The way in is on, and text messages become files."""
    settings.SMS = sms_at(f"folder:{tmp_path / 'sms'}")
    settings.PASSWORD_WAYS = [ROW]
    settings.LETTER_WORDS = {"password": "vardtrad.shared.login.password.letters.words"}
    # The hasher of production takes its time; what it is has a test of its own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    actions._made_up = ""
    row._configured.cache_clear()
    yield tmp_path / "sms"
    actions._made_up = ""
    row._configured.cache_clear()


@pytest.fixture
def person(alva: Resident):
    Person.objects.filter(pk=alva.person.pk).update(**ADDRESS)
    return Person.objects.get(pk=alva.person.pk)


@pytest.fixture
def browser():
    return Browser()


def orders(browser, identity, sms="070-174 06 05"):
    page = browser.open("/logga-in").follow("Lösenord och sms").follow("Beställ ett lösenord")
    return page.press("Beställ", identity=identity, sms=sms)


def drawn(letter=None):
    """The password that stands in the letter, on the paper."""
    pdf = drawing.pdf([letter or Letter.objects.latest("created")])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    (password,) = re.findall(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b", text)
    return password


def begins(browser, identity, password):
    return browser.open("/losenord").press("Fortsätt", identity=identity, password=password)


def code(folder):
    outgoing.sms_post().round(NEVER)
    text = max(folder.iterdir(), key=lambda file: file.name).read_text("utf-8")
    assert text.startswith(f"Till: {ALVAS}\n")
    (found,) = re.findall(r"\b\d{6}\b", text.partition("\n")[2])
    return found


@pytest.fixture
def password(browser, person, folder):
    orders(browser, person.identity)
    return drawn()


def later(monkeypatch, much):
    now = clock.now() + much
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.mark.req("003-013", "003-017", "003-018", "003-019")
def test_from_the_order_to_the_inbox(browser, person, folder, tmp_path):
    assert TACK in orders(browser, person.identity).main.text
    order = Order.objects.get()
    assert (order.person_id, order.sms, order.hash) == (person.id, ALVAS, "")
    # The letter goes to the registered address, by the print service, and its password is nowhere else.
    assert letters_command.export(tmp_path / "ut") == 0
    (pdf,) = (tmp_path / "ut").glob("*/*.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.read_bytes())).pages)
    assert "Provgatan 7" in text
    (password,) = re.findall(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b", text)
    letter = Letter.objects.get()
    assert password not in f"{letter.title}{letter.text}{Order.objects.get().hash}"
    page = begins(browser, person.identity, password)
    assert "Om personnumret och lösenordet stämmer har vi skickat en kod" in page.main.text
    entered = page.press("Logga in", code=code(folder))
    assert entered.address == "/inkorg"
    session = Session.objects.get(person=person, method="password")
    assert session.assurance == 2
    assert not Attempt.objects.exists()
    assert not Proof.objects.exists()


@pytest.mark.req("003-016")
def test_what_shows_health_data_asks_for_an_e_legitimation(browser, alva, person, folder, password, region):
    case = alva.sends(region.renewal_at_a)
    begins(browser, person.identity, password).press("Logga in", code=code(folder))
    assert browser.get("/installningar").status_code == 200
    answer = browser.get(f"/arenden/{case.id}")
    assert (answer.status_code, "niva=3" in answer["Location"]) == (302, True)
    assert "Lösenord och sms" not in browser.open("/logga-in?niva=3").main.text


def test_it_is_off_unless_a_row_switches_it_on(browser, db, settings, tmp_path, caplog):
    settings.PASSWORD_WAYS, settings.SMS = [], sms_at(f"folder:{tmp_path}")
    row._configured.cache_clear()
    for address in ("/losenord", "/losenord/bestall"):
        assert browser.get(address).status_code == 404
    assert browser.post("/losenord/kod", {}).status_code == 404
    for rows, words in (
        ([{**ROW, "on": False}], ""),
        ([ROW, ROW], "redan en rad"),
        ([{**ROW, "title": ""}], "title: saknas."),
        ([{**ROW, "world": "staff"}], "world: ska vara resident."),
        ([{**ROW, "isuer": "x"}], "isuer: inställningen finns inte."),
    ):
        settings.PASSWORD_WAYS = rows
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            assert row.configured() is None
        assert words in caplog.text
    settings.PASSWORD_WAYS, settings.SMS = [ROW], sms_at("")
    assert row.configured() is None
    settings.SMS = sms_at(f"folder:{tmp_path}")
    assert row.configured() is not None
    row._configured.cache_clear()


class TestWhoGetsNoLetter:
    @pytest.mark.req("003-014", "003-023")
    @pytest.mark.parametrize(
        "change",
        [
            {"protection": Protection.SECRECY_MARK},
            {"protection": Protection.PROTECTED_REGISTRATION},
            {"deceased": True},
            {"registration": Registration.EMIGRATED},
            {"street": ""},
        ],
    )
    def test_is_told_the_same(self, browser, person, folder, change):
        Person.objects.filter(pk=person.pk).update(**change)
        assert TACK in orders(browser, person.identity).main.text
        assert not Letter.objects.exists()
        assert not Order.objects.exists()

    @pytest.mark.parametrize("identity", [NOBODYS, "197010632391", "201805022389"])
    def test_whose_number_is_nobodys_a_coordination_number_or_a_childs(self, browser, person, folder, identity):
        Person.objects.filter(identity=identity).delete()
        if identity == "201805022389":
            Person.objects.create(identity=identity, **ADDRESS)
        assert TACK in orders(browser, identity).main.text
        assert not Letter.objects.exists()

    def test_whose_login_is_locked(self, browser, person, folder):
        LoginLock.objects.create(person=person, since=clock.now())
        assert TACK in orders(browser, person.identity).main.text
        assert not Letter.objects.exists()

    def test_who_has_ordered_within_the_week(self, browser, person, folder, monkeypatch):
        orders(browser, person.identity)
        assert TACK in orders(browser, person.identity, "070-174 06 99").main.text
        assert Letter.objects.count() == 1
        assert Order.objects.get().sms == ALVAS
        later(monkeypatch, timedelta(days=8))
        orders(browser, person.identity, "070-174 06 99")
        assert Order.objects.get().sms == "+46701740699"
        assert sorted(Letter.objects.values_list("status", flat=True)) == ["cancelled", "waiting"]

    @pytest.mark.req("003-015")
    @pytest.mark.parametrize(
        ("sms", "words"),
        [("+47 912 34 567", "Numret behöver vara svenskt."), ("08-123 456", "Skriv ett mobilnummer"),
         ("0701740605\nx", "Skriv ett mobilnummer")],
    )  # fmt: skip
    def test_whose_number_is_no_swedish_mobile_number(self, browser, person, folder, sms, words):
        page = orders(browser, person.identity, sms)
        assert (page.status, words in page.main.text) == (422, True)
        assert not Order.objects.exists()


class TestLoggingIn:
    @pytest.mark.parametrize("wrong", ["identity", "password", "both"])
    def test_whatever_is_wrong_looks_the_same(self, browser, person, folder, password, wrong):
        identity = NOBODYS if wrong in {"identity", "both"} else person.identity
        typed = "aaaa-aaaa-aaaa-aaaa" if wrong in {"password", "both"} else password
        Person.objects.filter(identity=NOBODYS).delete()
        page = begins(browser, identity, typed)
        right = begins(Browser(), person.identity, password)
        strip = re.compile(r'(value|content)="[^"]*"')
        assert strip.sub("", page.html) == strip.sub("", right.html)
        page = page.press("Logga in", code="123456")
        assert (page.status, NO in page.main.text) == (403, True)
        assert not Session.objects.filter(method="password").exists()

    def test_two_hashes_are_computed_whoever_is_asked_about(self, browser, person, folder, password, monkeypatch):
        computed = []
        checks = actions.check_password
        monkeypatch.setattr(actions, "check_password", lambda *given: computed.append(1) or checks(*given))
        counts = []
        for identity, typed in ((person.identity, password), (person.identity, "fel"), (NOBODYS, "fel")):
            computed.clear()
            begins(browser, identity, typed)
            counts.append(len(computed))
        assert counts == [2, 2, 2]

    def test_a_wrong_code_and_five_wrong_passwords(self, browser, person, folder, password):
        page = begins(browser, person.identity, password)
        right = code(folder)
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        assert NO in page.press("Logga in", code=wrong).main.text
        for _ in range(9):
            page.press("Logga in", code=wrong)
        assert NO in page.press("Logga in", code=right).main.text
        for identity in (person.identity, NOBODYS):
            for _ in range(5):
                begins(browser, identity, "fel")
            held = begins(browser, identity, password)
            assert (held.status, "För många försök." in held.main.text) == (429, True)
        assert not Session.objects.filter(method="password").exists()

    def test_twenty_wrong_ones_end_a_password_however_slowly(self, browser, person, folder, password, monkeypatch):
        for _ in range(5):
            for _ in range(4):
                begins(browser, person.identity, "fel")
            later(monkeypatch, timedelta(minutes=11))
        begins(browser, person.identity, password)
        assert not Attempt.objects.exists()

    def test_a_code_counts_once_and_for_ten_minutes(self, browser, person, folder, password, monkeypatch):
        page = begins(browser, person.identity, password)
        right = code(folder)
        page.press("Logga in", code=right)
        again = Browser()
        answer = again.post("/losenord/kod", {**page.fields("Logga in"), "code": right, "drawn_for": None})
        assert answer.status_code == 403
        assert Session.objects.filter(method="password").count() == 1
        page = begins(browser, person.identity, password)
        right = code(folder)
        later(monkeypatch, timedelta(minutes=11))
        assert NO in page.press("Logga in", code=right).main.text

    def test_somebody_elses_code_or_a_forged_page_opens_nothing(self, browser, person, folder, password):
        first = begins(browser, person.identity, password)
        begins(browser, person.identity, password)
        latest = code(folder)
        assert NO in first.press("Logga in", code=latest).main.text
        for carried in ("", "x", "x:y:z"):
            answer = browser.post("/losenord/kod", {"carried": carried, "code": latest})
            assert answer.status_code in {403, 422}
        assert not Session.objects.filter(method="password").exists()

    @pytest.mark.req("003-023")
    def test_who_has_become_protected_or_locked_gets_no_code(self, browser, person, folder, password):
        Person.objects.filter(pk=person.pk).update(protection=Protection.SECRECY_MARK)
        begins(browser, person.identity, password)
        Person.objects.filter(pk=person.pk).update(protection=Protection.NONE)
        LoginLock.objects.create(person=person, since=clock.now())
        begins(browser, person.identity, password)
        assert not Outgoing.objects.exists()

    @pytest.mark.req("003-019")
    def test_a_new_number_needs_a_new_letter_and_the_old_one_goes_on_until_it_is_used(
        self, browser, person, folder, password, monkeypatch
    ):
        later(monkeypatch, timedelta(days=8))
        orders(browser, person.identity, "070-174 06 99")
        begins(browser, person.identity, password).press("Logga in", code=code(folder))
        assert Session.objects.filter(method="password").count() == 1
        new = drawn()
        page = begins(Browser(), person.identity, new)
        outgoing.sms_post().round(NEVER)
        text = max(folder.iterdir(), key=lambda file: file.name).read_text("utf-8")
        assert text.startswith("Till: +46701740699\n")
        page.press("Logga in", code=re.findall(r"\b\d{6}\b", text.partition("\n")[2])[0])
        assert Session.objects.filter(method="password").count() == 2
        assert Order.objects.get().sms == "+46701740699"

    def test_nobody_shuts_another_out_by_ordering_for_them_week_after_week(
        self, browser, person, folder, password, monkeypatch
    ):
        begins(browser, person.identity, password).press("Logga in", code=code(folder))
        for _ in range(3):
            later(monkeypatch, timedelta(days=8))
            orders(browser, person.identity, "070-174 06 99")
            latest = drawn()
        begins(Browser(), person.identity, password).press("Logga in", code=code(folder))
        assert Session.objects.filter(method="password").count() == 2
        begins(Browser(), person.identity, latest)
        assert Attempt.objects.get().order.sms == "+46701740699"

    def test_a_letter_drawn_again_has_a_new_password_and_the_first_opens_nothing(
        self, browser, person, folder, password
    ):
        second = drawn()
        assert second != password
        begins(browser, person.identity, password)
        assert not Attempt.objects.exists()
        begins(browser, person.identity, second)
        assert Attempt.objects.exists()

    def test_one_that_has_been_used_is_not_drawn_again(self, browser, person, folder, password):
        begins(browser, person.identity, password).press("Logga in", code=code(folder))
        pdf = drawing.pdf([Letter.objects.get()])
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert "Lösenordet är redan använt." in text
        assert begins(browser, person.identity, password).status == 200
        assert Attempt.objects.exists()

    def test_one_that_nobody_used_in_sixty_days_opens_nothing(self, browser, person, folder, password, monkeypatch):
        later(monkeypatch, timedelta(days=61))
        begins(browser, person.identity, password)
        assert not Attempt.objects.exists()

    def test_nothing_of_it_is_written_down(self, browser, person, folder, password, caplog):
        with caplog.at_level(logging.DEBUG):
            page = begins(browser, person.identity, password)
            right = code(folder)
            page.press("Logga in", code=right)
        for never in (password, password.replace("-", ""), right, person.identity, "701740605"):
            assert never not in caplog.text.replace(str(person.id), "")
            for trace in Trace.objects.all():
                assert never not in str(trace.detail)


def test_the_pages_in_english(browser, person, folder, password):
    browser.cookies["vt_sprak"] = "en"
    pages = [browser.open("/losenord"), browser.open("/losenord/bestall")]
    pages.append(pages[0].press("Continue", identity=person.identity, password=password))
    pages.append(pages[2].press("Log in", code="1"))
    pages.append(pages[1].press("Order", identity=NOBODYS, sms="070-174 06 05"))
    pages.append(pages[1].press("Order", identity="1", sms="08-123 456"))
    assert [left for page in pages for left in swedish_on(page)] == []


def test_the_hasher_is_argon2():
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from vardtrad.config.settings import PASSWORD_HASHERS

    assert PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert Argon2PasswordHasher().encode("lösenord", "ettsaltattprova").startswith("argon2$argon2id$")
