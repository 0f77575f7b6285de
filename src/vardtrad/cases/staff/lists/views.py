"""The staff's work lists at a clinic, their filters and search, and saved views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.words import words_of
from vardtrad.cases.staff.frame.next_case import DONE, LIST, Mark
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address, menu, readers_of
from vardtrad.cases.staff.lists import actions, choices, queries, saved_views, shown
from vardtrad.cases.staff.lists.filters import CLOSED, RESIDENT, WITH_CLOSED, Closed, ListFilter, Place
from vardtrad.cases.staff.lists.forms import FilterForm, SearchForm, ViewForm
from vardtrad.cases.teams.queries import Coverage, coverage_of
from vardtrad.gate import door
from vardtrad.kernel.identity import searched
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show

STAFF = sorted(MAY_HANDLE)


def staff_list(which: WorkList) -> Callable[..., HttpResponseBase]:
    """The view of one staff list."""

    @at_clinic(*sorted(which.permissions))
    @require_safe
    def view(request: ClinicRequest) -> HttpResponse:
        asked = saved_views.with_words(ListFilter.read(request.GET, which), request.clinic.id)
        return _list_page(request, which, asked)

    return view


def _list_page(
    request: ClinicRequest,
    which: WorkList,
    asked: ListFilter,
    form: FilterForm | None = None,
    name: ViewForm | None = None,
) -> HttpResponse:
    """A page of a list; with a form that was refused, it says why."""
    actor = request.actor
    after, before = (Place.read(asked.sort, request.GET.get(word, "")) for word in ("efter", "fore"))
    hands = coverage_of(actor.id, request.clinic.id)
    page = queries.work_list(actor, which, hands, asked, after=after, before=before)
    found = {"search": str(asked.search)} if asked.search is not None else {}
    done = Mark.read(request.GET.get(DONE, ""))
    following = queries.next_case(actor, which, hands, asked, page, done) if done is not None else None
    seen = [row.id for row in page.rows]
    door.listed(actor, CASES.label, which.value, [*seen, *_unseen(following, seen)], **found)
    opened = form is not None or request.GET.get("visa") == "filter"
    names = choices.choices(request.clinic.id) if opened else choices.names_in(asked, request.clinic.id)
    if opened and form is None and names is not None:
        form = FilterForm.of(which, names, asked)
    views = saved_views.views_of(actor)
    # What is filtered or searched for says how many there are; an unfiltered list has its number in the menu.
    counted = saved_views.View(actor.id, "", "", which, asked)
    to_count = asked.filtered and page.rows and page.total is None
    counts = saved_views.Counts(actor, [*views, counted] if to_count else views, hands)
    context = menu(request, which, hands, counts.questions)
    first = _first_of(request) if after or before else 1
    context |= shown.page_context(actor, which, asked, page, names, first=first, placed=bool(after or before))
    context["form"] = form
    numbers = counts.all_of(context["also_counted"])
    totals = numbers[len(views) :] if page.total is None else [page.total]
    context["hits"] = shown.hits(totals[0], first, len(page.rows)) if totals and page.rows else ""
    context["views"] = shown.saved_views(views, numbers[: len(views)], which, asked)
    context["name_form"] = name or ViewForm()
    present = readers_of(seen, actor.id)
    context["next_case"] = following
    if following is not None:
        # The list goes along, without the place of the case that was dealt with.
        onward = urlencode({LIST: asked.address(which.value)})
        context["next_to"] = f"{reverse('staff_case', args=[request.clinic.id, following.id])}?{onward}"
    context["rows"] = shown.rows_html(request.clinic.id, page.rows, present)
    context["now"] = reverse("clinic_now", args=[request.clinic.id])
    refused = (form is not None and form.is_bound) or name is not None
    return render(request, "cases/staff/lists/list.html", context, status=422 if refused else 200)


def _unseen(row: queries.Row | None, seen: list[UUID]) -> list[UUID]:
    return [row.id] if row is not None and row.id not in seen else []


def _first_of(request: ClinicRequest) -> int:
    """The number of the first row of a page, as its address says it; 1 for what is no number."""
    text = request.GET.get("nr", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 8 else 1


def _came_from(request: ClinicRequest) -> tuple[WorkList, ListFilter]:
    """The list that a form was sent from, and what was asked of it. Raises Refused for one that is not the actor's."""
    try:
        which = WorkList(request.POST.get("lista", ""))
    except ValueError:
        raise not_there() from None
    if not which.permissions & request.actor.roles:
        raise not_there()
    return which, ListFilter.read(QueryDict(request.POST.get("fraga", "")[:4_000]), which)


@at_clinic(*STAFF)
@require_POST
def filter_list(request: ClinicRequest) -> HttpResponse:
    """Make the filters that were chosen an address (004-061…066). A name or number becomes a person's id on the way."""
    which, before = _came_from(request)
    form = FilterForm(which, choices.choices(request.clinic.id), request.POST)
    if not form.is_valid():
        return _list_page(request, which, saved_views.with_words(before, request.clinic.id), form)
    asked, base = form.wanted(before), list_address(request.clinic.id, which)
    typed = form.cleaned_data["person"]
    if not typed:
        return HttpResponseRedirect(asked.address(base))
    hands = coverage_of(request.actor.id, request.clinic.id)
    return _of_person(request, which, asked.choose(RESIDENT, None), hands, typed)


def _of_person(request: ClinicRequest, which: WorkList, asked: ListFilter, hands: Coverage, typed: str) -> HttpResponse:
    """Go on to the list of the only person that was meant; or ask which, or say that there is none. Traced."""
    base = list_address(request.clinic.id, which)
    whom = choices.whom(typed)
    if searched(typed) is not None:
        rate_limit.hold_back(limits.CLINIC_SEARCH, request.actor, "search", "person", person=whom)
    persons = choices.residents(request.actor, which, hands, typed)
    shown_ids = [person.id for person in persons]
    # Also a search that finds no case tells about whom it was.
    door.note(request.actor, "search", "person", person=whom, shown=shown_ids, detail={"view": which.value})
    if len(persons) == 1:
        return HttpResponseRedirect(asked.choose(RESIDENT, persons[0].id).address(base))
    context = menu(request, which, hands) | {
        "persons": [(person, asked.choose(RESIDENT, person.id).address(base)) for person in persons],
        "many": len(persons) == choices.MOST_PERSONS,
        "typed": typed,
        "which": which,
        "kept": [(key, value) for key, value in asked.pairs() if key != "sok"],
        "asked_text": asked.address("").removeprefix("?"),
        "back": asked.address(base),
    }
    return render(request, "cases/staff/lists/persons.html", context, status=200 if persons else 422)


@at_clinic(*STAFF)
@require_POST
def search_cases(request: ClinicRequest) -> HttpResponse:
    """Search all cases one may see (B-07): a whole number gives that person's cases, words the cases that hold them."""
    which, before = _came_from(request)
    everything = shown.LANDING[which.own][1]
    closed = Closed.INCLUDED if everything in WITH_CLOSED else None
    asked = before.cleared.choose(CLOSED, closed)
    words = SearchForm(request.POST).words
    if not words:
        return HttpResponseRedirect(list_address(request.clinic.id, everything))
    if not words_of(words):
        return flash.on(
            before.address(list_address(request.clinic.id, which)), _("Skriv minst ett ord, eller ett personnummer.")
        )
    if searched(words) is not None:
        return _of_person(request, everything, asked, coverage_of(request.actor.id, request.clinic.id), words)
    asked = replace(asked, search=actions.search(request.actor, words))
    return HttpResponseRedirect(asked.address(list_address(request.clinic.id, everything)))


# ── Saved views ───────────────────────────────────────────────────────────────────────────────────────────────────


@at_clinic(*STAFF)
@require_safe
def list_saved_views(request: ClinicRequest) -> HttpResponse:
    """One's saved views, to open, rename, remove and share (B-07)."""
    return _views_page(request)


def _views_page(request: ClinicRequest, refused: dict[UUID, ViewForm] | None = None) -> HttpResponse:
    hands = coverage_of(request.actor.id, request.clinic.id)
    views = saved_views.views_of(request.actor)
    counts = saved_views.Counts(request.actor, views, hands)
    context: dict[str, Any] = menu(request, None, hands, counts.questions)
    chips = shown.saved_views(views, counts.all_of(context["also_counted"]), WorkList.OWN_ALL, ListFilter())
    forms = [
        (refused or {}).get(view.id) or ViewForm(initial={"namn": view.name}, auto_id=f"view_{view.id}_%s")
        for view in views
    ]
    context |= {
        "views": list(zip(views, chips, forms, strict=True)),
        "form": next(iter((refused or {}).values()), None),
        "views_to": shown.views_address(request.clinic.id),
    }
    return render(request, "cases/staff/lists/views.html", context, status=422 if refused else 200)


@at_clinic(*STAFF)
@require_POST
def save_view(request: ClinicRequest) -> HttpResponse:
    """Give what is asked of a list a name."""
    which, asked = _came_from(request)
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            actions.save_view(request.actor, form.cleaned_data["namn"], which, asked)
        except Refused as refusal:
            _say(form, refusal)
        else:
            return flash.on(
                asked.address(list_address(request.clinic.id, which)),
                _("Vyn är sparad. Den finns ovanför dina listor."),
            )
    return _list_page(request, which, saved_views.with_words(asked, request.clinic.id), name=form)


@at_clinic(*STAFF)
@require_POST
def rename_view(request: ClinicRequest, view: UUID) -> HttpResponse:
    """Give a saved view another name."""
    form = ViewForm(request.POST, auto_id=f"view_{view}_%s")
    if form.is_valid():
        try:
            actions.rename_view(request.actor, view, form.cleaned_data["namn"])
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _done(request, _("Vyn har fått ett nytt namn."))
    return _views_page(request, {view: form})


@at_clinic(*STAFF)
@require_POST
def remove_view(request: ClinicRequest, view: UUID) -> HttpResponse:
    """Remove a saved view."""
    actions.remove_view(request.actor, view)
    return _done(request, _("Vyn är borttagen."))


def _say(form: ViewForm, refusal: Refused) -> None:
    """Put a refusal by the field that it is about. Raises what is no such refusal again."""
    form.add_error("namn", sentence_to_show(refusal))


def _done(request: ClinicRequest, words: str) -> HttpResponse:
    return flash.on(shown.views_address(request.clinic.id), words)
