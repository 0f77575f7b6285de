"""The rule engine's page of a region's payment terms, and of the care forms of its wards (B-24)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.operations.permissions.views.rule_engine import organisation_of, rule_page
from vardtrad.planning.svu.payment import actions
from vardtrad.planning.svu.payment import terms as kept
from vardtrad.planning.svu.payment.forms import TermsForm, WardCareForm
from vardtrad.planning.svu.payment.queries import care_form_of
from vardtrad.planning.svu.payment.rules import LAW, CareForm
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import UnitRequest, at_unit_with
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


def _region(request: UnitRequest) -> UUID:
    """The organisation, if it is one that has terms. Raises Refused: elsewhere there is no such page."""
    organisation = organisation_of(request)
    if not kept.sets_terms(organisation):
        raise not_there()
    return organisation


def _on_list(request: UnitRequest, said: str) -> HttpResponse:
    return flash.on(reverse("payment_terms", args=[request.unit.id]), said)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_terms(request: UnitRequest) -> HttpResponse:
    """The region's terms by care form, what they give today, new ones from a day, and the wards' care forms."""
    region, sentence = _region(request), ""
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            care_form = CareForm(data["care_form"])
            actions.add_terms(request.actor, care_form, data["valid_from"], form.terms, replace=data["replace"])
        except Refused as refused:
            sentence = refused.sentence
            form.may_replace = refused.reason is Reason.CONSTRAINT
        else:
            return _on_list(request, _("Betalningsvillkoren är sparade. Nedräkningar och underlag följer dem direkt."))
    rows = kept.terms_of(region)
    context = {
        "rows": rows,
        "holding": kept.holding(rows),
        "by_law": kept.example(LAW),
        "wards": kept.wards_of(region),
        "sentence": sentence,
    }
    return rule_page(request, "operations/permissions/payment_terms.html", "terms", context, form=form)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_terms(request: UnitRequest, terms: UUID) -> HttpResponse:
    """The question before terms that have not begun are removed, and its answer."""
    region, sentence = _region(request), ""
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_terms(request.actor, terms)
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return _on_list(request, _("Villkoren är borttagna."))
    row = kept.terms_with(region, terms)
    if row is None:
        raise not_there()
    context = {"row": row, "sentence": sentence}
    return rule_page(request, "operations/permissions/remove_terms.html", "terms", context, form=form)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ward_care(request: UnitRequest, ward: UUID) -> HttpResponse:
    """The care form of a ward: it decides by which terms its notices are counted."""
    unit, sentence = kept.ward_of(_region(request), ward), ""
    if unit is None:
        raise not_there()
    now = care_form_of(unit.id).value
    form = WardCareForm(request.POST or None, initial={"care_form": now, "was": now})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_ward_care(request.actor, unit.id, CareForm(data["care_form"]), was=data["was"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            form.keep_up_with(care_form_of(unit.id).value)
        else:
            return _on_list(request, _("Avdelningens vårdform är sparad. Den gäller direkt."))
    context = {"ward": unit, "now": care_form_of(unit.id).label, "sentence": sentence}
    return rule_page(request, "operations/permissions/ward_care.html", "terms", context, form=form)
