"""What goes to the provider: a checklist, files that the clinic adds, one PDF, and the mark of sending (004-015)."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError

from tests.files import jpeg
from tests.reading import Page
from vardtrad.cases.staff.guarantee.tests.test_guarantee_service import said_yes, service  # noqa: F401
from vardtrad.cases.waiting_list import bundle, informing
from vardtrad.cases.waiting_list.rules import Move
from vardtrad.cases.waiting_list.subject import move
from vardtrad.cases.waiting_list.tests.waiting_people import latest
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.documents.models import Document
from vardtrad.shared.web import paper

pytestmark = [pytest.mark.req("004-015"), pytest.mark.usefixtures("clamd")]

ADD, SENT = "Lägg till handlingen", "Markera som skickade"
BY_HAND = ["referral", "record"]


@pytest.fixture
def informed(service, said_yes, olle, region):  # noqa: F811
    """Vårdgarantiservice has told Alva that it will be Provkliniken."""
    informing.inform(olle.actor, region.b, said_yes.id, "Provkliniken", "Det blir {vårdgivare}.", seen=said_yes.content)
    return latest(said_yes)


def page_of(who, entry):
    return who.browser.open(who.address(f"vardgaranti/{entry.id}/handlingar"))


def pdf(pages=1, width=200):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width, 300)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def add(page, name, content, kind):
    data = page.fields(ADD) | {"kind": kind, "file": SimpleUploadedFile(name, content)}
    action = page.form(ADD).attrs["action"]
    return Page(page.browser, page.browser.post(action, data, MULTIPART_CONTENT, follow=True), action)


def test_what_is_missing_is_told_and_what_is_added_comes_along_in_one_pdf(informed, rut, alva):
    page = page_of(rut, informed)
    for words in ("Vårdgarantisedel: ligger med", "Vårdgarantiintyg: ligger med",
                  "Remiss: saknas i utskriften, läggs i för hand",
                  "Journalhandling: saknas i utskriften, läggs i för hand",
                  "Ärendet med erbjudandet: ligger med"):  # fmt: skip
        assert words in page.main.text, words
    page = add(page, "remiss.pdf", pdf(pages=2), "referral")
    assert "Handlingen är tillagd." in page.alerts
    page = add(page, "sida.jpg", jpeg(), "record")
    for words in ("Remiss: remiss.pdf: ligger med", "Journalhandling: sida.jpg: ligger med"):
        assert words in page.main.text, words
    assert "saknas" not in page.main.text
    answer = rut.browser.get(rut.address(f"vardgaranti/{informed.id}/handlingar.pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    sheets = PdfReader(io.BytesIO(answer.content)).pages
    ours = [sheet.extract_text() for sheet in sheets if "Alva Ahlgren" in sheet.extract_text()]
    assert len(sheets) == len(ours) + 3
    assert [int(sheet.mediabox.width) for sheet in sheets][-3:-1] == [200, 200]
    for number, text in enumerate(ours, 1):
        assert f"Sida {number} av {len(ours)}" in text
        assert "19771207-2391" in text
    whole = "\n".join(ours)
    for words in ("Vårdgarantisedel", "Vårdgarantiintyg", "Provkliniken", "remiss.pdf", "sida.jpg"):
        assert words in whole
    read = Trace.objects.filter(action="read_file", key=informed.id, person_id=alva.person.id)
    assert {row.detail["document"] for row in read} == {row["id"] for row in latest(informed).documents}


def test_sent_it_says_when_by_whom_to_which_provider_and_what_was_in_it(informed, rut):
    page = add(page_of(rut, informed), "remiss.pdf", pdf(), "referral")
    refused = page.press(SENT)
    assert refused.status == 422
    assert "Lägg till det som saknas, eller ange att det läggs i för hand." in refused.main.text
    assert latest(informed).posted is None
    done = refused.press(SENT, by_hand=["record"])
    assert "Handlingarna är markerade som skickade." in done.alerts
    entry = latest(informed)
    assert (entry.posted is not None, entry.posted_by, entry.provider) == (True, rut.staff.name, "Provkliniken")
    assert entry.posted_contents == [
        "Vårdgarantisedel", "Vårdgarantiintyg", "Remiss: remiss.pdf", "Journalhandling (lagd i för hand)",
        "Ärendet med erbjudandet",
    ]  # fmt: skip
    assert rut.staff.name in done.main.text
    assert "Journalhandling (lagd i för hand)" in done.main.text
    sheet = page_of(rut, informed)
    assert f"av {rut.staff.name} till Provkliniken" in sheet.main.text
    assert "Journalhandling (lagd i för hand)" in sheet.main.text
    # What is sent can neither be added to nor taken from.
    assert ADD not in sheet.main.text
    with pytest.raises(Refused) as late:
        bundle.leave_out(rut.actor, entry, uuid4())
    assert late.value.reason is Reason.NEED


def test_a_wrong_file_is_taken_out_again_and_a_bad_one_is_told(informed, rut):
    page = add(page_of(rut, informed), "fel.pdf", pdf(), "record")
    (row,) = latest(informed).documents
    page = page.press("Ta bort Journalhandling: fel.pdf")
    assert "Handlingen är borttagen." in page.alerts
    assert latest(informed).documents == []
    assert "Journalhandling: saknas" in page.main.text
    assert rut.browser.get(rut.address(f"vardgaranti/{informed.id}/handlingar/{row['id']}")).status_code == 404
    assert Document.objects.filter(pk=row["id"]).exists()
    bad = add(page, "program.pdf", b"MZ not a document", "record")
    assert bad.status == 422
    nothing = page.press(ADD)
    assert nothing.status == 422
    assert "Välj vad det är för handling." in nothing.main.text
    assert "Välj en fil." in nothing.main.text
    assert latest(informed).documents == []


def test_a_file_is_opened_by_the_clinic_alone(informed, rut, olle, petra, alva):
    add(page_of(rut, informed), "remiss.pdf", pdf(), "referral")
    (row,) = latest(informed).documents
    path = f"vardgaranti/{informed.id}/handlingar/{row['id']}"
    shown = rut.browser.get(rut.address(path))
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (
        200, "application/pdf", "nosniff"
    )  # fmt: skip
    for who in (olle, petra):
        assert who.browser.get(who.address(path)).status_code == 404
        assert who.browser.post(who.address(f"{path}/ta-bort"), {"submit_key": uuid4()}).status_code == 404
    assert rut.browser.get(rut.address(f"vardgaranti/{informed.id}/handlingar/{uuid4()}")).status_code == 404


def test_a_page_that_has_grown_old_marks_nothing_as_sent(informed, rut):
    page = page_of(rut, informed)
    add(page, "remiss.pdf", pdf(), "referral")
    old = page.press(SENT, by_hand=["record"])
    assert old.status == 422
    assert latest(informed).posted is None
    # What was ticked stays, on a page that has seen the new file.
    assert old.fields(SENT)["by_hand"] == ["record"]
    old.press(SENT)
    assert latest(informed).posted is not None


def test_a_file_that_cannot_be_joined_is_named_and_the_page_stays(informed, rut, monkeypatch):
    add(page_of(rut, informed), "remiss.pdf", pdf(), "referral")

    def stumbles(*_file, **_options):
        raise PdfReadError("somebody's text")

    monkeypatch.setattr(PdfWriter, "append", stumbles)
    answer = rut.browser.get(rut.address(f"vardgaranti/{informed.id}/handlingar.pdf"))
    assert answer.status_code == 422
    assert "PDF-filen kan inte skapas med remiss.pdf. Skriv ut filen för sig." in answer.content.decode()


def test_many_files_cost_no_more_queries_than_one(informed, rut, monkeypatch):
    """The paper itself is drawn elsewhere; here only how the files that go along are fetched and traced counts."""
    monkeypatch.setattr(paper, "pdf", lambda _html: pdf())
    address = rut.address(f"vardgaranti/{informed.id}/handlingar.pdf")

    def take_out(number: int) -> int:
        for each in range(number):
            given = bundle.Add("record", Checked(f"{each}.pdf", "application/pdf", pdf()))
            move(rut.actor, informed.id, Move.ADD_DOCUMENT, given)
        rut.browser.get(address)
        read = Trace.objects.filter(action="read_file", key=informed.id).count()
        with CaptureQueriesContext(connection) as caught:
            answer = rut.browser.get(address)
        there = len(latest(informed).documents)
        assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1 + there
        assert Trace.objects.filter(action="read_file", key=informed.id).count() == read + there
        return len(caught)

    assert take_out(2) == take_out(7)
