"""The PDF of many cases as a job (B-06, B-13): a worker draws it part by part, and the owner fetches the parts.

A part holds so many cases as are drawn at once, so that one press never holds a thread of the pages for long, a killed
worker loses a part at most, and each file is whole and tagged for screen readers by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.bulk import queries
from vardtrad.cases.staff.bulk.drawing import drawn
from vardtrad.cases.staff.bulk.models import Job, JobRow, Outcome, PaperPart
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.web import paper

log = logging.getLogger(__name__)

INTERNAL = "interna"
"""The text of a print job whose papers are to have the internal notes."""
PART = 25
"""How many cases a worker draws at a time."""
KEPT = timedelta(days=1)


def draw(job: Job, rows: Sequence[JobRow]) -> None:
    """Draw the cases of these rows, and note their outcomes, which the caller saves.

    Drawn again after a kill the part takes the place of the earlier one. Rows that cannot be drawn together, or are too
    long for a paper, are drawn by halves; one that cannot be drawn alone is refused with the reason.
    """
    actor = queries.actor_now(job)
    keys = [row.case_id for row in rows]
    cases = queries.to_print(actor, job, internal=job.text == INTERNAL, only=keys) if queries.may_work(actor) else []
    readable = {printed.case.id for printed in cases}
    for row in rows:
        if row.case_id not in readable:
            row.outcome, row.sentence = Outcome.REFUSED, _("Du har inte längre tillgång till ärendet.")
    if cases:
        door.listed(actor, CASES.label, "print", sorted(readable), job=str(job.id))
        _draw(job, actor, [row for row in rows if row.case_id in readable], cases)


def _draw(job: Job, actor: Actor, rows: Sequence[JobRow], cases: Sequence[queries.Printed]) -> None:
    context = {"actor": actor, "printed_at": clock.now(), "language": job.language, "internal": job.text == INTERNAL}
    content, why = _content(job, cases, context)
    if content is None:
        if len(rows) == 1:
            rows[0].outcome, rows[0].sentence = Outcome.REFUSED, why[:500]
            return
        half = len(rows) // 2
        _draw(job, actor, rows[:half], cases[:half])
        _draw(job, actor, rows[half:], cases[half:])
        return
    made = {"last": rows[-1].place, "content": content, "made": clock.now()}
    PaperPart.objects.update_or_create(job=job, first=rows[0].place, defaults=made)
    for row in rows:
        row.outcome = Outcome.DONE


def _content(job: Job, cases: Sequence[queries.Printed], context: dict[str, Any]) -> tuple[bytes | None, str]:
    """The PDF; or None, and why not in a sentence. A fault in the product is told as well: else the job never ends."""
    try:
        return drawn(cases, context), ""
    except paper.NoPaper as why:
        return None, str(why)
    except (OperationalError, InterfaceError):
        raise  # the database may be restarting: everything waits until the claim has run out
    except Exception:
        log.exception("a part of job %s could not be drawn", job.pk)
        return None, str(paper.UNDRAWN)


def clear_old() -> None:
    """Delete the parts that were drawn more than a day ago: they hold what patients have written."""
    PaperPart.objects.filter(made__lt=clock.now() - KEPT).delete()
