"""Registering a case for somebody who phones or stands at the desk, and telling them the answer (B-35)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Clock, Employee, Region, Resident, now
from tests.reading import Page
from vardtrad.cases.case.models import ApprovedContact, Case, CaseDays, CaseType, Message, Service
from vardtrad.cases.case.moves import asking_back
from vardtrad.cases.tasks import passing_on
from vardtrad.cases.tasks.models import Task
from vardtrad.config import wiring
from vardtrad.gate import worker
from vardtrad.gate.models import Notification, Trace
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Guardianship, Person, Protection
from vardtrad.shared.rate_limit import limits

ALVA, ELINA = "19771207-2391", "20180502-2389"
COORDINATION, RESERVE = "19701032-2399", "19810829-SU3A"
NUMBER = "070-174 06 15"


def look_up(who: Employee, number: str) -> Page:
    return who.browser.open(who.address("registrera/")).press("HÄMTA", identity=number)


def register(page: Page, **typed: Any) -> Page:
    service = page.value_of("REGISTRERA", "service", "Förnya recept")
    return page.press("REGISTRERA", **{"service": service, "text": "Recepten är slut.", **typed})


def carry_out() -> None:
    """What the worker does with what is due."""
    worker.carry_out_deadlines(wiring.HANDLERS)


@pytest.fixture
def phoned(hugo: Employee, alva: Resident) -> Case:
    """Alva has phoned; the answer is to be given on the telephone."""
    register(look_up(hugo, ALVA), answer_by="phone", call_number=NUMBER)
    return Case.objects.get()


@pytest.mark.req("B-35")
def test_a_case_told_on_the_telephone_stands_in_the_same_queue_with_the_same_clock(
    hugo: Employee, rut: Employee, alva: Resident, region: Region, frozen: Clock
) -> None:
    page = look_up(hugo, ALVA)
    assert "Alva Ahlgren" in page.main.text
    page = register(page, answer_by="inbox")
    assert "Ärendet är registrerat" in page.text
    told, sent = Case.objects.get(), alva.sends(region.renewal_at_a)
    assert (told.state, told.origin, told.due, told.feedback_due) == (sent.state, sent.origin, sent.due, sent.due)
    assert (told.came_by, told.answer_by, told.patient_id) == ("phone", "inbox", alva.person.id)
    rows = rut.browser.open(rut.address("arenden/inkomna")).rows
    assert ["via telefon" in row["Ärendetyp"] for row in rows].count(True) == 1
    assert len(rows) == 2
    assert list(CaseDays.objects.order_by("came_by").values_list("came_by", flat=True)) == ["phone", "web"]
    # The receivers are told, as of any case.
    assert Notification.objects.filter(key=told.id, party="receiver", recipient_id=rut.staff.id).exists()


@pytest.mark.req("B-35")
def test_who_wrote_it_down_is_named_for_staff_and_for_the_resident(
    hugo: Employee, rut: Employee, alva: Resident, region: Region, phoned: Case
) -> None:
    message = Message.objects.get()
    assert (message.from_resident, message.author, message.text) == (True, hugo.staff.id, "Recepten är slut.")
    staff = rut.browser.open(rut.case_address(phoned))
    assert f"nedskrivet av {hugo.staff.name}, {region.a.name}" in staff.main.text
    assert "via telefon" in staff.main.text
    assert NUMBER in staff.main.text
    paper = rut.browser.open(rut.case_address(phoned, "utskrift")).text
    assert f"nedskrivet av {hugo.staff.name}" in paper
    own = alva.browser.open(f"/arenden/{phoned.id}")
    assert f"{region.a.name} skrev ned det här åt dig" in own.main.text


@pytest.mark.req("B-35")
def test_the_answer_goes_by_the_channel_that_the_person_chose(
    hugo: Employee, rut: Employee, alva: Resident, phoned: Case, frozen: Clock
) -> None:
    Person.objects.filter(pk=alva.person.pk).update(email="alva@exempel.se")
    rut.does("assign", phoned, hugo.staff)
    assert "Det blir en uppgift att ringa." in hugo.browser.open(hugo.case_address(phoned)).main.text
    hugo.does("partial_reply", now(phoned), "Vi återkommer i morgon.")
    carry_out()
    # No notice: a task to call, the handler's own and due the next working day, and a second word makes no second one.
    assert not Notification.objects.filter(party="resident").exists()
    task = Task.objects.get()
    assert (task.kind, task.staff_id, task.case_id, task.state) == ("call", hugo.staff.id, phoned.id, "to_do")
    assert str(task.due) == "2026-11-18"
    hugo.does("answer", now(phoned), "Receptet är förnyat.")
    carry_out()
    carry_out()
    assert Task.objects.count() == 1
    page = hugo.browser.open(hugo.address(f"uppgifter/{task.id}/"))
    assert NUMBER in page.main.text
    page = page.press("Svarade inte", note="Ringer igen efter lunch.")
    task.refresh_from_db()
    assert (task.state, task.note) == ("waiting", "Svarade inte. Ringer igen efter lunch.")
    page = hugo.browser.open(hugo.address(f"uppgifter/{task.id}/")).press("Fick kontakt och lämnade svaret")
    task.refresh_from_db()
    assert (task.state, task.note) == ("done", "Fick kontakt och lämnade svaret")
    # The person may read it in the inbox too.
    assert "Receptet är förnyat." in alva.browser.open(f"/arenden/{phoned.id}").main.text


@pytest.mark.req("B-35")
def test_an_answer_held_for_a_moment_is_told_once_it_is_sent(
    hugo: Employee, rut: Employee, phoned: Case, frozen: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.UNDO_SECONDS", 10)
    rut.does("assign", phoned, hugo.staff)
    page = hugo.browser.open(hugo.case_address(phoned, "?flik=besvara"))
    page.press("Besvara", text="Receptet är förnyat.")
    carry_out()
    assert not Task.objects.exists()
    frozen.go(seconds=11)
    carry_out()
    carry_out()
    assert Task.objects.get().kind == "call"


@pytest.mark.req("B-35")
def test_a_letter_is_a_task_too_and_of_somebody_protected_by_the_special_route(
    hugo: Employee, rut: Employee, alva: Resident
) -> None:
    Person.objects.filter(pk=alva.person.pk).update(street="Ängsgatan 3", postal_code="432 45", place="Varberg")
    register(look_up(hugo, ALVA), answer_by="letter")
    rut.does("answer", Case.objects.get(), "Receptet är förnyat.")
    carry_out()
    task = Task.objects.get()
    words = "Skriv ut och skicka brevet med det senaste beskedet"
    assert (task.kind, task.text, task.staff_id) == ("letter", words, rut.staff.id)
    letter = Letter.objects.get()
    assert (letter.person_id, letter.unit_id, letter.status) == (alva.person.id, rut.clinic.id, "waiting")
    assert letter.text.startswith("Receptet är förnyat.")
    passing_on.make_due([task.case_id])
    assert Letter.objects.count() == 1
    Letter.objects.update(status="returned")
    assert "Brevet till invånaren kom i retur." in rut.browser.open(rut.case_address(Case.objects.get())).main.text
    rut.browser.open(rut.address(f"uppgifter/{task.id}/")).press("Brevet är skickat")
    assert Task.objects.get().state == "done"
    Person.objects.filter(pk=alva.person.pk).update(
        protection=Protection.PROTECTED_REGISTRATION, street="", postal_code=""
    )
    page = register(look_up(hugo, ALVA), answer_by="letter")
    assert page.status == 200
    rut.does("answer", Case.objects.latest("created"), "Receptet är förnyat.")
    carry_out()
    assert "genom Skatteverket" in Task.objects.get(state="to_do").text


@pytest.mark.req("B-35", "003-021")
def test_a_protected_person_gets_help_by_telephone_but_the_inbox_waits_for_the_approval(
    hugo: Employee, alva: Resident, region: Region
) -> None:
    Person.objects.filter(pk=alva.person.pk).update(
        protection=Protection.SECRECY_MARK, street="Hemliga gatan 1", postal_code="432 45", phone="0340-123 45"
    )
    page = look_up(hugo, ALVA)
    assert "Skyddade personuppgifter" in page.main.text
    assert "Hemliga gatan" not in page.text
    assert "0340-123 45" not in page.text
    assert "I inkorgen" not in page.main.text
    refused = register(page, answer_by="inbox")
    assert refused.status == 422
    assert refused.fields("REGISTRERA")["text"] == "Recepten är slut."
    assert not Case.objects.exists()
    ApprovedContact.objects.create(clinic=region.a, person=alva.person)
    register(look_up(hugo, ALVA), answer_by="inbox")
    assert Case.objects.get().answer_by == "inbox"


@pytest.mark.req("B-35", "003-004")
def test_a_guardian_phones_for_a_child(hugo: Employee, rut: Employee, alva: Resident) -> None:
    child = Person.objects.create(identity=ELINA.replace("-", ""), given_name="Elina", family_name="Ahlgren")
    assert "I inkorgen" not in look_up(hugo, ELINA).main.text  # nobody reads it for her
    Guardianship.objects.create(guardian=alva.person, child=child)
    page = look_up(hugo, ELINA)
    assert "Alva Ahlgren" in page.main.text
    assert "Personen är under 18 år." in page.main.text
    assert page.fields("REGISTRERA")["caller"] == ["guardian"]
    register(page, answer_by="inbox", caller="guardian", caller_name="Alva Ahlgren")
    case = Case.objects.get()
    assert (case.patient_id, case.caller, case.caller_name) == (child.id, "guardian", "Alva Ahlgren")
    assert "Vårdnadshavare: Alva Ahlgren" in rut.browser.open(rut.case_address(case)).main.text
    # A protected guardian or child: the link between them is shown to nobody.
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    assert "Alva" not in look_up(hugo, ELINA).main.text
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.NONE)
    Person.objects.filter(pk=child.pk).update(protection=Protection.SECRECY_MARK)
    assert "Alva" not in look_up(hugo, ELINA).main.text


@pytest.mark.req("B-35", "003-024")
@pytest.mark.parametrize("number", [COORDINATION, RESERVE])
def test_somebody_whom_the_register_does_not_have_is_registered_by_number_and_name(
    hugo: Employee, region: Region, number: str
) -> None:
    page = look_up(hugo, number)
    assert "Folkbokföringen har ingen med det numret." in page.main.text
    assert page.press("Fortsätt", given_name="Vera").status == 422
    page = page.press("Fortsätt", given_name="Vera", family_name="Vall")
    assert "Vera Vall" in page.main.text
    assert "Personen kan inte logga in." in page.main.text
    assert "I inkorgen" not in page.main.text
    register(page, answer_by="phone", call_number=NUMBER)
    case = Case.objects.get()
    assert case.patient.identity == number.replace("-", "")
    assert Trace.objects.filter(action="register", person_id=case.patient_id).exists()


@pytest.mark.req("B-35")
def test_what_is_missing_is_said_and_nothing_typed_is_lost(hugo: Employee, alva: Resident, region: Region) -> None:
    page = look_up(hugo, ALVA)
    refused = register(page, answer_by="phone")
    assert refused.status == 422
    assert "Skriv numret som mottagningen ska ringa." in refused.alerts
    assert refused.fields("REGISTRERA")["text"] == "Recepten är slut."
    assert "Skriv numret med siffror" in register(page, answer_by="phone", call_number="ring mig").alerts
    assert "Skriv vem det var som berättade." in register(page, answer_by="inbox", caller="other").alerts
    assert "Välj en ärendetyp." in register(page, answer_by="inbox", service="").alerts
    Service.objects.filter(pk=region.renewal_at_a.pk).update(open=False)
    refused = register(page, answer_by="inbox", service=str(region.renewal_at_a.id))
    assert "tar inte längre emot den ärendetypen" in refused.alerts
    assert refused.fields("REGISTRERA")["text"] == "Recepten är slut."
    assert not Case.objects.exists()
    Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    assert "Personen är avliden." in look_up(hugo, ALVA).main.text


@pytest.mark.req("B-35")
def test_a_closed_hour_of_the_web_form_closes_no_telephone(
    hugo: Employee, alva: Resident, region: Region, frozen: Clock
) -> None:
    Service.objects.filter(pk=region.renewal_at_a.pk).update(hours={"2": ["06:00", "07:00"]}, daily_cap=0)
    register(look_up(hugo, ALVA), answer_by="inbox")
    assert Case.objects.count() == 1


@pytest.mark.req("B-35")
def test_the_kinds_of_a_case_type_are_choices_of_the_same_list(hugo: Employee, alva: Resident, region: Region) -> None:
    CaseType.objects.filter(pk=region.renewal.pk).update(choices=["Recept", "Hjälpmedel"], prompt="Vilket recept?")
    page = look_up(hugo, ALVA)
    assert page.options("REGISTRERA", "service")["Förnya recept"] == ["Recept", "Hjälpmedel"]
    assert "Vilket recept?" in page.main.text
    kind = page.value_of("REGISTRERA", "service", "Hjälpmedel")
    page.press("REGISTRERA", service=kind, text="Nya stödstrumpor.", answer_by="inbox")
    assert Case.objects.get().choice == "Hjälpmedel"


@pytest.mark.req("B-35")
def test_a_question_to_somebody_who_is_phoned_gets_its_answer_written_down(
    hugo: Employee, rut: Employee, hanna: Employee, phoned: Case, alva: Resident, region: Region
) -> None:
    rut.does("assign", phoned, hugo.staff)
    hugo.does("ask", now(phoned), "Vilken dos tar du?")
    page = hugo.browser.open(hugo.case_address(phoned))
    page = page.press("Spara svaret", text="50 mikrogram.")
    case = now(phoned)
    assert (case.state, case.feedback) == ("answered", "answer_came")
    assert "50 mikrogram." in page.main.text
    assert page.main.text.count(f"nedskrivet av {hugo.staff.name}") == 2
    # Who answers in the inbox does so without help.
    own = alva.sends(region.renewal_at_a)
    rut.does("ask", own, "Vilken dos?")
    assert "Skriv in invånarens svar" not in rut.browser.open(rut.case_address(own)).main.text
    refused = rut.browser.send(
        rut.case_address(own, "invanarsvar"),
        {"text": "50.", "seen": str(now(own).content), "submit_key": "0195b2f0-0000-7000-8000-000000000001"},
    )
    assert refused.status == 422
    assert now(own).state == "asked"


@pytest.mark.req("B-35", "B-04")
def test_what_was_being_written_down_is_shown_when_the_resident_has_answered_meanwhile(
    hugo: Employee, rut: Employee, phoned: Case, alva: Resident
) -> None:
    rut.does("assign", phoned, hugo.staff)
    hugo.does("ask", now(phoned), "Vilken dos tar du?")
    page = hugo.browser.open(hugo.case_address(phoned))
    typed = {"utkast": "invanarsvar.text@", "text": "Hon tar nog 50."}
    hugo.browser.post(hugo.case_address(phoned, "utkast"), typed)
    page = hugo.browser.open(hugo.case_address(phoned))
    assert page.fields("Spara svaret")["text"] == "Hon tar nog 50."
    assert page.main.text.count("Hon tar nog 50.") == 1
    asking_back.answer_back(alva.actor, phoned.id, "75 mikrogram.", seen=now(phoned).content)
    page = hugo.browser.open(hugo.case_address(phoned))
    assert "Spara svaret" not in page.main.text
    assert "Hon tar nog 50." in page.main.text


@pytest.mark.req("B-35", "B-04")
def test_the_text_is_kept_for_each_person_and_sent_once(hugo: Employee, alva: Resident, bo: Resident) -> None:
    page = look_up(hugo, ALVA)
    address = hugo.address(f"registrera/{alva.person.id}/utkast")
    hugo.browser.send(address, page.fields("Spara texten") | {"text": "Halvt"})
    assert look_up(hugo, ALVA).fields("REGISTRERA")["text"] == "Halvt"
    assert look_up(hugo, "19930423-2383").fields("REGISTRERA")["text"] == ""
    page = look_up(hugo, ALVA)
    register(page, answer_by="inbox")
    register(page, answer_by="inbox")
    assert Case.objects.count() == 1
    assert not Draft.objects.exists()


@pytest.mark.req("B-35")
def test_only_those_who_work_with_cases_there_register_and_only_whom_they_have_looked_up(
    hugo: Employee, adam: Employee, olle: Employee, alva: Resident, bo: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert adam.browser.get(adam.address("registrera/")).status_code == 404
    assert olle.browser.get(hugo.address("registrera/")).status_code == 404
    fields = look_up(hugo, ALVA).fields("REGISTRERA") | {"text": "Hej.", "answer_by": "inbox"}
    for mark in ("", "x", str(bo.person.id), fields["person"][:-1]):
        assert hugo.browser.post(hugo.address("registrera/"), fields | {"person": mark}).status_code == 404
    # What another has looked up is no way in either.
    others = look_up(olle, ALVA).fields("REGISTRERA") | {"text": "Hej.", "answer_by": "inbox"}
    assert olle.browser.post(olle.address("registrera/"), others | {"person": fields["person"]}).status_code == 404
    assert not Case.objects.exists()
    look = Trace.objects.get(action="look_up", actor_id=hugo.staff.id)
    assert look.person_id == alva.person.id
    monkeypatch.setattr(limits, "REGISTER", limits.Limit("register_case", 1, "", limits.REGISTER.sentence))
    held = look_up(hugo, ALVA)
    assert held.status == 429
    assert ALVA not in held.address
