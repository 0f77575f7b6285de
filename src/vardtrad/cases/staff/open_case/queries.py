"""What the page of an open case shows: its tabs, the countdown, the standard answers, and whom to hand it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case.capacities import handler_has_left
from vardtrad.cases.case.countdown import TimeLeft, day_to_keep
from vardtrad.cases.case.models import Case, Postponed
from vardtrad.cases.case.rules import PARTIAL, Move, Origin, State
from vardtrad.cases.case.shown import partial_age
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_answers.queries import standard_answers as answers_of
from vardtrad.cases.case.standard_text import fill
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.teams.models import Substitution
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate.compiled import Compiled
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.web import dates

ANSWER, PARTLY, ASK, CLOSE, HAND_ON = "besvara", "delsvar", "motfraga", "avsluta", "omfordela"
ASSIGN, TAKE = "fordela", "ta"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of an open case: its word, its address, and the moves of the table that it offers.

    ``beside`` tabs are within reach, but set apart from the others (design decision 5). ``why`` says of a tab that is
    shown without a form why nothing can be sent there now.
    """

    word: str
    slug: str
    moves: frozenset[str]
    beside: bool = False
    why: str = ""


def _moves(*moves: Move) -> frozenset[str]:
    return frozenset(move.value for move in moves)


def case_tabs(case: Case, moves: frozenset[str]) -> list[Tab]:
    """The tabs of a case, as far as the table gives this actor their moves (000-034, 000-052, 004-058).

    A case from a resident and a case that the clinic sent have different tabs (design decision 5).
    """
    hand_on = _moves(Move.REASSIGN, Move.TRANSFER)
    # A case that the clinic sent has the tab also while the resident has a question to answer (004-058).
    waits = _("Invånaren har en fråga att besvara. En ny motfråga går att skicka när svaret har kommit.")
    if case.origin == Origin.CLINIC:
        tabs = [
            Tab(_("BESVARA"), ANSWER, _moves(Move.ANSWER)),
            Tab(_("DELSVAR"), PARTLY, _moves(Move.PARTIAL_REPLY)),
            Tab(_("MOTFRÅGA"), ASK, _moves(Move.ASK), why=waits if case.state == State.ASKED else ""),
            Tab(_("OMFÖRDELA"), HAND_ON, hand_on),
            Tab(_("Avsluta utan svar"), CLOSE, _moves(Move.CLOSE_WITHOUT_ANSWER), beside=True),
        ]
    else:
        tabs = [
            Tab(_("Besvara"), ANSWER, _moves(Move.ANSWER)),
            Tab(_("Motfråga/delsvar"), ASK, _moves(Move.ASK, Move.PARTIAL_REPLY)),
            Tab(_("Avsluta utan svar"), CLOSE, _moves(Move.CLOSE_WITHOUT_ANSWER)),
            Tab(_("Omfördela"), HAND_ON, hand_on),
        ]
    if case.state == State.RECEIVED:
        tabs = [tab for tab in tabs if tab.slug != HAND_ON]
    offered = [tab for tab in tabs if tab.moves & moves]
    answers = any(tab.slug == ANSWER for tab in offered)
    return [tab for tab in tabs if tab in offered or (tab.why and answers)]


def countdown(case: Case) -> TimeLeft | None:
    """The countdown of a case whose resident waits for the clinic, or whose answer the clinic watches for (B-01)."""
    if case.state in {State.CLOSING, State.CLOSED}:
        return None
    if case.due is None:
        return TimeLeft(*partial_age(clock.swedish_date(case.created))) if case.feedback in PARTIAL else None
    return day_to_keep(case.due, clock.now())


def past_deadline(key: UUID, at: datetime | None) -> str:
    """What is said when a message is to be sent at a time (UTC) after the resident should have had it; "" if not."""
    due = Case.objects.filter(pk=key, due__lt=at).values_list("due", flat=True).first() if at is not None else None
    if due is None:
        return ""
    words = _("Invånaren ska ha återkoppling senast %(day)s, innan meddelandet skickas.")
    return words % {"day": dates.last_day(due)}


def last_written(key: UUID) -> str:
    """The kind of the text that last waited to be sent in a case; "" if none has."""
    kinds = Postponed.objects.filter(case_id=key).order_by("-id").values_list("kind", flat=True)
    return kinds.first() or ""


def handler_left(actor: Actor, case: Case) -> bool:
    """Whether the case has a handler who may no longer work with it; no query for one's own or an untaken case."""
    if case.handler_id in {None, actor.id} or case.state == State.CLOSED:
        return False
    return bool(_left().rows(case.id))


@cache
def _left() -> Compiled[Case]:
    """Asked whenever somebody else's case is opened; its SQL is built once."""
    return Compiled(lambda case: Case.objects.filter(handler_has_left(), pk=case).values_list("id"), UUID)


@dataclass(frozen=True, slots=True)
class Ready:
    """A standard answer with its variables filled in from the case; ``other``: it is made for another case type."""

    id: UUID
    name: str
    text: str
    own: bool
    other: bool


_USES = {
    ANSWER: {Move.ANSWER: StandardAnswer.Use.ANSWER},
    PARTLY: {Move.PARTIAL_REPLY: StandardAnswer.Use.PARTIAL_REPLY},
    ASK: {Move.ASK: StandardAnswer.Use.QUESTION, Move.PARTIAL_REPLY: StandardAnswer.Use.PARTIAL_REPLY},
}


def standard_answers(actor: Actor, case: Case, slug: str, moves: frozenset[str]) -> list[Ready]:
    """The standard answers of a tab: the clinic's and the actor's own, filled in (000-035, B-05)."""
    uses = _USES.get(slug, {})
    if case.origin == Origin.CLINIC and slug == ASK:
        uses = {Move.ASK: StandardAnswer.Use.QUESTION}
    answers: list[StandardAnswer] = []
    for move, use in uses.items():
        if move in moves:
            answers += answers_of(case.clinic_id, actor.id, use=use, case_type=case.case_type_id)
    return [
        Ready(
            answer.id,
            answer.name,
            fill(answer.text, case, actor),
            own=answer.owner_id is not None,
            other=answer.case_type_id not in {None, case.case_type_id},
        )
        for answer in answers
    ]


def people(clinic: UUID) -> list[tuple[UUID, str]]:
    """The persons of "Fördela", each with who replaces them today: "ersätts av … t.o.m. …" (000-027, B-03).

    A substitute who may not open cases here any longer replaces nobody here.
    """
    colleagues = cases.colleagues(clinic)
    instead = _replaced([key for key, _name in colleagues])
    return [(key, f"{name} ({instead[key]})" if key in instead else name) for key, name in colleagues]


def taken_by(actor: Actor, key: UUID) -> str:
    """The name of the colleague who took the case from a group of the actor's (004-056); empty if nobody has."""
    groups = coverage_of(actor.id, actor.here).groups
    taken = Case.objects.select_related("handler").filter(
        pk=key, clinic_id=actor.here, group_id__in=groups, handler__isnull=False
    )
    case = taken.first()
    return case.handler.name if case is not None and case.handler is not None else ""


def _replaced(staff: Sequence[UUID]) -> dict[UUID, str]:
    today = clock.today()
    substitutions = Substitution.objects.select_related("substitute").filter(
        staff_id__in=staff, substitute_id__in=staff, first__lte=today, last__gte=today
    )
    return {
        substitution.staff_id: _("ersätts av %(name)s t.o.m. %(day)s")
        % {"name": substitution.substitute.name, "day": dates.day(substitution.last)}
        for substitution in substitutions.order_by("-first", "-id")
    }


def had_before(actor: Actor, key: UUID) -> bool:
    """Whether somebody has had a case at this clinic, and so may read that it is theirs no longer (B-02)."""
    had = Version.objects.filter(label=CASES.label, key=key, snapshot__handler_id=str(actor.id))
    return had.filter(snapshot__clinic_id=str(actor.here)).exists()
