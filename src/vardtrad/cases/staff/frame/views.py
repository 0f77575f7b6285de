"""The staff's start pages, a clinic's own, and what open pages fetch by themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.presence import queries as presence
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame import queries
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import jobs_under_way, list_address, menu, readers_at, readers_in, who_words
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate import door
from vardtrad.shared.care_units.queries import places_of, seats_of
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.login.guards import (
    ActedRequest,
    ClinicRequest,
    at_clinic,
    logged_in,
    public,
    staff,
    stored_by,
    unattended,
)
from vardtrad.shared.login.models import World


@public
@require_safe
def staff_start(request: HttpRequest) -> HttpResponse:
    """The staff's start page, with "Logga in" at top right (000-003); who is logged in goes on to the work."""
    session = stored_by(request, World.STAFF)
    if session is not None and logged_in(request, World.STAFF):
        return redirect("day" if session.staff and session.staff.begins_with_day else "clinics")
    return render(request, "cases/staff/frame/staff_start.html")


@staff
@require_safe
def clinics(request: ActedRequest) -> HttpResponse:
    """The clinics where the user has been given a permission, and no others (000-006, 000-007).

    Beside them the way to "Mina planer" for those who have a seat there, to the rule engine for system administrators,
    and to the readings from outside for log reviewers. Who has nothing but a seat goes straight to it.
    """
    places = places_of(request.actor.id)
    assignments = [place for place in places if place.unit.takes_cases]
    configured = [place.unit for place in places if Permission.CONFIGURATOR in place.permissions]
    # One way for each organisation, however many of its units somebody reviews.
    reviewing = [place.unit for place in places if Permission.LOG_REVIEWER in place.permissions]
    reviewed = {unit.organisation: unit for unit in reversed(reviewing)}
    owner = request.session_row.staff
    plans = owner is not None and bool(owner.positions) and bool(seats_of(owner))
    if plans and not assignments and not configured and not reviewed:
        return HttpResponseRedirect(reverse("plans_entry"))
    context = {
        "assignments": assignments,
        "plans": plans,
        "configured": configured,
        "reviewed": list(reviewed.items()),
    }
    return render(request, "cases/staff/frame/clinics.html", context)


LEFT_BEHIND = "behorighet=utan"
"""The filter of the lists (cases/staff/lists/filters.py) on cases whose handler has left."""


def _left_behind(request: ClinicRequest, number: int) -> tuple[str, str] | None:
    """That cases have a handler who has left, in words, and where the reader sees them: empty for an administrator."""
    if not number:
        return None
    words = ngettext(
        "%(number)s öppet ärende har en handläggare som inte längre har behörighet.",
        "%(number)s öppna ärenden har en handläggare som inte längre har behörighet.",
        number,
    )
    receives = Permission.RECEIVER.value in request.actor.roles
    address = f"{list_address(request.clinic.id, WorkList.CLINIC_ALL)}?{LEFT_BEHIND}" if receives else ""
    return words % {"number": count_words(number)}, address


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
    watches = bool(roles & {Permission.RECEIVER.value, Permission.ADMINISTRATOR.value})
    left_behind = queries.first_counted(queries.left_behind(request.clinic.id))
    context = menu(request, None, also=[left_behind] if watches else [])
    context["left_behind"] = _left_behind(request, context["also_counted"][0]) if watches else None
    context["jobs_to_follow"] = context["jobs_under_way"] or jobs_under_way(request, always=True)

    def card(name: str, path: str, text: str, *counts: tuple[str, str]) -> Card:
        numbers = [(f"{base}/{which}", context["counted"][which.rstrip("/")], words) for which, words in counts]
        return Card(name, f"{base}/{path}", text, tuple(numbers))

    cards = []
    if Permission.RECEIVER.value in roles:
        text = _("Här finns mottagningens inkomna ärenden.")
        cards.append(card(_("Mottagningens ärenden"), "arenden/", text, ("arenden/inkomna", _("inkomna"))))
    if roles & MAY_HANDLE:
        waiting = [("mina/tilldelade", _("tilldelade")), ("mina/fragor", _("skickade frågor/inkomna svar"))]
        if WorkList.UNTAKEN.value in context["counted"]:
            waiting.insert(1, (WorkList.UNTAKEN.value, _("att ta i dina grupper")))
        cards.append(card(_("Mina ärenden"), "mina/", _("Här finns ärenden för dig att hantera."), *waiting))
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
    return render(request, "cases/staff/frame/clinic_start.html", context | {"cards": cards})


# ── What open pages ask by themselves ──────────────────────────────────────────────────────────────────────────────


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@unattended
@require_safe
def clinic_now(request: ClinicRequest) -> HttpResponse:
    """The present state of the clinic: the menu's counts by address, and who has which case open (B-02)."""
    hands = coverage_of(request.actor.id, request.clinic.id)
    items = [item for _words, _to, group in menu(request, None, hands)["menu"] for item in group]
    seen = None if Permission.RECEIVER.value in request.actor.roles else hands.holders
    present = presence.present_at(request.clinic.id, request.actor.id, seen)
    return JsonResponse(
        {
            "stand": queries.latest_change(request.clinic.id),
            "counts": {address: count for _words, address, _here, count in items if count is not None},
            "present": {str(case): asdict(readers) for case, readers in readers_at(present).items()},
        }
    )


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@unattended
@require_safe
def case_now(request: ClinicRequest, case: UUID) -> HttpResponse:
    """The present state of an open case: its content number, and who else has it open (B-02)."""
    followed, _held = door.follow(CASES, request.actor, case)
    return JsonResponse({"stand": str(followed.content), "who": who_words(readers_in(followed.id, request.actor.id))})
