"""A guest's page about somebody else's plan: the call, its answer, and what is written about the guest's activities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.planning.own.invited import queries
from vardtrad.planning.own.invited.boxes import ANSWER, box_of
from vardtrad.planning.own.invited.forms import AboutActivityForm, AnswerForm
from vardtrad.planning.sip import guests
from vardtrad.planning.sip.rules import Move
from vardtrad.planning.sip.subject import SIP_FOR_GUESTS
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def guest_plan(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """A plan to which the resident is invited."""
    return _page(request, plan)


@resident_who(Deed.WHOLE)
@with_health_data
@require_POST
def answer(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """Answer whether the guest comes to the meeting."""
    form = AnswerForm(request.POST)

    def send(data: dict[str, Any]) -> str:
        comes, key = data["comes"], data["submit_key"]
        guests.answer(request.actor, plan, data["round"], data["text"], comes=comes, submit_key=key)
        return _("Tack, de andra ser att du kommer.") if comes else _("Tack, de andra ser att du inte kan komma.")

    return _carry_out(request, plan, form, "svar", send, ANSWER)


@resident_who(Deed.WHOLE)
@with_health_data
@require_POST
def write(request: ResidentRequest, plan: UUID, row: UUID) -> HttpResponse:
    """Write how an activity goes that the guest is responsible for."""
    form = AboutActivityForm(request.POST, auto_id=_ids(row))

    def send(data: dict[str, Any]) -> str:
        guests.write_about(request.actor, plan, row, data["status"], data["text"], submit_key=data["submit_key"])
        return _("Det är sparat.")

    return _carry_out(request, plan, form, str(row), send, box_of(row))


@resident_who(Deed.WRITE)
@with_health_data
@require_POST
def draft(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """What the guest is writing and has not sent (B-04)."""
    door.follow(SIP_FOR_GUESTS, request.actor, plan)
    return keep(request, request.actor, plan, reverse("guest_plan", args=[plan]))


def _ids(row: UUID) -> str:
    return f"om-{row}-%s"


def _carry_out(
    request: ResidentRequest,
    plan: UUID,
    form: PlainForm,
    name: str,
    send: Callable[[dict[str, Any]], str],
    box: str,
) -> HttpResponse:
    """Carry out what a form asks for; a form that is refused is shown again with what was written, and why."""
    if not form.is_valid():
        return _page(request, plan, typed={name: form})
    try:
        thanks = send(form.cleaned_data)
    except Refused as refused:
        return _page(request, plan, sentence=sentence_to_show(refused), typed={name: form})
    drafts.forget(request.actor, plan, box)
    return flash.on(reverse("guest_plan", args=[plan]), thanks)


def _page(
    request: ResidentRequest, key: UUID, *, sentence: str = "", typed: dict[str, PlainForm] | None = None
) -> HttpResponse:
    """The page. Raises Refused, with the same answer, for who is no guest any more and for a plan that is not there."""
    mine = queries.guest_plan(request.actor, key)
    came_back = typed or {}
    for form in came_back.values():
        form.renew(None)
    own = [(word.text, word.at) for word in reversed(mine.words) if word.text]
    rows = [activity.row for goal in mine.sub_goals for activity in goal.activities if activity.named == mine.me]
    answer_form = came_back.get("svar") or AnswerForm(initial={"round": mine.call.round if mine.call else None})
    about = {row: came_back.get(str(row)) or AboutActivityForm(auto_id=_ids(row)) for row in rows}
    shown = [answer_form, *about.values()]
    context = {
        "mine": mine,
        "sentence": sentence,
        "wrong": next(iter(came_back.values()), None),
        "answers": Move.COME_AS_GUEST in mine.may,
        "writes": Move.WRITE_AS_GUEST in mine.may,
        "answer_form": answer_form,
        "about_forms": about,
        "boxes": drafts.page(request.actor, key, reverse("draft_as_guest", args=[key]), own),
        "answer_box": ANSWER,
        "box_of": box_of,
        # What was written about an activity that is not the guest's any more is not lost.
        "kept": [
            text
            for form in came_back.values()
            if not any(form is each for each in shown) and (text := str(form.data.get("text", "")).strip())
        ],
    }
    return render(request, "planning/own/invited/guest_plan.html", context, status=422 if sentence or typed else 200)
