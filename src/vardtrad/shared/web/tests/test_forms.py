"""Long text: the limit is told in numbers, nothing is cut off, and invisible text counts as none."""

from datetime import date, time
from uuid import UUID, uuid4

import pytest
from django import forms
from django.http import QueryDict

from vardtrad.kernel.pasted import has_ink
from vardtrad.shared.web.forms import ClockField, DayField, MailField, OneLine, PlainForm
from vardtrad.shared.web.tests.pages import Message


def message(text, **more):
    data = QueryDict(mutable=True)
    data.update({"text": text, "submit_key": str(uuid4()), **more})
    return Message(data)


def test_too_long_says_how_much():
    assert message("x" * 43).errors["text"] == ["Texten är 3 tecken för lång. Högst 40 tecken."]
    assert not message("x" * 40).errors


def test_a_line_break_counts_as_one_character_as_in_the_browser():
    form = message("\r\n".join(["rad"] * 10) + "\r\n\r\n")
    assert not form.errors
    assert form.cleaned_data["text"] == "\n".join(["rad"] * 10)


def test_an_emoji_counts_as_one_character():
    assert not message("😀" * 40).errors


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n\t", "\u200b\u200d\ufeff", "\u3164", "\u2800\u00a0", "\u202e\x07"])
def test_nothing_to_see_is_nothing(text):
    assert message(text).errors["text"] == ["Skriv en text."]


@pytest.mark.parametrize("text", ["ja", ".", "😀", "\u202eomvänt", "ａ", "🫨"])
def test_something_to_see(text):
    assert has_ink(text)


def test_a_null_character_has_its_own_sentence():
    assert "nolltecken" in message("a\x00b").errors["text"][0]


@pytest.mark.parametrize("key", ["", "x", "0" * 40])
def test_a_forged_submit_key_is_refused_and_replaced(key):
    form = message("hej", submit_key=key)
    assert "för gammal" in form.errors["submit_key"][0]
    assert UUID(str(form["submit_key"].value())) != key


@pytest.mark.parametrize("seen", ["-1", "x", "9" * 30, "1.5"])
def test_a_forged_content_number_is_refused(seen):
    assert "för gammal" in message("hej", seen=seen).errors["seen"][0]


def test_every_drawn_form_has_its_own_submit_key():
    assert Message()["submit_key"].value() != Message()["submit_key"].value()
    form = Message()
    assert form["submit_key"].value() == form["submit_key"].value()


def test_a_stale_form_can_be_sent_again_from_the_new_page():
    form = message("min text", seen="3")
    assert form.is_valid()
    before = form["submit_key"].value()
    form.renew(4)
    assert form["seen"].value() == "4"
    assert form["text"].value() == "min text"
    assert form["submit_key"].value() != before


class Days(PlainForm):
    day = DayField(required=False)
    hour = ClockField(required=False)
    line = OneLine(required=False)


def test_a_day_is_written_as_year_month_day():
    form = Days({"day": "2026-11-24", "hour": "07.30"})
    assert not form.errors.get("day")
    assert form["day"].value() == "2026-11-24"
    assert 'type="date"' in str(form["day"])
    form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 11, 24)
    assert form.cleaned_data["hour"] == time(7, 30)


@pytest.mark.parametrize("written", ["24/11 2026", "i morgon", "2026-11-30T10:00+01:00"])
def test_an_invalid_day_is_refused_in_one_wording(written):
    assert Days({"day": written}).errors["day"] == ["Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30."]


@pytest.mark.parametrize("written", ["2026-02-30", "2026-13-01", "2027-02-29 ", "2026-1-32"])
def test_a_day_that_does_not_exist_is_not_told_to_be_written_as_it_is_written(written):
    assert Days({"day": written}).errors["day"] == ["Datumet finns inte. Kontrollera månad och dag."]


@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31"])
def test_an_odd_year_is_named(written):
    assert Days({"day": written}).errors["day"] == ["Kontrollera årtalet i datumet."]


class Bounds(PlainForm):
    name = OneLine(max_length=10)
    number = forms.IntegerField(min_value=2, max_value=9)


def test_what_is_too_much_or_too_little_is_said_in_our_own_words():
    errors = Bounds({"name": "x" * 12, "number": "10"}).errors
    assert list(errors["name"]) == ["Texten är för lång: 12 tecken. Högst 10 får plats."]
    assert list(errors["number"]) == ["Skriv ett tal som är högst 9."]
    assert list(Bounds({"name": "x", "number": "1"}).errors["number"]) == ["Skriv ett tal som är minst 2."]


TURNING = "\xad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
NO_INK = ["\u200b", "\u3164", "\u2800", "\u0301", "\u00ad", "\u202e", "\u115f\u1160", "\ufeff", "\t\u2003"]


@pytest.mark.parametrize("sign", TURNING)
def test_no_sign_turns_a_line_around(sign):
    form = Days({"line": f"{sign}Bo{sign}lt{sign} R{sign}"})
    form.is_valid()
    assert form.cleaned_data["line"] == "Bolt R"
    assert has_ink("سارا\u200cنور")
    assert "\u200c" in OneLine().clean("سارا\u200cنور")


@pytest.mark.parametrize("text", NO_INK)
def test_a_line_without_ink_is_empty(text):
    assert OneLine(required=False).clean(text) == ""


class Letter(PlainForm):
    email = MailField(required=False)


@pytest.mark.parametrize("address", ["", "a@exempel.se", "a@räksmörgås.se", f"a@{'x' * 63}.se"])
def test_a_mail_address_that_can_be_sent_to_is_taken(address):
    form = Letter({"email": address})
    form.is_valid()
    assert "email" not in form.errors


@pytest.mark.parametrize(
    "address",
    [f"a@{'x' * 64}.se", f"a@{'ö' * 60}.se", f"a@{'x' * 40}å{'y' * 20}.se", "a@" + ".".join(["x" * 50] * 6) + ".se",
     "a@exempel..se", "a@.se", "utan snabel-a"],
)  # fmt: skip
def test_a_mail_address_that_no_server_can_be_asked_for_is_refused(address):
    assert Letter({"email": address}).errors["email"] == ["Skriv en e-postadress, till exempel namn@exempel.se"]


def test_a_line_has_single_blanks_and_nothing_invisible():
    form = Days({"line": " Anna \t  Ek "})
    form.is_valid()
    assert form.cleaned_data["line"] == "Anna Ek"
    form = Days({"line": "\u200b"})
    form.is_valid()
    assert form.cleaned_data["line"] == ""
