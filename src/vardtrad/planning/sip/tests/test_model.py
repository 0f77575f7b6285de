"""Random people take random steps in a SIP, and a simple model, independent of the product, predicts the result.

The model knows nothing about tables, rounds or the door: it keeps sets of units. After every step it is compared with
the colours that each unit sees, the tasks, and the database's query for "Att göra"; and nothing on the list of
prohibitions may have happened. Each walk has a person of its own, since a person has one ongoing SIP.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.planners import Planner, Planners
from tests.sips import SipDrive
from tests.walkers import FULL, LICENSED, LIMITED, PARTY, PEOPLE, PLACE, PLACE_PARTY, people
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.sip import actions, approval, calling
from vardtrad.planning.sip.capacities import capacities_of
from vardtrad.planning.sip.field_specs import NO_MEASURES, PLAN_FIELDS, measures_path
from vardtrad.planning.sip.steps import STEPS
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.sip.tests.plain_model import APPROVES, NEVER, Model, Seen
from vardtrad.planning.start.filters import has_task
from vardtrad.shared.people.models import Person

REASON = "Behoven har ändrats."
DAYS, MOST_DAYS = 8, 240
"""How far "time passes" goes each time, and in all: a follow-up is not due within eight months."""


class Sip(RuleBasedStateMachine):
    """The steps, each of which anybody may try at any time."""

    planners: ClassVar[Planners]
    persons: ClassVar[Iterator[Person]]
    passed: ClassVar[list[int]]

    @initialize(
        creator=st.sampled_from(["vera", "oskar", "karin"]),
        start=st.sampled_from(["created", "called", "called", "writing", "active"]),
    )
    def created(self, creator: str, start: str) -> None:
        self.passed[0] = 0
        person = next(self.persons)
        self.planners.patients["walk"] = person
        others = tuple(name for name in ("oskar", "karin") if name != creator)
        self.sip = SipDrive(self.planners, patient="walk", creator=creator, others=others)
        members = {PLACE[name]: PARTY[name] for name in (creator, *others)}
        self.model = model = Model(begun_by=PARTY[creator], members=members)
        # Some walks begin at a later stage, so that they reach what happens late.
        if start != "created":
            self.sip.called()
            model.consent, model.called, model.call, model.meeting = "consented", True, "sent", 7
            model.acknowledged = {PLACE[creator]}
        if start in {"writing", "active"}:
            self.sip.written()
            model.plan, model.filled, model.measured = "writing", True, set(members)
        if start == "active":
            self.sip.approving().approved(*(self.who(name) for name in (creator, *others)))
            model.plan, model.approved, model.sealed = "approving", set(members), True
        self.move = ""
        self.last = self.looked()

    def who(self, name: str) -> Planner:
        return self.planners.staff[name]

    def tries(self, move: str, allowed: bool, act: Callable[[], object]) -> bool:
        """Try a move; it must succeed exactly when the model says so."""
        self.move = move
        with nullcontext() if allowed else pytest.raises(Refused):
            act()
        return allowed

    def looked(self) -> Seen:
        plan = self.sip.plan
        parts = [getattr(plan, name, None) for name in STEPS]
        openers = {name for name in PEOPLE if capacities_of(self.who(name).actor, [plan]).get(plan.id)}
        return Seen(
            state=plan.state,
            closed=plan.closed is not None,
            called=plan.shared is not None,
            parts=tuple(None if part is None else (part.state, part.content) for part in parts),
            texts=frozenset(Field.objects.filter(plan_id=plan.id).values_list("path", "value")),
            held=self.model.active,
            openers=frozenset(openers),
        )

    # ── Information, consent and participants ────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def inform(self, name: str) -> None:
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and not model.ended
        if self.tries("inform", may, lambda: planning.inform(SIP, actor, self.sip.key, written=True, reason="")):
            model.consent = "informed" if model.consent == "created" else model.consent

    @rule(name=people, kind=st.sampled_from(["consented", "consented", "refused", "harm"]), why=st.booleans())
    def says(self, name: str, kind: str, why: bool) -> None:
        model, actor, key = self.model, self.who(name).actor, self.sip.key
        may = model.takes_part(name) and model.consent in {"informed", "withdrawn"} and not model.ended
        doctor, reason = self.planners.staff["doris"].staff, "Okontaktbar." if why else ""
        acts: dict[str, Callable[[], object]] = {
            "harm": lambda: planning.assess_harm(SIP, actor, key, responsible=doctor, reason=reason),
            "refused": lambda: planning.refuse(SIP, actor, key, confirmed=True),
            "consented": lambda: planning.consent(SIP, actor, key, confirmed=True),
        }
        if kind == "harm":
            may = may and name in LICENSED and (why or model.consent != "withdrawn")
        if self.tries(kind, may, acts[kind]):
            model.consent = kind

    @rule(name=people)
    def withdraw(self, name: str) -> None:
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and model.consent in FULL | {"refused"} and not model.ended
        if self.tries("withdraw", may, lambda: planning.withdraw(SIP, actor, self.sip.key, confirmed=True)):
            model.consent = "withdrawn"

    @rule(name=people, place=st.sampled_from(sorted(PLACE_PARTY)))
    def add(self, name: str, place: str) -> None:
        model, unit = self.model, getattr(self.planners, place)
        may = model.takes_part(name) and model.consent not in LIMITED and not model.ended
        may = may and place not in model.members
        if self.tries("add", may, lambda: planning.add_unit(SIP, self.who(name).actor, self.sip.key, unit)):
            model.members[place] = PLACE_PARTY[place]

    @rule(name=people, place=st.sampled_from(sorted(PLACE_PARTY)))
    def remove(self, name: str, place: str) -> None:
        model, unit = self.model, getattr(self.planners, place)
        may = model.takes_part(name) and place in model.members and len(model.members) > 1
        actor = self.who(name).actor
        if self.tries("leave", may, lambda: planning.remove_unit(SIP, actor, self.sip.key, unit, confirmed=True)):
            del model.members[place]

    @rule(name=people)
    def coordinates(self, name: str) -> None:
        model, who = self.model, self.who(name)
        may = model.takes_part(name) and model.consent not in LIMITED and not model.ended and not model.coordinator
        if self.tries("coordinate", may, lambda: actions.set_coordinator(who.actor, self.sip.key, who.staff, who.unit)):
            model.coordinator = PLACE[name]

    @rule(name=people)
    def stops_coordinating(self, name: str) -> None:
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and not model.ended and bool(model.coordinator)
        if self.tries("uncoordinate", may, lambda: actions.remove_coordinator(actor, self.sip.key, confirmed=True)):
            model.coordinator = ""

    # ── Kallelse ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule()
    def time_passes(self) -> None:
        if self.passed[0] < MOST_DAYS:
            self.passed[0] += DAYS
            self.model.day += DAYS

    @rule(name=people, kind=st.sampled_from(["new", "new", "follow_up"]))
    def call(self, name: str, kind: str) -> None:
        model, actor = self.model, self.who(name).actor
        fits = (kind == "follow_up") == model.active
        others = set(model.members) - {PLACE[name]}
        may = model.works(name) and model.call in {"", "draft", "cancelled"} and fits and bool(others)
        given, seen = self.sip.call(call_type=kind), self.sip.seen("call")
        if self.tries("call", may, lambda: calling.send_call(actor, self.sip.key, given, seen=seen)):
            model.call, model.called, model.acknowledged = "sent", True, {PLACE[name]}
            model.meeting = model.day + 7

    @rule(name=people)
    def acknowledge(self, name: str) -> None:
        model, part, actor = self.model, self.sip.steps.call, self.who(name).actor
        may = model.takes_part(name) and model.call == "sent" and model.consent not in LIMITED and not model.ended
        may = may and PLACE[name] not in model.acknowledged
        number = part.round if part is not None else 0
        if self.tries("acknowledge", may, lambda: calling.acknowledge(actor, self.sip.key, number)):
            model.acknowledged.add(PLACE[name])

    @rule(name=people)
    def cancel(self, name: str) -> None:
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("call")
        may = model.takes_part(name) and model.call == "sent" and model.before_meeting
        if self.tries("cancel", may, lambda: calling.cancel_meeting(actor, self.sip.key, REASON, seen=seen)):
            model.call = "cancelled"

    @rule(name=people)
    def hold(self, name: str) -> None:
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("call")
        may = model.takes_part(name) and model.call == "sent" and not model.before_meeting
        may = may and model.consent not in LIMITED and not model.ended
        came = {member.unit: "came" for member in members_of([self.sip.key]).get(self.sip.key, [])}
        if self.tries("hold", may, lambda: calling.hold_meeting(actor, self.sip.key, "phone", came, seen=seen)):
            model.call = "held"

    @rule(name=people)
    def book(self, name: str) -> None:
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("call")
        may = model.works(name) and model.call == "held"
        if self.tries("book", may, lambda: calling.book_meeting(actor, self.sip.key, seen=seen)):
            model.call = "draft"

    # ── Kartläggning and Samordnad individuell plan ──────────────────────────────────────────────────────────────

    @rule(name=people)
    def assess(self, name: str) -> None:
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and model.consent in FULL and (model.assessing or not model.ended)
        if self.tries("assess", may, lambda: actions.start_assessment(actor, self.sip.key)):
            model.assessing = True

    @rule(name=people)
    def write(self, name: str) -> None:
        model, who = self.model, self.who(name)
        may = model.works(name) and model.called and model.plan != "approving"
        required = [spec.path for spec in PLAN_FIELDS if spec.required]
        if self.tries("write", may, lambda: self.sip.writes(who, required[0], f"Skrivet av {name}.")):
            for path in required[1:]:
                self.sip.writes(who, path, "Ett mål.")
            model.plan, model.filled = "writing", True

    @rule(name=people)
    def measure(self, name: str) -> None:
        model, who = self.model, self.who(name)
        may = model.works(name) and model.called and model.plan != "approving"
        if self.tries("measure", may, lambda: self.sip.writes(who, measures_path(who.unit.id), NO_MEASURES)):
            model.plan = "writing"
            model.measured.add(PLACE[name])

    @rule(name=people)
    def start(self, name: str) -> None:
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("care_plan")
        may = model.works(name) and model.plan == "writing" and model.ready
        act = lambda: approval.start_approval(actor, self.sip.key, confirmed=True, seen=seen)  # noqa: E731
        if self.tries("start", may, act):
            model.plan, model.approved, model.sealed = "approving", set(), False

    @rule(name=people)
    def approve(self, name: str) -> None:
        model, part, actor = self.model, self.sip.steps.care_plan, self.who(name).actor
        may = model.works(name) and model.plan == "approving" and name in APPROVES and PLACE[name] not in model.approved
        number, seen = (part.round, part.content) if part is not None else (0, 0)
        if self.tries("approve", may, lambda: approval.approve(actor, self.sip.key, number, seen=seen)):
            model.approved.add(PLACE[name])
            model.sealed = model.sealed or set(model.members) <= model.approved

    @rule(name=people)
    def update(self, name: str) -> None:
        model, actor, seen = self.model, self.who(name).actor, self.sip.seen("care_plan")
        may = model.works(name) and model.plan == "approving" and not model.coordinated_elsewhere(name)
        act = lambda: approval.update_plan(actor, self.sip.key, REASON, confirmed=True, seen=seen)  # noqa: E731
        if self.tries("update", may, act):
            model.plan, model.sealed = "writing", False

    # ── The end ──────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people, sure=st.sampled_from([False, False, True]))
    def end(self, name: str, sure: bool) -> None:
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and model.called and not model.ended and sure
        if self.tries("end", may, lambda: actions.end(actor, self.sip.key, REASON, confirmed=sure)):
            model.ended = True

    @rule(name=people, sure=st.sampled_from([False, False, True]))
    def annul(self, name: str, sure: bool) -> None:
        model, actor = self.model, self.who(name).actor
        may = model.takes_part(name) and not model.called and not model.ended and sure
        if self.tries("annul", may, lambda: actions.remove(actor, self.sip.key, confirmed=sure)):
            model.removed = True

    @rule(name=st.sampled_from(["vera", "oskar", "karin"]))
    def another_while_it_goes_on(self, name: str) -> None:
        if self.model.ended or self.model.removed:
            return  # another could be created, and the walk goes on in this one
        who = self.who(name)
        create = lambda: actions.create(who.actor, self.sip.plan.patient, who.unit, [])  # noqa: E731
        self.tries("create", False, create)

    # ── What everybody sees, and what must never happen ──────────────────────────────────────────────────────────

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        for name in ("vera", "ulla", "oskar", "olga", "rolf", "karin", "kurt"):
            if not self.model.takes_part(name):
                continue
            seen = self.sip.overview(self.who(name))
            assert [step.colour for step in seen.steps] == self.model.colours(name), name
            asked = Plan.objects.filter(has_task(self.who(name).seat), pk=self.sip.key).exists()
            assert asked == bool(seen.tasks), name

    @invariant()
    def nothing_prohibited_has_happened(self) -> None:
        if not hasattr(self, "model"):
            return
        now = self.looked()
        assert now.openers == {name for name in PEOPLE if self.model.takes_part(name)}
        happened = [words for words, has in NEVER.items() if has(self.last, now, self.move)]
        assert not happened, self.move
        self.last = now


NUMBERS = ("198804022385", "194607287044", "198909022389", "198106012399", "198411012381")


@pytest.mark.req(
    "001-168", "001-172", "001-180", "001-182", "001-188", "001-210", "001-211", "001-219", "001-222", "001-223",
    "001-253", "001-257",
)  # fmt: skip
def test_the_product_does_what_the_plain_model_says(planners: Planners, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same walks in every run; ``SIP_WALKS=7`` tries those of another seed.

    A walk that fails is printed as it is and not made shorter: that would take many tries more in the test's own
    transaction, and leave it broken for the tests beside.
    """
    real, days = clock.now, [0]
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days[0]))
    more = [Person.objects.create(identity=number, given_name="Vandra", family_name="Vid") for number in NUMBERS]
    everybody = [*planners.patients.values(), *more]

    class Walk(Sip):
        pass

    Walk.planners, Walk.persons, Walk.passed = planners, iter(everybody), days
    number = int(os.environ.get("SIP_WALKS", "1"))
    print(f"walks of SIP_WALKS={number}")  # noqa: T201 (shown when the test fails)
    options: dict[str, Any] = {
        "max_examples": 6, "stateful_step_count": 25, "deadline": None, "database": None,
        "suppress_health_check": list(HealthCheck), "phases": [Phase.generate],
    }  # fmt: skip
    run_state_machine_as_test(seed(number)(Walk), settings=settings(**options))
