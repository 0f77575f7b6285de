"""The search for staff, as a page asks for it while somebody types."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.planning.plan.forms import (
    PersonForm,
)
from vardtrad.shared.login.guards import SeatRequest, at_unit


class _StaffSearch(PersonForm):
    """The search for staff by itself, as a page asks for it while one types."""


class _LicensedSearch(PersonForm):
    """The same among licensed staff."""

    licensed_only = True


@at_unit
@require_safe
def search_staff(request: SeatRequest) -> HttpResponse:
    """The list of a search for staff, for every form with one (forms.PersonForm); holds no patient's data."""
    form = (_LicensedSearch if "legitimerade" in request.GET else _StaffSearch)(request.GET, seat=request.seat)
    name = request.GET.get("lista", "")
    return render(
        request, "planning/plan/_people.html", {"form": form, "id": name if _NAME.fullmatch(name) else "people"}
    )


_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
