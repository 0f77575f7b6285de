"""Vårdgarantiservice at work: who has accepted since the last look, and the word of the provider (004-068)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.guarantee import shown
from vardtrad.cases.staff.guarantee.forms import InformForm
from vardtrad.cases.waiting_list import informing, queries
from vardtrad.cases.waiting_list.models import GuaranteeService
from vardtrad.cases.waiting_list.rules import Capacity, Kind, State
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show

WORKS = (Permission.RECEIVER, Permission.HANDLER)


def _service(request: ClinicRequest) -> GuaranteeService:
    """The service that the unit is. Raises Refused, the same for every unit that is none."""
    service = queries.service_of(request.clinic.id)
    if service is None:
        raise not_there()
    return service


@at_clinic(*WORKS)
@require_safe
def accepted(request: ClinicRequest) -> HttpResponse:
    """Those who have accepted and have not been told the provider, or with ``visa=klara`` those who have."""
    service = _service(request)
    informed = request.GET.get("visa") == "klara"
    after = Cursor.parse(request.GET.get("efter", ""))
    page = queries.accepted(service.organisation_id, informed=informed, after=after)
    door.listed(request.actor, ENTRIES.label, "service", [entry.id for entry in page.rows])
    here = reverse("guarantee_service", args=[request.clinic.id])
    address = f"{here}?visa=klara" if informed else here
    last = queries.latest_look(request.clinic.id)
    today = queries.looks_since(request.clinic.id, clock.start_of_day(clock.today()))
    context = menu(request, None, at=here) | {
        "rows": [shown.ServiceRow.of(entry, last.at if last is not None else None) for entry in page.rows],
        "informed": informed,
        "last": last,
        "rounds": shown.rounds(today),
        "tabs": [
            (_("ATT LÄMNA BESKED"), here, not informed, None),
            (_("BESKED LÄMNAT"), f"{here}?visa=klara", informed, None),
        ],
        "older": f"{address}{'&' if informed else '?'}efter={page.older}" if page.older else None,
        "newest": address if "efter" in request.GET else None,
    }
    return render(request, "cases/staff/guarantee/service.html", context)


@at_clinic(*WORKS)
@require_POST
def look(request: ClinicRequest) -> HttpResponse:
    """The list has been gone through: what comes from now on is new."""
    informing.look(request.actor)
    return flash.on(reverse("guarantee_service", args=[request.clinic.id]), _("Listan är markerad som genomgången."))


@at_clinic(*WORKS)
@require_safe
def inform_page(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Somebody who has accepted, and the message with the provider."""
    return _page(request, entry)


def _page(request: ClinicRequest, key: UUID, form: InformForm | None = None, sentence: str = "") -> HttpResponse:
    service = _service(request)
    entry, capacities = door.read(ENTRIES, request.actor, key, related=("patient", "clinic"))
    if Capacity.SERVICE not in capacities:
        raise not_there()
    if form is not None and sentence:
        form.renew(entry.content)
    here = reverse("guarantee_service", args=[request.clinic.id])
    initial = {"seen": entry.content, "text": informing.standard_text(entry, service)}
    context = menu(request, None, at=here) | {
        "entry": entry,
        "kind": Kind(entry.kind).label,
        "code": State(entry.state).label,
        "code_words": shown.codes_in_words(entry.state),
        "form": form or InformForm(initial=initial),
        "may": informing.may_inform(entry, capacities),
        "sentence": sentence,
        "back": here,
        "boxes": boxes(request.actor, entry.id, reverse("draft_of_provider", args=[request.clinic.id, entry.id])),
    }
    bad = sentence or (form is not None and form.errors)
    return render(request, "cases/staff/guarantee/inform.html", context, status=422 if bad else 200)


@at_clinic(*WORKS)
@require_POST
def inform(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Send the word (004-069, 004-070)."""
    _service(request)
    form = InformForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, form)
    data = form.cleaned_data
    try:
        informing.inform(
            request.actor,
            request.clinic,
            entry,
            data["provider"],
            data["text"],
            seen=data["seen"],
            submit_key=data["submit_key"],
        )
    except Refused as refused:
        return _page(request, entry, form, sentence_to_show(refused))
    return flash.on(reverse("guarantee_service", args=[request.clinic.id]), _("Beskedet är skickat."))


@at_clinic(*WORKS)
@require_POST
def keep_draft(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Keep the message that somebody is writing; it needs the same capacity as reading the entry (B-04)."""
    _service(request)
    door.follow(ENTRIES, request.actor, entry)
    return keep(request, request.actor, entry, reverse("guarantee_provider", args=[request.clinic.id, entry]))
