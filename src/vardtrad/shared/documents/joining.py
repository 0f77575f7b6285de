"""Joining files to one PDF: a paper that is drawn here, and after it the files that go along with it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable

from vardtrad.shared.documents.models import Document
from vardtrad.shared.documents.rules import FileType

WIDE, HIGH = 1240, 1754
"""The dots of an A4 page at 150 to the inch, which a picture is laid on."""
DOTS = 150


log = logging.getLogger(__name__)


class CannotBeJoined(Exception):
    """A file that cannot be made part of a PDF; ``name`` is the file's."""

    def __init__(self, name: str) -> None:
        super().__init__("a file cannot be made part of a PDF")
        self.name = name


def joined(first: bytes, documents: Iterable[Document]) -> bytes:
    """The PDF ``first`` with the pages of the files after it, in order; a picture becomes a page of its own.

    The files were judged when they were stored, so they hold nothing that runs. Raises CannotBeJoined with the name of
    a file that pypdf's reader understands and its writer does not.
    """
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(first))
    for document in documents:
        content = bytes(document.content)
        if document.media_type != FileType.PDF:
            content = _page_of(content)
        try:
            writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
        except Exception as problem:
            # Whatever somebody's file makes pypdf stumble over; the log gets nothing of what it holds.
            log.warning("a file cannot be joined to a PDF: %s", type(problem).__name__)
            raise CannotBeJoined(document.name) from None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page_of(content: bytes) -> bytes:
    """A picture as the only thing on an A4 page, upright or lying, never made larger than it is."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        plain = picture.convert("RGB")
    page = (HIGH, WIDE) if plain.width > plain.height else (WIDE, HIGH)
    plain.thumbnail(page)
    paper = Image.new("RGB", page, "white")
    paper.paste(plain, ((page[0] - plain.width) // 2, (page[1] - plain.height) // 2))
    out = io.BytesIO()
    paper.save(out, "PDF", resolution=DOTS)
    return out.getvalue()
