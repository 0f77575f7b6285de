"""Questions of a form that are answered with a file: attached, kept, refused, sent, opened by who may (B-18, B-20)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test.client import MULTIPART_CONTENT

from tests.clamd import EICAR
from tests.files import attach, attach_to, attached, in_thread, jpeg, remove, scripts
from tests.pdfs import pdf
from tests.people import Employee, Region, Resident, logged_in
from tests.reading import Page
from vardtrad.cases.case import question_files
from vardtrad.cases.case.danger_signs.actions import save_signs
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.staff.settings import actions as settings
from vardtrad.gate.door import Moved
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents.models import Document
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.drafts.models import DraftFile
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import filling_of, judged
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.models import FormVersion, GivenAnswers

pytestmark = pytest.mark.req("B-18", "B-20")
PICTURE, LIST, PAPER = "Bild på utslaget", "Läkemedelslista (frivilligt)", "Intyg från skolan"
CORE = "http://hl7.org/fhir/StructureDefinition/"
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "urn:vardtrad:prov",
    "title": "Hudbesvär",
    "status": "active",
    "item": [
        {"linkId": "var", "type": "string", "text": "Var sitter utslaget?", "required": True},
        {
            "linkId": "bild",
            "type": "attachment",
            "text": PICTURE,
            "required": True,
            "repeats": True,
            "extension": [
                {"url": CORE + "mimeType", "valueCode": "image/jpeg"},
                {"url": CORE + "mimeType", "valueCode": "image/png"},
                {"url": CORE + "questionnaire-maxOccurs", "valueInteger": 2},
            ],
        },
        {
            "linkId": "lista",
            "type": "attachment",
            "text": "Läkemedelslista",
            "extension": [{"url": CORE + "maxSize", "valueDecimal": 2000}],
        },
        {"linkId": "barn", "type": "boolean", "text": "Gäller det ett skolbarn?"},
        {
            "linkId": "intyg",
            "type": "attachment",
            "text": PAPER,
            "required": True,
            "enableWhen": [{"question": "barn", "operator": "=", "answerBoolean": True}],
        },
        {
            "linkId": "tack",
            "type": "string",
            "text": "När togs bilden?",
            "enableWhen": [{"question": "bild", "operator": "exists", "answerBoolean": True}],
        },
    ],
}


def in_use(adam: Employee, source: dict[str, Any] = FORM) -> Any:
    stored = forms.make(adam.actor, "Hudbesvär", json_text.dumps(source))
    forms.take_into_use(adam.actor, stored.id, 1)
    return stored


@pytest.fixture
def in_form(region: Region, adam: Employee, clamd: Any) -> Service:
    """Clinic A's service for renewals, with a form that asks for files in place of the text."""
    settings.choose_answers(adam.actor, region.renewal.id, in_use(adam).id, to_group=False)
    return region.renewal_at_a


def write(who: Resident, service: Service) -> Page:
    return who.browser.open(f"/mottagningar/{service.clinic_id}/{service.id}/")


def test_files_answer_questions_of_a_new_case_and_are_opened_beside_them(
    in_form: Service, alva: Resident, rut: Employee
) -> None:
    page = write(alva, in_form)
    assert "När togs bilden?" not in page.text
    assert scripts(page) == 1
    (chooser,) = page.root.all("input", name="fil_f1")
    assert "capture" not in chooser.attrs
    assert chooser.attrs["accept"].split(",") == [
        "image/jpeg", "image/png", "image/heic", "image/heif", ".heic", ".heif",
    ]  # fmt: skip
    page = attach_to(page, PICTURE, "utslag.jpg", jpeg(exif=b"Exif\0\0MM"), f0="Armen")
    assert page.status == 200
    assert attached(page) == ["utslag.jpg"]
    assert page.fields("Läs igenom")["f0"] == "Armen", "nothing typed is lost"
    assert "När togs bilden? (frivilligt)" in page.text
    page = attach(page, "annat.pdf", pdf("Levaxin"))
    assert attached(page) == ["utslag.jpg", "annat.pdf"]
    look = page.press("Läs igenom")
    assert look.main.one("h1").text == "Läs igenom ditt ärende"
    assert f"{PICTURE} utslag.jpg" in look.main.one("ul", aria_label="Filer som skickas med").text
    assert Document.objects.count() == 0
    receipt = look.press("Skicka")
    assert receipt.address.endswith("/kvitto")
    message, given, case = Message.objects.get(), GivenAnswers.objects.get(), Case.objects.get()
    assert message.text == f"Var sitter utslaget?\nArmen\n\n{PICTURE}\nutslag.jpg"
    document = Document.objects.get(name="utslag.jpg")
    assert (document.label, document.key, document.by) == ("case", case.id, alva.person.id)
    answers = {item["linkId"]: item["answer"] for item in json.loads(given.response)["item"]}
    assert answers["bild"] == [
        {
            "valueAttachment": {
                "contentType": "image/jpeg",
                "url": f"urn:uuid:{document.id}",
                "size": document.size,
                "title": "utslag.jpg",
            }
        }
    ]
    assert bytes(document.content)[:40].hex() not in given.response, "no bytes twice"
    assert not DraftFile.objects.exists()
    assert look.press("Skicka").address == receipt.address, "a second click gets the same receipt"
    assert Document.objects.count() == 2
    for who, address in ((alva, f"/arenden/{case.id}"), (rut, rut.case_address(case))):
        page = who.browser.open(address)
        assert in_thread(page) == ["utslag.jpg", "annat.pdf"]
        assert f"{PICTURE} utslag.jpg" in page.root.one("ul", aria_label="Bifogade filer").text
        opened = who.browser.get(page.link("utslag.jpg (öppnas i en ny flik)"))
        assert (opened.status_code, opened["Content-Type"]) == (200, "image/jpeg")
    assert Trace.objects.filter(action="read_file", key=case.id, outcome="done").count() == 2
    paper = rut.browser.open(rut.case_address(case, "utskrift")).text
    assert f"Bifogade filer: {PICTURE}: utslag.jpg, annat.pdf" in paper


def test_files_wait_with_what_is_filled_in_on_another_device_and_are_nobody_elses(
    in_form: Service, alva: Resident, bo: Resident
) -> None:
    page = attach_to(write(alva, in_form), PICTURE, "utslag.jpg", jpeg(), f0="Armen")
    other = Resident(alva.person, logged_in(alva.person))
    again = write(other, in_form)
    assert attached(again) == ["utslag.jpg"]
    assert again.fields("Läs igenom")["f0"] == "Armen"
    whole = again.root.one("ul", aria_label="Filer som skickas med").one("a").attrs["href"]
    assert other.browser.get(whole)["Content-Type"] == "image/jpeg"
    assert bo.browser.get(whole).status_code == 404
    # Somebody else's file is no answer: the same as one that is not there.
    kept = DraftFile.objects.get()
    theirs = write(bo, in_form)
    for file in (kept.id, uuid4()):
        refused = bo.browser.send(theirs.address, {**theirs.fields("Läs igenom"), "f0": "Benet", "f1": [str(file)]})
        assert refused.status == 422
        assert "Filen finns inte längre. Välj den igen." in refused.text
        assert attached(refused) == []
    assert attached(remove(again, "utslag.jpg")) == []
    assert not DraftFile.objects.exists()
    gone = page.press("Läs igenom")
    assert (gone.status, attached(gone)) == (422, [])
    assert "Filen finns inte längre. Välj den igen." in gone.text


@pytest.mark.parametrize(
    ("question", "name", "content", "words"),
    [
        (PICTURE, "eicar.jpg", EICAR, "Filen är inte en PDF eller en bild"),
        (PICTURE, "plan.pdf", pdf("Plan", more=b"%" + EICAR + b"\n"), "Viruskontrollen stoppade filen."),
        (PICTURE, "plan.pdf", pdf("Plan"), "Filen är av en typ som inte tas emot här: PDF."),
        (PICTURE, "bild.png", jpeg(), "Filens namn säger en sak och innehållet en annan."),
        (LIST, "stor.jpg", jpeg(size=(900, 900)), "Filen är för stor: "),
    ],
)
def test_a_file_that_its_question_does_not_take_is_explained_there(
    in_form: Service, alva: Resident, question: str, name: str, content: bytes, words: str
) -> None:
    page = attach_to(write(alva, in_form), question, name, content, f0="Armen")
    assert page.status == 422
    (shown,) = [node for node in page.root.all("p") if "data-files-error" in node.attrs]
    assert words in shown.text
    assert page.fields("Läs igenom")["f0"] == "Armen"
    assert attached(page) == []
    assert not DraftFile.objects.exists()
    assert Trace.objects.get(action="attach_file").outcome == "refused"


def test_no_more_files_than_the_question_takes_and_no_other_field(in_form: Service, alva: Resident) -> None:
    page = write(alva, in_form)
    first = page
    for number in range(2):
        page = attach_to(page, PICTURE, f"bild{number}.jpg", jpeg())
    assert len(attached(page)) == 2
    assert not page.root.all("input", name="fil_f1"), "there is no room for a third"
    fields = page.fields("Läs igenom")
    third = attach_to(first, PICTURE, "bild3.jpg", jpeg(), f1=fields["f1"])
    assert "Högst 2 filer kan bifogas här." in third.text
    for field in ("f0", "f9", "f1.0", "f3"):
        data = {**fields, "gor": f"bifoga-{field}"}
        assert alva.browser.post(page.address, data, MULTIPART_CONTENT).status_code == 404
    look = page.press("Läs igenom", f0="Armen")
    look.press("Skicka")
    assert "– bild0.jpg\n– bild1.jpg" in Message.objects.get().text
    assert len(Message.objects.get().files) == 2


def test_a_required_file_that_is_missing_or_was_only_chosen_is_asked_for(in_form: Service, alva: Resident) -> None:
    page = write(alva, in_form)
    refused = page.press("Läs igenom", f0="Armen")
    assert refused.status == 422
    assert f"{PICTURE}: Besvara frågan." in refused.root.one("div", class_="ds-error-summary").text
    chosen = page.press("Läs igenom", f0="Armen", fil_f1="utslag.jpg")
    assert "Filen du valde är inte bifogad. Välj den igen och tryck på Bifoga." in chosen.text
    assert not Case.objects.exists()


def test_a_file_of_a_question_that_does_not_apply_is_not_kept(in_form: Service, alva: Resident) -> None:
    page = attach_to(write(alva, in_form), PICTURE, "utslag.jpg", jpeg(), f0="Armen", f3="ja")
    page = attach_to(page, PAPER, "intyg.pdf", pdf("Intyg"))
    assert attached(page) == ["utslag.jpg", "intyg.pdf"]
    look = page.press("Läs igenom", f3="nej")
    assert attached(look) == ["utslag.jpg"]
    assert DraftFile.objects.count() == 2, "until it is sent the answer may be changed again"
    look.press("Skicka")
    assert [file[1] for file in Message.objects.get().files] == ["utslag.jpg"]
    assert not DraftFile.objects.exists()
    assert Document.objects.count() == 1


def test_a_question_that_the_clinic_has_sent_is_answered_with_a_file(
    region: Region, alva: Resident, bo: Resident, hugo: Employee, adam: Employee, clamd: Any
) -> None:
    kind = CaseType.objects.create(code="hud", name="Hud", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind, form=in_use(adam))
    (moved,) = sending.send_out(hugo.actor, region.a, kind, [Outgoing(alva.person, "Hur är det?")], hugo.staff)
    assert isinstance(moved, Moved)
    address = f"/arenden/{moved.thing.id}"
    page = attach_to(alva.browser.open(address), PICTURE, "utslag.jpg", jpeg(), f0="Armen")
    assert attached(page) == ["utslag.jpg"]
    again = Resident(alva.person, logged_in(alva.person)).browser.open(address)
    assert attached(again) == ["utslag.jpg"]
    look = again.press("SKICKA")
    assert look.main.one("h1").text == "Läs igenom ditt svar"
    assert f"{PICTURE} utslag.jpg" in look.main.one("ul", aria_label="Filer som skickas med").text
    done = look.press("Skicka svaret")
    assert in_thread(done) == ["utslag.jpg"]
    assert [file[1:3] + file[4:] for file in Message.objects.get(kind="answer_back").files] == [
        ["utslag.jpg", "image/jpeg", PICTURE]
    ]
    document = Document.objects.get()
    assert bo.browser.get(f"{address}/fil/{document.id}").status_code == 404
    staff = hugo.browser.open(hugo.case_address(moved.thing))
    assert in_thread(staff) == ["utslag.jpg"]
    assert not DraftFile.objects.exists()


def test_the_door_takes_no_answers_whose_files_are_not_sent_along(in_form: Service, alva: Resident) -> None:
    attach_to(write(alva, in_form), PICTURE, "utslag.jpg", jpeg())
    version = FormVersion.objects.get()
    filling = question_files.let_in(alva.actor, in_form.id, filling_of(version))
    answers = judged(version, {"f0": ["Armen"], "f1": list(filling.files)}, filling)
    assert answers.complete
    ids = tuple(UUID(file) for file in filling.files)
    for chosen in (None, Chosen(in_form.id, ids), Chosen(in_form.id, (), ((uuid4(), PICTURE),))):
        with pytest.raises(Refused, match="Svara på alla frågor"):
            sending.send(
                alva.actor, in_form.clinic, in_form.case_type, alva.person, answers.text, answers=answers, chosen=chosen
            )
    # Removed in another window between the look and the sending.
    DraftFile.objects.all().delete()
    chosen = question_files.along(None, in_form.id, filling, answers)
    with pytest.raises(Refused, match="En bifogad fil har tagits bort"):
        sending.send(
            alva.actor, in_form.clinic, in_form.case_type, alva.person, answers.text, answers=answers, chosen=chosen
        )
    assert not Case.objects.exists()


def test_a_form_that_changed_meanwhile_names_the_files_that_were_attached(
    in_form: Service, alva: Resident, adam: Employee
) -> None:
    attach_to(write(alva, in_form), PICTURE, "utslag.jpg", jpeg(), f0="Armen")
    stored = FormVersion.objects.get().form_id
    changed = FORM | {"item": [{"linkId": "a", "type": "string", "text": "Vad?", "required": True}]}
    forms.save(adam.actor, stored, json_text.dumps(changed), seen=1)
    forms.take_into_use(adam.actor, stored, 2)
    page = write(alva, in_form)
    assert "Mottagningen har ändrat formuläret" in page.text
    assert f"{PICTURE} utslag.jpg" in page.text
    page.press("Läs igenom", f0="Eksem").press("Skicka")
    assert Message.objects.get().files == []


def test_a_file_that_comes_before_the_danger_signs_are_read_is_not_lost(
    in_form: Service, alva: Resident, adam: Employee
) -> None:
    page = write(alva, in_form)
    save_signs(adam.actor, in_form.case_type_id, ["Svårt att andas"], ["Svårt att andas"], seen=0)
    step = attach_to(page, PICTURE, "utslag.jpg", jpeg(), f0="Armen")
    assert "Svårt att andas" in step.text
    going_on = step.press("Nej, inget av det här")
    assert attached(going_on) == ["utslag.jpg"]
    assert going_on.fields("Läs igenom")["f0"] == "Armen"


def test_a_file_that_is_not_taken_before_the_danger_signs_are_read_is_explained_there(
    in_form: Service, alva: Resident, adam: Employee
) -> None:
    page = write(alva, in_form)
    save_signs(adam.actor, in_form.case_type_id, ["Svårt att andas"], ["Svårt att andas"], seen=0)
    step = attach_to(page, PICTURE, "plan.pdf", pdf("Plan"), f0="Armen")
    assert "Svårt att andas" in step.text
    assert "Filen är av en typ som inte tas emot här: PDF." in step.text
    assert attached(step.press("Nej, inget av det här")) == []


def test_in_english_only_the_words_of_the_clinic_are_marked_as_swedish(in_form: Service, alva: Resident) -> None:
    alva.browser.cookies["vt_sprak"] = "en"
    page = write(alva, in_form)
    hint = page.root.one("p", id="f1-hint")
    assert "at most 2 files" in hint.text
    assert "lang" not in hint.attrs
    assert page.root.one("fieldset", id="f1").one("legend").attrs["lang"] == "sv"
