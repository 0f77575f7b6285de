"""A file attached to a message: which are accepted, refusals that lose nothing, and who may open a file."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.clamd import EICAR
from tests.pdfs import PNG, pdf
from tests.plans import Drive
from tests.reading import Browser, Page
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions, queries
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.documents.models import Document
from vardtrad.shared.rate_limit import limits

TEXT = "Se bifogad hemplan."
PLAN = pdf("Hemtjänst morgon och kväll.")


def page_of(svu, who) -> Page:
    return who.browser.open(f"{who.base}svu/{svu.key}/inskrivning/")


def send(page: Page, *files: tuple[str, bytes], **typed: object) -> Page:
    """Fill in the form, choose files and press Skicka, as a browser sends it."""
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    data = {**page.fields("Skicka"), "text": TEXT, **typed, "file": chosen}
    action = page.form("Skicka").attrs["action"]
    assert page.form("Skicka").attrs["enctype"] == "multipart/form-data"
    return Page(page.browser, page.browser.post(action, data, MULTIPART_CONTENT, follow=True), action)


def sent(svu, who, name: str = "hemplan.pdf", content: bytes = PLAN) -> Message:
    """A message with a file, sent by its verb."""
    checked = documents.Checked(name, "image/png" if content == PNG else "application/pdf", content)
    actions.write(SVU, who.actor, svu.key, TEXT, {svu.town.unit.id}, document=checked)
    return Message.objects.latest("at")


def file_of(svu, who, document, more: str = ""):
    return who.browser.get(f"{who.base}svu/{svu.key}/meddelande/fil/{document}{more}")


@pytest.mark.req("001-014", "001-015", "001-238", "001-240", "001-242", "001-243", "B-30")
def test_a_file_goes_with_the_message_to_all_and_is_counted(svu, clamd):
    page = page_of(svu, svu.ward)
    (chooser,) = page.form("Skicka").all("input", type="file")
    assert "multiple" not in chooser.attrs
    assert "Bifoga fil" in page.form("Skicka").text
    assert queries.counts([svu.key], svu.care.unit.id) == {}
    after = send(page, ("hemplan.pdf", PLAN))
    assert after.status == 200
    document, message = Document.objects.get(), Message.objects.get()
    assert (message.document, message.file_name) == (document.id, "hemplan.pdf")
    assert (document.label, document.key, bytes(document.content)) == ("svu", svu.key, PLAN)
    assert message.requests.count() == 2
    for who in (svu.ward, svu.care, svu.town):
        assert queries.counts([svu.key], who.unit.id)[svu.key].files == 1
        shown = page_of(svu, who)
        assert "hemplan.pdf" in shown.root.one("p", class_="file").text
        opened = file_of(svu, who, document.id)
        assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
        assert opened["Content-Disposition"] == 'inline; filename="hemplan.pdf"'
        assert opened.content == PLAN
        saved = shown.browser.get(shown.link("Ladda ner hemplan.pdf"))
        assert saved["Content-Disposition"] == 'attachment; filename="hemplan.pdf"'
        assert saved["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in saved["Cache-Control"]


@pytest.mark.req("B-30")
def test_a_picture_is_shown_in_the_page_when_it_is_asked_for(svu):
    message = sent(svu, svu.ward, "bild.png", PNG)
    page = page_of(svu, svu.care)
    (preview,) = page.root.all("details", class_="preview")
    assert "open" not in preview.attrs
    (picture,) = preview.all("img")
    assert picture.attrs["loading"] == "lazy"  # not fetched, and so not logged, until it is shown
    assert picture.attrs["alt"] == "Bilden bild.png"
    answer = svu.care.browser.get(picture.attrs["src"])
    assert (answer["Content-Type"], answer.content) == ("image/png", PNG)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert picture.attrs["src"].endswith(str(message.document))


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", pdf("Plan", more=b"%" + EICAR + b"\n"), "Viruskontrollen stoppade filen."),
        ("plan 19800102-2386.pdf", PLAN, "Filens namn innehåller ett personnummer."),
        ("plan.pdf", pdf("Gäller 800102-2386"), "Filen innehåller ett personnummer."),
        ("Hemplan Wilma Widegren.pdf", PLAN, "Filens namn innehåller patientens namn."),
        ("plan.pdf", pdf("Plan för Wilma Widegren"), "Filen innehåller patientens namn."),
        ("plan.pdf", b"<html><script>alert(1)</script>", "Filen är inte en PDF eller en bild"),
        ("plan.png", PLAN, "Filens namn säger en sak och innehållet en annan."),
        ("plan.pdf", b"", "Filen är tom."),
    ],
)
def test_a_refused_file_is_explained_and_nothing_typed_is_lost(planners, clamd, name, content, words):
    svu = Drive(planners, patient="wilma", others=("oskar", "karin")).published()
    back = send(page_of(svu, svu.ward), (name, content), ask=[str(svu.town.unit.id)])
    _nothing_is_lost(svu, back, words)
    assert Trace.objects.get(action="attach_file", key=svu.key).outcome == "refused"
    assert "Wilma" not in str(Trace.objects.get(action="attach_file", key=svu.key).detail)
    send(back, ("hemplan.pdf", PLAN), text=back.fields("Skicka")["text"])
    assert Message.objects.get().file_name == "hemplan.pdf"
    assert Message.objects.get().requests.count() == 1


def _nothing_is_lost(svu, back: Page, words: str) -> None:
    assert back.status == 422
    assert words in back.alerts
    section = back.root.one("details", id="meddelanden")
    assert words in section.text
    assert "Filen följer inte med när sidan visas igen." in section.text
    assert back.fields("Skicka")["text"] == TEXT
    assert back.fields("Skicka")["ask"] == [str(svu.town.unit.id)]
    assert not Message.objects.exists()
    assert not Document.objects.exists()


def test_a_file_that_is_too_large(svu, clamd, settings):
    settings.FILE_LIMIT = 400
    back = send(page_of(svu, svu.ward), ("hemplan.pdf", PLAN), ask=[str(svu.town.unit.id)])
    _nothing_is_lost(svu, back, "Filen är för stor.")


def test_without_a_scanner_the_message_can_still_go_without_its_file(svu, settings):
    settings.CLAMD = ""
    back = send(page_of(svu, svu.ward), ("hemplan.pdf", PLAN), ask=[str(svu.town.unit.id)])
    _nothing_is_lost(svu, back, "viruskontrollen svarar inte")
    back.press("Skicka")
    assert Message.objects.get().document is None


def test_a_user_who_attaches_many_files_must_wait_but_can_send_the_text(svu, clamd, monkeypatch):
    monkeypatch.setattr(limits, "ATTACHMENT", replace(limits.ATTACHMENT, most=2))
    for _time in range(2):
        assert send(page_of(svu, svu.ward), ("hemplan.pdf", PLAN)).status == 200
    page = send(page_of(svu, svu.ward), ("hemplan.pdf", PLAN))
    assert page.status == 429
    assert "Vänta tio minuter" in page.text
    assert TEXT in page.html
    assert Trace.objects.filter(action="attach_file", outcome="refused", key=svu.key).count() == 1
    assert send(page_of(svu, svu.ward)).status == 200
    assert send(page_of(svu, svu.care), ("hemplan.pdf", PLAN)).status == 200
    assert Document.objects.count() == 3


@pytest.mark.req("001-240")
def test_only_one_file(svu, clamd):
    back = send(page_of(svu, svu.ward), ("hemplan.pdf", PLAN), ("bild.png", PNG), ask=[str(svu.town.unit.id)])
    _nothing_is_lost(svu, back, "Bara en fil kan bifogas till varje meddelande.")


def test_a_faulty_text_loses_no_tick_and_stores_no_file(svu, clamd):
    back = send(page_of(svu, svu.ward), ("hemplan.pdf", PLAN), text="  ")
    assert back.status == 422
    assert "Skriv ett meddelande." in back.alerts
    assert "Filen följer inte med" in back.text
    assert not Document.objects.exists()
    with pytest.raises(Refused):
        actions.write(SVU, svu.ward.actor, svu.key, " ", set(), document=documents.Checked("a.png", "image/png", PNG))
    assert not Document.objects.exists()


def test_a_double_click_stores_one_file_and_another_file_is_another_sending(svu, clamd):
    page = page_of(svu, svu.ward)
    send(page, ("plan.pdf", PLAN))
    send(page, ("plan.pdf", PLAN))
    assert (Message.objects.count(), Document.objects.count()) == (1, 1)
    send(page, ("plan.pdf", pdf("Rättad plan")))
    assert (Message.objects.count(), Document.objects.count()) == (2, 2)


def test_an_upload_without_the_forms_secret_stores_nothing_and_shows_the_text(svu, clamd):
    page = page_of(svu, svu.ward)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = page.browser.cookies
    data = {**page.fields("Skicka"), "text": TEXT, "file": SimpleUploadedFile("plan.pdf", PLAN)}
    data["csrfmiddlewaretoken"] = "x" * 64
    answer = strict.post(page.form("Skicka").attrs["action"], data, MULTIPART_CONTENT)
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    assert not Message.objects.exists()
    whole = strict.get(f"{svu.ward.base}svu/{svu.key}/inskrivning/")
    fresh = Page(strict, whole, "")
    assert send(fresh, ("plan.pdf", PLAN)).status == 200
    assert Message.objects.count() == 1


def test_text_in_another_encoding_is_not_stored_damaged(svu):
    page = page_of(svu, svu.ward)
    body = encode_multipart(BOUNDARY, {**page.fields("Skicka"), "text": "TEXTEN", "file": []})
    body = body.replace(b"TEXTEN", "Nyckel hos systern på Åsgatan".encode("cp1252"))
    answer = page.browser.generic("POST", page.form("Skicka").attrs["action"], body, MULTIPART_CONTENT)
    assert answer.status_code in {400, 422}
    assert not Message.objects.exists()


@pytest.mark.parametrize("verb", ["kvittera", "makulera"])
def test_no_other_verb_takes_files(svu, verb):
    answer = svu.ward.browser.post(
        f"{svu.ward.base}svu/{svu.key}/meddelande/{verb}",
        {"file": SimpleUploadedFile("a.pdf", PLAN)},
        MULTIPART_CONTENT,
    )
    assert answer.status_code == 400


@pytest.mark.req("B-30")
def test_opening_leaves_a_trace_of_who_opened_which_file(svu):
    document = sent(svu, svu.ward).document
    file_of(svu, svu.town, document)
    (row,) = Trace.objects.filter(action="read_file")
    assert (row.actor_id, row.key, row.person_id) == (svu.town.staff.id, svu.key, svu.plan.patient_id)
    assert (row.outcome, row.detail) == ("done", {"document": str(document)})


def test_a_file_of_another_plan_or_of_no_plan_cannot_be_opened(svu, planners, extern):
    other = Drive(planners, patient="edvin").published()
    document = sent(other, other.ward).document
    for key in (document, uuid4()):
        assert file_of(svu, svu.ward, key).status_code == 404
    assert file_of(other, extern, document).status_code == 404
    assert Trace.objects.filter(action="read_file", outcome="refused").count() == 2
    assert Trace.objects.filter(action="read_file", outcome="done").count() == 0


def test_outsiders_cannot_use_the_file_check_to_guess_the_patients_name(svu, extern, clamd):
    answer = extern.browser.post(
        f"{extern.base}svu/{svu.key}/meddelande/skicka",
        {"text": "x", "submit_key": str(uuid4()), "file": SimpleUploadedFile("Elsa Ek.pdf", PLAN)},
        MULTIPART_CONTENT,
    )
    assert answer.status_code == 404
    assert not Trace.objects.filter(action="attach_file").exists()


def test_a_unit_that_has_left_can_no_longer_open_the_file(svu, rolf):
    planning.add_unit(SVU, svu.ward.actor, svu.key, rolf.unit)
    document = sent(svu, svu.ward).document
    assert file_of(svu, rolf, document).status_code == 200
    planning.remove_unit(SVU, svu.ward.actor, svu.key, rolf.unit, confirmed=True)
    assert file_of(svu, rolf, document).status_code == 404


@pytest.mark.req("001-237")
def test_an_annulled_messages_file_opens_only_for_the_sender_and_is_not_counted(svu):
    message = sent(svu, svu.ward)
    actions.annul(SVU, svu.ward.actor, svu.key, message.id)
    assert queries.counts([svu.key], svu.care.unit.id)[svu.key] == queries.Counts(1, 0, 0)
    for who, status in ((svu.ward, 200), (svu.care, 404), (svu.town, 404)):
        assert file_of(svu, who, message.document).status_code == status
        assert file_of(svu, who, message.document, "/spara").status_code == status
    shown = page_of(svu, svu.care)
    assert TEXT in shown.text
    assert "hemplan.pdf. Filen kan inte längre öppnas." in shown.text
    assert "Ladda ner hemplan.pdf" not in [link.text for link in shown.root.all("a")]
    assert page_of(svu, svu.ward).link("Ladda ner hemplan.pdf")


def test_after_a_withdrawal_each_unit_opens_its_own_files_only(svu):
    wards, towns = sent(svu, svu.ward).document, sent(svu, svu.town).document
    svu.withdrawn()
    assert file_of(svu, svu.ward, wards).status_code == 200
    assert file_of(svu, svu.ward, towns).status_code == 404
    assert file_of(svu, svu.town, towns).status_code == 200
    assert file_of(svu, svu.care, wards).status_code == 404


def test_a_file_name_is_text(svu):
    sent(svu, svu.ward, 'a"><img src=x onerror=alert(1)>.pdf')
    page = page_of(svu, svu.care)
    assert 'a"><img src=x onerror=alert(1)>.pdf' in page.root.one("p", class_="file").text
    assert not page.root.all("img", src="x")


def test_an_expired_session_keeps_the_text_and_asks_for_the_file_again(frozen, planners, clamd, settings):
    settings.DEMO = True
    svu = Drive(planners).published()
    page = page_of(svu, svu.ward)
    frozen.go(minutes=31)
    kept = send(page, ("hemplan.pdf", PLAN), ask=[str(svu.town.unit.id)])
    assert "Din text är sparad." in kept.text
    browser = page.browser
    back = browser.send("/personal/logga-in/kort", {"who": str(svu.ward.staff.id), "pin": "123456"})
    assert TEXT in back.main.text
    assert "utan_fil" not in back.main.text
    back = back.press("Skicka nu")
    assert back.status == 422
    assert "Filen följde inte med när du loggade in." in back.alerts
    assert back.fields("Skicka")["text"] == TEXT
    assert back.fields("Skicka")["ask"] == [str(svu.town.unit.id)]
    assert not Message.objects.exists()
    back.press("Skicka")
    assert Message.objects.get().text == TEXT
