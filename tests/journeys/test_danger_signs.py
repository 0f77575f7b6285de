"""Danger signs before a case and a form that asks for a file, by the keys alone (B-39)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.files import jpeg
from tests.journeys.furnish import PICTURE, PRESCRIPTION, SIGN, WHICH, Story
from tests.journeys.keys import go
from tests.journeys.steps import heading, link, log_in_resident, log_in_staff, menu, row

pytestmark = pytest.mark.usefixtures("scanner")
STORY = "case_types"
ASKED, YES, NO = "Har du något av det här just nu?", "Ja, något av det här", "Nej, inget av det här"
CHOOSE = f"Bifoga fil – {PICTURE} (frivilligt)"


def press(page: Page, name: str) -> None:
    """Go to what has this name by Tab, and press Enter."""
    go(page, name, whole=True)
    page.keyboard.press("Enter")


@pytest.mark.req("B-39", "B-18", "000-022")
def test_who_has_a_sign_is_told_where_to_call_and_who_has_none_writes_with_a_file(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    resident.goto(f"/mottagningar/{story.unit}")
    press(resident, PRESCRIPTION)
    expect(resident.get_by_role("heading", name=ASKED)).to_be_visible()
    expect(resident.get_by_role("listitem").filter(has_text=SIGN)).to_be_visible()
    expect(resident.get_by_label(WHICH)).to_have_count(0)

    # A sign: nothing can be written, and the numbers are links that call.
    press(resident, YES)
    expect(heading(resident, "Sök hjälp nu")).to_be_visible()
    for name, number in (("Ring 112", "112"), ("Ring 1177", "1177"), ("031-390 06 00", "+46313900600")):
        go(resident, name, whole=True)
        assert resident.evaluate("document.activeElement.getAttribute('href')") == f"tel:{number}"
    expect(resident.get_by_text("inget ärende är skickat")).to_be_visible()
    press(resident, "Tillbaka till frågorna")
    expect(resident.get_by_role("heading", name=ASKED)).to_be_visible()

    # None: the form, with a picture of what it is about. The browser's window to choose a file in is opened by keys.
    press(resident, NO)
    expect(resident.get_by_label(WHICH)).to_be_visible()
    go(resident, WHICH, whole=True)
    resident.keyboard.type("Levaxin")
    go(resident, CHOOSE, whole=True)
    with resident.expect_file_chooser() as chooser:
        resident.keyboard.press("Space")
    chooser.value.set_files({"name": "kartong.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    expect(resident.get_by_role("list", name="Filer som skickas med")).to_contain_text("kartong.jpg")
    expect(resident.get_by_label(f"Bifoga en fil till – {PICTURE} (frivilligt)", exact=True)).to_be_visible()
    # The form is as it was, also after its questions have been drawn anew.
    expect(resident.get_by_label(WHICH)).to_have_value("Levaxin")
    resident.reload()
    expect(resident.get_by_role("list", name="Filer som skickas med")).to_contain_text("kartong.jpg")
    expect(resident.get_by_label(WHICH)).to_have_value("Levaxin")
    go(resident, WHICH, whole=True)
    for name, title in (("Läs igenom", "Läs igenom ditt ärende"), ("Skicka", "Ditt ärende är skickat")):
        press(resident, name)
        expect(heading(resident, title)).to_be_visible()

    # The clinic sees what was confirmed, and opens the file beside its question.
    staff = visit()
    log_in_staff(staff, story.receiver, story.clinic)
    menu(staff, "Inkomna ärenden").click()
    row(staff, PRESCRIPTION).get_by_role("link").first.click()
    expect(heading(staff, PRESCRIPTION)).to_be_visible()
    expect(staff.get_by_text("att inget av varningstecknen stämde (vuxna, version 1).").first).to_be_visible()
    files = staff.get_by_role("list", name="Bifogade filer")
    expect(files).to_contain_text(PICTURE)
    expect(link(files, "kartong.jpg (öppnas i en ny flik)")).to_be_visible()
