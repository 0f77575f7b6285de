"""Lägg undan and Skicka senare (B-09): they wake, are delivered in the author's name, and give way to the resident."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.people import STOCKHOLM, Clock, Employee, Resident, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, Message, Postponed
from vardtrad.cases.case.moves import laying_aside, notes
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker

LATER = "Skicka vid den tiden"


def swedish(day: int, hour: int = 7, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


def postponed(who: Employee, case: Case, text: str = "Ditt recept är klart.", flik: str = "besvara") -> Page:
    page = who.browser.open(who.case_address(case, f"?flik={flik}"))
    return page.press(LATER, text=text, day="2026-11-18", hour="07.30", reply="ask")


@pytest.mark.req("B-09")
@pytest.mark.parametrize(
    ("button", "typed", "until"),
    [
        ("I morgon", {}, swedish(18)),
        ("Om en vecka", {}, swedish(24)),
        ("Lägg undan till datumet", {"until": "2026-11-20"}, swedish(20)),
    ],
)
def test_laid_aside_until_seven(
    frozen: Clock, hugos_case: Case, hugo: Employee, button: str, typed: dict[str, str], until: datetime
) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case)).press(button, **typed)
    assert page.address == hugo.case_address(hugos_case)
    assert now(hugos_case).snoozed_until == until
    assert not now(hugos_case).waits_for_staff
    assert "Ärendet är lagt undan till" in page.main.text
    page = page.press("Ta fram igen")
    assert now(hugos_case).snoozed_until is None
    assert any(entry.startswith("Lagt undan till 2026-11-") for entry in page.thread)
    assert any(entry.startswith("Ärendet är tillbaka i listan.") for entry in page.thread)


@pytest.mark.req("B-09")
def test_it_wakes_by_itself(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    hugo.browser.open(hugo.case_address(hugos_case)).press("I morgon")
    frozen.to(11, 18, 6, 59)
    worker.carry_out_deadlines(HANDLERS)
    assert now(hugos_case).snoozed_until is not None
    frozen.to(11, 18, 7, 1)
    worker.carry_out_deadlines(HANDLERS)
    assert now(hugos_case).snoozed_until is None
    assert now(hugos_case).unread_by_clinic


@pytest.mark.req("B-09")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Välj vilken dag ärendet ska komma fram igen."),
        ({"until": "i morgon"}, "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30."),
        ({"until": "2026-11-16"}, "Välj en tid som inte har varit, högst 90 dagar fram."),
        ({"until": "2027-11-16"}, "Välj en tid som inte har varit, högst 90 dagar fram."),
        ({"until": "0001-01-01"}, "Kontrollera årtalet i datumet."),
        ({"until": "9999-12-31"}, "Kontrollera årtalet i datumet."),
    ],
)
def test_a_day_that_will_not_do(
    frozen: Clock, hugos_case: Case, hugo: Employee, typed: dict[str, str], sentence: str
) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Lägg undan till datumet", **typed)
    assert page.status == 422
    assert sentence in page.alerts
    assert now(hugos_case).snoozed_until is None


@pytest.mark.req("B-09")
def test_sent_later_in_the_authors_name(
    frozen: Clock, hugos_case: Case, hugo: Employee, rut: Employee, alva: Resident
) -> None:
    page = postponed(hugo, hugos_case)
    assert page.address == hugo.case_address(hugos_case)
    assert "Svar skickas 2026-11-18 07.30 av Hugo Holm." in page.main.text
    assert "Skicka senare" not in page.form("Besvara").text
    assert now(hugos_case).sends_at == swedish(18, 7, 30)
    assert "Ditt recept är klart." not in alva.browser.open(f"/arenden/{hugos_case.id}").text
    assert "Svar skickas 2026-11-18 07.30" in rut.browser.open(rut.case_address(hugos_case)).main.text
    frozen.to(11, 18, 7, 31)
    worker.carry_out_deadlines(HANDLERS)
    message = Message.objects.get(kind="answer")
    assert (message.author, message.author_name) == (hugo.staff.id, "Hugo Holm")
    assert message.signature == "Hugo Holm, distriktsläkare"
    assert now(hugos_case).state == "closed"
    alva = type(alva)(alva.person)  # a new day, a new login
    assert "Ditt recept är klart." in alva.browser.open(f"/arenden/{hugos_case.id}").text


@pytest.mark.req("B-09")
def test_a_question_sent_later(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    postponed(hugo, hugos_case, "Vilken dos?", "motfraga")
    assert Postponed.objects.get().kind == "question"
    frozen.to(11, 18, 7, 31)
    worker.carry_out_deadlines(HANDLERS)
    assert now(hugos_case).state == "asked"


@pytest.mark.req("B-09")
def test_undone_and_the_text_is_back_in_the_box(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    page = postponed(hugo, hugos_case).press("Ångra")
    assert page.fields("Besvara")["text"] == "Ditt recept är klart."
    assert now(hugos_case).sends_at is None
    frozen.to(11, 18, 7, 31)
    worker.carry_out_deadlines(HANDLERS)
    assert not Message.objects.filter(kind="answer").exists()
    assert any("Hugo Holm ångrade det som skulle skickas senare." in entry for entry in page.thread)


@pytest.mark.req("B-09")
def test_the_resident_writes_first(frozen: Clock, hugos_case: Case, hugo: Employee, alva: Resident) -> None:
    hugo.does("ask", hugos_case, "Vilken dos?")
    alva.answers_back(hugos_case, "50")
    postponed(hugo, hugos_case, "Tack, klart.")
    # The resident can only write when asked, so a colleague asks a question first.
    hugo.does("ask", hugos_case, "En sak till?")
    assert Postponed.objects.get().status == "cancelled"
    frozen.to(11, 18, 7, 31)
    worker.carry_out_deadlines(HANDLERS)
    assert not Message.objects.filter(kind="answer").exists()
    page = Employee(hugo.staff, hugo.clinic).browser.open(hugo.case_address(hugos_case))
    assert any("Meddelandet som skulle skickas 2026-11-18 07.30 skickades inte" in entry for entry in page.thread)


@pytest.mark.req("B-09")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": ""}, "Välj vilken dag meddelandet ska skickas."),
        ({"day": "2026-11-18", "hour": ""}, "Välj vilken tid meddelandet ska skickas."),
        ({"day": "2026-11-18", "hour": "sju"}, "Skriv klockslaget som TT.MM, till exempel 07.30."),
        ({"day": "2026-11-16"}, "Välj en tid som inte har varit, högst 90 dagar fram."),
        ({"day": "2026-11-18", "text": "Kom [[dag]]."}, "Fyll i det som är kvar i texten: [[dag]]."),
    ],
)
def test_not_sent_later(frozen: Clock, hugos_case: Case, hugo: Employee, typed: dict[str, str], sentence: str) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    page = page.press(LATER, **{"text": "Min text.", **typed})
    assert page.status == 422
    assert sentence in page.alerts
    assert page.fields("Besvara")["text"] == typed.get("text", "Min text.")
    assert not Postponed.objects.exists()


@pytest.mark.req("B-09")
def test_only_one_thing_waits(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    stale = hugo.browser.open(hugo.case_address(hugos_case))
    typed = stale.fields(LATER) | {"text": "Två.", "day": "2026-11-19", "hour": "08:00"}
    postponed(hugo, hugos_case, "Ett.")
    page = hugo.browser.send(hugo.case_address(hugos_case, "besvara"), typed)
    assert page.status == 422
    assert "Något väntar redan på att skickas. Ångra det först." in page.alerts
    assert page.fields("Besvara")["text"] == "Två."
    assert Postponed.objects.get().text == "Ett."


@pytest.mark.req("B-11")
def test_urgent_on_and_off(hugos_case: Case, hugo: Employee, alva: Resident) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Markera som brådskande")
    assert now(hugos_case).urgent
    assert "Brådskande" in [pill.text for pill in page.main.all("span", class_="pill")]
    assert "rådskande" not in alva.browser.open(f"/arenden/{hugos_case.id}").main.text
    page = page.press("Ta bort Brådskande")
    assert not now(hugos_case).urgent
    assert any(entry.startswith("Markerat som brådskande av Hugo Holm.") for entry in page.thread)


def test_hidden_moves_leave_the_residents_page_fresh(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    before = now(hugos_case).content
    notes.note(hugo.actor, hugos_case.id, "En anteckning.")
    laying_aside.snooze(hugo.actor, hugos_case.id, swedish(18))
    postponed(hugo, hugos_case)
    assert now(hugos_case).content == before


@pytest.mark.req("B-09")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_outside_the_calendar_is_refused_and_the_text_kept(hugos_case: Case, hugo: Employee, day: str) -> None:
    """Midnight in Sweden on the first day of the calendar does not exist as a moment in UTC."""
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=besvara"))
    page = page.press(LATER, text="Ditt recept är klart.", day=day, hour="00:00")
    assert page.status == 422
    assert "Kontrollera årtalet i datumet." in page.alerts
    assert "Ditt recept är klart." in page.main.text
    assert not Postponed.objects.exists()


@pytest.mark.req("B-09")
@pytest.mark.parametrize(
    ("day", "button", "until"),
    [
        (20, "Måndag 23 november", swedish(23)),  # on a Friday
        (21, "Måndag 23 november", swedish(23)),
        (21, "Om en vecka", swedish(30)),
        (22, "I morgon", swedish(23)),
    ],
)
def test_nothing_comes_back_on_a_day_off(
    frozen: Clock, hugos_case: Case, hugo: Employee, day: int, button: str, until: datetime
) -> None:
    frozen.to(11, day)
    browser = Employee(hugo.staff, hugo.clinic).browser
    browser.open(hugo.case_address(hugos_case)).press(button)
    assert now(hugos_case).snoozed_until == until
