"""What an SVU tells besides its steps: who still has something to do in it, and its published versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu.rules import ASSESSMENT, PUBLISHING, Move, StatementState, Step, SvuFacts
from vardtrad.planning.svu.steps import STEPS, Steps, steps_of, with_steps
from vardtrad.shared.care_units.rules import Party

RECEIVING = (Party.OUTPATIENT, Party.MUNICIPALITY)
ALL = tuple(Party)
NOBODY_YET: Mapping[tuple[str, int], Mapping[UUID, Done]] = {}


def start_refusal(plan: Plan, steps: Steps) -> str:
    """Why the needs assessment cannot be started yet, in the table's own words; "" when it can (001-126)."""
    rule = ASSESSMENT.find(Move.START_ASSESSMENT, NOWHERE)
    facts = SvuFacts(state=plan.state, closed=plan.closed is not None, admission_published=steps.published)
    refusals = (need.refusal(facts) for need in (rule.needs if rule is not None else ()))
    return next((sentence for sentence in refusals if sentence is not None), "")


# ── Which units still have something to do (001-262) ──────────────────────────────────────────────────────────────────


def units_with_open_tasks(plan: Plan) -> set[UUID]:
    """The participating units that still have something to confirm or a message to acknowledge, in any role."""
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    members = planning.members_of([plan.id]).get(plan.id, [])
    done = planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET)
    found: set[UUID] = set()

    def add(step: Step, round_: int, parties: Sequence[Party]) -> None:
        met = done.get((step.value, round_), {})
        found.update(one.unit for one in members if one.party in parties and one.unit not in met)

    if steps.admission is not None and steps.published:
        add(Step.ADMISSION, steps.admission.round, RECEIVING)
    if steps.discharge_time is not None:
        add(Step.DISCHARGE_TIME, steps.discharge_time.round, RECEIVING)
    if steps.statement is not None and steps.statement.state == StatementState.MARKED:
        add(Step.STATEMENT, steps.statement.round, ALL)
    elif steps.statement is not None and steps.statement.state == StatementState.REJECTED:
        add(Step.STATEMENT, steps.statement.round, (Party.INPATIENT,))
    found.update(one.unit for one in members if messages.unacknowledged(one.unit).filter(plan_id=plan.id).exists())
    return found


def published(plan: UUID) -> list[Published]:
    """The versions of an SVU, oldest first (001-074, 001-075): two queries."""
    return history.published(plan, STEPS, PUBLISHING, lambda move: str(Move(move).label))
