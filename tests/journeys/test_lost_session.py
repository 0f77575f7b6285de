"""The session runs out while somebody writes: the text is kept, and sent after the login, once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, PIN, Story
from tests.journeys.steps import (
    box,
    button,
    choose,
    heading,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    said,
    send,
    tab,
    write,
)

STORY = "lost_session"
IDLE = "UPDATE login_session SET last_seen = last_seen - interval '31 minutes' WHERE {} = %s"


@pytest.mark.req("000-001")
def test_a_residents_text_is_kept_and_sent_after_the_login(visit, story: Story, look) -> None:
    text = "Det här skrev jag medan jag åt lunch.\n\nOch så åt jag lite till."
    page = visit()
    log_in_resident(page, story.resident)
    write(page, story, MESSAGE, text)
    look(IDLE.format("person_id"), story.person)
    button(page, "Läs igenom").click()
    expect(heading(page, "Logga in")).to_be_visible()
    expect(page.get_by_text("Din text är sparad.")).to_be_visible()
    link(page, "BankID (demo)").click()
    page.get_by_role("button", name=re.compile(f"^{story.resident} ")).click()
    expect(heading(page, "Din text är sparad")).to_be_visible()  # shown first, never sent unseen
    expect(page.get_by_text("Det här skrev jag medan jag åt lunch.").first).to_be_visible()
    button(page, "Skicka nu").click()
    expect(heading(page, "Läs igenom ditt ärende")).to_be_visible()
    expect(page.get_by_text("Det här skrev jag medan jag åt lunch.").first).to_be_visible()

    # Once more at the last button; now it is sent.
    look(IDLE.format("person_id"), story.person)
    button(page, "Skicka").click()
    link(page, "BankID (demo)").click()
    page.get_by_role("button", name=re.compile(f"^{story.resident} ")).click()
    button(page, "Skicka nu").click()
    expect(heading(page, "Ditt ärende är skickat")).to_be_visible()
    assert look("SELECT text FROM cases_message WHERE author = %s", story.person) == [(text,)]


@pytest.mark.req("000-038")
def test_a_handlers_text_is_kept_for_that_handler_only_and_sent(visit, story: Story, look) -> None:
    resident, receiver, handler = visit(), visit(), visit()
    log_in_resident(resident, story.resident)
    send(resident, story, MESSAGE, "Har ni drop-in?")
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    row(receiver, "Ohanterat").first.get_by_text(story.resident).click()
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    log_in_staff(handler, story.handler, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    link(row(handler, MESSAGE), MESSAGE).click()
    tab(handler, "Motfråga/delsvar").click()
    box(handler, "Meddelande till invånaren").fill("Ja, mellan 8 och 10.")
    handler.get_by_role("radio", name=re.compile("^Delsvar")).check()
    look(IDLE.format("staff_id"), story.staff["Hugo"])
    button(handler, "Skicka").click()
    expect(handler.get_by_text("Din text är sparad.")).to_be_visible()

    # A colleague logs in at the same computer: nothing is sent in anybody else's name.
    link(handler, "E-tjänstekort").click()
    handler.get_by_role("radio", name=re.compile(f"^{story.second}, ")).check()
    box(handler, "Ange pinkod för legitimering").fill(PIN)
    button(handler, "OK").click()
    expect(heading(handler, "Välj mottagning")).to_be_visible()
    assert not look("SELECT 1 FROM cases_message WHERE text LIKE %s", "Ja, mellan 8%")
    assert not look("SELECT 1 FROM login_keptform WHERE owner = %s", story.staff["Hanna"])
    assert look("SELECT count(*) FROM login_keptform WHERE owner = %s", story.staff["Hugo"]) == [(1,)]

    # The handler writes again, loses the session again, and comes back: now it is sent, once.
    handler = visit()
    log_in_staff(handler, story.handler, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    link(row(handler, MESSAGE), MESSAGE).click()
    tab(handler, "Motfråga/delsvar").click()
    box(handler, "Meddelande till invånaren").fill("Ja, varje vardag.")
    handler.get_by_role("radio", name=re.compile("^Delsvar")).check()
    look(IDLE.format("staff_id"), story.staff["Hugo"])
    button(handler, "Skicka").click()
    link(handler, "E-tjänstekort").click()
    handler.get_by_role("radio", name=re.compile(f"^{story.handler}, ")).check()
    box(handler, "Ange pinkod för legitimering").fill(PIN)
    button(handler, "OK").click()
    expect(handler.get_by_text("Ja, varje vardag.")).to_be_visible()
    button(handler, "Skicka nu").click()
    expect(said(handler).first).to_contain_text("Delsvaret är skickat.")
    assert look("SELECT count(*) FROM cases_message WHERE text = 'Ja, varje vardag.'") == [(1,)]
