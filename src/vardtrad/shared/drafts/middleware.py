"""Forgetting the drafts of a form that was carried out: one place for every form whose boxes say what they are about.

A form that is carried out answers with a redirect, one that is refused with its page (never with a redirect), so the
answer tells. A view that leads on without using what was typed says so with ``stay``.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts import actions
from vardtrad.shared.web.forms import plain_newlines

_STAY = "vardtrad.drafts_stay"


def stay(request: HttpRequest) -> None:
    """Keep the drafts of the form that this request sends, though it leads on to another page."""
    request.META[_STAY] = True


def forget_sent(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware: after a form was carried out, its writer's drafts in it are deleted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "POST" or response.status_code not in {302, 303} or request.META.get(_STAY):
            return response
        actor: Actor | None = getattr(request, "actor", None)  # set by the guard that let the request in
        key = _key(request)
        if actor is not None and key is not None:
            boxes = (sent_box.partition("@") for sent_box in request.POST.getlist("utkast")[: actions.BOXES])
            actions.forget_sent(actor, key, {box: (seen, _text(request, box)) for box, _at, seen in boxes})
        return response

    return middleware


def _text(request: HttpRequest, box: str) -> str:
    return plain_newlines(request.POST.get(box.partition(".")[2], ""))


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("utkast_om", ""))
    except ValueError:
        return None
