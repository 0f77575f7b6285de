"""The clinic's clock: when it starts, what stops it, whom a flag notifies, and what the lists sort by (002-011…015)."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

import pytest

from tests.people import STOCKHOLM, Employee, hire, now
from vardtrad.cases.case.models import NEVER, Case, CaseType, ClinicPolicy, Message, Service
from vardtrad.cases.case.moves import flagging, notes, sending, urgency
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.moves.writing import FEEDBACK
from vardtrad.cases.teams.models import DutyDay, Group, Member, Substitution
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Notification
from vardtrad.kernel.tables import Refused


def carry_out() -> None:
    worker.carry_out_deadlines(HANDLERS)


def last_day(case: Case) -> str:
    """The last Swedish day on which a word is in time."""
    due = now(case).due
    assert due is not None
    end = due.astimezone(STOCKHOLM)
    assert (end.hour, end.minute) == (0, 0)
    return str(date.fromordinal(end.date().toordinal() - 1))


def notified(case: Case, move: str) -> set[object]:
    return set(Notification.objects.filter(key=case.id, move=move).values_list("recipient_id", flat=True))


def template(region, direction: str = "question") -> CaseType:
    new_type = CaseType.objects.create(code=f"mall-{direction}", name="Mall", direction=direction)
    Service.objects.create(clinic=region.a, case_type=new_type)
    return new_type


def sent_by(who: Employee, region, patient, to, text: str = "Vill du ha tiden?") -> Case:
    (moved,) = sending.send_out(who.actor, region.a, template(region), [Outgoing(patient.person, text)], to)
    assert not isinstance(moved, Refused)
    return moved.thing


@pytest.mark.req("002-011")
@pytest.mark.parametrize(
    ("sent", "last"),
    [
        ((11, 19, 8), "2026-11-23"),  # over a weekend
        ((4, 1, 9), "2026-04-07"),  # Skärtorsdagen is a working day; långfredagen, påskdagarna
        ((4, 30, 9), "2026-05-05"),  # första maj
        ((5, 13, 9), "2026-05-18"),  # Kristi himmelsfärdsdag
        ((6, 5, 9), "2026-06-09"),  # sent on the national day itself, a weekend after it
        ((6, 17, 9), "2026-06-22"),  # Midsommarafton
        ((10, 29, 9), "2026-11-02"),  # the day before Alla helgons dag is a working day
        ((12, 22, 9), "2026-12-28"),  # Julafton, juldagen, annandagen
        ((12, 29, 9), "2027-01-04"),  # Nyårsafton, nyårsdagen
    ],
)
def test_two_working_days(frozen, region, alva, sent, last) -> None:
    frozen.to(*sent)
    assert last_day(alva.sends(region.renewal_at_a)) == last


@pytest.mark.req("B-01", "002-011", "004-006", "004-060")
def test_days_of_a_clinic_and_of_a_case_type(frozen, region, alva, rut, hugo) -> None:
    ClinicPolicy.objects.create(clinic=region.a, first_days=3, reply_days=2, sent_days=6)
    Service.objects.filter(pk=region.renewal_at_a.pk).update(first_days=1)
    own, others = alva.sends(region.renewal_at_a), alva.sends(region.services["a", "question"])
    elsewhere = alva.sends(region.services["b", "renewal"])
    assert [last_day(case) for case in (own, others, elsewhere)] == ["2026-11-18", "2026-11-20", "2026-11-19"]
    rut.does("ask", own, "Vilken dos?")
    alva.answers_back(own)
    assert last_day(own) == "2026-11-19"
    Service.objects.filter(pk=region.renewal_at_a.pk).update(reply_days=0)
    other = alva.sends(region.renewal_at_a)
    rut.does("ask", other, "Vilken dos?")
    alva.answers_back(other)
    assert last_day(other) == "2026-11-17"  # nought is a number of days too
    assert last_day(sent_by(rut, region, alva, hugo.staff)) == "2026-11-25"


@pytest.mark.req("002-012")
@pytest.mark.parametrize("verb", ["partial_reply", "ask", "answer"])
@pytest.mark.parametrize("distributed", [False, True])
def test_a_word_stops_it_and_takes_the_flag(frozen, region, alva, rut, hugo, verb, distributed) -> None:
    case = alva.sends(region.renewal_at_a)
    who = hugo if distributed else rut
    if distributed:
        rut.does("assign", case, hugo.staff)
    frozen.to(11, 20)
    carry_out()
    assert now(case).flagged is not None
    who.does(verb, case, "Ett ord.")
    assert (now(case).flagged, now(case).due) == (None, None)
    assert not Deadline.objects.filter(key=case.id).exists()


@pytest.mark.req("004-006")
def test_a_residents_answer_starts_one_day_also_before_a_holiday(frozen, region, alva, rut) -> None:
    case = alva.sends(region.renewal_at_a)
    rut.does("ask", case, "Vilken dos?")
    frozen.to(12, 23, 15)
    alva.answers_back(case)
    assert last_day(case) == "2026-12-28"


@pytest.mark.req("002-022", "002-011")
def test_another_clinic_gets_a_clock_only_if_the_residents_had_stopped(frozen, region, alva, rut, olle) -> None:
    Service.objects.filter(clinic=region.b).update(first_days=4)
    silent, spoken = alva.sends(region.renewal_at_a), alva.sends(region.renewal_at_a)
    rut.does("partial_reply", spoken, "Vi lämnar över.")
    frozen.to(11, 18)
    for case in (silent, spoken):
        rut.does("transfer", case, region.b)
    assert last_day(silent) == "2026-11-19"  # the resident has still heard nothing
    assert last_day(spoken) == "2026-11-24"
    # The resident has had its delsvar, and the status word says so also at the other clinic (002-012).
    assert (now(spoken).feedback, now(spoken).handler_id) == ("partial_receiver", None)
    frozen.to(11, 20)
    carry_out()
    assert [now(case).flagged is not None for case in (silent, spoken)] == [True, False]
    assert notified(silent, "flag") == {olle.staff.id}
    olle.does("transfer", silent, region.a)
    assert now(silent).flagged is not None  # passing it on is no word either


def test_passing_on_does_not_give_more_time_for_an_answer_that_has_come(frozen, region, alva, rut) -> None:
    case = alva.sends(region.renewal_at_a)
    rut.does("ask", case, "Vilken dos?")
    alva.answers_back(case)
    assert last_day(case) == "2026-11-18"
    frozen.to(11, 19)
    carry_out()
    rut.does("transfer", case, region.b)
    assert last_day(case) == "2026-11-18"
    assert now(case).flagged is not None
    assert not Deadline.objects.filter(key=case.id).exists()


@pytest.mark.req("002-015", "002-013", "B-03")
def test_a_flag_comes_on_time_and_notifies_the_responsible_and_the_handler(
    frozen, region, alva, rut, hugo, hanna
) -> None:
    ros = hire(region.a, "Ros", "Ring", "SE9921000015-P071", "receiver")
    first, second, third = (alva.sends(region.renewal_at_a) for _time in range(3))
    rut.does("assign", second, hugo.staff)
    team = Group.objects.create(clinic=region.a, name="Läkare")
    Member.objects.bulk_create(Member(group=team, staff=member.staff) for member in (hugo, hanna))
    rut.does("assign", third, team)
    days = [date(2026, 11, 20)] * 2
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=days[0], last=days[1])
    frozen.to(11, 19, 23, 59)
    carry_out()
    assert not Case.objects.filter(flagged__isnull=False).exists()
    frozen.to(11, 20, 0, 0)
    carry_out()
    assert Case.objects.filter(flagged=frozen.now()).count() == 3
    receivers = {rut.staff.id, ros.staff.id}
    assert notified(first, "flag") == receivers
    assert notified(second, "flag") == receivers | {hanna.staff.id}
    assert notified(third, "flag") == receivers | {hugo.staff.id, hanna.staff.id}
    late = alva.sends(region.renewal_at_a)
    frozen.to(11, 25)
    DutyDay.objects.create(clinic=region.a, day=date(2026, 11, 25), staff=ros.staff)
    carry_out()
    assert notified(late, "flag") == {ros.staff.id}


@pytest.mark.req("004-060")
def test_a_case_that_the_clinic_sent_is_flagged_four_days_after_its_creation(frozen, region, alva, rut, hugo) -> None:
    case = sent_by(rut, region, alva, hugo.staff)
    assert last_day(case) == "2026-11-23"
    frozen.to(11, 19)
    hugo.does("partial_reply", case, "En påminnelse.")
    assert last_day(case) == "2026-11-23"
    frozen.to(11, 24, 0)
    carry_out()
    assert now(case).flagged is not None
    hugo.does("partial_reply", case, "Ännu en påminnelse.")
    assert now(case).flagged is not None
    alva.answers_back(case)
    assert now(case).flagged is None  # it is the clinic's turn, with a day of its own
    assert last_day(case) == "2026-11-25"
    hugo.does("answer", case, "Tack.")
    assert (now(case).due, now(case).state) == (None, "closed")


def test_a_flag_that_was_claimed_too_early_is_not_set(frozen, region, alva, rut) -> None:
    """A worker has taken hold of the deadline; before it comes to the case, the clinic and the resident have been."""
    case = alva.sends(region.renewal_at_a)
    frozen.to(11, 20)
    rut.does("ask", case, "Vilken dos?")
    alva.answers_back(case)
    flagging.flag([case.id])
    assert now(case).flagged is None
    assert Deadline.objects.get(key=case.id, kind=FEEDBACK).due == now(case).due


def _steps(case: Case, alva, rut, hugo, hanna, olle, region):
    def text(verb):
        return lambda who: who.does(verb, case, "Ett ord.")

    return {
        "assign": lambda who: who.does("assign", case, hugo.staff),
        "reassign": lambda who: who.does("reassign", case, hanna.staff),
        "take": lambda who: who.does("take", case),
        "transfer": lambda who: who.does("transfer", case, region.b if who.clinic == region.a else region.a),
        **{verb: text(verb) for verb in ("partial_reply", "ask", "answer", "close_without_answer")},
        "answer_back": lambda who: alva.answers_back(case),
        "urgent": lambda who: urgency.mark_urgent(who.actor, case.id, urgent=True),
        "not_urgent": lambda who: urgency.mark_urgent(who.actor, case.id, urgent=False),
        "note": lambda who: notes.note(who.actor, case.id, "En anteckning."),
    }


@pytest.mark.req("B-01", "002-012", "002-015")
@pytest.mark.parametrize("seed", range(12))
def test_the_sort_key_of_the_lists_always_agrees_with_the_clock(
    frozen, region, alva, rut, hugo, hanna, olle, seed
) -> None:
    random = Random(seed)
    case = sent_by(rut, region, alva, hugo.staff) if seed % 3 == 0 else alva.sends(region.renewal_at_a)
    steps = _steps(case, alva, rut, hugo, hanna, olle, region)
    # Closing ends a walk, so it is tried seldom.
    names = sorted(steps.keys() - {"answer", "close_without_answer"}) * 4 + ["answer", "close_without_answer"]
    moved = 0
    for _step in range(40):
        try:
            steps[random.choice(names)](random.choice([rut, hugo, hanna, olle]))
            moved += 1
        except Refused:
            pass
        frozen.go(hours=random.choice([0, 1, 20]))
        carry_out()
        held = now(case)
        rows = [deadline.due for deadline in Deadline.objects.filter(key=case.id, kind=FEEDBACK)]
        assert rows == ([held.due] if held.due is not None and held.flagged is None else [])
        assert held.urgency == (held.due or NEVER)
        assert held.not_urgent is not held.urgent
        assert held.flagged is None or (held.due is not None and held.due <= held.flagged)
        assert held.due is None or held.flagged is not None or held.due > frozen.now()
        if held.state == "closed":
            assert (held.due, held.flagged) == (None, None)
    assert moved > 3
    assert not Message.objects.filter(case=case, at__gt=datetime(2027, 6, 1, tzinfo=STOCKHOLM)).exists()
