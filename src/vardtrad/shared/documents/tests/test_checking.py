"""Which files may be attached, with a real clamd."""

from __future__ import annotations

import hashlib
import io
import time
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter

from tests.clamd import EICAR
from tests.pdfs import PNG, pdf
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents import actions, queries
from vardtrad.shared.documents.models import Document
from vardtrad.shared.documents.reading import Why
from vardtrad.shared.documents.tests.attaching import ELSA, refused, upload


@pytest.mark.req("B-30")
def test_a_clean_file_passes(clamd):
    content = pdf("Hemplan")
    checked = actions.check(upload("plan.pdf", content), ELSA)
    assert (checked.name, checked.content, checked.small) == ("plan.pdf", content, b"")
    assert actions.check(upload("bild.PNG", PNG), ELSA).name == "bild.PNG"


@pytest.mark.req("B-30")
def test_a_virus_is_stopped(clamd):
    assert "Viruskontrollen stoppade" in refused("plan.pdf", pdf("Plan", more=b"%" + EICAR + b"\n"))


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
def test_a_file_of_another_kind_or_in_disguise_is_refused(clamd, name, content):
    assert "Spara om" in refused(name, content)


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize(
    "name",
    [
        "19800102-2386.pdf",
        "plan 198001022386.pdf",
        "plan_800102-2386.pdf",
        "8001022386.pdf",
        "plan 800102 – 2386.pdf",
        "Elsa Söderberg.pdf",
        "söderberg_elsa.pdf",
        "SÖDERBERG MARIA hemplan.pdf",
        "Elsa Söderbergs hemplan.pdf",
        "Elsa So\u0308derberg.pdf",
        "ElsaSoderberg2.pdf",
        "hemplan_elsasöderberg.pdf",
        "nr8001022386.pdf",
        "1980-01-02-2386.pdf",
        "19840990-2395.pdf",
        "98240301AA06.pdf",
    ],
)
def test_a_file_name_that_reveals_the_patient_is_refused(clamd, name):
    sentence = refused(name, pdf())
    assert "Byt namn på filen" in sentence
    assert "800102" not in sentence
    assert "Elsa" not in sentence


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize(
    "content",
    [
        pdf("Patient: 19800102-2386"),
        pdf("nr 8001022386 enligt ovan"),
        pdf("Elsa Söderberg vill hem."),
        pdf("Efternamn: Söderberg. Förnamn: Elsa"),
        pdf("Hemplan", title="Plan Elsa Söderberg"),
    ],
)
def test_a_pdf_that_reveals_the_patient_is_refused(clamd, content):
    assert "ur filen" in refused("plan.pdf", content)


def test_a_picture_with_the_name_in_its_data_is_refused(clamd):
    chunk = b"tEXtTitle\x00Elsa Maria 198001022386 "
    noted = PNG[:33] + (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + PNG[33:]
    assert "ur filen" in refused("bild.png", noted)


@pytest.mark.parametrize(
    "text",
    [
        "Ring 0700-12 34 56",
        "Den 2026-11-20 kl 13.00, 20261120 PLAN",
        "Elsa",
        "Söderbergska huset",
        "1234567890",
        "Sjuksköterskan Elsa Lind ringde doktorn och hälsade från Maj Söderberg",
    ],
)
def test_a_file_that_reveals_nothing_about_the_patient_passes(clamd, text):
    actions.check(upload("plan.pdf", pdf(text)), ELSA)


@pytest.mark.req("001-241")
def test_a_short_name_counts_only_beside_the_other(clamd):
    actions.check(upload("Bo i lägenhet.pdf", pdf("Bo vid en ek")), ("Bo", "Ek"))
    assert "Byt namn" in refused("Ek, Bo.pdf", pdf(), ("Bo", "Ek"))


def test_a_name_with_a_particle(clamd):
    actions.check(upload("plan.pdf", pdf("Carl von Linnés gata")), ("Carl", "von Essen"))
    assert "ur filen" in refused("plan.pdf", pdf("Carl von Essen"), ("Carl", "von Essen"))


def test_a_newborn_without_a_name_yet(clamd):
    actions.check(upload("Elsa Söderberg.pdf", pdf("Elsa Söderberg")), ("", "Söderberg"))


def test_a_locked_pdf_is_refused(clamd):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("hemligt")
    out = io.BytesIO()
    writer.write(out)
    assert "går inte att kontrollera" in refused("plan.pdf", out.getvalue())


def test_a_broken_pdf_is_refused(clamd):
    assert "går inte att kontrollera" in refused("plan.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 4)


def test_a_pdf_with_files_in_it_is_refused(clamd):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_attachment("mer.txt", b"text")
    out = io.BytesIO()
    writer.write(out)
    assert "går inte att kontrollera" in refused("plan.pdf", out.getvalue())


def test_a_file_without_content_or_too_large_is_refused(clamd, settings):
    assert refused("plan.pdf", b"") == "Filen är tom."
    settings.FILE_LIMIT = 1_000_000
    assert "högst 1 MB" in refused("plan.pdf", pdf() + bytes(1_000_000))


def test_the_size_is_that_of_the_content_and_not_what_the_sender_says(clamd, settings):
    settings.FILE_LIMIT = 1_000_000
    content, read = io.BytesIO(pdf() + bytes(5_000_000)), []
    lying = SimpleNamespace(name="plan.pdf", size=5, read=lambda most=-1: read.append(most) or content.read(most))
    with pytest.raises(Refused, match="högst 1 MB"):
        actions.check(lying, ELSA)
    assert read == [1_000_001], "no more is read than is needed to know"


def test_too_much_text_is_not_read_for_ever(clamd, monkeypatch):
    monkeypatch.setattr(queries, "TEXT", 10)
    assert "går inte att kontrollera" in refused("plan.pdf", pdf("Mer än tio tecken i filen."))


# ---- files made to do harm


def flate(content: bytes) -> bytes:
    """A PDF whose one page has this content, packed."""
    packed = zlib.compress(content, 9)
    plain = b"BT /F1 12 Tf 72 720 Td (Plan) Tj ET"
    return pdf().replace(
        b"<< /Length " + str(len(plain)).encode() + b" >>\nstream\n" + plain,
        b"<< /Length " + str(len(packed)).encode() + b" /Filter /FlateDecode >>\nstream\n" + packed,
    )


@pytest.mark.req("B-30")
def test_a_pdf_that_unpacks_to_a_hundred_times_its_size_is_refused_in_time(clamd):
    bomb = flate(b"BT /F1 12 Tf (" + b"A" * 300_000_000 + b") Tj ET")
    assert len(bomb) < 400_000
    assert "går inte att kontrollera, eftersom den är för stor" in refused("plan.pdf", bomb)
    # Also where the scanner does not mind:
    began = time.monotonic()
    with pytest.raises(queries.Unreadable) as caught:
        queries.text_of(bomb, "application/pdf")
    assert caught.value.why == Why.LARGE
    assert time.monotonic() - began < queries.READ_SECONDS


@pytest.mark.req("B-30")
def test_a_pdf_that_takes_for_ever_is_refused_in_time(clamd, monkeypatch):
    monkeypatch.setattr(queries, "READ_SECONDS", 0.05)
    assert "för stor" in refused("plan.pdf", pdf())


def test_a_packed_page_is_read(clamd):
    assert "ur filen" in refused("plan.pdf", flate("BT /F1 12 Tf (Elsa Söderberg) Tj ET".encode("cp1252")))


def test_the_data_of_a_pdf_is_read(clamd):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_outline_item(title="Elsa Söderberg", page_number=0)
    out = io.BytesIO()
    writer.write(out)
    assert "patientens namn" in refused("plan.pdf", out.getvalue())
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.xmp_metadata = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="Söderberg, Elsa"/>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()
    out = io.BytesIO()
    writer.write(out)
    assert "patientens namn" in refused("plan.pdf", out.getvalue())


def picture(kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, kind, **options)
    return out.getvalue()


def exif(tag: int, value: str | bytes) -> Image.Exif:
    made = Image.Exif()
    made[tag] = value
    return made


def packed_text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", "Elsa Söderberg", zip=True)
    return info


@pytest.mark.req("001-241")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.jpg", picture("JPEG", comment="Elsa Söderberg".encode("latin-1"))),
        ("bild.jpeg", picture("JPEG", exif=exif(0x010E, "Elsa Söderberg".encode()))),
        ("bild.jpg", picture("JPEG", exif=exif(0x9C9B, "Elsa Söderberg".encode("utf-16-le")))),
        ("bild.jpg", picture("JPEG", xmp="<dc:title>Söderberg, Elsa</dc:title>".encode())),
        ("bild.png", picture("PNG", pnginfo=packed_text())),
        ("bild.gif", picture("GIF", comment=b"nr 19800102-2386")),
        ("bild.jpg", picture("JPEG") + "Patient: Elsa Söderberg".encode()),
    ],
)
def test_the_texts_beside_a_picture_are_read(clamd, name, content):
    assert "ur filen" in refused(name, content)


@pytest.mark.parametrize(("name", "kind"), [("bild.jpg", "JPEG"), ("bild.png", "PNG"), ("bild.gif", "GIF")])
def test_a_plain_picture_passes(clamd, name, kind):
    assert actions.check(upload(name, picture(kind)), ELSA).media_type == f"image/{kind.lower()}"


@pytest.mark.req("B-30")
def test_a_picture_of_milliards_of_dots_is_refused(clamd):
    wide = (60_000).to_bytes(4) * 2
    body = b"IHDR" + wide + PNG[24:29]
    flood = PNG[:12] + body + zlib.crc32(body).to_bytes(4) + PNG[33:]
    assert "för stor" in refused("bild.png", flood)


@pytest.mark.req("B-30")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//<html><script>alert(1)</script>"),
        ("bild.jpg", b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>" + bytes(40)),
        ("bild.png", PNG[:33] + b"<html><script>alert(1)</script></html>"),
    ],
)
def test_a_picture_only_by_its_first_bytes_is_refused(clamd, name, content):
    assert "trasig" in refused(name, content)


# ---- handing out


@pytest.mark.req("B-30")
def test_a_file_is_handed_out_so_that_nothing_in_it_can_run():
    saved = actions.response(
        Document(name='å "b"\r\nX: y.pdf', media_type="application/pdf", content=b"x"), inline=False
    )
    assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%A5%20")
    assert "\n" not in saved["Content-Disposition"]
    shown = actions.response(Document(name="bild.png", media_type="image/png", content=PNG), inline=True)
    assert shown["Content-Disposition"] == 'inline; filename="bild.png"'
    for answer in (saved, shown):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert shown["Content-Security-Policy"].endswith("sandbox allow-same-origin")


def test_a_row_of_a_file_says_what_it_is(clamd):
    checked = actions.check(upload("plan.pdf", pdf()), ELSA)
    who = Actor(kind=ActorKind.STAFF, id=uuid4(), name="Rut", unit=uuid4())
    at = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    row = actions.store(checked, who, "svu", uuid4(), at)
    assert (row.size, row.sha256) == (len(pdf()), hashlib.sha256(pdf()).hexdigest())
    assert (row.by, row.unit, row.at) == (who.id, who.unit, at)
    assert row._state.adding


@pytest.mark.parametrize("name", ["pl\ufffdn.pdf", "  . ", "mapp/"])
def test_a_name_that_cannot_be_read_is_refused(clamd, name):
    assert "Filen" in actions.rules.wrong_name(actions.rules.safe_name(name))
