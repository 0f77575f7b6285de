"""An entry of the waiting list: the answer and what follows of it, the ways to the patient, contacts and history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.guarantee import shown
from vardtrad.cases.staff.guarantee.forms import CodeForm, ContactForm, CorrectForm, RemoveForm, ReplyForm
from vardtrad.cases.staff.guarantee.standard_reply import RELATED, StandardReply, replies_in_form, send, standard_reply
from vardtrad.cases.staff.guarantee.views.reading import of_the_clinic
from vardtrad.cases.waiting_list import actions, answers, chain, facts, queries
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.appointing import lacks_a_service
from vardtrad.cases.waiting_list.capacities import SEEN_BY_SERVICE
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.reached import last_reached
from vardtrad.cases.waiting_list.rules import BACK, CODES, Answer, Capacity, Kind, Move, State, proposed
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.kernel.tables import NOWHERE, Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show

WORKS = (Permission.RECEIVER, Permission.HANDLER)


@at_clinic(*WORKS)
@require_safe
def waiting_entry(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """One entry with everything about it."""
    return _page(request, entry)


def _page(request: ClinicRequest, key: UUID, typed: PlainForm | None = None, sentence: str = "") -> HttpResponse:
    """The page; ``typed`` is the form that was refused, shown again with its text, and ``sentence`` why."""
    entry, capacities = of_the_clinic(request, key, related=RELATED)
    past = queries.history_of(entry)
    told = answers.told_by([entry]).get(entry.id)
    offers = facts.offers(entry, capacities, told, past.latest)
    follows = proposed(entry.kind, told.answer if told is not None else Answer.NONE)
    before = past.latest.code_from if past.latest is not None else NOWHERE
    if typed is not None and sentence:
        typed.renew(entry.content)

    def form(kind: type[PlainForm], **initial: Any) -> PlainForm:
        return typed if isinstance(typed, kind) else kind(initial={"seen": entry.content, **initial})

    confirms = follows is not None and offers.may(follows)
    reply = standard_reply(request.actor, entry, told.answer) if confirms and told is not None else None
    draft_address = reverse("draft_of_waiting_entry", args=[request.clinic.id, entry.id])
    context = menu(request, None) | {
        "entry": entry,
        "kind": Kind(entry.kind).label,
        "code": State(entry.state).label,
        "code_words": shown.codes_in_words(entry.state),
        "offered_by": shown.offered_by(entry),
        "told": told,
        "told_words": Answer(told.answer).label if told is not None else "",
        "proposed": _choice(entry, follows) if follows is not None and confirms else None,
        "reply": reply,
        "reply_form": _reply_form(entry, follows, reply) if follows is not None and reply is not None else None,
        "others": [_choice(entry, Move(move)) for move in CODES if _is_other(move, follows, offers)],
        "remove": form(RemoveForm) if offers.may(Move.REMOVE) and follows is not Move.REMOVE else None,
        "remove_why_not": offers.why_not(Move.REMOVE),
        "contact": form(ContactForm) if Move.CONTACT in offers else None,
        "correct": form(CorrectForm) if before in BACK and offers.may(BACK[before]) else None,
        "correct_words": BACK[before].label if before in BACK else "",
        "steps": chain.steps(entry, past.contacts),
        "way": last_reached(entry.clinic_id, [entry.patient_id]).get(entry.patient_id),
        "past": past,
        "reply_in_form": entry.state == State.HV and told is None and replies_in_form(request.actor, entry),
        "no_service": _waits_for_nobody(request, entry),
        "sentence": sentence,
        "refused": typed,
        "boxes": boxes(request.actor, entry.id, draft_address),
    }
    bad = sentence or (typed is not None and typed.errors)
    return render(request, "cases/staff/guarantee/entry.html", context, status=422 if bad else 200)


def _waits_for_nobody(request: ClinicRequest, entry: WaitingEntry) -> bool:
    """Whether the patient waits for word of a provider that no unit is appointed to give. At most two queries."""
    waits = entry.state in SEEN_BY_SERVICE and entry.informed is None
    return waits and lacks_a_service(request.clinic.organisation_id)


def _is_other(move: str, follows: Move | None, offers: Any) -> bool:
    """Whether a code is a button of its own: not the one that is proposed, and not removal, which wants a reason."""
    return bool(move != follows and move != Move.REMOVE and offers.may(move))


def _choice(entry: WaitingEntry, move: Move) -> tuple[CodeForm, str]:
    """The form of one press, and the words of its button."""
    return CodeForm(initial={"seen": entry.content, "move": move.value}), str(move.label)


def _reply_form(entry: WaitingEntry, move: Move, reply: StandardReply) -> ReplyForm:
    return ReplyForm(initial={"seen": entry.content, "move": move.value, "case_seen": reply.seen, "text": reply.text})


@at_clinic(*WORKS)
@require_POST
def change_code(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Confirm the code that follows of the answer: one press (004-007…009)."""
    form = CodeForm(request.POST)
    if not form.is_valid() or form.cleaned_data["move"] not in CODES:
        return _page(request, entry, sentence=_("Sidan har blivit för gammal. Försök igen."))
    move = Move(form.cleaned_data["move"])
    data = form.cleaned_data
    try:
        actions.change(request.actor, entry, move, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, entry, sentence=sentence_to_show(refused))
    return _done(request, entry, _("Koden är ändrad till %(code)s.") % {"code": CODES[move.value].label})


@at_clinic(*WORKS)
@require_POST
def change_code_and_answer(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Confirm the code and send the standard answer that follows of it: one press (004-007…009)."""
    form = ReplyForm(request.POST)
    row, _capacities = of_the_clinic(request, entry, related=RELATED)
    told = answers.told_by([row]).get(row.id)
    reply = standard_reply(request.actor, row, told.answer) if told is not None else None
    if not form.is_valid() or form.cleaned_data["move"] not in CODES:
        return _page(request, entry, sentence=_("Sidan har blivit för gammal. Försök igen."))
    move, data = Move(form.cleaned_data["move"]), form.cleaned_data
    code = CODES[move.value].label
    if row.state == CODES[move.value]:  # a double press
        return _done(request, entry, _("Koden är ändrad till %(code)s.") % {"code": code})
    if reply is None:
        return _page(request, entry, sentence=_("Sidan har blivit för gammal. Försök igen."))
    try:
        actions.change(request.actor, entry, move, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, entry, sentence=sentence_to_show(refused))
    try:
        case = send(request.actor, replace(reply, seen=data["case_seen"]), data["text"], data["submit_key"])
    except Refused as refused:
        words = _("Koden är ändrad till %(code)s, men svaret är inte skickat. %(why)s")
        return _done(request, entry, words % {"code": code, "why": sentence_to_show(refused)})
    if case.sends_at is None:
        return _done(request, entry, _("Koden är ändrad till %(code)s och svaret är skickat.") % {"code": code})
    words = _("Koden är ändrad till %(code)s. Svaret skickas och ärendet avslutas.") % {"code": code}
    back = reverse("case_take_back", args=[request.clinic.id, case.id])
    return _done(request, entry, flash.Undoable(words, back, case.sends_at))


@at_clinic(*WORKS)
@require_POST
def remove(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Take somebody off the list, with a reason (004-009, 004-014)."""
    form = RemoveForm(request.POST)

    def carry_out(data: dict[str, Any]) -> None:
        actions.change(
            request.actor, entry, Move.REMOVE, data["reason"], seen=data["seen"], submit_key=data["submit_key"]
        )

    return _carried_out(request, entry, form, carry_out, _("Invånaren är borttagen från väntelistan."))


@at_clinic(*WORKS)
@require_POST
def correct(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Take back the latest change of the code."""
    form = CorrectForm(request.POST)

    def carry_out(data: dict[str, Any]) -> None:
        row, _capacities = door.follow(ENTRIES, request.actor, entry)
        latest = queries.history_of(row).latest
        before = latest.code_from if latest is not None else NOWHERE
        if before not in BACK:
            raise Refused(Reason.NEED, _("Det finns ingen ändring att rätta."))
        actions.correct(
            request.actor, entry, State(before), data["reason"], seen=data["seen"], submit_key=data["submit_key"]
        )

    return _carried_out(request, entry, form, carry_out, _("Koden är rättad."))


@at_clinic(*WORKS)
@require_POST
def contact(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Document a try to phone the patient (B-16)."""
    form = ContactForm(request.POST)

    def carry_out(data: dict[str, Any]) -> None:
        given = Documented(data["outcome"], data["note"], data["told"], data["next_try"])
        actions.document(request.actor, entry, given, submit_key=data["submit_key"])

    return _carried_out(request, entry, form, carry_out, _("Kontakten är dokumenterad."))


def _carried_out(request: ClinicRequest, entry: UUID, form: PlainForm, carry_out: Any, words: str) -> HttpResponse:
    """Judge the form, carry it out, and go on; a refusal shows the page again with what was typed."""
    if not form.is_valid():
        return _page(request, entry, form)
    try:
        carry_out(form.cleaned_data)
    except Refused as refused:
        return _page(request, entry, form, sentence_to_show(refused))
    return _done(request, entry, words)


@at_clinic(*WORKS)
@require_POST
def keep_draft(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Keep what somebody is writing; it needs the same capacity as reading the entry (B-04)."""
    _entry, capacities = door.follow(ENTRIES, request.actor, entry)
    if Capacity.CLINIC not in capacities:
        raise not_there()
    return keep(request, request.actor, entry, reverse("waiting_entry", args=[request.clinic.id, entry]))


def _done(request: ClinicRequest, entry: UUID, words: flash.Message) -> HttpResponse:
    return flash.on(reverse("waiting_entry", args=[request.clinic.id, entry]), words)
