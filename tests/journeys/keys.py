"""Only a keyboard: goes from one thing to the next by Tab, and checks that the focus is visible."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.furnish import PIN, Story
from tests.journeys.steps import heading

NAME = """() => {
    const one = document.activeElement;
    return (one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || one.value || "")
        .trim().replace(/\\s+/g, " ");
}"""
SEEN = """() => {
    const style = one => getComputedStyle(one);
    const seen = one => style(one).outlineStyle !== "none" && parseFloat(style(one).outlineWidth) >= 2;
    for (let one = document.activeElement; one && one !== document.body; one = one.parentElement)
        if (seen(one)) return true;
    return false;
}"""


def told(page: Page, question: str) -> str | bool:
    """What a page answers to a question in JavaScript; asked of the next page if this one is just being left."""
    try:
        return page.evaluate(question)
    except Error as error:
        if "navigation" not in error.message:
            raise
    page.wait_for_load_state()
    return page.evaluate(question)


def go(page: Page, name: str, *, back: bool = False, whole: bool = False) -> None:
    """Tab until the focus is, visibly, on the element with this name, or (not ``whole``) beginning with it."""
    for _ in range(120):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        now = str(told(page, NAME))
        if now == name or (not whole and now.startswith((f"{name} ", f"{name},"))):
            assert told(page, SEEN), f"no visible focus on {now}"
            return
    pytest.fail(f"the keyboard did not reach {name}")


def log_in_by_keys(page: Page, story: Story, who: str) -> None:
    """A member of staff logs in and chooses the story's clinic, by Tab, blank and Enter."""
    page.goto("/personal/")
    for name, title in (("Logga in", "Logga in"), ("E-tjänstekort", "E-tjänstekort")):
        go(page, name)
        page.keyboard.press("Enter")
        expect(heading(page, title)).to_be_visible()
    page.get_by_role("radio", name=who).focus()
    page.keyboard.press("Space")
    go(page, "Ange pinkod för legitimering")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(heading(page, "Välj mottagning")).to_be_visible()
    go(page, story.clinic)
    page.keyboard.press("Enter")
    expect(heading(page, story.clinic)).to_be_visible()
