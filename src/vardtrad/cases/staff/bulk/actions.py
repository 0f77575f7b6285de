"""The verbs of jobs: choose, order, carry out. What may be done with a case is decided by its own table, row by row."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vardtrad.cases.case.facts import Given
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.answering import Answer
from vardtrad.cases.case.moves.closing import CloseWithoutAnswer
from vardtrad.cases.case.moves.distributing import HandOver, Take
from vardtrad.cases.case.rules import Move, State
from vardtrad.cases.case.standard_text import blanks, fill
from vardtrad.cases.case.subject import CASES, move_many
from vardtrad.cases.staff.bulk import parts, queries
from vardtrad.cases.staff.bulk.models import Action, Job, JobRow, Outcome
from vardtrad.cases.staff.frame import work
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.gate.sets import update_set
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.drafts import actions as drafts

log = logging.getLogger(__name__)

CHUNK = 50
"""How many rows a worker carries out at a time, in one transaction."""
DRAFTS_KEPT, JOBS_KEPT = timedelta(days=1), timedelta(days=7)


def choose(actor: Actor, action: Action, keys: Sequence[UUID], *, chosen_in: str, language: str) -> Job | None:
    """Save which cases somebody has chosen for an action, as they are now. Returns None when none of them exists.

    Nothing happens to the cases until the job is ordered.
    """
    chosen = queries.choosable(actor, keys, action)
    if not chosen:
        return None
    job = Job(
        clinic_id=actor.here,
        staff_id=actor.id,
        session=actor.session,
        action=action,
        chosen_in=chosen_in,
        language=language,
        created=clock.now(),
    )
    with transaction.atomic():
        job.save(force_insert=True)
        JobRow.objects.bulk_create(
            JobRow(job=job, case_id=choice.case, place=place, move=choice.move, seen=choice.seen)
            for place, choice in enumerate(chosen)
        )
    return job


def order(job: Job, *, text: str = "", to: Staff | Group | None = None) -> None:
    """Let the worker carry the job out. A job that has been ordered already stays as it was ordered."""
    now = clock.now()
    Job.objects.filter(pk=job.pk, ordered__isnull=True).update(
        text=text,
        to_staff=to if isinstance(to, Staff) else None,
        to_group=to if isinstance(to, Group) else None,
        ordered=now,
        not_before=now,
    )


def stop(job: Job) -> None:
    """Leave undone what no worker has begun. A job that is done, or was never ordered, stays as it is."""
    ordered = Job.objects.filter(pk=job.pk, ordered__isnull=False, done__isnull=True, stopped__isnull=True)
    ordered.update(stopped=clock.now())


# ── The worker's part ───────────────────────────────────────────────────────────────────────────────────────────────


def carry_out() -> int:
    """Carry out one chunk of the job that has waited longest; returns the number of rows. Several workers may run it.

    A row's id is its submit key: a case that a killed worker moved without recording the outcome is not moved again.
    """
    ordered = Job.objects.select_related("staff", "clinic", "to_staff", "to_group")
    claimed = work.claim(ordered.filter(ordered__isnull=False, done__isnull=True))
    if claimed is None:
        return 0
    job, until = claimed
    waiting = JobRow.objects.filter(job=job, outcome=Outcome.WAITING).order_by("place")
    chunk = parts.PART if job.action == Action.PRINT else CHUNK
    rows = list(waiting if job.stopped is not None else waiting[:chunk])
    with translation.override(job.language):
        if job.stopped is not None:
            _leave(job, rows)
        elif job.action == Action.PRINT:
            parts.draw(job, rows)
        else:
            _try(job, rows)
    update_set(rows, ["outcome", "sentence"])
    work.give_back(job, until)
    if not waiting.exists():
        Job.objects.filter(pk=job.pk, done__isnull=True).update(done=clock.now())
    return len(rows)


def _leave(job: Job, rows: Sequence[JobRow]) -> None:
    """Record the rows of a stopped job that nobody has begun, and those that a killed worker carried out unrecorded."""
    asked = [(row.id, row.move, row.case_id) for row in rows]
    unrecorded = door.carried_out(job.staff_id, CASES.label, asked)
    for row in rows:
        if row.id in unrecorded:
            row.outcome = Outcome.DONE
        else:
            row.outcome, row.sentence = Outcome.STOPPED, _("Arbetet stoppades. Ärendet har inte ändrats.")


def _try(job: Job, rows: Sequence[JobRow]) -> None:
    """Carry out these rows. If the product fails on the set, try each row alone, so that one cannot stop the rest."""
    try:
        _carry_out(job, rows)
    except (OperationalError, InterfaceError):
        raise  # the database may be restarting: everything waits until the claim has run out
    except Exception:
        log.exception("a chunk of job %s failed", job.pk)
        if len(rows) == 1:
            # The door has rolled everything back.
            rows[0].outcome, rows[0].sentence = Outcome.REFUSED, _("Tekniskt fel. Ärendet har inte ändrats.")
            return
        for row in rows:
            _try(job, [row])


def _carry_out(job: Job, rows: Sequence[JobRow]) -> None:
    actor = queries.actor_now(job)
    texts = _texts(job, rows, actor) if job.action == Action.ANSWER else {}
    unfilled = {key: blanks(text) for key, text in texts.items()}
    outcomes: dict[UUID, door.Moved[Case] | Refused] = {}
    for move in dict.fromkeys(row.move for row in rows):
        requests = [
            door.Request(
                row.case_id, _given(job, move, actor, texts.get(row.case_id, "")), seen=row.seen, submit_key=row.id
            )
            for row in rows
            if row.move == move and not unfilled.get(row.case_id)
        ]
        moved = move_many(actor, Move(move), requests) if requests else []
        outcomes |= {request.key: outcome for request, outcome in zip(requests, moved, strict=True)}
    for row in rows:
        if unfilled.get(row.case_id):
            fields = ", ".join(unfilled[row.case_id])
            row.outcome = Outcome.REFUSED
            row.sentence = (_("Fältet är inte ifyllt: %(fields)s.") % {"fields": fields})[:500]
    _settle(rows, outcomes, actor)


def _texts(job: Job, rows: Sequence[JobRow], actor: Actor) -> dict[UUID, str]:
    """The answer to each case, its variables filled."""
    cases = Case.objects.select_related("patient", "clinic", "case_type").in_bulk([row.case_id for row in rows])
    return {key: fill(job.text, case, actor) for key, case in cases.items()}


def _given(job: Job, move: str, actor: Actor, text: str) -> Given:
    """What the move of one case is given; ``text`` is the answer to this case."""
    if move == Move.TAKE:
        return Take(actor.id)
    if move in {Move.ASSIGN, Move.REASSIGN}:
        to = job.staff if job.action == Action.TAKE else job.to_staff or job.to_group
        assert to is not None
        return HandOver(to)
    return Answer(text) if move == Move.ANSWER else CloseWithoutAnswer(job.text)


def _settle(rows: Sequence[JobRow], outcomes: dict[UUID, door.Moved[Case] | Refused], actor: Actor) -> None:
    """Record the outcome of each row and, for a refused one, a sentence that tells the owner why."""
    refused = [key for key, outcome in outcomes.items() if isinstance(outcome, Refused)]
    now = Case.objects.select_related("handler", "group").filter(clinic_id=actor.here).in_bulk(refused)
    for row in rows:
        outcome = outcomes.get(row.case_id)
        if isinstance(outcome, Refused):
            row.outcome, row.sentence = Outcome.REFUSED, _why(outcome, now.get(row.case_id), actor)[:500]
        elif outcome is not None:
            row.outcome = Outcome.DONE


def _why(refused: Refused, case: Case | None, actor: Actor) -> str:
    if not queries.may_work(actor):
        return _("Du har inte längre behörighet på mottagningen.")
    if refused.reason not in {Reason.STALE, Reason.NOT_ALLOWED, Reason.NOT_THERE}:
        return refused.sentence
    if case is None:
        return _("Ärendet finns inte längre på mottagningen.")
    if refused.reason is Reason.NOT_THERE:
        return _("Du har inte längre tillgång till ärendet.")
    if case.state == State.CLOSED:
        return _("Ärendet är redan avslutat.")
    if refused.reason is Reason.NOT_ALLOWED:
        return _(
            "Du kan inte göra det här med ärendet, eftersom det är fördelat till någon annan eller väntar på invånaren."
        )
    if case.handler is not None and case.handler_id != actor.id:
        return _("Ärendet har ändrats och är nu fördelat till %(name)s.") % {"name": case.handler.goes_by}
    return _("Något har hänt i ärendet sedan du markerade det. Läs det först.")


def clear_old() -> None:
    """Delete jobs that were never ordered after a day, and finished ones after a week. A chore of the worker."""
    now = clock.now()
    never = Job.objects.filter(ordered__isnull=True, created__lt=now - DRAFTS_KEPT)
    drafts.forget_all(list(never.values_list("id", flat=True)))
    never.delete()
    Job.objects.filter(done__isnull=False, created__lt=now - JOBS_KEPT).delete()
    parts.clear_old()
