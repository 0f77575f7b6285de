"""The way in to "Mina planer", and the change of unit or role (001-042…047)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.care_units import queries as care_units
from vardtrad.kernel.tables import not_there
from vardtrad.login import actions, queries
from vardtrad.login.guards import ActedRequest, NeedsLogin, SeatRequest, at_unit, staff
from vardtrad.login.models import World
from vardtrad.overview.forms import ChoiceForm
from vardtrad.planning.views import seat_context
from vardtrad.web import flash


def base_of(seat: care_units.Seat) -> str:
    """What every address of the planning tool begins with for a seat."""
    return f"/planer/{seat.unit.id}/{seat.role.code}/"


@staff
@require_safe
def plans_entry(request: ActedRequest) -> HttpResponse:
    """Go to the seat used last, or the first one (001-042); without any, say why and who can help (001-026)."""
    owner = request.session_row.staff
    if owner is None:
        raise NeedsLogin(World.STAFF)
    seat = queries.first_seat(request.session_row, owner)
    if seat is not None:
        return HttpResponseRedirect(base_of(seat))
    return render(request, "overview/no_seat.html", {"why": care_units.why_no_seat(owner)})


@at_unit
@require_safe
def switch(request: SeatRequest) -> HttpResponse:
    """ "Byt enhet eller roll": the tree of the own organisations and the user's roles (001-043…047)."""
    owner = request.session_row.staff
    if owner is None:
        raise NeedsLogin(World.STAFF)
    context = seat_context(request) | {
        "at": request.seat,
        "tree": care_units.seats_to_choose(owner, request.seat),
        "roles": care_units.roles_at(owner, request.seat.unit.id),
    }
    return render(request, "overview/switch.html", context)


@at_unit
@require_POST
def choose_seat(request: SeatRequest) -> HttpResponse:
    """Change unit or role. A unit where one does not work asks first, and the choice is traced (design decision 16)."""
    owner = request.session_row.staff
    form = ChoiceForm(request.POST)
    if owner is None or not form.is_valid():
        raise not_there()
    unit, _slash, role = form.cleaned_data["to"].partition("/")
    try:
        key = UUID(unit)
    except ValueError:
        raise not_there() from None
    seat = actions.choose_unit(request.session_row, owner, key, role, sure=form.cleaned_data["sure"])
    if seat is None:
        wanted = care_units.seat(owner, key, role)
        if wanted is None:
            raise not_there()
        return render(request, "overview/sure.html", seat_context(request) | {"wanted": wanted})
    response = HttpResponseRedirect(base_of(seat))
    flash.leave(response, _("Du arbetar nu på %(unit)s som %(role)s.") % _words(seat))
    return response


def _words(seat: care_units.Seat) -> dict[str, str]:
    return {"unit": seat.unit.name, "role": seat.role.name}
