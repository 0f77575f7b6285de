"""An open SIP as a seat looks at it: what was read through the door, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import NO_OFFERS, NOWHERE, Offers
from vardtrad.planning.plan import facts as plan_facts
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.capacities import closed_units
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.rules import LIMITED, Capacity, no_words
from vardtrad.planning.plan.views import Opened, plan_address
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.sip import queries
from vardtrad.planning.sip.models import Coordinator
from vardtrad.planning.sip.rules import TABLE, SipFacts, Step
from vardtrad.planning.sip.steps import NOBODY_YET, STEPS, Steps, approved_at, steps_of, steps_slug
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.login.guards import SeatRequest

PROCESS = "sip"
RELATED = ("patient", "unit", *STEPS, "call__meeting")


@dataclass(frozen=True)
class Look:
    """One SIP as one seat looks at it, at one step: as it is now, or (with ``past``) as it stood at a version.

    ``plan``, ``steps``, ``members`` and ``done`` are those of that time; ``now`` is the plan as it is, whose consent
    decides what may be read. ``closed`` are the units whose words the seat has no ground to read.
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
    coordinator: Coordinator | None = None
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
    def writing_only(self) -> bool:
        """Whether the seat writes in the plan without taking part: a ward of the region (001-037)."""
        return Capacity.WRITER in self.capacities

    @property
    def part(self) -> Any:
        """The part of the open step, or None while there is none."""
        return getattr(self.steps, self.step.value)

    @property
    def active_since(self) -> datetime | None:
        """Since when every unit has approved the plan (UTC); None while it is not active."""
        return approved_at(self.steps.care_plan, self.members, self.done)

    @cached_property
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
        return SIP.parts[step.value].table.offers(state, self.capacities, self._known)

    def _known(self) -> SipFacts:
        """What is known of the plan before a form is sent; no query."""
        meeting = self.steps.call.meeting if self.steps.call is not None else None
        return SipFacts(
            **plan_facts.known_beforehand(self.now, self.request.seat, self.request.session_row.staff),
            called=self.now.shared is not None,
            coordinator=self.coordinator is not None,
            coordinated_elsewhere=self.coordinator is not None
            and self.coordinator.works_at_another(self.request.seat.unit.id, {member.unit for member in self.members}),
            active=self.active_since is not None,
            now=clock.now(),
            booked_start=meeting.starts if self.steps.called and meeting is not None else None,
        )

    def reads(self, step: Step) -> bool:
        """Whether the seat may read what was written in a step that is sent as a whole (Kallelse).

        After a refusal only a unit that alone has written in it; what social services have written is closed to a
        reader with a ground for care providers' data only.
        """
        known = self.versions if self.past is None else self.versions[: self.past.number]
        units = {version.unit for version in known if version.part == step.value} or {self.now.unit_id}
        if units & self.closed:
            return False
        return not self.limited or units == {self.request.seat.unit.id}

    def reads_of(self, unit: UUID) -> bool:
        """Whether the seat may read what a unit has written for itself: a proposed time, the reason of an end."""
        return unit not in self.closed and (not self.limited or unit == self.request.seat.unit.id)

    def typed(self, *names: str) -> Any:
        """The form that came back under one of these names, ready to be sent again when it was refused; else None."""
        form = self.opened.form
        if form is None or self.opened.name not in names:
            return None
        if self.opened.sentence:
            form.renew(self.part.content if self.part is not None else 0)
        return form


def look_at(request: SeatRequest, plan: UUID, step: str, opened: Opened | None = None) -> Look:
    """Read a SIP as it is now through the door, which leaves a trace. Raises Refused."""
    found, capacities = door.read(SIP, request.actor, plan, related=RELATED)
    steps = steps_of(found)
    return Look(
        request=request,
        plan=found,
        now=found,
        capacities=capacities,
        step=Step.of(step) or Step.of(steps_slug(steps)) or Step.CALL,
        steps=steps,
        members=planning.members_of([plan]).get(plan, []),
        done=planning.confirmed_in([plan]).get(plan, NOBODY_YET),
        versions=queries.published(plan),
        coordinator=queries.coordinator_of(plan),
        opened=opened or Opened(),
        closed=closed_units(request.actor, plan, capacities),
    )
