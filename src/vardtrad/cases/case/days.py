"""The days of a case that statistics count, kept with each move so that no count has to look through threads (ADR 28).

A day here is a Swedish date: when the resident's case came, when the clinic first said something to the resident, and
when the case was closed. They are read from what the move writes in the thread, so that no move states them itself.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models.expressions import RawSQL

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import CaseDays, Message
from vardtrad.cases.case.rules import Origin
from vardtrad.kernel import clock

CLOSING = frozenset({MessageKind.ANSWER, MessageKind.CLOSING_REASON})
"""The kinds of messages that close a case."""


def count(moving: Moving) -> None:
    """Keep the days of what a move has written; only residents' own cases are counted."""
    case, day = moving.thing, clock.swedish_date(moving.at)
    if case.origin != Origin.RESIDENT:
        return
    messages = [row for row in moving.rows if isinstance(row, Message)]
    kinds = {message.kind for message in messages}
    if MessageKind.OPENING in kinds:
        moving.add(
            CaseDays(
                case=case, clinic_id=case.clinic_id, case_type_id=case.case_type_id, came=day, came_by=case.came_by
            )
        )
    elif kinds & CLOSING:
        answered = MessageKind.ANSWER in kinds
        days = CaseDays(case=case, word=_first(day), ended=day, answered=answered)
        moving.change(days, "word", "ended", "answered")
    elif any(not message.internal and not message.from_resident for message in messages):
        moving.change(CaseDays(case=case, word=_first(day)), "word")


def moved(moving: Moving, clinic: UUID) -> None:
    """The case is counted at the clinic that it is handed over to."""
    if moving.thing.origin == Origin.RESIDENT:
        moving.change(CaseDays(case=moving.thing, clinic_id=clinic), "clinic")


def _first(day: date) -> RawSQL:
    """The day of the first word: this one, unless there has been a word before."""
    return RawSQL("coalesce(cases_casedays.word, %s::date)", [day])
