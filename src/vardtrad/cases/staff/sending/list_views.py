"""Many recipients at once: pasted, or in a file, with each row checked and what is wrong said row by row (004-023)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.sending import actions, checking, queries
from vardtrad.cases.staff.sending.forms import ListForm
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show, status_of


def open_dispatch(request: ClinicRequest, key: UUID) -> Dispatch:
    """The actor's own dispatch that has not been ordered yet. Raises Refused: the one answer for any other."""
    dispatch = queries.dispatch(request.actor, key)
    if dispatch is None or dispatch.ordered is not None:
        raise not_there()
    return dispatch


@takes_files
@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def list_recipients(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """Add the people of a list. The rows that nobody came of are shown with the reasons, and come back in the box."""
    dispatch = open_dispatch(request, sending)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, dispatch, form)
    try:
        rate_limit.hold_back(limits.RECIPIENT_LIST, request.actor, "add_recipient", "person")
        checked = checking.check(form.cleaned_data["list"])
    except Refused as refused:
        form.add_error("numbers", sentence_to_show(refused))
        return _page(request, dispatch, form, status=status_of(refused))
    except checking.TooLong:
        sentence = _("Listan har fler än %(most)d rader. Dela upp den.")
        form.add_error("numbers", sentence % {"most": checking.MOST_ROWS})
        return _page(request, dispatch, form)
    if checked.unknown:
        detail = {"reason": "no_such_person", "rows": checked.unknown}
        door.note(request.actor, "add_recipient", "person", refused=True, detail=detail)
    if checked.unknown > checking.MOST_UNKNOWN:
        sentence = _(
            "Fler än %(most)d av personnumren finns inte. Kontrollera att det är rätt lista. Ingen lades till."
        )
        form.add_error("numbers", sentence % {"most": checking.MOST_UNKNOWN})
        return _page(request, dispatch, form)
    there = queries.recipients(dispatch).total
    try:
        added = actions.add_all(request.actor, dispatch, checked.people)
    except Refused as refused:
        form.add_error("numbers", sentence_to_show(refused))
        return _page(request, dispatch, form, status=status_of(refused))
    said = _said(added, checked.twice, len(checked.people) - added)
    if there + added >= queries.MOST:
        said.append(_("Du kan skicka till högst %(most)d mottagare på en gång.") % {"most": queries.MOST})
    if not checked.wrong:
        return flash.on(reverse("choose_recipients", args=[request.clinic.id, dispatch.id]), " ".join(said))
    again = ListForm(initial={"numbers": checking.left(checked.wrong)})
    return _page(request, dispatch, again, checked, said)


def _said(added: int, twice: int, known: int) -> list[str]:
    said = [ngettext("%(n)d mottagare är tillagd.", "%(n)d mottagare är tillagda.", added) % {"n": added}]
    if twice:
        said.append(
            ngettext("%(n)d rad stod mer än en gång.", "%(n)d rader stod mer än en gång.", twice) % {"n": twice}
        )
    if known:
        said.append(
            ngettext(
                "%(n)d var redan tillagd eller fick inte plats.",
                "%(n)d var redan tillagda eller fick inte plats.",
                known,
            )
            % {"n": known}
        )
    return said


def _page(
    request: ClinicRequest,
    sending: Dispatch,
    form: ListForm,
    checked: checking.Checked | None = None,
    said: list[str] | None = None,
    status: int = 0,
) -> HttpResponse:
    context = menu(request, None) | {
        "sending": sending,
        "form": form,
        "wrong": checked.wrong if checked is not None else [],
        "said": " ".join(said or []),
    }
    bad = bool(form.is_bound and form.errors) or checked is not None
    return render(request, "cases/staff/sending/list.html", context, status=status or (422 if bad else 200))
