"""Requests for listing as staff handle them, and the questions from colleagues that wait for an answer."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.case.internal import waiting
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.listing import actions, queries
from vardtrad.cases.listing.actions import LISTINGS
from vardtrad.cases.listing.rules import TABLE, Move, State
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.listing.forms import DaysForm, DeclineForm
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show

# ── Listningsönskemål ────────────────────────────────────────────────────────────────────────────────────────────────


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def listings(request: ClinicRequest) -> HttpResponse:
    """The requests for listing that wait (004-072)."""
    return _list(request, waits=True)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def handled_listings(request: ClinicRequest) -> HttpResponse:
    """The requests for listing that have been handled, or taken back by the resident (004-072)."""
    return _list(request, waits=False)


def _list(request: ClinicRequest, *, waits: bool) -> HttpResponse:
    form = DaysForm(request.GET)
    chosen = form.chosen()
    after = Cursor.parse(request.GET.get("efter", ""))
    page = queries.listing_page(request.actor, waiting=waits, chosen=chosen, after=after)
    door.listed(request.actor, LISTINGS.label, "hantera" if waits else "hanterade", [row.id for row in page.rows])
    waiting_at, handled_at = (reverse(name, args=[request.clinic.id]) for name in ("listings", "handled_listings"))
    address = waiting_at if waits else handled_at
    days = dict(chosen.pairs())
    context = menu(request, None, at=address) | {
        "page": page,
        "waits": waits,
        "form": form,
        "filtered": bool(days),
        "address": address,
        "tabs": [
            (_("ATT HANTERA"), waiting_at, waits, None),
            (_("HANTERADE"), handled_at, not waits, None),
        ],
        "older": f"{address}?{urlencode(days | {'efter': str(page.older)})}" if page.older else None,
        "newest": f"{address}?{urlencode(days)}" if "efter" in request.GET else None,
    }
    return render(request, "cases/staff/listing/listings.html", context)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def listing(request: ClinicRequest, listing: UUID) -> HttpResponse:
    """One request: who asks, where the person is listed, and the two answers."""
    return _page(request, listing)


def _page(request: ClinicRequest, key: UUID, *, decline: DeclineForm | None = None, sentence: str = "") -> HttpResponse:
    listing, capacities = door.read(LISTINGS, request.actor, key, related=("patient", "clinic", "handled_by"))
    moves = TABLE.possible(listing.state, capacities)
    if decline is not None and sentence:
        decline.renew(listing.content)
    address = reverse("listings" if listing.waits else "handled_listings", args=[request.clinic.id])
    context = menu(request, None, at=address) | {
        "listing": listing,
        "status": State(listing.state).label,
        "listed_at": queries.listed_at(listing.patient),
        "listed_before": queries.unit_named(listing.listed_before),
        "may_accept": Move.ACCEPT in moves,
        "may_decline": Move.DECLINE in moves,
        "accept": PlainForm(initial={"seen": listing.content}),
        "decline": decline or DeclineForm(initial={"seen": listing.content}),
        "typed": decline.data.get("reason", "") if decline is not None and Move.DECLINE not in moves else "",
        "sentence": sentence,
        "back": address,
        "boxes": boxes(request.actor, listing.id, reverse("draft_of_listing", args=[request.clinic.id, listing.id])),
    }
    bad = sentence or (decline is not None and decline.errors)
    return render(request, "cases/staff/listing/listing.html", context, status=422 if bad else 200)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def accept(request: ClinicRequest, listing: UUID) -> HttpResponse:
    """Accept a request: the person is listed here."""
    form = PlainForm(request.POST)
    try:
        _in_order(form)
        data = form.cleaned_data
        actions.accept(request.actor, listing, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, listing, sentence=sentence_to_show(refused))
    return _done(request, _("Önskemålet är godkänt."))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def decline(request: ClinicRequest, listing: UUID) -> HttpResponse:
    """Decline a request, with a reason."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, listing, decline=form)
    data = form.cleaned_data
    try:
        actions.decline(request.actor, listing, data["reason"], seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, listing, decline=form, sentence=sentence_to_show(refused))
    return _done(request, _("Önskemålet är avböjt."))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def keep_draft(request: ClinicRequest, listing: UUID) -> HttpResponse:
    """Keep the reason that somebody is writing; it needs the same capacity as reading the request (B-04)."""
    door.follow(LISTINGS, request.actor, listing)
    return keep(request, request.actor, listing, reverse("listing", args=[request.clinic.id, listing]))


def _in_order(form: PlainForm) -> None:
    if not form.is_valid():
        raise Refused(Reason.STALE, _("Sidan har blivit för gammal. Försök igen."))


def _done(request: ClinicRequest, words: str) -> HttpResponse:
    return flash.on(reverse("listings", args=[request.clinic.id]), words)


# ── Frågor från kollegor ─────────────────────────────────────────────────────────────────────────────────────────────


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def questions(request: ClinicRequest) -> HttpResponse:
    """The questions from colleagues that wait for the reader's answer, at all units where the reader works (B-08)."""
    page = waiting.question_page(request.actor.id, Cursor.parse(request.GET.get("efter", "")))
    door.listed(request.actor, CASES.label, "kollegor", [row.case for row in page.rows])
    address = reverse("questions_from_colleagues", args=[request.clinic.id])
    context = menu(request, None, at=address) | {
        "page": page,
        "older": f"{address}?efter={page.older}" if page.older else None,
        "newest": address if "efter" in request.GET else None,
    }
    return render(request, "cases/staff/listing/questions.html", context)
