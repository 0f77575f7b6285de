"""The readings from outside of an organisation's plans; the list opens to its log reviewers (001-036, decision 16)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.planning import processes
from vardtrad.planning.plan.queries import readings_from_outside
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import UnitRequest, at_unit_with


@at_unit_with(Permission.LOG_REVIEWER)
@require_safe
def outside_readings(request: UnitRequest) -> HttpResponse:
    """Who from outside has read the plans of the reviewer's own organisation, and on what ground, the latest first."""
    after = Cursor.parse(request.GET.get("efter", ""))
    readings, older = readings_from_outside(request.unit.organisation_id, after=after)
    door.listed(request.actor, processes.LISTS, "outside_readings", [reading.id for reading in readings])
    last = readings[-1] if readings else None
    context = {
        "at": request.unit,
        "readings": readings,
        "newer": request.path if after is not None else "",
        "older": f"{request.path}?efter={Cursor(last.at, last.id)}" if older and last is not None else "",
    }
    return render(request, "operations/readings/outside_readings.html", context)
