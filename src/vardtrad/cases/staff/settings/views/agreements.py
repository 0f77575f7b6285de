"""Letting a guardian go on reading for a young person of 13 to 15: the clinic's decisions, and taking them back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.staff.settings.agreement_forms import AgreementForm
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.proxies import agreements as verbs
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: ClinicRequest) -> HttpResponse:
    """The clinic's decisions, and a form for a new one (B-21)."""
    form, sentence = AgreementForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        # The answers tell who is guardian of whom.
        rate_limit.hold_back(limits.APPROVAL, request.actor, "decide_agreement", verbs.LABEL)
        data = form.cleaned_data
        try:
            verbs.decide(
                request.actor,
                with_number(form.number),
                with_number(form.guardian_number),
                reason=data["reason"],
                decided_by=data["decided_by"],
                last=data["last"],
            )
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return done(request, "agreements", _("Beslutet gäller nu. Den unga ser det i sin inkorg och kan säga nej."))
    rows = verbs.of_clinic(request.clinic.id)
    door.listed(request.actor, "person", "agreements", [row.child_id for row in rows])
    return page(
        request,
        "cases/staff/settings/agreements.html",
        "agreements",
        {"rows": rows, "today": clock.today()},
        form=form,
        sentence=sentence,
    )


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def revoke_agreement(request: ClinicRequest, agreement: UUID) -> HttpResponse:
    """Take a decision back; the page has asked for confirmation."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    verbs.revoke(request.actor, agreement)
    return done(request, "agreements", _("Beslutet är återkallat."))
