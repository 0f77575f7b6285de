"""The page of an open SIP, and what is done on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import NOWHERE, Offers
from vardtrad.planning.plan import facts as plan_facts
from vardtrad.planning.plan import views as planning_views
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.views import LeftPlan, Opened, base, plan_address, seat_context, verb
from vardtrad.planning.sip import actions
from vardtrad.planning.sip.forms import AcknowledgeForm, CallForm
from vardtrad.planning.sip.given import CallGiven
from vardtrad.planning.sip.models import Call
from vardtrad.planning.sip.rules import CALL, TABLE, CallState, Move, SipFacts, Step
from vardtrad.planning.sip.shown import call_of, overviews
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web.forms import PlainForm

PROCESS = "sip"
SAVE, ACKNOWLEDGE, REMOVE = "kallelse", "kvittera", "ta-bort"


@at_unit
@require_safe
def show(request: SeatRequest, plan: UUID) -> HttpResponseBase:
    """An open SIP at its only step; ``?visa=`` opens a form or a question by link."""
    return plan_page(request, plan, Step.CALL.slug, Opened(request.GET.get("visa", "")))


def plan_page(request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
    """Read a SIP through the door and draw its page (a ``planning.plan.views.PlanPage``). Raises Refused."""
    sip, capacities = door.read(SIP, request.actor, plan, related=("patient", "unit", "call"))
    call = call_of(sip)
    known = SipFacts(
        **plan_facts.known_beforehand(sip, request.seat, request.session_row.staff),
        call_sent=call is not None and call.state == CallState.SENT,
    )
    offers = TABLE.offers(sip.state, capacities, lambda: known)
    call_offers = CALL.offers(call.state if call is not None else NOWHERE, capacities, lambda: known)
    overview = overviews(request.seat, [sip], f"{base(request)}{PROCESS}/", {})[sip.id]
    form = _call_form(call, call_offers, opened)
    typed = opened.form if isinstance(opened.form, CallForm) else None
    context = seat_context(request) | {
        "plan": sip,
        "patient": sip.patient,
        "address": plan_address(request, PROCESS, sip.id),
        "step": Step.CALL,
        "views": overview.steps,
        "live": f"/live/plan/{sip.id}?plats={request.seat.unit.id}:{request.seat.role.code}",
        "call": call,
        "sent": known.call_sent,
        "reads": _reads(request, sip, call),
        "call_form": form,
        "why_not": call_offers.why_not(Move.SEND),
        "acknowledge": AcknowledgeForm(initial={"round": call.round}) if call is not None and overview.tasks else None,
        "question": PlainForm() if offers.may(PlanMove.REMOVE) else None,
        "asks_removal": opened.name == REMOVE,
        "sentence": opened.sentence,
        "form": opened.form,
        # If the form can no longer be sent, show the text that was written, so that it is not lost.
        "kept": [str(typed.data.get("purpose", ""))] if typed is not None and typed is not form else [],
    }
    beside = Opened() if typed is not None else opened
    context |= planning_views.side(request, SIP, sip, offers, beside, step=Step.CALL.slug)
    bad = opened.sentence or (opened.form is not None and opened.form.errors)
    return render(request, "planning/sip/plan.html", context, status=422 if bad else 200)


def _call_form(call: Call | None, offers: Offers, opened: Opened) -> PlainForm | None:
    """The form of the call, empty, as the draft is, or with what was typed; None for who may not write it now."""
    if not offers.may(Move.SEND):
        return None
    seen = call.content if call is not None else 0
    if isinstance(opened.form, CallForm):
        if opened.sentence:
            opened.form.renew(seen)
        return opened.form
    draft = {"day": call.day, "purpose": call.purpose} if call is not None else {}
    return CallForm(initial=draft | {"seen": seen})


def _reads(request: SeatRequest, plan: Plan, call: Call | None) -> bool:
    """Whether the seat may read the call: after a refusal only the unit that wrote it (design decision 7)."""
    return call is not None and (plan.state not in LIMITED or call.unit_id == request.seat.unit.id)


def _make_call(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return CallForm(data)


def _carry_call(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    given = CallGiven(day=data["day"], purpose=data["purpose"])
    act, said = (
        (actions.save_draft, _("Utkastet är sparat. Bara slutenvården ser det."))
        if data["gor"] == "utkast"
        else (actions.send, _("Kallelsen är skickad."))
    )
    act(request.actor, plan, given, seen=data["seen"], submit_key=data["submit_key"])
    return said


save_call = verb(plan_page, PROCESS, SAVE, _make_call, _carry_call)


def _make_acknowledge(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return AcknowledgeForm(data)


def _carry_acknowledge(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.acknowledge(request.actor, plan, data["round"], submit_key=data["submit_key"])
    return _("Kallelsen är kvitterad för din enhet.")


acknowledge = verb(plan_page, PROCESS, ACKNOWLEDGE, _make_acknowledge, _carry_acknowledge)


def _make_question(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainForm(data)


def _carry_removal(request: SeatRequest, plan: UUID, form: Any) -> str:
    actions.remove(request.actor, plan, confirmed=True, submit_key=form.cleaned_data["submit_key"])
    return LeftPlan(_("Planen är borttagen. Den är makulerad och sparas med sin historik."))


remove = verb(plan_page, PROCESS, REMOVE, _make_question, _carry_removal)
