"""Answers in a form: judged on the server, paused, looked over and sent once (004-038…044, B-18, B-20)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.people import Employee, Region, Resident, logged_in, now
from tests.reading import Page
from vardtrad.cases.case.answer_codes import answer_code
from vardtrad.cases.case.models import Case, CaseType, CaseWords, Message, Service
from vardtrad.cases.case.moves import asking_back, sending
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.staff.settings import actions as settings
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate.door import Moved
from vardtrad.gate.models import Notification
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.models import FormVersion, GivenAnswers, StoredForm

YES, NO = "Ja, jag kommer", "Nej, jag kan inte komma"
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "urn:vardtrad:prov",
    "title": "Kan du komma?",
    "description": "Svara så snart du kan.",
    "status": "active",
    "item": [
        {
            "linkId": "svar",
            "type": "choice",
            "text": "Kommer du?",
            "required": True,
            "answerOption": [
                {"valueCoding": {"code": "JA", "display": YES}, "initialSelected": True},
                {"valueCoding": {"code": "NEJ", "display": NO}},
            ],
        },
        {
            "linkId": "orsak",
            "type": "text",
            "text": "Varför inte?",
            "required": True,
            "maxLength": 2000,
            "enableWhen": [{"question": "svar", "operator": "=", "answerCoding": {"code": "NEJ"}}],
        },
    ],
}


@pytest.fixture
def stored(region: Region, adam: Employee) -> StoredForm:
    """A form of clinic A in use."""
    made = forms.make(adam.actor, "Kan du komma?", json_text.dumps(FORM))
    forms.take_into_use(adam.actor, made.id, 1)
    return made


@pytest.fixture
def asked(region: Region, alva: Resident, rut: Employee, hugo: Employee, stored: StoredForm) -> Case:
    """A question with the form, sent to alva; hugo gets the answer."""
    kind = CaseType.objects.create(code="mall-form", name="Kallelse", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind, form=stored)
    return sent(region, kind, alva, rut, hugo)


def sent(region: Region, kind: CaseType, to: Resident, by: Employee, handler: Employee) -> Case:
    (moved,) = sending.send_out(by.actor, region.a, kind, [Outgoing(to.person, "Kan du komma?")], handler.staff)
    assert isinstance(moved, Moved)
    return moved.thing


def opened(who: Resident, case: Case) -> Page:
    return who.browser.open(f"/arenden/{case.id}")


@pytest.mark.req("004-038", "004-044", "B-20")
def test_the_answer_is_looked_over_and_stands_in_the_thread_and_as_a_response(
    asked: Case, alva: Resident, hugo: Employee
) -> None:
    page = opened(alva, asked)
    assert [heading.text for heading in page.main.all("h2")] == ["Svara"]
    assert "Svara så snart du kan." in page.text
    assert page.value_of("SKICKA", "f0", YES) == "0"
    look = page.press("SKICKA", f0="0")
    assert look.main.one("h1").text == "Läs igenom ditt svar"
    assert YES in look.text
    assert not GivenAnswers.objects.exists(), "nothing is sent before it is looked over"
    done = look.press("Skicka svaret")
    assert "Ditt svar är skickat." in done.text
    message = Message.objects.get(case=asked, kind="answer_back")
    assert message.text == f"Kommer du?\n{YES}"
    given = GivenAnswers.objects.get()
    assert (given.message, given.thing, given.code) == (message.id, asked.id, "JA")
    assert json.loads(given.response)["item"][0]["answer"][0]["valueCoding"]["code"] == "JA"
    assert now(asked).state == "answered"
    assert answer_code(asked) == "JA"
    assert not Draft.objects.exists()
    staff = hugo.browser.open(hugo.case_address(asked))
    assert YES in staff.text
    # The same click once more changes nothing.
    again = look.press("Skicka svaret")
    assert again.status == 200
    assert GivenAnswers.objects.count() == 1


@pytest.mark.req("004-041", "B-20")
def test_a_no_unfolds_its_reason_without_a_script_and_is_resumed_on_another_device(asked: Case, alva: Resident) -> None:
    page = opened(alva, asked)
    assert "Varför inte?" not in page.text
    page = page.press("SKICKA", f0="1")
    assert page.status == 422
    assert "Dina svar gör att det finns fler frågor." in page.text
    assert "2000 tecken kvar" in page.text
    refused = page.press("SKICKA", f0="1")
    assert refused.status == 422
    assert not GivenAnswers.objects.exists()
    saved = refused.press("Spara och fortsätt senare", f0="1", f1="Jag är bortrest.")
    assert "Svaren är sparade." in saved.text
    elsewhere = Resident(alva.person, logged_in(alva.person))
    page = opened(elsewhere, asked)
    assert "Jag är bortrest." in page.text
    assert "1984 tecken kvar" in page.text
    look = page.press("SKICKA", f0="1", f1="Jag är bortrest.")
    look.press("Skicka svaret")
    assert Message.objects.get(kind="answer_back").text == f"Kommer du?\n{NO}\n\nVarför inte?\nJag är bortrest."
    assert answer_code(asked) == "NEJ"


def test_nothing_is_sent_that_has_not_been_looked_over(asked: Case, alva: Resident) -> None:
    look = opened(alva, asked).press("SKICKA", f0="0")
    fields = look.fields("Skicka svaret")
    other = alva.browser.send(
        f"/arenden/{asked.id}/svar", fields | {"gor": "skicka", "f0": "1", "f1": "Nej.", "visade": "f0 f1"}
    )
    assert other.main.one("h1").text == "Läs igenom ditt svar"
    assert NO in other.text
    assert not GivenAnswers.objects.exists()


def test_the_answers_are_judged_by_the_version_that_was_sent(
    asked: Case, region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee, adam: Employee,
    stored: StoredForm,
) -> None:  # fmt: skip
    changed = json.loads(json.dumps(FORM)) | {"title": "Nytt"}
    changed["item"].append({"linkId": "mer", "type": "string", "text": "Något mer?", "required": True})
    forms.save(adam.actor, stored.id, json_text.dumps(changed), seen=1)
    forms.take_into_use(adam.actor, stored.id, 2)
    later = sent(region, asked.case_type, bo, rut, hugo)
    assert "Något mer?" not in opened(alva, asked).text
    assert "Något mer?" in opened(bo, later).text
    opened(alva, asked).press("SKICKA", f0="0").press("Skicka svaret")
    assert GivenAnswers.objects.get().version.number == 1
    assert opened(bo, later).press("SKICKA", f0="0").status == 422


def test_the_door_refuses_words_where_a_form_is_asked_for_and_answers_that_are_not_complete(
    asked: Case, alva: Resident
) -> None:
    with pytest.raises(Refused, match="Svara på alla frågor"):
        alva.answers_back(asked, "Ja.")
    version = FormVersion.objects.get()
    for texts in ({}, {"f0": ["1"]}, {"f0": ["7"]}):
        with pytest.raises(Refused, match="Svara på alla frågor"):
            asking_back.answer_form(alva.actor, asked.id, judged(version, texts), seen=now(asked).content)
    assert now(asked).state == "asked"


def test_a_question_after_the_form_is_answered_in_words(asked: Case, alva: Resident, hugo: Employee) -> None:
    opened(alva, asked).press("SKICKA", f0="0").press("Skicka svaret")
    hugo.does("ask", asked, "Vilken dag?")
    page = opened(alva, asked)
    assert "Kommer du?" not in [label.text for label in page.main.all("legend")]
    page.press("Skicka svar", text="På måndag.")
    assert [m.text for m in Message.objects.filter(kind="answer_back").order_by("id")][-1] == "På måndag."
    assert answer_code(asked) == "JA", "the alternative chosen stays"


def test_a_reminder_that_came_meanwhile_is_shown_and_what_was_chosen_is_kept(
    asked: Case, alva: Resident, hugo: Employee
) -> None:
    page = opened(alva, asked).press("SKICKA", f0="1")
    look = page.press("SKICKA", f0="1", f1="Jag är bortrest.")
    hugo.does("partial_reply", asked, "Vi saknar ditt svar.")
    refused = look.press("Skicka svaret")
    assert refused.status == 422
    assert "Vi saknar ditt svar." in refused.text
    assert "Jag är bortrest." in refused.text
    refused.press("SKICKA", f0="1", f1="Jag är bortrest.").press("Skicka svaret")
    assert now(asked).state == "answered"


def test_nobody_else_answers_or_keeps_anything(asked: Case, alva: Resident, bo: Resident) -> None:
    fields = opened(alva, asked).fields("SKICKA")
    assert bo.browser.post(f"/arenden/{asked.id}/svar", {**fields, "f0": "1"}).status_code in {404, 409}
    assert bo.browser.get(f"/arenden/{asked.id}/svar").status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.req("B-18")
def test_an_administrator_chooses_the_form_of_a_template(
    region: Region, adam: Employee, alva: Resident, rut: Employee, hugo: Employee, stored: StoredForm
) -> None:
    kind = CaseType.objects.create(code="mall-form", name="Kallelse", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind)
    page = adam.browser.open(adam.address("administration/arendemallar/"))
    assert "Valet är sparat." in page.press("Spara svarssätt Kallelse", form=str(stored.id)).text
    assert now(sent(region, kind, alva, rut, hugo)).form_version.number == 1
    forms.retire(adam.actor, stored.id)
    page = adam.browser.open(adam.address("administration/arendemallar/"))
    assert "används inte längre" in page.text
    assert now(sent(region, kind, alva, rut, hugo)).form_version is None


CERTIFICATE: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "title": "Intyg",
    "status": "active",
    "item": [
        {"linkId": "vad", "type": "string", "text": "Vilket intyg gäller det?", "required": True},
        {"linkId": "dag", "type": "date", "text": "Från vilken dag?"},
    ],
}


@pytest.fixture
def in_form(region: Region, adam: Employee) -> Service:
    """Clinic A's service for renewals, with a form in place of the text."""
    made = forms.make(adam.actor, "Intyg", json_text.dumps(CERTIFICATE))
    forms.take_into_use(adam.actor, made.id, 1)
    settings.choose_answers(adam.actor, region.renewal.id, made.id, to_group=False)
    return region.renewal_at_a


def writing(who: Resident, service: Service) -> Page:
    return who.browser.open(f"/mottagningar/{service.clinic_id}/{service.id}/")


@pytest.mark.req("B-18", "B-20")
def test_a_new_case_is_written_in_the_clinics_form(in_form: Service, alva: Resident, rut: Employee) -> None:
    page = writing(alva, in_form)
    assert "Vilket intyg gäller det?" in page.text
    assert page.press("Läs igenom").status == 422
    look = page.press("Läs igenom", f0="Sjukintyg", f1="2026-12-01")
    assert look.main.one("h1").text == "Läs igenom ditt ärende"
    # It is gone on with on another device.
    elsewhere = Resident(alva.person, logged_in(alva.person))
    assert writing(elsewhere, in_form).fields("Läs igenom")["f0"] == "Sjukintyg"
    changed = look.press("Ändra")
    assert changed.fields("Läs igenom")["f0"] == "Sjukintyg"
    receipt = look.press("Skicka")
    assert receipt.status == 200
    case = Case.objects.get()
    assert Message.objects.get().text == "Vilket intyg gäller det?\nSjukintyg\n\nFrån vilken dag?\n2026-12-01"
    assert GivenAnswers.objects.get().thing == case.id
    assert look.press("Skicka").address == receipt.address, "a second click gets the same receipt"
    assert Case.objects.count() == 1
    assert not Draft.objects.exists()
    assert "Sjukintyg" in rut.browser.open(rut.case_address(case)).text


@pytest.mark.req("B-18")
def test_what_was_sent_keeps_the_version_that_it_was_given_to(
    in_form: Service, alva: Resident, adam: Employee, rut: Employee
) -> None:
    writing(alva, in_form).press("Läs igenom", f0="Sjukintyg", f1="2026-12-01").press("Skicka")
    stored, case = StoredForm.objects.get(), Case.objects.get()
    changed = CERTIFICATE | {"item": [{"linkId": "vilket", "type": "string", "text": "Vad gäller det?"}]}
    forms.save(adam.actor, stored.id, json_text.dumps(changed), seen=1)
    forms.take_into_use(adam.actor, stored.id, 2)
    assert GivenAnswers.objects.get(thing=case.id).version.number == 1
    for shown in (rut.browser.open(rut.case_address(case)), alva.browser.open(f"/arenden/{case.id}")):
        assert "Vilket intyg gäller det?" in shown.text
        assert "Vad gäller det?" not in shown.text.replace("Vilket intyg gäller det?", "")
    # The next case is judged by the version in use then.
    writing(alva, in_form).press("Läs igenom", f0="Körkort").press("Skicka ändå")
    given = GivenAnswers.objects.exclude(thing=case.id).get()
    assert (given.version.number, Message.objects.get(id=given.message).text) == (2, "Vad gäller det?\nKörkort")


def test_a_form_that_changed_meanwhile_is_told_and_what_was_written_is_shown(
    in_form: Service, alva: Resident, adam: Employee
) -> None:
    page = writing(alva, in_form)
    page.press("Läs igenom", f0="Sjukintyg")
    changed = CERTIFICATE | {"item": [{"linkId": "a", "type": "string", "text": "Vad?", "required": True}]}
    stored = StoredForm.objects.get()
    forms.save(adam.actor, stored.id, json_text.dumps(changed), seen=1)
    forms.take_into_use(adam.actor, stored.id, 2)
    for again in (writing(alva, in_form), page.press("Läs igenom", f0="Sjukintyg")):
        assert "Mottagningen har ändrat formuläret" in again.text
        assert "Sjukintyg" in again.text
        assert again.fields("Läs igenom")["f0"] == ""
    assert not Case.objects.exists()


def test_the_door_refuses_a_text_where_the_clinic_has_a_form(in_form: Service, alva: Resident) -> None:
    with pytest.raises(Refused, match="Svara på alla frågor"):
        alva.sends(in_form, "Ett intyg, tack.")


@pytest.mark.req("B-36")
def test_the_answer_lands_with_the_group_and_who_had_the_case_is_shown(
    asked: Case, alva: Resident, hugo: Employee, hanna: Employee, region: Region
) -> None:
    group = Group.objects.create(clinic=region.a, name="Vårdgaranti")
    Member.objects.bulk_create([Member(group=group, staff=who.staff) for who in (hugo, hanna)])
    service = Service.objects.filter(clinic=region.a, case_type=asked.case_type)
    service.update(answers_to_group=True)
    opened(alva, asked).press("SKICKA", f0="0").press("Skicka svaret")
    assert now(asked).handler_id == hugo.staff.id, "a case without a group stays with its handler"
    service.update(group=group)
    hugo.does("ask", asked, "Vilken dag?")
    alva.answers_back(asked, "På måndag.")
    case = now(asked)
    assert (case.handler_id, case.group_id, case.former_handler_id) == (None, group.id, hugo.staff.id)
    page = hanna.browser.open(hanna.case_address(asked))
    assert f"Tidigare ärendehanterare: {hugo.staff.name}" in page.text
    assert set(
        Notification.objects.filter(key=asked.id, move="answer_back").values_list("recipient_id", flat=True)
    ) >= {hanna.staff.id}


@pytest.mark.req("004-031")
def test_what_a_clinic_sends_looks_as_it_was_written_and_is_plain_in_lists(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    kind = CaseType.objects.create(code="mall-rik", name="Kallelse", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind)
    to = [Outgoing(alva.person, "## Din tid\n\n- **måndag**\n- <b>tisdag</b>")]
    (moved,) = sending.send_out(rut.actor, region.a, kind, to, hugo.staff)
    assert isinstance(moved, Moved)
    for page in (opened(alva, moved.thing), hugo.browser.open(hugo.case_address(moved.thing))):
        assert [heading.text for heading in page.main.all("h3") if heading.text == "Din tid"]
        assert [strong.text for strong in page.main.all("strong") if strong.text == "måndag"]
        assert "<b>tisdag</b>" in page.text, "somebody's own HTML is only words"
    assert CaseWords.objects.get(case=moved.thing).begins.startswith("Din tid")


def test_what_was_filled_in_is_shown_when_the_case_was_answered_in_another_window(asked: Case, alva: Resident) -> None:
    page = opened(alva, asked)
    page.press("SKICKA", f0="0").press("Skicka svaret")
    late = page.press("SKICKA", f0="1", f1="Jag är bortrest.", visade="f0 f1")
    assert late.status == 422
    assert "Ärendet väntar inte längre på ditt svar." in late.text
    assert "Jag är bortrest." in late.text
    assert not Draft.objects.exists()


def test_what_was_filled_in_is_shown_when_the_service_was_shut_meanwhile(in_form: Service, alva: Resident) -> None:
    page = writing(alva, in_form)
    Service.objects.filter(pk=in_form.pk).update(open=False)
    late = page.press("Läs igenom", f0="Sjukintyg")
    assert late.status == 422
    assert "Sjukintyg" in late.text
