"""The danger signs that are asked about before residents write in a case type (B-39)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.case.danger_signs import actions
from vardtrad.cases.case.danger_signs.models import SignsVersion
from vardtrad.cases.case.danger_signs.queries import latest_of
from vardtrad.cases.staff.settings import delivered_signs, queries
from vardtrad.cases.staff.settings.signs_forms import SignsForm, as_lines
from vardtrad.cases.staff.settings.views.case_types import key_of_drafts, offered_or_gone
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def danger_signs(request: ClinicRequest, case_type: UUID) -> HttpResponse:
    """The two lists. The example that comes with the product fills empty boxes, and nothing holds until it is saved."""
    offered, sentence = offered_or_gone(request, case_type), ""
    kept = _kept(offered)
    initial: dict[str, Any] = {"seen": kept.number if kept else 0}
    if kept is not None:
        initial |= {"adults": as_lines(kept.adults), "children": as_lines(kept.children)}
    example = request.method == "POST" and request.POST.get("gor") == "exempel"
    if example:
        # What somebody has begun to write stays: the example fills empty boxes only.
        filled = {"adults": as_lines(delivered_signs.ADULTS), "children": as_lines(delivered_signs.CHILDREN)}
        initial |= {name: request.POST.get(name, "").strip() or text for name, text in filled.items()}
        form = SignsForm(initial=initial)
        form.came_back = True
    else:
        form = SignsForm(request.POST or None, initial=initial)
    if request.method == "POST" and not example and form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_signs(
                request.actor, case_type, data["adults_signs"], data["children_signs"], seen=data["seen"]
            )
        except Refused as refused:
            sentence = sentence_to_show(refused)
            if refused.reason is Reason.STALE:
                kept = _kept(offered_or_gone(request, case_type))
                form.renew(kept.number if kept else 0)
        else:
            asks = data["adults_signs"] or data["children_signs"]
            said = _("Varningstecknen är sparade.") if asks else _("Inga varningstecken visas.")
            return done(request, "case_type", said, case_type)
    at = reverse("draft_of_danger_signs", args=[request.clinic.id, case_type])
    context = {
        "one": offered,
        "kept": kept,
        "example": example,
        "boxes": boxes(request.actor, _key(request, case_type), at),
    }
    return page(request, "cases/staff/settings/danger_signs.html", "case_types", context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def keep_draft(request: ClinicRequest, case_type: UUID) -> HttpResponse:
    """Keep what somebody is writing of a case type's danger signs (B-04)."""
    offered_or_gone(request, case_type)
    back = reverse("danger_signs", args=[request.clinic.id, case_type])
    return keep(request, request.actor, _key(request, case_type), back)


def _kept(offered: queries.Offered) -> SignsVersion | None:
    return latest_of(offered.service.id) if offered.service is not None else None


def _key(request: ClinicRequest, case_type: UUID) -> UUID:
    """What the drafts are about: apart from those of how the case type is offered."""
    return key_of_drafts(request, case_type, "varningstecken")
