"""The pages of a clinic's letters: what waits, the bundles on the desk, and every letter with where it is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.operations.letters import drawing
from vardtrad.operations.letters.queries import own_bundle, page
from vardtrad.operations.letters.undelivered import undelivered
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.letters import actions, queries
from vardtrad.shared.letters.models import Letter, Route
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web import flash, paper

LIST = "letters"


@at_clinic(*actions.PRINTS)
@require_safe
def letters(request: ClinicRequest) -> HttpResponse:
    """ "Brev": how many wait, the bundles that lie on the desk, and the clinic's letters, the latest changed first."""
    status = request.GET.get("status", "")
    after = Cursor.parse(request.GET.get("efter", ""))
    rows, older = page(request.clinic.id, status, after)
    door.listed(request.actor, actions.LABEL, LIST, [letter.id for letter in rows])
    last = rows[-1] if rows else None
    query = f"status={status}&" if status in Letter.Status.values else ""
    context = menu(request, None) | {
        "may_receive": Permission.RECEIVER.value in request.actor.roles,
        "waiting": queries.waiting(request.clinic.id),
        "desk": queries.bundles(request.clinic.id, unsent=True),
        "letters": rows,
        "statuses": Letter.Status.choices,
        "status": status,
        "newer": f"{request.path}?{query}" if after is not None else "",
        "older": f"{request.path}?{query}efter={Cursor(last.updated, last.id)}" if older and last is not None else "",
    }
    return render(request, "operations/letters/letters.html", context)


@at_clinic(Permission.RECEIVER)
@require_safe
def not_arrived(request: ClinicRequest) -> HttpResponse:
    """ "Det som inte kom fram": the notices and letters that reached nobody, the latest first (B-32)."""
    after = Cursor.parse(request.GET.get("efter", ""))
    rows, older = undelivered(request.clinic.id, after)
    door.listed(request.actor, CASES.label, "not_arrived", [row.case.id for row in rows])
    last = rows[-1] if rows else None
    context = menu(request, None) | {
        "rows": rows,
        "newer": request.path if after is not None else "",
        "older": f"{request.path}?efter={Cursor(last.at, last.id)}" if older and last is not None else "",
    }
    return render(request, "operations/letters/undelivered.html", context)


@at_clinic(*actions.PRINTS)
@require_POST
def make_bundle(request: ClinicRequest) -> HttpResponse:
    """Put what waits in a bundle; pressed twice it makes one."""
    route = Route.FORWARDED if request.POST.get("vag") == Route.FORWARDED else Route.POST
    made = actions.bundle(request.actor, route)
    back = reverse("letters", args=[request.clinic.id])
    return flash.on(back, _("Bunten är klar att skriva ut.") if made is not None else _("Inga brev väntar."))


@at_clinic(*actions.PRINTS)
@require_safe
def bundle_pdf(request: ClinicRequest, bundle: UUID) -> HttpResponse:
    """A bundle as one PDF, as often as the printer needs, until it is marked as sent."""
    row = own_bundle(request.clinic.id, bundle)
    if row is None:
        raise not_there()
    back = reverse("letters", args=[request.clinic.id])
    if row.sent is not None:
        return flash.on(back, _("Bunten är redan skickad. Välj Skriv ut igen på de brev som behövs."))
    hold_back(limits.PAPER, request.actor, "print_letters", actions.LABEL, thing=bundle)
    rows = queries.letters_of(row)
    door.listed(request.actor, actions.LABEL, "print_letters", [letter.id for letter in rows])
    try:
        return paper.to_open(drawing.pdf(rows), f"brev-{row.made:%Y%m%d}.pdf")
    except paper.NoPaper as missing:
        return flash.on(back, _why_no_paper(missing, rows))


def _why_no_paper(missing: paper.NoPaper, letters: Sequence[Letter]) -> str:
    """Why a bundle cannot be drawn, in a sentence that names the letters that hold up the others."""
    if not paper.available():
        return str(missing)
    broken = paper.undrawable(letters, drawing.pdf)
    if not broken:
        return str(missing)
    said = ngettext(
        "Brev %(numbers)s gick inte att skapa som PDF. Välj Skriv ut igen och sedan Ställ in på det, och skriv ut"
        " bunten på nytt.",
        "Brev %(numbers)s gick inte att skapa som PDF. Välj Skriv ut igen och sedan Ställ in på dem, och skriv ut"
        " bunten på nytt.",
        len(broken),
    )
    return said % {"numbers": ", ".join(letter.number for letter in broken)}


@at_clinic(*actions.PRINTS)
@require_POST
def bundle_sent(request: ClinicRequest, bundle: UUID) -> HttpResponse:
    """The bundle has been handed to the post."""
    actions.mark_sent(request.actor, bundle)
    return flash.on(reverse("letters", args=[request.clinic.id]), _("Breven är markerade som skickade."))


@at_clinic(*actions.PRINTS)
@require_POST
def change_letter(request: ClinicRequest, letter: UUID) -> HttpResponse:
    """A letter is to be printed again, has come back, or is called off."""
    verbs = {"igen": actions.print_again, "retur": actions.returned, "stall-in": actions.cancel}
    verb = verbs.get(request.POST.get("gor", ""))
    if verb is None:
        raise not_there()
    verb(request.actor, letter)
    return flash.on(reverse("letters", args=[request.clinic.id]), _("Brevet är ändrat."))
