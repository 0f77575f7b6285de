"""Section 5.11: discharge with the warning for a missing convener, undone, and made again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import DISCHARGE, DONE, ahead, find_staff, section, see, sure
from tests.journeys.steps import box, button, link

pytestmark = [pytest.mark.journey]
STORY = "svu_discharge"


def fill(page, *, to: bool = True) -> None:
    box(page, "Datum för utskrivning/avslut *").fill(ahead(0))
    page.get_by_role("combobox", name=re.compile("^Utskrivning eller avslut i förtid")).select_option("Utskrivning")
    if to:
        page.get_by_role("combobox", name=re.compile("^Utskriven till")).select_option(index=1)


@pytest.mark.req("001-158", "001-159", "001-160", "001-161", "001-162", "001-163", "001-164", "001-165")
def test_discharge_warns_and_is_published(seats, planning) -> None:
    ward, care = seats.at("vera", DISCHARGE), seats.at("oskar", DISCHARGE)
    expect(button(care, "Publicera utskrivning")).to_have_count(0)
    fill(ward, to=False)
    button(ward, "Publicera utskrivning").click()
    expect(ward.get_by_role("alert").first).to_contain_text("Utskriven till")
    fill(ward)
    box(ward, "Kommentar").fill("Sonen hämtar.")
    button(ward, "Publicera utskrivning").click()
    warning = ward.get_by_role("alertdialog", name="Fast vårdkontakt med kallelseansvar saknas")
    expect(warning).to_be_visible()
    button(warning, "Avbryt").click()
    expect(warning).to_have_count(0)
    expect(box(ward, "Kommentar")).to_have_value("Sonen hämtar.")  # nothing typed is lost
    button(ward, "Publicera utskrivning").click()
    button(warning, "Påminn öppenvården").click()
    expect(ward.get_by_role("status").filter(has_text=re.compile("[Pp]åmin")).first).to_be_visible()
    # Warned, and published all the same from the same page.
    button(ward, "Publicera utskrivning").click()
    button(warning, "Publicera utskrivning").click()
    see(ward, DISCHARGE, DONE)
    for who in ("oskar", "karin"):
        page = seats.at(who, DISCHARGE)
        see(page, DISCHARGE, DONE)
        expect(page.get_by_text("Sonen hämtar.")).to_be_visible()
        expect(button(page, "Kvittera")).to_have_count(0)
        expect(link(page, "Ångra utskrivning")).to_have_count(0)
    care.reload()
    link(care, "Registrera fast vårdkontakt").click()
    dialog = care.get_by_role("dialog")
    find_staff(dialog, "Sök den som ska vara fast vårdkontakt", "Did", planning.names["didrik"])
    dialog.get_by_role("checkbox", name="Kallelseansvarig").check()
    dialog.get_by_role("button", name=re.compile("^Spara")).click()
    expect(section(care, "Fast vårdkontakt").get_by_text(planning.names["didrik"]).first).to_be_visible()


@pytest.mark.req("001-166", "001-167")
def test_undo_and_discharge_again(seats, planning) -> None:
    ward = seats.at("vera", DISCHARGE)
    sure(ward, "Ångra utskrivning", "Ångra utskrivning")
    expect(ward.get_by_text("Utskrivningen är ångrad.").first).to_be_visible()
    care = seats.at("oskar", DISCHARGE)
    expect(care.get_by_text("Utskrivningen är ångrad.").first).to_be_visible()
    link(ward, "Ny utskrivning").click()
    fill(ward)
    button(ward, "Publicera utskrivning").click()
    see(ward, DISCHARGE, DONE)
    expect(ward.get_by_text("Utskrivningen är ångrad.")).to_have_count(0)


@pytest.mark.req("001-254")
def test_ended_early(seats, planning) -> None:
    """Avslut i förtid does not ask where the patient goes."""
    ward = seats.at("vera", DISCHARGE)
    sure(ward, "Ångra utskrivning", "Ångra utskrivning")
    link(ward, "Ny utskrivning").click()
    box(ward, "Datum för utskrivning/avslut *").fill(ahead(0))
    ward.get_by_role("combobox", name=re.compile("^Utskrivning eller avslut i förtid")).select_option("Avslut i förtid")
    button(ward, "Publicera utskrivning").click()
    see(ward, DISCHARGE, DONE)
