"""How every login by a way ends: somebody comes in, chooses an assignment first, or is told why not; and logouts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login import actions, entering
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.middleware import LOGIN_PAGES
from vardtrad.shared.login.models import World
from vardtrad.shared.login.ways import accounts, attempts, identity, rows
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.problems import Stopped
from vardtrad.shared.login.ways.way import Way

logger = logging.getLogger(__name__)


_SALT = "vardtrad.shared.login.ways.ending"
TOLD_SECONDS = 300
"""For how long the address of a page that tells why a login went no further can be used."""


def come_back(
    request: HttpRequest, chosen: Way, who: Callable[[Attempt], Identified], *, state: str = "", site: str = ""
) -> HttpResponseBase:
    """End the attempt that ``state`` names: let in whom ``who`` identifies (on to ``site``), or tell why not."""
    attempt = None
    try:
        attempt = attempts.kept(request, chosen.id, state)
        response = enter(request, who(attempt), attempt)
        if site:
            response.headers["Location"] = site + response.headers["Location"]
    except Stopped as why:
        response = stopped(request, chosen, why, attempt)
    except Refused as why:
        response = refused(request, chosen, why, attempt.target if attempt else "")
    if attempt is not None:
        attempts.forget(response, attempt)
    return response


def way_of(key: str, protocol: str = "oidc") -> Way:
    """The way with an id, of a protocol or of any (""). Raises the one answer for what is not there."""
    way = rows.way_of(key)
    if way is None or protocol not in {"", way.protocol}:
        raise not_there()
    return way


def address(name: str, way: Way) -> str:
    """One of our own whole addresses, as it is registered at the provider."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=[way.id])


def enter(request: HttpRequest, who: Identified, attempt: Attempt) -> HttpResponseBase:
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


def log_out_there(way: Way, claims: Mapping[str, Any]) -> None:
    """End the sessions that a logout token of the provider names, which counts once. Raises Stopped.

    Together: a token whose sessions could not be ended has not been used, and the provider tells again.
    """
    with transaction.atomic():
        attempts.use(f"logout {way.id} {claims['jti']}")
        actions.end_at_provider(
            way.id,
            account=identity.at_provider(way, claims.get("sub")),
            session=identity.at_provider(way, claims.get("sid")),
        )


def stopped(request: HttpRequest, way: Way, why: Stopped, attempt: Attempt | None) -> HttpResponse:
    """The page for a login that goes no further; a trace of it too, if it was one that had begun in this browser."""
    if why.why.is_a_fault:
        logger.warning("inloggning %s: %s", way.id, why)
    if attempt is not None:
        actions.stopped(way.id, why.why.value, client_address(request))
    return page(request, way, why, attempt.target if attempt is not None else "")


def page(request: HttpRequest, way: Way | None, why: Stopped, target: str) -> HttpResponse:
    """The page that tells why a login goes no further."""
    told = Told(str(why.why.sentence), str(why.why.what_to_do), why.why.status, target)
    return _tell(request, way, told)


def refused(request: HttpRequest, way: Way, why: Refused, target: str) -> HttpResponse:
    """The page for somebody who is identified and may not log in."""
    return _tell(request, way, Told(why.sentence, "", 403, target))


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody who does not come in is told, and where they were going."""

    sentence: str
    what_to_do: str
    status: int
    target: str


def is_for_script(request: HttpRequest) -> bool:
    """Whether a script of the page asks, and not its reader."""
    return request.headers.get("Accept") == "application/json"


def _tell(request: HttpRequest, way: Way | None, told: Told) -> HttpResponse:
    if way is not None and (way.protocol == "certificate" or is_for_script(request)):
        # A card is asked for at a port where no styles are, and a script has no page: so the page has an address.
        om = signing.dumps(asdict(told), salt=_SALT, compress=True)
        return HttpResponseRedirect(f"{address('way_told', way)}?{urlencode({'om': om})}")
    return show(request, way.world if way is not None else World.STAFF, told)


def told_by(request: HttpRequest) -> Told:
    """What the address of the page says that somebody is told. Raises the one answer for what we have not signed."""
    try:
        return Told(**signing.loads(request.GET.get("om", ""), salt=_SALT, max_age=TOLD_SECONDS, fallback_keys=[]))
    except (signing.BadSignature, TypeError):
        raise not_there() from None


def show(request: HttpRequest, world: World, told: Told) -> HttpResponse:
    """The page itself."""
    again = reverse(LOGIN_PAGES[world])
    # What the page says of its own address leads to the login: the answer in it has been used, and is nobody's to see.
    request.path = request.path_info = again
    request.META["QUERY_STRING"] = urlencode({"till": told.target}) if told.target else ""
    given = {**asdict(told), "again": again, "staff": world == World.STAFF}
    return render(request, "shared/login/ways/stopped.html", given, status=told.status)
