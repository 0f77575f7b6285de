"""The way in to "Mina planer", the change of unit or role, the start page with its other views, Info and Hjälp."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import not_there
from vardtrad.planning import processes
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.views import base, base_of, seat_context
from vardtrad.planning.search.forms import SearchForm
from vardtrad.planning.sip_requests.queries import number_waiting
from vardtrad.planning.start import queries as lists
from vardtrad.planning.start.actions import keep_filter
from vardtrad.planning.start.chapters import chapters
from vardtrad.planning.start.filters import FOLLOW, TO_DO, WORDS, ListFilter, Sort, ToDo, View, key_of
from vardtrad.planning.start.forms import ChoiceForm, FilterForm
from vardtrad.planning.start.manual_search import MOST_LETTERS, search
from vardtrad.planning.start.shown import row_of
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.lists.filters import Filter
from vardtrad.shared.lists.paging import moment_of, moment_text
from vardtrad.shared.login import actions, cookies, queries
from vardtrad.shared.login.guards import ActedRequest, NeedsLogin, SeatRequest, at_unit, staff, unattended
from vardtrad.shared.login.models import World
from vardtrad.shared.web import flash
from vardtrad.shared.web.help_facts import help_facts, outdated


@staff
@require_safe
def plans_entry(request: ActedRequest) -> HttpResponse:
    """Go to the seat used last, or the first one (001-042); without any, say why and who can help (001-026)."""
    owner = request.session_row.staff
    if owner is None:
        raise NeedsLogin(World.STAFF)
    seat = queries.first_seat(request.session_row, owner)
    anew = queries.begins_anew(request.session_row, owner)
    if len(anew) > 1:
        # Who works at several units for the first time lands where there is work (001-042).
        seat = next((own for own in anew if lists.has_work(own, owner.id)), seat)
    if seat is not None:
        return HttpResponseRedirect(base_of(seat))
    return render(request, "planning/start/no_seat.html", {"why": queries.why_no_seat(owner)})


@at_unit
@require_safe
def switch(request: SeatRequest) -> HttpResponse:
    """ "Byt enhet eller roll": the tree of the own organisation and the user's roles (001-043…047).

    With ``?till=`` it asks whether one is sure to act at a unit where one does not work (design decision 16).
    """
    owner = request.session_row.staff
    if owner is None:
        raise NeedsLogin(World.STAFF)
    asked = ChoiceForm({"to": request.GET["till"]}) if "till" in request.GET else None
    if asked is not None:
        wanted = queries.choosable(owner, *asked.seat) if asked.is_valid() else None
        if wanted is None:
            raise not_there()
        return render(request, "planning/start/sure.html", seat_context(request) | {"wanted": wanted})
    context = seat_context(request) | {
        "at": request.seat,
        "tree": queries.seats_to_choose(owner, request.seat),
        "roles": queries.roles_at(owner, request.seat.unit.id),
        "clinics": bool(care_units.places_of(owner.id)),
    }
    return render(request, "planning/start/switch.html", context)


@at_unit
@require_POST
def choose_seat(request: SeatRequest) -> HttpResponse:
    """Change unit or role. A unit where one does not work asks first, and the choice is traced (design decision 16)."""
    owner = request.session_row.staff
    form = ChoiceForm(request.POST)
    if owner is None or not form.is_valid():
        raise not_there()
    unit, role = form.seat
    seat = actions.choose_unit(request.session_row, owner, unit, role, sure=form.cleaned_data["sure"])
    if seat is None:
        return HttpResponseRedirect(f"{base(request)}byt/?till={unit}/{role}")
    return flash.on(base_of(seat), _("Du arbetar nu på %(unit)s som %(role)s.") % _words(seat))


def _words(seat: care_units.Seat) -> dict[str, str]:
    return {"unit": seat.unit.name, "role": seat.role.name}


# ── The start page and its other views (001-048…062) ───────────────────────────────────────────────────────────────

LOADED = "vt_start"
"""The cookie with the moment when the seat's list was last drawn; it holds nothing else."""
LOADED_SECONDS = 12 * 60 * 60
FILTER = "filter"
"""What in a list's address names the kept words that it is narrowed by."""


def plan_list(view: View) -> Callable[..., HttpResponseBase]:
    """The view that draws one of the lists of "Visa en annan vy". Posted to when it is narrowed by name or number.

    What is posted is kept and leads to an address with its id: so the browser's Back finds the list again, and no name
    stands in an address.
    """

    @at_unit
    @require_http_methods(["GET", "HEAD", "POST"])
    def shown(request: SeatRequest) -> HttpResponse:
        return _narrowed(request) if request.method == "POST" else _list_page(request, view)

    return shown


def _narrowed(request: SeatRequest) -> HttpResponse:
    """Keep what the list is narrowed by, and go to the list with its id."""
    words = FilterForm(request.POST).words()
    query = request.GET.copy()
    query.pop(FILTER, None)
    if words:
        query[FILTER] = str(keep_filter(request.actor, words))
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)


def _list_page(request: SeatRequest, view: View) -> HttpResponse:
    loaded = clock.now()
    asked, since = _asked(request, view), _since(request)
    here = base(request)
    page = lists.start_page(request.seat, request.actor.id, asked, here, since=since)
    opened = _opened(request, here)
    annulled = lists.annulled_lately(request.seat)
    shown = [*_shown(page, opened), *(plan.plan for plan in annulled)]
    door.listed(request.actor, processes.LISTS, view.value or "start", shown)
    go = _Going(here, asked, since, request.GET.get(FILTER, ""))
    context = seat_context(request, tab="start") | {
        "page": page,
        "left": lists.left_lately(request.seat),
        "annulled": annulled,
        "sip_requests": number_waiting(request.seat.unit.id),
        "asked": asked,
        "words_box": WORDS,
        "view_label": view.label,
        "caption": _caption(asked),
        "views": [(str(other.label), go.to_view(other), other is view, None) for other in View],
        "columns": {column.value: (column.label, go.by(column), go.direction(column)) for column in Sort},
        "row_of": row_of,
        "step_names": processes.PROCESSES[0].step_names,
        "to_do_links": go.to_do_links(),
        "follow_links": go.links(FOLLOW) if asked.view is View.SIPS else [],
        "newer": go.to(replace(asked, before=page.newer, after=None)) if page.newer else None,
        "older": go.to(replace(asked, after=page.older, before=None)) if page.older else None,
        "clear": go.to(asked.from_the_top.choose(WORDS, None)),
        "unfold": go.to(asked),
        "more": opened,
        "reload": go.to(asked.from_the_top, since=loaded),
        "counts_url": go.counts(),
        "empty": _empty(asked, go),
        "search": SearchForm(),
        "changed_url": f"{here}andrade/?sedan={moment_text(loaded)}",
        "live": f"/live/enhet/{request.seat.unit.id}",
        # A health centre neither pays nor is paid (B-24).
        "may_pay": request.seat.party is not Party.OUTPATIENT,
        "may_count": view is View.SIPS and care_units.administers(request.actor.id, request.seat.unit.organisation_id),
        "side_label": _("Sök och skapa"),
    }
    response = render(request, "planning/start/start.html", context)
    cookies.put(response, LOADED, moment_text(loaded), seconds=LOADED_SECONDS, path=here)
    return response


def _shown(page: lists.Page, opened: lists.More | None) -> list[UUID]:
    rows = [row.id for row in page.rows]
    return rows if opened is None or opened.plan in rows else [*rows, opened.plan]


def _caption(asked: ListFilter) -> str:
    order = _("stigande") if asked.goes_up else _("fallande")
    if asked.sort is Sort.CHANGED:
        order = _("äldst ändrat först") if asked.goes_up else _("senast ändrat först")
    return f"{asked.view.label}, {asked.sort.label}, {order}"


def _empty(asked: ListFilter, go: _Going) -> tuple[str, str, str, str]:
    """What an empty list says: a heading, a sentence, and a way on with its words."""
    again = go.to(asked.from_the_top)
    if asked.words:
        advice = _("Prova med färre bokstäver eller siffror, eller visa alla igen.")
        return _("Inga ärenden stämmer med filtret"), advice, again, _("Visa alla igen")
    if asked.to_do:
        everything = go.to(asked.from_the_top.choose(TO_DO, None))
        return _("Inget att göra just nu"), _("Inget ärende väntar på din roll."), everything, _("Visa alla ärenden")
    if asked.after or asked.before:
        return _("Här är listan slut"), "", again, _("Till listans början")
    if asked.view is View.CONTACT:
        when = _("När du registreras som fast vårdkontakt eller samordningsansvarig i ett ärende syns det här.")
        return _("Du är inte fast vårdkontakt i något ärende"), when, "", ""
    if asked.view is View.SIPS:
        when = _("När enheten deltar i en SIP syns SIP:en här, också när den har lämnat startsidan.")
        return _("Enheten har ingen pågående SIP"), when, "", ""
    when = _("När enheten deltar i ett ärende syns det här. Slutenvården skapar en SVU med Sök och skapa.")
    return _("Inga aktuella ärenden"), when, "", ""


def _asked(request: SeatRequest, view: View) -> ListFilter:
    """What the address asks of the list, narrowed by the words that it names by their id."""
    kept = key_of(request.GET.get(FILTER))
    words = lists.kept_filter(request.actor, kept) if kept is not None else ""
    return ListFilter.read(view, request.GET).choose(WORDS, words or None)


def _since(request: SeatRequest) -> datetime | None:
    """What the page shows as changed since: the last time this seat's list was drawn, or what the address says."""
    return moment_of(request.GET.get("sedan") or cookies.value_of(request.COOKIES, LOADED, request.path))


def _opened(request: SeatRequest, here: str) -> lists.More | None:
    """The row that is unfolded by its address, when there is no script to do it."""
    key = key_of(request.GET.get("visa"))
    return lists.more(request.seat, key, here) if key is not None else None


@dataclass(frozen=True, slots=True)
class _Going:
    """Where the links of a list lead. Of the filter's words only the id under which they are kept is in an address."""

    here: str
    asked: ListFilter
    since: datetime | None
    kept: str = ""

    @property
    def path(self) -> str:
        """The list's own address, without what is asked of it."""
        return self.to_view(self.asked.view)

    def to_do_links(self) -> list[tuple[str, str, bool]]:
        """The two choices above the list, all and those with something to do: words, address, and which is shown."""
        return self.links(TO_DO)

    def links(self, record: Filter[Any]) -> list[tuple[str, str, bool]]:
        """The choices of a filter: words, address, and which is shown."""
        top = self.asked.from_the_top
        return [
            (option.words, self.to(replace(top, chosen=option.chosen)), option.current)
            for option in top.chosen.options(record)
        ]

    def to(self, asked: ListFilter, *, since: datetime | None = None) -> str:
        """The list when this is asked of it."""
        query = self._query(asked, since or self.since)
        return f"{self.path}?{query}" if query else self.path

    def counts(self) -> str:
        """Where the two choices are asked for with their counts."""
        query = self._query(self.asked.from_the_top, self.since)
        return f"{self.here}antal/?vy={self.asked.view.value}" + (f"&{query}" if query else "")

    def _query(self, asked: ListFilter, since: datetime | None) -> str:
        moment = [("sedan", moment_text(since))] if since is not None else []
        words = [(FILTER, self.kept)] if self.kept and asked.words else []
        return urlencode([*asked.pairs(), *words, *moment])

    def to_view(self, view: View) -> str:
        """Another view from its beginning."""
        return self.here + (f"{view.value}/" if view.value else "")

    def by(self, sort: Sort) -> str:
        """The list by a column; pressed again, the other way round (001-050)."""
        turned = not self.asked.goes_up if sort is self.asked.sort else None
        return self.to(replace(self.asked.from_the_top, sort=sort, rising=turned))

    def direction(self, sort: Sort) -> str:
        """What ``aria-sort`` says of a column."""
        if sort is not self.asked.sort:
            return ""
        return "ascending" if self.asked.goes_up else "descending"


plan_start = plan_list(View.START)
plan_contact = plan_list(View.CONTACT)
plan_sips = plan_list(View.SIPS)


@at_unit
@unattended
@require_safe
def plan_counts(request: SeatRequest) -> HttpResponse:
    """How many plans a view holds, and how many of them have something to do (001-052); carries no patient's data."""
    view = request.GET.get("vy", "")
    if view not in View.values:
        raise not_there()
    asked = _asked(request, View(view))
    numbers = [
        count_words(lists.count(request.seat, request.actor.id, asked.choose(TO_DO, to_do)))
        for to_do in (None, ToDo.ONLY)
    ]
    go = _Going(base(request), asked, moment_of(request.GET.get("sedan", "")), request.GET.get(FILTER, ""))
    context = {"to_do_links": go.to_do_links(), "numbers": numbers}
    return render(request, "planning/start/_counts.html", context)


@at_unit
@unattended
@require_safe
def plan_changed(request: SeatRequest) -> HttpResponse:
    """Which of the seat's plans have changed since the page was loaded (001-057…059); keys only, no patient's data."""
    since = moment_of(request.GET.get("sedan", ""))
    if since is None:
        raise not_there()
    number, rows = lists.changed_since(request.seat, since)
    words = ngettext("%(num)s ändrat ärende", "%(num)s ändrade ärenden", number) % {"num": count_words(number)}
    return JsonResponse({"count": number, "rows": rows, "words": words})


# ── Info and Hjälp (001-004, 001-006, 001-072, 001-073) ──────────────────────────────────────────────────────────


@at_unit
@require_safe
def plan_info(request: SeatRequest) -> HttpResponse:
    """The tab "Info": general messages about the system, for everybody."""
    context = seat_context(request, tab="info") | {"notices": plans.notices(clock.today())}
    return render(request, "planning/start/info.html", context)


@at_unit
@require_safe
def plan_help(request: SeatRequest) -> HttpResponse:
    """The tab "Hjälp": a search in the manual, its contents, abbreviations, icons and colours."""
    asked = request.GET.get("q", "").strip()[:MOST_LETTERS]
    context = seat_context(request, tab="hjalp") | {
        "asked": asked,
        "hits": search(asked),
        "chapters": chapters(),
        # What the page that one comes from is about (B-22).
        "about": next((chapter for chapter in chapters() if chapter.slug == request.GET.get("om", "")), None),
        "facts": help_facts(_("Alla som planerar tillsammans")),
        "outdated": outdated(),
    }
    return render(request, "planning/start/help.html", context)


@at_unit
@require_safe
def plan_manual(request: SeatRequest) -> HttpResponse:
    """One chapter of the manual."""
    chapter = request.GET.get("kapitel", "")
    place = next((number for number, other in enumerate(chapters()) if other.slug == chapter), None)
    if place is None:
        raise not_there()
    context = seat_context(request, tab="hjalp") | {
        "chapter": chapters()[place],
        "chapters": chapters(),
        "before": chapters()[place - 1] if place else None,
        "after": chapters()[place + 1] if place + 1 < len(chapters()) else None,
    }
    return render(request, "planning/start/manual.html", context)
