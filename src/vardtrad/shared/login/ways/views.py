"""A login by a way of the rows: to the provider, back from it, and the logout that the provider tells of."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login import actions, entering
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.guards import public
from vardtrad.shared.login.middleware import LOGIN_PAGES
from vardtrad.shared.login.models import World
from vardtrad.shared.login.ways import accounts, attempts, certificates, identity, offered, rows
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.oidc import client, tokens
from vardtrad.shared.login.ways.oidc.metadata import provider_of
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.rows import Way, WrongRow

logger = logging.getLogger(__name__)


@public
@require_GET
def start(request: HttpRequest, way: str) -> HttpResponseBase:
    """Send the browser to the provider of a way, which sends it back to ``answer``; for a card to its proxy."""
    chosen = _way(way, "")
    attempt = attempts.begin(chosen.id, entering.target(request), offered.wanted_level(request))
    try:
        if chosen.protocol == "certificate":
            card = chosen.address.rstrip("/") + reverse("way_card", args=[chosen.id])
            where = f"{card}?{urlencode({'state': attempt.state})}"
        else:
            where = client.request_address(provider_of(chosen), attempt, _address("way_answer", chosen))
    except Stopped as stopped:
        return _stopped(request, chosen, stopped, attempt)
    response = HttpResponseRedirect(where)
    attempts.keep(request, response, attempt)
    return response


@public
@require_GET
def answer(request: HttpRequest, way: str) -> HttpResponseBase:
    """The browser comes back from the provider: whoever it has identified is let in, or told why not."""
    chosen = _way(way)
    if any(len(values) > 1 for _name, values in request.GET.lists()):
        return _stopped(request, chosen, Stopped(Why.NOT_BEGUN_HERE), None)

    def who(attempt: Attempt) -> Identified:
        attempts.use(attempt.state)
        claims = client.claims_of(provider_of(chosen), attempt, request.GET.dict(), _address("way_answer", chosen))
        return identity.identified(chosen, claims, attempt.level)

    return _come_back(request, chosen, who)


@public
@require_GET
def card(request: HttpRequest, way: str) -> HttpResponseBase:
    """The browser comes through the proxy that has asked it for a card; it goes on at our ordinary address."""
    chosen = _way(way, "certificate")

    def who(attempt: Attempt) -> Identified:
        # Whoever has no card in the reader yet may try again with the same attempt.
        identified = certificates.identified(chosen, request, attempt.level)
        attempts.use(attempt.state)
        return identified

    return _come_back(request, chosen, who, site=settings.PUBLIC_URL.rstrip("/"))


def _come_back(
    request: HttpRequest, chosen: Way, who: Callable[[Attempt], Identified], *, site: str = ""
) -> HttpResponseBase:
    """End the attempt that the address names: let in whom ``who`` identifies (on to ``site``), or tell why not."""
    attempt = None
    try:
        attempt = attempts.kept(request, chosen.id, request.GET.get("state", ""))
        response = _enter(request, who(attempt), attempt)
        if site:
            response.headers["Location"] = site + response.headers["Location"]
    except Stopped as stopped:
        response = _stopped(request, chosen, stopped, attempt)
    except Refused as refused:
        response = _refused(request, chosen, refused, attempt.target if attempt else "")
    if attempt is not None:
        attempts.forget(response, attempt)
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def choose_account(request: HttpRequest) -> HttpResponseBase:
    """Whoever has several assignments says which they log in with."""
    try:
        who, target, once = accounts.kept(request)
    except Stopped as stopped:
        return _page(request, None, stopped, "")
    found = accounts.choices(who)
    chosen = next((account for account in found if account.hsa_id == request.POST.get("who")), None)
    if request.method != "POST" or chosen is None:
        missing = request.method == "POST"
        return render(
            request, "shared/login/ways/accounts.html", {"accounts": found, "missing": missing},
            status=422 if missing else 200,
        )  # fmt: skip
    try:
        attempts.use(once)
        response: HttpResponseBase = entering.enter(
            request, who.proven(chosen.hsa_id), target or accounts.first_page(who, chosen.hsa_id)
        )
    except Stopped as stopped:
        response = _page(request, who.way, stopped, target)
    except Refused as refused:
        response = _refused(request, who.way, refused, target)
    accounts.forget(response)
    return response


@public
@require_GET
def leave(request: HttpRequest, way: str) -> HttpResponseBase:
    """Log out at the provider too, for whoever has logged out here."""
    chosen = _way(way)
    back = settings.PUBLIC_URL.rstrip("/") + reverse(LOGIN_PAGES[chosen.world])
    try:
        where = client.log_out_address(provider_of(chosen), back)
    except Stopped as stopped:
        return _stopped(request, chosen, stopped, None)
    return HttpResponseRedirect(where or f"{reverse(LOGIN_PAGES[chosen.world])}?ut")


@csrf_exempt
@public
@require_POST
def logged_out(request: HttpRequest, way: str) -> HttpResponse:
    """A provider says that somebody has logged out there: their sessions that began by it end (back-channel logout)."""
    chosen = _way(way)
    try:
        claims = tokens.of_logout(provider_of(chosen), request.POST.get("logout_token"))
        attempts.use(f"logout {chosen.id} {claims['jti']}")
    except Stopped as stopped:
        logger.warning("inloggning %s: utloggning från leverantören godtas inte: %s", chosen.id, stopped)
        return JsonResponse({"error": "invalid_request"}, status=400)
    actions.end_at_provider(
        chosen.id,
        account=identity.at_provider(chosen, claims.get("sub")),
        session=identity.at_provider(chosen, claims.get("sid")),
    )
    return HttpResponse(status=200)


@public
@require_GET
def our_keys(request: HttpRequest, way: str) -> HttpResponse:
    """The public key with which we prove to a provider who we are (private_key_jwt), as a JWK Set."""
    try:
        key = client.public_key(_way(way))
    except WrongRow:
        key = None
    if key is None:
        raise not_there()
    return JsonResponse({"keys": [key]})


def _way(key: str, protocol: str = "oidc") -> Way:
    """The way with an id, of a protocol or of any (""). Raises the one answer for what is not there."""
    way = rows.way_of(key)
    if way is None or protocol not in {"", way.protocol}:
        raise not_there()
    return way


def _address(name: str, way: Way) -> str:
    """One of our own whole addresses, as it is registered at the provider."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=[way.id])


def _enter(request: HttpRequest, who: Identified, attempt: Attempt) -> HttpResponseBase:
    """Let in whoever is identified; ask first when they have several assignments here. Raises Refused."""
    subject = who.subjects[0]
    if len(who.subjects) > 1:
        found = accounts.choices(who)
        if len(found) > 1:
            response = HttpResponseRedirect(reverse("way_accounts"))
            accounts.keep(response, who, attempt.target, f"account {attempt.state}")
            return response
        subject = found[0].hsa_id if found else subject
    return entering.enter(request, who.proven(subject), attempt.target or accounts.first_page(who, subject))


def _stopped(request: HttpRequest, way: Way, stopped: Stopped, attempt: Attempt | None) -> HttpResponse:
    """The page for a login that goes no further; a trace of it too, if it was one that had begun in this browser."""
    if stopped.why.is_a_fault:
        logger.warning("inloggning %s: %s", way.id, stopped)
    if attempt is not None:
        actions.stopped(way.id, stopped.why.value, client_address(request))
    return _page(request, way, stopped, attempt.target if attempt is not None else "")


def _page(request: HttpRequest, way: Way | None, stopped: Stopped, target: str) -> HttpResponse:
    context: dict[str, object] = {"sentence": stopped.why.sentence, "what_to_do": stopped.why.what_to_do}
    return _told(request, way, context, target, stopped.why.status)


def _refused(request: HttpRequest, way: Way, refused: Refused, target: str) -> HttpResponse:
    """The page for somebody who is identified and may not log in."""
    return _told(request, way, {"sentence": refused.sentence, "what_to_do": ""}, target, 403)


def _told(request: HttpRequest, way: Way | None, context: dict[str, object], target: str, status: int) -> HttpResponse:
    world = way.world if way is not None else World.STAFF
    again = reverse(LOGIN_PAGES[world])
    # What the page says of its own address leads to the login: the answer in it has been used, and is nobody's to see.
    request.path = request.path_info = again
    request.META["QUERY_STRING"] = urlencode({"till": target}) if target else ""
    # Whole addresses: the page of a card stands at the proxy's other port.
    base = settings.PUBLIC_URL.rstrip("/") if way is not None and way.protocol == "certificate" else ""
    given = {"again": base + again, "target": target, "staff": world == World.STAFF}
    return render(request, "shared/login/ways/stopped.html", {**context, **given}, status=status)
