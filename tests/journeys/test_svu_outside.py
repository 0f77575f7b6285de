"""Extern åtkomst: the ambulance's doctor and a colleague on another ward read a plan that they take no part in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import row_of
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_outside"


def search(page, planning) -> None:
    """Search for the patient and continue from the hit that is marked Läsläge."""
    box(page, "Personnummer, 12 siffror").fill(planning.numbers["elsa"])
    button(page, "Sök").click()
    hit = page.get_by_role("region", name="Pågående och tidigare planer").get_by_role("listitem").first
    expect(hit.get_by_text("Läsläge")).to_be_visible()
    hit.get_by_role("link").click()
    expect(heading(page, "Läs ärendet i läsläge")).to_be_visible()


def reads_only(page, planning) -> None:
    """The plan is shown without any buttons."""
    expect(heading(page, planning.patients["elsa"])).to_be_visible()
    expect(page.get_by_text("Läsläge", exact=True).first).to_be_visible()
    expect(page.get_by_text("Fallolycka med höftfraktur.")).to_be_visible()
    for name in ("Kvittera", "Publicera", "Skicka", "Starta kartläggning"):
        expect(button(page, name)).to_have_count(0)
    for name in ("Ny deltagare", "Avregistrera", "Registrera fast vårdkontakt"):
        expect(link(page, name)).to_have_count(0)


@pytest.mark.req("001-033", "001-034", "001-036")
def test_the_ambulance(seats, planning, look) -> None:
    page = seats.start("erik")
    page.goto(planning.plan("erik"))
    expect(heading(page, planning.patients["elsa"])).to_have_count(0)
    seats.start("erik")
    search(page, planning)
    button(page, "Läs ärendet").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    # Only what the chosen ground asks for is shown.
    relation = page.get_by_role("checkbox", name="Vi har en aktuell patientrelation med patienten")
    danger = box(page, "Beskriv kort varför det är bråttom")
    harm = page.get_by_text("Om du har valt menprövning")
    for hidden in (relation, danger, harm):
        expect(hidden).to_be_hidden()
    page.get_by_role("radio", name=re.compile("^Menprövning")).check()
    expect(harm).to_be_visible()
    expect(danger).to_be_hidden()
    page.get_by_role("radio", name=re.compile("^Fara för")).check()
    expect(harm).to_be_hidden()
    expect(relation).to_be_visible()
    box(page, "Beskriv kort varför det är bråttom").fill("Andningsbesvär, behöver veta om läkemedel.")
    for name in (
        "Vi har en aktuell patientrelation med patienten",
        "Uppgifterna kan antas ha betydelse för vården",
        "Patientens samtycke kan inte inhämtas",
        "Det gäller vård som patienten oundgängligen behöver",
    ):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("checkbox", name="Jag förstår att det loggas att jag läser ärendet").check()
    button(page, "Läs ärendet").click()
    reads_only(page, planning)
    traced = look(
        "SELECT count(*) FROM gate_trace WHERE key::text = %s AND actor_id::text = %s",
        planning.plans["elsa"], planning.staff["erik"],
    )  # fmt: skip
    assert traced[0][0] >= 2
    seats.start("erik")
    expect(row_of(page, planning.patients["elsa"])).to_have_count(0)


@pytest.mark.req("001-035")
def test_a_colleague_on_another_ward(seats, planning) -> None:
    page = seats.start("agda")
    search(page, planning)
    expect(page.get_by_text("gör du ett aktivt val att läsa ett ärende utan behörighet")).to_be_visible()
    expect(page.get_by_text("Det loggas vem du är")).to_be_visible()
    page.get_by_role("checkbox", name="Jag förstår att det loggas att jag läser ärendet").check()
    button(page, "Läs ärendet").click()
    reads_only(page, planning)
