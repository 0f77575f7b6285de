"""Taking back an answer or a closing: nothing reaches the resident before its time, and nothing written is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import Clock, Employee, Region, now
from vardtrad.cases.case.internal.queries import postponed
from vardtrad.cases.case.models import Case, CaseDays, Message, Postponed
from vardtrad.cases.case.moves import (
    answering,
    asking_back,
    distributing,
    laying_aside,
    notes,
    sending_later,
    taking_back,
)
from vardtrad.cases.case.moves.writing import FEEDBACK, LATER
from vardtrad.cases.case.thread import thread
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Notification
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.actions import set_permissions
from vardtrad.shared.care_units.models import Assignment

pytestmark = pytest.mark.req("000-036", "000-043")

TEXT = "Receptet är klart."


@pytest.fixture(autouse=True)
def ten_seconds(settings) -> None:
    """The time that an installation has if nothing else is said."""
    settings.UNDO_SECONDS = 10


def answers(who: Employee, case: Case, text: str = TEXT, **more) -> Case:
    return taking_back.answer(who.actor, case.id, text, seen=now(case).content, **more).thing


def seen_by_resident(case: Case) -> list[str]:
    return [entry.text for entry in thread(now(case), for_staff=False)]


def time_passes(frozen: Clock, seconds: int = 11) -> None:
    frozen.go(seconds=seconds)
    worker.work(HANDLERS)


def test_the_resident_sees_nothing_until_the_seconds_have_passed(frozen, hugos_case, hugo, alva) -> None:
    before, seen = now(hugos_case), seen_by_resident(hugos_case)
    answers(hugo, hugos_case)
    held = now(hugos_case)
    assert (held.state, held.content, held.updated) == ("closing", before.content, before.updated)
    assert (held.unread_by_resident, held.feedback, held.due) == (False, before.feedback, before.due)
    assert seen_by_resident(hugos_case) == seen
    assert not Notification.objects.filter(recipient_id=alva.person.id).exists()
    time_passes(frozen, 9)
    assert now(hugos_case).state == "closing"
    time_passes(frozen, 2)
    sent = now(hugos_case)
    assert (sent.state, sent.sends_at, sent.due, sent.unread_by_resident) == ("closed", None, None, True)
    assert seen_by_resident(hugos_case) == [*seen, TEXT]
    message = Message.objects.get(case=sent, text=TEXT)
    assert (message.kind, message.author, message.author_name) == ("answer", hugo.staff.id, "Hugo Holm")
    assert Notification.objects.filter(recipient_id=alva.person.id).count() == 1
    assert not Deadline.objects.filter(key=sent.id).exists()


def test_taken_back_it_never_happened_for_the_resident(frozen, hugos_case, hugo, alva) -> None:
    before, seen = now(hugos_case), seen_by_resident(hugos_case)
    answers(hugo, hugos_case)
    taking_back.take_back(hugo.actor, hugos_case.id)
    case = now(hugos_case)
    assert (case.state, case.handler_id, case.sends_at) == ("assigned", hugo.staff.id, None)
    assert (case.content, case.updated, case.due) == (before.content, before.updated, before.due)
    time_passes(frozen, 60)
    assert now(hugos_case).state == "assigned"
    assert seen_by_resident(hugos_case) == seen
    assert not Message.objects.filter(case=case, text=TEXT).exists()
    assert not Notification.objects.filter(recipient_id=alva.person.id).exists()
    # The text is there to go on with, staff read what happened, and the time for feedback still runs.
    assert postponed(case).text == TEXT
    assert any("ångrade sig" in entry.text for entry in thread(case, for_staff=True))
    assert {deadline.kind for deadline in Deadline.objects.filter(key=case.id)} == {FEEDBACK}
    answers(hugo, hugos_case, "Nu rätt.")
    time_passes(frozen)
    assert seen_by_resident(hugos_case) == [*seen, "Nu rätt."]


def test_a_receivers_direct_answer_can_be_taken_back_and_is_then_the_receivers(frozen, new_case, rut) -> None:
    answers(rut, new_case)
    taking_back.take_back(rut.actor, new_case.id)
    case = now(new_case)
    assert (case.state, case.handler_id) == ("assigned", rut.staff.id)
    answers(rut, new_case)
    time_passes(frozen)
    case = now(new_case)
    assert (case.state, case.handler_id) == ("closed", rut.staff.id)


@pytest.mark.req("000-045")
def test_a_closing_without_answer_is_held_too(frozen, hugos_case, hugo, alva) -> None:
    close = lambda: taking_back.close_without_answer(hugo.actor, hugos_case.id, "Ringde.", seen=now(hugos_case).content)  # noqa: E731
    close()
    taking_back.take_back(hugo.actor, hugos_case.id)
    assert postponed(now(hugos_case)).text == "Ringde."
    seen = seen_by_resident(hugos_case)
    close()
    assert seen_by_resident(hugos_case) == seen
    time_passes(frozen)
    assert now(hugos_case).state == "closed"
    (said,) = seen_by_resident(hugos_case)[len(seen) :]
    assert said.startswith("Mottagningen har avslutat ärendet.")
    assert not Notification.objects.filter(recipient_id=alva.person.id).exists()
    assert CaseDays.objects.get(case=hugos_case).answered is False


def test_only_its_author_takes_it_back_and_only_in_time(frozen, hugos_case, hugo, rut, hanna) -> None:
    answers(hugo, hugos_case)
    for other in (rut, hanna):
        with pytest.raises(Refused):
            taking_back.take_back(other.actor, hugos_case.id)
    frozen.go(seconds=10)  # the worker has not come to it yet
    with pytest.raises(Refused, match="för sent"):
        taking_back.take_back(hugo.actor, hugos_case.id)
    time_passes(frozen, 1)
    with pytest.raises(Refused):
        taking_back.take_back(hugo.actor, hugos_case.id)
    assert now(hugos_case).state == "closed"


COLLEAGUES: list[Callable[[Employee, Region, Case, int], object]] = [
    lambda rut, _region, case, seen: answering.partial_reply(rut.actor, case.id, "Delsvar.", seen=seen),
    lambda rut, _region, case, seen: answering.answer(rut.actor, case.id, "Annat.", seen=seen),
    lambda rut, _region, case, seen: taking_back.answer(rut.actor, case.id, "Annat.", seen=seen),
    lambda rut, _region, case, seen: asking_back.ask(rut.actor, case.id, "Fråga?", seen=seen),
    lambda rut, region, case, seen: distributing.transfer(rut.actor, case.id, region.b, seen=seen),
    lambda rut, region, case, seen: distributing.reassign(rut.actor, case.id, region.people["hanna"].staff, seen=seen),
    lambda rut, _region, case, _seen: sending_later.cancel(rut.actor, case.id),
]


@pytest.mark.parametrize("act", COLLEAGUES)
def test_nothing_that_a_colleague_does_meanwhile_stops_it(frozen, region, hugos_case, hugo, rut, act) -> None:
    answers(hugo, hugos_case)
    with pytest.raises(Refused):
        act(rut, region, hugos_case, now(hugos_case).content)
    notes.note(rut.actor, hugos_case.id, "Bredvid.")  # beside the case, as always
    time_passes(frozen)
    assert now(hugos_case).state == "closed"
    assert seen_by_resident(hugos_case)[-1] == TEXT


def test_where_the_resident_may_be_answering_it_goes_at_once(frozen, hugos_case, hugo, alva) -> None:
    asked = hugo.does("ask", hugos_case, "Vilken styrka?")
    answers(hugo, asked)
    assert now(asked).state == "closed"
    with pytest.raises(Refused):
        alva.answers_back(asked)


def test_it_goes_out_though_its_author_has_left_and_the_worker_was_down(frozen, hugos_case, hugo) -> None:
    answers(hugo, hugos_case)
    held = Assignment.objects.get(staff=hugo.staff, unit=hugo.clinic, state="active")
    set_permissions(system("testerna"), held.id, (), seen=held.content)
    time_passes(frozen, 7_200)
    assert now(hugos_case).state == "closed"
    assert Message.objects.get(case=hugos_case, text=TEXT).author_name == "Hugo Holm"
    assert Postponed.objects.get().status == "sent"
    assert not Deadline.objects.filter(kind=LATER).exists()


def test_the_same_form_twice_is_one_answer(frozen, hugos_case, hugo) -> None:
    seen, key = hugos_case.content, uuid4()
    again = lambda: taking_back.answer(hugo.actor, hugos_case.id, TEXT, seen=seen, submit_key=key)  # noqa: E731
    assert [again().repeated, again().repeated] == [False, True]
    time_passes(frozen)
    assert again().repeated  # Back in the browser, and sent again
    assert Message.objects.filter(case=hugos_case, text=TEXT).count() == 1


@pytest.mark.req("002-012")
def test_an_answer_shortly_before_the_time_is_out_is_in_time(frozen, hugos_case, hugo) -> None:
    due = now(hugos_case).due
    frozen.go(seconds=int((due - clock.now()).total_seconds()) - 5)
    answers(hugo, hugos_case)
    assert now(hugos_case).state == "closed"
    assert CaseDays.objects.get(case=hugos_case).word == clock.swedish_date(due - timedelta(seconds=1))


def test_what_waits_for_another_day_gives_way_at_once(frozen, hugos_case, hugo) -> None:
    at = clock.now() + timedelta(days=1)
    sending_later.postpone(hugo.actor, hugos_case.id, "answer", "Sen.", at, seen=now(hugos_case).content)
    answers(hugo, hugos_case)
    assert now(hugos_case).state == "closed"
    assert seen_by_resident(hugos_case)[-1] == TEXT


def test_an_installation_may_have_no_time_for_it(frozen, hugos_case, hugo, settings) -> None:
    settings.UNDO_SECONDS = 0
    answers(hugo, hugos_case)
    assert now(hugos_case).state == "closed"


def test_a_case_that_was_laid_aside_is_in_the_list_again(frozen, hugos_case, hugo) -> None:
    laying_aside.snooze(hugo.actor, hugos_case.id, clock.now() + timedelta(days=2))
    answers(hugo, hugos_case)
    taking_back.take_back(hugo.actor, hugos_case.id)
    assert now(hugos_case).waits_for_staff
