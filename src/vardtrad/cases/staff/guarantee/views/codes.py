"""Changes of codes for the record system: what is left to take out, and what has been."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.waiting_list import exporting, queries
from vardtrad.cases.waiting_list.queries import Change
from vardtrad.cases.waiting_list.rules import Kind as Waits
from vardtrad.cases.waiting_list.rules import State
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.kernel.identity import with_hyphen
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web import flash
from vardtrad.shared.web.tables import Cell, Kind, file_of

SHOWN = 50
"""How many changes the page shows; the file holds them all."""


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def code_changes(request: ClinicRequest) -> HttpResponseBase:
    """The changes that are left, and earlier files; the button takes them out as a CSV file (B-17)."""
    if request.method == "POST":
        hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, ENTRIES.label)
        _export, changes = exporting.take_out(request.actor)
        if not changes:
            return flash.on(request.path, _("Det finns inga nya kodändringar att ta ut."))
        return _file(request, changes)
    changes = queries.changes_to_take_out(request.clinic.id, SHOWN)
    door.listed(request.actor, ENTRIES.label, "koder", [change.entry for change in changes])
    context = menu(request, None) | {
        "changes": [(change, with_hyphen(change.identity), *_codes(change)) for change in changes],
        "exports": queries.exports(request.clinic.id),
    }
    return render(request, "cases/staff/guarantee/codes.html", context)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def earlier_file(request: ClinicRequest, export: UUID) -> HttpResponseBase:
    """The file of an earlier export once more."""
    row = queries.export_of(request.clinic.id, export)
    if row is None:
        raise not_there()
    hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, ENTRIES.label)
    return _file(request, exporting.again(row))


def _codes(change: Change) -> tuple[str, str]:
    before = str(State(change.code_from).label) if change.code_from else ""
    return before, str(State(change.code_to).label)


def _file(request: ClinicRequest, changes: Sequence[Change]) -> HttpResponseBase:
    """The personal number and no name: that is how the record system knows the patient."""
    door.taken_out(request.actor, ENTRIES.label, "koder", [change.entry for change in changes])
    head = [
        _("Personnummer"), _("Skyddade personuppgifter"), _("Väntar på"), _("Väntar sedan"), _("Från kod"),
        _("Till kod"), _("Ändrat"), _("Ändrat av"), _("Rättelse"),
    ]  # fmt: skip

    def row(change: Change) -> list[Cell]:
        before, after = _codes(change)
        return [
            with_hyphen(change.identity),
            _("Ja") if change.protected else "",
            str(Waits(change.kind).label),
            change.since,
            before,
            after,
            change.at,
            change.by_name,
            _("Ja") if change.corrects else "",
        ]

    return file_of(Kind.CSV, "kodandringar", head, map(row, changes))
