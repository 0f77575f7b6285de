"""Fråga en kollega: who may be asked, what they see and may do, and that the resident sees nothing (B-08)."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations import RunSQL

from tests.people import Employee, Region, Resident, now
from vardtrad.cases.case.models import ApprovedContact, Case, Consultation, Message
from vardtrad.cases.case.moves import answering, consulting, notes
from vardtrad.gate.models import Notification
from vardtrad.kernel.tables import Refused
from vardtrad.shared.people.models import Person, Protection


@pytest.mark.req("B-08")
def test_a_note_that_the_resident_never_sees(hugos_case: Case, hugo: Employee, rut: Employee, alva: Resident) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    page = page.press("Spara anteckningen", text="Ringde om parkering.")
    assert page.address == hugo.case_address(hugos_case)
    assert "Anteckningen är sparad." in page.alerts
    for who in (hugo, rut):
        seen = who.browser.open(who.case_address(hugos_case)).thread
        assert any("Ringde om parkering." in entry and "Invånaren ser inte detta." in entry for entry in seen)
    assert "parkering" not in alva.browser.open(f"/arenden/{hugos_case.id}").text
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Spara anteckningen", text=" ")
    assert page.status == 422
    assert "Skriv en anteckning." in page.alerts


@pytest.mark.req("B-08")
def test_a_colleague_at_the_clinic(hugos_case: Case, hugo: Employee, hanna: Employee, alva: Resident) -> None:
    assert hanna.browser.get(hanna.case_address(hugos_case)).status_code == 404
    page = hugo.browser.open(hugo.case_address(hugos_case)).unfold("Fråga en kollega")
    whom = page.value_of("Skicka frågan", "whom", "Hanna Hed, distriktssköterska")
    page = page.press("Skicka frågan", whom=whom, text="Är dosen rimlig?")
    assert "Frågan är skickad till Hanna Hed." in page.alerts
    assert "Öppen fråga till kollega" in page.main.text
    assert any("Fråga till Hanna Hed" in entry and "Väntar på svar" in entry for entry in page.thread)
    assert Notification.objects.filter(recipient_id=hanna.staff.id, move="consult").exists()

    page = hanna.browser.open(hanna.case_address(hugos_case))
    assert page.tabs == []
    assert "Är dosen rimlig?" in page.main.text
    assert "Hugo Holm har frågat Hanna Hed" in page.main.text
    page = page.press("Svara kollegan", text="Ja, det är den.")
    assert "Svaret till kollegan är skickat." in page.alerts
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert "Öppen fråga till kollega" not in page.main.text
    assert any("Svar från kollega" in entry and "Ja, det är den." in entry for entry in page.thread)
    assert not now(hugos_case).consulting
    text = alva.browser.open(f"/arenden/{hugos_case.id}").text
    assert "dosen" not in text
    assert "Ja, det är den." not in text


@pytest.mark.req("B-08", "002-029")
def test_another_unit_answers_at_its_own_address(
    region: Region, hugos_case: Case, hugo: Employee, olle: Employee
) -> None:
    notes.note(hugo.actor, hugos_case.id, "En intern anteckning.")
    page = hugo.browser.open(hugo.case_address(hugos_case, "kollega"))
    options = page.options("Skicka frågan", "whom")
    assert options["Andra enheter"] == ["Medicinmottagningen Björken"]  # not another organisation's
    whom = page.value_of("Skicka frågan", "whom", "Medicinmottagningen Björken")
    page = page.press("Visa personer på enheten", whom=whom, text="Kan ni bedöma?")
    assert page.status == 200
    assert page.fields("Skicka frågan")["text"] == "Kan ni bedöma?"
    assert "Olle Ost, läkare" in page.options("Skicka frågan", "person")[""]
    page.press("Skicka frågan")
    assert Consultation.objects.get().staff is None

    assert olle.browser.get(f"/personal/{region.a.id}/arende/{hugos_case.id}/").status_code == 404
    page = olle.browser.open(olle.case_address(hugos_case))
    assert page.tabs == []
    assert "En intern anteckning." in page.main.text  # the whole thread, internal entries too
    assert "Spara anteckningen" not in page.main.text
    page.press("Svara kollegan", text="Det ser bra ut.")
    assert Message.objects.get(kind="consult_reply").text == "Det ser bra ut."


@pytest.mark.req("B-08")
@pytest.mark.parametrize("slug", ["besvara", "motfraga", "delsvar", "avsluta", "omfordela", "anteckning", "ta"])
def test_the_colleague_who_was_asked_may_only_answer_the_question(
    region: Region, hugos_case: Case, hugo: Employee, olle: Employee, slug: str
) -> None:
    consulting.consult(hugo.actor, hugos_case.id, "Kan ni bedöma?", region.b)
    case = now(hugos_case)
    sent = {
        "text": "Ett svar.", "reason": "x", "reply": "ask", "to": str(olle.staff.id), "seen": str(case.content),
        "submit_key": str(uuid4()),
    }  # fmt: skip
    assert olle.browser.post(olle.case_address(hugos_case, slug), sent).status_code in {404, 422}
    assert (now(hugos_case).state, now(hugos_case).handler_id) == ("assigned", hugo.staff.id)
    assert not Message.objects.filter(text="Ett svar.").exists()


@pytest.mark.req("B-08")
def test_a_colleague_who_has_answered_follows_the_case_until_it_is_closed(
    region: Region, hugos_case: Case, hugo: Employee, olle: Employee, hanna: Employee
) -> None:
    consulting.consult(hugo.actor, hugos_case.id, "Kan ni bedöma?", region.b)
    consulting.consult(hugo.actor, hugos_case.id, "Vad säger du?", region.a, hanna.staff)
    consulting.consult_reply(olle.actor, hugos_case.id, "Det ser bra ut.")
    consulting.consult_reply(olle.actor, hugos_case.id, "Och en sak till.")
    assert olle.browser.open(olle.case_address(hugos_case)).status == 200

    waiting = hanna.browser.open(hanna.case_address(hugos_case))
    hugo.does("answer", hugos_case, "Ditt svar.")
    assert olle.browser.get(olle.case_address(hugos_case)).status_code == 404
    with pytest.raises(Refused):
        consulting.consult_reply(olle.actor, hugos_case.id, "Och en sak till.")
    # A question that still waits can be answered even then; after that, only the clinic can see the case.
    page = waiting.press("Svara kollegan", text="Ja, absolut.")
    assert page.address == hanna.address("kollegor/")
    assert "Svaret till kollegan är skickat." in page.alerts
    assert hanna.browser.get(hanna.case_address(hugos_case)).status_code == 404


@pytest.mark.req("B-08", "003-021")
def test_only_a_unit_that_has_approved_a_protected_person_can_be_asked_about_them(
    region: Region, hugos_case: Case, hugo: Employee, hanna: Employee, alva: Resident
) -> None:
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    ApprovedContact.objects.create(clinic=region.a, person=alva.person)
    page = hugo.browser.open(hugo.case_address(hugos_case, "kollega"))
    page = page.press("Skicka frågan", whom=str(region.b.id), text="Kan ni bedöma?")
    assert page.status == 422
    sentence = (
        "Den andra mottagningen har inte godkänt personen för kommunikation. Be den mottagningen att göra det först."
    )
    assert sentence in page.alerts
    assert not Consultation.objects.exists()
    consulting.consult(hugo.actor, hugos_case.id, "Är dosen rimlig?", region.a, hanna.staff)
    ApprovedContact.objects.create(clinic=region.b, person=alva.person)
    consulting.consult(hugo.actor, hugos_case.id, "Kan ni bedöma?", region.b)
    assert Consultation.objects.count() == 2


@pytest.mark.req("B-08")
def test_who_cannot_be_asked(region: Region, hugos_case: Case, hugo: Employee, petra: Employee) -> None:
    for unit, staff in ((region.c, None), (region.a, None), (region.a, hugo.staff), (region.b, petra.staff)):
        with pytest.raises(Refused):
            consulting.consult(hugo.actor, hugos_case.id, "Får jag?", unit, staff)
    page = hugo.browser.open(hugo.case_address(hugos_case, "kollega"))
    page = page.press("Skicka frågan", whom=str(region.c.id), text="Min fråga står kvar.")
    assert page.status == 422
    assert "Den personen kan inte få frågan. Välj någon annan." in page.alerts
    assert page.fields("Skicka frågan")["text"] == "Min fråga står kvar."
    assert petra.browser.get(petra.case_address(hugos_case)).status_code == 404
    assert not Consultation.objects.exists()


@pytest.mark.req("B-08")
def test_only_the_person_asked_may_answer(region: Region, hugos_case: Case, hugo: Employee, rut: Employee,
                                                hanna: Employee, olle: Employee) -> None:  # fmt: skip
    consulting.consult(hugo.actor, hugos_case.id, "Olle, kan du?", region.b, olle.staff)
    from tests.people import hire

    other = hire(region.b, "Ove", "Olm", "SE9921000015-P091", "receiver", "handler")
    assert other.browser.get(other.case_address(hugos_case)).status_code == 404
    assert olle.browser.get(olle.case_address(hugos_case)).status_code == 200
    # Answered also after the case was closed.
    answering.answer(hugo.actor, hugos_case.id, "Klart.", seen=now(hugos_case).content)
    olle.browser.open(olle.case_address(hugos_case)).press("Svara kollegan", text="För sent?")
    assert Consultation.objects.get().answered is not None


@pytest.mark.req("B-08")
def test_the_upgrade_ties_each_question_to_the_message_of_its_moment(
    frozen: Any, region: Region, hugos_case: Case, hugo: Employee, hanna: Employee
) -> None:
    """Before there was a column for it, a question and its message only had their moment in common."""
    for text in ("Är dosen rimlig?", "Och i morgon?"):
        consulting.consult(hugo.actor, hugos_case.id, text, region.a, hanna.staff)
        frozen.go(minutes=1)
    tied = dict(Consultation.objects.values_list("id", "message__text"))
    assert sorted(tied.values()) == ["Och i morgon?", "Är dosen rimlig?"]
    Consultation.objects.update(message=None)
    name = "vardtrad.cases.case.migrations.0004_questions_know_their_messages"
    (statement,) = (
        operation for operation in import_module(name).Migration.operations if isinstance(operation, RunSQL)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.sql)
    assert dict(Consultation.objects.values_list("id", "message__text")) == tied
