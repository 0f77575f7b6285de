"""A unit's pages of requests for a SIP: those that wait, and one with the answer to it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.views import base, seat_context
from vardtrad.planning.sip_requests import actions, queries
from vardtrad.planning.sip_requests.actions import SIP_REQUESTS
from vardtrad.planning.sip_requests.forms import AcceptForm, DeclineForm
from vardtrad.planning.sip_requests.rules import TABLE, Move, RequestFacts
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


@at_unit
@require_safe
def asked_here(request: SeatRequest) -> HttpResponse:
    """The requests that wait for the unit's answer; the list leaves a trace."""
    waiting = queries.waiting_at(request.seat.unit.id)
    door.listed(request.actor, SIP_REQUESTS.label, "frågor om SIP", [each.request.id for each in waiting])
    context = seat_context(request) | {"waiting": waiting, "requests_at": _here(request)}
    return render(request, "planning/sip_requests/asked_here.html", context)


@at_unit
@require_safe
def show(request: SeatRequest, asked: UUID) -> HttpResponse:
    """One request, and the two answers."""
    return _page(request, asked)


@at_unit
@require_POST
def accept(request: SeatRequest, asked: UUID) -> HttpResponse:
    """Answer yes, and go on to the person's page, where the SIP is created."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, asked)
    data = form.cleaned_data
    try:
        moved = actions.accept(request.actor, asked, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, asked, sentence=sentence_to_show(refused))
    patient = moved.thing.patient
    planning.seen_in_search(request.actor, SIP_REQUESTS.label, patient, [])
    return flash.on(f"{base(request)}person/{patient.id}/", _("Personen har fått svaret. Skapa en ny SIP här."))


@at_unit
@require_POST
def decline(request: SeatRequest, asked: UUID) -> HttpResponse:
    """Answer no, with a reason."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, typed=form)
    data = form.cleaned_data
    try:
        actions.decline(request.actor, asked, data["reason"], seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, asked, sentence=sentence_to_show(refused), typed=form)
    return flash.on(_here(request), _("Svaret är skickat."))


@at_unit
@require_POST
def draft(request: SeatRequest, asked: UUID) -> HttpResponse:
    """The reason that somebody is writing and has not sent (B-04)."""
    door.follow(SIP_REQUESTS, request.actor, asked)
    return keep(request, request.actor, asked, f"{_here(request)}{asked}/")


def _here(request: SeatRequest) -> str:
    return f"{base(request)}fragor-om-sip/"


def _page(request: SeatRequest, key: UUID, *, sentence: str = "", typed: DeclineForm | None = None) -> HttpResponse:
    asked, capacities = door.read(SIP_REQUESTS, request.actor, key, related=("patient",))
    waits = TABLE.offers(asked.state, capacities, RequestFacts).may(Move.DECLINE)
    if typed is not None:
        typed.renew(asked.content)
    here = _here(request)
    context = seat_context(request) | {
        "asked": asked,
        "level": queries.level(asked),
        "waits": waits,
        "yes": AcceptForm(initial={"seen": asked.content}),
        "no": typed or DeclineForm(initial={"seen": asked.content}),
        "wrong": typed if waits else None,
        "kept": [typed.data.get("reason", "")] if typed is not None and not waits else [],
        "boxes": boxes(request.actor, key, f"{here}{key}/utkast"),
        "requests_at": here,
        "sentence": sentence,
    }
    status = 422 if sentence or typed is not None else 200
    return render(request, "planning/sip_requests/sip_request.html", context, status=status)
