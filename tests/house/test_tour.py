"""The tour of the demo: each step logs in the right person, leads to the right page, and what it says can be done."""

from __future__ import annotations

import pytest

from tests.reading import Browser, Page
from vardtrad.config.demo import filling, tour
from vardtrad.config.demo import region as demo_region
from vardtrad.shared.login.demo import PIN
from vardtrad.shared.people.models import Person

TEXT, QUESTION, REPLY = "Provtext på rundturen.", "Provfråga på rundturen?", "Provsvar från invånaren."


@pytest.fixture
def visitor(db, settings) -> Browser:
    """Somebody who has just started the demo."""
    settings.DEMO = True
    filling.load()
    return Browser()


def take(visitor: Browser, chapter: int, number: int) -> Page:
    """The page that a step of the tour leads to, by its own button or link; a card asks for its PIN code on the way."""
    page = visitor.open("/demo")
    section = page.main.all("section")[chapter]
    step = section.one("ol").all("li")[number]
    for button in step.all("button"):
        form = {node.attrs["name"]: node.attrs["value"] for node in step.all("input")}
        return visitor.send(step.one("form").attrs["action"], form | {"who": button.attrs["value"]})
    card = visitor.open(step.one("a").attrs["href"])
    assert len(card.main.all("input", type="radio")) == 1  # the card of the step is in the reader already
    return card.press("OK", pin=PIN)


def said(chapter: int, number: int) -> str:
    """What the tour says of a step, in Swedish."""
    return str(tour.CHAPTERS[chapter][1][number].does)


def open_case(page: Page, name: str) -> Page:
    """The newest case of somebody in a list."""
    return page.browser.open(next(row["href"] for row in page.rows if row["Invånare"] == name))


def open_plan(page: Page, name: str) -> Page:
    """The plan of somebody on the start page of those who plan."""
    (address,) = {
        link.attrs["href"]
        for link in page.main.all("a")
        if link.text.startswith(name) and "/svu/" in link.attrs["href"]
    }
    return page.browser.open(address)


def test_the_tour_leads_where_it_says(visitor: Browser) -> None:
    """One walk, in the order of the tour: each step goes on where the one before ended."""
    assert [len(section.all("li")) for section in visitor.open("/demo").main.all("section")] == [
        len(steps) for _heading, steps in tour.CHAPTERS
    ]
    _a_question_to_the_health_centre(visitor)
    _home_from_the_hospital(visitor)
    _governing_and_following_up(visitor)


def _a_question_to_the_health_centre(visitor: Browser) -> None:
    clinic = take(visitor, 0, 0)
    assert clinic.main.one("h1").text == "Vårdcentralen Björklunda"
    for words in ("Förnya recept", "läs igenom", "skicka"):
        assert words in said(0, 0)
    sent = clinic.follow("Förnya recept").press("Läs igenom", text=TEXT).press("Skicka")
    assert sent.main.one("h1").text == "Ditt ärende är skickat"

    incoming = take(visitor, 0, 1)
    assert incoming.main.one("h1").text == "Inkomna ärenden"
    case = open_case(incoming, "Gunvor Tjärlund")
    assert TEXT in case.text
    assert "Ylva Sandhed" in said(0, 1)
    case = case.unfold("Fördela till någon")
    distributed = case.press("Fördela", to=case.value_of("Fördela", "to", "Ylva Sandhed, sjuksköterska"))
    assert "Ärendet är fördelat till Ylva Sandhed." in distributed.text

    case = open_case(take(visitor, 0, 2), "Gunvor Tjärlund")
    assert TEXT in case.text
    assert case.link("Motfråga/delsvar")
    assert "fliken Motfråga/delsvar: välj Motfråga" in said(0, 2)
    question = case.follow("Motfråga/delsvar")
    choice = next(
        node.attrs["value"]
        for node in question.main.all("input", name="reply")
        if any(
            label.attrs.get("for") == node.attrs["id"] and label.text.startswith("Motfråga")
            for label in question.main.all("label")
        )
    )
    assert "Motfrågan är skickad." in question.press("Skicka", text=QUESTION, reply=choice).text

    inbox = take(visitor, 0, 3)
    assert inbox.main.one("h1").text == "Inkorg"
    asked = inbox.browser.open(inbox.main.all("h3")[0].one("a").attrs["href"])
    assert QUESTION in asked.text
    assert "Ditt svar är skickat." in asked.press("Skicka svar", text=REPLY).text

    case = open_case(take(visitor, 0, 4), "Gunvor Tjärlund")
    assert REPLY in case.text
    assert "fliken Besvara" in said(0, 4)
    assert "Avslutat" in case.press("Besvara", text="Provsvar på rundturen.").browser.open(case.address).text


def _home_from_the_hospital(visitor: Browser) -> None:
    assert "Tuula" in said(1, 0)
    acknowledged = open_plan(take(visitor, 1, 0), "Tuula Niemispää").press("Kvittera")
    assert "Inskrivning är kvitterad för din enhet." in acknowledged.text

    plan = open_plan(take(visitor, 1, 1), "Gunvor Tjärlund")
    measures = next(
        button.text for button in plan.main.all("button") if button.text.startswith("Spara Planerade åtgärder och")
    )
    assert "Planerade åtgärder och insatser under Ställningstagande" in said(1, 1)
    attested = plan.press(measures, value="Hemtjänst morgon och kväll.").press("Justera")
    assert "Ställningstagandet är justerat för din enhet." in attested.text

    plan = open_plan(take(visitor, 1, 2), "Gunvor Tjärlund")
    assert "Ställningstagandet är slutjusterat" in plan.text
    assert "publicerar utskrivningen under Utskrivning" in said(1, 2)
    discharge = plan.browser.open(f"{plan.address}utskrivning/")
    assert discharge.form("Publicera utskrivning")


def _governing_and_following_up(visitor: Browser) -> None:
    pages = [take(visitor, 2, number) for number in range(len(tour.CHAPTERS[2][1]))]
    assert [page.main.one("h1").text for page in pages] == [
        "Personal och behörigheter", "Statistik", "Utomstående läsningar", "Regelmotor",
    ]  # fmt: skip


def test_everybody_who_can_log_in_is_told_of(visitor: Browser) -> None:
    residents = {key for key, row in demo_region.RESIDENTS.items() if can_log_in(row.identity)}
    assert set(tour.RESIDENTS_TRY) == residents
    assert set(tour.STAFF_TRY) == set(demo_region.STAFF)
    page = visitor.open("/logga-in/demo").main.text
    for words in tour.RESIDENTS_TRY.values():
        assert str(words) in page
    page = visitor.open("/personal/logga-in/kort").main.text
    for words in tour.STAFF_TRY.values():
        assert str(words) in page
    assert "Vårdcentralen Björklunda: ärendehanterare, ärendemottagare; planerar som sjuksköterska" in page
    assert len(visitor.open("/personal/logga-in/kort?kort=x").main.all("input", type="radio")) == len(tour.STAFF_TRY)


def can_log_in(identity: str) -> bool:
    """Whether a resident of the demo can log in."""
    return Person.objects.get(identity=identity).may_log_in


def test_every_page_of_the_demo_says_what_it_is_and_leads_to_the_tour(db, settings) -> None:
    settings.DEMO = True
    for address in ("/logga-in", "/personal/logga-in"):
        page = Browser().open(address)
        assert "Ingen loggar in på riktigt här" in page.main.text
        assert page.link("Visa rundturen") == page.link("Rundtur") == "/demo"
    settings.DEMO = False
    page = Browser().open("/personal/logga-in")
    assert "demonstration" not in page.text
    assert "/demo" not in page.html


def test_the_tour_of_a_database_without_the_demos_region_is_empty(db, settings) -> None:
    settings.DEMO = True
    assert "inte inlästa här" in Browser().open("/demo").main.text
