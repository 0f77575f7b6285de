"""The page of an open SIP: its frame, and which step shows what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from vardtrad.planning.sip import queries
from vardtrad.planning.sip.clocks import follow_up_due
from vardtrad.planning.sip.following_up import waiting
from vardtrad.planning.sip.pages.look import PROCESS, Look, look_at
from vardtrad.planning.sip.pages.shown import live_address, strip
from vardtrad.planning.sip.pages.views.assessment import assessment
from vardtrad.planning.sip.pages.views.call import acknowledge_form, call
from vardtrad.planning.sip.pages.views.care_plan import care_plan
from vardtrad.planning.sip.pages.views.guests import invited
from vardtrad.planning.sip.pages.views.side import coordination
from vardtrad.planning.sip.rules import Step
from vardtrad.planning.sip.shown import overview
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.login.guards import SeatRequest, at_unit

TEMPLATES = {
    Step.CALL: "planning/sip/pages/_call.html",
    Step.ASSESSMENT: "planning/sip/pages/_assessment.html",
    Step.CARE_PLAN: "planning/sip/pages/_care_plan.html",
}

Content = Callable[[Look], dict[str, Any]]
CONTENTS: Mapping[Step, Content] = {Step.CALL: call, Step.ASSESSMENT: assessment, Step.CARE_PLAN: care_plan}
"""What the template of each step needs besides ``look``."""


@at_unit
@require_safe
def show(request: SeatRequest, plan: UUID, step: str = "") -> HttpResponseBase:
    """An open SIP at a step; ``?visa=`` opens a form or a question by link."""
    return plan_page(request, plan, step, Opened(request.GET.get("visa", "")))


def plan_page(request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
    """Read a SIP through the door and draw its page at a step (a ``planning.plan.views.PlanPage``). Raises Refused."""
    return draw(look_at(request, plan, step, opened))


def draw(look: Look) -> HttpResponse:
    """Draw a plan as it is looked at. 422 when it shows something that was refused."""
    request, opened, moment = look.request, look.opened, look.moment
    address = look.address if look.past is None else f"{look.address}version/{look.past.id}/"
    waits = look.past is None and bool(waiting(request.seat, [look.now]))
    views = overview(request.seat, look.plan, look.steps, look.members, look.done, address, calls=waits).steps
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
        "archived": history.is_archived(look.now, request.seat.unit.id),
        "ending": queries.ending_of(look.plan.id) if look.now.closed is not None else None,
        "sentence": opened.sentence,
        "form": opened.form,
        "content": TEMPLATES[look.step],
        "boxes": planning_views.boxes_of(request, PROCESS, look.plan.id, look.members if moment is None else ()),
        "live": "" if look.past is not None else live_address(look),
        "confirm_form": acknowledge_form(look),
        "due": follow_up_due(look.now) if look.past is None else None,
    }
    inside = CONTENTS[look.step](look) | coordination(look) | invited(look)
    context |= inside | beside(SIP, look, inside)
    bad = opened.sentence or (opened.form is not None and opened.form.errors)
    return render(request, "planning/sip/pages/plan.html", context, status=422 if bad else 200)
