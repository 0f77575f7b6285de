"""Partial replies and counter questions: the dialogue inside one case."""

import pytest

from tests.people import now
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.tests.test_distributing import CLINIC, OWN, lists_with

FLIK = "?flik=motfraga"


@pytest.mark.req("000-038")
def test_staff_must_choose_whether_the_resident_can_reply(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, FLIK))
    labels = [label.text for label in page.form("Skicka").all("label")]
    assert labels[0] == "Meddelande till invånaren"
    assert labels[1] == "Bifoga fil"
    assert labels[2].startswith("Motfråga")
    assert labels[3].startswith("Delsvar")
    page = page.press("Skicka", text="Utan val.")
    assert page.status == 422
    assert "Välj om invånaren ska kunna svara (Motfråga) eller inte (Delsvar)." in page.alerts
    assert page.fields("Skicka")["text"] == "Utan val."
    assert not Message.objects.filter(text="Utan val.").exists()


@pytest.mark.req("000-039", "000-041", "000-054", "002-010")
def test_question_answer_back_and_final_answer_in_one_case(hugos_case, alva, rut, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, FLIK))
    assert "Motfrågan är skickad." in page.press("Skicka", text="Vilken styrka?", reply="ask").alerts
    assert lists_with(hugo, hugos_case, *OWN) == ["mina/fragor"]
    assert lists_with(rut, hugos_case, *CLINIC) == ["arenden/fordelade"]
    row = hugo.browser.open(hugo.address("mina/fragor")).rows[0]
    assert (row["Status"], row["Nytt"]) == ("Tilldelat (motfråga till invånare)", False)
    assert "Väntar på invånarens svar." in hugo.browser.open(row["href"]).text

    inbox = alva.browser.open("/inkorg")
    assert "Mottagningen väntar på ditt svar" in inbox.text
    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    assert any("Vilken styrka?" in entry for entry in page.thread)
    page = page.press("Skicka svar", text="50 mikrogram")
    assert "Ditt svar är skickat." in page.alerts
    assert page.root.all("textarea") == []
    assert Case.objects.count() == 1

    assert lists_with(hugo, hugos_case, *OWN) == ["mina/fragor"]
    row = hugo.browser.open(hugo.address("mina/fragor")).rows[0]
    assert (row["Status"], row["Nytt"]) == ("Tilldelat (svar från invånare)", True)
    page = hugo.browser.open(row["href"])
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"]
    assert any("50 mikrogram" in entry for entry in page.thread)
    assert hugo.browser.open(hugo.address("mina/fragor")).rows[0]["Nytt"] is False

    page.press("Besvara", text="Nu är det förnyat.")
    assert lists_with(hugo, hugos_case, *OWN) == ["mina/avslutade"]
    assert any("Nu är det förnyat." in entry for entry in alva.browser.open(f"/arenden/{hugos_case.id}").thread)


@pytest.mark.req("000-040", "000-042", "002-009")
def test_a_delsvar_cannot_be_replied_to_and_the_case_stays(hugos_case, alva, rut, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, FLIK))
    assert "Delsvaret är skickat." in page.press("Skicka", text="Vi har läst.", reply="partial_reply").alerts
    assert lists_with(hugo, hugos_case, *OWN) == ["mina/tilldelade"]
    assert lists_with(rut, hugos_case, *CLINIC) == ["arenden/fordelade"]
    row = hugo.browser.open(hugo.address("mina/tilldelade")).rows[0]
    assert row["Status"] == "Tilldelat (delsvar ärendehanterare)"

    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    assert any("Vi har läst." in entry and "Besked" in entry for entry in page.thread)
    assert page.root.all("textarea") == []
    sent = {"text": "Får jag svara?", "seen": now(hugos_case).content, "submit_key": str(hugos_case.id)}
    page = alva.browser.send(f"/arenden/{hugos_case.id}", sent)
    assert page.status == 422
    assert "Får jag svara?" in page.text
    assert not Message.objects.filter(text="Får jag svara?").exists()


@pytest.mark.req("000-052", "002-009")
def test_the_receiver_asks_on_an_undistributed_case_and_then_owns_it(new_case, alva, rut):
    page = rut.browser.open(rut.case_address(new_case, FLIK))
    page.press("Skicka", text="Vilken styrka?", reply="ask")
    case = now(new_case)
    assert (case.state, case.handler_id) == ("asked", rut.staff.id)
    assert lists_with(rut, new_case, *CLINIC, *OWN) == ["arenden/fordelade", "mina/fragor"]
    alva.answers_back(new_case, "50")
    page = rut.browser.open(rut.case_address(new_case))
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"]
    page.press("Besvara", text="Tack.")
    assert now(new_case).state == "closed"


@pytest.mark.req("000-052")
def test_the_receivers_delsvar_on_an_undistributed_case(new_case, alva, rut):
    page = rut.browser.open(rut.case_address(new_case, FLIK))
    done = page.press("Skicka", text="En läkare läser i morgon.", reply="partial_reply")
    assert lists_with(rut, new_case, *CLINIC) == ["arenden/inkomna"]
    assert done.rows[0]["Status"] == "Delsvar från ärendemottagare"
    assert "En läkare läser i morgon." in alva.browser.open(f"/arenden/{new_case.id}").text


@pytest.mark.req("000-053")
def test_the_receivers_delsvar_on_somebody_elses_case(hugos_case, rut, hugo):
    page = rut.browser.open(rut.case_address(hugos_case, FLIK))
    page.press("Skicka", text="Läkaren läser i morgon.", reply="partial_reply")
    case = now(hugos_case)
    assert (case.state, case.handler_id) == ("assigned", hugo.staff.id)
    row = hugo.browser.open(hugo.address("mina/tilldelade")).rows[0]
    assert "delsvar" in row["Status"].lower()
    assert "ärendemottagare" in row["Status"]
    assert "Delsvar från ärendemottagare" in " ".join(hugo.browser.open(hugo.case_address(case)).thread)


def test_a_receiver_who_forges_a_question_on_somebody_elses_case_is_refused(hugos_case, rut):
    page = rut.browser.open(rut.case_address(hugos_case, FLIK))
    page = page.press("Skicka", text="Får jag fråga?", reply="ask")
    assert page.status == 422
    assert "Det går inte att göra just nu." in page.alerts
    assert page.fields("Skicka")["text"] == "Får jag fråga?"
    assert now(hugos_case).state == "assigned"


def test_a_delsvar_while_a_question_is_out_leaves_the_question_open(hugos_case, alva, hugo):
    hugo.does("ask", hugos_case, "Vilken styrka?")
    page = hugo.browser.open(hugo.case_address(hugos_case, FLIK))
    page.press("Skicka", text="Vi fortsätter så länge.", reply="partial_reply")
    assert now(hugos_case).state == "asked"
    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    page.press("Skicka svar", text="50")
    assert now(hugos_case).state == "answered"


def test_a_delsvar_to_an_answer_that_has_come(hugos_case, alva, hugo):
    hugo.does("ask", hugos_case, "Vilken styrka?")
    alva.answers_back(hugos_case)
    hugo.does("partial_reply", hugos_case, "Tack, vi återkommer.")
    assert lists_with(hugo, hugos_case, *OWN) == ["mina/tilldelade"]


def test_several_questions_after_each_other(hugos_case, alva, hugo):
    for number in range(3):
        hugo.does("ask", hugos_case, f"Fråga {number}?")
        alva.answers_back(hugos_case, f"Svar {number}.")
    texts = [message.text for message in Message.objects.filter(case=hugos_case).order_by("id")]
    assert texts[1:] == ["Fråga 0?", "Svar 0.", "Fråga 1?", "Svar 1.", "Fråga 2?", "Svar 2."]
    page = hugo.browser.open(hugo.case_address(hugos_case))
    said = [entry for entry in page.thread if "Fråga" in entry or "Svar " in entry]
    assert [words for entry in said for words in texts[1:] if words in entry] == texts[1:]


def test_an_answer_back_is_sent_once(hugos_case, alva, hugo):
    hugo.does("ask", hugos_case, "Vilken styrka?")
    page = alva.browser.open(f"/arenden/{hugos_case.id}")
    for _click in range(2):
        assert "Ditt svar är skickat." in page.press("Skicka svar", text="50").alerts
    assert Message.objects.filter(kind="answer_back").count() == 1
