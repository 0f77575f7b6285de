"""The statistics of a clinic: the page, and each table as a file (B-14, 002-007)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.cases.case.capacities import MAY_COUNT
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.statistics import queries, report
from vardtrad.cases.staff.statistics.forms import AskForm
from vardtrad.cases.staff.statistics.queries import Asked
from vardtrad.gate import door
from vardtrad.gate.time_limit import TookTooLong, at_most
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.statistics.periods import Choice
from vardtrad.shared.statistics.shown import shown, words
from vardtrad.shared.web import tables

LIMIT = 5
"""How many seconds a question of a report may take; a region's largest clinics together need less for two years."""

PAGE = "cases/staff/statistics/statistics.html"


@at_clinic(*sorted(MAY_COUNT))
@require_safe
def statistics(request: ClinicRequest) -> HttpResponse:
    """The report: figures, charts and tables, and how everything is counted."""
    form, clinics_to_see = _form(request)
    context = _context(request, form)
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    asked = _asked(form)
    _trace(request, "read", asked)
    chosen = {chosen_clinic.id for chosen_clinic in form.chosen_clinics()}
    exact = all(Permission.RECEIVER.value in held for unit, held in clinics_to_see if unit.id in chosen)
    try:
        with at_most(LIMIT):
            open_now = queries.open_now(asked)
            made = report.report(asked, open_now, exact=exact)
    except TookTooLong:
        return _too_much(request, context)
    context |= {
        "report": made,
        "now": report.exactly_now(open_now) if exact else [],
        "flagged": words(shown(report.flagged_now(open_now))),
        "asked": asked,
        "words": words,
        "query": request.GET.urlencode(),
        "clinics": form.chosen_clinics(),
        "exact": exact,
    }
    return render(request, PAGE, context)


@at_clinic(*sorted(MAY_COUNT))
@require_safe
def statistics_file(request: ClinicRequest, table: str, kind: str) -> HttpResponseBase:
    """One table of the report as CSV or XLSX, with the same small numbers hidden. That it was taken out is traced."""
    form, _clinics = _form(request)
    if not form.is_valid() or kind not in set(tables.Kind):
        raise not_there()
    rate_limit.hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, "statistics")
    asked = _asked(form)
    try:
        with at_most(LIMIT):
            wanted = report.report(asked, queries.open_now(asked)).table(table)
    except TookTooLong:
        return _too_much(request, _context(request, form))
    if wanted is None:
        raise not_there()
    _trace(request, "export", asked, table=table)
    return tables.file_of(tables.Kind(kind), f"statistik-{table}", wanted.head, wanted.rows)


def _context(request: ClinicRequest, form: AskForm) -> dict[str, Any]:
    """What the page holds before anything is counted."""
    address = reverse("statistics", args=[request.clinic.id])
    return menu(request, None) | {"tab": "statistik", "form": form, "address": address, "report": None}


def _too_much(request: ClinicRequest, context: dict[str, Any]) -> HttpResponse:
    """The page without a report, with what the reader can do about it."""
    sentence = _("Det tog för lång tid att räkna. Välj en kortare period eller färre mottagningar.")
    return render(request, PAGE, context | {"sentence": sentence}, status=503)


def _trace(request: ClinicRequest, action: str, asked: Asked, **more: str) -> None:
    """Leave a trace of what was counted: reports that are narrowed step by step can be subtracted (ADR 20)."""
    detail = {
        "clinics": [str(clinic) for clinic in asked.clinics],
        "types": None if asked.types is None else [str(case_type) for case_type in asked.types],
        "first": asked.period.first,
        "last": asked.period.last,
    }
    door.note(request.actor, action, "statistics", detail=detail | more)


def _form(request: ClinicRequest) -> tuple[AskForm, list[tuple[Unit, frozenset[str]]]]:
    """The filter as it was sent, or with what readers usually want: this clinic, this quarter."""
    clinics_to_see = queries.clinics_to_see(request.actor.id)
    data: Any = request.GET.copy()
    data.setdefault("period", Choice.QUARTER.value)
    data.setdefault("mottagning", str(request.clinic.id))
    clinics = [unit for unit, _held in clinics_to_see]
    types = queries.types_at([clinic.id for clinic in clinics])
    return AskForm(data, here=request.clinic, clinics=clinics, types=types), clinics_to_see


def _asked(form: AskForm) -> Asked:
    period = form.days_counted
    assert period is not None
    clinics = tuple(chosen_clinic.id for chosen_clinic in form.chosen_clinics())
    return Asked(clinics, form.chosen_types(), period, period.per(form.chosen_per()))
