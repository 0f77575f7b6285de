"""Sent later, and laid aside: what the clock finds when its time has come (B-09)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import Clock, assign, now
from tests.people import region as make_region
from vardtrad.cases.case.internal.queries import postponed as shown_again
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Message, Postponed
from vardtrad.cases.case.moves import laying_aside, sending_later
from vardtrad.cases.case.moves.writing import LATER
from vardtrad.cases.case.thread import thread
from vardtrad.cases.teams.models import Group, Member, Substitution
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Notification, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.actions import set_permissions
from vardtrad.shared.care_units.models import Assignment, Staff

pytestmark = pytest.mark.req("B-09")

KINDS = [
    (MessageKind.ANSWER, "closed"),
    (MessageKind.PARTIAL_REPLY, "assigned"),
    (MessageKind.QUESTION, "asked"),
]


def writes(who, case: Case, text: str = "Klart.", kind: MessageKind = MessageKind.ANSWER, days: int = 1) -> Postponed:
    at = clock.now() + timedelta(days=days)
    sending_later.postpone(who.actor, case.id, kind, text, at, seen=now(case).content)
    return Postponed.objects.get(case=case, status="waiting")


def said(case: Case) -> list[str]:
    """The messages that the resident has got."""
    messages = Message.objects.filter(case=case, internal=False, from_resident=False).order_by("at", "id")
    return list(messages.values_list("text", flat=True))


def permissions(person, *left: str) -> None:
    held = Assignment.objects.get(staff=person.staff, unit=person.clinic, state="active")
    set_permissions(system("testerna"), held.id, left, seen=held.content)


def tomorrow(frozen: Clock) -> None:
    frozen.go(days=1, minutes=1)
    worker.work(HANDLERS)


@pytest.mark.parametrize(("kind", "state"), KINDS)
def test_sent_in_the_authors_name_as_it_was_then(frozen, hugos_case, hugo, alva, kind, state) -> None:
    writes(hugo, hugos_case, "Klart.", kind)
    frozen.go(hours=23)
    worker.work(HANDLERS)
    assert said(hugos_case) == []
    Staff.objects.filter(pk=hugo.staff.id).update(given_name="Hubert")  # renamed meanwhile: the text keeps the old name
    frozen.go(hours=1, minutes=1)
    worker.work(HANDLERS)
    case = now(hugos_case)
    assert (case.state, case.sends_at, case.unread_by_resident, case.due) == (state, None, True, None)
    message = Message.objects.get(case=case, kind=kind)
    assert (message.author, message.author_name, message.signature, message.unit_name, message.by_receiver) == (
        hugo.staff.id, "Hugo Holm", "Hugo Holm, distriktsläkare", "Vårdcentralen Alen", False,
    )  # fmt: skip
    assert Postponed.objects.get().status == "sent"
    assert not Deadline.objects.filter(kind=LATER).exists()
    assert Notification.objects.filter(key=case.id, recipient_id=alva.person.id).exists()


@pytest.mark.parametrize("kind", [kind for kind, _state in KINDS])
def test_two_workers_and_one_that_died_send_it_once(frozen, hugos_case, hugo, kind) -> None:
    writes(hugo, hugos_case, "En gång.", kind)
    frozen.go(days=1, minutes=1)
    with_the_claim = Deadline.objects.get(kind=LATER)
    dead = worker.Handlers(
        deadlines={(with_the_claim.label, LATER): lambda keys: None}, deliver=lambda notification: None
    )
    worker.carry_out_deadlines(dead)  # it claims, and is killed before it does anything
    assert said(hugos_case) == []
    frozen.go(minutes=3)  # the claim has run out
    waiting = Postponed.objects.get()
    worker.work(HANDLERS)
    sending_later.deliver_due([hugos_case.id])  # a worker that held the same claim comes late
    sending_later._deliver(waiting)  # and a worker that had already read what to send
    assert said(hugos_case) == ["En gång."]


def test_four_workers_at_once_send_it_once(frozen, committed) -> None:
    people = make_region.__wrapped__(None)
    alva, rut, hugo = (people.people[name] for name in ("alva", "rut", "hugo"))
    case = rut.does("assign", alva.sends(people.renewal_at_a), hugo.staff)
    writes(hugo, case, "En gång.", MessageKind.PARTIAL_REPLY)
    frozen.go(days=1, minutes=1)
    assert committed.together(*[lambda: sending_later.deliver_due([case.id])] * 4) == [None] * 4
    assert said(case) == ["En gång."]
    assert Postponed.objects.get().status == "sent"


def test_undone_in_the_very_moment_is_not_sent(frozen, hugos_case, hugo) -> None:
    first = writes(hugo, hugos_case, "Fel text.")
    sending_later.cancel(hugo.actor, hugos_case.id)
    second = writes(hugo, hugos_case, "Rätt text.")
    frozen.go(days=1, minutes=1)
    sending_later._deliver(first)  # a worker that read it before it was undone
    assert said(hugos_case) == []
    assert Trace.objects.filter(action="deliver_answer", outcome="refused").exists()
    assert now(hugos_case).sends_at is not None
    sending_later._deliver(second)
    assert said(hugos_case) == ["Rätt text."]


def test_nothing_is_sent_before_its_time(frozen, hugos_case, hugo) -> None:
    writes(hugo, hugos_case)
    sending_later.deliver_due([hugos_case.id])
    assert said(hugos_case) == []
    assert Postponed.objects.get().status == "waiting"


@pytest.mark.parametrize("what", ["reassign", "to_group", "transfer", "close", "answer", "partial_reply", "receiver"])
def test_an_earlier_event_cancels_it(frozen, region, hugos_case, hugo, hanna, rut, what) -> None:
    writes(hugo, hugos_case)
    if what == "reassign":
        rut.does("reassign", hugos_case, hanna.staff)
    elif what == "to_group":
        group = Group.objects.create(clinic=region.a, name="Läkare")
        Member.objects.create(group=group, staff=hanna.staff)
        rut.does("reassign", hugos_case, group)
    elif what == "transfer":
        hugo.does("transfer", hugos_case, region.b)
    elif what == "receiver":
        rut.does("partial_reply", hugos_case, "Vi återkommer.")
    else:
        hugo.does("close_without_answer" if what == "close" else what, hugos_case, "Ett ord.")
    before = said(hugos_case)
    assert Postponed.objects.get().status == "cancelled"
    assert not Deadline.objects.filter(kind=LATER).exists()
    tomorrow(frozen)
    assert said(hugos_case) == before


def test_the_residents_answer_cancels_it_and_wakes_the_case(frozen, hugos_case, hugo, alva) -> None:
    """A waiting text cannot be kept beside a new question; a case laid aside while asked comes back at once."""
    hugo.does("ask", hugos_case, "Vilken dos?")
    with pytest.raises(Refused):
        writes(hugo, hugos_case)
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=5))
    alva.answers_back(hugos_case)
    case = now(hugos_case)
    assert (case.snoozed_until, case.waits_for_staff, case.unread_by_clinic) == (None, True, True)
    assert not Deadline.objects.filter(kind="snooze").exists()
    writes(hugo, hugos_case, "Tack.")
    tomorrow(frozen)
    assert said(hugos_case) == ["Vilken dos?", "Tack."]


@pytest.mark.parametrize(("kind", "_state"), KINDS)
def test_somebody_who_may_no_longer_answer_there_sends_nothing(
    frozen, hugos_case, hugo, rut, alva, kind, _state
) -> None:
    waiting = writes(hugo, hugos_case, "Min text.", kind)
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=9))
    content = now(hugos_case).content
    permissions(hugo)
    tomorrow(frozen)
    case = now(hugos_case)
    assert said(case) == []
    assert (case.state, case.sends_at, case.waits_for_staff, case.unread_by_clinic) == ("assigned", None, True, True)
    assert case.content == content
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    assert not Deadline.objects.filter(key=case.id, kind__in=["later", "snooze"]).exists()
    told = Notification.objects.filter(key=case.id, move="return_postponed")
    assert set(told.values_list("recipient_id", flat=True)) == {rut.staff.id, hugo.staff.id}
    assert Trace.objects.filter(action="return_postponed", key=case.id, outcome="done").exists()
    kept = shown_again(case)
    assert kept is not None
    assert kept.text == "Min text."
    texts = [entry.text for entry in thread(case, for_staff=True)]
    assert any("skickades inte, eftersom den som skrev inte längre får svara" in text for text in texts)
    assert not any("skickades inte" in entry.text for entry in thread(case, for_staff=False))
    before = Trace.objects.count()
    frozen.go(hours=5)
    worker.carry_out_deadlines(HANDLERS)
    assert Trace.objects.count() == before  # and it is tried no more


def test_somebody_who_now_works_only_elsewhere_sends_nothing(frozen, region, hugos_case, hugo) -> None:
    writes(hugo, hugos_case)
    assign(hugo.staff, region.b, "handler")
    permissions(hugo)
    tomorrow(frozen)
    assert said(hugos_case) == []


def test_a_substitute_whose_days_are_over_still_works_there(frozen, hugos_case, hugo, hanna) -> None:
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today)
    writes(hanna, hugos_case, "Från Hanna.")
    tomorrow(frozen)
    assert said(hugos_case) == ["Från Hanna."]
    assert Message.objects.get(kind="answer").author_name == "Hanna Hed"
    assert now(hugos_case).handler_id == hugo.staff.id


def test_a_case_laid_aside_again_does_not_wake_at_the_first_time(frozen, hugos_case, hugo) -> None:
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=1))
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=3))
    frozen.go(days=2)
    laying_aside.wake_due([hugos_case.id])  # a worker with the first time in its hand
    worker.carry_out_deadlines(HANDLERS)
    assert now(hugos_case).snoozed_until is not None
    frozen.go(days=1)
    worker.carry_out_deadlines(HANDLERS)
    assert now(hugos_case).waits_for_staff


def test_a_refused_delivery_does_not_stop_the_others(frozen, region, alva, rut, hugo, hanna) -> None:
    cases = [rut.does("assign", alva.sends(region.renewal_at_a), who.staff) for who in (hugo, hanna, hugo)]
    for case, who in zip(cases, (hugo, hanna, hugo), strict=True):
        writes(who, case)
    permissions(hanna)
    tomorrow(frozen)
    assert [len(said(case)) for case in cases] == [1, 0, 1]


@pytest.mark.req("B-09", "002-015")
def test_a_case_that_becomes_late_comes_back_even_if_laid_aside(frozen, hugos_case, hugo) -> None:
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=30))
    frozen.go(days=7)
    worker.work(HANDLERS)
    case = now(hugos_case)
    assert case.flagged is not None
    assert (case.snoozed_until, case.waits_for_staff) == (None, True)
    assert not Deadline.objects.filter(key=case.id, kind="snooze").exists()
