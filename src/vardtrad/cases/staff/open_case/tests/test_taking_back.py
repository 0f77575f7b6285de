"""Ångra on the page after Besvara and Avsluta utan svar: a button without script, and the text back in its box."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Resident, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, Message
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker

UNDO = "Ångra (inom 10\N{NO-BREAK SPACE}s)"

pytestmark = pytest.mark.req("000-036", "000-043")


@pytest.fixture(autouse=True)
def ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that an installation has if nothing else is said."""
    monkeypatch.setattr("django.conf.settings.UNDO_SECONDS", 10)


def answered(who: Employee, case: Case, text: str = "Receptet är klrt.") -> Page:
    return who.browser.open(who.case_address(case)).press("Besvara", text=text)


def test_the_next_page_offers_to_take_it_back_and_the_text_is_in_the_box(
    frozen: Clock, hugos_case: Case, hugo: Employee
) -> None:
    page = answered(hugo, hugos_case)
    assert page.address.startswith(hugo.address("mina/tilldelade"))
    assert "Svaret skickas och ärendet avslutas." in page.main.text
    assert UNDO in page.main.text
    page = page.press(UNDO)
    assert page.address == hugo.case_address(hugos_case, "?flik=besvara")
    assert "Inget har skickats. Texten finns kvar i rutan." in page.main.text
    assert "Receptet är klrt." in [box.text for box in page.main.all("textarea", name="text")]
    page = page.press("Besvara", text="Receptet är klart.")
    frozen.go(seconds=11)
    worker.work(HANDLERS)
    assert now(hugos_case).state == "closed"
    assert list(Message.objects.filter(case=hugos_case, kind="answer").values_list("text", flat=True)) == [
        "Receptet är klart."
    ]


def test_the_reason_of_a_closing_is_in_its_box_again(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=avsluta")).press("Avsluta", reason="Rinde.")
    assert "Ärendet avslutas utan svar." in page.main.text
    page = page.press(UNDO)
    assert "Rinde." in page.main.one("textarea", name="reason").text
    assert now(hugos_case).state == "assigned"


def test_too_late(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    page = answered(hugo, hugos_case)
    frozen.go(seconds=11)
    assert "för sent att ångra" in page.press(UNDO).main.text
    worker.work(HANDLERS)
    assert now(hugos_case).state == "closed"


def test_a_page_that_comes_late_offers_nothing(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    hugo.browser.post(hugo.case_address(hugos_case, "besvara"), {**page.fields("Besvara"), "text": "Klart."})
    frozen.go(seconds=11)
    assert "Ångra" not in hugo.browser.open(hugo.address("mina/tilldelade")).main.text


def test_the_open_case_says_so_to_everybody_and_takes_nobodys_answer(
    frozen: Clock, hugos_case: Case, hugo: Employee, rut: Employee, alva: Resident
) -> None:
    stale = rut.browser.open(rut.case_address(hugos_case, "?flik=motfraga"))
    resident = f"/arenden/{hugos_case.id}"
    hugo.browser.open(hugo.case_address(hugos_case))  # the resident sees that it has been read
    before = alva.browser.open(resident).main.text
    answered(hugo, hugos_case)
    page = rut.browser.open(rut.case_address(hugos_case))
    assert "Svaret från Hugo Holm skickas om några sekunder." in page.main.text
    assert "Avslutas strax" in page.main.text
    assert not any(button.text == "Besvara" for button in page.main.all("button"))
    assert not any(button.text == "Ångra" for button in page.main.all("button"))
    refused = stale.press("Skicka", text="Vi återkommer.", reply="partial_reply")
    assert "Någon har just besvarat eller avslutat ärendet." in refused.main.text
    assert "Vi återkommer." in refused.main.text
    assert alva.browser.open(resident).main.text == before
    # Also from the case's own page its author can take it back.
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Ångra")
    assert "Inget har skickats." in page.main.text


def test_what_is_written_in_other_boxes_is_kept_until_it_is_sent(
    frozen: Clock, hugos_case: Case, hugo: Employee
) -> None:
    keep = hugo.case_address(hugos_case, "utkast")
    box = {"utkast": "motfraga.text@", "text": "Vilken styrka?"}
    assert hugo.browser.post(keep, box, headers={"accept": "application/json"}).status_code == 200
    answered(hugo, hugos_case).press(UNDO)
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=motfraga"))
    assert "Vilken styrka?" in page.main.text
