"""The payment basis of a period, on screen and as a file for a spreadsheet (B-24)."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.planning.plan.views import seat_context
from vardtrad.planning.svu.payment import queries
from vardtrad.planning.svu.payment.forms import PeriodForm
from vardtrad.planning.svu.payment.terms import configured_place, kronor
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web.tables import Kind, file_of


def _period(request: SeatRequest) -> tuple[PeriodForm, date, date]:
    """The form and the period in the address; last month if there is no period or it is not valid."""
    first_of_month = clock.today().replace(day=1)
    last = first_of_month - timedelta(days=1)
    usual = {"first": last.replace(day=1), "last": last}
    form = PeriodForm(request.GET if {"first", "last"} & set(request.GET) else usual)
    if form.is_valid():
        return form, form.cleaned_data["first"], form.cleaned_data["last"]
    return form, usual["first"], usual["last"]


def _whole(request: SeatRequest) -> bool:
    """Whether the user administers a unit of the organisation, and so sees all of it, not only the own unit."""
    return care_units.administers(request.actor.id, request.seat.unit.organisation_id)


@at_unit
@require_safe
def payment_basis(request: SeatRequest) -> HttpResponse:
    """The basis on screen; reading it is logged with the plans shown."""
    return _page(request)


def _page(request: SeatRequest) -> HttpResponse:
    form, first, last = _period(request)
    whole = _whole(request)
    basis = queries.basis(request.seat, first, last, whole=whole) if form.is_valid() else queries.Basis([], [])
    door.listed(request.actor, "svu", "payment_basis", {row.plan for row in basis.rows})
    context = seat_context(request) | {
        "form": form,
        "first": first,
        "last": last,
        "basis": basis,
        "whole": whole,
        "kronor": kronor,
        "configured": configured_place(request.actor.id, request.seat.unit.organisation_id),
    }
    return render(request, "planning/svu/payment/basis.html", context, status=200 if form.is_valid() else 422)


@at_unit
@require_safe
def payment_file(request: SeatRequest, kind: str) -> HttpResponseBase:
    """The basis as a file for a spreadsheet; reading it is logged with the plans in it."""
    form, first, last = _period(request)
    if not form.is_valid():
        return _page(request)
    rate_limit.hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, "svu")
    basis = queries.basis(request.seat, first, last, whole=_whole(request))
    door.taken_out(request.actor, "svu", "payment_basis", {row.plan for row in basis.rows}, file=kind)
    head = [
        _("Kommun"), _("Personnummer"), _("Namn"), _("Avdelning"), _("Underrättelse"), _("Version"), _("Från"),
        _("Till och med"), _("Dagar"), _("Belopp per dag"), _("Summa"), _("Dagar som inte betalas"), _("Villkor"),
        _("Placering"), _("Skyddade personuppgifter"),
    ]  # fmt: skip
    rows = [
        [
            row.municipality, row.identity, row.name, row.ward, row.notified, row.version, row.begins, row.until,
            row.billed, row.amount, row.sum, row.days - row.billed, row.unmet or row.conditions,
            row.placed, _("Ja") if row.protected else "",
        ]
        for row in basis.rows
    ]  # fmt: skip
    return file_of(Kind(kind), f"betalningsunderlag-{first.isoformat()}-{last.isoformat()}", head, rows)
