"""An open case with its tabs, as staff at the clinic see it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.care_units.models import Staff
from vardtrad.care_units.rules import Permission
from vardtrad.cases import actions
from vardtrad.cases import queries as cases
from vardtrad.cases.actions import CASES
from vardtrad.cases.models import Case
from vardtrad.cases.rules import M, S, W
from vardtrad.casework.forms import AnswerForm, AskForm, CloseForm, HandOverForm
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.login.guards import ClinicRequest, at_clinic
from vardtrad.web import flash
from vardtrad.web.forms import PlainForm
from vardtrad.workplace.queries import WorkList
from vardtrad.workplace.views import list_address, menu

# ── One case ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of an open case: its word, its address, and the moves of the table that it stands for."""

    word: str
    slug: str
    moves: frozenset[str]


def case_tabs(case: Case, moves: frozenset[str]) -> list[Tab]:
    """The tabs of a case that a resident began, as far as the table gives this actor their moves (000-034, 000-052)."""
    tabs = [
        Tab(_("Besvara"), "besvara", frozenset({M.ANSWER.value})),
        Tab(_("Motfråga/delsvar"), "motfraga", frozenset({M.ASK.value, M.PARTIAL_REPLY.value})),
        Tab(_("Avsluta utan svar"), "avsluta", frozenset({M.CLOSE_WITHOUT_ANSWER.value})),
    ]
    if case.state != S.RECEIVED:
        tabs.append(Tab(_("Omfördela"), "omfordela", frozenset({M.REASSIGN.value, M.TRANSFER.value})))
    return [tab for tab in tabs if tab.moves & moves]


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def staff_case(request: ClinicRequest, case: UUID) -> HttpResponse:
    """A case as staff see it: the thread, the resident's contact details, and the tabs."""
    return _case_page(request, case, request.GET.get("flik", ""))


def _case_page(
    request: ClinicRequest, key: UUID, slug: str, form: PlainForm | None = None, sentence: str = ""
) -> HttpResponse:
    actor = request.actor
    case, held = door.read(CASES, actor, key, related=("case_type", "patient", "handler", "clinic"))
    moves = door.standing_moves(CASES, case, held)
    if request.method == "GET" and case.unread_by_clinic and M.MARK_SEEN in moves:
        # Somebody may distribute the case in this very moment: then the dot is no longer ours to take away.
        with contextlib.suppress(Refused):
            actions.mark_seen(actor, case.id)
    tabs = case_tabs(case, moves)
    current = next((tab for tab in tabs if tab.slug == slug), tabs[0] if tabs else None)
    here = _list_of(case, held)
    if form is not None and sentence:
        form.renew(case.content)
        if case.state == S.CLOSED:
            sentence = _("Ärendet har avslutats sedan du öppnade sidan. Det du skrev är inte skickat.")
    texts: list[str] = []
    if form is not None and (current is None or current.slug != slug) and slug != "fordela":
        # What was being written can no longer be sent from here: show it, so that it is not lost.
        texts, form = [str(form.data.get(name, "")) for name in ("text", "reason") if form.data.get(name)], None
    if isinstance(form, AskForm):
        form.offer(moves)
    distribute = None
    if M.ASSIGN in moves:
        distribute = form if form is not None and slug == "fordela" else _blank(request, case, "fordela", moves)
    address = reverse("staff_case", args=[request.clinic.id, case.id])
    context = menu(request, here) | {
        "case": case,
        "held": held,
        "status": cases.status_words(case.state, case.feedback, _("Tilldelat") if W.HANDLER in held else _("Fördelat")),
        "thread": cases.thread(case, for_staff=True),
        "tabs": [(tab.word, f"{address}?flik={tab.slug}", tab is current, None) for tab in tabs],
        "current": current,
        "form": form if slug != "fordela" else None,
        "tab_form": form
        if form is not None and slug != "fordela"
        else (_blank(request, case, current.slug, moves) if current else None),
        "distribute": distribute,
        "moves": moves,
        "sentence": sentence,
        "texts": texts,
        "back": (str(here.label), list_address(request.clinic.id, here)),
        "address": address,
        "live": f"/live/arende/{case.id}",
    }
    bad = sentence or (form is not None and form.errors)
    return render(request, "casework/case.html", context, status=422 if bad else 200)


def _list_of(case: Case, held: frozenset[str]) -> WorkList:
    """The list that a case stands in for one who stands so to it: the way back."""
    if W.RECEIVER in held and W.HANDLER not in held:
        return {S.RECEIVED: WorkList.INCOMING, S.CLOSED: WorkList.CLINIC_CLOSED}.get(
            S(case.state), WorkList.DISTRIBUTED
        )
    return {S.ASSIGNED: WorkList.ASSIGNED, S.CLOSED: WorkList.OWN_CLOSED, S.RECEIVED: WorkList.INCOMING}.get(
        S(case.state), WorkList.QUESTIONS
    )


def _blank(request: ClinicRequest, case: Case, slug: str, moves: frozenset[str]) -> PlainForm:
    """The empty form of a tab, carrying the content number that the page shows."""
    return _form(request, slug, moves, None, {"seen": case.content})


def _form(
    request: ClinicRequest, slug: str, moves: frozenset[str], data: Any, initial: dict[str, Any] | None = None
) -> PlainForm:
    clinic = request.clinic
    if slug == "besvara":
        return AnswerForm(data, initial=initial, answers=cases.standard_answers(clinic.id))
    if slug == "motfraga":
        return AskForm(data, initial=initial, moves=moves)
    if slug == "avsluta":
        return CloseForm(data, initial=initial)
    return HandOverForm(
        data,
        initial=initial,
        auto_id=f"{slug}_%s",
        people=cases.colleagues(clinic.id),
        clinics=cases.other_clinics(clinic),
    )


Carry = Callable[[ClinicRequest, UUID, Any], str]


def verb(slug: str, carry_out: Carry) -> Callable[..., HttpResponseBase]:
    """The view that takes one form of an open case: carried out, or shown again with everything that was written."""

    @at_clinic(Permission.RECEIVER, Permission.HANDLER)
    @require_POST
    def view(request: ClinicRequest, case: UUID) -> HttpResponse:
        every_move = frozenset({M.ASK.value, M.PARTIAL_REPLY.value})
        form = _form(request, slug, every_move, request.POST)
        if not form.is_valid():
            return _case_page(request, case, slug, form)
        try:
            said = carry_out(request, case, form)
        except Refused as refused:
            if refused.reason is Reason.NOT_THERE:
                raise
            return _case_page(request, case, slug, form, refused.sentence)
        response = HttpResponseRedirect(_after(request))
        flash.leave(response, said)
        return response

    return view


def _after(request: ClinicRequest) -> str:
    """Where to go when it is done: the list that the work came from."""
    receives = Permission.RECEIVER.value in request.actor.roles
    from_own = request.POST.get("fran") == "mina" or not receives
    return list_address(request.clinic.id, WorkList.ASSIGNED if from_own else WorkList.INCOMING)


def _answer(request: ClinicRequest, case: UUID, form: AnswerForm) -> str:
    data = form.cleaned_data
    actions.answer(request.actor, case, data["whole"], seen=data["seen"], submit_key=data["submit_key"])
    return _("Svaret är skickat och ärendet är avslutat.")


def _ask(request: ClinicRequest, case: UUID, form: AskForm) -> str:
    data = form.cleaned_data
    asks = data["reply"] == M.ASK
    act = actions.ask if asks else actions.partial_reply
    act(request.actor, case, data["text"], seen=data["seen"], submit_key=data["submit_key"])
    return _("Motfrågan är skickad.") if asks else _("Delsvaret är skickat.")


def _close(request: ClinicRequest, case: UUID, form: CloseForm) -> str:
    data = form.cleaned_data
    actions.close_without_answer(request.actor, case, data["reason"], seen=data["seen"], submit_key=data["submit_key"])
    return _("Ärendet är avslutat utan svar.")


def _hand_over(act: Callable[..., Any]) -> Carry:
    def carry_out(request: ClinicRequest, case: UUID, form: HandOverForm) -> str:
        data, target = form.cleaned_data, form.target()
        do: Callable[..., Any] = act if isinstance(target, Staff) else actions.transfer
        do(request.actor, case, target, seen=data["seen"], submit_key=data["submit_key"])
        return _("Ärendet är fördelat till %(name)s.") % {"name": target.name}

    return carry_out


answer = verb("besvara", _answer)
ask = verb("motfraga", _ask)
close = verb("avsluta", _close)
assign = verb("fordela", _hand_over(actions.assign))
reassign = verb("omfordela", _hand_over(actions.reassign))
