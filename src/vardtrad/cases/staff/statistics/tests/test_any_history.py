"""Whatever happens to the cases, in whatever order and with whatever time between, the counts are those of the threads.

A random walk through the product's own verbs: cases come, are handed over, get delsvar, questions, waiting texts and
answers, are closed one by one and many at once, and time passes. Every count is compared with one that knows nothing of
kept days and reads each case's messages one at a time (``test_counts.model``), for any clinics, types and period.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.people import now
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseDays, CaseType, ClinicPolicy, Service
from vardtrad.cases.case.moves import consulting, notes, sending, sending_later
from vardtrad.cases.case.moves.closing import CloseWithoutAnswer
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import move_many
from vardtrad.cases.staff.statistics import queries
from vardtrad.cases.staff.statistics.queries import Asked
from vardtrad.cases.staff.statistics.tests.test_counts import model
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.shared.statistics.periods import Per, Period

places = st.sampled_from(["a", "a", "b"])
picks = st.integers(0, 5)
"""Which of the latest cases a step is about."""
VERBS = ("answer", "partial_reply", "ask", "close_without_answer")


class Days(RuleBasedStateMachine):
    """The steps, on any of the latest cases. What the product refuses changes nothing, and the walk goes on."""

    region = None
    frozen = None
    question = None

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.frozen.to(10, 1)
        self.cases: list[Case] = []
        self.who = self.region.people

    def picked(self, pick: int) -> Case | None:
        return now(self.cases[-1 - pick % len(self.cases)]) if self.cases else None

    def at_its_clinic(self, case: Case):
        """Who receives at the clinic where the case is: everything may be tried by them."""
        return self.who["rut" if case.clinic_id == self.region.a.id else "olle"]

    @rule(place=places, kind=st.sampled_from(["renewal", "question"]), who=st.sampled_from(["alva", "bo"]))
    def somebody_writes(self, place, kind, who):
        self.cases.append(self.who[who].sends(self.region.services[place, kind]))

    @rule()
    def the_clinic_writes(self):
        """What the clinic sends is not counted, however it goes on."""
        outgoing = [Outgoing(self.who["alva"].person, "Vill du komma?")]
        hugo = self.who["hugo"].staff
        (moved,) = sending.send_out(self.who["rut"].actor, self.region.a, self.question, outgoing, hugo)
        self.cases.append(moved.thing)

    @rule(pick=picks, verb=st.sampled_from(VERBS))
    def the_clinic_says_something(self, pick, verb):
        case = self.picked(pick)
        if case is None:
            return
        holder = self.who["hugo"] if case.handler_id == self.who["hugo"].staff.id else self.at_its_clinic(case)
        with suppress(Refused):
            holder.does(verb, case, "Ett ord.")

    @rule(pick=picks)
    def it_is_given_to_hugo(self, pick):
        case = self.picked(pick)
        if case is not None:
            with suppress(Refused):
                self.who["rut"].does("assign", case, self.who["hugo"].staff)

    @rule(pick=picks, place=st.sampled_from(["a", "b"]))
    def it_is_handed_over(self, pick, place):
        case = self.picked(pick)
        if case is not None:
            with suppress(Refused):
                self.at_its_clinic(case).does("transfer", case, getattr(self.region, place))

    @rule(pick=picks)
    def the_resident_answers(self, pick):
        case = self.picked(pick)
        if case is not None:
            with suppress(Refused):
                who = "alva" if case.patient_id == self.who["alva"].person.id else "bo"
                self.who[who].answers_back(case)

    @rule(pick=picks)
    def something_internal(self, pick):
        """Notes and questions to colleagues are no words to the resident, also after the case is closed."""
        case = self.picked(pick)
        if case is not None:
            with suppress(Refused):
                notes.note(self.at_its_clinic(case).actor, case.id, "En anteckning.")
                other = self.region.b if case.clinic_id == self.region.a.id else self.region.a
                consulting.consult(self.at_its_clinic(case).actor, case.id, "Kan ni?", other)

    @rule(pick=picks, kind=st.sampled_from([MessageKind.ANSWER, MessageKind.PARTIAL_REPLY, MessageKind.QUESTION]))
    def it_is_sent_later(self, pick, kind):
        """The day is that on which the clock sends it, not the one on which it was written."""
        case = self.picked(pick)
        if case is None:
            return
        with suppress(Refused):
            at = clock.now() + timedelta(days=1)
            sending_later.postpone(self.who["hugo"].actor, case.id, kind, "Senare.", at, seen=case.content)
            self.frozen.go(hours=25)
            sending_later.deliver_due([case.id])

    @rule()
    def many_are_closed_at_once(self):
        """As a job does it: one set through the door, some of it refused."""
        latest = [now(case) for case in self.cases[-3:]]
        requests = [door.Request(case.id, CloseWithoutAnswer("Ringde."), seen=case.content) for case in latest]
        if requests:
            move_many(self.who["rut"].actor, Move.CLOSE_WITHOUT_ANSWER, requests)

    @rule(days=st.sampled_from([None, 0, 1, 5]), reply=st.sampled_from([0, 2]))
    def the_limits_change(self, days, reply):
        """They apply to the past as well, as the page says."""
        Service.objects.filter(clinic=self.region.a, case_type=self.region.question).update(first_days=days)
        ClinicPolicy.objects.update_or_create(clinic=self.region.b, defaults={"first_days": reply})

    @rule(hours=st.sampled_from([1, 7, 20, 40, 100]))
    def time_passes(self, hours):
        self.frozen.go(hours=hours)

    @rule(
        clinics=st.sampled_from(["a", "b", "ab"]), per=st.sampled_from(list(Per)), some=st.booleans(),
        back=st.integers(0, 40), length=st.integers(0, 40),
    )  # fmt: skip
    def it_is_counted(self, clinics, per, some, back, length):
        today = clock.today()
        first = today - timedelta(days=back)
        asked = Asked(
            tuple(getattr(self.region, place).id for place in clinics),
            (self.region.renewal.id,) if some else None,
            Period(first, min(first + timedelta(days=length), today)),
            per,
        )
        compare(asked)

    def teardown(self) -> None:
        today = clock.today()
        everywhere = (self.region.a.id, self.region.b.id)
        compare(Asked(everywhere, None, Period(today - timedelta(days=300), today), Per.DAY))
        assert CaseDays.objects.count() == Case.objects.filter(origin="resident").count()
        transaction.savepoint_rollback(self.before)


def compare(asked: Asked) -> None:
    """The counts as the page asks for them, against those read from each thread."""
    came, ended, word_days, end_days = model(asked.clinics, asked.period, asked.per, asked.types)
    counted, times = queries.received(asked)
    assert (counted, times.of()) == (dict(came), word_days)
    counted, times = queries.closed(asked)
    assert (counted, times.of()) == (dict(ended), end_days)


@pytest.mark.req("B-14", "002-007")
def test_the_counts_are_those_of_the_threads_after_any_history(frozen, region) -> None:
    question = CaseType.objects.create(code="mall", name="Mall", direction="question")
    Service.objects.create(clinic=region.a, case_type=question)

    class Walk(Days):
        """The walk, with the people of this test."""

    Walk.region, Walk.frozen, Walk.question = region, frozen, question
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
