"""The error pages, the choice of language, and the two addresses that a monitor asks."""

from __future__ import annotations

import logging
import secrets
import sys
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.login import cookies
from vardtrad.shared.login.guards import public
from vardtrad.shared.login.middleware import of_another
from vardtrad.shared.web import readiness
from vardtrad.shared.web.encoding import URLENCODED, FileTooLarge, WrongEncoding
from vardtrad.shared.web.jinja import bare_context
from vardtrad.shared.web.typed_text import typed_text, typed_text_in_windows_1252, typed_text_too_large

LANGUAGE_COOKIE = "vt_sprak"

log = logging.getLogger(__name__)

# No vowels and no letters that are easily misheard when read out on the phone.
_CODE_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"
RETRY_AFTER = "10"
"""Seconds after which to try again when the database is away."""
_YEAR = 365 * 24 * 60 * 60
STAFF_ADDRESSES = ("/personal", "/planer")
"""The beginnings of the addresses of the staff's world."""

LAST_RESORT = (
    "<!doctype html><html lang=sv><meta charset=utf-8><title>Tekniskt fel – Vårdtråd</title>"
    "<h1>Tekniskt fel</h1><p>Något gick fel hos oss. Försök igen om en stund.<p>Felkod: {code}"
)


def _page(request: HttpRequest, status: int, title: str, text: str, kept: list[str] | None = None) -> HttpResponse:
    """One page for all refusals and errors; a fragment when htmx asked, which puts it where the answer belongs."""
    staff = request.path.startswith(STAFF_ADDRESSES)
    context: dict[str, Any] = {
        "title": title,
        "text": text,
        "kept": kept or [],
        "home": "/personal/" if staff else "/",
        "code": "",
    }
    template = "shared/web/_error.html" if request.headers.get("HX-Request") == "true" else "shared/web/error.html"
    return render(request, template, context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for "not there" and for "not yours": nothing in it tells which."""
    return _page(
        request,
        404,
        _("Sidan finns inte"),
        _("Adressen kan vara felskriven, eller så har du inte tillgång till sidan."),
        typed_text(request),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for something that the user may not do."""
    sentence = exception.sentence if isinstance(exception, Refused) else _("Du har inte behörighet till den här sidan.")
    return _page(request, 403, _("Det får du inte göra"), sentence, typed_text(request))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page for a move or a reading that the rules refuse and that the view did not handle itself.

    The typed text is shown, so that a refusal loses nothing.
    """
    if refusal.reason is Reason.NOT_THERE:
        return not_found(request)
    if refusal.reason is Reason.NOT_ALLOWED:
        return forbidden(request, refusal)
    if refusal.reason is Reason.TOO_OFTEN:
        return _page(request, 429, _("Vänta en stund"), refusal.sentence, typed_text(request))
    title = _("Ärendet har ändrats") if refusal.reason is Reason.STALE else _("Det gick inte att göra")
    return _page(request, 409, title, refusal.sentence, typed_text(request))


def wrong_method(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """What is said when an address does not take the method, such as a verb's address opened again from the browser.

    Opened as a page it leads to what it belongs to: the case, or the list. Only who may use the address gets so far.
    HEAD is sent by a program, not by somebody who follows a link, so it gets the refusal itself.
    """
    script = "application/json" in request.headers.get("Accept", "") or request.headers.get("HX-Request") == "true"
    if request.method == "GET" and not script:
        return HttpResponseRedirect(_above(request.path))
    page = _page(
        request,
        405,
        _("Sidan går inte att öppna så"),
        _("Sidan kan inte ta emot det som skickades. Gå till startsidan och välj vad du vill göra."),
        typed_text(request),
    )
    page.headers["Allow"] = answer.headers.get("Allow", "")
    return page


def _above(path: str) -> str:
    """The nearest address above a path that leads somewhere."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        for address in ("/" + "/".join(parts) + "/", "/" + "/".join(parts)):
            if is_valid_path(address):
                return address
        parts.pop()
    return "/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for a request that cannot be read: too large, or not UTF-8. The readable part of the text is shown."""
    if isinstance(exception, FileTooLarge | TooManyFilesSent):
        limit = settings.FILE_LIMIT // 1_000_000
        text = _(
            "Filen är för stor. Den får vara högst %(limit)d MB. Gå tillbaka i webbläsaren, välj en mindre fil och"
            " skicka igen."
        )
        title, kept = _("Det blev för mycket på en gång"), typed_text_too_large(request)
        return _page(request, 400, title, text % {"limit": limit}, kept)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return _page(
            request,
            400,
            _("Det blev för mycket på en gång"),
            _("Texten är för lång. Inget har skickats. Korta texten och skicka igen."),
            typed_text_too_large(request) if isinstance(exception, RequestDataTooBig) else [],
        )
    kept = []
    if isinstance(exception, WrongEncoding) and request.method == "POST" and request.content_type == URLENCODED:
        kept = typed_text_in_windows_1252(request.body)
    return _page(
        request,
        400,
        _("Vi kunde inte läsa det du skickade"),
        _("Något blev fel när sidan skickades. Inget har sparats. Gå tillbaka och försök igen."),
        kept,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page when a form does not carry this visit's secret: open too long, cookies off, or sent from elsewhere.

    Nothing was done. The typed text is shown for copying; it is not offered for sending again, since the form may have
    been made by somebody else. A page of somebody else's, who has logged out here, says so.
    """
    log.warning("csrf %r %r", reason, request.path)
    if (another := of_another(request)) is not None:
        return another
    return _page(
        request,
        403,
        _("Formuläret skickades inte"),
        _(
            "Sidan kan ha varit öppen för länge, eller så tar webbläsaren inte emot kakor. "
            "Öppna sidan igen och skicka på nytt."
        ),
        typed_text(request),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page when something broke, with a code that stands in the log too. It asks neither database nor login.

    What was written is shown. While the database is away the answer is 503, and says when to come back.
    """
    code = "-".join("".join(secrets.choice(_CODE_SIGNS) for _sign in range(4)) for _group in range(2))
    # The traceback follows in Django's own record, of the same address.
    log.error("felkod %s %s %r", code, request.method, request.path)
    context = bare_context() | {
        "title": _("Tekniskt fel"),
        "text": _("Något gick fel hos oss. Försök igen om en stund."),
        "kept": _kept(request),
        "home": "/personal/" if request.path.startswith(STAFF_ADDRESSES) else "/",
        "code": code,
    }
    page: str
    try:
        page = render_to_string("shared/web/error.html", context)
    except Exception:
        # The page about the fault must work even if the templates are the fault.
        log.exception("felkod %s: sidan gick inte att rita", code)
        page = LAST_RESORT.format(code=code)
    # Django calls this while it handles the exception.
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(page, status=500)


def _kept(request: HttpRequest) -> list[str]:
    """What was written; empty when even that cannot be read."""
    try:
        return typed_text(request)
    except Exception:
        log.warning("what was written could not be read", exc_info=True)
        return []


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language for a year and go back to the page; never to a foreign site."""
    wanted = request.POST.get("language", "")
    goal = request.POST.get("next", "")
    if not (goal.startswith("/") and url_has_allowed_host_and_scheme(goal, allowed_hosts=None)):
        goal = "/"
    response = HttpResponseRedirect(goal)
    if wanted in {code for code, _name in settings.LANGUAGES}:
        cookies.put(response, LANGUAGE_COOKIE, wanted, seconds=_YEAR)
    return response


@public
@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    """What the keys of the staff tool do (B-12)."""
    return render(request, "shared/web/shortcuts.html")


SUPERVISOR = "https://www.digg.se/tdosanmalan"
"""Where anybody reports a fault to the agency that supervises the act."""
LOOKED_THROUGH = date(2026, 11, 29)
"""The day when the pages were last looked through for accessibility; change it when they are again."""


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (lag (2018:1937) 13 §)."""
    context = {"contact": settings.ACCESSIBILITY_CONTACT, "report_to": SUPERVISOR, "tested": LOOKED_THROUGH}
    return render(request, "shared/web/accessibility.html", context)


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; asks nothing else."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the process can do its work; if not, 503 and a word on what is missing (shared.web.readiness)."""
    ready, word = readiness.state()
    return HttpResponse(word, status=200 if ready else 503, content_type="text/plain; charset=utf-8")
