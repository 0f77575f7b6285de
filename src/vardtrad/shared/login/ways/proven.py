"""Whom a provider has identified, kept by the browser until it asks for the next page: encrypted and for a moment."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vardtrad.shared.login import cookies
from vardtrad.shared.login.sealed import opened, sealed
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way

COOKIE = "vt_styrkt"
SECONDS = 60
_SALT = "vardtrad.shared.login.ways.proven"


def keep(response: HttpResponseBase, who: Identified, attempt: Attempt) -> None:
    """Let the browser keep who was identified in a login under way."""
    content = {"state": attempt.state, **who.as_texts()}
    cookies.put(response, COOKIE, sealed(_SALT, content), seconds=SECONDS)


def kept(request: HttpRequest, way: Way, attempt: Attempt) -> Identified:
    """Who was identified in a login under way. Raises Stopped."""
    content = opened(_SALT, cookies.value_of(request.COOKIES, COOKIE), SECONDS)
    if content is None or content.pop("state", None) != attempt.state or content["way"] != way.id:
        raise Stopped(Why.NOT_BEGUN_HERE)
    return Identified.of_texts(way, content)


def forget(response: HttpResponseBase) -> None:
    """Have the browser forget who was identified."""
    cookies.take_away(response, COOKIE)
