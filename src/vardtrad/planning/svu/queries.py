"""What an SVU tells besides its steps: why its assessment cannot be started yet, and its published versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.rules import PARTIES
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu.rules import ASSESSMENT, PUBLISHING, Move, SvuFacts, receivers_missing
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


def published(plan: UUID) -> list[Published]:
    """The versions of an SVU, oldest first (001-074, 001-075): two queries."""
    return history.published(plan, STEPS, PUBLISHING, lambda move: str(Move(move).label))
