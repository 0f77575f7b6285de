"""Many cases at once by mouse and shift, with a result for each; and the same with JavaScript off (B-06)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.furnish import MESSAGE, PRESCRIPTION, Story
from tests.journeys.steps import button, choose, heading, link, log_in_resident, log_in_staff, menu, row, send

STORY = "bulk"


def boxes(page: Page) -> list:
    """The boxes of the rows, from the top."""
    return page.locator('input[name="arende"]').all()


def updated_until(page: Page, done: Locator) -> None:
    """Press "Uppdatera" until the result is there: what a browser without JavaScript has to do."""
    for _try in range(60):
        expect(done.or_(link(page, "Uppdatera")).first).to_be_visible()
        if done.is_visible():
            return
        link(page, "Uppdatera").click()
        page.wait_for_timeout(250)
    expect(done).to_be_visible()


@pytest.mark.req("B-06")
def test_three_are_distributed_and_each_has_a_result(visit, story: Story) -> None:
    resident, receiver = visit(), visit()
    log_in_resident(resident, story.resident)
    for number in range(4):
        send(resident, story, PRESCRIPTION, f"Recept nummer {number}.")

    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    said = receiver.locator("#bulk [role=status]")
    expect(button(receiver, "Skriv ut")).to_be_hidden()
    expect(row(receiver, PRESCRIPTION)).to_have_count(4)
    first, _second, third, fourth = boxes(receiver)
    first.click()
    expect(said).to_have_text("1 ärende markerat")
    third.click(modifiers=["Shift"])
    expect(said).to_have_text("3 ärenden markerade")
    expect(fourth).not_to_be_checked()
    receiver.get_by_label("Markera alla på sidan").check()
    expect(said).to_have_text("4 ärenden markerade")
    fourth.click()
    expect(said).to_have_text("3 ärenden markerade")

    button(receiver, "Fördela").click()
    expect(heading(receiver, "Fördela 3 ärenden")).to_be_visible()
    choose(receiver, story.handler)
    button(receiver, "Granska").click()
    expect(receiver.get_by_text(f"3 ärenden fördelas till {story.handler}")).to_be_visible()
    button(receiver, "Fördela 3 ärenden").click()
    # The page follows the worker automatically.
    expect(heading(receiver, "Resultat: Fördela 3 ärenden")).to_be_visible(timeout=15_000)
    expect(receiver.get_by_text("3 ärenden är klara.")).to_be_visible()
    expect(row(receiver, "Klart")).to_have_count(3)
    menu(receiver, "Inkomna ärenden").click()
    expect(receiver.locator('input[name="arende"]')).to_have_count(1)
    expect(receiver.get_by_text("Pågår", exact=True)).to_have_count(0)


@pytest.mark.req("B-06")
def test_the_same_without_javascript(visit, story: Story) -> None:
    resident, receiver, handler = (visit(javascript=False) for _ in range(3))
    log_in_resident(resident, story.resident)
    for number in range(2):
        send(resident, story, MESSAGE, f"Fråga nummer {number}.")

    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    expect(row(receiver, MESSAGE)).to_have_count(2)
    for checkbox in receiver.get_by_role("checkbox", name=re.compile(f"^Markera {MESSAGE}")).all():
        checkbox.check()
    button(receiver, "Fördela").click()
    expect(heading(receiver, "Fördela 2 ärenden")).to_be_visible()
    button(receiver, "Granska").click()
    expect(receiver.get_by_role("alert").first).to_contain_text("Välj vem som ska få ärendena.")
    choose(receiver, story.second)
    button(receiver, "Granska").click()
    button(receiver, "Fördela 2 ärenden").click()
    updated_until(receiver, heading(receiver, "Resultat: Fördela 2 ärenden"))
    expect(row(receiver, "Klart")).to_have_count(2)

    log_in_staff(handler, story.second, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    expect(row(handler, MESSAGE)).to_have_count(2)
    handler.get_by_label("Välj alla i listan").check()
    button(handler, "Avsluta utan svar").click()
    handler.get_by_role("textbox", name="Orsak").fill("Vi ringde.")
    button(handler, "Granska").click()
    button(handler, "Avsluta 2 ärenden utan svar").click()
    updated_until(handler, handler.get_by_text("2 ärenden är klara."))
