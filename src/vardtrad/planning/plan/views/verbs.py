"""What each form that every process has does: carry out an action and say what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.kernel.tables import Reason, Refused
from vardtrad.planning.plan import actions, contacts
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.views.page import CarryOut, LeftPlan
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.login.guards import SeatRequest


def remove_plan(action: Callable[..., Any]) -> CarryOut:
    """ "Ta bort plan": afterwards the plan is nobody's, so the way leads to the start page (001-098, 001-223)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        action(request.actor, plan, confirmed=True, submit_key=form.cleaned_data["submit_key"])
        return LeftPlan(_("Planen är borttagen. Den är makulerad och sparas med sin historik."))

    return carry_out


def inform(subject: PlanSubject) -> CarryOut:
    """ "Ja", or "Nej" and "OK" (001-083…085)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        written = given["written"] == "ja"
        actions.inform(
            subject, request.actor, plan, written=written, reason=given["reason"], submit_key=given["submit_key"]
        )
        return _("Informationen till patienten är registrerad.")

    return carry_out


def confirmed(subject: PlanSubject, action: Callable[..., Any], said: Any) -> CarryOut:
    """An alternative that the user only confirms (001-087, 001-089, 001-094)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        action(subject, request.actor, plan, confirmed=given["confirmed"], submit_key=given["submit_key"])
        return str(said)

    return carry_out


def assess_harm(subject: PlanSubject) -> CarryOut:
    """ "Utför menprövning" (001-091…093)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        actions.assess_harm(
            subject,
            request.actor,
            plan,
            responsible=given["person"],
            reason=given["reason"],
            submit_key=given["submit_key"],
        )
        return _("Menprövningen är registrerad.")

    return carry_out


def _unit(form: Any) -> Unit:
    """The unit that a form names. Raises Refused if the unit does not exist, as the table does for an inactive unit."""
    unit = care_units.unit(form.cleaned_data["unit"])
    if unit is None:
        raise Refused(Reason.NEED, _("Enheten är inte aktiv. Välj en enhet i listan."))
    return unit


def add_unit(subject: PlanSubject) -> CarryOut:
    """ "Ny deltagare" > "Välj" > "OK" (001-225)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        unit = _unit(form)
        actions.add_unit(subject, request.actor, plan, unit, submit_key=form.cleaned_data["submit_key"])
        return _("%(unit)s är tillagd.") % {"unit": unit.name}

    return carry_out


def remove_unit(subject: PlanSubject) -> CarryOut:
    """ "Ta bort enhet" > "OK" (001-226)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        unit, given = _unit(form), form.cleaned_data
        sure, key = given["confirmed"], given["submit_key"]
        actions.remove_unit(subject, request.actor, plan, unit, confirmed=sure, submit_key=key)
        said = _("%(unit)s är borttagen och kommer inte längre åt ärendet.") % {"unit": unit.name}
        return LeftPlan(said) if unit.id == request.seat.unit.id else said

    return carry_out


def add_role(subject: PlanSubject) -> CarryOut:
    """ "Lägg till roll" (001-228)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        actions.add_role(subject, request.actor, plan, _unit(form), given["role"], submit_key=given["submit_key"])
        return _("Rollen är tillagd.")

    return carry_out


def remove_role(subject: PlanSubject) -> CarryOut:
    """The bin beside a role (001-230)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        unit, given = _unit(form), form.cleaned_data
        sure, key = given["confirmed"], given["submit_key"]
        actions.remove_role(subject, request.actor, plan, unit, given["role"], confirmed=sure, submit_key=key)
        said = _("Rollen är borttagen och kommer inte längre åt ärendet.")
        own = (unit.id, given["role"]) == (request.seat.unit.id, request.seat.role.code)
        return LeftPlan(said) if own else said

    return carry_out


def add_contact(subject: PlanSubject) -> CarryOut:
    """ "Registrera" under Fast vårdkontakt (001-108…110). At the user's own unit, if the person works there."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given, here = form.cleaned_data, request.seat.unit.id
        units = sorted(care_units.units_of(given["person"].id), key=lambda unit: unit.id != here)
        contacts.add_contact(
            subject,
            request.actor,
            plan,
            given["person"],
            units[0] if units else None,
            convener=given["convener"],
            responsibility=given["responsibility"],
            phone_hours=given["phone_hours"],
            submit_key=given["submit_key"],
        )
        return _("Den fasta vårdkontakten är registrerad.")

    return carry_out


def move_contact(subject: PlanSubject) -> CarryOut:
    """The pen beside a contact (001-112)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        unit = care_units.unit(given["unit"]) if given["unit"] is not None else None
        contacts.move_contact(subject, request.actor, plan, given["contact"], unit, submit_key=given["submit_key"])
        return _("Vårdkontaktens enhet är ändrad.")

    return carry_out


def remove_contact(subject: PlanSubject) -> CarryOut:
    """The bin beside a contact (001-114)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        sure, key = given["confirmed"], given["submit_key"]
        contacts.remove_contact(subject, request.actor, plan, given["contact"], confirmed=sure, submit_key=key)
        return _("Vårdkontakten är borttagen.")

    return carry_out
