"""Which files may be attached, with a real clamd."""

from __future__ import annotations

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from tests.clamd import EICAR
from tests.pdfs import PNG, pdf
from vardtrad.documents import actions, queries
from vardtrad.kernel.tables import Refused

ELSA = ("Elsa Maria", "Söderberg")


def upload(name: str, content: bytes):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def refused(name: str, content: bytes, patient=ELSA) -> str:
    with pytest.raises(Refused) as caught:
        actions.check(upload(name, content), patient)
    return caught.value.sentence


@pytest.mark.req("B-30")
@pytest.mark.parametrize(("name", "content"), [("plan.pdf", pdf("Hemplan")), ("bild.PNG", PNG)])
def test_a_clean_file_passes(clamd, name, content):
    checked = actions.check(upload(name, content), ELSA)
    assert (checked.name, checked.content) == (name, content)


@pytest.mark.req("B-30")
def test_a_virus_is_stopped(clamd):
    assert "Viruskontrollen stoppade" in refused("plan.pdf", pdf("Plan", more=b"%" + EICAR + b"\n"))


@pytest.mark.req("B-30")
def test_without_a_scanner_nothing_is_taken(settings):
    settings.CLAMD = ""
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())
    settings.CLAMD = "unix:/nonexistent/clamd.sock"
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())
    settings.CLAMD = "tcp://127.0.0.1:1"
    assert "viruskontrollen svarar inte" in refused("plan.pdf", pdf())


@pytest.mark.req("B-30")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script></html>"),
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("plan.exe", b"MZ" + bytes(200)),
        ("plan.docx", b"PK\x03\x04" + bytes(200)),
        ("plan.png", pdf()),
        ("plan.pdf", PNG),
        ("plan.pdf.exe", pdf()),
        ("plan", pdf()),
        ("plan.pdf", b"GIF89a" + bytes(50)),
    ],
)
def test_what_is_no_pdf_or_picture_or_pretends_is_refused(clamd, name, content):
    assert "Spara om" in refused(name, content)


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize(
    "name",
    [
        "19800101-2387.pdf",
        "plan 198001012387.pdf",
        "plan_800101-2387.pdf",
        "8001012387.pdf",
        "plan 800101 – 2387.pdf",
        "Elsa Söderberg.pdf",
        "söderberg_elsa.pdf",
        "SÖDERBERG MARIA hemplan.pdf",
    ],
)
def test_a_name_that_tells_who_the_patient_is_is_refused(clamd, name):
    sentence = refused(name, pdf())
    assert "Byt namn på filen" in sentence
    assert "800101" not in sentence
    assert "Elsa" not in sentence


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize(
    "content",
    [
        pdf("Patient: 19800101-2387"),
        pdf("nr 8001012387 enligt ovan"),
        pdf("Elsa Söderberg vill hem."),
        pdf("Hemplan", title="Plan Elsa Söderberg"),
    ],
)
def test_a_pdf_that_tells_who_the_patient_is_is_refused(clamd, content):
    assert "ur filen" in refused("plan.pdf", content)


def test_a_picture_with_the_name_in_its_data_is_refused(clamd):
    chunk = b"tEXtTitle\x00Elsa Maria 198001012387 "
    noted = PNG[:33] + (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + PNG[33:]
    assert "ur filen" in refused("bild.png", noted)


@pytest.mark.parametrize(
    "text", ["Ring 0700-12 34 56", "Den 2026-11-20 kl 13.00", "Elsa", "Söderbergska huset", "1234567890"]
)
def test_what_tells_nothing_about_the_patient_passes(clamd, text):
    actions.check(upload("plan.pdf", pdf(text)), ELSA)


def test_a_short_name_is_not_looked_for(clamd):
    actions.check(upload("Bo i lägenhet.pdf", pdf("Bo Ek")), ("Bo", "Ek"))


def test_a_locked_pdf_is_refused(clamd):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("hemligt")
    out = io.BytesIO()
    writer.write(out)
    assert "går inte att läsa igenom" in refused("plan.pdf", out.getvalue())


def test_a_broken_pdf_is_refused(clamd):
    assert "går inte att läsa igenom" in refused("plan.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 4)


def test_a_pdf_with_files_in_it_is_refused(clamd):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_attachment("mer.txt", b"text")
    out = io.BytesIO()
    writer.write(out)
    assert "går inte att läsa igenom" in refused("plan.pdf", out.getvalue())


def test_a_file_without_content_or_too_large_is_refused(clamd, settings):
    assert refused("plan.pdf", b"") == "Filen är tom."
    settings.FILE_LIMIT = 1_000_000
    assert "högst 1 MB" in refused("plan.pdf", pdf() + bytes(1_000_000))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/plan.pdf", "plan.pdf"), ("C:\\x\\plan.pdf", "plan.pdf"), ("pl\u202ean\x00.pdf", "plan.pdf")],
)
def test_a_name_is_only_a_name(clamd, given, kept):
    assert actions.rules.safe_name(given) == kept


def test_too_much_text_is_not_read_for_ever(clamd, monkeypatch):
    monkeypatch.setattr(queries, "TEXT", 10)
    assert "går inte att läsa igenom" in refused("plan.pdf", pdf("Mer än tio tecken i filen."))
