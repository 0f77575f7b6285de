"""An SVU from search to discharge with JavaScript off: every question is in the page, every field has its Spara."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.plan_steps import (
    ADMISSION,
    ASSESSMENT,
    DISCHARGE,
    DONE,
    STATEMENT,
    TIME,
    acknowledge,
    ahead,
    choose_doctor,
    said,
    section,
    see,
    tab,
)  # fmt: skip
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_plain"


def asked(page: Page, opener: str, answer: str) -> None:
    """Press a button that asks for confirmation, and answer the question where it is unfolded in the page."""
    link(page, opener).first.click()
    page.locator(".note.opened").get_by_role("button", name=re.compile(f"^{answer}")).click()


def save(page: Page, label: str, value: str) -> None:
    """Fill a field and press its own Spara."""
    field = page.locator("form.autofield").filter(has_text=label).first
    field.get_by_role("textbox").fill(value)
    field.get_by_role("button", name=re.compile("^Spara")).click()
    expect(page.locator("form.autofield").filter(has_text=label).first).to_contain_text("Sparat")


def mark(page: Page, label: str, answer: str) -> None:
    """Mark an answer and press the field's Spara."""
    field = page.locator("form.autofield").filter(has_text=label).first
    field.get_by_role("radio", name=answer, exact=True).check()
    field.get_by_role("button", name=re.compile("^Spara")).click()


@pytest.mark.req("001-003")
def test_without_javascript(seats, planning) -> None:
    name = planning.patients["elsa"]
    ward, care, town = (seats.start(who, javascript=False) for who in ("vera", "oskar", "karin"))
    box(ward, "Personnummer, 12 siffror").fill(planning.numbers["elsa"])
    button(ward, "Sök").click()
    button(ward, "Skapa ny SVU").click()
    section(ward, "Information").get_by_role("button", name="Ja", exact=True).click()
    asked(ward, "Registrera samtycke", "Bekräfta")
    box(ward, "Inskrivningsdatum").fill(ahead(0))
    box(ward, "Beräknad tid för utskrivning").fill(ahead(5))
    box(ward, "Inskrivningsorsak").fill("Fall i hemmet.")
    button(ward, "Publicera").click()
    said(ward, "Inskrivningen är publicerad.")

    for page in (care, town):
        page.reload()
        page.get_by_role("button", name=re.compile("^Att göra")).click()  # the browser's own popover
        page.get_by_role("link", name=re.compile("^Kvittera inskrivningen")).first.click()
        acknowledge(page)
    see(town, ADMISSION, DONE)

    link(care, "Registrera fast vårdkontakt").click()
    form = care.locator(".note.opened")
    form.get_by_role("searchbox").fill("Didrik")
    form.get_by_role("button", name="Sök").click()
    form.get_by_role("radio", name=re.compile(planning.names["didrik"])).check()
    form.get_by_role("checkbox", name="Kallelseansvarig").check()
    form.get_by_role("button", name=re.compile("^Spara")).click()
    expect(section(care, "Fast vårdkontakt").get_by_text(planning.names["didrik"]).first).to_be_visible()

    tab(town, ASSESSMENT).click()
    button(town, "Starta kartläggning").click()
    save(town, "Boende och familj", "Bor ensam på tredje våningen.")
    tab(ward, STATEMENT).click()
    save(ward, "Patientens yttrande till ställningstagande", "Vill hem.")
    mark(ward, "Egenvård", "NEJ")
    mark(ward, "Förbrukningsmaterial", "NEJ")
    choose_doctor(ward, "Ansvarig läkare slutenvård", "Doris", planning.names["doris"])
    sip = ward.locator("form.autofield").filter(has_text="Ställningstagande till SIP").first
    sip.get_by_role("combobox").select_option(index=1)
    sip.get_by_role("button", name=re.compile("^Spara")).click()
    button(ward, "Klarmarkera").click()
    button(ward, "Justera").click()

    tab(ward, TIME).click()
    asked_time = ward.get_by_role("main")
    asked_time.get_by_role("radio", name="Utskrivningsklar").check()
    box(ward, "Datum").fill(ahead(0))
    asked_time.get_by_role("searchbox").fill("Doris")
    button(asked_time, "Sök").click()
    asked_time.get_by_role("radio", name=re.compile(planning.names["doris"])).check()
    button(ward, "Publicera").click()
    for page in (care, town):
        tab(page, TIME).click()
        acknowledge(page)

    thread = care.locator("#meddelanden")
    if thread.get_attribute("open") is None:
        thread.locator("summary").first.click()
    thread.get_by_role("textbox").first.fill("Vi ringer på måndag.")
    button(thread, "Skicka").click()
    expect(thread.get_by_text("Vi ringer på måndag.")).to_be_visible()

    tab(ward, DISCHARGE).click()
    box(ward, "Datum för utskrivning/avslut *").fill(ahead(0))
    ward.get_by_role("combobox", name=re.compile("^Utskrivning eller avslut i förtid")).select_option("Utskrivning")
    ward.get_by_role("combobox", name=re.compile("^Utskriven till")).select_option(index=1)
    button(ward, "Publicera utskrivning").click()
    see(ward, DISCHARGE, DONE)
    asked(ward, "Ångra utskrivning", "Ångra utskrivning")
    expect(ward.get_by_text("Utskrivningen är ångrad.").first).to_be_visible()

    ward.goto(planning.seats["vera"])
    row = ward.get_by_role("row").filter(has_text=name)
    row.get_by_role("link", name=re.compile("^Visa mer information")).click()
    expect(ward.get_by_text("Näckrosvägen 4")).to_be_visible()
    expect(heading(ward, "Startsida")).to_be_visible()
