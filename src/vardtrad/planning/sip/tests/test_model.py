"""Random people take random steps in a SIP, and a simple model, independent of the product, predicts the result.

The model knows nothing about tables, rounds or the door: it keeps sets of units. After every step it is compared with
the colours that each unit sees, the tasks, and the database's query for "Att göra".
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.sips import SipDrive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import actions, approval, calling
from vardtrad.planning.sip.given import CallGiven
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.start.filters import has_task

PEOPLE = ["vera", "oskar", "rolf", "karin", "kurt", "extern"]
PLACE = {
    "vera": "ward_a", "oskar": "health_centre", "rolf": "rehab", "karin": "care_office", "kurt": "home_care",
    "extern": "private_unit",
}  # fmt: skip
PARTY = {"ward_a": "S", "health_centre": "Ö", "rehab": "Ö", "care_office": "K", "home_care": "K"}
people = st.sampled_from(PEOPLE)
FULL, LIMITED = {"consented"}, {"refused", "withdrawn"}


@dataclass
class Model:
    """What a SIP is, described as simply as possible."""

    creator: str = "health_centre"
    consent: str = "created"
    members: set[str] = field(default_factory=set)
    call: str = ""
    type: str = ""
    acknowledged: set[str] = field(default_factory=set)
    shared: bool = False
    plan: str = ""
    measured: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    active_for_good: bool = False
    coordinator: bool = False
    closed: bool = False
    annulled: bool = False

    def takes_part(self, who: str) -> bool:
        place = PLACE[who]
        seen = self.shared or PARTY.get(place) == PARTY[self.creator]
        return place in self.members and seen and not self.annulled

    @property
    def active(self) -> bool:
        return self.plan == "approving" and (self.active_for_good or self.members <= self.approved)

    def works(self, who: str) -> bool:
        return self.takes_part(who) and self.consent in FULL and not self.closed


class Sip(RuleBasedStateMachine):
    """The steps, each of which anybody may try at any time."""

    planners = None

    @initialize(start=st.sampled_from(["created", "called", "approving", "active"]))
    def created(self, start) -> None:
        # Whoever walked before may have left an ongoing one.
        Plan.objects.filter(process=ProcessCode.SIP, closed__isnull=True).update(closed=clock.now())
        self.sip = SipDrive(self.planners)
        self.model = model = Model(members={"health_centre", "care_office"})
        if start != "created":
            self.sip.called()
            model.consent, model.call, model.type, model.shared = "consented", "sent", "new", True
            model.acknowledged = {"health_centre"}
        if start in {"approving", "active"}:
            self.sip.written().approving()
            model.plan, model.measured = "approving", set(model.members)
        if start == "active":
            self.sip.approved()
            model.approved, model.active_for_good = {"health_centre", "care_office"}, True

    def tries(self, allowed: bool, act) -> bool:
        """Try a move; it must succeed exactly when the model says so."""
        with nullcontext() if allowed else pytest.raises(Refused):
            act()
        return allowed

    def who(self, name):
        return self.planners.staff[name]

    # ── Information and consent ──────────────────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def inform(self, name):
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and not (model.closed and model.consent != "created")
        if self.tries(may, lambda: planning.inform(SIP, actor, self.sip.key, written=True, reason="")):
            model.consent = "informed" if model.consent == "created" else model.consent

    @rule(name=people, consents=st.booleans())
    def says(self, name, consents):
        model, actor, key = self.model, self.who(name).actor, self.sip.key
        may = model.takes_part(name) and model.consent in {"informed", "withdrawn"} and not model.closed
        act = planning.consent if consents else planning.refuse
        if self.tries(may, lambda: act(SIP, actor, key, confirmed=True)):
            model.consent = "consented" if consents else "refused"

    @rule(name=people)
    def withdraw(self, name):
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and model.consent in FULL | {"refused"} and not model.closed
        if self.tries(may, lambda: planning.withdraw(SIP, actor, self.sip.key, confirmed=True)):
            model.consent = "withdrawn"

    # ── Participants ─────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people, place=st.sampled_from(sorted(PARTY)))
    def add(self, name, place):
        model, unit = self.model, getattr(self.planners, place)
        may = model.takes_part(name) and model.consent not in LIMITED and not model.closed
        may = may and place not in model.members
        if self.tries(may, lambda: planning.add_unit(SIP, self.who(name).actor, self.sip.key, unit)):
            # Who comes to a plan that is not yet active has to approve it, also if it had become so by a removal.
            model.members.add(place)

    @rule(name=people, place=st.sampled_from(sorted(PARTY)))
    def remove(self, name, place):
        model, unit = self.model, getattr(self.planners, place)
        may = model.takes_part(name) and place in model.members and len(model.members) > 1
        act = lambda: planning.remove_unit(SIP, self.who(name).actor, self.sip.key, unit, confirmed=True)  # noqa: E731
        if self.tries(may, act):
            model.members.discard(place)

    # ── Kallelse ─────────────────────────────────────────────────────────────────────────────────────────────────

    def call(self, kind: str, *, late: bool = False, why: str = "") -> CallGiven:
        day = clock.today() + timedelta(days=-1 if late else 7)
        return self.sip.call(call_type=kind, day=day, why=why)

    @rule(name=people, kind=st.sampled_from(["new", "follow_up"]), late=st.booleans())
    def send(self, name, kind, late):
        model, actor = self.model, self.who(name).actor
        may = model.works(name) and model.call != "sent" and not late and len(model.members) > 1
        may = may and (kind == "follow_up") == model.active
        given, seen = self.call(kind, late=late), self.sip.seen("call")
        if self.tries(may, lambda: calling.send_call(actor, self.sip.key, given, seen=seen)):
            model.call, model.type, model.shared, model.acknowledged = "sent", kind, True, {PLACE[name]}

    @rule(name=people, why=st.sampled_from(["", "Ny lokal."]), kind=st.sampled_from(["new", "follow_up"]))
    def move(self, name, why, kind):
        model, actor = self.model, self.who(name).actor
        may = model.works(name) and model.call == "sent" and bool(why) and (kind == "follow_up") == model.active
        given, seen = self.call(kind, why=why), self.sip.seen("call")
        if self.tries(may, lambda: calling.move_meeting(actor, self.sip.key, given, seen=seen)):
            model.acknowledged, model.type = {PLACE[name]}, kind

    @rule(name=people)
    def cancel(self, name):
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("call")
        may = model.takes_part(name) and model.call == "sent"
        if self.tries(may, lambda: calling.cancel_meeting(actor, self.sip.key, "Sjukdom.", seen=seen)):
            model.call = "cancelled"

    @rule(name=people)
    def acknowledge(self, name):
        model, actor, part = self.model, self.who(name).actor, self.sip.steps.call
        may = model.takes_part(name) and model.call == "sent" and model.consent not in LIMITED and not model.closed
        may = may and PLACE[name] not in model.acknowledged
        round_ = part.round if part is not None else 1
        if self.tries(may, lambda: calling.acknowledge(actor, self.sip.key, round_)):
            model.acknowledged.add(PLACE[name])

    # ── Samordnad individuell plan ───────────────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def write(self, name):
        model = self.model
        may = model.works(name) and model.shared and model.plan in {"", "writing"}
        if self.tries(may, lambda: self._fill(name)):
            model.plan, model.measured = "writing", model.measured | model.members

    def _fill(self, name):
        self.sip.creator = self.who(name)
        self.sip.written()

    @rule(name=people)
    def start_approval(self, name):
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("care_plan")
        may = model.works(name) and model.plan == "writing" and model.members <= model.measured
        act = lambda: approval.start_approval(actor, self.sip.key, confirmed=True, seen=seen)  # noqa: E731
        if self.tries(may, act):
            model.plan, model.approved, model.active_for_good = "approving", set(), False

    @rule(name=people)
    def approve(self, name):
        model, actor, part = self.model, self.who(name).actor, self.sip.steps.care_plan
        may = model.works(name) and model.plan == "approving" and PLACE[name] not in model.approved
        round_, seen = (part.round, part.content) if part is not None else (1, 0)
        if self.tries(may, lambda: approval.approve(actor, self.sip.key, round_, seen=seen)):
            model.approved.add(PLACE[name])
            model.active_for_good = model.active_for_good or model.members <= model.approved

    @rule(name=people)
    def update(self, name):
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("care_plan")
        may = model.works(name) and model.plan == "approving"
        act = lambda: approval.update_plan(actor, self.sip.key, "Nytt mål.", confirmed=True, seen=seen)  # noqa: E731
        if self.tries(may, act):
            model.plan, model.approved, model.active_for_good = "writing", set(), False

    # ── The plan as a whole ──────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def coordinate(self, name):
        model, who = self.model, self.who(name)
        may = model.takes_part(name) and model.consent not in LIMITED and not model.closed and not model.coordinator
        if self.tries(may, lambda: actions.set_coordinator(who.actor, self.sip.key, who.staff, who.unit)):
            model.coordinator = True

    @rule(name=people)
    def uncoordinate(self, name):
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and not model.closed and model.coordinator
        if self.tries(may, lambda: actions.remove_coordinator(actor, self.sip.key, confirmed=True)):
            model.coordinator = False

    @rule(name=people)
    def end(self, name):
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and model.shared and not model.closed
        if self.tries(may, lambda: actions.end(actor, self.sip.key, "Målen är uppfyllda.", confirmed=True)):
            model.closed = True

    @rule(name=people)
    def annul(self, name):
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and not model.shared and not model.closed
        if self.tries(may, lambda: actions.remove(actor, self.sip.key, confirmed=True)):
            model.closed = model.annulled = True

    @rule(name=people)
    def create_another(self, name):
        """One ongoing SIP a person: another is refused while this one goes on (001-168)."""
        if not self.model.closed:
            who, person = self.who(name), self.planners.patients["elsa"]
            with pytest.raises(Refused):
                actions.create(who.actor, person, who.unit, [])

    # ── What everybody sees ──────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def everybody_sees_what_the_model_says(self):
        if not hasattr(self, "sip") or self.model.annulled:
            return
        model = self.model
        for name in PEOPLE:
            place, who = PLACE[name], self.who(name)
            if place not in model.members:
                continue
            assert self.sip.colours(who) == [self.call_colour(place), "none", self.plan_colour(place)]
            asked = Plan.objects.filter(has_task(who.seat), pk=self.sip.key).exists()
            assert asked == bool(self.sip.overview(who).tasks)

    def call_colour(self, place: str) -> str:
        model = self.model
        if model.call == "sent":
            done = model.members <= model.acknowledged
            if model.closed:
                return "done" if done else "none"
            return "task" if place not in model.acknowledged else "done" if done else "wait"
        return "none" if model.closed or not model.call else "wait"

    def plan_colour(self, place: str) -> str:
        model = self.model
        if not model.plan or model.closed:
            return "done" if model.active and model.plan else "none"
        if model.plan == "writing":
            return "wait"
        return "done" if model.active else "task" if place not in model.approved else "wait"


@pytest.mark.req("001-168", "001-180", "001-188", "001-211", "001-222", "001-253", "001-257")
def test_the_product_does_what_the_plain_model_says(planners):
    """The same walks in every run; ``SIP_WALKS=7`` tries those of another seed.

    A walk that fails is printed as it is and not made shorter: that would take many tries more in the test's own
    transaction, and leave it broken for the tests beside.
    """

    class Walk(Sip):
        pass

    Walk.planners = planners
    number = int(os.environ.get("SIP_WALKS", "1"))
    print(f"walks of SIP_WALKS={number}")  # noqa: T201 (shown when the test fails)
    run_state_machine_as_test(
        seed(number)(Walk),
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
        ),
    )
