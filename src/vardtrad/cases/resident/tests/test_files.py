"""A resident attaches files to a case and to an answer, without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.clamd import EICAR
from tests.files import attach, attached, in_thread, jpeg, remove
from tests.pdfs import pdf
from tests.people import Employee, Region, Resident, logged_in, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents.models import Document
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import files
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.drafts.models import DraftFile
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.login.models import Session

TEXT = "Eksemet har blivit värre. Se bilden."


def write(who: Resident, region: Region) -> Page:
    return who.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")


def asked(case: Case, hugo: Employee) -> Case:
    hugo.does("ask", case, "Kan du skicka en bild?")
    return now(case)


def test_files_go_with_a_new_case_and_the_clinic_opens_them(region, alva, rut, clamd):
    page = attach(write(alva, region), "eksem.jpg", jpeg(exif=b"Exif\0\0MM"), text=TEXT)
    assert page.status == 200
    assert attached(page) == ["eksem.jpg"]
    assert page.fields("Läs igenom")["text"] == TEXT, "nothing typed is lost"
    page = attach(page, "läkemedelslista.pdf", pdf("Levaxin"))
    look = page.press("Läs igenom")
    assert attached(look) == ["eksem.jpg", "läkemedelslista.pdf"]
    assert Document.objects.count() == 0
    sent = look.press("Skicka")
    assert sent.address.endswith("/kvitto")
    case, message = Case.objects.get(), Message.objects.get()
    assert [name for _id, name, _type, _size in message.files] == ["eksem.jpg", "läkemedelslista.pdf"]
    assert {(row.label, row.key, row.by, row.unit) for row in Document.objects.all()} == {
        ("case", case.id, alva.person.id, None)
    }
    assert not DraftFile.objects.exists()
    for who, address in ((alva, f"/arenden/{case.id}"), (rut, rut.case_address(case))):
        page = who.browser.open(address)
        assert in_thread(page) == ["eksem.jpg", "läkemedelslista.pdf"]
        opened = who.browser.get(page.link("läkemedelslista.pdf (öppnas i en ny flik)"))
        assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
        assert "inline" in opened["Content-Disposition"]
        saved = who.browser.get(page.link("Ladda ner eksem.jpg"))
        assert saved["Content-Disposition"] == 'attachment; filename="eksem.jpg"'
        assert saved["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in saved["Content-Security-Policy"]
        assert "no-store" in saved["Cache-Control"]
        actor = who.person.id if who is alva else who.staff.id
        reads = Trace.objects.filter(action="read_file", key=case.id, actor_id=actor, outcome="done")
        assert reads.count() == 2
        assert set(reads.values_list("person_id", flat=True)) == {alva.person.id}
        small = who.browser.get(page.root.one("ul", aria_label="Bifogade filer").one("img").attrs["src"])
        assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
        assert len(small.content) < 10_000
        assert reads.count() == 2, "the small picture is part of the page"
    assert "eksem" not in str(list(Trace.objects.values_list("detail", flat=True)))


def test_files_go_with_an_answer_and_stand_on_paper(region, alva, hugo, hugos_case, clamd):
    case = asked(hugos_case, hugo)
    page = attach(alva.browser.open(f"/arenden/{case.id}"), "bild.png", jpeg())
    assert "Filens namn säger en sak" in page.text
    page = attach(page, "bild.jpg", jpeg(), text="Här är den.")
    assert attached(page) == ["bild.jpg"]
    done = page.press("Skicka svar")
    assert in_thread(done) == ["bild.jpg"]
    assert "Bifogade filer: bild.jpg" in hugo.browser.open(hugo.case_address(case, "utskrift")).text


@pytest.mark.req("B-20", "B-04")
def test_files_wait_with_the_draft_on_another_device(region, alva, bo, clamd):
    page = attach(write(alva, region), "eksem.jpg", jpeg())
    other = logged_in(alva.person)
    again = other.open(page.address)
    assert attached(again) == ["eksem.jpg"]
    (picture,) = again.root.one("ul", aria_label="Filer som skickas med").all("img")
    assert other.get(picture.attrs["src"])["Content-Type"] == "image/jpeg"
    whole = again.root.one("ul", aria_label="Filer som skickas med").one("a").attrs["href"]
    assert other.get(whole).status_code == 200
    # It is nobody else's.
    assert bo.browser.get(whole).status_code == bo.browser.get(picture.attrs["src"]).status_code == 404
    assert attached(write(bo, region)) == []
    assert attached(remove(again, "eksem.jpg")) == []
    assert other.get(whole).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("eicar.pdf", pdf("Plan", more=b"%" + EICAR + b"\n"), "Viruskontrollen stoppade filen."),
        ("bild.jpg", b"<html><script>alert(1)</script>", "Filen är inte en PDF eller en bild"),
        ("lista.zip", b"PK\x03\x04" + bytes(200), "Filen är inte en PDF eller en bild"),
        ("bild.png", pdf(), "Filens namn säger en sak och innehållet en annan."),
        ("tom.pdf", b"", "Filen är tom."),
    ],
)
def test_a_refused_file_is_explained_and_nothing_typed_is_lost(region, alva, clamd, name, content, words):
    page = attach(write(alva, region), name, content, text=TEXT)
    assert page.status == 422
    assert words in page.text
    assert page.fields("Läs igenom")["text"] == TEXT
    assert attached(page) == []
    assert Trace.objects.get(action="attach_file").outcome == "refused"


def test_five_files_and_not_six(region, alva, clamd):
    page = write(alva, region)
    for number in range(5):
        page = attach(page, f"bild{number}.jpg", jpeg(size=(20, 20)), text=TEXT)
    assert len(attached(page)) == 5
    assert not page.root.all("input", type="file"), "there is no room for a sixth"
    # Two windows that attach the last two at the same moment: the sending counts again.
    first = DraftFile.objects.order_by("id")[0]
    first.pk = uuid4()
    first.save(force_insert=True)
    ids = tuple(DraftFile.objects.values_list("id", flat=True))
    with pytest.raises(Refused, match="Högst 5 filer"):
        sending.send(
            alva.actor, region.a, region.renewal_at_a.case_type, alva.person, TEXT,
            chosen=Chosen(region.renewal_at_a.id, ids),
        )  # fmt: skip
    assert not Document.objects.exists()


def test_a_file_that_is_removed_in_another_window_is_missed(region, alva, clamd):
    page = attach(write(alva, region), "eksem.jpg", jpeg(), text=TEXT)
    look = page.press("Läs igenom")
    remove(write(alva, region), "eksem.jpg")
    back = look.press("Skicka")
    assert not Case.objects.exists()
    assert "En bifogad fil har tagits bort" in back.text
    assert back.fields("Läs igenom")["text"] == TEXT


def test_a_file_added_after_the_last_look_is_not_sent_unseen(region, alva, clamd):
    look = attach(write(alva, region), "ett.jpg", jpeg(), text=TEXT).press("Läs igenom")
    attach(write(alva, region), "tva.jpg", jpeg())
    look.press("Skicka")
    assert [name for _id, name, *_rest in Message.objects.get().files] == ["ett.jpg"]
    assert attached(write(alva, region)) == ["tva.jpg"]


def test_the_same_form_twice_sends_the_files_once(region, alva, clamd):
    look = attach(write(alva, region), "ett.jpg", jpeg(), text=TEXT).press("Läs igenom")
    fields, address = look.fields("Skicka"), look.form("Skicka").attrs["action"]
    first, second = alva.browser.post(address, fields), alva.browser.post(address, fields)
    assert first["Location"] == second["Location"]
    assert (Message.objects.count(), Document.objects.count()) == (1, 1)


def test_two_windows_that_send_the_same_file_come_one_after_another(region, alva, clamd):
    """The files are locked before they are counted: the second then finds that they are gone, and is told so."""
    attach(write(alva, region), "ett.jpg", jpeg(), text=TEXT)
    chosen = Chosen(region.renewal_at_a.id, (DraftFile.objects.get().id,))
    with CaptureQueriesContext(connection) as caught:
        assert files.are_there(alva.actor, chosen)
    (asked,) = caught.captured_queries
    assert "FOR UPDATE" in asked["sql"]
    DraftFile.objects.all().delete()
    assert not files.are_there(alva.actor, chosen)


def test_a_file_that_is_chosen_and_not_attached_is_not_forgotten(region, alva):
    """Without a script: the browser sends the chosen file's name when the form is not one for files."""
    page = write(alva, region).press("Läs igenom", text=TEXT, fil="eksem.jpg")
    assert page.status == 422
    assert "Filen du valde är inte bifogad." in page.text
    assert page.fields("Läs igenom")["text"] == TEXT


def test_somebody_elses_files_cannot_be_sent_or_opened(region, alva, bo, clamd):
    page = attach(write(alva, region), "eksem.jpg", jpeg(), text=TEXT)
    waiting = DraftFile.objects.get()
    stolen = write(bo, region).press("Läs igenom", text="Hej.", bilaga=[str(waiting.id)])
    sent = stolen.press("Skicka")
    assert DraftFile.objects.filter(pk=waiting.id).exists()
    assert not Document.objects.exists()
    assert sent.status in {200, 422}
    case = page.press("Läs igenom").press("Skicka") and Case.objects.get(patient=alva.person)
    document = Document.objects.get()
    for path in (f"/arenden/{case.id}/fil/{document.id}", f"/arenden/{uuid4()}/fil/{document.id}"):
        for more in ("", "/spara", "/liten"):
            assert bo.browser.get(path + more).status_code == 404
    assert alva.browser.get(f"/arenden/{case.id}/fil/{uuid4()}").status_code == 404
    others = bo.sends(region.renewal_at_a)
    assert bo.browser.get(f"/arenden/{others.id}/fil/{document.id}").status_code == 404
    assert Trace.objects.filter(action="read_file", outcome="refused", actor_id=bo.person.id).count() == 1


def test_files_nobody_sends_go_with_the_old_drafts(region, alva, clamd):
    attach(write(alva, region), "eksem.jpg", jpeg())
    drafts.clear_old()
    assert DraftFile.objects.exists()
    DraftFile.objects.update(at=timezone.now() - timedelta(days=91))
    drafts.clear_old()
    assert not DraftFile.objects.exists()


def test_a_session_that_has_run_out_sends_nothing_when_a_file_is_attached(region, alva, hugo, hugos_case, clamd):
    case = asked(hugos_case, hugo)
    page = alva.browser.open(f"/arenden/{case.id}")
    Session.objects.filter(person=alva.person).update(last_seen=timezone.now() - timedelta(days=1))
    data = {**page.fields("Bifoga"), "text": "Här är bilden.", "fil": SimpleUploadedFile("bild.jpg", jpeg())}
    answer = alva.browser.post(page.address, data, MULTIPART_CONTENT)
    assert answer.status_code == 302
    alva.browser.cookies.update(logged_in(alva.person).cookies)
    kept = alva.browser.open("/fortsatt/resident")
    back = kept.press("Skicka nu")
    assert not Message.objects.filter(kind="answer_back").exists(), "attaching is not sending"
    assert "Filen följde inte med när du loggade in." in back.text
    assert back.fields("Skicka svar")["text"] == "Här är bilden."


def test_a_form_that_brings_files_is_never_sent_at_once(region, alva, hugo, hugos_case, clamd):
    """Its texts may have lost signs that were no UTF-8: it is shown again instead."""
    case = asked(hugos_case, hugo)
    page = alva.browser.open(f"/arenden/{case.id}")
    fields = {**page.fields("Skicka svar"), "text": "Svar."}
    assert alva.browser.post(page.address, fields, MULTIPART_CONTENT).status_code == 200
    assert not Message.objects.filter(kind="answer_back").exists()


def test_files_go_with_the_answer_in_a_form_and_are_looked_over_first(region, alva, hugo, adam, clamd):
    """A question that the clinic has sent with a form takes files beside its answers."""
    source = {
        "resourceType": "Questionnaire", "url": "urn:vardtrad:prov", "title": "Eksem", "status": "active",
        "item": [{"linkId": "a", "type": "string", "text": "Hur är eksemet?", "required": True}],
    }  # fmt: skip
    stored = forms.make(adam.actor, "Eksem", json_text.dumps(source))
    forms.take_into_use(adam.actor, stored.id, 1)
    kind = CaseType.objects.create(code="eksem", name="Eksem", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind, form=stored)
    (moved,) = sending.send_out(hugo.actor, region.a, kind, [Outgoing(alva.person, "Hur går det?")], hugo.staff)
    address = f"/arenden/{moved.thing.id}"
    page = attach(alva.browser.open(address), "eksem.jpg", jpeg(), f0="Bättre")
    assert page.status == 200
    assert attached(page) == ["eksem.jpg"]
    assert page.fields("SKICKA")["f0"] == "Bättre", "nothing typed is lost"
    page = remove(attach(page, "fel.jpg", jpeg()), "fel.jpg")
    look = page.press("SKICKA")
    assert look.main.one("h1").text == "Läs igenom ditt svar"
    assert attached(look) == ["eksem.jpg"]
    # A file that came after the last look is not sent unseen.
    attach(alva.browser.open(address), "senare.jpg", jpeg("blue"))
    fields, later = look.fields("Skicka svaret"), DraftFile.objects.get(name="senare.jpg")
    sent = fields | {"bilaga": [*fields["bilaga"], str(later.id)], "visade": "f0"}
    again = alva.browser.send(f"{address}/svar", sent)
    assert attached(again) == ["eksem.jpg", "senare.jpg"]
    assert not Message.objects.filter(kind="answer_back").exists()
    again.press("Skicka svaret")
    message = Message.objects.get(kind="answer_back")
    assert [name for _id, name, _type, _size in message.files] == ["eksem.jpg", "senare.jpg"]
    assert not DraftFile.objects.exists()
    assert in_thread(hugo.browser.open(hugo.case_address(moved.thing))) == ["eksem.jpg", "senare.jpg"]
    assert not DraftFile.objects.exists()


def test_a_file_chosen_beside_a_form_and_not_attached_is_not_forgotten(region, alva, hugo, adam):
    source = {"resourceType": "Questionnaire", "url": "urn:vardtrad:prov", "title": "Eksem", "status": "active",
              "item": [{"linkId": "a", "type": "string", "text": "Hur är eksemet?"}]}  # fmt: skip
    stored = forms.make(adam.actor, "Eksem", json_text.dumps(source))
    forms.take_into_use(adam.actor, stored.id, 1)
    kind = CaseType.objects.create(code="eksem", name="Eksem", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind, form=stored)
    (moved,) = sending.send_out(hugo.actor, region.a, kind, [Outgoing(alva.person, "Hur går det?")], hugo.staff)
    page = alva.browser.open(f"/arenden/{moved.thing.id}").press("SKICKA", f0="Bättre", fil="bild.jpg")
    assert page.status == 422
    assert "Filen du valde är inte bifogad." in page.alerts
    assert page.fields("SKICKA")["f0"] == "Bättre"
