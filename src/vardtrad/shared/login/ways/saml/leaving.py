"""Single logout by SAML, in the browser: whoever logs out here can log out there, and the other way round (ADR 36).

Only for a row with ``single_sign_on``: else each login is proven anew, and there is nothing there to log out from. What
the provider calls somebody is kept by the browser, encrypted, until it is closed: our database has only marks of it.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from vardtrad.shared.login import actions, cookies
from vardtrad.shared.login.guards import public
from vardtrad.shared.login.middleware import LOGIN_PAGES
from vardtrad.shared.login.sealed import opened, sealed
from vardtrad.shared.login.ways import attempts, ending, identity
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import logout, redirect, requests
from vardtrad.shared.login.ways.saml.logout import Account, Wish
from vardtrad.shared.login.ways.saml.metadata import Metadata, metadata_of
from vardtrad.shared.login.ways.saml.naming import our_name
from vardtrad.shared.login.ways.way import Way, WrongRow

logger = logging.getLogger(__name__)
ACCOUNT, ASKED = "vt_konto", "vt_utloggning"
"""The cookies with what the provider calls somebody, and with the logout under way there."""
LONGEST, SECONDS = 24 * 3600, 600
"""For how long each can be used: no session here is longer than a day."""


def offers(way: Way) -> bool:
    """Whether somebody may still be logged in at the provider after a logout here."""
    return way.logout and way.single_sign_on


def keep(response: HttpResponseBase, way: Way, account: Account | None) -> None:
    """Let the browser keep what the provider calls whoever has just logged in, until it is closed."""
    if account is not None and offers(way):
        cookies.put(
            response, ACCOUNT, sealed(ACCOUNT, account.as_texts() | {"way": way.id}), seconds=None, path=_of(way)
        )


def leave(request: HttpRequest, way: Way) -> HttpResponseBase:
    """Go on to the provider to log out there too; to the login page where it cannot be asked. Raises Stopped."""
    out = HttpResponseRedirect(f"{reverse(LOGIN_PAGES[way.world])}?ut")
    kept = opened(ACCOUNT, cookies.value_of(request.COOKIES, ACCOUNT, _of(way)), LONGEST)
    metadata = metadata_of(way)
    if kept is None or kept.get("way") != way.id or not metadata.logout:
        return out
    key, message = logout.request(Account.of_texts(kept), entity=our_name(way), to=metadata.logout)
    response = HttpResponseRedirect(_address(way, metadata.logout, redirect.REQUEST, message, key))
    cookies.put(response, ASKED, sealed(ASKED, {"way": way.id, "key": key}), seconds=SECONDS, path=_of(way))
    cookies.take_away(response, ACCOUNT, _of(way))
    return response


@public
@require_GET
def told(request: HttpRequest, way: str) -> HttpResponseBase:
    """The browser comes from the provider with its request to log somebody out here, or its answer to ours."""
    chosen = ending.way_of(way, "saml")
    here = ending.address("way_saml_logout", chosen)
    try:
        metadata = metadata_of(chosen)
        message = redirect.brought(request.META.get("QUERY_STRING", ""), metadata.certificates)
        if message.kind == redirect.ANSWER:
            return _answered(request, chosen, message, here)
        wish = logout.wish_of(chosen, message.root, to=here)
        _end(chosen, wish)
        return _answer(chosen, metadata, wish, message.relay_state)
    except Stopped as stopped:
        logger.warning("inloggning %s: utloggning från leverantören godtas inte: %s", chosen.id, stopped)
        return ending.stopped(request, chosen, stopped, None)


def _answered(request: HttpRequest, way: Way, message: redirect.Brought, here: str) -> HttpResponseBase:
    asked = opened(ASKED, cookies.value_of(request.COOKIES, ASKED, _of(way)), SECONDS)
    if asked is None or asked.get("way") != way.id:
        raise Stopped(Why.NOT_BEGUN_HERE)
    if not logout.judge_answer(way, message.root, str(asked.get("key")), to=here):
        logger.warning("inloggning %s: leverantören har inte loggat ut överallt", way.id)
    response = HttpResponseRedirect(f"{reverse(LOGIN_PAGES[way.world])}?ut")
    cookies.take_away(response, ASKED, _of(way))
    return response


def _end(way: Way, wish: Wish) -> None:
    """End the sessions that a request names; it counts once. Together: what could not be ended can be asked again."""
    with transaction.atomic():
        attempts.use(f"saml logout {way.issuer} {wish.key}")
        account = identity.at_provider(way, wish.name)
        for session in wish.sessions or ("",):
            actions.end_at_provider(way.id, account=account, session=identity.at_provider(way, session))


def _answer(way: Way, metadata: Metadata, wish: Wish, relay_state: str) -> HttpResponseBase:
    if not metadata.logout_answer:
        response = HttpResponseRedirect(f"{reverse(LOGIN_PAGES[way.world])}?ut")
    else:
        message = logout.answer(wish, entity=our_name(way), to=metadata.logout_answer)
        response = HttpResponseRedirect(_address(way, metadata.logout_answer, redirect.ANSWER, message, relay_state))
    cookies.take_away(response, ACCOUNT, _of(way))
    return response


def _address(way: Way, place: str, kind: str, message: redirect.xml.Element, relay_state: str) -> str:
    try:
        return redirect.address(place, kind, message, relay_state, requests.private_key(way))
    except WrongRow as wrong:
        raise Stopped(Why.SETTINGS, str(wrong)) from None


def _of(way: Way) -> str:
    """The path of a way's own addresses, to which alone the browser brings these cookies."""
    return reverse("way_start", args=[way.id])
