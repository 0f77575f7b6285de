"""The verbs of an open case's tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.moves import answering, asking_back, distributing, sending_later, taking_back
from vardtrad.cases.case.rules import Move, State
from vardtrad.cases.case.standard_answers.actions import mark_used
from vardtrad.cases.case.subject import Moved
from vardtrad.cases.staff.frame.next_case import DONE, CameFrom, Mark, came_from
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address, menu
from vardtrad.cases.staff.open_case.actions import forget_sent
from vardtrad.cases.staff.open_case.forms import AskForm, CloseForm, HandOverForm, MessageForm
from vardtrad.cases.staff.open_case.queries import (
    ANSWER,
    ASK,
    ASSIGN,
    CLOSE,
    HAND_ON,
    PARTLY,
    TAKE,
    had_before,
    last_written,
    past_deadline,
    taken_by,
)
from vardtrad.cases.staff.open_case.views.page import KIND_OF, UNFOLDED, USED, Shown, case_page, tab_form, unfolded
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.file_views import pressed as pressed_files
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.login.typed import pairs_of, written
from vardtrad.shared.web import dates, flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.forms import PlainForm, ShownAgain
from vardtrad.shared.web.refusals import sentence_to_show

EVERY_WORD = frozenset({Move.ASK.value, Move.PARTIAL_REPLY.value})


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def staff_case(request: ClinicRequest, case: UUID) -> HttpResponse:
    """A case as staff see it: the thread, the resident's contact details, and the tabs."""
    return case_page(request, case, request.GET.get("flik", ""))


Carry = Callable[[ClinicRequest, UUID, Any], flash.Message]


def verb(slug: str, carry_out: Carry) -> Callable[..., HttpResponseBase]:
    """The view of one form of an open case: it is carried out, or shown again with everything that was written.

    The plus button of a standard answer only shows the form again with the answer added (000-035). A form that is made
    when somebody unfolds it is fetched from here too.
    """

    @at_clinic(Permission.RECEIVER, Permission.HANDLER)
    @require_http_methods(["GET", "HEAD", "POST"] if slug in UNFOLDED else ["POST"])
    def view(request: ClinicRequest, case: UUID) -> HttpResponse:
        if request.method != "POST":
            return unfolded(request, case, slug)
        try:
            return pressed(request, case)
        except Refused as refused:
            if refused.reason is not Reason.NOT_THERE or not had_before(request.actor, case):
                raise
            return _not_ones_own_now(request)

    def pressed(request: ClinicRequest, case: UUID) -> HttpResponse:
        plus, only_shown = request.POST.get("plus", ""), request.POST.get("gor") == "visa" or pressed_files(request)
        form = tab_form(request, slug, EVERY_WORD, request.POST)
        if isinstance(form, ShownAgain) and (plus or only_shown):
            form.showing = True
            return case_page(request, case, slug, Shown(slug, form, plus=plus))
        if not form.is_valid():
            return case_page(request, case, slug, Shown(slug, form))
        if isinstance(form, MessageForm) and request.POST.get("for_sent") != "ja":
            late = past_deadline(case, form.cleaned_data["at"])
            if late:
                return case_page(request, case, slug, Shown(slug, form, late, past_deadline=True))
        try:
            said = carry_out(request, case, form)
        except Refused as refused:
            return case_page(request, case, slug, Shown(slug, form, sentence_to_show(refused)))
        if isinstance(form, MessageForm):
            mark_used(request.actor, request.POST.getlist(USED))
        later = isinstance(form, MessageForm) and form.cleaned_data["at"] is not None
        # While what closes the case can be taken back, what is written in the other boxes is still wanted.
        forget_sent(request.actor, case, slug, ends=not later and not isinstance(said, flash.Undoable))
        stays = reverse("staff_case", args=[request.clinic.id, case])
        return flash.on(stays if later else _after(request), said)

    return takes_files(view) if slug in {ANSWER, PARTLY, ASK} else view


def _not_ones_own_now(request: ClinicRequest) -> HttpResponse:
    """A page for somebody who has lost the case since the form was opened: it says so, and keeps the typed text."""
    context = menu(request, None) | {"texts": written(pairs_of(request.POST))}
    context["back"] = list_address(request.clinic.id, WorkList.OWN_TO_DO)
    return render(request, "cases/staff/open_case/handed_on.html", context, status=404)


def _after(request: ClinicRequest) -> str:
    """Where to go when it is done: the list that the work came from, which offers the next case in it."""
    came = request.POST.get("fran", "")
    which = WorkList.DISTRIBUTED if came == "fordelade" else WorkList.INCOMING
    if Permission.RECEIVER.value not in request.actor.roles or came == "mina":
        which = WorkList.ASSIGNED
    mark = request.POST.get(DONE, "")
    before = came_from(request) or CameFrom(which, "")
    return before.address(request.clinic.id, *([(DONE, mark)] if Mark.read(mark) else []))


Say = Callable[..., Moved]


def _done(request: ClinicRequest, moved: Moved, said: str, held: str) -> flash.Message:
    """What is said of a move: if it is held, ``held``, with the way to take it back; else ``said``."""
    case = moved.thing
    if case.state != State.CLOSING or case.sends_at is None:
        return said
    return flash.Undoable(held, reverse("case_take_back", args=[request.clinic.id, case.id]), case.sends_at)


def _say(
    request: ClinicRequest, case: UUID, form: MessageForm, kind: MessageKind, now: Say, said: str, held: str = ""
) -> flash.Message:
    """Say something to the resident, now or at the time chosen."""
    data, chosen = form.cleaned_data, form.chosen(case)
    at: datetime | None = data["at"]
    if at is None:
        moved = now(request.actor, case, data["text"], chosen=chosen, seen=data["seen"], submit_key=data["submit_key"])
        return _done(request, moved, said, held)
    sending_later.postpone(
        request.actor, case, kind, data["text"], at, chosen=chosen, seen=data["seen"], submit_key=data["submit_key"]
    )
    return _("Det du skrev skickas %(when)s.") % {"when": dates.stamp(at)}


def _answer(request: ClinicRequest, case: UUID, form: MessageForm) -> flash.Message:
    said, held = _("Svaret är skickat och ärendet är avslutat."), _("Svaret skickas och ärendet avslutas.")
    return _say(request, case, form, MessageKind.ANSWER, taking_back.answer, said, held)


def _partly(request: ClinicRequest, case: UUID, form: MessageForm) -> flash.Message:
    return _say(request, case, form, MessageKind.PARTIAL_REPLY, answering.partial_reply, _("Delsvaret är skickat."))


def _ask(request: ClinicRequest, case: UUID, form: AskForm) -> flash.Message:
    if form.cleaned_data["reply"] == Move.PARTIAL_REPLY:
        return _partly(request, case, form)
    return _say(request, case, form, MessageKind.QUESTION, asking_back.ask, _("Motfrågan är skickad."))


def _close(request: ClinicRequest, case: UUID, form: CloseForm) -> flash.Message:
    data = form.cleaned_data
    moved = taking_back.close_without_answer(
        request.actor, case, data["reason"], seen=data["seen"], submit_key=data["submit_key"]
    )
    return _done(request, moved, _("Ärendet är avslutat utan svar."), _("Ärendet avslutas utan svar."))


def _hand_over(act: Callable[..., Any]) -> Carry:
    def carry_out(request: ClinicRequest, case: UUID, form: HandOverForm) -> str:
        data, target = form.cleaned_data, form.target()
        sure = {"seen": data["seen"], "submit_key": data["submit_key"]}
        text = data.get("text", "")
        if isinstance(target, Unit) and text:
            distributing.transfer_and_tell(request.actor, case, target, text, **sure)
            return _("Ärendet är fördelat till %(name)s och delsvaret är skickat.") % {"name": target.name}
        do: Callable[..., Any] = distributing.transfer if isinstance(target, Unit) else act
        do(request.actor, case, target, **sure)
        return _("Ärendet är fördelat till %(name)s.") % {"name": target.name}

    return carry_out


answer = verb(ANSWER, _answer)
partial_reply = verb(PARTLY, _partly)
ask = verb(ASK, _ask)
close = verb(CLOSE, _close)
assign = verb(ASSIGN, _hand_over(distributing.assign))
reassign = verb(HAND_ON, _hand_over(distributing.reassign))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def take(request: ClinicRequest, case: UUID) -> HttpResponse:
    """ "Fördela till dig själv" (004-056): the case is shown again; a colleague who comes second reads who has it."""
    form = PlainForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, shown=Shown(TAKE, form))
    data = form.cleaned_data
    try:
        distributing.take(request.actor, case, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        if refused.reason is not Reason.NOT_THERE:
            return case_page(request, case, shown=Shown(TAKE, form, refused.sentence))
        # Somebody in the group was quicker, and the case is no longer ours to read.
        name = taken_by(request.actor, case)
        if not name:
            raise
        return flash.on(
            list_address(request.clinic.id, WorkList.OWN_TO_DO), _("%(name)s har redan tagit ärendet.") % {"name": name}
        )
    return flash.on(
        reverse("staff_case", args=[request.clinic.id, case]), _("Ärendet är ditt. Nu kan du arbeta med det.")
    )


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def take_back(request: ClinicRequest, case: UUID) -> HttpResponse:
    """ "Ångra" after an answer or a closing: the case is shown again with the text in its box."""
    form = PlainForm(request.POST)
    if not form.is_valid():
        return case_page(request, case)
    try:
        taking_back.take_back(request.actor, case, submit_key=form.cleaned_data["submit_key"])
    except Refused as refused:
        return case_page(request, case, shown=Shown(TAKE, form, refused.sentence))
    kind = last_written(case)
    tab = next((slug for slug, of in KIND_OF.items() if of == kind), ANSWER)
    said = _("Inget har skickats. Texten finns kvar i rutan.")
    return flash.on(f"{reverse('staff_case', args=[request.clinic.id, case])}?flik={tab}", said)
