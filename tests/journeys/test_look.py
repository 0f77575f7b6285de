"""Light and dark as a browser draws them: by choice or by the computer, without a script, and never on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import button, log_in_resident, log_in_staff

STORY = "phone"
GROUND = "getComputedStyle(document.body).backgroundColor"
INK = "getComputedStyle(document.querySelector('h1')).color"


def lightness(page: Page, what: str) -> float:
    """How light a colour of the page is, from 0 to 1."""
    parts = re.findall(r"[\d.]+", page.evaluate(what))[:3]
    return sum(float(part) for part in parts) / 3 / 255


def in_the_dark(page: Page) -> bool:
    """Whether the page is drawn light on dark; anything between is neither, and fails."""
    ground, ink = lightness(page, GROUND), lightness(page, INK)
    assert abs(ground - ink) > 0.5, (ground, ink)
    return ground < ink


@pytest.mark.parametrize("javascript", [True, False])
def test_each_chooses_and_the_computer_decides_for_the_others(visit, site, javascript) -> None:
    page = visit(javascript=javascript)
    for preferred in ("dark", "light"):
        page.emulate_media(color_scheme=preferred)
        page.goto("/logga-in")
        assert in_the_dark(page) is (preferred == "dark"), "the login page follows the computer"
    if javascript:
        log_in_staff(page, "Ylva Sandhed")
    else:
        log_in_resident(page, "Tuula Niemispää")
    page.goto("/personal/utseende" if javascript else "/utseende")
    for words, dark in (("Mörkt", True), ("Ljust", False)):
        page.get_by_role("radio", name=words).check()
        button(page, "Spara").click()
        expect(page.get_by_text("Utseendet är sparat.")).to_be_visible()
        for preferred in ("dark", "light"):
            page.emulate_media(color_scheme=preferred)
            assert in_the_dark(page) is dark
            page.emulate_media(media="print")
            assert not in_the_dark(page), "paper is light"
            page.emulate_media(media="screen")
    page.get_by_role("radio", name="Följ datorn").check()
    button(page, "Spara").click()
    expect(page.get_by_text("Utseendet är sparat.")).to_be_visible()
    for preferred in ("dark", "light"):
        page.emulate_media(color_scheme=preferred)
        assert in_the_dark(page) is (preferred == "dark")


def test_dense_shows_more_and_keeps_the_size_of_the_text_and_of_what_is_pressed(visit, site) -> None:
    page = visit()
    log_in_staff(page, "Ylva Sandhed")
    page.goto("/personal/utseende")
    size, height = (
        "getComputedStyle(document.body).fontSize",
        "document.querySelector('main').lastElementChild.getBoundingClientRect().bottom",
    )
    small = """[...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
        .filter(one => one.checkVisibility() && !one.closest(".vh, p, .crumbs, td, li"))
        .map(one => one.getBoundingClientRect()).filter(box => box.height && box.height < 18).length"""
    shown = []
    for words in ("Luftig", "Tät"):
        page.goto("/personal/utseende")
        page.get_by_role("radio", name=words).check()
        button(page, "Spara").click()
        expect(page.get_by_text("Utseendet är sparat.")).to_be_visible()
        page.goto("/personal/mottagningar")
        page.get_by_role("link", name="Vårdcentralen Björklunda").first.click()
        page.goto(page.url + "arenden/alla")
        assert page.evaluate(small) == 0
        shown.append((page.evaluate(height), page.evaluate(size)))
    (airy, text), (dense, same_text) = shown
    assert dense < airy
    assert text == same_text
    page.goto("/personal/utseende")
    page.get_by_role("radio", name="Luftig").check()
    button(page, "Spara").click()
