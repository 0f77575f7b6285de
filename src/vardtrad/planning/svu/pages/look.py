"""An open SVU as a seat looks at it: what was read through the door, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.tables import NO_OFFERS, NOWHERE, Offers
from vardtrad.planning.plan import facts as plan_facts
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.capacities import closed_units
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.rules import LIMITED, Capacity, no_words
from vardtrad.planning.plan.views import Opened, plan_address
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu import queries
from vardtrad.planning.svu.process import SVU_PROCESS
from vardtrad.planning.svu.rules import RECEIVING, TABLE, Step, SvuFacts
from vardtrad.planning.svu.statement import is_attested_by_all
from vardtrad.planning.svu.steps import STEPS, Steps, steps_of, steps_slug
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest

PROCESS = "svu"
RELATED = ("patient", "unit", *STEPS, "discharge_time__doctor")


@dataclass(frozen=True)
class Look:
    """One SVU as one seat looks at it, at one step: as it is now, or (with ``past``) as it stood at a version.

    ``plan``, ``steps``, ``members`` and ``done`` are those of that time; ``now`` is the plan as it is, whose consent
    decides what may be read. ``capacities`` are the seat's standings. ``closed`` are the units whose words the seat has
    no ground to read.
    """

    request: SeatRequest
    plan: Plan
    now: Plan
    capacities: frozenset[str]
    step: Step
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]
    versions: Sequence[Published]
    opened: Opened = field(default_factory=Opened)
    past: Published | None = None
    closed: frozenset[UUID] = frozenset()

    @property
    def address(self) -> str:
        """The address of the plan's page, ending in "/"."""
        return plan_address(self.request, PROCESS, self.plan.id)

    @property
    def moment(self) -> datetime | None:
        """The moment (UTC) of the version that is looked at; None for the plan as it is now."""
        return self.past.at if self.past is not None else None

    @property
    def limited(self) -> bool:
        """Whether the patient has said no: then everybody reads only what the own unit wrote (design decision 7)."""
        return self.now.state in LIMITED

    @property
    def no_words(self) -> str:
        """The patient's no as a sentence, while ``limited``."""
        return no_words(self.now.state)

    @property
    def reading_only(self) -> bool:
        """Whether the seat reads without taking part."""
        return self.capacities == {Capacity.READER.value}

    @property
    def outside_a_no(self) -> bool:
        """Whether the seat reads from outside what the patient has said no to: then no free text passes (decision 22).

        Units that take part read the comment of the discharge, which a refusal lets through to them.
        """
        return self.limited and self.reading_only

    @property
    def part(self) -> Any:
        """The part of the open step, or None while there is none."""
        return getattr(self.steps, self.step.value)

    @property
    def offers(self) -> Offers:
        """What the table of the plan as a whole offers the seat; nothing at an earlier version."""
        if self.past is not None:
            return NO_OFFERS
        return TABLE.offers(self.now.state, self.capacities, self._known)

    def offers_of(self, step: Step) -> Offers:
        """What the table of a step offers the seat; nothing at an earlier version."""
        if self.past is not None:
            return NO_OFFERS
        part = getattr(self.steps, step.value)
        state = NOWHERE if part is None else part.state
        return SVU.parts[step.value].table.offers(state, self.capacities, lambda: self._known(step))

    def _known(self, step: Step | None = None) -> SvuFacts:
        """What is known of the plan before a form is sent; for Utskrivning one query more, once it is published."""
        request = self.request
        known = plan_facts.known_beforehand(self.now, request.seat, request.session_row.staff)
        return SvuFacts(
            **known,
            admission_published=self.steps.published,
            fills_gap=bool(planning.missing_parties(self.members, RECEIVING)),
            assessment_started=self.steps.assessment is not None,
            party_is_inpatient=request.seat.party is Party.INPATIENT,
            finally_attested=is_attested_by_all(self.steps.statement, self.members, self.done),
            on_start_page=step is Step.DISCHARGE and not history.is_archived(self.now, request.seat.unit.id),
        )

    def reads(self, step: Step) -> bool:
        """Whether the seat may read what was written in a step: after a refusal only the unit that wrote it last."""
        known = self.versions if self.past is None else self.versions[: self.past.number]
        return not self.limited or history.written_by(known, self.now, step.value) == self.request.seat.unit.id

    def typed(self, *names: str) -> Any:
        """The form that came back under one of these names, ready to be sent again when it was refused; else None."""
        form = self.opened.form
        if form is None or self.opened.name not in names:
            return None
        if self.opened.sentence:
            form.renew(self.part.content if self.part is not None else 0)
        return form


def look_at(request: SeatRequest, plan: UUID, step: str, opened: Opened | None = None) -> Look:
    """Read an SVU as it is now through the door, which leaves a trace. Raises Refused."""
    found, capacities = door.read(SVU, request.actor, plan, related=RELATED)
    steps = steps_of(found)
    return Look(
        request=request,
        plan=found,
        now=found,
        capacities=capacities,
        step=Step.of(step) or Step.of(steps_slug(steps)) or Step.ADMISSION,
        steps=steps,
        members=planning.members_of([plan]).get(plan, []),
        done=planning.confirmed_in([plan]).get(plan, queries.NOBODY_YET),
        versions=SVU_PROCESS.versions(plan),
        opened=opened or Opened(),
        closed=closed_units(request.actor, plan, capacities),
    )
