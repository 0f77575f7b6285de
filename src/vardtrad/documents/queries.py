"""Reading what a file is and says, asking the virus scanner, and handing a stored file out."""

from __future__ import annotations

import io
import logging
import socket
import struct
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import filetype
from django.conf import settings
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from vardtrad.documents.models import Document

log = logging.getLogger(__name__)

SCAN_SECONDS: Final = 30.0
PAGES: Final = 300
TEXT: Final = 2_000_000
STREAM: Final = 50_000_000
CHUNK: Final = 64 * 1024


class Unreadable(Exception):
    """A file that cannot be read through, so nobody can say what it holds."""


class ScannerAway(Exception):
    """No virus scanner is set up, or it does not answer: then no file is taken."""


def media_type(content: bytes) -> str | None:
    """The media type by the content itself; None for what is not known."""
    kind = filetype.guess(content[:8192])
    return kind.mime if kind is not None else None


def text_of(content: bytes, found: str) -> str:
    """What a reader could find in the file: the text and data of a PDF, the texts beside the picture of an image.

    Bounded in pages, signs and unpacked size. Raises Unreadable for a locked, broken or far too large one.
    """
    if found == "application/pdf":
        return _pdf_text(content)
    # The texts of an image (EXIF, PNG chunks, comments) stand in it as they are.
    return content[: 4 * 1024 * 1024].decode("latin-1", "ignore")


def _pdf_text(content: bytes) -> str:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Unreadable("locked")
        if len(reader.pages) > PAGES:
            raise Unreadable("too many pages")
        parts = [str(value) for value in (reader.metadata or {}).values()]
        length = 0
        for page in reader.pages:
            text = page.extract_text() or ""
            length += len(text)
            if length > TEXT:
                raise Unreadable("too much text")
            parts.append(text)
            notes = page.get("/Annots") or ()
            parts += [str(note.get_object().get("/Contents", "")) for note in notes]
        fields = reader.get_fields() or {}
        parts += [str(one.value or "") for one in fields.values()]
        if reader.attachments:
            raise Unreadable("files inside")
    except Unreadable:
        raise
    except (PyPdfError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError) as error:
        raise Unreadable(type(error).__name__) from error
    except RecursionError as error:
        raise Unreadable(type(error).__name__) from error
    return "\n".join(parts)


def scan(content: bytes) -> str | None:
    """Ask clamd (INSTREAM): the name of what it found, or None. Raises ScannerAway."""
    address = settings.CLAMD
    if not address:
        raise ScannerAway("not set up")
    try:
        with _connected(address) as line:
            line.settimeout(SCAN_SECONDS)
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := line.recv(4096)):
                answer += more
    except OSError as error:
        log.warning("the virus scanner does not answer: %s", type(error).__name__)
        raise ScannerAway("does not answer") from error
    said = answer.rstrip(b"\0").decode("utf-8", "replace")
    if said.endswith("OK"):
        return None
    if said.endswith("FOUND"):
        return said.removeprefix("stream:").removesuffix("FOUND").strip()
    log.warning("the virus scanner answers %r", said[:200])
    raise ScannerAway("cannot say")


def _connected(address: str) -> socket.socket:
    """A line to clamd at ``unix:/path`` or ``tcp://host:port``. Raises OSError, ValueError for another address."""
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SCAN_SECONDS)
        line.connect(address.removeprefix("unix:"))
        return line
    parts = urlsplit(address)
    if parts.scheme != "tcp" or parts.hostname is None:
        raise ValueError("VARDTRAD_CLAMD is unix:/path or tcp://host:port")
    return socket.create_connection((parts.hostname, parts.port or 3310), timeout=SCAN_SECONDS)


def document(label: str, key: UUID, document_id: UUID) -> Document | None:
    """A stored file, if it belongs to this thing."""
    return Document.objects.filter(pk=document_id, label=label, key=key).first()
