"""The residents' files: those that wait to be sent with a case or an answer, and those of a case's messages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from vardtrad.cases.case import attached
from vardtrad.cases.case.models import Service
from vardtrad.cases.case.needs import FILES_OF_RESIDENTS
from vardtrad.cases.case.subject import CASES
from vardtrad.gate import door
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.drafts.file_views import FileList, file_list, waiting_file
from vardtrad.shared.login.guards import ResidentRequest, resident, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed

NEW_CASE, ANSWER = "skicka", "svara"
"""The forms that take files, as their text boxes are named."""


def files_to_clinic(request: ResidentRequest, service: Service) -> FileList:
    """The files of a new case, after what the list's button asked for."""
    address = reverse("write", args=[service.clinic_id, service.id]) + "filer"
    return file_list(request, request.actor, service.id, NEW_CASE, FILES_OF_RESIDENTS, address, label=CASES.label)


def files_of_answer(request: ResidentRequest, case: UUID) -> FileList:
    """The files of the answer to a question, after what the list's button asked for."""
    address = reverse("resident_case", args=[case]) + "/filer"
    return file_list(request, request.actor, case, ANSWER, FILES_OF_RESIDENTS, address, label=CASES.label)


@resident_who(Deed.WRITE)
@with_health_data
@require_safe
def file_to_clinic(request: ResidentRequest, unit: UUID, service: UUID, file: UUID) -> HttpResponse:
    """A file that waits to be sent with a new case, for who attached it."""
    return waiting_file(request.actor, service, file, small=request.GET.get("liten") == "1")


@resident_who(Deed.WRITE)
@with_health_data
@require_safe
def file_of_answer(request: ResidentRequest, case: UUID, file: UUID) -> HttpResponse:
    """A file that waits to be sent with an answer, for who attached it while the case is theirs."""
    door.follow(CASES, request.actor, case)
    return waiting_file(request.actor, case, file, small=request.GET.get("liten") == "1")


@resident
@with_health_data
@require_safe
def open_file(request: ResidentRequest, case: UUID, document: UUID) -> HttpResponse:
    """A file of the case, shown in the browser."""
    return documents.response(attached.open_file(request.actor, case, document), inline=True)


@resident
@with_health_data
@require_safe
def save_file(request: ResidentRequest, case: UUID, document: UUID) -> HttpResponse:
    """A file of the case, saved on the device."""
    return documents.response(attached.open_file(request.actor, case, document), inline=False)


@resident
@with_health_data
@require_safe
def small_picture(request: ResidentRequest, case: UUID, document: UUID) -> HttpResponse:
    """The small picture of an image in the thread."""
    return documents.small_response(attached.small_picture(request.actor, case, document))
