"""The steps of the side panel in a random walk: notes, marks, colleagues, and what is put off (``test_model``).

None of them changes the case for the resident. The people of the walk and how a step is tried stand here too.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.people import now
from vardtrad.cases.case.contact import AnswerBy, CameBy
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.moves import (
    consulting,
    laying_aside,
    notes,
    opening,
    registering,
    sending,
    sending_later,
    urgency,
)
from vardtrad.cases.case.moves.registering import Contact
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.tests.plain_model import DISTRIBUTED, OPEN, PEOPLE, Model
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused

people = st.sampled_from(PEOPLE)


class SidePanel(RuleBasedStateMachine):
    """How a walk begins, and the steps of the side panel, each tried by anybody at any time."""

    region = None
    frozen = None
    team = None
    question = None

    @initialize(sent=st.booleans(), told=st.booleans())
    def begun(self, sent: bool, told: bool) -> None:
        who, region = self.region.people, self.region
        self.alva = who["alva"]
        if sent:
            outgoing = [Outgoing(self.alva.person, "Vill du komma?")]
            (moved,) = sending.send_out(who["rut"].actor, region.a, self.question, outgoing, who["hugo"].staff)
            self.case = moved.thing
            self.model = Model(state="asked", handler="hugo", asks=True, to_remind=True)
        elif told:
            contact = Contact(CameBy.PHONE, AnswerBy.PHONE, "070-174 06 15")
            actor, service = who["hugo"].actor, region.renewal_at_a
            args = (service.clinic, service.case_type, self.alva.person, "Mitt recept.", contact)
            self.case = registering.register(actor, *args).thing
            self.model = Model(told=True)
        else:
            self.case = self.alva.sends(region.renewal_at_a)
            self.model = Model()
        self.key = self.case.id

    def tries(self, allowed: bool, act) -> bool:
        """Try it; it must go exactly when the model says so, and a refusal changes nothing."""
        with nullcontext() if allowed else pytest.raises(Refused):
            act()
        return allowed

    def who(self, name: str):
        return self.region.people[name]

    @property
    def seen(self) -> int:
        return now(self.case).content

    @rule(name=people)
    def note(self, name):
        may = self.model.staff(name) or self.model.member(name)
        if self.tries(may, lambda: notes.note(self.who(name).actor, self.key, "Anteckning.")):
            self.model.moved(leaves_unchanged=True)

    @rule(name=people, urgent=st.booleans())
    def mark(self, name, urgent):
        model = self.model
        may = model.state in OPEN and (model.staff(name) or model.member(name))
        if self.tries(may, lambda: urgency.mark_urgent(self.who(name).actor, self.key, urgent=urgent)):
            model.urgent = urgent
            model.moved(leaves_unchanged=True)

    @rule(name=people)
    def consult(self, name):
        model = self.model
        other = "b" if model.place == "a" else "a"
        may = model.state in OPEN and model.staff(name)
        unit = getattr(self.region, other)
        # Somebody without a capacity may well work at the other unit, and is always refused.
        if self.tries(may, lambda: consulting.consult(self.who(name).actor, self.key, "Kan ni?", unit)):
            model.asked.add(other)
            model.moved(leaves_unchanged=True)

    @rule(name=people)
    def snooze(self, name):
        model = self.model
        until = clock.now() + timedelta(days=2)
        may = model.state in DISTRIBUTED and model.handles(name)
        if self.tries(may, lambda: laying_aside.snooze(self.who(name).actor, self.key, until)):
            model.snoozed = True
            model.moved(leaves_unchanged=True)

    @rule(name=people)
    def wake(self, name):
        model = self.model
        if self.tries(
            model.state in DISTRIBUTED and model.handles(name),
            lambda: laying_aside.wake(self.who(name).actor, self.key),
        ):
            model.snoozed = False
            model.moved(leaves_unchanged=True)

    @rule(name=people)
    def postpone(self, name):
        model = self.model
        at, actor = clock.now() + timedelta(days=1), self.who(name).actor
        may = model.state in {"assigned", "answered"} and model.handles(name) and not model.later
        act = lambda: sending_later.postpone(actor, self.key, MessageKind.ANSWER, "Sen.", at, seen=self.seen)  # noqa: E731
        if self.tries(may, act):
            model.later = True
            model.moved(leaves_unchanged=True)

    @rule(name=people)
    def cancel(self, name):
        model = self.model
        may = model.state in DISTRIBUTED and model.staff(name)
        if self.tries(may, lambda: sending_later.cancel(self.who(name).actor, self.key)):
            model.later = False
            model.moved(leaves_unchanged=True)

    @rule()
    def read(self):
        opening.mark_read(self.alva.actor, self.key)
        self.model.to_remind = False
        self.model.moved(leaves_unchanged=True)
