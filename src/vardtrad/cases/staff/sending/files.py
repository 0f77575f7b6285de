"""The files that wait to be sent with a message to many ("BIFOGA FILER", 004-035)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from vardtrad.cases.case.needs import FILES_OF_STAFF
from vardtrad.cases.staff.sending import queries
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.file_views import FileList, file_list, waiting_file
from vardtrad.shared.login.guards import ClinicRequest, at_clinic

FORM, LABEL = "skicka", "dispatch"
"""The form that takes the files, as its text box is named; and what they are attached to, in traces."""


def files_to_send(request: ClinicRequest, sending: Dispatch) -> FileList:
    """The files of what is about to be sent, after what the list's button asked for."""
    address = reverse("send_case", args=[request.clinic.id, sending.id]) + "filer"
    return file_list(request, request.actor, sending.id, FORM, FILES_OF_STAFF, address, label=LABEL)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def file_to_send(request: ClinicRequest, sending: UUID, file: UUID) -> HttpResponse:
    """A file that waits to be sent to many, for who attached it."""
    if queries.dispatch(request.actor, sending) is None:
        raise not_there()
    return waiting_file(request.actor, sending, file, small=request.GET.get("liten") == "1")
