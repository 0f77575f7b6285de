"""Reading the type and contents of a file, asking the virus scanner, and returning a stored file."""

from __future__ import annotations

import logging
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import filetype
from django.conf import settings

from vardtrad.kernel import clock
from vardtrad.shared.documents import reading
from vardtrad.shared.documents.models import Document
from vardtrad.shared.documents.reading import Contents, Unreadable, Why

log = logging.getLogger(__name__)

SCAN_SECONDS: Final = 30.0
PAGES: Final = 300
TEXT = 2_000_000
GROWN: Final = 2
"""How many times the size limit an image may become when it is drawn anew."""
READ_SECONDS: Final = 30.0
CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 64 * 1024
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
"""What the photo of an iPhone or of another newer phone says that it is; the reader finds out whether it is true."""


class ScannerAway(Exception):
    """No virus scanner is set up, or it does not answer: then no file is accepted."""


def media_type(content: bytes) -> str | None:
    """The media type by the content itself; None if it is not known."""
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "image/heic"
    kind = filetype.guess(content[:8192])
    return kind.mime if kind is not None else None


def text_of(content: bytes, media_type: str) -> str:
    """Everything a reader could find in the file: the text and data of a PDF, the texts beside the picture of an image.

    Raises Unreadable.
    """
    return read(content, media_type).text


def read(content: bytes, media_type: str) -> Contents:
    """What is in a file: its texts and, for an image, its picture drawn anew.

    Read by another process (``reading``), bounded in time, memory, pages, characters and the size of a picture. Raises
    Unreadable.
    """
    # Only those of our environment variables that Python itself needs: no keys, no address of the database.
    environment = {name: value for name in ("PATH", "PYTHONPATH") if (value := os.environ.get(name))}
    try:
        done = subprocess.run(  # noqa: S603 (our own words)
            [sys.executable, "-P", reading.__file__, media_type, *map(str, (PAGES, TEXT, GROWN * settings.FILE_LIMIT))],
            input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/",
            timeout=READ_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable(Why.LARGE) from None
    if done.returncode == 0:
        return reading.unpacked(done.stdout)
    if done.returncode == reading.CANNOT:
        raise Unreadable(Why(done.stdout.decode("ascii")))
    log.warning("a file stopped its reader: %s", done.returncode)
    raise Unreadable(Why.LARGE if done.returncode < 0 else Why.BROKEN)


def scan(content: bytes) -> str | None:
    """Ask clamd (INSTREAM): the name of what it found, or None. Raises ScannerAway."""
    address = settings.CLAMD
    if not address:
        raise ScannerAway("not set up")
    try:
        with _connected(address) as line:
            # A socket's limit begins anew with every piece: a scanner that is slow with each is left all the same.
            until = clock.stopwatch() + SCAN_SECONDS
            _say(line, b"zINSTREAM\0", until)
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                _say(line, struct.pack("!L", len(part)) + part, until)
            _say(line, struct.pack("!L", 0), until)
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                line.settimeout(_left(until))
                if not (more := line.recv(4096)):
                    break
                answer += more
    except (OSError, ValueError) as error:
        log.warning("the virus scanner does not answer: %s", type(error).__name__)
        raise ScannerAway("does not answer") from error
    said = answer.rstrip(b"\0").decode("utf-8", "replace")
    if said == "stream: OK":
        return None
    if said.endswith("FOUND"):
        return said.removeprefix("stream:").removesuffix("FOUND").strip()
    log.warning("the virus scanner answers %r", said[:200])
    raise ScannerAway("cannot say")


def _say(line: socket.socket, content: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(content)


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError when there are none."""
    left = until - clock.stopwatch()
    if left <= 0:
        raise TimeoutError
    return left


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


def documents(label: str, key: UUID, ids: Collection[UUID]) -> dict[UUID, Document]:
    """The stored files among these that belong to this thing, by their ids: one query, none when nothing is asked."""
    rows = Document.objects.filter(pk__in=ids, label=label, key=key)
    return {row.id: row for row in rows} if ids else {}


def stored(label: str, key: UUID) -> frozenset[UUID]:
    """The ids of all files that are stored of a thing."""
    return frozenset(Document.objects.filter(label=label, key=key).values_list("id", flat=True))


def of_many(label: str, ids: Collection[UUID]) -> dict[UUID, Document]:
    """Stored files that several things name, by their ids: one query, none when nothing is asked.

    The caller has checked that one of those that may be read names them.
    """
    return {row.id: row for row in Document.objects.filter(pk__in=ids, label=label)} if ids else {}


def small(label: str, key: UUID, document_id: UUID) -> Document | None:
    """A stored image of this thing without its content, if there is a small picture of it."""
    files = Document.objects.filter(pk=document_id, label=label, key=key).defer("content").exclude(small=b"")
    return files.first()
