"""The login pages of the two worlds, and the way out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login import actions, cookies, demo, devices, drawn_for, entering, queries
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.forms import Card, ChosenPerson, Which
from vardtrad.shared.login.guards import (
    ActedRequest,
    NeedsLogin,
    public,
    resident,
    session_of,
    staff,
)
from vardtrad.shared.login.middleware import FIRST_PAGES, KEPT_COOKIE
from vardtrad.shared.login.models import KeptForm, World
from vardtrad.shared.login.password import row as password
from vardtrad.shared.login.providers import Provider
from vardtrad.shared.login.typed import pairs_of, written
from vardtrad.shared.login.ways import offered
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
    level = offered.wanted_level(request)
    ways: list[Provider] = [
        *demo.providers(world), *offered.providers(world, level), *password.providers(world, level)
    ]  # fmt: skip
    context = {
        "ways": [(way.name, way.about, way.start(target)) for way in ways],
        "kept": "sparat" in request.GET,
        "left": "ut" in request.GET,
        "leave_too": offered.to_leave(request, world),
        "stronger": bool(level),
    }
    return render(request, template, context)


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
            return entering.enter(request, proven, entering.target(request))
        except Refused as refused:
            sentence = refused.sentence
    people = queries.demo_residents(demo.tour().tries())
    context = {"form": form, "people": people, "sentence": sentence, "target": entering.target(request)}
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
                    return entering.enter(request, proven, entering.target(request))
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
        "target": entering.target(request),
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
    if session.assurance < _level_of(kept):
        raise NeedsLogin(World(world), session, _level_of(kept))
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


def _level_of(kept: KeptForm) -> int:
    """The level of assurance that the page needs which the form was sent to."""
    try:
        return int(getattr(resolve(kept.path).func, "level", 0))
    except Resolver404:
        return 0


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
    method = ""
    # A session that has already expired is the wanted result.
    with contextlib.suppress(NeedsLogin):
        session = session_of(request, World(world))
        method = session.method
        actions.log_out(session)
    page = reverse("resident_login" if world == World.RESIDENT else "staff_login")
    response = HttpResponseRedirect(f"{page}?{urlencode({'ut': method})}")
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
            devices.end(current, form.cleaned_data["which"], request.actor.in_own_matters)
        else:
            devices.end_others(current, request.actor.in_own_matters)
        return HttpResponseRedirect(reverse(name))
    context = {
        "sessions": devices.open_sessions(person=current.person_id, staff=current.staff_id),
        "current": current.id,
        "staff": current.world == World.STAFF,
        "idle": settings.SESSION_IDLE_MINUTES,
        "total": settings.SESSION_ABSOLUTE_HOURS,
    }
    return render(request, "shared/login/devices.html", context)
