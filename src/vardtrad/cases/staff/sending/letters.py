"""Letters to those who are told in no way that something has been sent to them (004-027)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from vardtrad.cases.case.letters import order_of_all, with_letters
from vardtrad.cases.staff.sending import queries
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.notify.addresses import told_by
from vardtrad.shared.web import flash


def without_notice(sending: Dispatch) -> list[UUID]:
    """The cases of those who got it and are told of it in no way, and to whom no letter has been ordered yet.

    Two queries.
    """
    sent = Recipient.objects.select_related("person").filter(dispatch=sending, case__isnull=False).order_by("id")
    untold = [each.case_id for each in sent if each.case_id is not None and not told_by(each.person)]
    ordered = with_letters(untold) if untold else frozenset()
    return [case for case in untold if case not in ordered]


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def order_letters(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """Order a letter to each recipient whose notice "Saknas"; those without an address are counted."""
    dispatch = queries.dispatch(request.actor, sending)
    if dispatch is None:
        raise not_there()
    result = reverse("sent_cases", args=[request.clinic.id, dispatch.id])
    wanted = without_notice(dispatch) if dispatch.sent is not None else []
    if not wanted:
        return HttpResponseRedirect(result)
    number = order_of_all(request.actor, wanted)
    said = ngettext(
        "%(number)d brev väntar på utskrift bland mottagningens brev.",
        "%(number)d brev väntar på utskrift bland mottagningens brev.",
        number,
    ) % {"number": number}
    if number < len(wanted):
        said += " " + _("Till de andra finns ingen adress.")
    return flash.on(result, said)
