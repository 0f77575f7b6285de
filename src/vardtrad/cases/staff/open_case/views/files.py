"""The files of an open case: those of its messages, and those that wait to be sent with one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from vardtrad.cases.case import attached
from vardtrad.cases.case.models import Case, Postponed
from vardtrad.cases.case.needs import FILES_OF_STAFF
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.open_case.queries import ANSWER, ASK, PARTLY
from vardtrad.gate import door
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.drafts.file_views import FileList, file_list, waiting_file
from vardtrad.shared.drafts.files import names_held
from vardtrad.shared.login.guards import ClinicRequest, at_clinic


def files_of_tab(request: ClinicRequest, case: Case, slug: str) -> FileList | None:
    """The files of a tab's message, after what the list's button asked for; None if the tab takes none."""
    if slug not in {ANSWER, PARTLY, ASK}:
        return None
    address = reverse("staff_case", args=[request.clinic.id, case.id]) + "filer"
    return file_list(request, request.actor, case.id, slug, FILES_OF_STAFF, address, label=CASES.label)


def names_with(later: Postponed | None) -> Sequence[str]:
    """The names of the files that are sent later together with a text; a query only when there is such a text."""
    return names_held(later.id) if later is not None and later.status == Postponed.Status.WAITING else ()


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def waiting(request: ClinicRequest, case: UUID, file: UUID) -> HttpResponse:
    """A file that waits to be sent, for who attached it while they may read the case."""
    door.follow(CASES, request.actor, case)
    return waiting_file(request.actor, case, file, small=request.GET.get("liten") == "1")


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def open_file(request: ClinicRequest, case: UUID, document: UUID) -> HttpResponse:
    """A file of the case, shown in the browser."""
    return documents.response(attached.open_file(request.actor, case, document), inline=True)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def save_file(request: ClinicRequest, case: UUID, document: UUID) -> HttpResponse:
    """A file of the case, saved on the computer."""
    return documents.response(attached.open_file(request.actor, case, document), inline=False)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def small_picture(request: ClinicRequest, case: UUID, document: UUID) -> HttpResponse:
    """The small picture of an image in the thread."""
    return documents.small_response(attached.small_picture(request.actor, case, document))
