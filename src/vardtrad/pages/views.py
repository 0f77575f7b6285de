"""The start pages of the two worlds, and the resident's inbox."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.care_units.queries import places_of, seats_of
from vardtrad.care_units.rules import Permission
from vardtrad.cases.queries import MAY_HANDLE
from vardtrad.gate import door
from vardtrad.login.guards import ActedRequest, ClinicRequest, at_clinic, public, resident, staff
from vardtrad.pages import queries
from vardtrad.web.paging import Cursor
from vardtrad.workplace.views import menu


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The residents' start page."""
    return render(request, "pages/start.html")


@public
@require_safe
def staff_start(request: HttpRequest) -> HttpResponse:
    """The staff's start page, with "Logga in" at top right (000-003)."""
    return render(request, "pages/staff_start.html")


@resident
@require_safe
def inbox(request: ActedRequest) -> HttpResponse:
    """The resident's inbox: what waits, and what has been."""
    page = queries.inbox(request.actor, Cursor.parse(request.GET.get("efter", "")))
    door.listed(request.actor, "case", "inkorg", [row.id for row in page.rows])
    context = {
        "waiting": [row for row in page.rows if row.waits_for_me],
        "earlier": [row for row in page.rows if not row.waits_for_me],
        "older": f"/inkorg?efter={page.older}" if page.older else None,
        "live": "/live/inkorg",
    }
    return render(request, "pages/inbox.html", context)


@staff
@require_safe
def clinics(request: ActedRequest) -> HttpResponse:
    """The clinics where the user has been given a permission, and no others (000-006, 000-007).

    Beside them the way to "Mina planer" for those who have a seat there, and to the rule engine for system
    administrators. Who has nothing but a seat goes straight to it.
    """
    places = places_of(request.actor.id)
    assignments = [one for one in places if one.unit.takes_cases]
    configured = [one.unit for one in places if Permission.CONFIGURATOR in one.permissions]
    owner = request.session_row.staff
    plans = owner is not None and bool(owner.positions) and bool(seats_of(owner))
    if plans and not assignments and not configured:
        return HttpResponseRedirect(reverse("plans_entry"))
    context = {"assignments": assignments, "plans": plans, "configured": configured}
    return render(request, "pages/clinics.html", context)


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a clinic's start page, with the menu's numbers of what waits behind it: (address, number, words)."""

    name: str
    address: str
    text: str
    counts: tuple[tuple[str, str, str], ...] = ()


@at_clinic()
@require_safe
def clinic_start(request: ClinicRequest) -> HttpResponse:
    """A clinic's start page: a card for each thing that the permissions open (000-008, 004-016, 004-017)."""
    roles, base = request.actor.roles, f"/personal/{request.clinic.id}"
    context = menu(request, None)

    def card(name: str, path: str, text: str, *counts: tuple[str, str]) -> Card:
        numbers = [(f"{base}/{which}", context["counted"][which.rstrip("/")], words) for which, words in counts]
        return Card(name, f"{base}/{path}", text, tuple(numbers))

    cards = []
    if Permission.RECEIVER.value in roles:
        text = _("Här finns mottagningens inkomna ärenden.")
        cards.append(card(_("Mottagningens ärenden"), "arenden/", text, ("arenden/inkomna", _("inkomna"))))
    if roles & MAY_HANDLE:
        cards.append(
            card(
                _("Mina ärenden"),
                "mina/",
                _("Här finns ärenden för dig att hantera."),
                ("mina/tilldelade", _("tilldelade")),
                ("mina/fragor", _("skickade frågor/inkomna svar")),
            )
        )
        text = _(
            "Här visas ärenden om önskemål för listning. Du kan hantera inkomna ärenden och se de som har blivit"
            " hanterade."
        )
        cards.append(card(_("Listningsönskemål"), "listning/", text, ("listning/", _("att hantera"))))
        text = _("Här finns frågor om ärenden som väntar på ditt svar.")
        cards.append(card(_("Frågor från kollegor"), "kollegor/", text, ("kollegor/", _("att svara på"))))
    if Permission.ADMINISTRATOR.value in roles:
        cards.append(card(_("Administration"), "administration/", _("Här gör du mottagningens inställningar.")))
    if Permission.CONFIGURATOR.value in roles:
        cards.append(card(_("Regelmotor"), "regelmotor/", _("Här bestäms hur enheterna planerar tillsammans.")))
    return render(request, "pages/clinic_start.html", context | {"cards": cards})
