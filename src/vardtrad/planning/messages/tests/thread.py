"""The thread of messages of a plan, as the tests open and read it."""

from __future__ import annotations

from tests.reading import Node, Page
from vardtrad.planning.messages import queries

TEXT = "Elsa får med sig läkemedel för sju dagar.\n\nNyckel finns hos dottern."


def page_of(svu, who, step: str = "inskrivning", **query: str) -> Page:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return who.browser.open(f"{who.base}svu/{svu.key}/{step}/" + (f"?{asked}" if asked else ""))


def section(page: Page) -> Node:
    return page.root.one("details", id="meddelanden")


def entries(page: Page) -> list[str]:
    return [node.text for node in section(page).all("li", class_="msg")]


def button(page: Page, words: str) -> str:
    """The whole text of the only button that begins with these words; the rest names the message."""
    (label,) = [node.text for node in section(page).all("button") if node.text.startswith(words)]
    return label


def buttons(page: Page) -> set[str]:
    return {node.text.split()[0] for node in section(page).all("button")}


def asked(page: Page) -> dict[str, bool]:
    """The units that can be asked to acknowledge, and whether each is ticked."""
    form = page.form("Skicka")
    words = {label.attrs["for"]: label.text for label in form.all("label")}
    return {words[box.attrs["id"]]: "checked" in box.attrs for box in form.all("input", type="checkbox")}


def waiting(svu, who) -> int:
    return queries.counts([svu.key], who.unit.id).get(svu.key, queries.Counts()).to_acknowledge
