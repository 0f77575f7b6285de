"""What people do on the pages, step by step; elements are found by the names in the requirements that are read out."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.furnish import PIN, Story


def link(page: Page | Locator, name: str) -> Locator:
    """A link with exactly this name."""
    return page.get_by_role("link", name=name, exact=True)


def menu(page: Page, name: str) -> Locator:
    """A link of the left menu."""
    return link(page.get_by_role("navigation", name="Ärenden", exact=True), name)


def button(page: Page | Locator, name: str) -> Locator:
    """A button with exactly this name."""
    return page.get_by_role("button", name=name, exact=True)


def box(page: Page | Locator, name: str) -> Locator:
    """A text box with exactly this name."""
    return page.get_by_role("textbox", name=name, exact=True)


def heading(page: Page, name: str) -> Locator:
    """The heading of the page."""
    return page.get_by_role("heading", name=name, exact=True, level=1)


def tab(page: Page, name: str) -> Locator:
    """A tab of an open case."""
    return link(page.get_by_role("navigation", name="Hantera ärendet", exact=True), name)


def row(page: Page, text: str) -> Locator:
    """The rows of a list, or its cards on a phone, that show this text."""
    return page.get_by_role("row").filter(has_text=text)


def log_in_resident(page: Page, name: str) -> None:
    """A resident logs in with the demo's BankID, from the start page."""
    page.goto("/")
    link(page, "Logga in").click()
    link(page, "BankID (demo)").click()
    page.get_by_role("button", name=re.compile(rf"^{re.escape(name)} ")).click()
    expect(heading(page, "Inkorg")).to_be_visible()


def log_in_staff(page: Page, name: str, clinic: str = "") -> None:
    """A member of staff logs in with E-tjänstekort and its PIN, and chooses a clinic when one is named."""
    page.goto("/personal/")
    link(page, "Logga in").click()
    link(page, "E-tjänstekort").click()
    page.get_by_role("radio", name=re.compile(rf"^{re.escape(name)}, ")).check()
    box(page, "Ange pinkod för legitimering").fill(PIN)
    button(page, "OK").click()
    expect(heading(page, "Välj mottagning")).to_be_visible()
    if clinic:
        link(page, clinic).click()
        expect(heading(page, clinic)).to_be_visible()


def write(page: Page, story: Story, service: str, text: str) -> None:
    """A logged-in resident finds the clinic by name and place, picks a service, and writes; not reviewed yet."""
    link(page, "Mottagningar").click()
    expect(heading(page, "Välj mottagning")).to_be_visible()
    page.get_by_role("searchbox", name="Sök på namn eller ort", exact=True).fill(f"vårdcentral {story.place}")
    button(page, "Sök").click()
    link(page, story.clinic).click()
    link(page, service).click()
    page.get_by_role("textbox").fill(text)


def send(page: Page, story: Story, service: str, text: str) -> str:
    """A logged-in resident sends a case; returns its key."""
    write(page, story, service, text)
    button(page, "Läs igenom").click()
    expect(heading(page, "Läs igenom ditt ärende")).to_be_visible()
    # "Skicka ändå" when there already is an open case of the same type.
    page.get_by_role("button", name=re.compile("^Skicka")).click()
    expect(heading(page, "Ditt ärende är skickat")).to_be_visible()
    return page.url.split("/")[-2]


def distribute(page: Page, text: str, to: str) -> None:
    """A receiver opens the incoming case with this text in its row and distributes it to somebody."""
    menu(page, "Inkomna ärenden").click()
    link(row(page, text).first, "").or_(row(page, text).get_by_role("link")).first.click()
    choose(page, to)
    button(page, "Fördela").click()


def unfold_distribution(page: Page) -> None:
    """Unfold "Fördela till någon" under the menu of an incoming case, if it is there and not unfolded yet."""
    part = page.locator("#fordela:not([open]) > summary")
    if part.count():
        part.click()


def choose(page: Page, to: str) -> None:
    """Choose a person in the drop-down "Fördela till", by the beginning of the name."""
    unfold_distribution(page)
    choice = page.get_by_role("combobox", name="Fördela till", exact=True)
    choice.select_option(label=choice.get_by_role("option", name=re.compile(f"^{re.escape(to)}")).first.inner_text())


def said(page: Page) -> Locator:
    """The message of the page after something has been done."""
    return page.get_by_role("status")


def offered(page: Page) -> list[str]:
    """The names in the drop-down "Fördela till"."""
    unfold_distribution(page)
    choice = page.get_by_role("combobox", name="Fördela till", exact=True)
    choice.wait_for()
    options: Any = choice.get_by_role("option").all_inner_texts()
    return [str(option) for option in options]
