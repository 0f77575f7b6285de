"""The login pages of the two worlds, and the way out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login import actions, cookies, demo, devices, drawn_for, queries
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.forms import Card, ChosenPerson, Which
from vardtrad.shared.login.guards import (
    ActedRequest,
    NeedsLogin,
    logged_in,
    public,
    resident,
    session_of,
    staff,
    stored_by,
)
from vardtrad.shared.login.middleware import FIRST_PAGES, KEPT_COOKIE
from vardtrad.shared.login.models import KeptForm, World
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.login.typed import pairs_of, written
from vardtrad.shared.rate_limit import limits


@public
@require_safe
def resident_login(request: HttpRequest) -> HttpResponse:
    """The residents' login page: the ways to log in, and what to do if none of them works."""
    return _ways(request, World.RESIDENT, "shared/login/resident.html")


@public
@require_safe
def staff_login(request: HttpRequest) -> HttpResponse:
    """The staff's login page, also reached directly (000-003, 000-004)."""
    return _ways(request, World.STAFF, "shared/login/staff.html")


def _ways(request: HttpRequest, world: World, template: str) -> HttpResponse:
    target = request.GET.get("till", "")
    # Whoever is at the demo needs neither BankID nor a card, and is told so instead.
    ways = [(provider.name, provider.start(target)) for provider in demo.providers(world)]
    return render(request, template, {"ways": ways, "kept": "sparat" in request.GET, "left": "ut" in request.GET})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def demo_resident(request: HttpRequest) -> HttpResponseBase:
    """The demo's identity provider for residents: choose who you are."""
    _only_in_demo()
    form = ChosenPerson(request.POST or None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        proven = demo.prove_resident(form.cleaned_data["who"])
        if proven is None:
            raise not_there()
        try:
            return _logged_in(request, proven)
        except Refused as refused:
            sentence = refused.sentence
    people = queries.demo_residents(demo.tour().tries())
    context = {"form": form, "people": people, "sentence": sentence, "target": _target(request)}
    return render(request, "shared/login/demo_resident.html", context, status=403 if sentence else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def demo_staff(request: HttpRequest) -> HttpResponseBase:
    """The demo's card reader: choose a card and give its PIN code (000-004, 000-005)."""
    _only_in_demo()
    form = Card(request.POST or None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        if actions.held_back(who, client_address(request)):
            sentence = str(limits.LOGIN.sentence)
        else:
            proven = demo.prove_staff(who, form.cleaned_data["pin"])
            if proven is None:
                actions.failed(who, client_address(request))
                form.add_error("pin", _("Fel pinkod. Försök igen."))
            else:
                try:
                    return _logged_in(request, proven)
                except Refused as refused:
                    sentence = refused.sentence
    people, in_tour = queries.demo_staff(demo.tour().tries()), demo.people_of_tour()
    # A step of the tour has a card in the reader already.
    chosen = [person for person in people if str(person.key) == request.GET.get("kort")]
    context = {
        "form": form,
        "chosen": chosen[0].key if chosen else None,
        "first": chosen or [person for person in people if person.key in in_tour],
        "others": [] if chosen else [person for person in people if person.key not in in_tour],
        "sentence": sentence,
        "target": _target(request),
        "pin": demo.PIN,
    }
    status = 429 if sentence == str(limits.LOGIN.sentence) else 403 if sentence or form.errors else 200
    return render(request, "shared/login/demo_staff.html", context, status=status)


@public
@require_safe
def demo_tour(request: HttpRequest) -> HttpResponse:
    """The tour of the demo: its stories step by step, each leading to the right page as the right person."""
    _only_in_demo()
    context = {"chapters": demo.tour().chapters(), "pin": demo.PIN}
    return render(request, "shared/login/demo_tour.html", context)


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise not_there()


def _target(request: HttpRequest) -> str:
    """The page that the user was going to, if it is ours."""
    wanted = request.POST.get("till") or request.GET.get("till") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/") else ""


def _logged_in(request: HttpRequest, proven: Proven) -> HttpResponse:
    """Start the session, and go on to where the user was going: first of all to a form that was kept."""
    key = actions.log_in(proven, client_address(request), devices.device_of(request.headers.get("User-Agent", "")))
    # A secret of forms from before the login opens nothing after it, unless pages that are open still need it.
    if not _has_open_pages(request, proven):
        rotate_token(request)
    # A previous login in this browser ends.
    with contextlib.suppress(NeedsLogin):
        actions.log_out(session_of(request, proven.world))
    where = _target(request) or reverse(FIRST_PAGES[proven.world])
    if cookies.value_of(request.COOKIES, KEPT_COOKIE):
        where = reverse("kept_form", args=[proven.world])
    response = HttpResponseRedirect(where)
    # It ends with the browser. While that is open, the cookie outlives the session: the owner of a form that was sent
    # too late is still known.
    cookies.put(response, cookies.SESSIONS[proven.world], key, seconds=None)
    return response


def _has_open_pages(request: HttpRequest, proven: Proven) -> bool:
    """Whether this browser may have pages open that go on working: of the same person, or of the other world."""
    if any(logged_in(request, world) for world in World if world != proven.world):
        return True
    before = stored_by(request, proven.world)
    if before is None or before.ended is not None:
        return False
    owner = before.person.identity if before.person is not None else before.staff.hsa_id if before.staff else ""
    return owner == proven.subject


@public
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: HttpRequest, world: str) -> HttpResponseBase:
    """The form that was kept when the session ran out: shown to its owner, and sent when the owner says so.

    It is not sent unseen: somebody else may have typed it at a screen that was left open. Public by its guard since it
    reads the session of the world in its address itself. The form's own submit key has it carried out once.
    """
    session = session_of(request, World(world))
    owner = session.person_id or session.staff_id
    kept = actions.kept_form(cookies.value_of(request.COOKIES, KEPT_COOKIE), World(world), owner) if owner else None
    if kept is None:
        return HttpResponseRedirect(reverse(FIRST_PAGES[World(world)]))
    if request.method != "POST":
        request.actor = actions.actor_of(session)  # type: ignore[attr-defined]
        return render(
            request,
            "shared/login/kept.html",
            {"texts": written(pairs_of(QueryDict(kept.body))), "staff": world == "staff"},
        )
    response: HttpResponseBase = HttpResponseRedirect(reverse(FIRST_PAGES[World(world)]))
    if actions.take(kept) and request.POST.get("gor") == "skicka":
        response = _send_kept(request, kept)
    cookies.take_away(response, KEPT_COOKIE)
    return response


def _send_kept(request: HttpRequest, kept: KeptForm) -> HttpResponseBase:
    """Pass the kept form to the page that it was sent to, through that page's own guard."""
    try:
        match = resolve(kept.path)
    except Resolver404:
        raise not_there() from None
    request.path = request.path_info = kept.path
    request.GET = QueryDict()
    request.POST = QueryDict(kept.body)
    request.resolver_match = match
    view: Callable[..., HttpResponseBase] = match.func
    return view(request, *match.args, **match.kwargs)


@public
@require_GET
def still_here(request: HttpRequest, world: str) -> HttpResponse:
    """For whom pages of this world are drawn now, as the mark in their forms; asked by open pages (js/cover.js).

    Empty when nobody is logged in. ``left`` is how many seconds the session goes on without use, ``prolongs`` whether
    use makes it longer. Asking keeps no session alive; only "kvar" does, which the reader has pressed.
    """
    try:
        session = session_of(request, World(world), by_itself="kvar" not in request.GET)
    except NeedsLogin:
        return JsonResponse({"for": ""})
    if "kvar" in request.GET:
        session.refresh_from_db(fields=["last_seen"])
    left, prolongs = queries.time_left(session)
    actor = actions.actor_of(session)
    # A proxy's page is covered as soon as it no longer may be read.
    drawn = drawn_for.mark(actor.id, actor.acts_for)
    return JsonResponse({"for": drawn, "left": int(left.total_seconds()), "prolongs": prolongs})


@public
@require_POST
def log_out(request: HttpRequest, world: str) -> HttpResponse:
    """End the session of this world, if there is one, and say so."""
    # A session that has already expired is the wanted result.
    with contextlib.suppress(NeedsLogin):
        actions.log_out(session_of(request, World(world)))
    response = HttpResponseRedirect(reverse("resident_login" if world == World.RESIDENT else "staff_login") + "?ut")
    cookies.take_away(response, cookies.SESSIONS[World(world)])
    # Whoever uses the computer next finds nothing of it with the browser's Back (ASVS 14.3.1).
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@resident
@require_http_methods(["GET", "HEAD", "POST"])
def resident_devices(request: ActedRequest) -> HttpResponse:
    """Where the resident is logged in, and ending that."""
    return _devices(request, "resident_devices")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def staff_devices(request: ActedRequest) -> HttpResponse:
    """Where the member of staff is logged in, and ending that."""
    return _devices(request, "staff_devices")


def _devices(request: ActedRequest, name: str) -> HttpResponse:
    current = request.session_row
    if request.method == "POST":
        form = Which(request.POST)
        if not form.is_valid():
            raise not_there()
        if form.cleaned_data["which"] is not None:
            devices.end(current, form.cleaned_data["which"], request.actor)
        else:
            devices.end_others(current, request.actor)
        return HttpResponseRedirect(reverse(name))
    context = {
        "sessions": devices.open_sessions(person=current.person_id, staff=current.staff_id),
        "current": current.id,
        "staff": current.world == World.STAFF,
        "idle": settings.SESSION_IDLE_MINUTES,
        "total": settings.SESSION_ABSOLUTE_HOURS,
    }
    return render(request, "shared/login/devices.html", context)
