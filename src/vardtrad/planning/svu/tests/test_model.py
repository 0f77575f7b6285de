"""Random people take random steps in an SVU, and a simple model, independent of the product, predicts the result.

The model knows nothing about tables, rounds or the door: it keeps sets of units. After every step it is compared with
the colours that each party sees, the tasks, and the database's query for "Att göra".
"""

from __future__ import annotations

import os
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.plans import CARE_FIELDS, TOWN_FIELDS, WARD_FIELDS, Drive
from tests.walkers import FULL, LICENSED, LIMITED, PARTY, PLACE, PLACE_PARTY, people
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Event, Plan
from vardtrad.planning.start.filters import has_task
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.tests.plain_model import ATTESTS, FIELDS, Model


class Svu(RuleBasedStateMachine):
    """The steps, each of which anybody may try at any time."""

    planners = None

    @initialize(start=st.sampled_from(["created", "published", "marked", "attested", "alone", "without_care"]))
    def created(self, start) -> None:
        lacking = {"alone": ("Ö", "K"), "without_care": ("Ö",)}.get(start, ())
        addressed = {"oskar": "Ö", "karin": "K"}
        others = tuple(name for name, party in addressed.items() if party not in lacking)
        self.svu = Drive(self.planners, others=others)
        self.model = model = Model(members={"ward_a": "S"} | {PLACE[name]: PARTY[name] for name in others})
        # Some walks begin at a later stage, so that they reach what happens late.
        if start != "created":
            self.svu.published()
            model.consent, model.published = "consented", True
        if start in {"marked", "attested"}:
            self.svu.marked()
            model.statement, model.filled = "marked", {f"S/{path}" for path in WARD_FIELDS}
        if start == "attested":
            self.svu.attested()
            model.filled |= {f"{party}/{path}" for party in "ÖK" for path in FIELDS[party]}
            model.answer, model.attested = "ja", set(model.members)

    def tries(self, allowed: bool, act) -> bool:
        """Try a move; it must succeed exactly when the model says so."""
        with nullcontext() if allowed else pytest.raises(Refused):
            act()
        return allowed

    def who(self, name: str):
        return self.planners.staff[name]

    def as_ward(self, name: str) -> None:
        """Let this person take the ward's next step in the drive."""
        self.svu.ward = self.who(name)

    # ── Information and consent ──────────────────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def inform(self, name):
        model = self.model
        may = model.leads(name) and not (model.closed and model.consent != "created")
        actor = self.who(name).actor
        if self.tries(may, lambda: planning.inform(SVU, actor, self.svu.key, written=True, reason="")):
            model.consent = "informed" if model.consent == "created" else model.consent

    @rule(name=people, kind=st.sampled_from(["consented", "refused", "harm"]), why=st.booleans())
    def says(self, name, kind, why):
        model, actor, key = self.model, self.who(name).actor, self.svu.key
        may = model.leads(name) and model.consent in {"informed", "withdrawn"} and not model.closed
        doctor, reason = self.planners.staff["doris"].staff, "Okontaktbar." if why else ""
        acts = {
            "harm": lambda: planning.assess_harm(SVU, actor, key, responsible=doctor, reason=reason),
            "refused": lambda: planning.refuse(SVU, actor, key, confirmed=True),
            "consented": lambda: planning.consent(SVU, actor, key, confirmed=True),
        }
        if kind == "harm":
            may = may and name in LICENSED and (why or model.consent != "withdrawn")
        act = acts[kind]
        if self.tries(may, act):
            model.consent = kind

    @rule(name=people)
    def withdraw(self, name):
        model = self.model
        may = model.leads(name) and model.consent in FULL | {"refused"} and not model.closed
        if self.tries(may, lambda: planning.withdraw(SVU, self.who(name).actor, self.svu.key, confirmed=True)):
            model.consent = "withdrawn"

    # ── Participants ─────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people, place=st.sampled_from(sorted(PLACE_PARTY)))
    def add(self, name, place):
        model, unit = self.model, getattr(self.planners, place)
        welcome = model.consent not in LIMITED or PLACE_PARTY[place] in model.without_receiver
        may = model.takes_part(name) and welcome and place not in model.members
        if self.tries(may, lambda: planning.add_unit(SVU, self.who(name).actor, self.svu.key, unit)):
            model.members[place] = PLACE_PARTY[place]

    @rule(name=people, place=st.sampled_from(sorted(PLACE_PARTY)))
    def remove(self, name, place):
        model, unit = self.model, getattr(self.planners, place)
        party = PLACE_PARTY[place]
        may = (
            model.takes_part(name)
            and place in model.members
            and (party != "S" or PLACE[name] == place)
            and (len(model.units(party)) > 1 or model.consent in LIMITED)
        )
        act = lambda: planning.remove_unit(SVU, self.who(name).actor, self.svu.key, unit, confirmed=True)  # noqa: E731
        if self.tries(may, act):
            del model.members[place]

    # ── The steps ────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def publish(self, name):
        model = self.model
        self.as_ward(name)
        may = model.leads(name) and not model.published and model.consent in FULL | LIMITED
        given = self.svu.given()
        if model.consent in LIMITED:
            given = self.svu.given(day=given.day, expected=given.expected, confirmed=True)
        from vardtrad.planning.svu import actions

        seen = self.svu.seen("admission")
        act = lambda: actions.publish_admission(self.svu.ward.actor, self.svu.key, given, seen=seen)  # noqa: E731
        if self.tries(may, act):
            model.published = True

    @rule(name=people, step=st.sampled_from(["admission", "discharge_time"]))
    def acknowledge(self, name, step):
        from vardtrad.planning.svu import actions
        from vardtrad.planning.svu.rules import Step

        model = self.model
        done = model.admission if step == "admission" else model.times
        there = model.published if step == "admission" else bool(model.time)
        part = getattr(self.svu.steps, step)
        may = model.receives(name) and there and PLACE[name] not in done and not model.dead
        number = part.round if part is not None else 0
        if self.tries(may, lambda: actions.acknowledge(self.who(name).actor, self.svu.key, Step(step), number)):
            done.add(PLACE[name])

    @rule(name=people, kind=st.sampled_from(["estimated", "ready"]))
    def time(self, name, kind):
        model = self.model
        self.as_ward(name)
        may = model.leads(name) and model.published and not model.closed and not model.dead
        act = self.svu.estimated if kind == "estimated" else lambda: self.svu.ready(reason="Ändrat.")
        if self.tries(may, act):
            model.time, model.times = kind, set()

    @rule(name=people)
    def start(self, name):
        from vardtrad.planning.svu import actions

        model = self.model
        may = model.takes_part(name) and model.consent in FULL and model.published
        may = may and (model.assessing or not (model.closed or model.dead))
        if self.tries(may, lambda: actions.start_assessment(self.who(name).actor, self.svu.key)):
            model.assessing = True

    @rule(name=people, path=st.sampled_from(["kartlaggning.boende", "kartlaggning.mat"]))
    def assess(self, name, path):
        model, ward_half = self.model, path == "kartlaggning.mat"
        may = model.takes_part(name) and model.assessing and model.consent in FULL and not model.closed
        may = may and (PARTY[name] == "S") == ward_half
        if self.tries(may, lambda: self.svu.writes(self.who(name), path, f"Skrivet av {name}.")):
            model.assessed = True

    @rule(name=people, of=st.sampled_from(["S", "Ö", "K"]), data=st.data())
    def write(self, name, of, data):
        model, party = self.model, PARTY[name]
        path = data.draw(st.sampled_from(sorted(FIELDS[of])))
        may = model.takes_part(name) and model.consent in FULL and model.published and not model.closed and of == party
        late = model.statement not in {"", "writing"}
        may = may and (party == "S" or (late and not model.final))
        text = {**WARD_FIELDS, **CARE_FIELDS, **TOWN_FIELDS}[path] or self.planners.staff["doris"].staff.hsa_id
        if self.tries(may, lambda: self.svu.writes(self.who(name), path, text)):
            model.filled.add(f"{of}/{path}")
            model.statement = model.statement or "writing"
            if model.units(party) & model.attested:
                model.attested = set()
            if path == "stallningstagande.sip":
                model.answer = ""
                if model.units("Ö") & model.attested:
                    model.attested = set()

    @rule(name=people)
    def fill(self, name):
        """Fill in all of the person's fields at once, so that the walk gets far."""
        model, party = self.model, PARTY[name]
        may = model.takes_part(name) and model.consent in FULL and model.published and not model.closed
        late = model.statement not in {"", "writing"}
        may = may and (party == "S" or (late and not model.final))
        if not may:
            return
        self.svu.fills(self.who(name), FIELDS[party])
        model.filled |= {f"{party}/{path}" for path in FIELDS[party]}
        model.statement = model.statement or "writing"
        if model.units(party) & model.attested:
            model.attested = set()
        if party == "S":
            model.answer = ""
            if model.units("Ö") & model.attested:
                model.attested = set()

    @rule(name=people)
    def mark(self, name):
        from vardtrad.planning.svu import actions

        model = self.model
        may = model.leads(name) and model.statement == "writing" and model.consent in FULL and not model.closed
        may = may and model.complete("S") and not model.dead
        seen = self.svu.seen("statement")
        if self.tries(may, lambda: actions.mark_complete(self.who(name).actor, self.svu.key, seen=seen)):
            model.statement = "marked"

    @rule(name=people, yes=st.sampled_from([True, True, False]))
    def answers(self, name, yes):
        model = self.model
        may = model.receives(name) and PARTY[name] == "Ö" and model.statement == "marked"
        may = may and model.consent in FULL and not model.closed and not model.final and not model.dead
        if self.tries(may, lambda: self.svu.answers(self.who(name), approves=yes)):
            model.answer = "ja" if yes else "nej"
            if not yes:
                model.statement, model.attested = "rejected", set()

    @rule(name=people)
    def attest(self, name):
        from vardtrad.planning.svu import actions

        model, part = self.model, self.svu.steps.statement
        party, place = PARTY[name], PLACE[name]
        may = model.takes_part(name) and name in ATTESTS and model.consent in FULL and place not in model.attested
        may = may and model.complete(party) and not model.dead
        if model.statement == "rejected":
            may = may and party == "S"
        else:
            may = may and model.statement == "marked" and (party != "Ö" or model.answer == "ja")
        number, seen = (part.round, part.content) if part is not None else (0, 0)
        if self.tries(may, lambda: actions.attest(self.who(name).actor, self.svu.key, number, seen=seen)):
            if model.statement == "rejected":
                model.statement, model.answer = "marked", ""
            model.attested.add(place)

    @rule(name=people)
    def discharge(self, name):
        model = self.model
        self.as_ward(name)
        if self.tries(model.leads(name) and model.published and not model.closed, self.svu.discharged):
            model.closed = True

    @rule(name=people)
    def undo(self, name):
        model = self.model
        self.as_ward(name)
        if self.tries(model.leads(name) and model.closed, self.svu.undone):
            model.closed = False

    # ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────

    def happens(self, name: str, kind: str, corrects=None):
        from vardtrad.kernel import clock
        from vardtrad.planning.svu import events

        key, actor = self.svu.key, self.who(name).actor
        events.register_event(actor, key, kind, clock.today(), "Text.", corrects=corrects, confirmed=True)

    @rule(name=people)
    def die(self, name):
        model = self.model
        may = model.leads(name) and model.published and not model.dead
        if self.tries(may, lambda: self.happens(name, "deceased")):
            model.dead = True

    @rule(name=people, kind=st.sampled_from(["correction", "cancellation"]))
    def was_not_dead(self, name, kind):
        model = self.model
        died = Event.objects.filter(plan_id=self.svu.key, kind="deceased").order_by("-at").first()
        may = model.leads(name) and model.dead
        if self.tries(may, lambda: self.happens(name, kind, died.id if died is not None else None)):
            model.dead = False

    @rule(name=people)
    def tell_outside(self, name):
        model = self.model
        may = model.leads(name) and model.published and bool(model.without_receiver)
        if self.tries(may, lambda: self.happens(name, "told_outside")):
            model.told_outside = True

    # ── What everybody sees ──────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def everybody_sees_what_the_model_says(self):
        if not hasattr(self, "model"):
            return
        for name in ("vera", "ulla", "oskar", "olga", "rolf", "karin", "kurt"):
            if not self.model.takes_part(name):
                continue
            seen = self.svu.overview(self.who(name))
            assert [step.colour for step in seen.steps] == self.colours(name), name
            asked = Plan.objects.filter(has_task(self.who(name).seat), pk=self.svu.key).exists()
            assert asked == bool(seen.tasks), name

    def colours(self, name: str) -> list[str]:
        model, place = self.model, PLACE[name]
        homes = model.units("Ö", "K")

        def confirmed(done: set[str]) -> str:
            if place in homes - done:
                return "task"
            return "done" if homes <= done and not model.without_receiver else "wait"

        ward, full = PARTY[name] == "S", not model.without_receiver
        if not model.published:
            admission = "task" if ward and not model.closed else "none"
        elif ward and not full and not model.told_outside and not model.closed:
            admission = "task"
        else:
            admission = confirmed(model.admission)
        step = "done" if full else "wait"
        time = "none" if not model.published else confirmed(model.times) if model.time else step
        assessment = "assess" if model.assessed else "none"
        statement = {"": "none", "writing": "wait"}.get(model.statement, "")
        if model.statement == "rejected":
            statement = "task" if PARTY[name] == "S" and name in ATTESTS else "wait"
        elif model.statement == "marked":
            mine = name in ATTESTS and place not in model.attested
            statement = "task" if mine else "done" if model.final else "wait"
        colours = [admission, time, assessment, statement, step if model.closed else "none"]
        return ["none" if model.dead and colour in {"task", "wait"} else colour for colour in colours]


@pytest.mark.req(
    "001-020", "001-021", "001-022", "001-031", "001-032", "001-104", "001-142", "001-143", "001-155", "001-156",
    "001-246", "001-250", "001-251", "001-252", "001-253", "B-25",
)  # fmt: skip
def test_the_product_does_what_the_plain_model_says(planners):
    """The same walks in every run; ``SVU_WALKS=7`` tries those of another seed.

    A walk that fails is printed as it is and not made shorter: that would take many tries more in the test's own
    transaction, and leave it broken for the tests beside.
    """

    class Walk(Svu):
        pass

    Walk.planners = planners
    number = int(os.environ.get("SVU_WALKS", "1"))
    print(f"walks of SVU_WALKS={number}")  # noqa: T201 (shown when the test fails)
    run_state_machine_as_test(
        seed(number)(Walk),
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
        ),
    )
