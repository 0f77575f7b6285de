"""PDFs that do something when they are opened are refused, wherever in the file it is written (B-30)."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from tests.pdfs import pdf
from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents import actions, queries
from vardtrad.shared.documents.reading import Why


def with_object(more: dict, *, packed: bool = False) -> bytes:
    """A PDF with this in its catalogue, in an object of its own; packed in an object stream if asked for."""

    def made(value: Any) -> Any:
        if isinstance(value, dict):
            return DictionaryObject({NameObject(key): made(inner) for key, inner in value.items()})
        if isinstance(value, list):
            return ArrayObject([made(inner) for inner in value])
        return NameObject(value) if value.startswith("/") else TextStringObject(value)

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    for key, value in more.items():
        writer.root_object[NameObject(key)] = writer._add_object(made(value))
    out = io.BytesIO()
    writer.write(out)
    return packed_objects(out.getvalue()) if packed else out.getvalue()


def packed_objects(content: bytes) -> bytes:
    """The same PDF with every object that may be in an object stream put into one (PDF 1.5)."""
    reader = PdfReader(io.BytesIO(content))
    numbers = sorted(number for objects in reader.xref.values() for number in objects)
    found = {number: reader.get_object(number) for number in numbers}
    inside = [number for number in numbers if not isinstance(found[number], StreamObject)]
    pieces, places, at = [], [], 0
    for number in inside:
        out = io.BytesIO()
        found[number].write_to_stream(out)
        places.append(f"{number} {at}")
        pieces.append(out.getvalue() + b" ")
        at += len(pieces[-1])
    head = (" ".join(places) + " ").encode()
    body = zlib.compress(head + b"".join(pieces))
    holder, table = max(numbers) + 1, max(numbers) + 2
    result, offsets = b"%PDF-1.5\n", {}
    for number in numbers:
        if number not in inside:
            out = io.BytesIO()
            found[number].write_to_stream(out)
            offsets[number] = len(result)
            result += f"{number} 0 obj\n".encode() + out.getvalue() + b"\nendobj\n"
    offsets[holder] = len(result)
    result += (
        f"{holder} 0 obj\n<< /Type /ObjStm /N {len(inside)} /First {len(head)} /Filter /FlateDecode"
        f" /Length {len(body)} >>\nstream\n".encode()
        + body
        + b"\nendstream\nendobj\n"
    )
    offsets[table] = len(result)
    rows = b"\0\0\0\0\0\0"
    for number in range(1, table + 1):
        if number in inside:
            rows += b"\2" + holder.to_bytes(4) + bytes([inside.index(number)])
        else:
            rows += b"\1" + offsets.get(number, 0).to_bytes(4) + b"\0"
    root = reader.trailer.raw_get("/Root").idnum
    result += (
        (
            f"{table} 0 obj\n<< /Type /XRef /Size {table + 1} /W [1 4 1] /Root {root} 0 R"
            f" /Length {len(rows)} >>\nstream\n"
        ).encode()
        + rows
        + b"\nendstream\nendobj\n"
    )
    return result + f"startxref\n{offsets[table]}\n%%EOF\n".encode()


SCRIPT = {"/S": "/JavaScript", "/JS": "app.alert(1)"}


@pytest.mark.req("B-30")
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "more",
    [
        {"/OpenAction": SCRIPT},
        {"/OpenAction": {"/S": "/Launch", "/F": "calc.exe"}},
        {"/OpenAction": {"/S": "/SubmitForm", "/F": "https://example.org"}},
        {"/AA": {"/WC": SCRIPT}},
        {"/Names": {"/JavaScript": {"/Names": ["x", SCRIPT]}}},
        {"/AcroForm": {"/XFA": "<xdp/>"}},
        {"/Extra": {"/Subtype": "/RichMedia"}},
        {"/Extra": {"/A": {"/S": "/Launch"}}},
    ],
    ids=str,
)
def test_a_pdf_that_does_something_when_it_is_opened_is_refused(more, packed):
    with pytest.raises(queries.Unreadable) as caught:
        queries.text_of(with_object(more, packed=packed), "application/pdf")
    assert caught.value.why == Why.ACTIVE


@pytest.mark.req("B-30")
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_no_list_of_files_names_is_found(packed):
    content = with_object({"/Extra": {"/Type": "/Filespec", "/EF": {"/F": "/Nowhere"}}}, packed=packed)
    with pytest.raises(queries.Unreadable) as caught:
        queries.text_of(content, "application/pdf")
    assert caught.value.why == Why.FILES_INSIDE


@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_opens_on_a_page_or_has_a_link_passes(packed):
    more = {"/OpenAction": {"/S": "/GoTo", "/D": ["/Fit"]}, "/Extra": {"/S": "/URI", "/URI": "https://example.org"}}
    assert "Plan" in queries.text_of(with_object(more, packed=packed), "application/pdf")


def test_a_refusal_says_what_to_do(clamd):
    file = SimpleUploadedFile("plan.pdf", with_object({"/OpenAction": SCRIPT}))
    with pytest.raises(Refused) as caught:
        actions.check(file, ("Elsa", "Ek"))
    assert "Skriv ut den till en ny PDF" in caught.value.sentence
