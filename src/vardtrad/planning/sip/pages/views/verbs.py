"""What is done on the page of an open SIP: one view for each form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan import views as planning_views
from vardtrad.planning.plan.forms import ConfirmForm
from vardtrad.planning.plan.step_forms import PlainQuestion
from vardtrad.planning.plan.views import verb
from vardtrad.planning.sip import actions, approval, calling, other_plans
from vardtrad.planning.sip.pages.forms import (
    ApprovalForm,
    CallForm,
    CoordinatorForm,
    HeldForm,
    OtherPlanForm,
    OtherPlanRowForm,
    ProposalForm,
    ReasonForm,
    RoundForm,
)
from vardtrad.planning.sip.pages.look import PROCESS
from vardtrad.planning.sip.pages.views.assessment import START
from vardtrad.planning.sip.pages.views.call import BOOK, CALL, CANCEL, END, END_IDS, HOLD, MOVE, PROPOSE, REMOVE
from vardtrad.planning.sip.pages.views.care_plan import APPROVAL, APPROVE, UPDATE
from vardtrad.planning.sip.pages.views.page import plan_page
from vardtrad.planning.sip.pages.views.side import COORDINATOR, OTHER, UNCOORDINATE, UNNOTE
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.login.guards import SeatRequest
from vardtrad.shared.web.forms import PlainForm


def _sent(data: Any) -> dict[str, Any]:
    """What every form sends along: the content number that its page showed, and its own key."""
    return {"seen": data["seen"], "submit_key": data["submit_key"]}


# ── Kallelse (001-183…189) ───────────────────────────────────────────────────────────────────────────────────────────


def _make_call(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return CallForm(data)


def _carry_call(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    if data["gor"] == "utkast":
        calling.save_call(request.actor, plan, form.given, **_sent(data))
        return _("Utkastet är sparat. Kallelsen är inte skickad.")
    calling.send_call(request.actor, plan, form.given, **_sent(data))
    return _("Kallelsen är skickad till alla deltagande enheter.")


save_call = verb(plan_page, PROCESS, CALL, _make_call, _carry_call)


def _carry_move(request: SeatRequest, plan: UUID, form: Any) -> str:
    calling.move_meeting(request.actor, plan, form.given, **_sent(form.cleaned_data))
    return _("Mötet är ändrat. Alla enheter kvitterar på nytt.")


move_meeting = verb(plan_page, PROCESS, MOVE, _make_call, _carry_move)


def _make_reason(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return ReasonForm(data)


def _carry_cancel(request: SeatRequest, plan: UUID, form: Any) -> str:
    calling.cancel_meeting(request.actor, plan, form.cleaned_data["reason"], **_sent(form.cleaned_data))
    return _("Mötet är inställt.")


cancel_meeting = verb(plan_page, PROCESS, CANCEL, _make_reason, _carry_cancel)


def _make_round(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return RoundForm(data)


def _carry_acknowledge(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    calling.acknowledge(request.actor, plan, data["round"], submit_key=data["submit_key"])
    return _("Kallelsen är kvitterad för din enhet.")


acknowledge = verb(plan_page, PROCESS, "kvittera", _make_round, _carry_acknowledge)


def _make_proposal(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return ProposalForm(data)


def _carry_proposal(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    calling.propose_time(request.actor, plan, data["day"], data["time"], data["text"], submit_key=data["submit_key"])
    return _("Förslaget på annan tid är skickat till de andra enheterna.")


propose_time = verb(plan_page, PROCESS, PROPOSE, _make_proposal, _carry_proposal)


def _make_held(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    members = planning.members_of([plan]).get(plan, [])
    return HeldForm(data, units=[(member.unit, member.name) for member in members])


def _carry_held(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    calling.hold_meeting(request.actor, plan, data["form"], form.presence, **_sent(data))
    return _("Det är registrerat att mötet har hållits.")


hold_meeting = verb(plan_page, PROCESS, HOLD, _make_held, _carry_held)


def _make_question(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainQuestion(data)


def _carry_booking(request: SeatRequest, plan: UUID, form: Any) -> str:
    calling.book_meeting(request.actor, plan, **_sent(form.cleaned_data))
    return _("Fyll i kallelsen till det nya mötet.")


book_meeting = verb(plan_page, PROCESS, BOOK, _make_question, _carry_booking)


remove = verb(plan_page, PROCESS, REMOVE, _make_question, planning_views.remove_plan(actions.remove))


# ── Kartläggning (001-194…198) ───────────────────────────────────────────────────────────────────────────────────────


def _make_start(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainForm(data)


def _carry_start(request: SeatRequest, plan: UUID, form: Any) -> str:
    actions.start_assessment(request.actor, plan, submit_key=form.cleaned_data["submit_key"])
    return _("Kartläggningen är startad.")


start_assessment = verb(plan_page, PROCESS, START, _make_start, _carry_start)


# ── Samordnad individuell plan (001-209…222) ─────────────────────────────────────────────────────────────────────────


def _make_approval(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return ApprovalForm(data)


def _carry_approval(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    approval.start_approval(request.actor, plan, confirmed=True, follow_up_by=data["follow_up_by"], **_sent(data))
    return _("Godkännandet är startat. Alla deltagande enheter ska godkänna planen.")


start_approval = verb(plan_page, PROCESS, APPROVAL, _make_approval, _carry_approval)


def _carry_approve(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    approval.approve(request.actor, plan, data["round"], **_sent(data))
    return _("Planen är godkänd för din enhet.")


approve = verb(plan_page, PROCESS, APPROVE, _make_round, _carry_approve)


def _carry_update(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    approval.update_plan(request.actor, plan, data["reason"], confirmed=True, **_sent(data))
    return _("Planen är öppen för ändring. Den version som var godkänd finns kvar att läsa.")


update_plan = verb(plan_page, PROCESS, UPDATE, _make_reason, _carry_update)


def _make_end(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return ReasonForm(data, auto_id=END_IDS)


def _carry_end(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.end(request.actor, plan, data["reason"], confirmed=True, submit_key=data["submit_key"])
    return _("Planen är avslutad.")


end = verb(plan_page, PROCESS, END, _make_end, _carry_end)


# ── Samordningsansvarig (001-190…192) ────────────────────────────────────────────────────────────────────────────────


def _make_coordinator(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return CoordinatorForm(data, seat=request.seat, auto_id="samordning-%s")


def _carry_coordinator(request: SeatRequest, plan: UUID, form: Any) -> str:
    data, here = form.cleaned_data, request.seat.unit.id
    units = sorted(care_units.units_of(data["person"].id), key=lambda unit: unit.id != here)
    unit = units[0] if units else None
    actions.set_coordinator(request.actor, plan, data["person"], unit, submit_key=data["submit_key"])
    return _("Samordningsansvarig är registrerad.")


set_coordinator = verb(plan_page, PROCESS, COORDINATOR, _make_coordinator, _carry_coordinator, anchor="#samordning")


def _make_confirm(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return ConfirmForm(data)


def _carry_uncoordinate(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.remove_coordinator(request.actor, plan, confirmed=data["confirmed"], submit_key=data["submit_key"])
    return _("Samordningsansvarig är borttagen.")


remove_coordinator = verb(plan_page, PROCESS, UNCOORDINATE, _make_confirm, _carry_uncoordinate, anchor="#samordning")


# ── Other plans beside it ────────────────────────────────────────────────────────────────────────────────────────────


def _make_other(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return OtherPlanForm(data, auto_id="annan-%s")


def _carry_other(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    other_plans.note_other_plan(
        request.actor, plan, data["kind"], data["day"], data["holder"], submit_key=data["submit_key"]
    )
    return _("Den andra planen är angiven.")


note_other_plan = verb(plan_page, PROCESS, OTHER, _make_other, _carry_other, anchor="#andra-planer")


def _make_unnote(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return OtherPlanRowForm(data)


def _carry_unnote(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    other_plans.remove_other_plan(
        request.actor, plan, data["other"], confirmed=data["confirmed"], submit_key=data["submit_key"]
    )
    return _("Den andra planen är borttagen.")


remove_other_plan = verb(plan_page, PROCESS, UNNOTE, _make_unnote, _carry_unnote, anchor="#andra-planer")
