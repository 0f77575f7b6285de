"""The pages of a print job: its parts as files, and what could not be drawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.bulk import queries
from vardtrad.cases.staff.bulk.models import Job, JobRow, Outcome, PaperPart
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import not_there
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash, paper


def result(request: ClinicRequest, job: Job, context: dict[str, Any]) -> HttpResponse:
    """The parts of a print job that is done, and what could not be drawn."""
    rows = [row for row in queries.rows(request.actor, job) if row.outcome != Outcome.DONE]
    door.listed(request.actor, CASES.label, "job", [row.case for row in rows], job=str(job.id))
    parts = list(PaperPart.objects.filter(job=job).defer("content").order_by("first"))
    context = context | {
        "parts": parts,
        "rows": rows,
        "gone": queries.without_a_name(job, rows),
        "progress": queries.progress(job.id),
    }
    return render(request, "cases/staff/bulk/parts.html", context)


@at_clinic(*sorted(MAY_HANDLE))
@require_safe
def part(request: ClinicRequest, job: UUID, part: UUID) -> HttpResponse:
    """A part as a file, for its owner, while all the cases in it may be read; traced as taken out."""
    own_job = queries.job_of(request.actor, job)
    drawn = PaperPart.objects.filter(pk=part, job=own_job).first()
    if drawn is None:
        raise not_there()
    within = JobRow.objects.filter(job=own_job, place__range=(drawn.first, drawn.last), outcome=Outcome.DONE)
    keys = list(within.values_list("case_id", flat=True))
    if set(keys) - set(queries.readable(request.actor, keys)):
        door.note(request.actor, door.EXPORT, "job", thing=own_job.id, refused=True)
        words = _("Du har inte längre tillgång till alla ärenden i filen. Välj ärendena på nytt och skriv ut igen.")
        return flash.on(reverse("job", args=(request.clinic.id, own_job.id)), words)
    door.taken_out(request.actor, CASES.label, "print", keys, job=str(own_job.id))
    name = f"arenden-{clock.swedish_date(drawn.made).isoformat()}-{drawn.first + 1}-{drawn.last + 1}.pdf"
    return paper.to_open(bytes(drawn.content), name)
