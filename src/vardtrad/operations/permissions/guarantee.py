"""The rule engine's page of which unit is the region's Vårdgarantiservice (004-068, ADR 53)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.waiting_list import appointing
from vardtrad.cases.waiting_list.appointing import Seen
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.operations.permissions.forms import RemoveForm, ServiceForm
from vardtrad.operations.permissions.views.rule_engine import organisation_of, rule_page
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import COUNTED, count_words
from vardtrad.shared.login.guards import UnitRequest, at_unit_with
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


def _region(request: UnitRequest) -> UUID:
    """The organisation, if it answers for the care guarantee. Raises Refused: elsewhere there is no such page."""
    organisation = organisation_of(request)
    if not appointing.has_a_guarantee(organisation):
        raise not_there()
    return organisation


def _on_page(request: UnitRequest, said: str) -> HttpResponse:
    return flash.on(reverse("guarantee_unit", args=[request.unit.id]), said)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def guarantee_unit(request: UnitRequest) -> HttpResponse:
    """Which unit is Vårdgarantiservice, and the form that appoints it or lets another unit take over."""
    region = _region(request)
    if request.method != "POST":
        return _page(request, region)
    form = ServiceForm(request.POST, units=appointing.units_to_choose(region))
    if not form.is_valid():
        return _page(request, region, form)
    data, unit = form.cleaned_data, form.chosen
    try:
        appointing.appoint(request.actor, unit, data["travel_link"], seen=Seen(data["was"]))
    except Refused as refused:
        return _page(request, region, form, sentence_to_show(refused))
    return _on_page(request, _("%(unit)s är Vårdgarantiservice. Det gäller direkt.") % {"unit": unit.name})


@at_unit_with(Permission.CONFIGURATOR)
@require_POST
def take_back_guarantee_unit(request: UnitRequest) -> HttpResponse:
    """Take the appointment back; the page before has said what becomes of those who wait for word."""
    region = _region(request)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        return _page(request, region, sentence=_("Sidan har blivit för gammal. Försök igen."))
    try:
        appointing.take_back(request.actor, region, seen=Seen(form.cleaned_data["was"]))
    except Refused as refused:
        if refused.reason is Reason.NOT_THERE:
            raise
        return _page(request, region, sentence=sentence_to_show(refused))
    return _on_page(request, _("Uppdraget är taget tillbaka. Ingen enhet är utsedd till Vårdgarantiservice."))


def _page(request: UnitRequest, region: UUID, form: ServiceForm | None = None, sentence: str = "") -> HttpResponse:
    service = appointing.service_in(region)
    appointed = service.unit_id if service is not None else None
    if form is None:
        initial = {
            "unit": str(appointed or ""),
            "was": str(appointed or ""),
            "travel_link": service.travel_link if service is not None else "",
        }
        form = ServiceForm(units=appointing.units_to_choose(region), initial=initial)
    elif sentence:
        form.has_seen(appointed)
    waiting = appointing.waiting_for_word(region, COUNTED + 1)
    context = {
        "service": service,
        "has_staff": service is not None and appointing.has_staff(service.unit_id),
        "waiting": waiting,
        "waiting_words": count_words(waiting),
        "sentence": sentence,
    }
    return rule_page(request, "operations/permissions/guarantee_unit.html", "guarantee", context, form=form)
