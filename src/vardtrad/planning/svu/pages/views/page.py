"""The page of an open SVU: its frame, and which step shows what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.planning.messages.views import beside
from vardtrad.planning.plan import views as planning_views
from vardtrad.planning.plan.process import as_it_was
from vardtrad.planning.plan.views import Opened, seat_context
from vardtrad.planning.publications import queries as history
from vardtrad.planning.svu.pages.forms import AcknowledgeForm
from vardtrad.planning.svu.pages.look import PROCESS, Look, look_at
from vardtrad.planning.svu.pages.shown import countdown, live_address, strip
from vardtrad.planning.svu.pages.views.admission import admission
from vardtrad.planning.svu.pages.views.assessment import assessment
from vardtrad.planning.svu.pages.views.below import clocks, events
from vardtrad.planning.svu.pages.views.discharge import discharge
from vardtrad.planning.svu.pages.views.discharge_time import discharge_time
from vardtrad.planning.svu.pages.views.statement import statement
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.shown import overview
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.login.guards import SeatRequest, at_unit

TEMPLATES = {
    Step.ADMISSION: "planning/svu/pages/_admission.html",
    Step.DISCHARGE_TIME: "planning/svu/pages/_discharge_time.html",
    Step.ASSESSMENT: "planning/svu/pages/_assessment.html",
    Step.STATEMENT: "planning/svu/pages/_statement.html",
    Step.DISCHARGE: "planning/svu/pages/_discharge.html",
}

Content = Callable[[Look], dict[str, Any]]
CONTENTS: Mapping[Step, Content] = {
    Step.ADMISSION: admission,
    Step.DISCHARGE_TIME: discharge_time,
    Step.ASSESSMENT: assessment,
    Step.STATEMENT: statement,
    Step.DISCHARGE: discharge,
}
"""What the template of each step needs besides ``look``."""
BELOW: Sequence[Content] = (clocks, events)
"""What is shown below every step (planning/svu/pages/_events.html)."""


@at_unit
@require_safe
def show(request: SeatRequest, plan: UUID, step: str = "") -> HttpResponseBase:
    """An open SVU at a step; ``?visa=`` opens a form or a question by link."""
    return plan_page(request, plan, step, Opened(request.GET.get("visa", "")))


def plan_page(request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
    """Read an SVU through the door and draw its page at a step (a ``planning.plan.views.PlanPage``). Raises Refused."""
    return draw(look_at(request, plan, step, opened))


def draw(look: Look) -> HttpResponse:
    """Draw a plan as it is looked at. 422 when it shows something that was refused."""
    request, opened, moment = look.request, look.opened, look.moment
    address = look.address if look.past is None else f"{look.address}version/{look.past.id}/"
    views = overview(request.seat, look.plan, look.steps, look.members, look.done, address).steps
    if look.past is not None:
        views = [as_it_was(view) for view in views]
    context = seat_context(request) | {
        "look": look,
        "plan": look.plan,
        "patient": look.plan.patient,
        "address": look.address,
        "step": look.step,
        "views": views,
        "strip": strip(look),
        "due": countdown(look),
        "archived": history.is_archived(look.now, request.seat.unit.id),
        "sentence": opened.sentence,
        "form": opened.form,
        "content": TEMPLATES[look.step],
        "boxes": planning_views.boxes_of(request, PROCESS, look.plan.id, look.members if moment is None else ()),
        "live": "" if look.past is not None else live_address(look),
        "acknowledge": AcknowledgeForm(initial={"steg": look.step.slug, "round": look.part.round})
        if look.part is not None and look.step in {Step.ADMISSION, Step.DISCHARGE_TIME}
        else None,
    }
    inside = CONTENTS[look.step](look)
    for content in BELOW:
        inside |= content(look)
    context |= inside | beside(SVU, look, inside)
    bad = opened.sentence or (opened.form is not None and opened.form.errors)
    return render(request, "planning/svu/pages/plan.html", context, status=422 if bad else 200)
