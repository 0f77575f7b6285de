"""Checking a file that somebody wants to attach, and making the row that is written together with its message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.documents import queries, rules
from vardtrad.shared.documents.models import Document
from vardtrad.shared.documents.reading import DRAWN_AS, Unreadable
from vardtrad.shared.documents.rules import FileType


class Upload(Protocol):
    """A file as it arrived: Django's UploadedFile."""

    name: str | None

    @property
    def size(self) -> int | None:
        """How many bytes it has."""

    def read(self, num_bytes: int | None = None) -> bytes:
        """Read the file, or this many bytes of it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that has passed every check; ``small`` is a small picture of an image (JPEG), for the page."""

    name: str
    media_type: str
    content: bytes
    small: bytes = b""


def check(upload: Upload, patient: Iterable[str] | None, number: str = "") -> Checked:
    """Check name, size, type, viruses and personal data, in that order (B-30). Raises Refused with what to do about it.

    ``patient`` are the patient's given and family name, ``number`` is the identity number; without them the file may
    say whom it is about. Nothing is accepted unless a virus scanner answers. An image is drawn anew, so that it takes
    along nothing but its picture.
    """
    name = rules.safe_name(upload.name or "")
    _refuse(rules.wrong_name(name))
    _refuse(rules.wrong_size(upload.size or 0, settings.FILE_LIMIT))
    content = upload.read(settings.FILE_LIMIT + 1)
    _refuse(rules.wrong_size(len(content), settings.FILE_LIMIT))
    media_type = queries.media_type(content)
    _refuse(rules.wrong_type(name, media_type))
    try:
        virus = queries.scan(content)
    except queries.ScannerAway:
        sentence = _("Filer kan inte bifogas just nu: viruskontrollen svarar inte. Försök igen om en stund.")
        raise refused(sentence) from None
    _refuse(rules.infected(virus))
    try:
        contents = queries.read(content, media_type or "")
    except Unreadable as unreadable:
        raise refused(rules.unreadable(unreadable.why)) from None
    if patient is not None:
        _refuse(rules.personal_data(name, contents.text, patient, number))
    if not contents.picture:
        return Checked(name, media_type or "", content)
    drawn = DRAWN_AS.get(media_type or "", media_type or "")
    return Checked(rules.name_drawn_anew(name, drawn), drawn, contents.picture, contents.small)


def store(checked: Checked, actor: Actor, label: str, key: UUID, at: datetime) -> Document:
    """The row of a checked file, to be written by the door together with what it is attached to (``moving.add``)."""
    return Document(
        label=label,
        key=key,
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=hashlib.sha256(checked.content).hexdigest(),
        content=checked.content,
        small=checked.small,
        by=actor.id,
        by_name=actor.signature,
        unit=actor.unit,
        at=at,
    )


def response(document: Document, *, inline: bool) -> HttpResponse:
    """The file as a response: never sniffed, never cached, never run, whatever it holds.

    ``inline`` shows it in the page's own frame or window; the caller has checked the capacities and left the trace.
    """
    return handed_out(document.name, document.media_type, bytes(document.content), inline=inline)


def small_response(document: Document) -> HttpResponse:
    """The small picture of an image as a response, as safe as ``response``."""
    return handed_out(document.name, FileType.JPEG, bytes(document.small), inline=True)


def handed_out(name: str, media_type: str, content: bytes, *, inline: bool) -> HttpResponse:
    """Some bytes of a file as a response, as safe as ``response``."""
    # A plain text: some servers refuse a header of any other kind of str.
    answer = HttpResponse(content, content_type=str(media_type))
    header = content_disposition_header(as_attachment=not inline, filename=name)
    answer["Content-Disposition"] = header or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = _PDF_POLICY if media_type == FileType.PDF else _IMAGE_POLICY
    return answer


# Nothing may be fetched, run or sent from a file, and only our own pages may frame it. The styles are those of the
# browser's own viewer.
_IMAGE_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-same-origin"
)
# A browser shows a PDF by a viewer of its own, which a sandbox would stop; a PDF runs no script in our origin.
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'"
)


def refused(sentence: str) -> Refused:
    """The refusal of a file, with what to do about it."""
    return Refused(Reason.NEED, sentence)


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise refused(sentence)
