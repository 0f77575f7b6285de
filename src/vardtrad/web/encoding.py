"""Refuse what is not UTF-8 before anything tries to understand it."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest

URLENCODED = "application/x-www-form-urlencoded"


class WrongEncoding(BadRequest):
    """The request holds bytes that are not UTF-8, or a null character in its address."""


def insist_on_utf8(request: HttpRequest) -> None:
    """Raise WrongEncoding for a query or a form that is not UTF-8, or a query with a null character.

    Django would put the replacement character in place of what it cannot read, and a patient's message would be stored
    damaged. A null character in a form is left to the form, which can say in which field it stands. Raises
    RequestDataTooBig for a form larger than the settings allow, and BadRequest for an upload.
    """
    query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
    if not _is_utf8(query) or b"\x00" in query:
        raise WrongEncoding("the query is not readable as UTF-8")
    if request.method != "POST":
        return
    if request.content_type not in {URLENCODED, ""}:
        # No form sends files yet; an upload would be stored before anybody knows who sends it.
        raise BadRequest("the form is of a kind that no page of ours sends")
    if not _is_utf8(unquote_to_bytes(request.body)):
        raise WrongEncoding("the form is not readable as UTF-8")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
