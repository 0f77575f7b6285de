"""A page that has grown old: the change is shown, what was written stays, and the corrected form can be sent."""

import pytest

from tests.people import now
from vardtrad.cases.case.models import Message

OLD = "Det har hänt något sedan du öppnade sidan."


def test_an_answer_from_an_old_page(hugos_case, alva, rut, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    rut.does("partial_reply", hugos_case, "Rut har skrivit under tiden.")
    page = page.press("Besvara", text="Mitt långa svar.")
    assert page.status == 422
    assert OLD in page.alerts
    assert any("Rut har skrivit under tiden." in entry for entry in page.thread)
    assert page.fields("Besvara")["text"] == "Mitt långa svar."
    assert now(hugos_case).state == "assigned"
    page.press("Besvara")
    assert now(hugos_case).state == "closed"
    assert Message.objects.get(kind="answer").text == "Mitt långa svar."


def test_an_answer_to_a_case_that_somebody_has_taken_over(hugos_case, rut, hugo, hanna):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    rut.does("reassign", hugos_case, hanna.staff)
    page = page.press("Besvara", text="Mitt långa svar.")
    assert page.status == 404
    assert "Ärendet har fått en annan hanterare" in page.alerts
    assert page.main.one("textarea").raw.strip() == "Mitt långa svar."
    assert "Alva" not in page.main.text
    assert now(hugos_case).state == "assigned"


@pytest.mark.parametrize(
    ("flik", "button", "typed"),
    [
        ("besvara", "Besvara", {"text": "Min text."}),
        ("motfraga", "Skicka", {"text": "Min text.", "reply": "ask"}),
        ("avsluta", "Avsluta", {"reason": "Min text."}),
    ],
)
def test_text_written_for_a_case_that_has_been_closed_is_shown(hugos_case, hugo, flik, button, typed):
    page = hugo.browser.open(hugo.case_address(hugos_case, f"?flik={flik}"))
    hugo.does("answer", hugos_case, "Besvarat i en annan flik.")
    page = page.press(button, **typed)
    assert page.status == 422
    assert "Ärendet har avslutats sedan du öppnade sidan. Det du skrev är inte skickat." in page.alerts
    assert any("Besvarat i en annan flik." in entry for entry in page.thread)
    assert "Texten har inte skickats." in page.text
    assert page.main.one("textarea", id="kept-1").raw.strip() == "Min text."


def test_two_receivers_distribute_at_once(new_case, rut, hugo, hanna):
    address = rut.case_address(new_case, "fordela")
    first, second = rut.browser.open(address), rut.browser.open(address)
    first.press("Fördela", to=str(hugo.staff.id))
    page = second.press("Fördela", to=str(hanna.staff.id))
    assert page.status == 422
    assert OLD in page.alerts
    assert "Fördelat till Hugo Holm av Rut Rask." in " ".join(page.thread)
    assert now(new_case).handler_id == hugo.staff.id


def test_two_partial_replies_at_once_both_go(hugos_case, rut, hugo):
    first = rut.browser.open(rut.case_address(hugos_case, "?flik=motfraga"))
    second = hugo.browser.open(hugo.case_address(hugos_case, "?flik=motfraga"))
    first.press("Skicka", text="Från Rut.", reply="partial_reply")
    second.press("Skicka", text="Från Hugo.", reply="partial_reply")
    texts = set(Message.objects.filter(kind="partial_reply").values_list("text", flat=True))
    assert texts == {"Från Rut.", "Från Hugo."}


def test_the_residents_answer_to_a_question_that_was_answered_in_another_window(hugos_case, alva, hugo):
    hugo.does("ask", hugos_case, "Vilken styrka?")
    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    alva.answers_back(hugos_case, "50")
    page = page.press("Skicka svar", text="Jag menar 75.")
    assert page.status == 422
    assert OLD in page.alerts
    assert "Jag menar 75." in page.text
    assert any("50" in entry for entry in page.thread)


def test_the_residents_answer_on_a_page_older_than_a_delsvar_can_be_sent_again(hugos_case, alva, hugo):
    hugo.does("ask", hugos_case, "Vilken styrka?")
    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    hugo.does("partial_reply", hugos_case, "Tillägg: räcker med ett ungefär.")
    page = page.press("Skicka svar", text="Ungefär 50.")
    assert page.status == 422
    assert any("Tillägg: räcker med ett ungefär." in entry for entry in page.thread)
    assert page.fields("Skicka svar")["text"] == "Ungefär 50."
    page.press("Skicka svar")
    assert now(hugos_case).state == "answered"


def test_a_read_mark_makes_no_page_old(hugos_case, alva, rut, hugo):
    rut.does("partial_reply", hugos_case, "Vi har läst.")
    page = hugo.browser.open(hugo.case_address(hugos_case))
    alva.browser.open(f"/arenden/{hugos_case.id}")
    assert page.press("Besvara", text="Svar.").status == 200
    assert now(hugos_case).state == "closed"
