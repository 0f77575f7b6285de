"""Around every request: headers, language, the one-time message, and refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from vardtrad.kernel.tables import Refused
from vardtrad.shared.login import cookies
from vardtrad.shared.web import flash, views
from vardtrad.shared.web.encoding import insist_on_utf8
from vardtrad.shared.web.live_address import live_address

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy(live_url: str, public_url: str) -> str:
    """The policy of every page: only our own files, nothing inline, no foreign frame around us (ASVS 3.4.3).

    The only exception is the live process, and only when it has another origin than the pages.
    """
    policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    live, public = urlsplit(live_url), urlsplit(public_url)
    if live.netloc and (live.scheme, live.netloc) != (public.scheme, public.netloc):
        policy += f"; connect-src 'self' {live.scheme}://{live.netloc}"
    return policy


def security_headers(get_response: GetResponse) -> GetResponse:
    """Put the protective headers on every response, errors included (ASVS 3.4).

    Pages hold patient data: nothing but our static files may be kept by a browser or a proxy.
    """
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    policy = lru_cache(maxsize=8)(content_security_policy)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers[name] = value
        # An attached file has a policy of its own, stricter than a page's.
        response.headers.setdefault("Content-Security-Policy", policy(live_address(request), settings.PUBLIC_URL))
        static = request.path_info.startswith(settings.STATIC_URL) and response.status_code in {200, 206, 304}
        if not static:
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure():
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response

    return middleware


def language(get_response: GetResponse) -> GetResponse:
    """Answer the request in Swedish, or in English when the visitor has chosen it (cookie ``vt_sprak``).

    The browser's own preference (Accept-Language) is ignored: the requirements' words are Swedish, and staff often sit
    at a computer that somebody else has set up.
    """
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        wanted = cookies.value_of(request.COOKIES, views.LANGUAGE_COOKIE)
        with translation.override(wanted if wanted in known else settings.LANGUAGE_CODE, deactivate=True):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    return middleware


def one_time_message(get_response: GetResponse) -> GetResponse:
    """Remove the one-time message from the browser when a page has shown it (vardtrad.shared.web.flash)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if flash.was_taken(request) and cookies.full_name(flash.COOKIE) not in response.cookies:
            cookies.take_away(response, flash.COOKIE)
        return response

    return middleware


class Refusals:
    """Turn refusals of the rules into a page, and refuse unreadable requests before anything tries to read them.

    A refusal is an answer, not a fault: the door has already written its trace. "Not yours" and "not there" give the
    same page (B-04).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on when it is readable; raise WrongEncoding (a page, 400) when it is not.

        An address that does not take the method is answered by a page, or leads to what it belongs to.
        """
        insist_on_utf8(request)
        response = self.get_response(request)
        return views.wrong_method(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page for a refusal that no view has handled; None for everything else."""
        return views.refused(request, exception) if isinstance(exception, Refused) else None


def refusals(get_response: GetResponse) -> Refusals:
    """The middleware for refusals, see Refusals; innermost, next to the views."""
    return Refusals(get_response)
