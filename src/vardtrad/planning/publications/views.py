"""The pages of a plan's versions: an earlier one, what differs between two, and the whole plan to print.

A process gives what is its own in a ``Papers`` and puts the addresses in by vardtrad.planning.publications.urls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import not_there
from vardtrad.planning.plan.lines import Part
from vardtrad.planning.plan.views import seat_context
from vardtrad.planning.plan.views.looked import Looked as AnyLooked
from vardtrad.planning.publications.comparing import compare
from vardtrad.planning.publications.forms import CompareForm
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.publications.reader import Reader
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import paper

Endpoint = Callable[..., HttpResponseBase]


class Looked(AnyLooked, Protocol):
    """A plan as a seat looks at it, now or (with ``past``) at a version: the part of it that these pages read."""

    @property
    def address(self) -> str:
        """The address of the plan's page, ending in "/"."""

    @property
    def versions(self) -> Sequence[Published]:
        """The versions, oldest first."""

    @property
    def past(self) -> Published | None:
        """The version that is looked at; None for the plan as it is now."""


L = TypeVar("L", bound=Looked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers(Generic[L]):
    """What a process gives to the pages of its versions.

    ``label`` is its code in addresses and in the log, ``name`` "SVU", ``title`` stands first on the paper. ``first``
    says when the first version comes. ``look_at`` reads the plan through the door, ``back_to`` takes it back to a
    version, ``draw`` draws its page, ``whole`` gives it as lines and ``thread`` its messages.
    """

    label: str
    name: str | Promise
    title: str | Promise
    first: str | Promise
    look_at: Callable[[SeatRequest, UUID, str], L]
    back_to: Callable[[L, Published], L]
    draw: Callable[[L], HttpResponse]
    whole: Callable[[L, Reader], list[Part]]
    thread: Callable[[L], Sequence[Any]]

    def earlier(self, look: L, wanted: UUID | int) -> L:
        """The plan as it was at the version with this id or number; reading it is logged separately (001-075).

        Raises Refused if there is no such version.
        """
        version = next((version for version in look.versions if wanted in (version.id, version.number)), None)
        if version is None:
            raise not_there()
        detail = {"version": version.version}
        actor, plan = look.request.actor, look.now
        door.note(actor, "read_version", self.label, thing=plan.id, person=plan.patient_id, detail=detail)
        return self.back_to(look, version)

    def parts(self, look: L) -> list[Part]:
        """Everything in the plan that the seat may read, part by part."""
        seat, past = look.request.seat, look.past
        versions = look.versions if past is None else look.versions[: past.number]
        party = seat.party if seat.party.value in look.capacities else None
        return self.whole(look, Reader(look.now, versions, seat.unit.id, party, look.closed))

    def context(self, look: L) -> dict[str, Any]:
        """What every page of the versions shows."""
        return seat_context(look.request) | {
            "look": look,
            "step": look.step,
            "patient": look.now.patient,
            "address": look.address,
            "process": self,
        }

    def printed(self, request: SeatRequest, plan: UUID, version: UUID | None) -> dict[str, Any]:
        """The context of a printed plan; logs that it was printed."""
        look = self.look_at(request, plan, "")
        if version is not None:
            look = self.earlier(look, version)
        door.note(request.actor, "print", self.label, thing=plan, person=look.now.patient_id)
        return self.context(look) | {
            "parts": self.parts(look),
            "thread": self.thread(look),
            "printed_at": clock.now(),
            "printed_by": request.actor.signature,
            "version_to": f"{look.address}version/{look.past.id}/" if look.past is not None else look.address,
            "paper": paper.available(),
            "paper_missing": paper.MISSING,
            "sentence": "",
        }


def show(papers: Papers[L]) -> Endpoint:
    """The page of a plan as it was at a version, at a step; nothing in it can be changed (001-075, 001-076)."""

    @at_unit
    @require_safe
    def view(request: SeatRequest, plan: UUID, version: UUID, step: str = "") -> HttpResponseBase:
        return papers.draw(papers.earlier(papers.look_at(request, plan, step), version))

    return view


def versions(papers: Papers[L]) -> Endpoint:
    """The page of all versions, with the differences between two of them, field by field (001-075, B-28)."""

    @at_unit
    @require_safe
    def view(request: SeatRequest, plan: UUID) -> HttpResponseBase:
        look = papers.look_at(request, plan, "")
        asked = "fran" in request.GET or "till" in request.GET
        newest = len(look.versions)
        start: dict[str, Any] = {"fran": max(newest - 1, 1), "till": newest}
        form = CompareForm(request.GET if asked else None, initial=start, versions=look.versions)
        context = papers.context(look) | {"form": form, "compared": None}
        if asked and form.is_valid():
            first, second = (papers.earlier(look, form.cleaned_data[name]) for name in ("fran", "till"))
            context["compared"] = (first.past, second.past, compare(papers.parts(first), papers.parts(second)))
        status = 422 if asked and form.errors else 200
        return render(request, "planning/publications/versions.html", context, status=status)

    return view


def printed(papers: Papers[L]) -> Endpoint:
    """The whole plan as a page to print, with the patient's identity on every sheet (B-13); this is logged."""

    @at_unit
    @require_safe
    def view(request: SeatRequest, plan: UUID, version: UUID | None = None) -> HttpResponse:
        return render(request, "planning/publications/printed.html", papers.printed(request, plan, version))

    return view


def pdf(papers: Papers[L]) -> Endpoint:
    """The whole plan as a PDF (B-13). If the server cannot make PDFs, the page to print, which says why (503)."""

    @at_unit
    @require_safe
    def view(request: SeatRequest, plan: UUID, version: UUID | None = None) -> HttpResponse:
        rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, papers.label, thing=plan)
        context = papers.printed(request, plan, version)
        try:
            return paper.response(request, "planning/publications/paper.html", context, f"{papers.label}.pdf")
        except paper.NoPaper as why:
            missing = context | {"sentence": str(why)}
            return render(request, "planning/publications/printed.html", missing, status=503)

    return view
