"""Refuse requests that are not UTF-8 before anything tries to read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from vardtrad.shared.web.uploads import Copied, drop_the_files_of_strangers

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BESIDE_THE_FILE = 500_000
"""How many bytes a form may hold besides its file."""

View = TypeVar("View", bound=Callable[..., object])


def takes_files(view: View) -> View:
    """Mark a view whose form may bring a file: every other one refuses uploads before they are read.

    The texts of such a form have the replacement character where they were not UTF-8, and its fields must refuse it.
    """
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class FileTooLarge(RequestDataTooBig):
    """An upload is larger than any file that may be attached: of the form only the beginning is read, for its texts."""


class WrongEncoding(BadRequest):
    """The request holds bytes that are not UTF-8, or a null character in its address."""


def insist_on_utf8(request: HttpRequest) -> None:
    """Raise WrongEncoding for a query or a form that is not UTF-8, or a query with a null character.

    Django would put the replacement character in place of what it cannot read, and a patient's message would be stored
    damaged. A null character in a form is left to the form, which can say in which field it is. Raises
    RequestDataTooBig for a form larger than the settings allow, and BadRequest for an upload to a view that takes none
    (``takes_files``) or of unknown length.
    """
    query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
    if not _is_utf8(query) or b"\x00" in query:
        raise WrongEncoding("the query is not readable as UTF-8")
    if request.method != "POST":
        return
    if request.content_type == MULTIPART:
        _insist_on_a_bounded_upload(request)
        return
    if request.content_type not in {URLENCODED, ""}:
        raise BadRequest("the form is of a kind that no page of ours sends")
    if not _is_utf8(unquote_to_bytes(request.body)):
        raise WrongEncoding("the form is not readable as UTF-8")


def _insist_on_a_bounded_upload(request: HttpRequest) -> None:
    """Django reads an upload before any guard has run, so who may send one, and how large, is checked here."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        view = None
    if not getattr(view, "takes_files", False):
        raise BadRequest("no file is taken here")
    if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise WrongEncoding("the form says that it is not UTF-8")
    length = request.META.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()):
        raise BadRequest("an upload of unknown length")
    Copied.begin(request)
    if int(length) > settings.FILE_LIMIT + BESIDE_THE_FILE:
        raise FileTooLarge("the upload is larger than any file that may be attached")
    drop_the_files_of_strangers(request, view)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
