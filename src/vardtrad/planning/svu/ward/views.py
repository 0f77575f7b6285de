"""The ward's steps on the page of an SVU: what they show, and their verbs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.rules import Move as MessageMove
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan import views as planning_views
from vardtrad.planning.plan.rules import REGISTERED, EventKind
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.views import Opened, plan_address, verb
from vardtrad.planning.publications import queries as history
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.clocks import calls_due, notice_due, notice_was_late
from vardtrad.planning.svu.forms import (
    ESTIMATED,
    READY,
    AcknowledgeForm,
    AdmissionForm,
    DischargeForm,
    EventForm,
    PlainQuestion,
    TimeForm,
)
from vardtrad.planning.svu.given import AdmissionGiven, DischargeGiven, EstimateGiven, ReadyGiven
from vardtrad.planning.svu.rules import AdmissionState, DischargeState, Move, Step, convener_missing
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.views import CONTENTS, PROCESS, UNDER, Look, plan_page
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm

# ── Inskrivning (001-095…104) ────────────────────────────────────────────────────────────────────────────────────────

ADMISSION, REMOVE = "inskrivning", "ta-bort"


def admission(look: Look) -> dict[str, Any]:
    """The admission: to be written, as a draft, or as it is published."""
    part, opened = look.part, look.opened
    published = part is not None and part.state == AdmissionState.PUBLISHED
    corrects = look.may(Move.CORRECT_ADMISSION, Step.ADMISSION) and look.plan.closed is None
    writes = look.may(Move.PUBLISH_ADMISSION, Step.ADMISSION) and look.plan.state in REGISTERED
    form: PlainForm | None = None
    if writes or (corrects and opened.name == ADMISSION):
        form = look.typed(ADMISSION) or AdmissionForm(initial=_admission_initial(look))
    return {
        "admission_form": form,
        "waits_for_consent": look.may(Move.PUBLISH_ADMISSION, Step.ADMISSION) and look.plan.state not in REGISTERED,
        "published": published,
        "corrects": corrects,
        "reads": look.reads(Step.ADMISSION),
        "moved_since": published and look.steps.discharge_time is not None,
        "late_notice": published and notice_was_late(part),
        "removes": look.may(PlanMove.REMOVE) and look.steps.assessment is None and look.plan.closed is None,
        "asks_removal": opened.name == REMOVE and look.may(PlanMove.REMOVE),
        "question": PlainQuestion(),
    }


def _admission_initial(look: Look) -> dict[str, Any]:
    part = look.part
    if part is None:
        return {"seen": 0}
    reason = "" if look.limited or not look.reads(Step.ADMISSION) else part.reason
    return {"day": part.admitted, "expected": part.expected, "reason": reason, "seen": part.content}


def _make_admission(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return AdmissionForm(data)


def _carry_admission(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    given = AdmissionGiven(day=data["day"], expected=data["expected"], reason=data["reason"])
    act, said = {
        "utkast": (actions.save_draft, _("Utkastet är sparat. Bara slutenvården ser det.")),
        "ratta": (actions.correct_admission, _("Inskrivningen är rättad. Mottagarna kvitterar den på nytt.")),
    }.get(data["gor"], (actions.publish_admission, _("Inskrivningen är publicerad.")))
    act(request.actor, plan, given, seen=data["seen"], submit_key=data["submit_key"])
    return said


save_admission = verb(plan_page, PROCESS, ADMISSION, _make_admission, _carry_admission)


@at_unit
@require_POST
def remove(request: SeatRequest, plan: UUID) -> HttpResponseBase:
    """Ta bort plan: afterwards the plan is nobody's, so the way leads to the start page (001-098)."""
    form = PlainQuestion(request.POST)
    step = Step.ADMISSION.slug
    if not form.is_valid():
        return plan_page(request, plan, step, Opened(REMOVE, form))
    try:
        actions.remove(request.actor, plan, confirmed=True, submit_key=form.cleaned_data["submit_key"])
    except Refused as refused:
        if refused.reason is Reason.NOT_THERE:
            raise
        return plan_page(request, plan, step, Opened("", form, refused.sentence))
    response = HttpResponseRedirect(planning_views.base(request))
    flash.leave(response, _("Planen är borttagen. Den är makulerad och sparas med sin historik."))
    return response


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

TIME, CHANGE = "tid", "andra"


def discharge_time(look: Look) -> dict[str, Any]:
    """The time of discharge: what holds, the question before a change, and the form."""
    part, opened, steps = look.part, look.opened, look.steps
    writes = steps.published and look.plan.closed is None and look.may(Move.CHANGE_ESTIMATE, Step.DISCHARGE_TIME)
    changes = opened.name == TIME and (opened.form is None or opened.form.data.get("andrar") == "1")
    form: PlainForm | None = None
    if writes and (changes or not steps.ready):
        initial: dict[str, Any] = {"seen": part.content if part is not None else 0}
        if changes:
            initial["kind"] = READY if steps.ready else ESTIMATED
            initial["person"] = part.doctor_id if part is not None and look.reads(Step.DISCHARGE_TIME) else None
        form = look.typed(TIME) or TimeForm(seat=look.request.seat, initial=initial)
    return {
        "time_form": form,
        "time_changes": changes,
        "changes": writes,
        "asks_change": writes and opened.name == CHANGE,
        "day": steps.home_day if steps.published else None,
        "ready": steps.ready,
        "lapses": part is not None and bool(look.done.get((look.step.value, part.round))),
        "reads": look.reads(Step.DISCHARGE_TIME),
    }


def _make_time(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return TimeForm(data, seat=request.seat)


def _carry_time(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    day, reason, sent = data["day"], data["reason"], {"seen": data["seen"], "submit_key": data["submit_key"]}
    if data["kind"] == READY:
        actions.declare_ready(request.actor, plan, ReadyGiven(day, data["person"], reason), **sent)
        return _("Utskrivningsklar är publicerat.")
    actions.change_estimate(request.actor, plan, EstimateGiven(day, reason), **sent)
    return _("Beräknad tid för utskrivning är publicerad.")


save_time = verb(plan_page, PROCESS, TIME, _make_time, _carry_time)


# ── Utskrivning (001-158…167) ────────────────────────────────────────────────────────────────────────────────────────

DISCHARGE, UNDO = "utskrivning", "angra"


def discharge(look: Look) -> dict[str, Any]:
    """The discharge: to be written, as it is published, or as it was undone."""
    part, opened = look.part, look.opened
    undone = part is not None and part.state == DischargeState.UNDONE
    writes = look.steps.published and look.may(Move.DISCHARGE, Step.DISCHARGE)
    form: PlainForm | None = None
    if writes and (not undone or opened.name == DISCHARGE):
        form = look.typed(DISCHARGE) or DischargeForm(initial={"seen": part.content if part is not None else 0})
    undoes = look.may(Move.UNDO_DISCHARGE, Step.DISCHARGE)
    return {
        "discharge_form": form,
        "warns": form is not None and opened.sentence == convener_missing(),
        "reminds": look.may(MessageMove.WRITE) and not look.limited,
        "undone": undone,
        "anew": writes and undone and form is None,
        "undoes": undoes and not history.is_archived(look.now, look.request.seat.unit.id),
        "asks_undo": undoes and opened.name == UNDO,
        "question": PlainQuestion(initial={"seen": part.content if part is not None else 0}),
        "places": settings.PLANNING_LISTS["discharged_to"],
    }


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
        if refused.reason is Reason.NOT_THERE:
            raise
        return plan_page(request, plan, step, Opened(DISCHARGE, form, refused.sentence))
    response = HttpResponseRedirect(plan_address(request, PROCESS, plan, step))
    flash.leave(response, _("Utskrivningen är publicerad."))
    return response


def _typed_before(form: DischargeForm) -> DischargeForm:
    """A new form with what was typed: its key is another, since the old one may be that of a reminder that was sent."""
    return DischargeForm(initial={name: form.data.get(name, "") for name in form.fields if name != "submit_key"})


def _remind(request: SeatRequest, plan: UUID, submit_key: UUID) -> None:
    """Ask the health centre's units, in a message of the plan, to register a convener (decision 13). Raises Refused."""
    members = planning.members_of([plan]).get(plan, [])
    care = [one.unit for one in members if one.party is Party.OUTPATIENT]
    text = (
        "Påminnelse från slutenvården: fast vårdkontakt med kallelseansvar saknas i ärendet. "
        "Registrera en fast vårdkontakt, så att patienten kan skrivas ut."
    )
    messages.write(SVU, request.actor, plan, text, care, submit_key=submit_key)


def _make_question(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainQuestion(data)


def _carry_undo(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.undo_discharge(request.actor, plan, confirmed=True, seen=data["seen"], submit_key=data["submit_key"])
    return _("Utskrivningen är ångrad.")


undo_discharge = verb(plan_page, PROCESS, UNDO, _make_question, _carry_undo)


# ── What the law gives days for (B-24) ───────────────────────────────────────────────────────────────────────────────


def clocks(look: Look) -> dict[str, Any]:
    """The countdowns of the open step: the admission notice for the ward, the call to a SIP for who calls."""
    acts = look.past is None and not look.reading_only
    seat = look.request.seat
    calls = acts and look.step in {Step.DISCHARGE_TIME, Step.STATEMENT}
    notifies = acts and look.step is Step.ADMISSION and seat.party is Party.INPATIENT
    return {
        "notice_due": notice_due(look.plan, look.steps) if notifies else None,
        "call_due": calls_due(seat, [look.plan]).get(look.plan.id) if calls else None,
    }


# ── Events (B-25) ────────────────────────────────────────────────────────────────────────────────────────────────────

EVENT = "handelse"


def events(look: Look) -> dict[str, Any]:
    """What has happened on the way, and the form to register more: under every step."""
    found = history.events_of(look.plan.id, moment=look.past.at if look.past is not None else None)
    own = history.own_events(look.plan.id, look.request.seat.unit.id) if look.limited else set()
    registers = look.may(PlanMove.REGISTER_EVENT) and look.steps.published
    form: PlainForm | None = None
    if registers and look.opened.name == EVENT:
        form = look.typed(EVENT) or EventForm(initial={"day": clock.today()})
    kinds = [one.kind for one in found]
    died = [one for one in found if one.kind == EventKind.DECEASED]
    return {
        "events": [(one, not look.limited or one.id in own) for one in found],
        "event_form": form,
        "registers": registers,
        "deceased": died[-1] if died else None,
        "register_says_deceased": look.now.patient.deceased,
        "corrected_after": bool(died) and EventKind.CORRECTION in kinds[kinds.index(EventKind.DECEASED) :],
    }


def _make_event(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return EventForm(data)


def _carry_event(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.register_event(request.actor, plan, data["kind"], data["day"], data["text"], submit_key=data["submit_key"])
    return _("Händelsen är registrerad och visas för alla deltagare.")


register_event = verb(plan_page, PROCESS, EVENT, _make_event, _carry_event, anchor="#handelser")

CONTENTS |= {Step.ADMISSION: admission, Step.DISCHARGE_TIME: discharge_time, Step.DISCHARGE: discharge}
UNDER.extend([clocks, events])
