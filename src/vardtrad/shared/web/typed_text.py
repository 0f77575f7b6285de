"""What somebody had written in a form that could not be accepted, whatever its encoding."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.http import HttpRequest

from vardtrad.shared.login.typed import pairs_of, written


def typed_text(request: HttpRequest) -> list[str]:
    """The texts in the request's form, in the form's order; empty when it holds none or cannot be read."""
    return written(pairs_of(request.POST))


def typed_text_in_windows_1252(body: bytes) -> list[str]:
    """The texts of a form that is not UTF-8, read as the commonest of the older encodings."""
    try:
        return written(parse_qsl(body.decode("latin-1"), encoding="cp1252", errors="replace", max_num_fields=500))
    except ValueError:
        return []
