"""The forms of the side panel that take something to make, and the names of all of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from vardtrad.cases.case.internal import queries as side_panel
from vardtrad.cases.case.internal.forms import ConsultForm, LinkForm
from vardtrad.cases.case.subject import CASES
from vardtrad.gate import door
from vardtrad.shared.login.guards import ClinicRequest

RELATED = ("case_type", "patient", "handler", "group", "clinic", "former_handler")

NOTE, CONSULT, REPLY, RECORD = "anteckning", "kollega", "kollegasvar", "invanarsvar"
SNOOZE, LINK = "undan", "koppla"
"""The forms of the side panel; also the beginning of their fields' ids."""


def consult_form(request: ClinicRequest, data: Any) -> ConsultForm:
    """The form of "Fråga en kollega"; if a unit is chosen, with the people of that unit to choose from."""
    units = side_panel.units_to_ask(request.clinic)
    chosen = str(data.get("whom", "")) if data is not None else ""
    people = side_panel.people_at(UUID(chosen)) if chosen in {str(key) for key, _name in units} else None
    return ConsultForm(
        data,
        auto_id=f"{CONSULT}_%s",
        colleagues=side_panel.colleagues_to_ask(request.actor),
        units=units,
        people=people,
    )


def link_form(request: ClinicRequest, key: UUID, data: Any) -> LinkForm:
    """The form of "Koppla ihop", with the person's cases that the actor may see."""
    case, _capacities = door.read(CASES, request.actor, key, related=RELATED)
    return LinkForm(data, auto_id=f"{LINK}_%s", cases=side_panel.others(request.actor, case).cases)
