"""The main job: a resident's case reaches a clinic, is asked about, and is answered; both ends see one case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import EXPECTATION, PRESCRIPTION, Story
from tests.journeys.processes import Site
from tests.journeys.steps import (
    box,
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
    tab,
    write,
)

STORY = "main_job"
COLUMNS = ["Uppdaterat", "Ärendetyp", "Skapat", "Personnummer", "Invånare", "Status", "Hanterare"]
"""The columns of a list, in this order (000-021, 004-051)."""
OPENING = "Hej! Mitt läkemedel mot högt blodtryck tar slut på fredag.\n\nKan ni förnya det?"
PARTIAL = "Vi har tagit emot ditt ärende och frågar läkaren."
QUESTION = "Vilken styrka har tabletterna?"
REPLY = "5 milligram, en tablett om dagen."
ANSWER = "Receptet är förnyat för ett år."


@pytest.mark.req(
    "000-001", "000-002", "000-003", "000-004", "000-006", "000-007", "000-008", "000-010", "000-011", "000-012",
    "000-013", "000-014", "000-015", "000-016", "000-019", "000-020", "000-021", "000-022", "000-023", "000-025",
    "000-026", "000-027", "000-028", "000-032", "000-033", "000-034", "000-035", "000-036", "000-037", "000-038",
    "000-039", "000-040", "000-041", "000-042", "000-054", "000-055", "003-012", "004-036", "004-037", "004-050",
    "004-051", "004-052", "004-053", "002-006",
)  # fmt: skip
def test_a_case_is_sent_distributed_asked_about_and_answered(visit, story: Story, site: Site) -> None:
    resident = visit(width=390)
    log_in_resident(resident, story.resident)

    # The resident finds the clinic, reads what to expect, and that it is not for emergencies.
    write(resident, story, PRESCRIPTION, OPENING)
    expect(resident.get_by_text(EXPECTATION)).to_be_visible()
    expect(resident.get_by_text("Inte för akuta besvär.")).to_be_visible()
    expect(resident.get_by_text("Ring 112 vid livsfara.").first).to_be_visible()
    button(resident, "Läs igenom").click()
    expect(resident.get_by_text("Inget är skickat än.")).to_be_visible()
    expect(resident.get_by_text("Kan ni förnya det?").first).to_be_visible()
    button(resident, "Ändra").click()
    expect(resident.get_by_role("textbox")).to_have_value(OPENING)
    button(resident, "Läs igenom").click()
    button(resident, "Skicka").click()
    expect(heading(resident, "Ditt ärende är skickat")).to_be_visible()
    expect(resident.get_by_text(f"{story.clinic} har tagit emot ditt ärende.")).to_be_visible()
    link(resident, "Till inkorgen").click()
    expect(resident.get_by_role("article").filter(has_text=PRESCRIPTION)).to_contain_text("Du får svar senast")

    # The receiver sees it among the incoming cases and distributes it.
    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    expect(menu(receiver, "Tilldelade ärenden")).to_be_visible()  # a receiver's own after a counter question
    expect(link(receiver, "Administration")).to_have_count(0)
    menu(receiver, "Inkomna ärenden").click()
    expect(receiver.get_by_role("columnheader")).to_have_text(
        ["Markera", "Nytt", *COLUMNS[:1], "Åtgärda senast", *COLUMNS[1:]]
    )
    incoming = row(receiver, PRESCRIPTION)
    expect(incoming).to_contain_text(story.number)
    expect(incoming).to_contain_text(story.resident)
    expect(incoming).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d \d\d\.\d\d"))
    expect(incoming.get_by_text("Nytt", exact=True)).to_be_attached()
    incoming.get_by_text(story.resident).click()  # anywhere in the row
    expect(heading(receiver, PRESCRIPTION)).to_be_visible()
    expect(receiver.get_by_text("Kan ni förnya det?")).to_be_visible()
    expect(receiver.get_by_text("070-174 06 05")).to_be_visible()
    expect(receiver.get_by_text(story.mail("alva"))).to_be_visible()
    assert {story.handler, story.second} <= {name.split(",")[0] for name in offered(receiver)}
    assert not any(story.administrator in name or story.receiver in name for name in offered(receiver))
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text(f"Ärendet är fördelat till {story.handler}")
    expect(heading(receiver, "Inkomna ärenden")).to_be_visible()
    expect(row(receiver, PRESCRIPTION)).to_have_count(0)
    menu(receiver, "Fördelade ärenden").click()
    expect(row(receiver, PRESCRIPTION)).to_contain_text(story.handler)

    # The handler finds it among their own cases, sends a partial reply, then asks.
    handler = visit()
    log_in_staff(handler, story.handler, story.clinic)
    expect(handler.get_by_role("link", name="Mottagningens ärenden", exact=True)).to_have_count(0)
    menu(handler, "Tilldelade ärenden").click()
    row(handler, PRESCRIPTION).get_by_text(story.resident).dblclick()
    expect(heading(handler, PRESCRIPTION)).to_be_visible()
    names = handler.get_by_role("navigation", name="Hantera ärendet", exact=True).get_by_role("link")
    expect(names).to_have_text(["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"])
    tab(handler, "Motfråga/delsvar").click()
    box(handler, "Meddelande till invånaren").fill(PARTIAL)
    button(handler, "Skicka").click()
    expect(handler.get_by_role("alert")).to_contain_text("Välj om invånaren ska kunna svara (Motfråga) eller inte")
    expect(box(handler, "Meddelande till invånaren")).to_have_value(PARTIAL)
    handler.get_by_role("radio", name=re.compile("^Delsvar")).check()
    button(handler, "Skicka").click()
    expect(said(handler).first).to_contain_text("Delsvaret är skickat.")
    expect(row(handler, PRESCRIPTION)).to_contain_text("Tilldelat (delsvar ärendehanterare)")  # it stays here

    # The resident sees it unread, and cannot reply to it.
    resident.reload()
    mail = resident.get_by_role("article").filter(has_text=PRESCRIPTION)
    expect(mail.get_by_text("OLÄST", exact=True)).to_be_visible()
    link(mail, PRESCRIPTION).click()
    expect(resident.get_by_text(PARTIAL)).to_be_visible()
    expect(resident.get_by_text("Besked", exact=True)).to_be_visible()
    expect(resident.get_by_role("textbox")).to_have_count(0)

    link(row(handler, PRESCRIPTION), PRESCRIPTION).focus()
    handler.keyboard.press("Enter")
    tab(handler, "Motfråga/delsvar").click()
    expect(handler.get_by_text("Läst av invånaren.")).to_be_visible()
    box(handler, "Meddelande till invånaren").fill(QUESTION)
    handler.get_by_role("radio", name=re.compile("^Motfråga")).check()
    button(handler, "Skicka").click()
    expect(said(handler).first).to_contain_text("Motfrågan är skickad.")
    expect(row(handler, PRESCRIPTION)).to_have_count(0)
    menu(handler, "Skickade frågor/Inkomna svar").click()
    expect(row(handler, PRESCRIPTION)).to_contain_text("Tilldelat (motfråga till invånare)")

    # The resident answers in the same case.
    link(resident, "Inkorg").first.click()
    expect(resident.get_by_text("Mottagningen väntar på ditt svar")).to_be_visible()
    link(resident, PRESCRIPTION).click()
    box(resident, "Ditt svar till mottagningen").fill(REPLY)
    button(resident, "Skicka svar").click()
    expect(said(resident).first).to_contain_text("Ditt svar är skickat.")
    expect(resident.get_by_role("textbox")).to_have_count(0)

    # The answer has come; the handler closes the case with a standard answer and words of their own.
    menu(handler, "Skickade frågor/Inkomna svar").click()
    answered = row(handler, PRESCRIPTION)
    expect(answered).to_contain_text("Tilldelat (svar från invånare)")
    expect(answered.get_by_text("Nytt", exact=True)).to_be_attached()
    link(answered, PRESCRIPTION).click()
    expect(handler.get_by_text(REPLY)).to_be_visible()
    box(handler, "Meddelande till invånaren").fill(ANSWER)
    handler.get_by_role("button", name="Lägg till Recept förnyat", exact=True).click()
    button(handler, "Besvara").click()
    expect(said(handler).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")
    menu(handler, "Avslutade ärenden").click()
    expect(row(handler, PRESCRIPTION)).to_contain_text("Avslutat")
    menu(receiver, "Avslutade ärenden").first.click()
    expect(row(receiver, PRESCRIPTION)).to_contain_text("Avslutat")

    # Both see the same whole case.
    link(row(receiver, PRESCRIPTION), PRESCRIPTION).click()
    resident.reload()
    expect(resident.get_by_text("Avslutat", exact=True)).to_be_visible()
    for page in (resident, receiver):
        thread = page.get_by_role("list", name="Meddelanden", exact=True)
        for text in ("Kan ni förnya det?", PARTIAL, QUESTION, REPLY, ANSWER, "Ditt recept är förnyat."):
            expect(thread.get_by_text(text)).to_be_visible()
        expect(thread.get_by_text(f"{story.handler}, distriktsläkare").first).to_be_visible()
    expect(receiver.get_by_role("navigation", name="Hantera ärendet", exact=True)).to_have_count(0)

    # Everybody was notified by mail, without a word of health, clinic or number.
    to_resident = site.letters.wait_for(story.mail("alva"), 3)  # delsvar, motfråga, svar
    to_receiver = site.letters.wait_for(story.mail("rut"), 1)
    to_handler = site.letters.wait_for(story.mail("hugo"), 2)  # fördelat, svar från invånaren
    assert (len(to_resident), len(to_receiver), len(to_handler)) == (3, 1, 2)
    assert {str(letter["Subject"]) for letter in to_resident} == {"Du har ett nytt meddelande"}
    secrets = [PRESCRIPTION, story.clinic, story.number, story.number[2:], story.number.replace("-", ""), story.place,
               story.handler, "blodtryck", PARTIAL, QUESTION, REPLY, ANSWER]  # fmt: skip
    for letter in [*to_resident, *to_receiver, *to_handler]:
        whole = f"{letter['Subject']}\n{letter.get_content()}"
        assert site.address in whole
        assert not [secret for secret in secrets if secret in whole]
