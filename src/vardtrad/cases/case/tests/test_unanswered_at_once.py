"""The resident answers in the same second as the clock closes: one wins, and the other is told (004-078)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.people import now
from tests.people import region as make_region
from tests.toy.committed import Background, Committed
from vardtrad.cases.case.models import CaseType, Message, Service
from vardtrad.cases.case.moves import asking_back, opening, sending, unanswered
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.gate.door import Moved
from vardtrad.gate.models import Deadline, Notification, Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused

TIMES = 12


@pytest.fixture
def sent(committed: Committed, monkeypatch: pytest.MonkeyPatch):
    """Questions whose time to answer is over, in a database that really commits."""
    region = make_region.__wrapped__(None)  # type: ignore[attr-defined]
    kind = CaseType.objects.create(code="erbjudande", name="Erbjudande", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind)
    people = region.people
    outgoing = [Outgoing(people["alva"].person, "Vill du ha tiden?")] * TIMES
    moved = sending.send_out(people["rut"].actor, region.a, kind, outgoing, people["hugo"].staff)
    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    return region, [result.thing for result in moved]


@pytest.mark.req("004-078")
def test_close_and_answer_in_the_same_second(committed: Committed, sent) -> None:
    region, cases = sent
    alva, won = region.people["alva"], Counter()
    for case in cases:
        seen = now(case).content
        answered, closed = committed.together(
            lambda case=case, seen=seen: asking_back.answer_back(alva.actor, case.id, "Ja.", seen=seen),
            lambda case=case: unanswered.close_due([case.id]),
        )
        assert closed is None
        state = now(case).state
        won[state] += 1
        clock_refused = Trace.objects.filter(key=case.id, action="close_unanswered", outcome="refused").count()
        if state == "answered":
            assert isinstance(answered, Moved)
            assert clock_refused == 1
        else:
            assert (state, clock_refused) == ("closed", 0)
            assert isinstance(answered, Refused)
            assert answered.reason in {Reason.NOT_ALLOWED, Reason.STALE}
        # Never both: an answer stands in the thread exactly when it has won.
        assert Message.objects.filter(case=case, from_resident=True).count() == (state == "answered")
        assert Version.objects.filter(key=case.id, move__in=["answer_back", "close_unanswered"]).count() == 1
        assert not Deadline.objects.filter(key=case.id, kind="unanswered").exists()
    assert sum(won.values()) == TIMES


@pytest.mark.req("004-078")
@pytest.mark.parametrize("first", ["answer", "close"])
def test_whichever_holds_the_case_first_wins(committed: Committed, sent, first: str) -> None:
    """Both orders on purpose: somebody else holds the row until the first of the two waits for it, then the second."""
    region, (case, *_others) = sent
    alva, seen = region.people["alva"], now(case).content
    calls = {
        "answer": lambda: asking_back.answer_back(alva.actor, case.id, "Ja.", seen=seen),
        "close": lambda: unanswered.close_due([case.id]),
    }
    (second,) = calls.keys() - {first}
    with committed.owner() as owner:
        owner.execute("BEGIN")
        owner.execute("SELECT 1 FROM cases_case WHERE id = %s FOR NO KEY UPDATE", [case.id])
        began = Background(calls[first])
        committed.await_waiting()
        followed = Background(calls[second])
        with committed.owner() as other:
            while other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0] < 2:
                other.execute("SELECT pg_sleep(0.01)")
        owner.execute("COMMIT")
    results = {first: began.result(), second: followed.result()}
    assert now(case).state == {"answer": "answered", "close": "closed"}[first]
    assert isinstance(results["answer"], Moved if first == "answer" else Refused)


@pytest.mark.req("004-005")
def test_two_workers_and_a_reader_remind_at_most_once(committed: Committed, sent) -> None:
    region, cases = sent
    alva = region.people["alva"]
    for case in cases[:6]:
        committed.together(
            lambda case=case: unanswered.remind_due([case.id]),
            lambda case=case: unanswered.remind_due([case.id]),
            lambda case=case: opening.mark_read(alva.actor, case.id),
        )
        assert Notification.objects.filter(key=case.id, move="remind").count() <= 1
        assert (now(case).reminds_at, now(case).unread_by_resident) == (None, False)
        assert not Deadline.objects.filter(key=case.id, kind="reminder").exists()
