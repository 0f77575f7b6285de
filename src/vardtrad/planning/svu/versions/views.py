"""An earlier version of an SVU, what differs between two, and the whole plan to print."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import not_there
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan.views import Opened, seat_context
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu.pages.look import Look, look_at
from vardtrad.planning.svu.pages.views.page import draw
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.versions import queries
from vardtrad.planning.svu.versions.comparing import compare
from vardtrad.planning.svu.versions.forms import CompareForm
from vardtrad.planning.svu.versions.queries import Part, Reader
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import paper


def _version(look: Look, wanted: UUID | int) -> Published:
    """The version with this id or number. Raises Refused if there is none."""
    version = next((version for version in look.versions if wanted in (version.id, version.number)), None)
    if version is None:
        raise not_there()
    return version


def _back_to(look: Look, version: Published) -> Look:
    """The plan as it was at a version; reading it is logged separately (001-075)."""
    past = queries.as_of(look.now, version)
    actor = look.request.actor
    detail = {"version": version.version}
    door.note(actor, "read_version", SVU.label, thing=look.now.id, person=look.now.patient_id, detail=detail)
    return replace(
        look,
        plan=past.plan,
        steps=past.steps,
        members=past.members,
        done=past.done,
        past=version,
        opened=Opened(),
    )


def _whole(look: Look) -> list[Part]:
    seat, past = look.request.seat, look.past
    versions = look.versions if past is None else look.versions[: past.number]
    party = seat.party if seat.party.value in look.capacities else None
    reader = Reader(look.now, versions, seat.unit.id, party, look.closed)
    moment = past.at if past is not None else None
    return queries.whole(reader, look.plan, look.steps, look.members, look.done, moment=moment)


@at_unit
@require_safe
def show(request: SeatRequest, plan: UUID, version: UUID, step: str = "") -> HttpResponseBase:
    """The page of an SVU as it was at a version, at a step; nothing in it can be changed (001-075, 001-076)."""
    look = look_at(request, plan, step)
    return draw(_back_to(look, _version(look, version)))


@at_unit
@require_safe
def versions(request: SeatRequest, plan: UUID) -> HttpResponseBase:
    """The page of all versions, with the differences between two of them, field by field (001-075, B-28)."""
    look = look_at(request, plan, "")
    asked = "fran" in request.GET or "till" in request.GET
    newest = len(look.versions)
    start: dict[str, Any] = {"fran": max(newest - 1, 1), "till": newest}
    form = CompareForm(request.GET if asked else None, initial=start, versions=look.versions)
    context = _context(look) | {"form": form, "compared": None}
    if asked and form.is_valid():
        first, second = (_back_to(look, _version(look, form.cleaned_data[name])) for name in ("fran", "till"))
        context["compared"] = (first.past, second.past, compare(_whole(first), _whole(second)))
    return render(request, "planning/svu/versions/versions.html", context, status=422 if asked and form.errors else 200)


@at_unit
@require_safe
def printed(request: SeatRequest, plan: UUID, version: UUID | None = None) -> HttpResponse:
    """The whole plan as a page to print, with the patient's identity on every sheet (B-13); this is logged."""
    return render(request, "planning/svu/versions/printed.html", _printed(request, plan, version))


@at_unit
@require_safe
def pdf(request: SeatRequest, plan: UUID, version: UUID | None = None) -> HttpResponse:
    """The whole plan as a PDF (B-13). If the server cannot make PDFs, the page to print, which says why (503)."""
    rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, SVU.label, thing=plan)
    context = _printed(request, plan, version)
    try:
        return paper.response(request, "planning/svu/versions/paper.html", context, "svu.pdf")
    except paper.NoPaper as why:
        return render(request, "planning/svu/versions/printed.html", context | {"sentence": str(why)}, status=503)


def _printed(request: SeatRequest, plan: UUID, version: UUID | None) -> dict[str, Any]:
    """The context of a printed plan; logs that it was printed."""
    look = look_at(request, plan, "")
    if version is not None:
        look = _back_to(look, _version(look, version))
    moment = look.past.at if look.past is not None else None
    door.note(request.actor, "print", SVU.label, thing=plan, person=look.now.patient_id)
    return _context(look) | {
        "parts": _whole(look),
        "thread": messages.thread(look.now, request.seat, look.members, moment=moment, closed=look.closed),
        "printed_at": clock.now(),
        "printed_by": request.actor.signature,
        "version_to": f"{look.address}version/{look.past.id}/" if look.past is not None else look.address,
        "paper": paper.available(),
        "paper_missing": paper.MISSING,
        "sentence": "",
    }


def _context(look: Look) -> dict[str, Any]:
    return seat_context(look.request) | {
        "look": look,
        "step": look.step,
        "patient": look.now.patient,
        "address": look.address,
    }
