"""What hovering tells stands in words for those who have no mouse: by keyboard, touch and screen reader (001-003).

planning.js shows the words of ``data-tip`` in a bubble at hovering, focus and long touch (tests/javascript). Here every
page of the planning tool is gone through: whatever is only an icon tells what it is, where each of those can reach it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import vardtrad
from tests.house.test_translations_of_planning import _pages
from tests.planners import Planners
from tests.reading import Node

TEMPLATES = sorted(Path(vardtrad.__file__).parent.rglob("templates/**/*.html"))
REACHED_BY_KEYBOARD = {"a", "button", "summary", "input", "select", "textarea"}
NEAR = 120
"""Within so many signs of its tag the words of a ``title`` stand for a screen reader too."""
UNSEEN = {"vh", "unseen"}


def seen(node: Node) -> str:
    """The words of an element that somebody who looks at the page can read."""
    words = []
    for child in node.children:
        if isinstance(child, str):
            words.append(child)
        elif "hidden" not in child.attrs and not UNSEEN & set(child.attrs.get("class", "").split()):
            words.append(seen(child))
    return " ".join(" ".join(words).split())


def named(node: Node) -> str:
    """The name of an element for a screen reader."""
    return (node.attrs.get("aria-label") or node.text or "").strip()


def reached(node: Node) -> bool:
    return node.tag in REACHED_BY_KEYBOARD or "tabindex" in node.attrs


def hovering(node: Node) -> bool:
    """Whether hovering shows words: those of the element or of the one around it, or a list that it opens (001-103)."""
    around: Any = node
    while around is not None:
        if {"data-tip", "data-hover-opens"} & set(around.attrs):
            return True
        around = around.parent
    return False


@pytest.mark.req("001-003")
def test_on_every_page_of_planning_an_icon_tells_what_it_is_to_everybody(planners: Planners) -> None:
    silent, mute, beyond = set(), set(), set()
    drawn = 0
    for browser, address in _pages(planners):
        main = browser.open(address).root
        for node in main.all("a", "button", "summary"):
            if not node.all("svg") or seen(node):
                continue
            drawn += 1
            markup = f"<{node.tag} {node.attrs}>"
            if not named(node):
                mute.add(markup)
            if not hovering(node):
                silent.add(markup)
        tips = (node for node in main.walk() if "data-tip" in node.attrs)
        beyond |= {f"<{node.tag} {node.attrs}>" for node in tips if not reached(node)}

    assert drawn > 20
    assert mute == set(), "an icon without a name"
    assert silent == set(), "an icon that hovering says nothing of"
    assert beyond == set(), "hovering tells something that no keyboard and no finger reaches"


@pytest.mark.req("001-003")
def test_no_page_has_a_text_that_only_a_mouse_shows() -> None:
    """``title`` is shown to a mouse alone: the same words must stand beside it."""
    alone = [
        f"{path.name}: {tag[0]}"
        for path, text in ((path, path.read_text()) for path in TEMPLATES)
        for tag in re.finditer(r"<[a-z]+[^<>]*\stitle=\"[^<>]*>", text)
        if 'class="vh"' not in text[tag.end() : tag.end() + NEAR] and "<iframe" not in tag[0]
    ]
    assert alone == []
