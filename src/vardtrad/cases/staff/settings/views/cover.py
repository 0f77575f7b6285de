"""Who sees to what is urgent for all at the clinic, day by day (B-37)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.staff.settings import queries
from vardtrad.cases.staff.settings.cover_forms import CoverForm
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.cases.teams import actions as team_actions
from vardtrad.cases.teams.queries import covers_to_come
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: ClinicRequest) -> HttpResponse:
    """The days that somebody covers, and a form for one more."""
    people = queries.workers(request.clinic.id, Permission.HANDLER)
    form, sentence = CoverForm(request.POST or None, people=people), ""
    if request.method == "POST" and form.is_valid():
        try:
            team_actions.set_cover(request.actor, form.cleaned_data["day"], UUID(form.cleaned_data["staff"]))
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return done(request, "cover", _("Sparat. Kollegan ser det i Din dag och i menyn den dagen."))
    context = {"days": covers_to_come(request.clinic.id), "may": {key for key, _name in people}}
    return page(request, "cases/staff/settings/cover.html", "cover", context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def remove_cover(request: ClinicRequest, cover: UUID) -> HttpResponse:
    """Nobody covers that day."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    team_actions.remove_cover(request.actor, cover)
    return done(request, "cover", _("Dagen är borttagen."))
