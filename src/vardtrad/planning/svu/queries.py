"""What an SVU tells besides its steps: why its assessment cannot be started yet, and its published versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from vardtrad.gate.models import Version
from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.rules import PARTIES
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu.field_specs import SIP_FIELD
from vardtrad.planning.svu.rules import (
    ASSESSMENT,
    PUBLISHING,
    Move,
    StatementState,
    Step,
    SvuFacts,
    receivers_missing,
)
from vardtrad.planning.svu.steps import STEPS, Steps, parties_missing

NOBODY_YET: Mapping[tuple[str, int], Mapping[UUID, Done]] = {}


def start_refusal(plan: Plan, steps: Steps) -> str:
    """Why the needs assessment cannot be started yet, in the table's own words; "" when it can (001-126)."""
    known = SvuFacts(state=plan.state, closed=plan.closed is not None, admission_published=steps.published)
    return ASSESSMENT.offers(NOWHERE, PARTIES, lambda: known).why_not(Move.START_ASSESSMENT)


def receiver_warning(members: Sequence[Member]) -> str:
    """The warning before an admission is published to fewer than all parties; "" when every party has a receiver."""
    missing = parties_missing(members)
    return receivers_missing(missing) if missing else ""


def earlier_day(plan: Plan, steps: Steps, *, moment: datetime | None = None) -> date | None:
    """The day that the present time of discharge replaced, so that receivers see both; None for the first (001-117).

    With ``moment`` (UTC) as it was then. One query.
    """
    if steps.discharge_time is None or steps.admission is None:
        return None
    moves = (Move.CHANGE_ESTIMATE, Move.DECLARE_READY)
    rows = Version.objects.filter(key=plan.id, part=Step.DISCHARGE_TIME, move__in=moves)
    if moment is not None:
        rows = rows.filter(at__lte=moment)
    earlier = list(rows.order_by("-number").values_list("snapshot", flat=True)[1:2])
    day = date.fromisoformat(earlier[0]["part"]["day"]) if earlier else steps.admission.expected
    return day if day != steps.discharge_time.day else None


def decision_of(plan: UUID, steps: Steps) -> str:
    """The ward's decision on a SIP as its field holds it; "" until the ward has marked its part as complete (001-146).

    One query, once the statement has been marked.
    """
    part = steps.statement
    if part is None or part.state == StatementState.WRITING:
        return ""
    return Field.objects.filter(plan_id=plan, path=SIP_FIELD).values_list("value", flat=True).first() or ""


def published(plan: UUID) -> list[Published]:
    """The versions of an SVU, oldest first (001-074, 001-075): two queries."""
    return history.published(plan, STEPS, PUBLISHING, lambda move: str(Move(move).label))
