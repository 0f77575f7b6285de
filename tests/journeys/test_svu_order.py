"""The manual's whole order of work, as done by three newcomers with only Hjälp and the red circles as a guide."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.plan_steps import (
    ASSESSMENT,
    DISCHARGE,
    DONE,
    STATEMENT,
    TIME,
    acknowledge,
    ahead,
    choose_doctor,
    choose_sip,
    do_task,
    find_staff,
    pick,
    said,
    section,
    see,
    sure,
    tab,
    write,
)  # fmt: skip
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_order"


def start(page: Page) -> Page:
    """Back to the start page by the main menu."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=re.compile("^Start")).click()
    expect(heading(page, "Startsida")).to_be_visible()
    return page


def reads(page: Page, chapter: str, *words: str) -> None:
    """Look up a step in Hjälp: the chapter names the button to press, exactly as on the page."""
    link(page, "Hjälp").click()
    link(page, chapter).first.click()  # the part about the page stands above the contents too
    article = page.get_by_role("article")
    for word in words:
        expect(article).to_contain_text(word)
    start(page)


@pytest.mark.req("001-040", "001-041", "001-042", "001-073", "001-079", "001-084", "001-105", "001-126", "001-244")
def test_from_admission_to_home(visits, planning) -> None:
    name, number = planning.patients["elsa"], planning.numbers["elsa"]
    ward, care, town = (visits(width=DESK) for _who in range(3))
    for page, who in ((ward, "vera"), (care, "oskar"), (town, "karin")):
        page.goto("/personal/")
        link(page, "Logga in").click()
        link(page, "E-tjänstekort").click()
        page.get_by_role("radio", name=re.compile(rf"^{re.escape(planning.names[who])}, ")).check()
        box(page, "Ange pinkod för legitimering").fill("123456")
        button(page, "OK").click()
        expect(heading(page, "Startsida")).to_be_visible()  # a newcomer with a single seat is sent straight to it

    reads(ward, "Börja här", "Inskrivning", "Ställningstagande")
    reads(ward, "Söka en person och skapa en SVU", "Sök och skapa", "Skapa ny SVU")
    box(ward, "Personnummer, 12 siffror").fill(number)
    ward.keyboard.press("Enter")
    button(ward, "Skapa ny SVU").click()
    reads(ward, "Information och samtycke", "Ja", "Registrera samtycke")
    link(ward, name).click()
    section(ward, "Information").get_by_role("button", name="Ja", exact=True).click()
    sure(ward, "Registrera samtycke", "Bekräfta")
    expect(box(ward, "Inskrivningsdatum")).to_be_visible()
    reads(ward, "Inskrivning", "inskrivningsdatum", "Publicera")
    link(ward, name).click()
    box(ward, "Inskrivningsdatum").fill(ahead(0))
    box(ward, "Beräknad tid för utskrivning").fill(ahead(5))
    box(ward, "Inskrivningsorsak").fill("Fall i hemmet.")
    button(ward, "Publicera").click()
    said(ward, "Inskrivningen är publicerad.")

    for page in (care, town):
        reads(page, "Kvittera", "Kvittera")
        do_task(page, name, "[Kk]vittera inskrivningen")
        acknowledge(page)

    reads(care, "Fast vårdkontakt", "Registrera", "allelseansvarig")
    link(care, name).click()
    link(care, "Registrera fast vårdkontakt").click()
    dialog = care.get_by_role("dialog")
    find_staff(dialog, "Sök den som ska vara fast vårdkontakt", "Did", planning.names["didrik"])
    dialog.get_by_role("checkbox", name="Kallelseansvarig").check()
    dialog.get_by_role("button", name=re.compile("^Spara")).click()
    expect(section(care, "Fast vårdkontakt").get_by_text(planning.names["didrik"]).first).to_be_visible()

    reads(town, "Kartläggning", "Starta kartläggning")
    link(town, name).click()
    tab(town, ASSESSMENT).click()
    button(town, "Starta kartläggning").click()
    write(town, "Boende och familj", "Bor ensam på tredje våningen.")

    reads(ward, "Ställningstagande", "Klarmarkera", "Justera")
    link(ward, name).click()
    tab(ward, STATEMENT).click()
    write(ward, "Patientens yttrande till ställningstagande", "Vill hem.")
    pick(ward, "Egenvård", "NEJ")
    pick(ward, "Förbrukningsmaterial", "NEJ")
    choose_sip(ward, 1)
    choose_doctor(ward, "Ansvarig läkare slutenvård", "Dor", planning.names["doris"])
    button(ward, "Klarmarkera").click()
    button(ward, "Justera").click()
    expect(button(ward, "Justera")).to_have_count(0)

    do_task(care, name, "[Jj]ustera|[Ss]vara|[Gg]odkänn")
    care.get_by_role("radio", name="Ja", exact=True).check()
    button(care, "Spara svaret").click()
    write(care, "Medicinsk ansvarsfördelning öppenvården", "Vårdcentralen följer upp.")
    choose_doctor(care, "Ansvarig läkare öppenvård", "Did", planning.names["didrik"])
    button(care, "Justera").click()
    do_task(town, name, "[Jj]ustera")
    write(town, "Planerade åtgärder och insatser efter utskrivning", "Hemtjänst morgon och kväll.")
    button(town, "Justera").click()
    see(town, STATEMENT, DONE)

    reads(ward, "Tid för utskrivning", "Utskrivningsklar")
    link(ward, name).click()
    tab(ward, TIME).click()
    ward.get_by_role("radio", name="Utskrivningsklar").check()
    box(ward, "Datum").fill(ahead(0))
    find_staff(ward, "Ansvarig läkare", "Dor", planning.names["doris"])
    button(ward, "Publicera").click()
    for page in (care, town):
        do_task(page, name, "[Kk]vittera utskrivningsklar")
        acknowledge(page)

    reads(ward, "Utskrivning", "Publicera")
    link(ward, name).click()
    tab(ward, DISCHARGE).click()
    box(ward, "Datum för utskrivning/avslut *").fill(ahead(0))
    ward.get_by_role("combobox", name=re.compile("^Utskrivning eller avslut i förtid")).select_option("Utskrivning")
    ward.get_by_role("combobox", name=re.compile("^Utskriven till")).select_option(index=1)
    button(ward, "Publicera utskrivning").click()
    see(ward, DISCHARGE, DONE)
    for page in (care, town):
        start(page)
        expect(page.get_by_role("button", name=re.compile("^Att göra"))).to_have_count(0)  # nobody has anything left
