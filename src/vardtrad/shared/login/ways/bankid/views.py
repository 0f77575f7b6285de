"""The pages of a login with BankID: where the app is, the page that waits for it, the QR code, and giving up."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vardtrad.kernel.tables import not_there
from vardtrad.shared.login import entering
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.guards import logged_in, public
from vardtrad.shared.login.middleware import FIRST_PAGES
from vardtrad.shared.login.ways import attempts, ending, offered
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.bankid import client, hints, orders
from vardtrad.shared.login.ways.bankid.client import Collected
from vardtrad.shared.login.ways.bankid.orders import Order
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way

HERE, THERE = "har", "annan"
_PHONES = ("iPhone", "iPad", "Android")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, way: str) -> HttpResponseBase:
    """Whether the app is on this device or on another one; then the order goes to BankID."""
    chosen = ending.way_of(way, "bankid")
    if request.method != "POST":
        phone = any(name in request.headers.get("User-Agent", "") for name in _PHONES)
        context = {"way": chosen, "phone": phone, "target": entering.target(request)}
        return render(request, "shared/login/ways/bankid_choice.html", context)
    if request.POST.get("hur") not in {HERE, THERE}:
        raise not_there()
    attempt = attempts.begin(chosen.id, entering.target(request), offered.wanted_level(request))
    try:
        begun = client.begin(chosen, client_address(request), attempt.level)
    except Stopped as why:
        return ending.stopped(request, chosen, why, attempt)
    response = HttpResponseRedirect(_waiting_address(chosen, attempt))
    for old in attempts.keep(request, response, attempt):
        orders.forget(response, old.state)
    orders.keep(response, attempt, begun, here=request.POST["hur"] == HERE)
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, way: str) -> HttpResponseBase:
    """The page that waits for the app; by POST it asks BankID how far it is (js: every other second), and lets in."""
    chosen, state = ending.way_of(way, "bankid"), request.GET.get("state", "")
    try:
        attempt = attempts.kept(request, chosen.id, state)
        order = orders.kept(request, attempt)
    except Stopped as why:
        if logged_in(request, chosen.world):
            # Another tab of this browser was first, as when an app leads back to a new one.
            return _for_script(request, HttpResponseRedirect(reverse(FIRST_PAGES[chosen.world])))
        return _for_script(request, ending.stopped(request, chosen, why, None))
    if request.method != "POST":
        return _page(request, chosen, attempt, order, hints.pending("noClient", here=order.here), opens=True)
    outcome = _asked(chosen, order)
    if isinstance(outcome, Stopped) and outcome.why in {Why.BUSY, Why.DOWN}:
        return _page(request, chosen, attempt, order, hints.NO_ANSWER, opens=False)
    if isinstance(outcome, Collected) and not outcome.number:
        opens = outcome.hint in hints.NOT_OPENED
        return _page(request, chosen, attempt, order, hints.pending(outcome.hint, here=order.here), opens=opens)

    def who(attempt: Attempt) -> Identified:
        if isinstance(outcome, Stopped):
            raise outcome
        attempts.use(f"bankid {order.ref}")
        return Identified(chosen, (outcome.number,), client.assurance(chosen, attempt.level))

    response = ending.come_back(request, chosen, who, state=state)
    orders.forget(response, state)
    return _for_script(request, response)


@public
@require_GET
def picture(request: HttpRequest, way: str) -> HttpResponse:
    """The QR code of this second, for the browser that the order belongs to."""
    chosen = ending.way_of(way, "bankid")
    try:
        order = orders.kept(request, attempts.kept(request, chosen.id, request.GET.get("state", "")))
    except Stopped:
        raise not_there() from None
    return HttpResponse(order.qr_picture(), content_type="image/svg+xml")


@public
@require_POST
def give_up(request: HttpRequest, way: str) -> HttpResponseBase:
    """End an order that is not wanted any more."""
    chosen, state = ending.way_of(way, "bankid"), request.GET.get("state", "")

    def who(attempt: Attempt) -> Identified:
        client.cancel(chosen, orders.kept(request, attempt).ref)
        raise Stopped(Why.CANCELLED)

    response = ending.come_back(request, chosen, who, state=state)
    orders.forget(response, state)
    return response


def _asked(way: Way, order: Order) -> Collected | Stopped:
    try:
        return client.collect(way, order.ref)
    except Stopped as why:
        return why


def _waiting_address(way: Way, attempt: Attempt, name: str = "way_bankid_wait") -> str:
    return f"{reverse(name, args=[way.id])}?{urlencode({'state': attempt.state})}"


def _page(
    request: HttpRequest, way: Way, attempt: Attempt, order: Order, says: str | Promise, *, opens: bool
) -> HttpResponse:
    """The page that waits; ``opens`` says whether the app is still to be opened by link or QR code."""
    if ending.is_for_script(request):
        return JsonResponse({"says": str(says), "opens": opens})
    here = _waiting_address(way, attempt)
    link = order.link(request.headers.get("User-Agent", ""), settings.PUBLIC_URL.rstrip("/") + here)
    context = {
        "way": way,
        "says": says,
        "opens": opens,
        "this_device": order.here,
        "address": here,
        "picture": _waiting_address(way, attempt, "way_bankid_qr"),
        "give_up": _waiting_address(way, attempt, "way_bankid_end"),
        "link": link,
    }
    return render(request, "shared/login/ways/bankid_wait.html", context)


def _for_script(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Where to go, for the page's script, which would follow a redirect without leaving the page."""
    if not ending.is_for_script(request):
        return response
    told = JsonResponse({"go": response.headers["Location"]})
    told.cookies = response.cookies
    return told
