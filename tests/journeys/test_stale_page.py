"""Two people have the same case open: the second one keeps the text and sees what has changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, Story
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
)

STORY = "stale"
WRITTEN = "Vi ses i morgon klockan nio.\nTa med din medicinlista."


@pytest.mark.req("000-035", "000-039", "000-001")
def test_an_answer_from_an_old_page_is_kept_and_the_change_shown(visit, story: Story, look) -> None:
    resident, receiver, handler = visit(), visit(), visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Jag vill boka en tid.")
    log_in_staff(receiver, story.receiver, story.clinic)
    log_in_staff(handler, story.handler, story.clinic)
    address = f"/personal/{story.unit}/arende/{case}/"
    receiver.goto(address)
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text("fördelat")

    # While the handler writes the answer, the receiver sends a delsvar.
    handler.goto(address)
    box(handler, "Meddelande till invånaren").fill(WRITTEN)
    receiver.goto(f"{address}?flik=motfraga")
    box(receiver, "Meddelande till invånaren").fill("Vi återkommer i dag.")
    receiver.get_by_role("radio", name=re.compile("^Delsvar")).check()
    button(receiver, "Skicka").click()
    expect(said(receiver).first).to_contain_text("Delsvaret är skickat.")
    button(handler, "Besvara").click()
    expect(handler.get_by_role("alert")).to_be_visible()
    expect(handler.get_by_text("Vi återkommer i dag.")).to_be_visible()  # the change
    expect(box(handler, "Meddelande till invånaren")).to_have_value(WRITTEN)  # the text
    assert look("SELECT state FROM cases_case WHERE id = %s", case) == [("assigned",)]

    # Having seen it, the handler sends again; now it is accepted.
    button(handler, "Besvara").click()
    expect(said(handler).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")
    assert look("SELECT count(*) FROM cases_message WHERE text = %s", WRITTEN) == [(1,)]


@pytest.mark.req("000-026", "000-044")
def test_text_that_can_no_longer_be_sent_is_shown_for_copying(visit, story: Story) -> None:
    resident, receiver, other = visit(), visit(), visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Har ni öppet på lördag?")
    log_in_staff(receiver, story.receiver, story.clinic)
    log_in_staff(other, story.receiver, story.clinic)
    address = f"/personal/{story.unit}/arende/{case}/"
    other.goto(f"{address}?flik=avsluta")
    box(other, "Orsak").fill("Ringde i förmiddags.")
    receiver.goto(address)
    box(receiver, "Meddelande till invånaren").fill("Nej, tyvärr.")
    button(receiver, "Besvara").click()
    expect(heading(receiver, "Inkomna ärenden")).to_be_visible()
    button(other, "Avsluta").click()
    expect(other.get_by_role("alert")).to_be_visible()
    expect(other.get_by_text("Nej, tyvärr.")).to_be_visible()
    expect(box(other, "Din text")).to_have_value("Ringde i förmiddags.")


@pytest.mark.req("000-039")
def test_a_residents_answer_to_a_question_that_has_been_closed_is_kept(visit, story: Story) -> None:
    resident, receiver = visit(), visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Kan jag få mitt provsvar?")
    log_in_staff(receiver, story.receiver, story.clinic)
    address = f"/personal/{story.unit}/arende/{case}/"
    receiver.goto(f"{address}?flik=motfraga")
    box(receiver, "Meddelande till invånaren").fill("Vilken dag togs provet?")
    receiver.get_by_role("radio", name=re.compile("^Motfråga")).check()
    button(receiver, "Skicka").click()
    expect(said(receiver).first).to_contain_text("Motfrågan är skickad.")
    resident.goto(f"/arenden/{case}")
    box(resident, "Ditt svar till mottagningen").fill("I måndags, tror jag.")
    menu(receiver, "Skickade frågor/Inkomna svar").click()
    link(row(receiver, MESSAGE), MESSAGE).click()
    tab(receiver, "Avsluta utan svar").click()
    box(receiver, "Orsak").fill("Ringde upp.")
    button(receiver, "Avsluta").click()
    expect(said(receiver).first).to_contain_text("avslutat")
    button(resident, "Skicka svar").click()
    expect(resident.get_by_role("alert")).to_be_visible()
    expect(box(resident, "Din text")).to_have_value("I måndags, tror jag.")
    expect(resident.get_by_text("Mottagningen har avslutat ärendet.")).to_be_visible()
