"""The right field of an open plan: information, consent, contacts, participants, other plans (001-064…069)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.tables import Offers
from vardtrad.planning.consent.queries import registered
from vardtrad.planning.plan import queries
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.capacities import may_read_contact_card
from vardtrad.planning.plan.forms import (
    ConfirmForm,
    ContactForm,
    HarmForm,
    InformForm,
)
from vardtrad.planning.plan.models import Contact, Plan
from vardtrad.planning.plan.rules import FULL, LIMITED, Move, no_words
from vardtrad.planning.plan.shown import unit_card
from vardtrad.planning.plan.views.page import Opened, base, plan_address
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest
from vardtrad.shared.web.forms import PlainForm

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
    capacities: frozenset[str],
    members: Sequence[queries.Member],
    step: str = "",
    moment: datetime | None = None,
) -> dict[str, Any]:
    """What planning/plan/_side.html needs, all under the name ``side``: a fixed number of queries.

    ``plan`` comes from ``door.read`` with the seat's ``capacities``; ``members`` are those of the time shown.
    ``offers`` is what the process's table offers the seat, and decides which buttons are drawn; ``opened`` is the form
    to show again, or what "?visa=" asks for; ``step`` is the step that the user returns to. With ``moment`` (UTC) the
    plan is shown as it was then. After a refusal each unit sees only its own contacts and its own reasons (design
    decision 7).
    """
    limited, seat = plan.state in LIMITED, request.seat
    hits = queries.plans_of(request.actor, plan.patient, leave=plan.id)
    earlier = [hit for hit in hits if not (limited and hit.reading_only)]
    if earlier:
        shown = [hit.id for hit in earlier]
        door.note(request.actor, "list", subject.label, person=plan.patient_id, shown=shown, detail={"view": "earlier"})
    here = plan_address(request, plan.process, plan.id, step)
    contacts = [
        contact
        for contact in queries.contacts_of(plan.id, moment=moment)
        if not limited or contact.unit_id == seat.unit.id
    ]
    may = offers.open
    context = {
        "at": plan_address(request, plan.process, plan.id),
        "here": here,
        "step": step,
        "may": may,
        "past": moment is not None,
        "card_to_read": moment is None and may_read_contact_card(plan, capacities),
        "limited": limited,
        "no_words": no_words(plan.state),
        "own": plan.unit_id == seat.unit.id,
        "registered": registered(plan.id, moment=moment),
        "contacts": [(contact, len(units) > 1) for contact, units in _workplaces(contacts)],
        "members": members,
        "lacking": [party.definite for party in queries.missing_parties(members, tuple(Party))],
        "earlier": [(hit, _address_of(request, hit)) for hit in earlier],
    }
    return {"side": context | _forms(request, plan, opened, may) | _windows(request, plan, opened, context)}


def _workplaces(contacts: list[Contact]) -> list[tuple[Contact, list[Unit]]]:
    places = care_units.workplaces([contact.staff_id for contact in contacts])
    return [(contact, places.get(contact.staff_id, [])) for contact in contacts]


def _address_of(request: SeatRequest, hit: queries.Hit) -> str:
    if hit.reading_only:
        return f"{base(request)}las/{hit.id}/"
    return plan_address(request, hit.process.value, hit.id)


def _forms(request: SeatRequest, plan: Plan, opened: Opened, may: frozenset[str]) -> dict[str, Any]:
    """The page's forms, empty or with what was typed, and typed texts that no form on the page can show any more."""
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
            lambda: ContactForm(seat=seat, proposed=[contact.staff for contact in earlier]),
        ),
    }
    shown: dict[str, PlainForm] = {}
    for name, (allowed, make) in made.items():
        if allowed:
            shown[name] = typed if typed is not None and opened.name == name else make()
    if isinstance(typed, HarmForm | ContactForm) and typed in shown.values():
        typed.proposed = _people(own) if isinstance(typed, HarmForm) else [contact.staff for contact in earlier]
    kept = (
        [str(typed.data.get(name, "")) for name in ("reason", "responsibility", "phone_hours")]
        if typed is not None
        else []
    )
    homeless = opened.name in made and opened.name not in shown
    return {
        "forms": shown,
        "open": opened.name,
        "kept": [text for text in kept if text.strip()] if homeless else [],
        "confirm": ConfirmForm,
    }


def _people(*people: Staff | None) -> list[Staff]:
    return [person for person in people if person is not None]


def _windows(request: SeatRequest, plan: Plan, opened: Opened, context: dict[str, Any]) -> dict[str, Any]:
    """The windows that are drawn only on request: a unit's, the organisation tree, and a contact's units."""
    windows: dict[str, Any] = {"card": None, "tree": None, "chosen": None, "moved": None, "named": ""}
    if context["past"]:
        return windows
    name, chosen = opened.name, _chosen(request, opened)
    if name == UNIT or name in OF_A_UNIT:
        member = next((member for member in context["members"] if member.unit == chosen), None)
        windows["card"] = unit_card(request.seat, plan.id, member.id) if member is not None else None
    elif name == "ny-deltagare" and Move.ADD_UNIT in context["may"]:
        setup = care_units.setup_of(chosen) if chosen is not None and opened.form is None else None
        windows["chosen"] = setup.unit if setup is not None else None
        windows["named"] = request.GET.get("namn", "").strip()[:100]
        windows["tree"] = care_units.units_to_choose(named=windows["named"]) if setup is None else None
    elif name == "byt-enhet" and Move.MOVE_CONTACT in context["may"]:
        contact = next((contact for contact, _many in context["contacts"] if contact.id == chosen), None)
        if contact is not None:
            units = {unit.id for unit in care_units.units_of(contact.staff_id)}
            windows["moved"], windows["tree"] = contact, care_units.units_to_choose(units)
    return windows


def _chosen(request: SeatRequest, opened: Opened) -> UUID | None:
    """The unit or contact that a window is about, from the link or from the form that is shown again."""
    data = opened.form.data if opened.form is not None else {"unit": request.GET.get("vald", "")}
    try:
        return UUID(str(data.get("contact") or data.get("unit") or ""))
    except ValueError:
        return None
