"""The overview with its chart, the list of a view, and the list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.guarantee import shown
from vardtrad.cases.waiting_list import queries
from vardtrad.cases.waiting_list.appointing import has_a_guarantee, service_in
from vardtrad.cases.waiting_list.following_up import TO_FOLLOW, View, counted
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import COUNTED
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web.tables import Cell, Kind, file_of

MOST_PAGES = 200
"""The pages of a file: ten thousand patients."""


def _view(request: ClinicRequest) -> View:
    chosen = request.GET.get("visa", "")
    return View(chosen) if chosen in View.values else View.CONFIRM


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def overview(request: ClinicRequest) -> HttpResponse:
    """How many there are in each view, as a table with a bar in each row, and how many have each code."""
    views = list(View)
    here = reverse("guarantee", args=[request.clinic.id])
    also = [counted(request.clinic.id, view, COUNTED + 1) for view in views]
    context = menu(request, None, at=here, also=also)
    numbers = dict(zip(views, context["also_counted"], strict=True))
    by_code = [view for view in views if view.by_code]
    service = service_in(request.clinic.organisation_id)
    context |= {
        "to_follow": shown.view_rows(request.clinic.id, TO_FOLLOW, [numbers[view] for view in TO_FOLLOW]),
        "by_code": shown.view_rows(request.clinic.id, by_code, [numbers[view] for view in by_code]),
        "serves": service is not None and service.unit_id == request.clinic.id,
        "no_service": service is None and has_a_guarantee(request.clinic.organisation_id),
        "widest": shown.WIDEST,
    }
    return render(request, "cases/staff/guarantee/overview.html", context)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def waiting_list(request: ClinicRequest) -> HttpResponse:
    """One page of a view."""
    view = _view(request)
    after = Cursor.parse(request.GET.get("efter", ""))
    page = queries.page(request.actor, view, after)
    door.listed(request.actor, ENTRIES.label, view.value, [entry.id for entry in page.rows])
    address = reverse("waiting_list", args=[request.clinic.id])
    context = menu(request, None, at=f"{address}?visa={view.value}") | {
        "view": view,
        "what": shown.what(view),
        "rows": [(entry, shown.offered_by(entry), shown.read_or_not(entry), shown.late(entry)) for entry in page.rows],
        "file": f"{reverse('waiting_list_file', args=[request.clinic.id])}?visa={view.value}",
        "older": f"{address}?{urlencode({'visa': view.value, 'efter': str(page.older)})}" if page.older else None,
        "newest": f"{address}?visa={view.value}" if "efter" in request.GET else None,
        "empty": _("Ingen står här just nu."),
    }
    return render(request, "cases/staff/guarantee/list.html", context)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def waiting_list_file(request: ClinicRequest) -> HttpResponseBase:
    """A view as a CSV file; each page of it is traced as taken out before it leaves. Raises Refused for too many."""
    hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, ENTRIES.label)
    view = _view(request)

    def rows() -> Iterator[list[Cell]]:
        after: Cursor | None = None
        for _page in range(MOST_PAGES):
            page = queries.page(request.actor, view, after)
            if page.rows:
                door.taken_out(request.actor, ENTRIES.label, view.value, [entry.id for entry in page.rows])
            yield from map(shown.file_row, page.rows)
            after = page.older
            if after is None:
                return

    return file_of(Kind.CSV, f"vantelista-{view.value}", shown.file_head(), rows())
