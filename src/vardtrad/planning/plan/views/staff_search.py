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
    """The search for staff without any other fields, as a page requests it while the user types."""


class _LicensedSearch(PersonForm):
    """A search among licensed staff only."""

    licensed_only = True


class _DoctorSearch(PersonForm):
    """A search among licensed doctors only."""

    doctors_only = True


@at_unit
@require_safe
def search_staff(request: SeatRequest) -> HttpResponse:
    """The result list of a search for staff, for every form that has one (forms.PersonForm); no data about patients."""
    kind = _LicensedSearch if "legitimerade" in request.GET else _StaffSearch
    form = (_DoctorSearch if "lakare" in request.GET else kind)(request.GET, seat=request.seat)
    name = request.GET.get("lista", "")
    return render(
        request, "planning/plan/_people.html", {"form": form, "id": name if _NAME.fullmatch(name) else "people"}
    )


_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
