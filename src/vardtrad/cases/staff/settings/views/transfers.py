"""Whether the clinic takes cases that other clinics hand over."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.staff.settings import actions, queries
from vardtrad.cases.staff.settings.forms import TransfersForm
from vardtrad.cases.staff.settings.views.frame import done, page, told
from vardtrad.kernel.stamp import stamp
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def transfers(request: ClinicRequest) -> HttpResponse:
    """Open the clinic to cases from other clinics of the organisation, or close it (002-022)."""
    stored, sentence = queries.transfers_at(request.clinic.id), ""
    form = TransfersForm(request.POST or None, initial={**stored, "was": stamp(stored)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_transfers(request.actor, open_to_transfer=data["open_to_transfer"], was=data["was"])
        except Refused as refused:
            sentence = told(refused)
            stored = queries.transfers_at(request.clinic.id)
            form.catch_up(stamp(stored))
        else:
            return done(request, "transfers", _("Inställningen är sparad. Den gäller direkt."))
    context = {"stored": stored}
    return page(request, "cases/staff/settings/transfers.html", "transfers", context, form=form, sentence=sentence)
