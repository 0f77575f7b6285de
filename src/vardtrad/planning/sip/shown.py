"""How the step of a SIP is shown to a seat: colour, words, day and task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Overview, StepView
from vardtrad.planning.plan.queries import Done, Member, Reached
from vardtrad.planning.sip.models import Call
from vardtrad.planning.sip.queries import RECEIVING
from vardtrad.planning.sip.rules import CallState, Step
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty
from vardtrad.shared.web import dates


def call_of(plan: Plan) -> Call | None:
    """The call of a plan that was fetched with it; None while there is none."""
    return getattr(plan, "call", None)


def overviews(
    seat: Seat, plans: Sequence[Plan], address: str, _unacknowledged: Mapping[UUID, int]
) -> dict[UUID, Overview]:
    """The overviews of many SIP: two queries. A SIP has no messages, so none waits to be acknowledged."""
    keys = [plan.id for plan in plans]
    members, confirmed = planning.members_of(keys), planning.confirmed_in(keys)
    seen = {}
    for plan in plans:
        call = call_of(plan)
        done = confirmed.get(plan.id, {}).get((Step.CALL.value, call.round if call is not None else 0), {})
        view = _step(seat, call, members.get(plan.id, []), done, f"{address}{plan.id}/{Step.CALL.slug}/")
        seen[plan.id] = Overview([view], [(view.hint, view.href)] if view.colour == "task" else [])
    return seen


def _step(
    seat: Seat, call: Call | None, members: Sequence[Member], done: Mapping[UUID, Done], address: str
) -> StepView:
    def view(colour: str, word: str, day: str = "", *, hint: str = "", **more: Any) -> StepView:
        return StepView(
            Step.CALL.slug, str(Step.CALL.label), colour, word, day, hint=hint or word, href=address, **more
        )

    if call is None:
        return view("none", _("Ej påbörjad"))
    if call.state == CallState.DRAFT:
        return view("wait", _("Utkast"), hint=_("Utkast, syns bara för slutenvården"))
    day = dates.day(call.day) if call.day is not None else ""
    marks = planning.progress(members, done, RECEIVING)
    if planning.awaits(seat, members, done, Duty.ACKNOWLEDGE, RECEIVING):
        return view("task", _("Kvittera"), day, marks=marks, hint=_("Kvittera kallelsen"))
    if any(party.reached is not Reached.ALL for party in marks):
        return view("wait", _("Väntar"), day, marks=marks, hint=_("Väntar på kvittering av kallelsen"))
    return view("done", _("Kvitterad"), day, hint=_("Kallelsen är kvitterad av alla"))
