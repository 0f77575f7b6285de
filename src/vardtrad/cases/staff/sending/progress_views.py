"""What has been sent: how far it has come, stopping it, and the outcome for each recipient (004-034, 004-036)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.sending import actions, queries
from vardtrad.cases.staff.sending.letters import without_notice
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.cases.staff.sending.offers import offers
from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic, unattended


def heading(number: int) -> str:
    """What a dispatch that is being sent is called in the menu and on its page."""
    words = ngettext("Skicka ärende till %(n)d mottagare", "Skicka ärende till %(n)d mottagare", number)
    return words % {"n": number}


def _ordered(request: ClinicRequest, key: UUID) -> Dispatch:
    """The actor's own dispatch that has been ordered. Raises Refused: the one answer for any other."""
    dispatch = queries.dispatch(request.actor, key)
    if dispatch is None or dispatch.ordered is None:
        raise not_there()
    return dispatch


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def sent_cases(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """How far the sending has come; when it is done, the outcome for each recipient, first those who did not get it."""
    dispatch = queries.dispatch(request.actor, sending)
    if dispatch is None:
        raise not_there()
    here = reverse("sent_cases", args=[request.clinic.id, dispatch.id])
    if dispatch.ordered is None:
        return HttpResponseRedirect(reverse("send_case", args=[request.clinic.id, dispatch.id]))
    progress = queries.progress(dispatch)
    context = menu(request, None) | {"sending": dispatch, "progress": progress, "heading": heading(progress.total)}
    if dispatch.sent is None:
        return render(request, "cases/staff/sending/under_way.html", context)
    try:
        place = UUID(request.GET["efter"]) if request.GET.get("efter") else None
    except ValueError:
        place = None
    page = queries.outcomes(dispatch, after=place)
    door.listed(request.actor, "person", "mottagare", [row.person.id for row in page.rows])
    context |= {
        "rows": page.rows,
        "offers": offers(dispatch),
        "not_listed": queries.not_listed(dispatch) if offers(dispatch) else 0,
        "silent": any(row.outcome == "case" and not row.channel for row in page.rows),
        "letters": 0 if offers(dispatch) else len(without_notice(dispatch)),
        "first": here if place is not None else None,
        "next": f"{here}?efter={page.after}" if page.after else None,
    }
    return render(request, "cases/staff/sending/sent.html", context)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def stop_sending(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """Leave unsent what has not been begun; the page then says what was sent."""
    dispatch = _ordered(request, sending)
    actions.stop(dispatch)
    return HttpResponseRedirect(reverse("sent_cases", args=[request.clinic.id, dispatch.id]))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@unattended
@require_safe
def sending_now(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """How far a dispatch of the actor's has come: fetched by its open page. No patient data."""
    dispatch = _ordered(request, sending)
    progress = queries.progress(dispatch)
    done = dispatch.sent is not None
    return JsonResponse({"carried_out": progress.carried_out, "total": progress.total, "done": done})
