"""A case that is documented in the record system and still open: it is closed here, with an answer (002-016).

What is written in another system closes nothing: the resident has had no answer. So the mark is a task of the handler,
that stands in the work list until the case is closed.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.facts import Gathering
from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks.actions import Moved, begin_each
from vardtrad.cases.tasks.facts import holder_fits, is_open, reminders_waiting
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import Kind
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused


def document(actor: Actor, case: Case, *, submit_key: UUID | None = None) -> Moved | None:
    """Note that an open case is documented in the record system: its handler gets a task to answer it today.

    None when such a task waits already, also of somebody who pressed in the same second. Raises Refused, also for a
    case that is closed.
    """
    reminders = reminders_waiting().filter(case=case)
    if case.is_open and reminders.exists():
        return None
    (outcome,) = begin_each(actor, [(partial(_task, actor, case), submit_key)])
    if isinstance(outcome, Refused):
        if outcome.reason is Reason.NEED and is_open(case.id) and reminders.exists():
            return None
        raise outcome
    return outcome


def _task(actor: Actor, case: Case) -> Task:
    """The handler's task; the actor's own where nobody handles the case, or the handler has left the clinic."""
    handler = case.handler_id
    stays = handler is not None and holder_fits(handler, None, case.clinic_id, Gathering(actor))
    return Task(
        case=case,
        patient_id=case.patient_id,
        unit_id=case.clinic_id,
        kind=Kind.RECORD,
        text=_("Dokumenterat i journalsystemet. Avsluta ärendet med ett svar till invånaren."),
        staff_id=handler if stays else actor.id,
        due=clock.today(),
    )
