"""Random people take random steps in a case, and a plain model, separate from the product, says what should happen.

The model is in plain_model.py. After every step the case, its lists, what the resident sees, and the numbers of its
versions are compared with the model.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from tests.people import hire, now
from vardtrad.cases.case.message_kinds import INTERNAL
from vardtrad.cases.case.models import Case, CaseType, Message, Postponed, Service
from vardtrad.cases.case.moves import (
    answering,
    asking_back,
    closing,
    distributing,
    registering,
    sending_later,
    taking_back,
    unanswered,
)
from vardtrad.cases.case.moves.writing import FEEDBACK, REMINDER, UNANSWERED
from vardtrad.cases.case.tests.plain_model import (
    DISTRIBUTED,
    HANDLES,
    OPEN,
    PLACE,
    TURN,
)
from vardtrad.cases.case.tests.side_panel_walk import SidePanel, people
from vardtrad.cases.case.thread import thread
from vardtrad.cases.staff.frame.queries import WorkList, listed
from vardtrad.cases.teams.models import Group, Member, Substitution
from vardtrad.gate.models import Deadline, Notification, Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused


class Walk(SidePanel):
    """The steps, each tried by anybody at any time."""

    # ── Whose it is ──────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people, to=st.sampled_from(["hugo", "hanna", "rut", "olle", "team"]))
    def distribute(self, name, to):
        model = self.model
        target = self.team if to == "team" else self.who(to).staff
        fits = (to == "team" and model.place == "a") or (to in HANDLES and PLACE[to] == model.place)
        if model.state == "received":
            may, act = model.receives(name), distributing.assign
        else:
            same = model.handler == to if to != "team" else not model.handler and model.group == "team"
            may, act = model.state in DISTRIBUTED and model.staff(name) and not same, distributing.reassign
        if self.tries(may and fits, lambda: act(self.who(name).actor, self.key, target, seen=self.seen)):
            model.handler, model.group = ("", "team") if to == "team" else (to, "")
            model.state = "assigned" if model.state == "received" else model.state
            model.nothing_later(awake=True)
            model.moved()

    @rule(name=people)
    def take(self, name):
        model = self.model
        capacity = model.member(name) or (model.state == "received" and model.receives(name))
        may = capacity and model.state in OPEN and name in HANDLES
        if self.tries(may, lambda: distributing.take(self.who(name).actor, self.key, seen=self.seen)):
            model.handler = name
            model.state = "assigned" if model.state == "received" else model.state
            model.moved()

    @rule(name=people, to=st.sampled_from(["a", "b", "c"]))
    def transfer(self, name, to):
        model = self.model
        may = model.state in TURN and model.staff(name) and to in {"a", "b"} - {model.place}
        unit = getattr(self.region, to)
        if self.tries(may, lambda: distributing.transfer(self.who(name).actor, self.key, unit, seen=self.seen)):
            model.state, model.place, model.handler, model.group = "received", to, "", ""
            model.nothing_later(awake=True)
            model.moved()

    # ── What is said ─────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=people)
    def partly(self, name):
        model = self.model
        may = model.state in OPEN and model.staff(name)
        if self.tries(may, lambda: answering.partial_reply(self.who(name).actor, self.key, "Delsvar.", seen=self.seen)):
            model.state = "assigned" if model.state == "answered" else model.state
            model.nothing_later()
            model.moved()

    @rule(name=people)
    def ask(self, name):
        model = self.model
        may = model.state in TURN and model.owns(name)
        if self.tries(may, lambda: asking_back.ask(self.who(name).actor, self.key, "Fråga?", seen=self.seen)):
            model.handler = name if model.state == "received" else model.handler
            model.state = "asked"
            model.nothing_later()
            model.moved()

    @rule()
    def answer_back(self):
        model = self.model
        act = lambda: asking_back.answer_back(self.alva.actor, self.key, "Ett svar.", seen=self.seen)  # noqa: E731
        if self.tries(model.state == "asked", act):
            model.state, model.asks, model.to_remind = "answered", False, False
            model.nothing_later(awake=True)
            model.moved()

    @rule(name=people)
    def record_reply(self, name):
        """Staff write down the answer of somebody who has chosen the telephone, and of nobody else."""
        model = self.model
        act = lambda: registering.record_reply(self.who(name).actor, self.key, "Ett svar.", seen=self.seen)  # noqa: E731
        if self.tries(model.told and model.state == "asked" and model.staff(name), act):
            model.state = "answered"
            model.nothing_later(awake=True)
            model.moved()

    @rule()
    def pass_on(self):
        registering.pass_on([self.key])
        self.model.moved(leaves_unchanged=True)

    @rule(name=people, silently=st.booleans(), often=st.integers(0, 3))
    def close(self, name, silently, often):
        model = self.model
        if often:
            return  # a walk that closes at once comes to nothing else
        act = closing.close_without_answer if silently else answering.answer
        if self.tries(model.owns(name), lambda: act(self.who(name).actor, self.key, "Slut.", seen=self.seen)):
            model.handler = model.handler or name
            model.state, model.asks, model.to_remind = "closed", False, False
            model.nothing_later(awake=True)
            model.moved()

    @rule(name=people, silently=st.booleans())
    def hold(self, name, silently):
        """What closes the case is held, and until it is taken back nobody can do more than write beside it."""
        model, actor = self.model, self.who(name).actor
        act = taking_back.close_without_answer if silently else taking_back.answer
        may = model.state in TURN and model.owns(name) and not model.later
        if may:
            self.tries(True, lambda: act(actor, self.key, "Slut.", seen=self.seen))
            model.handler = model.handler or name
            model.state, model.later, model.wrote = "closing", True, name
            model.moved(leaves_unchanged=True)

    @rule(name=people)
    def take_back(self, name):
        model = self.model
        may = model.state == "closing" and model.handles(name) and model.wrote == name
        if self.tries(may, lambda: taking_back.take_back(self.who(name).actor, self.key)):
            model.state = "assigned"
            model.nothing_later(awake=True)
            model.moved(leaves_unchanged=True)

    @rule(often=st.integers(0, 2))
    def deliver(self, often):
        """The clock carries out what nobody has taken back."""
        model = self.model
        if model.state != "closing" or often:
            return  # as for closing: otherwise the walk soon comes to nothing else
        self.frozen.go(seconds=11)
        sending_later.deliver_due([self.key])
        model.state = "closed"
        model.nothing_later(awake=True)
        model.moved()

    @rule(name=people)
    def stale(self, name):
        """From a page that has grown old nobody answers."""
        with pytest.raises(Refused):
            answering.answer(self.who(name).actor, self.key, "Gammal sida.", seen=self.seen - 1)

    # ── What the clock does by itself ────────────────────────────────────────────────────────────────────────────

    @rule(days=st.sampled_from([0, 1, 1, 3, 5, 20]))
    def days_pass(self, days):
        """The worker comes when days have gone by: it reminds of and closes what is due, and nothing else."""
        model = self.model
        if days == 20 and model.answered_late < 3:
            model.answered_late += 1
            return  # a walk that soon closes comes to nothing else
        self.frozen.go(days=days)
        case = now(self.case)
        due = {kind: moment is not None and moment <= clock.now() for kind, moment in (
            ("remind", case.reminds_at), ("close", case.closes_at))}  # fmt: skip
        unanswered.remind_due([self.key])
        if model.to_remind and due["remind"]:
            model.to_remind = False
            model.reminders += 1
            model.moved(leaves_unchanged=True)
        unanswered.close_due([self.key])
        if model.asks and due["close"]:
            model.state, model.asks, model.to_remind, model.by_clock = "closed", False, False, True
            model.nothing_later(awake=True)
            model.moved()

    # ── What always holds ────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_case_is_as_the_model_says(self):
        if not hasattr(self, "key"):
            return
        case, model = now(self.case), self.model
        assert case.state == model.state
        assert (case.reminds_at is not None) == model.to_remind
        assert (case.closes_at is not None) == (model.asks or model.by_clock)
        reminders = Notification.objects.filter(key=self.key, move="remind", recipient_id=self.alva.person.id).count()
        assert reminders == model.reminders <= 1
        assert case.clinic_id == getattr(self.region, model.place).id
        assert case.handler_id == (self.who(model.handler).staff.id if model.handler else None)
        assert not case.is_open or model.handler or (case.group_id is not None) == bool(model.group)
        assert case.state in {"received", "closed"} or case.handler_id or case.group_id
        assert ((case.sends_at is not None), (case.snoozed_until is not None)) == (model.later, model.snoozed)
        assert case.urgent is model.urgent
        # Moves that leave the case unchanged affect neither stale pages nor the time of the latest update.
        assert (case.content, case.version) == (model.content, model.version)
        versions = list(Version.objects.filter(key=self.key).order_by("number").values_list("number", flat=True))
        assert versions == list(range(1, model.version + 1))
        assert Postponed.objects.filter(case=case, status="waiting").count() == model.later
        kinds = {deadline.kind for deadline in Deadline.objects.filter(key=self.key)}
        assert ("later" in kinds, "snooze" in kinds) == (model.later, model.snoozed)
        assert (FEEDBACK in kinds) == (case.due is not None)
        assert (REMINDER in kinds, UNANSWERED in kinds) == (model.to_remind, model.asks)

    @invariant()
    def it_never_disappears(self):
        if not hasattr(self, "key"):
            return
        case, model = now(self.case), self.model

        def stands(which: WorkList, clinic, *holders) -> bool:
            return listed(which, clinic.id, holders).filter(pk=self.key).exists()

        here = getattr(self.region, model.place)
        menu = (WorkList.INCOMING, WorkList.DISTRIBUTED, WorkList.CLINIC_CLOSED)
        assert sum(stands(which, here) for which in menu) == 1
        for other in {self.region.a, self.region.b, self.region.c} - {here}:
            assert not any(stands(which, other, case.holder) for which in WorkList)
        if case.is_open:
            assert stands(WorkList.CLINIC_ALL, here)
        waits = model.state in TURN and not model.snoozed
        assert stands(WorkList.CLINIC_TO_DO, here) is waits
        if case.holder is not None:
            own = (WorkList.ASSIGNED, WorkList.QUESTIONS, WorkList.OWN_CLOSED)
            assert sum(stands(which, here, case.holder) for which in own) == (model.state != "received")
            assert stands(WorkList.OWN_TO_DO, here, case.holder) is waits

    @invariant()
    def the_resident_sees_nothing_internal(self):
        if not hasattr(self, "key"):
            return
        internal = set(Message.objects.filter(case=self.case, kind__in=INTERNAL).values_list("text", flat=True))
        assert not Message.objects.filter(case=self.case, kind__in=INTERNAL, internal=False).exists()
        shown = [entry.text for entry in thread(now(self.case), for_staff=False)]
        assert not internal & set(shown)


@pytest.mark.req("000-010", "000-013", "000-024", "000-036", "000-039", "004-005", "004-011", "004-056", "004-078")
@pytest.mark.req("B-03", "B-08", "B-09")
def test_random_walks_agree_with_a_plain_model(frozen, region, alva, hugo, monkeypatch) -> None:
    monkeypatch.setattr("django.conf.settings.UNDO_SECONDS", 10)
    hilma = hire(region.a, "Hilma", "Hav", "SE9921000015-P081", "handler")
    region.people["hilma"] = hilma
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hilma.staff, first=today, last=today + timedelta(days=999))
    group = Group.objects.create(clinic=region.a, name="Läkare")
    Member.objects.create(group=group, staff=region.people["hanna"].staff)
    kind = CaseType.objects.create(code="mall", name="Mall", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind)
    assert Case.objects.count() == 0

    class Walks(Walk):
        """The walk, with the people of this test."""

    Walks.region, Walks.frozen, Walks.team, Walks.question = region, frozen, group, kind
    run_state_machine_as_test(
        Walks,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            # Not made shorter: that would take many tries more in a transaction that the failure may have broken.
            phases=[Phase.generate],
        ),
    )
