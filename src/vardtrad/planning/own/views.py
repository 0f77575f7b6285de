"""The person's own pages: the plans, one plan, and what the person answers, writes and ticks there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.planning.own import earlier, queries
from vardtrad.planning.own.contacts import contacts_and_meetings
from vardtrad.planning.own.forms import AnotherTimeForm, CoordinatorForm, RoundForm, TickForm
from vardtrad.planning.own.invited import queries as invitations
from vardtrad.planning.sip import persons_words
from vardtrad.planning.sip.rules import Move
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.sip_requests.actions import SIP_REQUESTS
from vardtrad.planning.sip_requests.forms import WithdrawForm
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash, paper
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show

PRINT, READ_VERSION = "print", "read_version"
TIME, WORDS = "tid.text", "skriv.text"
"""The text boxes of the page."""


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def my_plans(request: ResidentRequest) -> HttpResponse:
    """ "Min plan": the plans that the person may read; the list leaves a trace."""
    plans = queries.plans_of(request.actor)
    door.listed(request.actor, SIP.label, "min plan", [plan.id for plan in plans])
    requests = queries.requests_of(request.actor)
    if requests:
        door.listed(request.actor, SIP_REQUESTS.label, "min plan", [asked.id for asked in requests])
    invited = invitations.invited_to(request.actor)
    if invited:
        door.listed(request.actor, SIP.label, "inbjuden", [plan.key for plan in invited])
    context = {
        "plans": plans,
        "invited": invited,
        "requests": [(asked, WithdrawForm(initial={"seen": asked.content})) for asked in requests],
        "may_ask": queries.may_ask(request.actor, plans, requests),
    }
    return render(request, "planning/own/my_plans.html", context)


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def my_contacts(request: ResidentRequest) -> HttpResponse:
    """ "Mina kontakter och möten": over all the plans that the person may read (B-41); the list leaves a trace."""
    plans = queries.plans_of(request.actor)
    invited = invitations.invited_to(request.actor)
    shown = [*(plan.id for plan in plans), *(plan.key for plan in invited)]
    if shown:
        door.listed(request.actor, SIP.label, "mina kontakter", shown)
    return render(request, "planning/own/my_contacts.html", {"mine": contacts_and_meetings(plans, invited)})


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def my_plan(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """One plan, with its meeting and what the person does."""
    return _page(request, plan)


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def earlier_plan(request: ResidentRequest, plan: UUID, number: int) -> HttpResponse:
    """A plan that all had approved before it was updated, and what is not the same any more; leaves its own trace."""
    mine = queries.my_plan(request.actor, plan)
    told = earlier.earlier_plan(mine, number)
    if told is None:
        raise not_there()
    detail = {"version": number}
    door.note(request.actor, READ_VERSION, SIP.label, thing=plan, person=mine.plan.patient_id, detail=detail)
    return render(request, "planning/own/earlier_plan.html", {"mine": mine, "told": told})


@resident_who(Deed.WHOLE)
@with_health_data
@require_POST
def come(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """Answer that the person comes to the meeting."""

    def send(data: dict[str, Any]) -> None:
        persons_words.come(request.actor, plan, data["round"], submit_key=data["submit_key"])

    return _carry_out(request, plan, RoundForm, "come_form", send, _("Tack, de andra ser att du kommer."))


@resident_who(Deed.WHOLE)
@with_health_data
@require_POST
def ask_another_time(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """Ask for another time."""

    def send(data: dict[str, Any]) -> None:
        key, words = data["submit_key"], data["text"]
        persons_words.ask_another_time(request.actor, plan, data["round"], words, submit_key=key)

    return _carry_out(request, plan, AnotherTimeForm, "time_form", send, _("Din önskan är skickad."), TIME)


@resident_who(Deed.WHOLE)
@with_health_data
@require_POST
def write_to_coordinator(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """Write to those who coordinate the plan."""

    def send(data: dict[str, Any]) -> None:
        persons_words.write_to_coordinator(request.actor, plan, data["text"], submit_key=data["submit_key"])

    return _carry_out(request, plan, CoordinatorForm, "words_form", send, _("Det du skrev är skickat."), WORDS)


@resident_who(Deed.WHOLE)
@with_health_data
@require_POST
def tick(request: ResidentRequest, plan: UUID, row: UUID) -> HttpResponse:
    """Mark an own activity as done, or as not done after all."""

    def send(data: dict[str, Any]) -> None:
        persons_words.tick(request.actor, plan, row, done=data["done"], submit_key=data["submit_key"])

    return _carry_out(request, plan, TickForm, "tick_form", send, _("Det är sparat."))


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def printed(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """The plan as a page to print with the browser."""
    return render(request, "planning/own/printed.html", _on_paper(request, plan))


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def pdf(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """The plan as a PDF; if the server cannot make one, the page to print, which says why (503)."""
    rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, SIP.label, thing=plan)
    context = _on_paper(request, plan)
    try:
        return paper.response(request, "planning/own/paper.html", context, "min-plan.pdf")
    except paper.NoPaper as why:
        return render(request, "planning/own/printed.html", context | {"sentence": str(why)}, status=503)


@resident_who(Deed.WRITE)
@with_health_data
@require_POST
def draft(request: ResidentRequest, plan: UUID) -> HttpResponse:
    """What the person is writing about the plan and has not sent (B-04)."""
    door.follow(SIP, request.actor, plan)
    return keep(request, request.actor, plan, reverse("my_plan", args=[plan]))


def _on_paper(request: ResidentRequest, key: UUID) -> dict[str, Any]:
    mine = queries.my_plan(request.actor, key)
    door.note(request.actor, PRINT, SIP.label, thing=key, person=mine.plan.patient_id)
    return {"mine": mine, "sentence": ""}


def _carry_out(
    request: ResidentRequest,
    plan: UUID,
    make: Callable[[Any], PlainForm],
    name: str,
    send: Callable[[dict[str, Any]], None],
    thanks: str,
    *box: str,
) -> HttpResponse:
    """Carry out what a form asks for; a form that is refused is shown again with what was written, and why."""
    form = make(request.POST)
    if not form.is_valid():
        return _page(request, plan, typed={name: form})
    try:
        send(form.cleaned_data)
    except Refused as refused:
        return _page(request, plan, sentence=sentence_to_show(refused), typed={name: form})
    drafts.forget(request.actor, plan, *box)
    return flash.on(reverse("my_plan", args=[plan]), thanks)


def _page(
    request: ResidentRequest, key: UUID, *, sentence: str = "", typed: Mapping[str, PlainForm] = MappingProxyType({})
) -> HttpResponse:
    mine = queries.my_plan(request.actor, key)
    call = mine.call
    boxes = drafts.page(request.actor, key, reverse("draft_of_my_plan", args=[key]), mine.said.own(request.actor.id))
    start = {"round": call.round if call is not None else None}
    for form in typed.values():
        form.renew(None)
    forms: dict[str, PlainForm] = {
        "come_form": RoundForm(initial=start),
        "time_form": AnotherTimeForm(initial=start),
        "words_form": CoordinatorForm(),
        "tick_form": TickForm(),
    } | dict(typed)
    context = {
        "mine": mine,
        "sentence": sentence,
        "wrong": next(iter(typed.values()), None),
        "comes": Move.COME in mine.may,
        "writes": Move.WRITE_TO_COORDINATOR in mine.may,
        "ticks": Move.TICK in mine.may,
        "paper": paper.available(),
        "earlier": earlier.earlier_of(mine),
        "boxes": boxes,
        **forms,
    }
    return render(request, "planning/own/my_plan.html", context, status=422 if sentence or typed else 200)
