"""What somebody had written in a form that could not be accepted, whatever its encoding."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from django.http import HttpRequest

from vardtrad.shared.login.typed import pairs_of, written
from vardtrad.shared.web.encoding import MULTIPART, URLENCODED
from vardtrad.shared.web.uploads import Copied

MOST_SHOWN = 5_000_000
"""Bytes of a form that is too large that are read to give its texts back: five times what a form may hold."""


def typed_text(request: HttpRequest) -> list[str]:
    """The texts in the request's form, in the form's order; empty when it holds none or cannot be read."""
    return written(pairs_of(request.POST))


def typed_text_in_windows_1252(body: bytes) -> list[str]:
    """The texts of a form that is not UTF-8, read as the commonest of the older encodings."""
    try:
        return written(parse_qsl(body.decode("latin-1"), encoding="cp1252", errors="replace", max_num_fields=500))
    except ValueError:
        return []


def typed_text_too_large(request: HttpRequest) -> list[str]:
    """The texts of a form that is larger than forms may be, so that who has no script has them for shortening.

    Nothing is done with it. What is larger than MOST_SHOWN is not read at all; of a form with files, the beginning.
    """
    if request.content_type == MULTIPART:
        return written(_fields(request.META.get("CONTENT_TYPE", ""), Copied.beginning(request)))
    length = request.META.get("CONTENT_LENGTH", "")
    if request.content_type != URLENCODED or not (length.isascii() and length.isdigit()) or int(length) > MOST_SHOWN:
        return []
    try:
        return written(parse_qsl(request.read(MOST_SHOWN).decode("utf-8", "replace"), max_num_fields=500))
    except (ValueError, OSError):
        return []


def _fields(content_type: str, beginning: bytes) -> list[tuple[str, str]]:
    """The (name, text) pairs of the fields in the beginning of a form with files, without the files."""
    try:
        form = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + beginning)
    except (ValueError, LookupError):
        return []
    parts = form.get_payload() if form.is_multipart() else []
    pairs = []
    for part in parts if isinstance(parts, list) else []:
        if not isinstance(part, Message):
            continue
        name = part.get_param("name", header="content-disposition")
        body = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(body, bytes) and part.get_filename() is None:
            pairs.append((name, body.decode("utf-8", "replace")))
    return pairs
