"""The payment basis of a period, on screen and as CSV (B-24)."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date, timedelta
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.care_units import queries as care_units
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.login.guards import SeatRequest, at_unit
from vardtrad.payment import queries
from vardtrad.payment.forms import PeriodForm
from vardtrad.planning.views import seat_context
from vardtrad.web.dates import stamp

BYTE_ORDER_MARK = "\ufeff"  # so that a spreadsheet reads å, ä and ö


def _period(request: SeatRequest) -> tuple[PeriodForm, date, date]:
    """The period that the address asks for; last month's without any."""
    first_of_month = clock.today().replace(day=1)
    last = first_of_month - timedelta(days=1)
    usual = {"first": last.replace(day=1), "last": last}
    form = PeriodForm(request.GET if {"first", "last"} & set(request.GET) else usual)
    if form.is_valid():
        return form, form.cleaned_data["first"], form.cleaned_data["last"]
    return form, usual["first"], usual["last"]


def _whole(request: SeatRequest) -> bool:
    """Whether the reader administers a unit of the organisation, and so sees all of it and not just the own unit's."""
    return care_units.administers(request.actor.id, request.seat.unit.organisation_id)


@at_unit
@require_safe
def payment_basis(request: SeatRequest) -> HttpResponse:
    """The basis on screen; reading it leaves a trace with the plans shown."""
    return _page(request)


def _page(request: SeatRequest) -> HttpResponse:
    form, first, last = _period(request)
    whole = _whole(request)
    basis = queries.basis(request.seat, first, last, whole=whole) if form.is_valid() else queries.Basis([], [])
    door.listed(request.actor, "svu", "payment_basis", {row.plan for row in basis.rows})
    context = seat_context(request) | {"form": form, "first": first, "last": last, "basis": basis, "whole": whole}
    return render(request, "payment/basis.html", context, status=200 if form.is_valid() else 422)


@at_unit
@require_safe
def payment_csv(request: SeatRequest) -> HttpResponse:
    """The basis as a CSV file, semicolons between the columns as Swedish spreadsheets want it."""
    form, first, last = _period(request)
    if not form.is_valid():
        return _page(request)
    basis = queries.basis(request.seat, first, last, whole=_whole(request))
    door.listed(request.actor, "svu", "payment_csv", {row.plan for row in basis.rows})
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Kommun"), _("Personnummer"), _("Namn"), _("Avdelning"), _("Underrättelse"), _("Version"), _("Från"),
         _("Till och med"), _("Dagar"), _("Belopp per dag"), _("Summa")]
    )  # fmt: skip
    for row in basis.rows:
        writer.writerow(
            [
                _plain(row.municipality),
                row.identity,
                _plain(row.name),
                _plain(row.ward),
                stamp(row.notified),
                row.version,
                row.begins.isoformat(),
                row.until.isoformat(),
                row.days,
                _decimal(row.amount),
                _decimal(row.sum),
            ]
        )
    response = HttpResponse(BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"betalningsunderlag-{first.isoformat()}-{last.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor what one does that reads wide signs and skips blanks."""
    first = unicodedata.normalize("NFKC", text).strip()[:1]
    return "'" + text if first in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"} else text


def _decimal(amount: object) -> str:
    return "" if amount is None else str(amount).replace(".", ",")
