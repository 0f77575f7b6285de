"""A certificate: a delsvar, the prepared steps, closed without answer, and the tasks live on until it is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import PRESCRIPTION, Story
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

STORY = "certificate"
STEPS = [
    "Skriv intyget", "Invänta elektronisk signering", "Skriv ut", "Fysisk signering",
    "Skicka till myndighet och/eller hem",
]  # fmt: skip


@pytest.mark.req("002-017", "002-019", "002-021")
def test_the_steps_of_a_certificate_live_on_after_the_case(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    send(resident, story, PRESCRIPTION, "Jag behöver ett intyg till Transportstyrelsen.")

    # The receiver distributes it to the person who writes certificates.
    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    row(receiver, PRESCRIPTION).get_by_text(story.resident).click()
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()

    # The handler adds the prepared steps by one click, marks the first as done, and closes the case.
    handler = visit()
    log_in_staff(handler, story.handler, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    row(handler, PRESCRIPTION).get_by_text(story.resident).dblclick()
    expect(heading(handler, PRESCRIPTION)).to_be_visible()
    button(handler, "Lägg till steg: Intyg").click()
    expect(said(handler).first).to_contain_text("5 uppgifter är tillagda: Intyg.")
    beside = handler.get_by_role("region", name="Uppgifter", exact=True)
    for step in STEPS:
        expect(link(beside, step)).to_be_visible()
    button(beside, f"Klar {STEPS[0]}").click()
    expect(said(handler).first).to_contain_text("Uppgiften är klar.")
    expect(beside.get_by_role("button", name="Klar")).to_have_count(4)
    tab(handler, "Avsluta utan svar").click()
    box(handler, "Orsak").fill("Intyget skickas hem.")
    button(handler, "Avsluta").click()
    expect(said(handler).first).to_contain_text("Ärendet är avslutat utan svar.")

    # The case is closed; four steps are left in the work list, and one waits for a signature.
    menu(handler, "Lediga uppgifter").click()
    expect(heading(handler, "Uppgifter")).to_be_visible()
    expect(row(handler, STEPS[0])).to_have_count(0)
    link(row(handler, STEPS[1]), STEPS[1]).click()
    box(handler, "Anteckning").fill("Läkaren är åter på måndag.")
    button(handler, "Väntar").click()
    expect(said(handler).first).to_contain_text("Uppgiften väntar.")
    handler.get_by_label("Vem ska ha uppgiften?").select_option(label=story.second)
    button(handler, "Lämna uppgiften").click()
    expect(said(handler).first).to_contain_text(f"Uppgiften ligger nu hos {story.second}.")

    # The colleague finds it among those that wait, and finishes it.
    second = visit(width=390)
    log_in_staff(second, story.second, story.clinic)
    second.goto(f"/personal/{story.unit}/uppgifter/?flik=vantar")
    link(second, STEPS[1]).click()
    expect(second.get_by_text("Läkaren är åter på måndag.").first).to_be_visible()
    button(second, "Klar").click()
    expect(said(second).first).to_contain_text("Uppgiften är klar.")
    button(second, "Öppna igen").click()
    button(second, "Klar").click()
    second.goto(f"/personal/{story.unit}/uppgifter/?flik=klara")
    expect(row(second, STEPS[1])).to_have_count(1)
    # The others belong to a case that is not the colleague's to see (000-015).
    expect(row(second, STEPS[0])).to_have_count(0)

    # The resident sees none of it.
    link(resident, "Inkorg").first.click()
    link(resident, PRESCRIPTION).click()
    expect(resident.get_by_text("Jag behöver ett intyg till Transportstyrelsen.")).to_be_visible()
    for step in STEPS:
        expect(resident.get_by_text(step, exact=True)).to_have_count(0)
