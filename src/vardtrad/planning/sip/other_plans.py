"""Other plans beside a SIP: that an LSS plan, a coordinated care plan or a patient contract exists, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.sip.actions import Whole
from vardtrad.planning.sip.given import OtherPlanGiven, RemovingOtherPlanGiven
from vardtrad.planning.sip.models import OtherPlan
from vardtrad.planning.sip.rules import Move
from vardtrad.planning.sip.subject import SIP


def other_plans_of(plan: UUID) -> Sequence[OtherPlan]:
    """The other plans that are noted beside a SIP, in order: one query."""
    rows = OtherPlan.objects.filter(plan_id=plan, removed__isnull=True).select_related("unit")
    return list(rows.order_by("added", "id"))


def note_other_plan(
    actor: Actor, key: UUID, kind: str, day: date | None, holder: str, *, submit_key: UUID | None = None
) -> Moved:
    """Note that the patient has another plan, since which day and who holds it. Raises Refused."""

    def write(moving: Whole[OtherPlanGiven]) -> None:
        if day is None:
            raise ValueError("the table lets no other plan through without a day")
        moving.add(
            OtherPlan(
                plan=moving.thing,
                kind=kind,
                day=day,
                holder=holder.strip(),
                unit_id=actor.here,
                added=moving.at,
                added_by=actor.signature,
            )
        )

    given = OtherPlanGiven(kind, day, holder)
    return door.move(SIP, actor, key, Move.NOTE_OTHER_PLAN, given=given, body=write, submit_key=submit_key)


def remove_other_plan(
    actor: Actor, key: UUID, other: UUID, *, confirmed: bool, submit_key: UUID | None = None
) -> Moved:
    """Take away another plan that was noted by mistake, or holds no longer. Raises Refused."""

    def write(moving: Whole[RemovingOtherPlanGiven]) -> None:
        for row in OtherPlan.objects.filter(plan=moving.thing, pk=other, removed__isnull=True):
            row.removed, row.removed_by = moving.at, actor.signature
            moving.change(row, "removed", "removed_by")

    given = RemovingOtherPlanGiven(other, confirmed)
    return door.move(SIP, actor, key, Move.REMOVE_OTHER_PLAN, given=given, body=write, submit_key=submit_key)
