"""The page of an open case: everything that it shows, whoever of the staff reads it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case.internal import queries as beside
from vardtrad.cases.case.internal.forms import ConsultForm, ConsultReplyForm, LinkForm, NoteForm, SnoozeForm
from vardtrad.cases.case.models import Case, MessageKind, Postponed
from vardtrad.cases.case.moves import opening
from vardtrad.cases.case.rules import Capacity, Move, Origin, State
from vardtrad.cases.case.shown import status_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import thread, whom
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address, menu, readers_in, who_words
from vardtrad.cases.staff.open_case import queries
from vardtrad.cases.staff.open_case.draft_views import boxes_of
from vardtrad.cases.staff.open_case.forms import AskForm, CloseForm, HandOverForm, MessageForm
from vardtrad.cases.staff.open_case.queries import ANSWER, ASK, ASSIGN, CLOSE, PARTLY, TAKE, Ready, Tab
from vardtrad.cases.tasks import queries as tasks
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest
from vardtrad.shared.web import paper
from vardtrad.shared.web.forms import PlainForm

RELATED = ("case_type", "patient", "handler", "group", "clinic")

NOTE, CONSULT, REPLY, SNOOZE, LINK = "anteckning", "kollega", "kollegasvar", "undan", "koppla"
"""The forms beside the thread; also the beginning of their fields' ids."""

KIND_OF = {ANSWER: MessageKind.ANSWER, PARTLY: MessageKind.PARTIAL_REPLY, ASK: MessageKind.QUESTION}


@dataclass(frozen=True, slots=True)
class Shown:
    """What came back to the page instead of being carried out: a form under its name, and why, in a sentence.

    ``plus`` is the standard answer that is added to what stands in a tab's form.
    """

    slug: str = ""
    form: PlainForm | None = None
    sentence: str = ""
    plus: str = ""
    texts: list[str] = field(default_factory=list)


def case_page(request: ClinicRequest, key: UUID, slug: str = "", shown: Shown | None = None) -> HttpResponse:
    """The page of a case, with the tab ``slug`` and whatever came back. Raises Refused when the case is not theirs."""
    shown = shown or Shown()
    actor = request.actor
    case, capacities = door.read(CASES, actor, key, related=RELATED)
    moves = door.standing_moves(CASES, case, capacities)
    if request.method == "GET" and case.unread_by_clinic and Move.MARK_SEEN in moves:
        # Somebody may distribute the case in this very moment: then the dot is no longer ours to take away.
        with contextlib.suppress(Refused):
            opening.mark_seen(actor, case.id)
    # A group's case must be taken before it is worked with (004-056): until then there are no tabs.
    # A receiver answers an incoming case directly (000-024), also one that is routed to an own group.
    untaken = (
        Capacity.MEMBER in capacities
        and Capacity.HANDLER not in capacities
        and not (Capacity.RECEIVER in capacities and case.state == State.RECEIVED)
    )
    tabs = [] if untaken else queries.case_tabs(case, moves)
    current = next((tab for tab in tabs if tab.slug == slug), tabs[0] if tabs else None)
    sentence = shown.sentence
    form, texts = _came_back(case, current, shown)
    if form is not None and sentence:
        form.renew(case.content)
    if isinstance(form, AskForm):
        form.offer(moves)
    if form is None and shown.slug and sentence and case.state == State.CLOSED:
        sentence = _("Ärendet har avslutats sedan du öppnade sidan. Det du skrev är inte skickat.")
    if (
        sentence
        and Capacity.HANDLER not in capacities
        and Capacity.MEMBER not in capacities
        and shown.slug == TAKE
        and case.handler
    ):
        sentence = _("%(name)s har redan tagit ärendet.") % {"name": case.handler.name}
    answers = queries.standard_answers(actor, case, current.slug, moves) if current else []
    later = beside.postponed(case) if Capacity.HANDLER in capacities or case.sends_at else None
    tab_form = form if form is not None and current is not None and shown.slug == current.slug else None
    if tab_form is None and current is not None:
        tab_form = blank(request, case, current.slug, moves, _unsent(later, current.slug))
    if tab_form is not None and shown.plus and not _add(tab_form, shown.plus, answers):
        sentence = _("Standardsvaret finns inte längre. Välj ett annat.")
    here = _list_of(case, capacities, actor.roles)
    address = reverse("staff_case", args=[request.clinic.id, case.id])
    boxes = boxes_of(actor, request.clinic.id, case)
    context = menu(request, here) | {
        "case": case,
        "boxes": boxes,
        "held": capacities,
        "status": status_words(
            case.state,
            case.feedback,
            _("Tilldelat") if {Capacity.HANDLER, Capacity.MEMBER} & capacities else _("Fördelat"),
            case.origin,
        ),
        "countdown": queries.countdown(case),
        "thread": thread(case, for_staff=True),
        "tabs": [(tab.word, f"{address}?flik={tab.slug}", tab is current, tab.beside) for tab in tabs],
        "current": current,
        "from_clinic": case.origin == Origin.CLINIC,
        "answers": answers,
        "form": form if form is not None and form is not tab_form else tab_form,
        "tab_form": tab_form,
        "distribute": _distribute(request, case, moves, shown),
        "take": untaken or (Move.TAKE in moves and Permission.HANDLER.value in actor.roles),
        "take_form": PlainForm(initial={"seen": case.content}),
        "moves": moves,
        "sentence": sentence,
        "texts": texts or boxes.beside({*(tab.slug for tab in tabs), NOTE, CONSULT, REPLY}),
        "later": later,
        "back": (str(here.label), list_address(request.clinic.id, here)),
        "address": address,
        "live": f"/live/oppet/{case.id}?plats={request.clinic.id}",
        "now": reverse("case_now", args=[request.clinic.id, case.id]),
        "stand": case.content,
        "who": who_words(readers_in(case.id, actor.id)),
        "errands": tasks.box(actor, case, capacities),
        "paper": paper.available(),
        "paper_missing": paper.MISSING,
    }
    context |= _beside(request, case, moves, shown)
    bad = sentence or (form is not None and form.errors)
    return render(request, "cases/staff/open_case/case.html", context, status=422 if bad else 200)


def _came_back(case: Case, current: Tab | None, shown: Shown) -> tuple[PlainForm | None, list[str]]:
    """The form that came back, or the texts in it when it can no longer be sent from here: nothing typed is lost."""
    form = shown.form
    if form is None or shown.slug in {ASSIGN, NOTE, CONSULT, REPLY, SNOOZE, LINK, TAKE}:
        return form, shown.texts
    if current is None or current.slug != shown.slug:
        return None, [str(form.data.get(name, "")) for name in ("text", "reason") if form.data.get(name)]
    return form, shown.texts


def _add(form: PlainForm, plus: str, answers: list[Ready]) -> bool:
    """Add a standard answer at the end of the text of a form; whether there is such an answer."""
    chosen = next((one.text for one in answers if str(one.id) == plus), None)
    if chosen is None:
        return False
    data = QueryDict(mutable=True)
    data.update(form.data)
    typed = str(data.get("text", "")).rstrip()
    data["text"] = f"{typed}\n\n{chosen}" if typed else chosen
    form.data = data
    return True


def _unsent(later: Postponed | None, slug: str) -> str:
    """What was written to be sent later and never was, for the box of the tab where it was written."""
    if later is None or later.status != Postponed.Status.CANCELLED:
        return ""
    return later.text if KIND_OF.get(slug) == later.kind else ""


def _list_of(case: Case, capacities: frozenset[str], roles: frozenset[str]) -> WorkList:
    """The list that a case stands in for one who stands so to it: the way back."""
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
    """The empty form of a tab, carrying the content number that the page shows."""
    return tab_form(request, slug, moves, None, {"seen": case.content, "text": text})


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


def _distribute(request: ClinicRequest, case: Case, moves: frozenset[str], shown: Shown) -> PlainForm | None:
    if Move.ASSIGN not in moves:
        return None
    if shown.slug == ASSIGN and shown.form is not None:
        return shown.form
    return blank(request, case, ASSIGN, moves)


# ── Beside the thread ─────────────────────────────────────────────────────────────────────────────────────────────


def _beside(request: ClinicRequest, case: Case, moves: frozenset[str], shown: Shown) -> dict[str, Any]:
    """What the side column holds: its forms (that which came back open), the person's other cases, the questions."""
    actor = request.actor
    found = beside.others(actor, case)
    if found.cases or found.linked:
        door.listed(actor, CASES.label, "others", [one.id for one in (*found.cases, *found.linked)])
    waiting = beside.questions_to(actor, case) if Move.CONSULT_REPLY in moves else []
    forms: dict[str, PlainForm | None] = {
        NOTE: NoteForm(auto_id=f"{NOTE}_%s") if Move.NOTE in moves else None,
        REPLY: ConsultReplyForm(auto_id=f"{REPLY}_%s") if waiting else None,
        CONSULT: consult_form(request, None) if Move.CONSULT in moves else None,
        SNOOZE: SnoozeForm(auto_id=f"{SNOOZE}_%s") if Move.SNOOZE in moves else None,
        LINK: LinkForm(auto_id=f"{LINK}_%s", cases=found.cases) if Move.LINK in moves and found.cases else None,
    }
    if shown.form is not None and shown.slug in forms:
        forms[shown.slug] = shown.form
    return {
        "others": found.cases,
        "linked": found.linked,
        "same_type": found.same_type,
        "questions": [(one, whom(one)) for one in waiting],
        "sides": forms,
        "opened": shown.slug if shown.form is not None else "",
    }


def consult_form(request: ClinicRequest, data: Any) -> ConsultForm:
    """The form of "Fråga en kollega"; when a unit stands in it, with the people of that unit to choose from."""
    units = beside.units_to_ask(request.clinic)
    chosen = str(data.get("whom", "")) if data is not None else ""
    people = beside.people_at(UUID(chosen)) if chosen in {str(key) for key, _name in units} else None
    return ConsultForm(
        data,
        auto_id=f"{CONSULT}_%s",
        colleagues=beside.colleagues_to_ask(request.actor),
        units=units,
        people=people,
    )


def link_form(request: ClinicRequest, key: UUID, data: Any) -> LinkForm:
    """The form of "Koppla ihop", with the person's cases that the actor may see."""
    case, _held = door.read(CASES, request.actor, key, related=RELATED)
    return LinkForm(data, auto_id=f"{LINK}_%s", cases=beside.others(request.actor, case).cases)
