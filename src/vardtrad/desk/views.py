"""The staff's work lists at a clinic."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.cases.actions import CASES
from vardtrad.desk import queries
from vardtrad.gate import door
from vardtrad.login.guards import ClinicRequest, at_clinic
from vardtrad.teams.queries import hands_of
from vardtrad.web.paging import Cursor
from vardtrad.workplace.queries import WorkList
from vardtrad.workplace.views import list_address, menu


def staff_list(which: WorkList) -> Callable[..., HttpResponseBase]:
    """The view of one staff list."""

    @at_clinic(*sorted(which.permissions))
    @require_safe
    def view(request: ClinicRequest) -> HttpResponse:
        after, before = (Cursor.parse(request.GET.get(name, "")) for name in ("efter", "fore"))
        hands = hands_of(request.actor.id, request.clinic.id)
        page = queries.work_list(request.actor, which, hands, after=after, before=before)
        door.listed(request.actor, CASES.label, which.value, [row.id for row in page.rows])
        address = list_address(request.clinic.id, which)
        landing = (WorkList.OWN_TO_DO, WorkList.OWN_ALL) if which.own else (WorkList.CLINIC_TO_DO, WorkList.CLINIC_ALL)
        context = menu(request, which, hands) | {
            "page": page,
            "which": which,
            "heading": _("Mina ärenden") if which.own else _("Mottagningens ärenden"),
            "tabs": [
                (str(one.label).upper(), list_address(request.clinic.id, one), one is which, None) for one in landing
            ]
            if which in landing
            else [],
            "newer": f"{address}?fore={page.newer}" if page.newer else None,
            "older": f"{address}?efter={page.older}" if page.older else None,
            "case_base": f"/personal/{request.clinic.id}/arende/",
            "live": f"/live/mottagning/{request.clinic.id}",
        }
        return render(request, "desk/list.html", context)

    return view
