"""What is done on the page of an open SVU: one view for each form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan import views as planning_views
from vardtrad.planning.plan.step_forms import PlainQuestion
from vardtrad.planning.plan.views import Opened, plan_address, verb
from vardtrad.planning.publications import queries as history
from vardtrad.planning.svu import actions, events
from vardtrad.planning.svu.given import AdmissionGiven, DischargeGiven, EstimateGiven, ReadyGiven
from vardtrad.planning.svu.pages.forms import (
    READY,
    AcknowledgeForm,
    AdmissionForm,
    AttestForm,
    DischargeForm,
    EventForm,
    SipAnswerForm,
    TimeForm,
)
from vardtrad.planning.svu.pages.look import PROCESS
from vardtrad.planning.svu.pages.views.admission import ADMISSION, REMOVE
from vardtrad.planning.svu.pages.views.assessment import START
from vardtrad.planning.svu.pages.views.below import EVENT
from vardtrad.planning.svu.pages.views.discharge import DISCHARGE, UNDO
from vardtrad.planning.svu.pages.views.discharge_time import TIME
from vardtrad.planning.svu.pages.views.page import plan_page
from vardtrad.planning.svu.pages.views.statement import ANSWER, ATTEST, MARK
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show

# ── Inskrivning (001-095…104) ────────────────────────────────────────────────────────────────────────────────────────


def _make_admission(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return AdmissionForm(data)


def _carry_admission(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    given = AdmissionGiven(
        day=data["day"],
        expected=data["expected"],
        reason=data["reason"],
        confirmed=data["gor"] == "anda",
        time=data["time"],
        judged=form.judged,
    )
    act, said = {
        "utkast": (actions.save_draft, _("Utkastet är sparat. Bara slutenvården ser det.")),
        "ratta": (actions.correct_admission, _("Inskrivningen är rättad. Mottagarna kvitterar den på nytt.")),
    }.get(data["gor"], (actions.publish_admission, _("Inskrivningen är publicerad.")))
    act(request.actor, plan, given, seen=data["seen"], submit_key=data["submit_key"])
    return said


save_admission = verb(plan_page, PROCESS, ADMISSION, _make_admission, _carry_admission)


def _make_question(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainQuestion(data)


remove = verb(plan_page, PROCESS, REMOVE, _make_question, planning_views.remove_plan(actions.remove))


# ── Kvittera (001-104, 001-119, 001-124) ─────────────────────────────────────────────────────────────────────────────

ACKNOWLEDGE = "kvittera"


def _make_acknowledge(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return AcknowledgeForm(data)


def _carry_acknowledge(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.acknowledge(request.actor, plan, form.step, data["round"], submit_key=data["submit_key"])
    return _("%(step)s är kvitterad för din enhet.") % {"step": form.step.label}


acknowledge = verb(plan_page, PROCESS, ACKNOWLEDGE, _make_acknowledge, _carry_acknowledge)


# ── Tid för utskrivning (001-115…125) ────────────────────────────────────────────────────────────────────────────────


def _make_time(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return TimeForm(data, seat=request.seat)


def _carry_time(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    day, reason, sent = data["day"], data["reason"], {"seen": data["seen"], "submit_key": data["submit_key"]}
    if data["kind"] == READY:
        actions.declare_ready(request.actor, plan, ReadyGiven(day, data["person"], reason), **sent)
        return _("Nu är publicerat att patienten är utskrivningsklar.")
    actions.change_estimate(request.actor, plan, EstimateGiven(day, reason), **sent)
    return _("Beräknad tid för utskrivning är publicerad.")


save_time = verb(plan_page, PROCESS, TIME, _make_time, _carry_time)


# ── Kartläggning and Ställningstagande (001-126…157, 001-250…253) ────────────────────────────────────────────────────


def _make_start(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainForm(data)


def _carry_start(request: SeatRequest, plan: UUID, form: Any) -> str:
    actions.start_assessment(request.actor, plan, submit_key=form.cleaned_data["submit_key"])
    return _("Kartläggningen är startad. Det du skriver sparas automatiskt.")


start_assessment = verb(plan_page, PROCESS, START, _make_start, _carry_start)


def _carry_mark(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.mark_complete(request.actor, plan, seen=data["seen"], submit_key=data["submit_key"])
    return _("Slutenvårdens del är klarmarkerad. Nu kan alla parter skriva sin del och justera.")


mark_complete = verb(plan_page, PROCESS, MARK, _make_start, _carry_mark)


def _make_answer(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return SipAnswerForm(data)


def _carry_answer(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    approves = data["answer"] == "ja"
    actions.answer_sip(
        request.actor,
        plan,
        approves=approves,
        reason=data["reason"],
        seen=data["seen"],
        submit_key=data["submit_key"],
    )
    if approves:
        return _("Ställningstagandet till SIP är godkänt.")
    return _("Ställningstagandet till SIP är inte godkänt. Det väntar nu på slutenvårdens justering.")


answer_sip = verb(plan_page, PROCESS, ANSWER, _make_answer, _carry_answer)


def _make_attest(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return AttestForm(data)


def _carry_attest(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.attest(request.actor, plan, data["round"], seen=data["seen"], submit_key=data["submit_key"])
    return _("Ställningstagandet är justerat för din enhet.")


attest = verb(plan_page, PROCESS, ATTEST, _make_attest, _carry_attest)


# ── Utskrivning (001-158…167) ────────────────────────────────────────────────────────────────────────────────────────


@at_unit
@require_POST
def save_discharge(request: SeatRequest, plan: UUID) -> HttpResponseBase:
    """Publicera utskrivning; where no convener is registered the warning's three ways out (001-164, decision 13)."""
    form, step = DischargeForm(request.POST), Step.DISCHARGE.slug
    does = str(request.POST.get("gor", ""))
    if does == "avbryt":
        return plan_page(request, plan, step, Opened(DISCHARGE, _typed_before(form)))
    if not form.is_valid():
        return plan_page(request, plan, step, Opened(DISCHARGE, form))
    data = form.cleaned_data
    try:
        if does == "paminn":
            _remind(request, plan, data["submit_key"])
            flash.say(request, _("Öppenvården har fått en påminnelse som meddelande i ärendet."))
            return plan_page(request, plan, step, Opened(DISCHARGE, _typed_before(form)))
        given = DischargeGiven(
            day=data["day"],
            ending=data["ending"],
            discharged_to=data["discharged_to"],
            comment=data["comment"],
            confirmed=does == "anda",
        )
        actions.discharge(request.actor, plan, given, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return plan_page(request, plan, step, Opened(DISCHARGE, form, sentence_to_show(refused)))
    return flash.on(plan_address(request, PROCESS, plan, step), _("Utskrivningen är publicerad."))


def _typed_before(form: DischargeForm) -> DischargeForm:
    """A new form with what was typed: its key is another, since the old one may be that of a reminder that was sent."""
    again = DischargeForm(initial={name: form.data.get(name, "") for name in form.fields if name != "submit_key"})
    again.came_back = True
    return again


def _remind(request: SeatRequest, plan: UUID, submit_key: UUID) -> None:
    """Ask the health centre's units, in a message of the plan, to register a convener (decision 13). Raises Refused."""
    members = planning.members_of([plan]).get(plan, [])
    care = [member.unit for member in members if member.party is Party.OUTPATIENT]
    text = (
        "Påminnelse från slutenvården: fast vårdkontakt med kallelseansvar saknas i ärendet. "
        "Registrera en fast vårdkontakt, så att patienten kan skrivas ut."
    )
    messages.write(SVU, request.actor, plan, text, care, submit_key=submit_key)


def _carry_undo(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.undo_discharge(request.actor, plan, confirmed=True, seen=data["seen"], submit_key=data["submit_key"])
    return _("Utskrivningen är ångrad.")


undo_discharge = verb(plan_page, PROCESS, UNDO, _make_question, _carry_undo)


# ── Events (B-25) ────────────────────────────────────────────────────────────────────────────────────────────────────


def _make_event(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return EventForm(data, events=history.events_of(plan), party=request.seat.party, alone=True)


def _carry_event(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    events.register_event(
        request.actor,
        plan,
        data["kind"],
        data["day"],
        data["text"],
        corrects=UUID(data["corrects"]) if data["corrects"] else None,
        organisation=UUID(data["organisation"]) if data["organisation"] else None,
        confirmed=data["gor"] in {"avliden", "anda"},
        submit_key=data["submit_key"],
    )
    return _("Händelsen är registrerad.")


register_event = verb(plan_page, PROCESS, EVENT, _make_event, _carry_event, anchor="#handelser")
