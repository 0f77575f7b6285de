"""Tasks to tell residents what the clinic has said: those who have chosen the telephone or letters (B-35).

The clock makes one as soon as staff have written to such a resident. What is to be sent by letter waits among the
clinic's letters to print; a task says that one does, since the person is waiting for it (docs/adr/0039).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from vardtrad.cases.case.contact import AnswerBy
from vardtrad.cases.case.letters import order_one, said_to_residents
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import registering
from vardtrad.cases.case.moves.writing import RELAY
from vardtrad.cases.case.subject import CLOCK
from vardtrad.cases.tasks.actions import begin_each
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import Kind, State
from vardtrad.kernel import clock
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES

KINDS = {AnswerBy.PHONE.value: Kind.CALL, AnswerBy.LETTER.value: Kind.LETTER}


def make_due(keys: Sequence[UUID]) -> None:
    """Make a task for each of these cases, unless one of its kind waits already; the case's deadline is met by that.

    Carried out again after a crash it makes no second task. It is the handler's own, where the handler still works at
    the clinic, and else anybody's there; it is due on the next working day.
    """
    told_otherwise = Case.objects.select_related("patient", "clinic", "case_type").exclude(answer_by=AnswerBy.INBOX)
    cases = list(told_otherwise.filter(pk__in=keys))
    undone = Task.objects.filter(case__in=cases).exclude(state=State.DONE).filter(kind__in=KINDS.values())
    waiting = set(undone.values_list("case_id", flat=True))
    works = set(
        Assignment.objects.filter(
            WORKS_WITH_CASES, staff_id__in=[case.handler_id for case in cases if case.handler_id]
        ).values_list("staff_id", "unit_id")
    )
    _order_letters([case for case in cases if case.answer_by == AnswerBy.LETTER])
    begin_each(
        CLOCK,
        [
            (partial(_task, case, own=(case.handler_id, case.clinic_id) in works), _submit_key(case))
            for case in cases
            if case.id not in waiting
        ],
    )
    registering.pass_on(keys)


def _order_letters(cases: Sequence[Case]) -> None:
    """What the clinic has said in each of these cases waits to be printed, each message as a letter and only once."""
    of_case = {case.id: case for case in cases}
    for message in said_to_residents(cases):
        order_one(of_case[message.case_id], message)


def _task(case: Case, *, own: bool) -> Task:
    return Task(
        case=case,
        patient_id=case.patient_id,
        unit_id=case.clinic_id,
        kind=KINDS[case.answer_by],
        text=_words(case),
        staff_id=case.handler_id if own else None,
        due=clock.add_working_days(clock.today(), 1),
    )


def _submit_key(case: Case) -> UUID:
    """The same for the same message to the resident, which gave the case this content number."""
    return uuid5(case.id, f"{RELAY}:{case.content}")


def _words(case: Case) -> str:
    if case.answer_by == AnswerBy.PHONE:
        return _("Ring invånaren och lämna det senaste beskedet")
    if case.patient.is_protected:
        return _(
            "Skriv ut brevet med det senaste beskedet och skicka det genom Skatteverket: personen har skyddade "
            "personuppgifter"
        )
    return _("Skriv ut och skicka brevet med det senaste beskedet")
