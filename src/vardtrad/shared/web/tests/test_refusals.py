"""Refusals and errors are told in Swedish, and nothing that was written is lost."""

import logging
import re

import pytest

TEXT = "Jag har haft ont i knät sedan i söndags.\nDet gör ont när jag går."


def test_not_yours_and_not_there_give_the_same_page(browser):
    refused, missing = browser.get("/nekad/not_there"), browser.get("/finns-inte")
    assert refused.status_code == missing.status_code == 404

    def words(answer):
        return re.sub(r'value="[^"]*"', "", answer.content.decode())

    assert words(refused) == words(missing)
    assert "Sidan finns inte" in words(refused)


@pytest.mark.parametrize(
    ("reason", "status"), [("not_allowed", 403), ("stale", 409), ("need", 409), ("constraint", 409)]
)
def test_a_refusal_says_why_and_shows_what_was_written(browser, reason, status):
    answer = browser.post(f"/nekad/{reason}", {"text": TEXT, "reply": "partial_reply"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Ärendet är redan besvarat." in page
    assert TEXT in page
    assert "partial_reply" not in page


def test_a_refusal_asked_for_by_htmx_is_a_fragment(browser):
    answer = browser.get("/nekad/stale", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_form_without_the_secret_is_refused_and_its_text_is_shown(strict_browser):
    answer = strict_browser.post("/skriv", {"text": TEXT, "password": "hemligt ord", "submit_key": "x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Formuläret skickades inte" in page
    assert re.search(r"<textarea[^>]* readonly>\n" + re.escape(TEXT), page)
    assert "hemligt" not in page


def test_shown_text_is_escaped(strict_browser):
    page = strict_browser.post("/skriv", {"text": "</textarea><script>alert(1)</script> ä"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page


def test_a_fault_gives_a_code_that_is_in_the_log_and_reveals_nothing(browser, caplog):
    with caplog.at_level(logging.ERROR):
        answer = browser.get("/fel")
    page = answer.content.decode()
    assert answer.status_code == 500
    code = re.search(r"[B-Z2-9]{4}-[B-Z2-9]{4}", page)
    assert code
    assert f"felkod {code[0]} GET" in caplog.text
    assert "RuntimeError" not in page
    assert "19121212" not in page


def test_a_database_that_is_away_answers_503_and_loses_nothing_of_what_was_written(browser):
    answer = browser.post("/borta", {"text": "Lång text & mycket <b>mer", "csrfmiddlewaretoken": "hemligt"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Lång text &amp; mycket &lt;b&gt;mer" in page
    assert "hemligt" not in page
    assert "connection refused" not in page
    assert browser.get("/borta").status_code == 503


def test_a_fault_shows_what_was_written_too(browser):
    answer = browser.post("/fel", {"text": "Lång text"})
    assert answer.status_code == 500
    assert "Lång text" in answer.content.decode()
    assert "Retry-After" not in answer


def test_the_page_for_a_fault_comes_even_when_it_cannot_be_drawn(browser, monkeypatch):
    def broken(*_args, **_options):
        raise OSError("no templates")

    monkeypatch.setattr("vardtrad.shared.web.views.render_to_string", broken)
    answer = browser.get("/fel")
    assert answer.status_code == 500
    assert "Tekniskt fel" in answer.content.decode()


def test_too_much_is_refused_with_a_page(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = browser.post("/skriv", {"text": "x" * 2000})
    assert answer.status_code == 400
    assert "för mycket" in answer.content.decode()
    # Without script nothing has warned beforehand, and the box is empty when one goes back.
    assert "x" * 2000 in answer.content.decode()


def test_what_is_far_too_much_is_not_even_read(browser, settings, monkeypatch):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    monkeypatch.setattr("vardtrad.shared.web.typed_text.MOST_SHOWN", 1500)
    answer = browser.post("/skriv", {"text": "x" * 2000})
    assert answer.status_code == 400
    assert "xxx" not in answer.content.decode()


def test_the_one_time_message_is_shown_once(browser):
    sent = browser.post("/skriv", {"text": "Hej", "submit_key": "0b7b4a2e-6f0c-4b44-8f0c-0d2f1ad7b6b1"})
    assert sent["Location"] == "/klart"
    assert "Meddelandet är skickat." in browser.get("/klart").content.decode()
    assert "Meddelandet är skickat." not in browser.get("/klart").content.decode()


def test_a_one_time_message_that_somebody_else_made_is_not_shown(browser):
    browser.cookies["vt_besked"] = "Ring 0900-12345"
    assert "0900" not in browser.get("/klart").content.decode()


def test_alive_without_a_database(browser):
    assert browser.get("/healthz").content == b"ok"


def test_ready_with_a_database(browser, db):
    assert browser.get("/readyz").content == b"ok"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_head_is_answered_as_get(browser, db, address):
    asked, shown = browser.head(address), browser.get(address)
    assert (asked.status_code, asked.headers["Content-Type"]) == (200, shown.headers["Content-Type"])


def test_head_at_the_address_of_a_verb_is_refused_and_leads_nowhere(browser, db):
    asked = browser.head("/sprak")
    assert (asked.status_code, asked.headers["Allow"]) == (405, "POST")
