"""A login by a way of the rows: to the provider, back from it, and the logout that the provider tells of."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login import entering
from vardtrad.shared.login.guards import public
from vardtrad.shared.login.middleware import LOGIN_PAGES
from vardtrad.shared.login.ways import accounts, attempts, certificates, ending, identity, offered
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.oidc import client, tokens
from vardtrad.shared.login.ways.oidc.metadata import provider_of
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import leaving
from vardtrad.shared.login.ways.saml import views as saml
from vardtrad.shared.login.ways.way import WrongRow

logger = logging.getLogger(__name__)


@public
@require_GET
def start(request: HttpRequest, way: str) -> HttpResponseBase:
    """Send the browser to the provider of a way, which sends it back to ``answer``; for a card to its proxy.

    BankID has pages of its own here.
    """
    chosen = ending.way_of(way, "")
    if chosen.protocol == "bankid":
        given = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(reverse("way_bankid", args=[chosen.id]) + (f"?{given}" if given else ""))
    attempt = attempts.begin(chosen.id, entering.target(request), offered.wanted_level(request))
    try:
        if chosen.protocol == "certificate":
            card = chosen.address.rstrip("/") + reverse("way_card", args=[chosen.id])
            where = f"{card}?{urlencode({'state': attempt.state})}"
        elif chosen.protocol == "saml":
            where = saml.request_address(chosen, attempt)
        else:
            where = client.request_address(provider_of(chosen), attempt, ending.address("way_answer", chosen))
    except Stopped as stopped:
        return ending.stopped(request, chosen, stopped, attempt)
    response = HttpResponseRedirect(where)
    attempts.keep(request, response, attempt, crossing=chosen.protocol == "saml")
    return response


@public
@require_GET
def answer(request: HttpRequest, way: str) -> HttpResponseBase:
    """The browser comes back from the provider: whoever it has identified is let in, or told why not."""
    chosen = ending.way_of(way)
    if any(len(values) > 1 for _name, values in request.GET.lists()):
        return ending.stopped(request, chosen, Stopped(Why.NOT_BEGUN_HERE), None)

    def who(attempt: Attempt) -> Identified:
        attempts.use(attempt.state)
        claims = client.claims_of(
            provider_of(chosen), attempt, request.GET.dict(), ending.address("way_answer", chosen)
        )
        return identity.identified(chosen, claims, attempt.level)

    return ending.come_back(request, chosen, who, state=request.GET.get("state", ""))


@public
@require_GET
def card(request: HttpRequest, way: str) -> HttpResponseBase:
    """The browser comes through the proxy that has asked it for a card; it goes on at our ordinary address."""
    chosen = ending.way_of(way, "certificate")

    def who(attempt: Attempt) -> Identified:
        # Whoever has no card in the reader yet may try again with the same attempt.
        identified = certificates.identified(chosen, request, attempt.level)
        attempts.use(attempt.state)
        return identified

    site = settings.PUBLIC_URL.rstrip("/")
    return ending.come_back(request, chosen, who, state=request.GET.get("state", ""), site=site)


@public
@require_GET
def told(request: HttpRequest, way: str) -> HttpResponse:
    """Why a login went no further, for what happened at the card's port or to a page's script."""
    return ending.show(request, ending.way_of(way, "").world, ending.told_by(request))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def choose_account(request: HttpRequest) -> HttpResponseBase:
    """Whoever has several assignments says which they log in with."""
    try:
        who, target, once = accounts.kept(request)
    except Stopped as stopped:
        return ending.page(request, None, stopped, "")
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
        response = ending.page(request, who.way, stopped, target)
    except Refused as refused:
        response = ending.refused(request, who.way, refused, target)
    accounts.forget(response)
    return response


@public
@require_GET
def leave(request: HttpRequest, way: str) -> HttpResponseBase:
    """Log out at the provider too, for whoever has logged out here."""
    chosen = ending.way_of(way, "")
    if chosen.protocol not in {"oidc", "saml"}:
        raise not_there()
    back = settings.PUBLIC_URL.rstrip("/") + reverse(LOGIN_PAGES[chosen.world])
    try:
        if chosen.protocol == "saml":
            return leaving.leave(request, chosen)
        where = client.log_out_address(provider_of(chosen), back)
    except Stopped as stopped:
        return ending.stopped(request, chosen, stopped, None)
    return HttpResponseRedirect(where or f"{reverse(LOGIN_PAGES[chosen.world])}?ut")


@csrf_exempt
@public
@require_POST
def logged_out(request: HttpRequest, way: str) -> HttpResponse:
    """A provider says that somebody has logged out there: their sessions that began by it end (back-channel logout)."""
    chosen = ending.way_of(way)
    try:
        claims = tokens.of_logout(provider_of(chosen), request.POST.get("logout_token"))
        ending.log_out_there(chosen, claims)
    except Stopped as stopped:
        logger.warning("inloggning %s: utloggning från leverantören godtas inte: %s", chosen.id, stopped)
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse(status=200)


@public
@require_GET
def our_keys(request: HttpRequest, way: str) -> HttpResponse:
    """The public key with which we prove to a provider who we are (private_key_jwt), as a JWK Set."""
    try:
        key = client.public_key(ending.way_of(way))
    except WrongRow:
        key = None
    if key is None:
        raise not_there()
    return JsonResponse({"keys": [key]})
