"""Sections 2–3: the start page: sort, filter, Att göra, unfolding, reload, views, unit, Info, Hjälp."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.plan_steps import (
    ADMISSION,
    ASSESSMENT,
    DISCHARGE,
    DONE,
    MINE,
    NOT_BEGUN,
    STATEMENT,
    TIME,
    WAITS,
    acknowledge,
    cell,
    row_of,
)  # fmt: skip
from tests.journeys.steps import button, heading, link, row

pytestmark = [pytest.mark.journey]
STORY = "svu_start"
RED_OF = """where => {
  const seen = document.createElement("canvas").getContext("2d");
  seen.fillStyle = getComputedStyle(document.querySelector(where)).borderInlineStartColor;
  seen.fillRect(0, 0, 1, 1);
  return [...seen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
"""The red, green and blue (0…255) of the mark before an element."""


def names(page: Page) -> list[str]:
    """The patients of the list, from the top."""
    return [header.inner_text().split()[0] for header in page.get_by_role("rowheader").all()]


@pytest.mark.req("001-041", "001-048", "001-049", "001-050", "001-244")
def test_sort(seats) -> None:
    page = seats.start("vera")
    expect(heading(page, "Startsida")).to_be_visible()
    assert names(page) == ["Ebba", "Edvin", "Elsa"]  # the most recently changed on top
    steps = page.get_by_role("columnheader").all_inner_texts()
    assert [step for step in steps if step in (ADMISSION, TIME, ASSESSMENT, STATEMENT, DISCHARGE)] == [
        ADMISSION, TIME, ASSESSMENT, STATEMENT, DISCHARGE,
    ]  # fmt: skip
    for column, rising in (("Namn", ["Ebba", "Edvin", "Elsa"]), ("Personnummer", ["Elsa", "Edvin", "Ebba"])):
        for order, direction in ((rising, "ascending"), (rising[::-1], "descending")):
            page.get_by_role("columnheader", name=column).get_by_role("link").click()
            expect(page.get_by_role("columnheader", name=column)).to_have_attribute("aria-sort", direction)
            assert names(page) == order
    changed = page.get_by_role("columnheader", name="Ändrad")
    changed.get_by_role("link").click()
    expect(changed).to_have_attribute("aria-sort", "descending")
    assert names(page)[0] == "Ebba"


@pytest.mark.req("001-020", "001-021", "001-022", "001-023", "001-025")
def test_the_colours(seats, planning) -> None:
    ward, care = seats.start("vera"), seats.start("oskar")
    elsa, edvin, ebba = (planning.patients[who] for who in ("elsa", "edvin", "ebba"))
    expect(cell(ward, elsa, ADMISSION)).to_contain_text(WAITS)
    expect(cell(care, elsa, ADMISSION)).to_contain_text(MINE)
    for page in (ward, care):
        expect(cell(page, edvin, ADMISSION)).to_contain_text(DONE)
        expect(cell(page, edvin, ASSESSMENT)).to_contain_text(NOT_BEGUN)
        expect(cell(page, ebba, STATEMENT)).to_contain_text(DONE)


@pytest.mark.req("001-051", "001-052")
def test_filter_and_to_do(seats, planning) -> None:
    care = seats.start("oskar")
    care.get_by_role("searchbox", name="Filtrera listan – Namn eller personnummer").fill("edv")
    button(care, "Filtrera").click()
    expect(row_of(care, "Elsa")).to_have_count(0)
    expect(row_of(care, "Edvin")).to_have_count(1)
    assert "edv" not in care.url
    # Sorting keeps the filter.
    care.get_by_role("columnheader", name="Namn").get_by_role("button").click()
    expect(row_of(care, "Elsa")).to_have_count(0)
    link(care, "Visa alla igen").click()
    expect(row_of(care, "Elsa")).to_have_count(1)
    # The numbers of the two chips come when the page has come: they are found by how their names begin.
    everything, to_do = (care.get_by_role("link", name=re.compile(f"^{name}")) for name in ("Alla ärenden", "Att göra"))
    expect(to_do).to_have_text(re.compile(r"\d"))
    to_do.click()
    expect(to_do).to_have_attribute("aria-current", "true")
    expect(row_of(care, planning.patients["elsa"])).to_have_count(1)
    for header in care.get_by_role("rowheader").all():
        task = care.get_by_role("row").filter(has=header).get_by_role("button", name=re.compile("^Att göra"))
        expect(task).to_be_visible()
    everything.click()
    expect(everything).to_have_attribute("aria-current", "true")
    expect(row_of(care, "Ebba")).to_have_count(1)


@pytest.mark.req("001-053")
def test_unfold(seats, planning) -> None:
    page = seats.start("oskar")
    row_of(page, "Elsa").get_by_role("link", name=re.compile("^Visa mer information")).click()
    for words in ("Näckrosvägen 4", "070-174 06 05", planning.units["care_office"]):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Kvittera inskrivningen")).last).to_be_visible()
    row_of(page, "Elsa").get_by_role("link", name=re.compile("^Visa mindre information")).click()
    expect(page.get_by_text("Näckrosvägen 4")).to_have_count(0)


@pytest.mark.req("001-056", "001-057", "001-058", "001-059")
def test_changed_since_the_page_was_loaded(seats, planning) -> None:
    ward = seats.start("vera")
    button(ward, "Ladda om").or_(link(ward, "Ladda om")).first.click()
    expect(ward.locator("tr[data-changed]")).to_have_count(0)
    acknowledge(seats.at("oskar", ADMISSION))
    expect(ward.locator("#changed-count")).to_have_text(re.compile("1"))
    expect(row_of(ward, "Elsa")).to_have_attribute("data-changed", re.compile(".*"))
    asked = ward.get_by_role("status").filter(has_text="1 ärende har ändrats.")
    expect(asked).to_be_visible()
    link(asked, "Ladda om").click()
    expect(asked).to_have_count(0)
    expect(ward.get_by_role("rowheader").first).to_contain_text("Elsa")


@pytest.mark.req("001-060", "001-061", "001-071", "001-072", "001-073")
def test_other_views_and_tabs(seats) -> None:
    page = seats.start("oskar")
    for view in ("Visa planer för en fast vårdkontakt/samordningsansvarig", "Visa en enhets alla SIP"):
        link(page, view).click()
        expect(heading(page, view)).to_be_visible()
    link(page, "Info").click()
    expect(heading(page, "Info")).to_be_visible()
    link(page, "Hjälp").click()
    expect(heading(page, "Hjälp")).to_be_visible()
    expect(page.get_by_text("Hälso- och sjukvårdens adressregister").first).to_be_visible()
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=re.compile("^Start")).click()
    expect(row(page, "Ebba")).to_have_count(1)


@pytest.mark.req("001-043", "001-044", "001-045", "001-046", "001-047")
def test_another_unit(seats, planning) -> None:
    page = seats.start("vera")
    field = page.locator(".unit")
    expect(field).to_contain_text(f"Du arbetar för {planning.units['ward_a']}")
    # At the top right, marked in red, with an arrow on the way to change.
    place = field.bounding_box()
    assert place is not None
    assert place["y"] < 100
    assert place["x"] + place["width"] > page.viewport_size["width"] - 100
    red, green, blue = page.evaluate(RED_OF, ".unit")
    assert red > 2 * max(green, blue), (red, green, blue)
    expect(link(field, "Byt enhet eller roll").locator("svg").last).to_be_visible()
    link(page, "Byt enhet eller roll").click()
    tree = page.get_by_role("region", name="Välj enhet")
    expect(tree.get_by_text(planning.units["care_office"])).to_have_count(0)  # another organisation
    expect(page.get_by_text("Du har en roll.")).to_be_visible()
    button(tree, f"Välj {planning.units['ward_b']}").click()
    expect(heading(page, f"Byt till {planning.units['ward_b']}?")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Fortsätt som")).click()
    expect(page.get_by_text(f"Du arbetar nu på {planning.units['ward_b']}")).to_be_visible()
    expect(page.get_by_role("heading", name="Inga aktuella ärenden")).to_be_visible()
