"""The person and a guardian read their SIP on a phone, answer it and ask for one; a no closes the pages at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.plan_steps import CALL, CARE_PLAN, sure
from tests.journeys.steps import box, button, heading, link, log_in_resident

pytestmark = [pytest.mark.journey]
STORY = "sip_person"


def my_plan(page: Page) -> None:
    """The only plan, by the menu."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Min plan").click()
    page.get_by_role("link", name=re.compile("^Plan från")).click()
    expect(heading(page, "Min plan")).to_be_visible()


@pytest.mark.req("B-23", "B-40", "B-42")
def test_the_person_answers_the_call_and_does_their_part(visits, seats, planning) -> None:
    page = visits(width=PHONE)
    log_in_resident(page, planning.patients["elsa"])
    my_plan(page)
    meeting = page.get_by_role("region", name="Mötet")
    expect(meeting).to_contain_text("Behöver samordnat stöd hemma.")  # why
    expect(meeting).to_contain_text(planning.units["care_office"])  # who
    button(meeting, "Jag kommer").click()
    expect(meeting).to_contain_text("Svaret är att du kommer.")
    meeting.get_by_text("Be om en annan tid").click()
    meeting.get_by_role("textbox").fill("Helst på en tisdag.")
    button(meeting, "Skicka önskan").click()
    expect(meeting).to_contain_text("En annan tid är önskad: Helst på en tisdag.")
    mine = page.get_by_role("region", name="Det här gör jag")
    expect(mine).to_contain_text("Promenera varje dag.")
    mine.get_by_role("button", name=re.compile("^Markera som gjort")).click()
    expect(mine).to_contain_text("Gjort")
    plan = page.get_by_role("region", name="Planen")
    expect(plan).to_contain_text("Gå till affären själv.")
    expect(plan).to_contain_text("Prova ut rollator.")
    words = page.get_by_role("region", name="Den som samordnar")
    words.get_by_role("textbox").fill("Hunden måste med på promenaden.")
    button(words, "Skicka").click()
    expect(words).to_contain_text("Hunden måste med på promenaden.")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    link(plan, "Skriv ut").click()
    expect(page.get_by_role("main")).to_contain_text("Gå till affären själv.")

    # Staff read all of it beside the plan; a no closes the person's pages at once.
    care = seats.at_sip("oskar", CALL)
    aside = care.get_by_role("complementary")
    expect(aside).to_contain_text("Hunden måste med på promenaden.")
    expect(aside).to_contain_text("Helst på en tisdag.")
    sure(care, "Avregistrera", "Bekräfta")
    page.goto("/min-plan")
    expect(heading(page, "Min plan")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Plan från"))).to_have_count(0)


@pytest.mark.req("B-23", "003-001")
def test_a_guardian_reads_and_answers_for_the_child(visits, seats, planning) -> None:
    page, child = visits(width=PHONE), planning.patients["lova"]
    log_in_resident(page, planning.patients["ebba"])
    page.goto("/min-plan")
    expect(page.get_by_role("link", name=re.compile("^Plan från"))).to_have_count(0)  # it is the child's, not theirs
    page.goto("/barn/lagg-till")
    box(page, "Personnummer").fill(planning.numbers["lova"])
    button(page, "Lägg till barn").click()
    button(page, child).click()
    expect(page.get_by_role("region", name="Ombudsläge")).to_contain_text(f"Du är ombud för {child}.")
    page.goto("/min-plan")
    my_plan(page)
    meeting = page.get_by_role("region", name="Mötet")
    expect(meeting).to_contain_text("Behöver samordnat stöd hemma.")
    button(meeting, "Jag kommer").click()
    expect(meeting).to_contain_text(re.compile(rf"Svaret är att {child.split()[0]}.* kommer\."))
    expect(page.get_by_text("Planen är inte klar än.")).to_be_visible()
    town = seats.at_sip("karin", CARE_PLAN, "lova")
    expect(town.get_by_role("complementary")).to_contain_text("av ombud")


@pytest.mark.req("B-52")
def test_a_sip_is_asked_for_and_answered_with_a_reason(visits, seats, planning) -> None:
    page = visits(width=PHONE)
    log_in_resident(page, planning.patients["edvin"])
    page.goto("/min-plan")
    link(page, "Be om en SIP").click()
    page.get_by_role("radio", name=re.compile(planning.units["health_centre"])).check()
    page.get_by_role("textbox").fill("Många kommer hem, och ingen vet vad de andra gör.")
    button(page, "Skicka").click()
    asked = page.get_by_role("region", name="Frågor om en plan")
    expect(asked).to_contain_text("Du får svar senast")

    care = seats("oskar")
    care.goto(f"{planning.seats['oskar']}fragor-om-sip/")
    care.get_by_role("main").get_by_role("link", name=re.compile(planning.patients["edvin"])).click()
    expect(care.get_by_text("Många kommer hem, och ingen vet vad de andra gör.")).to_be_visible()
    no = care.get_by_role("region", name="Nej, det behövs ingen SIP")
    no.get_by_role("textbox").fill("Vi ringer dig på måndag i stället.")
    button(no, "Svara nej").click()
    expect(care.get_by_text("Svaret är skickat.")).to_be_visible()
    expect(no).to_have_count(0)
    page.reload()
    expect(asked).to_contain_text("Vi ringer dig på måndag i stället.")
