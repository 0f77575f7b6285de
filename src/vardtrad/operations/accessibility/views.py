"""The page where anybody reports a fault of accessibility, and the system administrator's list of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.operations.accessibility import actions, queries
from vardtrad.operations.accessibility.forms import DoneForm, ReportForm
from vardtrad.operations.permissions.views.rule_engine import organisation_of, rule_page
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import UnitRequest, at_unit_with, public
from vardtrad.shared.rule_engine.queries import may_map_positions
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report that something cannot be used; nobody needs to log in (lag (2018:1937) 13 §)."""
    form, sentence = ReportForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.report(data["fault"], data["place"], data["aids"], data["contact"], data["submit_key"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(reverse("accessibility"), _("Tack! Din anmälan har kommit fram."))
    context = {"form": form, "sentence": sentence}
    status = 422 if form.errors or sentence else 200
    return render(request, "operations/accessibility/report.html", context, status=status)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: UnitRequest) -> HttpResponse:
    """What has been reported, for the region's system administrator."""
    if not may_map_positions(organisation_of(request)):
        raise not_there()
    form, sentence = DoneForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.see_to(request.actor, form.cleaned_data["report"], form.cleaned_data["answer"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(reverse("accessibility_reports", args=[request.unit.id]), _("Anmälan är avklarad."))
    context = {
        "waiting": [(row, _form_of(form, str(row.id))) for row in queries.waiting()],
        "seen_to": queries.seen_to(),
        "sentence": sentence,
    }
    shown = form if form.is_bound and form.errors else None
    return rule_page(request, "operations/accessibility/reports.html", "accessibility", context, form=shown)


def _form_of(form: DoneForm, report: str) -> DoneForm:
    """The form of one report: what was typed in it, or an empty one."""
    if form.is_bound and form.data.get("report") == report:
        return form
    return DoneForm(initial={"report": report}, auto_id=f"r{report}_%s")
