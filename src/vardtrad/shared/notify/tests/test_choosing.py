"""Choosing where notices go: the page, the code that proves an address, and guessing it."""

import logging
import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db.models import QuerySet

from tests.house.test_translations_of_the_tool import swedish_on
from tests.people import Resident
from tests.smsc import ALVAS, sms_at
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock, phone
from vardtrad.kernel.tables import Refused
from vardtrad.shared.notify import codes, outgoing
from vardtrad.shared.notify.models import Outgoing, Proof
from vardtrad.shared.people.models import Guardianship, Person
from vardtrad.shared.proxies.models import Link

pytestmark = pytest.mark.req("003-009", "B-32")

ELINA = "201805022389"
NEVER = threading.Event()


@pytest.fixture
def folder(settings, tmp_path):
    """The demo's gateway: a file for each text message."""
    settings.SMS = sms_at(f"folder:{tmp_path / 'sms'}")
    return tmp_path / "sms"


def settings_page(who):
    return who.browser.open("/installningar")


def sends():
    """What the worker does."""
    for post in (outgoing.mail_post(), outgoing.sms_post()):
        if post is not None:
            post.round(NEVER)


def code_in(text):
    (code,) = re.findall(r"\b\d{6}\b", text)
    return code


def by_sms(folder):
    """The latest text message: its number and its code."""
    text = max(folder.iterdir(), key=lambda file: file.name).read_text("utf-8")
    return text.splitlines()[0].removeprefix("Till: "), code_in(text.partition("\n")[2])


def stored(who):
    return Person.objects.get(pk=who.person.pk)


def later(monkeypatch, much):
    now = clock.now() + much
    monkeypatch.setattr(clock, "now", lambda: now)


def test_a_number_counts_when_its_code_has_come_back(alva: Resident, folder):
    page = settings_page(alva).press("Spara", sms="070-174 06 05")
    assert page.address == "/installningar/kod"
    assert stored(alva).sms == ""
    sends()
    number, code = by_sms(folder)
    assert number == ALVAS
    done = page.press("Spara numret", code=f" {code[:3]} {code[3:]} ")
    assert "Inställningarna är sparade." in done.text
    assert stored(alva).sms == ALVAS
    assert not Proof.objects.exists()
    assert settings_page(alva).main.one("input", name="sms").attrs["value"] == "070-174 06 05"
    assert Outgoing.objects.get().text == ""


def test_an_address_counts_when_its_code_has_come_back_and_the_old_one_until_then(alva: Resident, folder):
    old = stored(alva).email
    page = settings_page(alva).press("Spara", email="ny@example.se")
    assert stored(alva).email == old
    sends()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ny@example.se"], "Din engångskod till Vårdtråd")
    page.press("Spara adressen", code=code_in(message.body))
    assert stored(alva).email == "ny@example.se"


def test_both_wait_on_the_same_page_and_each_takes_its_own_code(alva: Resident, folder):
    page = settings_page(alva).press("Spara", email="ny@example.se", sms=ALVAS)
    sends()
    assert [heading.text for heading in page.main.all("h2")] == ["ny@example.se", "070-174 06 05"]
    page = page.press("Spara numret", code=by_sms(folder)[1])
    assert page.address == "/installningar/kod"
    assert (stored(alva).sms, stored(alva).email == "ny@example.se") == (ALVAS, False)
    page.press("Spara adressen", code=code_in(mail.outbox[0].body))
    assert (stored(alva).sms, stored(alva).email) == (ALVAS, "ny@example.se")


def test_neither_is_a_choice_that_holds_at_once(alva: Resident, folder):
    Person.objects.filter(pk=alva.person.pk).update(sms=ALVAS)
    page = settings_page(alva).press("Spara", email="", sms="")
    assert "Inställningarna är sparade." in page.text
    assert (stored(alva).email, stored(alva).sms) == ("", "")
    assert not Outgoing.objects.exists()
    assert Trace.objects.filter(action="choose_notices").latest("at").detail == {"by_email": False, "by_sms": False}


def test_what_is_saved_again_needs_no_code(alva: Resident, folder):
    Person.objects.filter(pk=alva.person.pk).update(sms=ALVAS)
    assert "Inställningarna är sparade." in settings_page(alva).press("Spara").text
    assert not Outgoing.objects.exists()


def test_without_a_gateway_no_number_is_asked_for(alva: Resident, settings):
    settings.SMS = sms_at("")
    assert settings_page(alva).main.all("input", name="sms") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("08-123 456", "Skriv ett mobilnummer"),
        ("112", "Skriv ett mobilnummer"),
        ("070-174 06 05 ext. 7", "Skriv ett mobilnummer"),
        ("070174060\n5", "Skriv ett mobilnummer"),
        ("0701740605\r\nBcc: x", "Skriv ett mobilnummer"),
        ("0701740605\u2028", "Skriv ett mobilnummer"),
        ("0" * 200, "Skriv ett mobilnummer"),
        ("sms", "Skriv ett mobilnummer"),
        ("+47 912 34 567", "Vi kan inte skicka sms till ett mobilnummer i det landet."),
    ],
)
def test_what_is_no_number_that_is_sent_to(alva: Resident, folder, typed, words):
    page = settings_page(alva).press("Spara", sms=typed)
    assert page.status == 422
    assert words in page.main.text
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(
    "typed", ["070-174 06 05", "0701740605", "+46701740605", "+46 (0)70 174 06 05", "0046701740605"]
)
def test_however_a_number_is_typed_it_is_the_same(typed):
    assert phone.mobile(typed) == ALVAS


def test_a_region_may_send_to_other_countries(alva: Resident, folder, settings):
    settings.SMS = sms_at(f"folder:{folder}", countries="SE, no")
    assert settings_page(alva).press("Spara", sms="+47 912 34 567").address == "/installningar/kod"
    assert Proof.objects.get().address == "+4791234567"


@pytest.mark.parametrize("email", ["a@example.se\nBcc: b@example.se", "inte en adress", "a@b@c.se"])
def test_an_address_with_line_breaks_is_refused(alva: Resident, folder, email):
    assert settings_page(alva).press("Spara", email=email).status == 422
    assert not Outgoing.objects.exists()


class TestGuessing:
    @pytest.fixture
    def page(self, alva: Resident, folder):
        return settings_page(alva).press("Spara", sms=ALVAS)

    def test_a_wrong_code_says_so_and_ten_end_it(self, page, alva: Resident, folder):
        sends()
        _number, code = by_sms(folder)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for _ in range(10):
            answer = page.press("Spara numret", code=wrong)
            assert answer.status == 422
            assert "Koden stämmer inte." in answer.main.text
        held = page.press("Spara numret", code=code)
        assert held.status == 422
        assert "Du har skrivit fel kod för många gånger." in held.main.text
        assert stored(alva).sms == ""
        page.press("Spara numret", code=code)
        refused = Trace.objects.filter(action="prove_address")
        assert [row.detail for row in refused] == [{"reason": "too_often"}]

    def test_a_new_code_does_not_give_new_guesses(self, page, alva: Resident, folder):
        for _ in range(10):
            page.press("Spara numret", code="x")
        page = alva.browser.open("/installningar/kod").press("Skicka en ny kod med sms")
        sends()
        assert "för många gånger" in page.press("Spara numret", code=by_sms(folder)[1]).main.text

    def test_a_code_is_dead_after_ten_though_the_waiting_is_over(self, page, alva: Resident, folder, monkeypatch):
        sends()
        _number, code = by_sms(folder)
        for _ in range(10):
            page.press("Spara numret", code="x")
        Proof.objects.update(expires=clock.now() + timedelta(hours=1))
        later(monkeypatch, timedelta(minutes=11))
        assert "Koden gäller inte längre." in page.press("Spara numret", code=code).main.text

    def test_a_code_holds_for_ten_minutes(self, page, alva: Resident, folder, monkeypatch):
        sends()
        _number, code = by_sms(folder)
        later(monkeypatch, timedelta(minutes=10, seconds=1))
        assert "Koden gäller inte längre." in page.press("Spara numret", code=code).main.text
        assert stored(alva).sms == ""

    def test_an_earlier_code_holds_no_longer(self, page, alva: Resident, folder):
        sends()
        _number, first = by_sms(folder)
        page = page.press("Skicka en ny kod med sms")
        sends()
        _number, second = by_sms(folder)
        if first != second:
            assert "Koden stämmer inte." in page.press("Spara numret", code=first).main.text
        page.press("Spara numret", code=second)
        assert stored(alva).sms == ALVAS

    def test_a_code_of_another_number_proves_nothing(self, page, alva: Resident, folder):
        sends()
        _number, code = by_sms(folder)
        page = settings_page(alva).press("Spara", sms="070-174 06 99")
        assert page.press("Spara numret", code=code).status == 422
        assert stored(alva).sms == ""

    def test_anothers_code_proves_nothing(self, page, bo: Resident, folder):
        sends()
        _number, code = by_sms(folder)
        answer = settings_page(bo).press("Spara", sms=ALVAS).press("Spara numret", code=code)
        assert answer.status == 422
        assert stored(bo).sms == ""

    def test_codes_are_sent_five_times_and_then_no_more(self, page, bo: Resident, folder):
        for _ in range(4):
            page.press("Skicka en ny kod med sms")
        answer = page.press("Skicka en ny kod med sms")
        assert "Du har bett om många koder på kort tid." in answer.main.text
        assert Outgoing.objects.count() == 5
        # Nor by others to the same number.
        assert "Du har bett om många koder" in settings_page(bo).press("Spara", sms=ALVAS).main.text
        assert Outgoing.objects.count() == 5

    def test_a_code_that_is_not_wanted(self, page, alva: Resident):
        assert "Adressen är inte ändrad." in page.press("Ändra inte numret").text
        assert not Proof.objects.exists()
        assert alva.browser.open("/installningar/kod").address == "/installningar"

    def test_a_code_stands_in_no_log_and_no_trace(self, page, folder, caplog):
        with caplog.at_level(logging.DEBUG):
            page = page.press("Skicka en ny kod med sms")
            sends()
            _number, code = by_sms(folder)
            page.press("Spara numret", code=code)
        assert code not in caplog.text
        for row in Trace.objects.all():
            assert code not in str(row.detail)
            assert "701740605" not in str(row.detail)


def test_of_two_right_codes_at_once_the_later_holds_no_longer(db, monkeypatch):
    owner = uuid4()
    code = codes.new_code(owner, "sms", ALVAS)
    counts = QuerySet.update

    def counts_and_is_overtaken(rows, **changes):
        counted = counts(rows, **changes)
        codes.forget(owner, "sms")
        return counted

    monkeypatch.setattr(QuerySet, "update", counts_and_is_overtaken)
    with pytest.raises(Refused, match="gäller inte längre"):
        codes.proven(owner, "sms", code)


class TestTheChildsInbox:
    @pytest.fixture
    def acting(self, alva: Resident, folder):
        child = Person.objects.create(identity=ELINA, given_name="Elina", family_name="Ahlgren")
        Guardianship.objects.create(guardian=alva.person, child=child)
        alva.browser.open("/barn/lagg-till").press("Lägg till barn", identity=ELINA)
        alva.browser.open("/barn").press("Elina Ahlgren")
        return child

    def test_has_a_number_of_its_own(self, acting, alva: Resident, folder):
        page = settings_page(alva)
        assert "i inkorgen för Elina Ahlgren" in page.main.text
        page = page.press("Spara", sms=ALVAS)
        sends()
        page.press("Spara numret", code=by_sms(folder)[1])
        assert Link.objects.get().sms == ALVAS
        assert (stored(alva).sms, Person.objects.get(pk=acting.pk).sms) == ("", "")

    def test_is_not_chosen_for_by_whoever_is_no_longer_a_proxy(self, acting, alva: Resident, folder):
        page = settings_page(alva).press("Spara", sms=ALVAS)
        sends()
        Guardianship.objects.all().delete()
        page.press("Spara numret", code=by_sms(folder)[1])
        assert Link.objects.get().sms == ""


def test_the_page_of_codes_in_english(alva: Resident, folder):
    Person.objects.filter(pk=alva.person.pk).update(language="en")
    alva.browser.cookies["vt_sprak"] = "en"
    page = alva.browser.open("/installningar").press("Save", email="ny@example.se", sms=ALVAS)
    assert page.address == "/installningar/kod"
    assert swedish_on(page) == []
    assert swedish_on(page.press("Save the number", code="1")) == []
    assert swedish_on(alva.browser.open("/installningar")) == []
