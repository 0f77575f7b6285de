"""A day at the desk without the mouse: the keys of lists and cases, and how to switch them off (B-12)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.furnish import MESSAGE, PRESCRIPTION, READY, READY_TEXT, Story
from tests.journeys.keys import NAME, SEEN, go, log_in_by_keys, told
from tests.journeys.steps import box, button, heading, link, log_in_resident, menu, row, said, send, tab

STORY = "keyboard"
HANDLED = "Kan jag få mitt vaccinationskort?"
SOUGHT = "Blodtrycksmedicinen är slut."

pytestmark = pytest.mark.req("B-12")


def press(page: Page, *keys: str) -> None:
    """Press keys, one after another, on a page whose scripts have been read."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def on(page: Page) -> str:
    """The name of the element with the focus; the focus is visible."""
    assert told(page, SEEN), "no visible focus"
    return str(told(page, NAME))


def test_a_day_without_the_mouse(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    send(resident, story, PRESCRIPTION, SOUGHT)
    send(resident, story, PRESCRIPTION, "Allergitabletterna är slut.")
    send(resident, story, MESSAGE, HANDLED)

    page = visit()
    log_in_by_keys(page, story, story.receiver)
    go(page, "Inkomna ärenden")
    press(page, "Enter")
    expect(heading(page, "Inkomna ärenden")).to_be_visible()
    expect(row(page, story.number)).to_have_count(3)

    # A dialog lists the keys, and gives the focus back.
    press(page, "?")
    keys = page.get_by_role("dialog", name="Kortkommandon", exact=True)
    expect(keys.get_by_role("row", name="J Nästa ärende i listan")).to_be_visible()
    expect(keys.get_by_role("row", name="T Fördela till dig själv")).to_be_visible()
    press(page, "Escape")
    expect(keys).to_be_hidden()

    # J and K go up and down among the cases, newest first; Enter opens, and T pressed twice takes.
    press(page, "j")
    assert on(page) == MESSAGE
    press(page, "j")
    assert on(page) == PRESCRIPTION
    press(page, "k")
    assert on(page) == MESSAGE
    press(page, "Enter")
    expect(page.get_by_text(HANDLED)).to_be_visible()
    press(page, "t")
    press(page, "t")
    expect(tab(page, "Omfördela")).to_be_visible()

    # The numbers go by the tabs; a standard answer by Tab and Enter, and Ctrl and Enter sends it.
    press(page, "2")
    expect(tab(page, "Motfråga/delsvar")).to_have_attribute("aria-current", "page")
    press(page, "3")
    expect(box(page, "Orsak")).to_be_visible()
    press(page, "1")
    expect(tab(page, "Besvara")).to_have_attribute("aria-current", "page")
    go(page, f"Lägg till {READY}", whole=True)
    press(page, "Enter")
    text = box(page, "Meddelande till invånaren")
    expect(text).to_have_value(READY_TEXT)
    go(page, "Meddelande till invånaren")
    press(page, "Control+End")
    page.keyboard.type(" jkt/?2")  # in a box the keys are letters
    expect(text).to_have_value(f"{READY_TEXT} jkt/?2")
    press(page, "Control+Enter")
    expect(said(page).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")

    # The next case is found by its text; U goes back to what was found.
    go(page, "Inkomna ärenden")
    press(page, "Enter")
    expect(row(page, story.number)).to_have_count(2)
    press(page, "/")
    page.keyboard.type("blodtrycksmedicinen")
    press(page, "Enter")
    expect(row(page, story.number)).to_have_count(1)
    press(page, "j", "Enter")
    expect(page.get_by_text(SOUGHT)).to_be_visible()
    press(page, "u")
    expect(row(page, story.number)).to_have_count(1)
    go(page, "Inkomna ärenden")
    press(page, "Enter")
    expect(heading(page, "Inkomna ärenden")).to_be_visible()

    # Filtered, and the two that are left are marked and distributed by the bar.
    go(page, "FILTRERA")
    press(page, "Enter")
    expect(page.get_by_role("form", name="Filtrera ärenden")).to_be_visible()
    go(page, PRESCRIPTION, whole=True)
    press(page, "Space")
    go(page, "VISA RESULTAT")
    press(page, "Enter")
    expect(page.get_by_role("group", name="Valda filter")).to_be_visible()
    expect(row(page, story.number)).to_have_count(2)
    press(page, "j", "x", "j", "x")
    expect(page.locator("#bulk [role=status]")).to_have_text("2 ärenden markerade")
    go(page, "Fördela", back=True, whole=True)
    press(page, "Enter")
    expect(heading(page, "Fördela 2 ärenden")).to_be_visible()
    go(page, "Fördela till")
    page.keyboard.type("Hugo")
    go(page, "Granska")
    press(page, "Enter")
    expect(page.get_by_text(f"2 ärenden fördelas till {story.handler}")).to_be_visible()
    go(page, "Fördela 2 ärenden")
    press(page, "Enter")
    expect(heading(page, "Resultat: Fördela 2 ärenden")).to_be_visible()
    expect(page.get_by_text("2 ärenden är klara.")).to_be_visible()


def test_switched_off_the_keys_do_nothing(visit, story: Story) -> None:
    resident, page = visit(), visit()
    log_in_resident(resident, story.resident)
    send(resident, story, PRESCRIPTION, "Salvan är slut.")
    log_in_by_keys(page, story, story.receiver)
    go(page, "Personliga inställningar")
    press(page, "Enter")
    expect(heading(page, "Personliga inställningar")).to_be_visible()
    go(page, "Använd kortkommandon")
    press(page, "Space")
    go(page, "Spara")
    press(page, "Enter")
    expect(said(page).first).to_contain_text("Dina inställningar är sparade.")

    link(page, story.clinic).first.click()
    menu(page, "Inkomna ärenden").click()
    expect(row(page, story.number).first).to_be_visible()
    for key in ("j", "x", "/"):
        press(page, key)
        assert page.evaluate("document.activeElement.closest('main [href], main input') === null"), key
    press(page, "?", "u")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(heading(page, "Inkomna ärenden")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)

    link(row(page, story.number).first, PRESCRIPTION).click()
    expect(button(page, "FÖRDELA TILL DIG SJÄLV")).to_be_visible()
    press(page, "2", "t")
    expect(button(page, "FÖRDELA TILL DIG SJÄLV")).to_be_visible()
    expect(tab(page, "Besvara")).to_have_attribute("aria-current", "page")
