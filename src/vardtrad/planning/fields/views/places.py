"""Where the pages of fields lead back to, and what they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http.response import HttpResponseBase

from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.groups import place_of
from vardtrad.planning.fields.looking import anchor_of
from vardtrad.planning.fields.row_views import OPEN
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan.views import plan_address
from vardtrad.shared.login.guards import SeatRequest

Endpoint = Callable[..., HttpResponseBase]


def address_of(request: SeatRequest, process: str, form: FieldForm, plan: UUID, spec: FieldSpec | None) -> str:
    """The address of a field on the plan's page, its row standing open; of the step for a field that is unknown."""
    step = plan_address(request, process, plan, form.step)
    if spec is None:
        return step
    place = place_of(spec.path)
    query = f"?{OPEN}={place[1].hex}" if place is not None else ""
    return f"{step}{query}#{anchor_of(spec.path)}"


def wants_json(request: SeatRequest) -> bool:
    """Whether a script of the page has sent the request, and not a form."""
    return (
        "application/json" in request.headers.get("Accept", "")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )
