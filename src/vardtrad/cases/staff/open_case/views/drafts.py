"""Where the text boxes of an open case save text that staff have typed and not sent (B-04)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardtrad.cases.case.subject import CASES
from vardtrad.gate import door
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ClinicRequest, at_clinic


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def keep_draft(request: ClinicRequest, case: UUID) -> HttpResponse:
    """Keep what somebody is writing in a case; it needs the same capacity as reading the case."""
    door.follow(CASES, request.actor, case)
    form = request.POST.get("utkast", "").partition(".")[0]
    return keep(request, request.actor, case, f"{reverse('staff_case', args=[request.clinic.id, case])}?flik={form}")
