"""Registering by telephone in the clinic's form, with its danger signs read aloud (B-35, B-39)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.client import MULTIPART_CONTENT

from tests.files import attach_to, attached, in_thread, jpeg, scripts
from tests.people import Employee, Region, Resident
from tests.reading import Page
from vardtrad.cases.case.danger_signs.actions import save_signs
from vardtrad.cases.case.danger_signs.models import ConfirmedSigns
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.staff.settings import actions as settings
from vardtrad.shared.documents.models import Document
from vardtrad.shared.drafts.models import Draft, DraftFile
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.models import GivenAnswers, StoredForm
from vardtrad.shared.people.models import Guardianship, Person

ALVA, ELINA = "19771207-2391", "20180502-2389"
BREATH, LIMP = "Svårt att andas", "Slapp och svår att väcka"
SHOW = "Visa frågorna för ärendetypen"
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "urn:vardtrad:prov",
    "title": "Förnya recept",
    "status": "active",
    "item": [
        {"linkId": "namn", "type": "string", "text": "Vilket läkemedel?", "required": True},
        {"linkId": "mer", "type": "boolean", "text": "Har något ändrats?", "required": True},
        {
            "linkId": "vad",
            "type": "string",
            "text": "Vad har ändrats?",
            "required": True,
            "enableWhen": [{"question": "mer", "operator": "=", "answerBoolean": True}],
        },
    ],
}


@pytest.fixture
def in_form(region: Region, adam: Employee) -> StoredForm:
    """Renewals at clinic A are written in a form."""
    made = forms.make(adam.actor, "Förnya recept", json_text.dumps(FORM))
    forms.take_into_use(adam.actor, made.id, 1)
    settings.choose_answers(adam.actor, region.renewal.id, made.id, to_group=False)
    return made


def look_up(who: Employee, number: str = ALVA) -> Page:
    return who.browser.open(who.address("registrera/")).press("HÄMTA", identity=number)


def chosen(page: Page, name: str = "Förnya recept") -> Page:
    return page.press(SHOW, service=page.value_of(SHOW, "service", name))


@pytest.mark.req("B-35", "B-18")
def test_staff_fill_in_the_same_form_for_whoever_phones(
    in_form: StoredForm, region: Region, hugo: Employee, alva: Resident, rut: Employee
) -> None:
    page = chosen(look_up(hugo))
    assert page.status == 200
    assert "Vilket läkemedel?" in page.main.text
    assert not [box for box in page.main.all("textarea") if box.attrs.get("name") == "text"]
    refused = page.press("REGISTRERA", f0="Levaxin", answer_by="inbox")
    assert refused.status == 422
    assert refused.fields("REGISTRERA")["f0"] == "Levaxin"
    more = refused.press("REGISTRERA", f1=refused.value_of("REGISTRERA", "f1", "Ja"))
    assert "Svaren gör att det finns fler frågor." in more.alerts
    assert not Case.objects.exists()
    # It is gone on with after another call has come between.
    again = look_up(hugo)
    assert again.fields("REGISTRERA")["f0"] == "Levaxin"
    done = again.press("REGISTRERA", f2="Högre dos", answer_by="inbox")
    assert "Ärendet är registrerat" in done.text
    case, message, given = Case.objects.get(), Message.objects.get(), GivenAnswers.objects.get()
    assert (case.came_by, case.state) == ("phone", "received")
    assert message.text == "Vilket läkemedel?\nLevaxin\n\nHar något ändrats?\nJa\n\nVad har ändrats?\nHögre dos"
    assert (given.thing, given.message, given.version.number) == (case.id, message.id, 1)
    assert (message.from_resident, message.author) == (True, hugo.staff.id)
    assert f"nedskrivet av {hugo.staff.name}" in rut.browser.open(rut.case_address(case)).main.text
    assert not Draft.objects.exists()


@pytest.mark.req("B-35")
def test_a_text_that_was_typed_before_the_form_was_shown_is_kept(
    in_form: StoredForm, region: Region, hugo: Employee, alva: Resident
) -> None:
    page = look_up(hugo)
    refused = page.press(
        "REGISTRERA", service=page.value_of("REGISTRERA", "service", "Förnya recept"), text="Levaxin är slut."
    )
    assert refused.status == 422
    assert "Ärendetypen har frågor att ställa." in refused.alerts
    assert "Levaxin är slut." in refused.main.text
    assert "Vilket läkemedel?" in refused.main.text
    assert not Case.objects.exists()
    # Another case type has no form: its text box is there again.
    other = chosen(refused, region.question.name)
    assert other.press("REGISTRERA", text="Hon undrar om provsvaret.", answer_by="inbox").status == 200
    assert Message.objects.get().text == "Hon undrar om provsvaret."
    assert not GivenAnswers.objects.exists()


@pytest.mark.req("B-35", "B-18")
def test_a_form_that_changed_meanwhile_is_drawn_anew_with_what_was_told_in_words(
    in_form: StoredForm, hugo: Employee, adam: Employee, alva: Resident
) -> None:
    page = chosen(look_up(hugo))
    page = page.press("REGISTRERA", f0="Levaxin")
    changed = FORM | {"item": [{"linkId": "namn", "type": "string", "text": "Läkemedel och styrka?", "required": True}]}
    forms.save(adam.actor, in_form.id, json_text.dumps(changed), seen=1)
    forms.take_into_use(adam.actor, in_form.id, 2)
    again = page.press("REGISTRERA", f0="Levaxin", answer_by="inbox")
    assert again.status == 422
    assert "Läkemedel och styrka?" in again.main.text
    assert "Levaxin" in again.main.text
    assert not Case.objects.exists()


@pytest.mark.req("B-39", "B-35")
def test_staff_read_the_signs_aloud_and_confirm(
    region: Region, hugo: Employee, rut: Employee, adam: Employee, alva: Resident
) -> None:
    save_signs(adam.actor, region.renewal.id, [BREATH], [LIMP], seen=0)
    page = look_up(hugo)
    service = page.value_of("REGISTRERA", "service", "Förnya recept")
    skipped = page.press("REGISTRERA", service=service, text="Recepten är slut.", answer_by="inbox")
    assert skipped.status == 422
    assert BREATH in skipped.main.text
    assert LIMP not in skipped.main.text
    assert skipped.fields("REGISTRERA")["text"] == "Recepten är slut."
    assert skipped.press("REGISTRERA").status == 422, "the box has not been ticked"
    assert not Case.objects.exists()
    # Signs that were changed meanwhile are read again.
    save_signs(adam.actor, region.renewal.id, [BREATH, "Bröstsmärta"], [LIMP], seen=1)
    again = skipped.press("REGISTRERA", signs="on")
    assert again.status == 422
    assert "Bröstsmärta" in again.main.text
    assert "Ärendet är registrerat" in again.press("REGISTRERA", signs="on").text
    case, kept = Case.objects.get(), ConfirmedSigns.objects.get()
    assert (kept.signs, kept.version.number) == ([BREATH, "Bröstsmärta"], 2)
    assert (kept.by, kept.by_name, kept.unit_name) == (hugo.staff.id, hugo.staff.name, region.a.name)
    words = f"{hugo.staff.name}, {region.a.name}, läste upp varningstecknen, och inget av dem stämde"
    assert words in rut.browser.open(rut.case_address(case)).main.text
    assert words in alva.browser.open(f"/arenden/{case.id}").main.text


@pytest.mark.req("B-39")
def test_the_signs_of_children_are_read_about_a_child(
    region: Region, hugo: Employee, adam: Employee, alva: Resident
) -> None:
    save_signs(adam.actor, region.renewal.id, [BREATH], [LIMP], seen=0)
    child = Person.objects.create(identity=ELINA.replace("-", ""), given_name="Elina", family_name="Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    page = chosen(look_up(hugo, ELINA))
    assert LIMP in page.main.text
    assert BREATH not in page.main.text


@pytest.mark.req("B-35", "B-18", "B-20")
def test_a_file_that_somebody_brings_answers_a_question_and_none_is_asked_for_on_the_telephone(
    region: Region, hugo: Employee, adam: Employee, alva: Resident, bo: Resident, rut: Employee, clamd: Any
) -> None:
    picture = {"linkId": "bild", "type": "attachment", "text": "Bild på kortet", "required": True}
    made = forms.make(adam.actor, "Recept", json_text.dumps(FORM | {"item": [FORM["item"][0], picture]}))
    forms.take_into_use(adam.actor, made.id, 1)
    settings.choose_answers(adam.actor, region.renewal.id, made.id, to_group=False)
    asked = look_up(hugo)
    assert scripts(asked) == 1, "the questions are fetched into this page when a case type is chosen"
    page = attach_to(chosen(asked), "Bild på kortet", "kort.jpg", jpeg(), f0="Levaxin", answer_by="inbox")
    assert page.status == 200
    assert (attached(page), scripts(page)) == (["kort.jpg"], 1)
    # It is gone on with after another call has come between, and nobody else sees the file.
    again = look_up(hugo)
    assert attached(again) == ["kort.jpg"]
    whole = again.root.one("ul", aria_label="Filer som skickas med").one("a").attrs["href"]
    assert hugo.browser.get(whole)["Content-Type"] == "image/jpeg"
    assert rut.browser.get(whole).status_code == 404
    # A file that was chosen and not attached is not forgotten; nothing is registered by a page that brings one.
    other = again.press("REGISTRERA", answer_by="inbox", fil_f1="mer.jpg")
    assert "Filen du valde är inte bifogad." in other.text
    hugo.browser.post(again.address, {**again.fields("REGISTRERA"), "answer_by": "inbox"}, MULTIPART_CONTENT)
    assert not Case.objects.exists()
    assert "Ärendet är registrerat" in again.press("REGISTRERA", answer_by="inbox").text
    case, message, document = Case.objects.get(), Message.objects.get(), Document.objects.get()
    assert message.files == [[str(document.id), "kort.jpg", "image/jpeg", document.size, "Bild på kortet"]]
    assert (document.key, document.by, document.unit) == (case.id, hugo.staff.id, region.a.id)
    assert in_thread(rut.browser.open(rut.case_address(case))) == ["kort.jpg"]
    assert in_thread(alva.browser.open(f"/arenden/{case.id}")) == ["kort.jpg"]
    assert not DraftFile.objects.exists()
    # On the telephone there is no file to hand over.
    told = chosen(look_up(hugo, "19930423-2383")).press("REGISTRERA", f0="Alvedon", answer_by="inbox")
    assert "Ärendet är registrerat" in told.text
    assert Case.objects.count() == 2
