"""Omfördela: a distributed case goes to another person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.steps import (
    button,
    choose,
    heading,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    offered,
    row,
    said,
    send,
    tab,
)

STORY = "redistribute"


@pytest.mark.req("000-028", "000-029", "000-030", "000-031", "000-027")
def test_a_case_moves_to_another_person_and_leaves_the_first(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    send(resident, story, MESSAGE, "Kan jag få tala med någon om min sömn?")

    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    row(receiver, MESSAGE).get_by_text(story.number).click()
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text("Ärendet är fördelat till")
    menu(receiver, "Fördelade ärenden").click()
    distributed = row(receiver, MESSAGE)
    for text in (story.number, story.resident, MESSAGE, "Fördelat (ohanterat)", story.handler):
        expect(distributed).to_contain_text(text)

    first = visit()
    log_in_staff(first, story.handler, story.clinic)
    menu(first, "Tilldelade ärenden").click()
    expect(row(first, MESSAGE)).to_have_count(1)

    # The receiver moves it on; there is nothing else that a receiver may do with somebody else's case but a delsvar.
    distributed.get_by_text(story.resident).click()
    names = receiver.get_by_role("navigation", name="Hantera ärendet", exact=True).get_by_role("link")
    expect(names).to_have_text(["Motfråga/delsvar", "Omfördela"])
    tab(receiver, "Omfördela").click()
    assert not any(story.administrator in name or story.receiver in name for name in offered(receiver))
    choose(receiver, story.handler)
    button(receiver, "Omfördela").click()
    expect(receiver.get_by_role("alert")).to_contain_text("Ärendet är redan fördelat till den personen.")
    choose(receiver, story.second)
    button(receiver, "Omfördela").click()
    expect(said(receiver).first).to_contain_text(f"Ärendet är fördelat till {story.second}")

    second = visit()
    log_in_staff(second, story.second, story.clinic)
    menu(second, "Tilldelade ärenden").click()
    expect(row(second, MESSAGE)).to_contain_text(story.second)
    first.reload()
    expect(row(first, MESSAGE)).to_have_count(0)
    expect(first.get_by_text("Inga ärenden hittades")).to_be_visible()

    # The new handler hands it back, and the thread shows it all.
    row(second, MESSAGE).get_by_text(story.resident).dblclick()
    tab(second, "Omfördela").click()
    choose(second, story.handler)
    button(second, "Omfördela").click()
    expect(said(second).first).to_contain_text("Ärendet är fördelat till")
    expect(row(second, MESSAGE)).to_have_count(0)
    first.reload()
    link(row(first, MESSAGE), MESSAGE).click()
    expect(heading(first, MESSAGE)).to_be_visible()
    thread = first.get_by_role("list", name="Meddelanden", exact=True)
    expect(thread.get_by_text(re.compile(f"^Fördelat till {story.handler} av {story.receiver}"))).to_be_visible()
    expect(thread.get_by_text(re.compile(f"^Omfördelat till {story.second} av {story.receiver}"))).to_be_visible()
    expect(thread.get_by_text(re.compile(f"^Omfördelat till {story.handler} av {story.second}"))).to_be_visible()
