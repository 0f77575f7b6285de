"""Somebody who has proven who they are comes in: the session begins, and they go on to where they were going."""

from __future__ import annotations

import contextlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from vardtrad.shared.login import actions, cookies, devices
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.guards import NeedsLogin, logged_in, session_of, stored_by
from vardtrad.shared.login.middleware import FIRST_PAGES, KEPT_COOKIE
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.providers import Proven


def target(request: HttpRequest) -> str:
    """The page that the user was going to, if it is ours."""
    wanted = request.POST.get("till") or request.GET.get("till") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/") else ""


def enter(request: HttpRequest, proven: Proven, wanted: str) -> HttpResponse:
    """Start the session, and go on to the wanted page, or to the world's first: before all to a form that was kept.

    Raises Refused for whoever may not log in.
    """
    device = devices.device_of(request.headers.get("User-Agent", ""))
    key, session = actions.begin(proven, client_address(request), device)
    # A secret of forms from before the login opens nothing after it, unless pages that are open still need it.
    if not _has_open_pages(request, proven):
        rotate_token(request)
    # A previous login in this browser ends.
    with contextlib.suppress(NeedsLogin):
        actions.log_out(session_of(request, proven.world))
    where = wanted or reverse(_first_page(session))
    if cookies.value_of(request.COOKIES, KEPT_COOKIE):
        where = reverse("kept_form", args=[proven.world])
    response = HttpResponseRedirect(where)
    # It ends with the browser. While that is open, the cookie outlives the session: the owner of a form that was sent
    # too late is still known.
    cookies.put(response, cookies.SESSIONS[proven.world], key, seconds=None)
    return response


def _first_page(session: Session) -> str:
    """The name of the page that somebody comes to who was not on the way to another: as they have chosen."""
    if session.staff is not None and session.staff.begins_with_day:
        return "day"
    return FIRST_PAGES[World(session.world)]


def _has_open_pages(request: HttpRequest, proven: Proven) -> bool:
    """Whether this browser may have pages open that go on working: of the same person, or of the other world."""
    if any(logged_in(request, world) for world in World if world != proven.world):
        return True
    before = stored_by(request, proven.world)
    if before is None or before.ended is not None:
        return False
    owner = before.person.identity if before.person is not None else before.staff.hsa_id if before.staff else ""
    return owner == proven.subject
