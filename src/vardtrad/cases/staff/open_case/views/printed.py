"""A case on paper (002-020, B-13): a page to print, and a PDF, with or without what only staff see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.cases.case.shown import status_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import thread
from vardtrad.cases.staff.open_case.views.side_forms import RELATED
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import paper

PRINT = "print"


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def page(request: ClinicRequest, case: UUID) -> HttpResponse:
    """The page to print with the browser."""
    return render(request, "cases/staff/open_case/printed.html", _printed(request, case))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def pdf(request: ClinicRequest, case: UUID) -> HttpResponse:
    """The PDF, or if the server cannot make one, a page to print that says why."""
    rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, CASES.label, thing=case)
    context = _printed(request, case)
    try:
        return paper.response(request, "cases/staff/open_case/paper.html", context, "arende.pdf")
    except paper.NoPaper as why:
        return render(request, "cases/staff/open_case/printed.html", context | {"sentence": str(why)}, status=503)


def _printed(request: ClinicRequest, key: UUID) -> dict[str, Any]:
    """The content of the paper; printing is traced, in addition to reading."""
    internal = request.GET.get("internt") == "1"
    address = reverse("staff_case", args=[request.clinic.id, key])
    case, _held = door.read(CASES, request.actor, key, related=RELATED)
    door.note(request.actor, PRINT, CASES.label, thing=case.id, person=case.patient_id, detail={"internal": internal})
    return {
        "unit": request.clinic,
        "case": case,
        "internal": internal,
        "status": status_words(case.state, case.feedback, _("Fördelat"), case.origin),
        # Without the internal parts it is the thread as the resident reads it.
        "thread": thread(case, for_staff=internal),
        "back": address,
        "address_of_pdf": f"{address}utskrift.pdf" + ("?internt=1" if internal else ""),
        "other_way": f"{address}utskrift" + ("" if internal else "?internt=1"),
        "paper": paper.available(),
        "paper_missing": paper.MISSING,
        "printed_at": clock.now(),
        "sentence": "",
    }
