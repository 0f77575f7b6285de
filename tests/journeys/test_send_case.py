"""Skicka ärende from a clinic to a resident, who answers; the answer waits untaken with the group (004-018…055)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.furnish import Story
from tests.journeys.steps import box, button, heading, link, log_in_resident, log_in_staff, menu

STORY = "sending"


@pytest.mark.req("004-018", "004-020", "004-021", "004-022", "004-024", "004-028", "004-034", "004-037", "004-055")
def test_a_question_is_sent_and_its_answer_waits_with_the_group(visit, story: Story) -> None:
    rut = visit()
    log_in_staff(rut, story.receiver, story.clinic)
    link(rut, "Mottagningens ärenden").first.click()
    link(rut, "SKICKA ÄRENDE").click()
    expect(heading(rut, "Välj mall")).to_be_visible()
    rut.get_by_role("combobox", name="Välj mall för invånarärende *").select_option(label="Fråga från mottagningen")
    expect(rut.get_by_text("Svaret kommer till dig eller till den grupp som du väljer")).to_be_visible()
    expect(rut.get_by_text("Ärendet avslutas när det skickas.")).to_be_hidden()
    button(rut, "GÅ VIDARE").click()

    expect(heading(rut, "Välj mottagare")).to_be_visible()
    number = rut.get_by_role("textbox", name="Personnummer")
    number.fill("19121212-1213")
    button(rut, "LÄGG TILL").click()
    expect(rut.get_by_role("alert")).to_be_visible()
    rut.get_by_role("link", name="Rensa fältet Personnummer").click()
    expect(number).to_have_value("")
    expect(number).to_be_focused()
    number.fill(story.number)
    button(rut, "LÄGG TILL").click()
    expect(rut.get_by_text("Totalt har 1 mottagare lagts till")).to_be_visible()
    expect(rut.get_by_role("row").filter(has_text=story.resident)).to_contain_text("E-post")
    link(rut, "NÄSTA").click()

    expect(rut.get_by_text("Ärendet skickas till följande mottagare")).to_be_visible()
    rut.get_by_role("radio", name="Fördela till en grupp").check()
    rut.get_by_role("combobox", name="Välj grupp").select_option(label="Vårdgaranti")
    rut.get_by_role("button", name="Lägg till i meddelandet: Hör av dig").click()
    message = box(rut, "Meddelande till mottagarna")
    expect(message).to_have_value(
        "Hej {förnamn}!\n\nVi behöver komma i kontakt med dig. Ring {mottagning} på telefon {telefon}."
    )
    message.press("End")
    message.press_sequentially(" Eller svara här.")
    expect(rut.get_by_text("Utkast sparat")).to_be_visible()
    button(rut, "SKICKA").click()
    expect(heading(rut, "Ärendet är skickat")).to_be_visible()
    expect(rut.get_by_role("row").filter(has_text=story.resident)).to_contain_text("Skickat")

    alva = visit(width=PHONE)
    log_in_resident(alva, story.resident)
    mail = alva.get_by_role("article").filter(has_text="Fråga från mottagningen")
    expect(mail).to_contain_text("OLÄST")
    mail.get_by_role("link").click()
    expect(alva.get_by_text("Hej Alva!")).to_be_visible()
    box(alva, "Ditt svar till mottagningen").fill("Ja, ring mig på torsdag.")
    button(alva, "Skicka svar").click()
    expect(alva.get_by_text("Ditt svar är skickat.")).to_be_visible()

    hanna = visit()
    log_in_staff(hanna, story.second, story.clinic)
    link(hanna, "Mina ärenden").first.click()
    link(hanna.get_by_role("row").filter(has_text=story.resident), "Fråga från mottagningen").click()
    expect(hanna.get_by_text("Ja, ring mig på torsdag.")).to_be_visible()
    button(hanna, "FÖRDELA TILL DIG SJÄLV").click()
    expect(box(hanna, "Meddelande till invånaren")).to_be_visible()
    menu(hanna, "Skickade frågor/Inkomna svar").click()
    expect(hanna.get_by_role("row").filter(has_text=story.resident)).to_be_visible()
