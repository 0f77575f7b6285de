"""The statistics of SIP: the page, and each table as a file (B-49, B-50)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.gate.time_limit import TookTooLong, at_most
from vardtrad.kernel.tables import not_there
from vardtrad.planning.plan.views import base, seat_context
from vardtrad.planning.sip.statistics import queries
from vardtrad.planning.sip.statistics.forms import ORGANISATION, UNIT, AskForm
from vardtrad.planning.sip.statistics.queries import Asked
from vardtrad.planning.sip.statistics.report import report
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.statistics.periods import Choice
from vardtrad.shared.statistics.shown import words
from vardtrad.shared.web import tables

LIMIT = 5
"""How many seconds a question of a report may take."""
LABEL = "sip_statistics"
PAGE = "planning/sip/statistics/statistics.html"


@at_unit
@require_safe
def sip_statistics(request: SeatRequest) -> HttpResponse:
    """The report: a sentence, and the tables. For who administers a unit of the organisation."""
    form = _form(request)
    context = seat_context(request) | {
        "form": form,
        "address": f"{base(request)}sip-statistik/",
        "report": None,
        "too_much": False,
    }
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    asked = _asked(request, form)
    _trace(request, "read", form, asked)
    try:
        with at_most(LIMIT):
            made = report(asked)
    except TookTooLong:
        return render(request, PAGE, context | {"too_much": True}, status=503)
    context |= {
        "report": made,
        "period": asked.period,
        "words": words,
        "query": request.GET.urlencode(),
        "whole": form.cleaned_data["omfattning"] == ORGANISATION,
        "organisation": request.seat.unit.organisation.name,
    }
    return render(request, PAGE, context)


@at_unit
@require_safe
def sip_statistics_file(request: SeatRequest, table: str, kind: str) -> HttpResponseBase:
    """One table of the report as CSV or XLSX, with the same numbers hidden. That it was taken out leaves a trace."""
    form = _form(request)
    if not form.is_valid() or kind not in set(tables.Kind):
        raise not_there()
    rate_limit.hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, LABEL)
    asked = _asked(request, form)
    with at_most(LIMIT):
        wanted = report(asked).table(table)
    if wanted is None:
        raise not_there()
    _trace(request, door.EXPORT, form, asked, table=table)
    return tables.file_of(tables.Kind(kind), f"statistik-{table}", wanted.head, wanted.rows)


def _form(request: SeatRequest) -> AskForm:
    """The filter as it was sent, or this year at the own unit. Raises Refused for who administers no unit here."""
    if not care_units.administers(request.actor.id, request.seat.unit.organisation_id):
        raise not_there()
    data: Any = request.GET.copy()
    data.setdefault("period", Choice.YEAR.value)
    data.setdefault("omfattning", UNIT)
    return AskForm(data)


def _asked(request: SeatRequest, form: AskForm) -> Asked:
    period = form.days_counted
    assert period is not None
    unit = request.seat.unit
    whole = form.cleaned_data["omfattning"] == ORGANISATION
    return Asked(queries.units_of(unit.organisation_id) if whole else [unit.id], period)


def _trace(request: SeatRequest, action: str, form: AskForm, asked: Asked, **more: str) -> None:
    """Leave a trace of what was counted: reports that are narrowed step by step can be subtracted (ADR 20)."""
    detail = {
        "unit": str(request.seat.unit.id),
        "scope": form.cleaned_data["omfattning"],
        "first": asked.period.first,
        "last": asked.period.last,
    }
    door.note(request.actor, action, LABEL, detail=detail | more)
