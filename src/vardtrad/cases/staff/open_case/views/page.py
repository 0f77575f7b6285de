"""The page of an open case: everything that it shows to staff in any capacity."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.internal import queries as side_panel
from vardtrad.cases.case.internal.forms import ConsultReplyForm, LinkForm, NoteForm, RecordReplyForm, SnoozeForm
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Postponed
from vardtrad.cases.case.moves import opening
from vardtrad.cases.case.rules import Capacity, Move, Origin, State
from vardtrad.cases.case.shown import status_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import EntryKind, thread, whom
from vardtrad.cases.staff.frame.next_case import LIST, CameFrom, came_from, mark_of
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import menu, readers_in, who_words
from vardtrad.cases.staff.open_case import queries
from vardtrad.cases.staff.open_case.actions import boxes_of
from vardtrad.cases.staff.open_case.forms import AskForm, CloseForm, HandOverForm, MessageForm
from vardtrad.cases.staff.open_case.queries import ANSWER, ASK, ASSIGN, CLOSE, PARTLY, TAKE, Ready, Tab
from vardtrad.cases.staff.open_case.views.files import files_of_tab, names_with
from vardtrad.cases.staff.open_case.views.side_forms import (
    CONSULT,
    LINK,
    NOTE,
    RECORD,
    RELATED,
    REPLY,
    SNOOZE,
    consult_form,
)
from vardtrad.cases.tasks import queries as tasks
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import Boxes
from vardtrad.shared.login.guards import ClinicRequest
from vardtrad.shared.notify.addresses import told_by
from vardtrad.shared.web import paper
from vardtrad.shared.web.forms import PlainForm

WITHOUT_A_TAB = frozenset({ASSIGN, TAKE, NOTE, CONSULT, REPLY, RECORD, SNOOZE, LINK})
"""The forms that are on the page whichever tab is shown."""

UNFOLDED = {
    ASSIGN: (Move.ASSIGN, "cases/staff/open_case/_distribute.html"),
    CONSULT: (Move.CONSULT, "cases/staff/open_case/_consult.html"),
}
"""The forms that take several queries to make, so they are made when somebody unfolds them: their move and template."""

USED = "svar"
"""The field of a tab's form that says which standard answers have been added to the text."""
KIND_OF = {
    ANSWER: MessageKind.ANSWER, PARTLY: MessageKind.PARTIAL_REPLY, ASK: MessageKind.QUESTION,
    CLOSE: MessageKind.CLOSING_REASON,
}  # fmt: skip
"""What is written in each tab, and may wait to be sent."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A form that was refused and is shown again, under its name, with the reason in a sentence.

    With a name and no form: the form that somebody has unfolded (``UNFOLDED``). ``plus`` is the standard answer that is
    added to what the form of a tab holds. ``past_deadline`` asks whether it is really to be sent that late.
    """

    slug: str = ""
    form: PlainForm | None = None
    sentence: str = ""
    plus: str = ""
    texts: list[str] = field(default_factory=list)
    past_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that somebody has opened, in what capacities, and the moves that this person may try."""

    case: Case
    capacities: frozenset[str]
    moves: frozenset[str]

    @property
    def handles(self) -> bool:
        """Whether the reader is the handler, or a substitute for the handler."""
        return Capacity.HANDLER in self.capacities

    @property
    def untaken(self) -> bool:
        """Whether the reader's group has the case, so that it must be taken before it is worked with (004-056).

        A receiver answers an incoming case directly (000-024), also one that is routed to the receiver's own group.
        """
        answers_directly = Capacity.RECEIVER in self.capacities and self.case.state == State.RECEIVED
        return Capacity.MEMBER in self.capacities and not self.handles and not answers_directly


@dataclass(frozen=True, slots=True)
class CameBack:
    """The refused input as the page shows it: the form, or its texts when it can no longer be sent from here."""

    form: PlainForm | None
    texts: list[str]
    sentence: str


@door.traced_together()
def case_page(request: ClinicRequest, key: UUID, slug: str = "", shown: Shown | None = None) -> HttpResponse:
    """The page of a case, with the tab ``slug`` and any refused form. Raises Refused if the reader has no access."""
    shown = shown or Shown()
    opened = _read(request, key)
    if request.method == "GET":
        _mark_seen(request, opened)
    tabs = [] if opened.untaken else queries.case_tabs(opened.case, opened.moves)
    current = next((tab for tab in tabs if tab.slug == slug), tabs[0] if tabs else None)
    came_back = _came_back(opened, current, shown)
    later = side_panel.postponed(opened.case) if opened.handles or opened.case.sends_at else None
    context = _about(request, opened)
    context |= _beside(request, opened, shown, written=f"{CONSULT}.text" in context["boxes"].kept)
    context |= _tabs(request, opened, tabs, current, came_back, shown, later)
    # What the resident answered meanwhile needs no writing down, so that form is gone; what was typed in it is not.
    drawn = {*(tab.slug for tab in tabs), NOTE, CONSULT, REPLY, *([RECORD] if context["sides"][RECORD] else [])}
    drawn |= {ASSIGN} if Move.ASSIGN in opened.moves else set()
    texts = came_back.texts or context["boxes"].beside(drawn)
    context |= {"texts": texts, "later": later, "past_deadline": shown.past_deadline, "later_files": names_with(later)}
    context["distribute"] = _unfolded(request, opened, ASSIGN, shown.form) if shown.slug == ASSIGN else None
    bad = context["sentence"] or context["file_fault"] or (shown.form is not None and shown.form.errors)
    return render(request, "cases/staff/open_case/case.html", context, status=422 if bad else 200)


def _read(request: ClinicRequest, key: UUID) -> Opened:
    """The case through the door, which leaves the trace of the reading. Raises Refused."""
    case, capacities = door.read(CASES, request.actor, key, related=RELATED)
    return Opened(case, capacities, offers(case, capacities).open)


def _mark_seen(request: ClinicRequest, opened: Opened) -> None:
    """Take away the blue dot, when the case is the reader's to work with."""
    if opened.case.unread_by_clinic and Move.MARK_SEEN in opened.moves:
        # Another receiver may be distributing the case at this moment; then leave the dot.
        with contextlib.suppress(Refused):
            opening.mark_seen(request.actor, opened.case.id)


def _came_back(opened: Opened, current: Tab | None, shown: Shown) -> CameBack:
    """The refused form, ready to be sent again; or the text typed in it, so that nothing is lost."""
    form, texts, case, why = shown.form, shown.texts, opened.case, ""
    of_another_tab = current is None or current.slug != shown.slug or bool(current.why)
    of_no_tab = shown.slug in WITHOUT_A_TAB
    gone = UNFOLDED[shown.slug][0] not in opened.moves if shown.slug in UNFOLDED else of_another_tab and not of_no_tab
    if form is not None and gone:
        texts = [str(form.data.get(name, "")) for name in ("text", "reason") if form.data.get(name)]
        form, why = None, current.why if current is not None else ""
    if form is not None and shown.sentence:
        form.renew(case.content)
    if isinstance(form, AskForm):
        form.offer(opened.moves)
    return CameBack(form, texts, _sentence(opened, form, shown) or why)


def _sentence(opened: Opened, form: PlainForm | None, shown: Shown) -> str:
    """Why the form was refused, in words that fit the case as it is now."""
    case = opened.case
    if not shown.sentence:
        return ""
    if form is None and shown.slug and case.state == State.CLOSING:
        return _("Någon har just besvarat eller avslutat ärendet. Det du skrev är inte skickat.")
    if form is None and shown.slug and case.state == State.CLOSED:
        return _("Ärendet har avslutats sedan du öppnade sidan. Det du skrev är inte skickat.")
    if shown.slug == TAKE and case.handler and not {Capacity.HANDLER, Capacity.MEMBER} & opened.capacities:
        return _("%(name)s har redan tagit ärendet.") % {"name": case.handler.name}
    return shown.sentence


def _about(request: ClinicRequest, opened: Opened) -> dict[str, Any]:
    """The part of the context about the case itself."""
    actor, case, clinic = request.actor, opened.case, request.clinic.id
    before = came_from(request)
    here = before.which if before is not None else _list_of(case, opened.capacities, actor.roles)
    mine = {Capacity.HANDLER, Capacity.MEMBER} & opened.capacities
    entries = thread(case, for_staff=True)
    writes = {Capacity.RECEIVER, Capacity.HANDLER} & opened.capacities
    return menu(request, here) | {
        "case": case,
        "may_write_letters": bool(writes) and any(entry.look is EntryKind.STAFF for entry in entries),
        "boxes": _boxes(request, case),
        "held": opened.capacities,
        "moves": opened.moves,
        "status": status_words(case.state, case.feedback, _("Tilldelat") if mine else _("Fördelat"), case.origin),
        "countdown": queries.countdown(case),
        "handler_left": queries.handler_left(actor, case),
        "thread": entries,
        "from_clinic": case.origin == Origin.CLINIC,
        "told_by": told_by(case.patient),
        "take": opened.untaken or (Move.TAKE in opened.moves and Permission.HANDLER.value in actor.roles),
        "take_form": PlainForm(initial={"seen": case.content}),
        "back": (str(here.label), (before or CameFrom(here, "")).address(clinic)),
        "came_from": before.text if before is not None else "",
        "mark": mark_of(case),
        "address": reverse("staff_case", args=[clinic, case.id]),
        "live": f"/live/oppet/{case.id}?plats={clinic}",
        "now": reverse("case_now", args=[clinic, case.id]),
        "stand": case.content,
        "who": who_words(readers_in(case.id, actor.id)),
        "errands": tasks.box(actor, case, opened.capacities),
        "paper": paper.available(),
        "paper_missing": paper.MISSING,
    }


def _tabs(
    request: ClinicRequest,
    opened: Opened,
    tabs: list[Tab],
    current: Tab | None,
    came_back: CameBack,
    shown: Shown,
    later: Postponed | None,
) -> dict[str, Any]:
    """The tabs, the form of the current one, its standard answers, and the sentence above them."""
    address = reverse("staff_case", args=[request.clinic.id, opened.case.id])
    before = came_from(request)
    onward = f"&{urlencode({LIST: before.text})}" if before is not None else ""
    form, sentence = None, came_back.sentence
    unsent = _unsent(later, current.slug) if current is not None else ""
    answers, files = list[Ready](), None
    if current is not None and not current.why:
        files = files_of_tab(request, opened.case, current.slug)
        answers = queries.standard_answers(request.actor, opened.case, current.slug, opened.moves)
        form = came_back.form if shown.slug == current.slug else None
        form = form or blank(request, opened.case, current.slug, opened.moves, unsent)
        if shown.plus and not _add(form, shown.plus, answers):
            sentence = _("Standardsvaret finns inte längre. Välj ett annat.")
    return {
        "tabs": [(tab.word, f"{address}?flik={tab.slug}{onward}", tab is current, tab.beside) for tab in tabs],
        "current": current,
        "answers": answers,
        "tab_form": form,
        "text_in_box": bool(unsent),
        "files": files,
        "file_fault": files.sentence if files is not None else "",
        "form": came_back.form or form,
        "sentence": sentence,
    }


def _add(form: PlainForm, plus: str, answers: list[Ready]) -> bool:
    """Add a standard answer at the end of the text of a form; whether there is such an answer."""
    chosen = next((answer.text for answer in answers if str(answer.id) == plus), None)
    if chosen is None:
        return False
    data = QueryDict(mutable=True)
    data.update(form.data)
    typed = str(data.get("text", "")).rstrip()
    data["text"] = f"{typed}\n\n{chosen}" if typed else chosen
    data.appendlist(USED, plus)
    form.data = data
    return True


def _unsent(later: Postponed | None, slug: str) -> str:
    """The text that was to be sent later and never was, for the box of the tab where it was written."""
    if later is None or later.status != Postponed.Status.CANCELLED:
        return ""
    return later.text if KIND_OF.get(slug) == later.kind else ""


def _list_of(case: Case, capacities: frozenset[str], roles: frozenset[str]) -> WorkList:
    """The list where somebody with these capacities finds the case: the way back."""
    if (
        Capacity.RECEIVER in capacities
        and Capacity.HANDLER not in capacities
        and (Capacity.MEMBER not in capacities or case.state == State.RECEIVED)
    ):
        return {State.RECEIVED: WorkList.INCOMING, State.CLOSED: WorkList.CLINIC_CLOSED}.get(
            State(case.state), WorkList.DISTRIBUTED
        )
    if Capacity.HANDLER not in capacities or (case.state == State.RECEIVED and Permission.RECEIVER.value not in roles):
        return WorkList.OWN_TO_DO
    return {
        State.ASSIGNED: WorkList.ASSIGNED,
        State.CLOSED: WorkList.OWN_CLOSED,
        State.RECEIVED: WorkList.INCOMING,
    }.get(State(case.state), WorkList.QUESTIONS)


def blank(request: ClinicRequest, case: Case, slug: str, moves: frozenset[str], text: str = "") -> PlainForm:
    """The empty form of a tab, with the content number that the page shows."""
    return tab_form(request, slug, moves, None, {"seen": case.content, "text": text, "reason": text})


def tab_form(
    request: ClinicRequest,
    slug: str,
    moves: frozenset[str],
    data: Any,
    initial: dict[str, Any] | None = None,
) -> PlainForm:
    """The form of a tab, or of "Fördela"."""
    if slug in {ANSWER, PARTLY}:
        return MessageForm(data, initial=initial)
    if slug == ASK:
        return AskForm(data, initial=initial, moves=moves)
    if slug == CLOSE:
        return CloseForm(data, initial=initial)
    clinic = request.clinic
    return HandOverForm(
        data,
        initial=initial,
        auto_id=f"{slug}_%s",
        people=queries.people(clinic.id),
        groups=cases.handling_groups(clinic.id),
        clinics=cases.other_clinics(clinic),
    )


def unfolded(request: ClinicRequest, key: UUID, slug: str) -> HttpResponse:
    """A form of ``UNFOLDED`` that somebody unfolds: alone when htmx asks for it, else on the page of the case.

    Reading it is reading the case, which the open page has left a trace of (ADR 15). Raises Refused.
    """
    if request.headers.get("HX-Request") != "true":
        return case_page(request, key, shown=Shown(slug))
    case, capacities = door.follow(CASES, request.actor, key, related=RELATED)
    opened = Opened(case, capacities, offers(case, capacities).open)
    form = _unfolded(request, opened, slug)
    if form is None:
        # The case has changed since: htmx leaves the link to the page, which shows the case as it is now.
        return HttpResponse(status=409)
    address = reverse("staff_case", args=[request.clinic.id, key])
    context = {"address": address, "distribute": form, "consult": form, "boxes": _boxes(request, case)}
    return render(request, UNFOLDED[slug][1], context)


def _unfolded(
    request: ClinicRequest, opened: Opened, slug: str, came_back: PlainForm | None = None
) -> PlainForm | None:
    """A form of ``UNFOLDED``: the one that came back, or an empty one; None when its move cannot be made."""
    if UNFOLDED[slug][0] not in opened.moves:
        return None
    if came_back is not None:
        return came_back
    return consult_form(request, None) if slug == CONSULT else blank(request, opened.case, slug, opened.moves)


def _boxes(request: ClinicRequest, case: Case) -> Boxes:
    return boxes_of(request.actor, case, reverse("draft_of_staff", args=[request.clinic.id, case.id]))


# ── The side panel ────────────────────────────────────────────────────────────────────────────────────────────────


def _beside(request: ClinicRequest, opened: Opened, shown: Shown, *, written: bool) -> dict[str, Any]:
    """The side panel: its forms (the one that came back open), the person's other cases, the colleagues' questions.

    ``written``: a question to a colleague has been begun, so its form is there with what has been written.
    """
    actor, case, moves = request.actor, opened.case, opened.moves
    others = side_panel.others(actor, case)
    if others.cases or others.linked:
        door.listed(actor, CASES.label, "others", [other.id for other in (*others.cases, *others.linked)])
    seen = {"seen": case.content}
    waiting = side_panel.questions_to(actor, case) if Move.CONSULT_REPLY in moves else []
    forms: dict[str, PlainForm | None] = {
        NOTE: NoteForm(auto_id=f"{NOTE}_%s") if Move.NOTE in moves else None,
        REPLY: ConsultReplyForm(auto_id=f"{REPLY}_%s") if waiting else None,
        RECORD: RecordReplyForm(auto_id=f"{RECORD}_%s", initial=seen) if Move.RECORD_REPLY in moves else None,
        SNOOZE: SnoozeForm(auto_id=f"{SNOOZE}_%s") if Move.SNOOZE in moves else None,
        LINK: LinkForm(auto_id=f"{LINK}_%s", cases=others.cases) if Move.LINK in moves and others.cases else None,
    }
    if shown.form is not None and shown.slug in {*forms, CONSULT}:
        forms[shown.slug] = shown.form
    if CONSULT not in forms and (written or shown.slug == CONSULT):
        forms[CONSULT] = _unfolded(request, opened, CONSULT)
    return {
        "others": others.cases,
        "linked": others.linked,
        "same_type": others.same_type,
        "questions": [(question, whom(question)) for question in waiting],
        "sides": forms,
        "consult": forms.get(CONSULT),
        "opened": shown.slug if shown.form is not None else "",
    }
