"""Every page has a help text, and "Hjälp" leads to it; the texts are at a plain reading level (B-22)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from tests.house.test_routes import ROUTES
from tests.house.test_translations import translations
from tests.people import Employee, Region, Resident
from tests.planners import Planners
from tests.plans import Drive
from tests.reading import Node, Page
from vardtrad.cases.case.base_range import BASE_RANGE
from vardtrad.config.page_help import PLANNING, RESIDENTS, STAFF
from vardtrad.planning.start.chapters import chapters
from vardtrad.shared.web.page_help import part_about

pytestmark = pytest.mark.req("B-22")
ROOT = Path(settings.BASE_DIR).parent.parent
NOWHERE_YET = ("personal/mottagningar", "personal/din-dag", "personal/utseende", "personal/inlogg", "personal/kort",
               "personal/logga-ut", "planer/")  # fmt: skip
"""Pages of staff without a clinic or a seat: what they are for stands on them, and the bar has no "Hjälp"."""


def test_every_page_has_a_part_of_the_help() -> None:
    without = [
        path
        for path, route in ROUTES
        if route.callback.guard.world is not None and path and not part_about(path)
        and not path.startswith(NOWHERE_YET[:-1]) and path != NOWHERE_YET[-1] and "fortsatt" not in path
    ]  # fmt: skip
    assert not without


def parts(page: Page) -> dict[str, str]:
    """The parts of a help page: the text of each section, or what stands below a heading in it."""
    found = {}
    for heading in page.main.all("h2", "h3"):
        if "id" in heading.attrs:
            assert heading.parent is not None
            at = heading.parent.children.index(heading)
            rest = [child for child in heading.parent.children[at + 1 :] if isinstance(child, Node)]
            found[heading.attrs["id"]] = " ".join(node.text for node in rest)
    return found


@pytest.mark.django_db
def test_every_part_is_there_and_says_something(alva: Resident, adam: Employee) -> None:
    for page, of in (
        (alva.browser.open("/hjalp"), RESIDENTS),
        (adam.browser.open(adam.address("hjalp/")), STAFF),
    ):
        told = parts(page)
        assert set(of.values()) <= set(told)
        assert not [part for part in set(of.values()) if len(told[part]) < 60]
    assert set(PLANNING.values()) <= {chapter.slug for chapter in chapters()}


@pytest.mark.django_db
def test_hjalp_leads_from_a_page_to_what_is_about_it(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, adam: Employee, hugos_case
) -> None:
    for who, address, part in (
        (alva, "/inkorg", "answer"),
        (alva, f"/arenden/{hugos_case.id}", "answer"),
        (alva, f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/", "write"),
        (alva, "/barn", "others"),
        (rut, rut.address("arenden/inkomna"), "listor"),
        (hugo, hugo.case_address(hugos_case), "arende"),
        (hugo, hugo.address("uppgifter/"), "uppgifter"),
        (hugo, hugo.address("skicka/"), "skicka"),
        (hugo, hugo.address("installningar/"), "egna"),
        (adam, adam.address("administration/arendetyper/"), "administrator"),
    ):
        page = who.browser.open(address)
        href = page.link("Hjälp")
        assert href.partition("#")[2] == part, address
        assert part in parts(who.browser.open(href.partition("#")[0]))


@pytest.mark.django_db
def test_hjalp_of_a_plan_leads_to_the_chapter_of_the_step(planners: Planners) -> None:
    vera, svu = planners.staff["vera"], Drive(planners)
    for address, chapter in (("", "Startsidan"), (f"svu/{svu.plan.id}/tid/", "Tid för utskrivning")):
        about = vera.browser.open(vera.base + address).follow("Hjälp")
        assert "Om sidan du kom från:" in about.main.text
        assert about.main.one("h1").text == "Hjälp"
        link = next(link for link in about.main.one("p").all("a"))
        assert link.text == chapter
        assert vera.browser.open(link.attrs["href"]).main.one("h1").text == chapter
    assert "Om sidan du kom från:" not in vera.browser.open(vera.base + "hjalp/?om=finns-inte").main.text


# ── A plain reading level ────────────────────────────────────────────────────────────────────────────────────────

EASY, MODERATE = 27, 33
"""LIX of whole worlds of text: below 30 is very easy, 30 to 40 easy (Björnsson 1968); newspapers have about 45."""
HARD = 60
"""No text alone is harder: above 60 is very difficult."""
LONGEST = 30
"""Words in a sentence."""


def words_of(sentence: str) -> list[str]:
    return re.findall(r"\w+", sentence)


def sentences_of(text: str) -> list[str]:
    text = re.sub(r"%\(\w+\)[sd]|\{+[^}]+\}+", "ord", text)
    return [part for part in re.split(r"(?<=[.!?:])\s+|\n+", text) if words_of(part)]


def lix(texts: Iterable[str]) -> float:
    """Läsbarhetsindex: words in a sentence, and the share of words of more than six letters."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in words_of(sentence)]
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def world_of(path: str) -> str:
    room = path.removeprefix("src/vardtrad/")
    own = ("cases/resident/", "planning/own/", "operations/own_log/", "shared/web/", "shared/login/")
    return "resident" if room.startswith(own) else "planning" if room.startswith("planning/") else "staff"


def texts(scripts: ModuleType) -> dict[str, set[str]]:
    """The sentences of the screen by the world that reads them; labels and headings of a few words are none."""
    found: dict[str, set[str]] = {}
    for message in scripts.extracted():
        for text in [message.id] if isinstance(message.id, str) else message.id:
            if len(words_of(text)) >= 8:
                for path, _line in message.locations:
                    found.setdefault(world_of(path), set()).add(text)
    return found


def test_the_texts_of_the_screen_are_plain() -> None:
    by_world = texts(translations)
    assert lix(by_world["resident"]) < EASY
    assert lix(by_world["staff"]) < MODERATE
    assert lix(by_world["planning"]) < MODERATE
    everything = set().union(*by_world.values())
    assert len(everything) > 1_000
    assert not [text for text in everything if len(words_of(text)) >= 12 and lix([text]) > HARD]
    assert not [part for text in everything for part in sentences_of(text) if len(words_of(part)) > LONGEST]


def test_the_manual_and_what_clinics_begin_with_are_plain() -> None:
    manual = [
        " ".join(line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] not in "#|!-<")
        for path in sorted((ROOT / "docs" / "manual").rglob("*.md"))
    ]
    assert len(manual) > 15
    assert lix(manual) < 40
    ready = [answer.text for offer in BASE_RANGE for answer in offer.answers]
    assert lix([*(offer.help for offer in BASE_RANGE), *ready]) < EASY


def test_the_measure_knows_easy_from_hard() -> None:
    assert lix(["Du får svar i morgon. Vi ringer dig."]) < EASY
    assert (
        lix(["Verksamhetsansvarig befattningshavare ombesörjer ärendehanteringen i enlighet med bestämmelserna."])
        > HARD
    )
