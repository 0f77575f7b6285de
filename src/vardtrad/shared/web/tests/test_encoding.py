"""Text that is not UTF-8 is refused with a page, never stored damaged and never an error of the server."""

from urllib.parse import quote_plus

import pytest

FORM = "application/x-www-form-urlencoded"


def test_a_form_in_another_encoding_is_refused_and_its_text_shown(browser):
    body = "text=" + quote_plus("Jag har ont i knät, å vad ont.".encode("cp1252"))
    answer = browser.post("/skriv", body, content_type=FORM)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Vi kunde inte läsa det du skickade" in page
    assert "Jag har ont i knät, å vad ont." in page


@pytest.mark.parametrize("body", [b"text=\xff\xfe", b"text=%ED%A0%80", b"%ff=1", b"text=%C3"])
def test_broken_utf8_in_a_form(browser, body):
    assert browser.post("/skriv", body, content_type=FORM).status_code == 400


def test_a_form_that_says_another_encoding(browser):
    answer = browser.post("/skriv", "text=hej", content_type=f"{FORM}; charset=latin-1")
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def test_broken_utf8_in_a_multipart_form(browser):
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nkn\xe4\r\n--x--\r\n'
    assert browser.post("/skriv", body, content_type="multipart/form-data; boundary=x").status_code == 400


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "%C3=1"])
def test_a_query_that_cannot_be_read(browser, query):
    answer = browser.get("/klart", QUERY_STRING=query)
    assert answer.status_code == 400
    assert "Inget har sparats" in answer.content.decode()


def test_a_null_character_is_refused_at_its_field(browser):
    answer = browser.post("/skriv", {"text": "Hej\x00 du", "submit_key": "0b7b4a2e-6f0c-4b44-8f0c-0d2f1ad7b6b1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rätta 1 sak innan du fortsätter" in page
    assert "nolltecken" in page
