"""What the pages of every shared plan share: a verb is carried out, or its form comes back with all that was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Offers, Reason, Refused
from vardtrad.planning.consent.queries import registered
from vardtrad.planning.plan import actions, queries
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.forms import (
    ConfirmForm,
    ContactForm,
    HarmForm,
    InformForm,
    PersonForm,
)
from vardtrad.planning.plan.models import Contact, Plan
from vardtrad.planning.plan.rules import FULL, LIMITED, Move
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that the plan's page shall show open: its name, what was typed in it, and why it was refused."""

    name: str = ""
    form: PlainForm | None = None
    sentence: str = ""


class PlanPage(Protocol):
    """The view of a process that draws one plan at one of its steps ("" for the step that the work has come to)."""

    def __call__(self, request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
        """Read the plan through the door and draw its page; 422 when ``opened`` holds something that was refused."""


Make = Callable[[SeatRequest, UUID, Any], PlainForm]
"""Makes a verb's form: from what was posted, or empty (None) to be shown."""
CarryOut = Callable[[SeatRequest, UUID, Any], str]
"""Carries a valid form out by one action, and answers with what to say about it (``Left`` when the plan is gone)."""


class Left(str):
    """What to say when the verb has taken the plan from the user's own seat: the way leads to the start page."""


def base(request: SeatRequest) -> str:
    """What every address of the planning tool begins with for this seat; ends in "/"."""
    return f"/planer/{request.seat.unit.id}/{request.seat.role.code}/"


def seat_context(request: SeatRequest, *, tab: str = "") -> dict[str, Any]:
    """What the planning tool's base page (shared/web/planning.html) shows of the seat, and which tab is open."""
    return {
        "seat": {
            "unit_name": request.seat.unit.name,
            "role_name": request.seat.role.name,
            "person_name": request.actor.name,
            "base": base(request),
        },
        "tab": tab,
    }


def plan_address(request: SeatRequest, process: str, plan: UUID, step: str = "") -> str:
    """The address of a plan's page, at a step."""
    return f"{base(request)}{process}/{plan}/" + (f"{step}/" if step else "")


# ── The search for staff ─────────────────────────────────────────────────────────────────────────────────────────────


class _StaffSearch(PersonForm):
    """The search for staff by itself, as a page asks for it while one types."""


class _LicensedSearch(PersonForm):
    """The same among licensed staff."""

    licensed_only = True


@at_unit
@require_safe
def search_staff(request: SeatRequest) -> HttpResponse:
    """The list of a search for staff, for every form with one (forms.PersonForm); holds no patient's data."""
    form = (_LicensedSearch if "legitimerade" in request.GET else _StaffSearch)(request.GET, seat=request.seat)
    name = request.GET.get("lista", "")
    return render(
        request, "planning/plan/_people.html", {"form": form, "id": name if _NAME.fullmatch(name) else "people"}
    )


_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")


# ── Verbs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def verb(
    page: PlanPage, process: str, name: str, make: Make, carry_out: CarryOut, *, anchor: str = ""
) -> Callable[..., HttpResponseBase]:
    """The view that takes one form of an open plan: carried out, or shown again with everything that was written.

    The form's hidden field "steg" says which step the page showed; there the user comes back, at ``anchor`` ("#…").
    """

    @at_unit
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        step = request.POST.get("steg", "")
        form = make(request, plan, request.POST)
        if not form.is_valid():
            return page(request, plan, step, Opened(name, form))
        try:
            said = carry_out(request, plan, form)
        except Refused as refused:
            if refused.reason is Reason.NOT_THERE:
                raise
            return page(request, plan, step, Opened(name, form, refused.sentence))
        there = plan_address(request, process, plan, step if step.isalnum() else "") + anchor
        response = HttpResponseRedirect(base(request) if isinstance(said, Left) else there)
        flash.leave(response, said)
        return response

    return view


def seat_verb(
    page: PlanPage, process: str, name: str, form: type[PlainForm], carry_out: CarryOut, anchor: str
) -> Callable[..., HttpResponseBase]:
    """A verb of the right field, whose form knows the seat if it searches for people there."""

    def make(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
        return form(data, seat=request.seat) if issubclass(form, PersonForm) else form(data)

    return verb(page, process, name, make, carry_out, anchor=anchor)


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
    """One of the alternatives that are only confirmed (001-087, 001-089, 001-094)."""

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
    """The unit that a form names. Raises Refused, as the table does for one that does not plan (any more)."""
    found = care_units.unit(form.cleaned_data["unit"])
    if found is None:
        raise Refused(Reason.NEED, _("Enheten är inte aktiv. Välj en enhet i listan."))
    return found


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
        return Left(said) if unit.id == request.seat.unit.id else said

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
        return Left(said) if own else said

    return carry_out


def add_contact(subject: PlanSubject) -> CarryOut:
    """ "Registrera" under Fast vårdkontakt (001-108…110). At the own unit, if the person works there."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given, here = form.cleaned_data, request.seat.unit.id
        units = sorted(care_units.units_of(given["person"].id), key=lambda one: one.id != here)
        actions.add_contact(
            subject,
            request.actor,
            plan,
            given["person"],
            units[0] if units else None,
            convener=given["convener"],
            responsibility=given["responsibility"],
            submit_key=given["submit_key"],
        )
        return _("Fast vårdkontakt är registrerad.")

    return carry_out


def move_contact(subject: PlanSubject) -> CarryOut:
    """The pen beside a contact (001-112)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        unit = care_units.unit(given["unit"]) if given["unit"] is not None else None
        actions.move_contact(subject, request.actor, plan, given["contact"], unit, submit_key=given["submit_key"])
        return _("Vårdkontaktens enhet är ändrad.")

    return carry_out


def remove_contact(subject: PlanSubject) -> CarryOut:
    """The bin beside a contact (001-114)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        sure, key = given["confirmed"], given["submit_key"]
        actions.remove_contact(subject, request.actor, plan, given["contact"], confirmed=sure, submit_key=key)
        return _("Vårdkontakten är borttagen.")

    return carry_out


# ── The right field (001-064…069) ────────────────────────────────────────────────────────────────────────────────────

UNIT = "enhet"
"""The window of a participating unit, opened by ``?visa=enhet&vald=<unit>``."""
OF_A_UNIT = {"ta-bort-enhet", "lagg-till-roll", "ta-bort-roll"}


def side(
    request: SeatRequest,
    subject: PlanSubject,
    plan: Plan,
    offers: Offers,
    opened: Opened,
    *,
    step: str = "",
    moment: datetime | None = None,
) -> dict[str, Any]:
    """What planning/plan/_side.html needs, under the one name ``side``: a fixed number of queries.

    ``plan`` is as ``door.read`` gave it; ``offers`` is what the process's table offers the seat, and decides which
    buttons are drawn; ``opened`` is the form that came back, or what "?visa=" asks for; ``step`` is where the user
    comes back. With ``moment`` (UTC) as the plan stood then. After a refusal everybody sees only the contacts of the
    own unit, and no reasons but the own (design decision 7).
    """
    limited, seat = plan.state in LIMITED, request.seat
    hits = queries.plans_of(request.actor, plan.patient_id, leave=plan.id)
    earlier = [hit for hit in hits if not (limited and hit.reading_only)]
    if earlier:
        shown = [hit.id for hit in earlier]
        door.note(request.actor, "list", subject.label, person=plan.patient_id, shown=shown, detail={"view": "earlier"})
    here = plan_address(request, plan.process, plan.id, step)
    contacts = [
        one for one in queries.contacts_of(plan.id, moment=moment) if not limited or one.unit_id == seat.unit.id
    ]
    may = offers.open
    found = {
        "at": plan_address(request, plan.process, plan.id),
        "here": here,
        "step": step,
        "may": may,
        "past": moment is not None,
        "limited": limited,
        "own": plan.unit_id == seat.unit.id,
        "registered": registered(plan.id, moment=moment),
        "contacts": [(one, len(units) > 1) for one, units in _workplaces(contacts)],
        "members": queries.members_of([plan.id], moment=moment).get(plan.id, []),
        "earlier": [(hit, _address_of(request, hit)) for hit in earlier],
    }
    return {"side": found | _forms(request, plan, opened, may) | _windows(request, plan, opened, found)}


def _workplaces(contacts: list[Contact]) -> list[tuple[Contact, list[Unit]]]:
    places = care_units.workplaces([one.staff_id for one in contacts])
    return [(one, places.get(one.staff_id, [])) for one in contacts]


def _address_of(request: SeatRequest, hit: queries.Hit) -> str:
    if hit.reading_only:
        return f"{base(request)}las/{hit.id}/"
    return plan_address(request, hit.process.value, hit.id)


def _forms(request: SeatRequest, plan: Plan, opened: Opened, may: frozenset[str]) -> dict[str, Any]:
    """The forms that are drawn with the page: what came back, or empty; and what no form can show any more."""
    typed = opened.form
    if typed is not None and opened.sentence:
        typed.renew(None)
    seat = request.seat
    own = request.session_row.staff if Move.ASSESS_HARM in may else None
    earlier = (
        queries.earlier_contacts(plan.patient_id, plan.id) if plan.state in FULL and Move.ADD_CONTACT in may else []
    )
    made: dict[str, tuple[bool, Callable[[], PlainForm]]] = {
        "information": (Move.INFORM in may, InformForm),
        "menprovning": (Move.ASSESS_HARM in may, lambda: HarmForm(seat=seat, proposed=_people(own))),
        "fast-vardkontakt": (
            Move.ADD_CONTACT in may,
            lambda: ContactForm(seat=seat, proposed=[one.staff for one in earlier]),
        ),
    }
    shown: dict[str, PlainForm] = {}
    for name, (allowed, make) in made.items():
        if allowed:
            shown[name] = typed if typed is not None and opened.name == name else make()
    if isinstance(typed, HarmForm | ContactForm) and typed in shown.values():
        typed.proposed = _people(own) if isinstance(typed, HarmForm) else [one.staff for one in earlier]
    kept = [str(typed.data.get(name, "")) for name in ("reason", "responsibility")] if typed is not None else []
    homeless = opened.name in made and opened.name not in shown
    return {
        "forms": shown,
        "open": opened.name,
        "kept": [text for text in kept if text.strip()] if homeless else [],
        "confirm": ConfirmForm,
    }


def _people(*found: Staff | None) -> list[Staff]:
    return [one for one in found if one is not None]


def _windows(request: SeatRequest, plan: Plan, opened: Opened, found: dict[str, Any]) -> dict[str, Any]:
    """The windows that are drawn only when they are asked for: a unit's, the organisation tree, a contact's units."""
    windows: dict[str, Any] = {"card": None, "tree": None, "chosen": None, "moved": None}
    if found["past"]:
        return windows
    name, chosen = opened.name, _chosen(request, opened)
    if name == UNIT or name in OF_A_UNIT:
        member = next((one for one in found["members"] if one.unit == chosen), None)
        windows["card"] = queries.unit_card(request.seat, plan.id, member.id) if member is not None else None
    elif name == "ny-deltagare" and Move.ADD_UNIT in found["may"]:
        setup = care_units.setup_of(chosen) if chosen is not None and opened.form is None else None
        windows["chosen"] = setup.unit if setup is not None else None
        windows["tree"] = care_units.units_to_choose() if setup is None else None
    elif name == "byt-enhet" and Move.MOVE_CONTACT in found["may"]:
        contact = next((one for one, _many in found["contacts"] if one.id == chosen), None)
        if contact is not None:
            units = {unit.id for unit in care_units.units_of(contact.staff_id)}
            windows["moved"], windows["tree"] = contact, care_units.units_to_choose(units)
    return windows


def _chosen(request: SeatRequest, opened: Opened) -> UUID | None:
    """The unit or contact that a window is about: as the link says, or as the form that came back."""
    data = opened.form.data if opened.form is not None else {"unit": request.GET.get("vald", "")}
    try:
        return UUID(str(data.get("contact") or data.get("unit") or ""))
    except ValueError:
        return None
