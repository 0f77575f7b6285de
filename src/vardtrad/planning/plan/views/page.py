"""What the pages of every plan share: a verb is carried out, or its form comes back with all that was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.forms import (
    PersonForm,
)
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show, status_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A form to show open on the plan's page: its name, what was typed in it, and why it was refused."""

    name: str = ""
    form: PlainForm | None = None
    sentence: str = ""


class PlanPage(Protocol):
    """A process's view that draws a plan at one of its steps ("" means the step that the work has reached)."""

    def __call__(self, request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
        """Read the plan through the door and draw its page; 422 when ``opened`` holds something that was refused."""


Make = Callable[[SeatRequest, UUID, Any], PlainForm]
"""Makes a verb's form: from what was posted, or empty (None) to be shown."""
CarryOut = Callable[[SeatRequest, UUID, Any], str]
"""Carries out a valid form with one action and returns what to say about it (``LeftPlan`` if the plan is gone)."""


class LeftPlan(str):
    """What to say when the plan is no longer open to the user's own seat; the user is sent to the start page."""


def base_of(seat: Seat) -> str:
    """The prefix of all the planning tool's addresses for a seat: the address of its start page, ending in "/"."""
    return reverse("plan_start", args=[seat.unit.id, seat.role.code])


def base(request: SeatRequest) -> str:
    """The prefix of all the planning tool's addresses for the seat of a request; see ``base_of``."""
    return base_of(request.seat)


def seat_context(request: SeatRequest, *, tab: str = "") -> dict[str, Any]:
    """What the planning tool's base page (planning/plan/planning.html) shows about the seat, and which tab is open."""
    return {
        "seat": {
            "unit_name": request.seat.unit.name,
            "role_name": request.seat.role.name,
            "person_name": request.actor.name,
            "base": base(request),
            "cases_at": _cases_at(request.seat),
        },
        "tab": tab,
    }


def _cases_at(seat: Seat) -> str:
    """Where somebody's cases are: this clinic's, or the choice among the clinics; empty for who works with none."""
    if not seat.works_with_cases:
        return ""
    return reverse("clinic_start", args=[seat.unit.id]) if seat.cases_here else reverse("clinics")


def plan_address(request: SeatRequest, process: str, plan: UUID, step: str = "") -> str:
    """The address of a plan's page, at a step."""
    return f"{base(request)}{process}/{plan}/" + (f"{step}/" if step else "")


def verb(
    page: PlanPage, process: str, name: str, make: Make, carry_out: CarryOut, *, anchor: str = ""
) -> Callable[..., HttpResponseBase]:
    """The view for a form of an open plan: carries it out, or shows it again with everything that was typed.

    The form's hidden field "steg" names the step that the page showed; the user returns there, at ``anchor`` ("#…").
    """

    @at_unit
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        step = request.POST.get("steg", "")
        form = make(request, plan, request.POST)
        if not form.is_valid():
            return page(request, plan, step, Opened(name, form))
        try:
            said = carry_out(request, plan, form)
        except Refused as refused:
            shown = page(request, plan, step, Opened(name, form, sentence_to_show(refused)))
            shown.status_code = status_of(refused)
            return shown
        there = plan_address(request, process, plan, step if step.isalnum() else "") + anchor
        return flash.on(base(request) if isinstance(said, LeftPlan) else there, said)

    return view


def seat_verb(
    page: PlanPage, process: str, name: str, form: type[PlainForm], carry_out: CarryOut, anchor: str
) -> Callable[..., HttpResponseBase]:
    """The view for a form of the right field. A form that searches for people is given the seat."""

    def make(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
        return form(data, seat=request.seat) if issubclass(form, PersonForm) else form(data)

    return verb(page, process, name, make, carry_out, anchor=anchor)
