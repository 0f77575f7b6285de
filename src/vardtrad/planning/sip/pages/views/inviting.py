"""Inviting a guest, who is first looked up and shown, and taking an invitation back (B-51)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vardtrad.gate import door
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.views import Opened, plan_address, verb
from vardtrad.planning.sip import guests
from vardtrad.planning.sip.pages.forms import GuestRowForm, InviteForm
from vardtrad.planning.sip.pages.look import PROCESS, look_at
from vardtrad.planning.sip.pages.views.guests import INVITE, TAKE_BACK
from vardtrad.planning.sip.pages.views.page import draw, plan_page
from vardtrad.planning.sip.rules import Move
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.people import queries as people
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.register import asking
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show, status_of

LOOK_UP = "look_up"


@at_unit
@require_POST
def invite_guest(request: SeatRequest, plan: UUID) -> HttpResponse:
    """Show who has the number, and invite when the page has shown just that person."""
    step = request.POST.get("steg", "")
    look = look_at(request, plan, step)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return draw(replace(look, opened=Opened(INVITE, form)))
    data = form.cleaned_data
    try:
        # Nobody looks somebody up who may not invite: what the door then refuses is refused without a person.
        person = _with_number(request, plan, form.number) if look.offers.may(Move.INVITE_GUEST) else None
        if person is not None and person.may_log_in and data["shown"] != person.id:
            form.shows(person)
            return draw(replace(look, opened=Opened(INVITE, form)))
        guests.invite(request.actor, plan, form.given(person), submit_key=data["submit_key"])
    except Refused as refused:
        shown = plan_page(request, plan, step, Opened(INVITE, form, sentence_to_show(refused)))
        shown.status_code = status_of(refused)
        return shown
    there = plan_address(request, PROCESS, plan, step if step.isalnum() else "")
    return flash.on(f"{there}#inbjudna", _("Inbjudan är registrerad."))


def _with_number(request: SeatRequest, plan: UUID, number: IdentityNumber) -> Person | None:
    """Who has a number, as the register says now; the look-up leaves a trace. Raises Refused after too many."""
    rate_limit.hold_back(limits.PLAN_SEARCH, request.actor, LOOK_UP, SIP.label, thing=plan)
    asking.told_again(number)
    person = people.with_number(number)
    if person is not None:
        door.note(request.actor, LOOK_UP, "person", person=person.id, detail={"view": Move.INVITE_GUEST.value})
    return person


def _make_take_back(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return GuestRowForm(data)


def _carry_take_back(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    guests.take_back(request.actor, plan, data["guest"], confirmed=data["confirmed"], submit_key=data["submit_key"])
    return _("Inbjudan är återtagen. Personen kan inte längre läsa planen.")


take_back_invitation = verb(plan_page, PROCESS, TAKE_BACK, _make_take_back, _carry_take_back, anchor="#inbjudna")
