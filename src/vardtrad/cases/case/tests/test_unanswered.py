"""A question that the clinic sent and nobody answers: reminded of once, and closed at last (004-005, 004-011)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.people import STOCKHOLM, Resident, now
from vardtrad.cases.case import notifications
from vardtrad.cases.case.models import Case, CaseType, ClinicPolicy, Message, Service
from vardtrad.cases.case.moves import asking_back, opening, sending, unanswered
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.moves.writing import REMINDER, UNANSWERED
from vardtrad.cases.case.policy import Policy
from vardtrad.cases.case.standard_text import fill
from vardtrad.cases.case.thread import thread
from vardtrad.cases.teams.models import Group, Member
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Notification, Trace, Version
from vardtrad.kernel.tests.test_clock import WEEKDAYS_OFF
from vardtrad.shared.people.models import Person


@pytest.fixture
def question(region) -> CaseType:
    kind = CaseType.objects.create(code="erbjudande", name="Erbjudande om snabbare vård", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind)
    return kind


def send(who, region, kind: CaseType, to, *people: Resident) -> list[Case]:
    outgoing = [Outgoing(patient.person, "Vill du ha tiden?") for patient in people]
    return [moved.thing for moved in sending.send_out(who.actor, region.a, kind, outgoing, to)]


def carry_out() -> None:
    worker.carry_out_deadlines(HANDLERS)


def kinds(case: Case) -> set[str]:
    return set(Deadline.objects.filter(key=case.id).values_list("kind", flat=True))


def reminders(case: Case) -> list[object]:
    return list(Notification.objects.filter(key=case.id, move="remind").values_list("recipient_id", flat=True))


@pytest.mark.req("004-005", "004-011", "004-049", "004-060")
def test_the_whole_course_of_a_question_that_nobody_reads(frozen, region, alva, rut, hugo, question) -> None:
    (case,) = send(rut, region, question, hugo.staff, alva)  # Tuesday 17 November
    assert kinds(case) == {"feedback", REMINDER, UNANSWERED}
    frozen.to(11, 18, 23, 59)
    carry_out()
    assert reminders(case) == []
    frozen.to(11, 19, 0, 0)  # one working day has gone by
    carry_out()
    carry_out()
    assert reminders(case) == [alva.person.id]
    assert now(case).flagged is None
    frozen.to(11, 24, 0, 0)  # four
    carry_out()
    assert now(case).flagged is not None
    frozen.to(12, 1, 23, 59)
    carry_out()
    assert now(case).state == "asked"
    frozen.to(12, 2, 0, 0)  # ten
    carry_out()
    closed = now(case)
    assert (closed.state, closed.flagged, closed.due, closed.handler_id) == ("closed", None, None, hugo.staff.id)
    assert kinds(case) == set()
    assert Version.objects.get(move="close_unanswered").actor_name == "klockan"
    assert set(Notification.objects.filter(move="close_unanswered").values_list("recipient_id", flat=True)) == {
        hugo.staff.id
    }
    said = [entry.text for entry in thread(closed, for_staff=True)]
    assert "Automatisk påminnelse till invånaren, som inte har läst meddelandet." in said
    assert "Avslutat automatiskt: inget svar kom senast tisdag 1 december. Kontakta invånaren på telefon." in said
    frozen.go(days=30)
    carry_out()
    assert reminders(case) == [alva.person.id]


@pytest.mark.req("004-050", "004-005")
def test_a_reminder_says_nothing_about_health_or_the_clinic(frozen, region, alva, rut, hugo, question) -> None:
    (case,) = send(rut, region, question, hugo.staff, alva)
    frozen.to(11, 19)
    carry_out()
    words = notifications.words(Notification.objects.get(key=case.id, move="remind"))
    assert words.subject == "Påminnelse: du har ett oläst meddelande"
    for secret in (region.a.name, "Erbjudande", "Vill du ha tiden", alva.person.name, alva.person.identity):
        assert secret not in words.subject + words.body


@pytest.mark.req("004-005")
@pytest.mark.parametrize("ends", ["read", "answered", "closed", "dead"])
def test_nobody_is_reminded_of_what_is_over(frozen, region, alva, rut, hugo, question, ends) -> None:
    (case,) = send(rut, region, question, hugo.staff, alva)
    if ends == "read":
        opening.mark_read(alva.actor, case.id)
    elif ends == "answered":
        alva.answers_back(case)
    elif ends == "closed":
        hugo.does("close_without_answer", case, "Klart per telefon.")
    else:
        Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    frozen.to(11, 19)
    carry_out()
    unanswered.remind_due([case.id])
    assert reminders(case) == []
    assert now(case).reminds_at is None
    # Nothing is left to be tried again for hours.
    assert REMINDER not in kinds(case)


@pytest.mark.req("004-005")
def test_a_delsvar_after_the_reminder_does_not_remind_by_itself_again(
    frozen, region, alva, rut, hugo, question
) -> None:
    (case,) = send(rut, region, question, hugo.staff, alva)
    frozen.to(11, 19)
    carry_out()
    hugo.does("partial_reply", case, "Vi saknar ditt svar.")
    frozen.to(11, 27)
    carry_out()
    assert len(reminders(case)) == 1
    assert now(case).unread_by_resident


@pytest.mark.req("004-078")
def test_an_answer_that_waits_for_staff_is_never_closed_nor_what_they_ask_then(
    frozen, region, alva, bo, rut, hugo, question
) -> None:
    waits, asked_again = send(rut, region, question, hugo.staff, alva, bo)
    for resident, case in ((alva, waits), (bo, asked_again)):
        resident.answers_back(case, "Ja, tack.")
        assert (now(case).closes_at, now(case).answer_due) == (None, None)
        assert kinds(case) == {"feedback"}
    hugo.does("ask", asked_again, "Vilken dag?")
    frozen.go(days=73)
    carry_out()
    unanswered.close_due([waits.id, asked_again.id])
    assert [now(case).state for case in (waits, asked_again)] == ["answered", "asked"]
    assert Trace.objects.filter(action="close_unanswered", outcome="refused").count() == 2


@pytest.mark.req("004-012", "004-067", "004-078")
def test_the_closed_question_stays_readable_and_says_how_to_reach_the_clinic(
    frozen, region, alva, bo, rut, hugo, question
) -> None:
    type(region.a).objects.filter(pk=region.a.pk).update(phone="0300-12 34 56")
    unread, read = send(rut, region, question, hugo.staff, alva, bo)
    opening.mark_read(bo.actor, read.id)
    frozen.to(12, 2)
    carry_out()
    assert [(now(case).state, now(case).unread_by_resident) for case in (unread, read)] == [
        ("closed", True),
        ("closed", False),
    ]
    page = alva.browser.open(f"/arenden/{unread.id}")
    assert "Vill du ha tiden?" in page.main.text
    assert "avslutades automatiskt, eftersom inget svar kom senast tisdag 1 december" in page.main.text
    assert "0300-12 34 56" in page.main.text


@pytest.mark.req("004-011", "004-055")
def test_a_group_keeps_what_the_clock_closed_and_its_members_may_open_it(
    frozen, region, alva, rut, hugo, hanna, question
) -> None:
    group = Group.objects.create(clinic=region.a, name="Vårdgaranti")
    Member.objects.create(group=group, staff=hugo.staff)
    (case,) = send(rut, region, question, group, alva)
    frozen.to(12, 2)
    carry_out()
    closed = now(case)
    assert (closed.state, closed.handler_id, closed.group_id) == ("closed", None, group.id)
    assert set(Notification.objects.filter(move="close_unanswered").values_list("recipient_id", flat=True)) == {
        hugo.staff.id
    }
    assert hugo.browser.open(hugo.case_address(case)).status == 200
    assert hanna.browser.get(hanna.case_address(case)).status_code == 404


@pytest.mark.req("004-011", "004-043")
def test_the_days_are_the_templates_then_the_clinics_then_design_decision_1(
    frozen, region, alva, rut, hugo, question
) -> None:
    def days() -> list[str | None]:
        (case,) = send(rut, region, question, hugo.staff, alva)
        moments = [now(case).reminds_at, now(case).due, now(case).answer_due, now(case).closes_at]
        return [
            str((moment - timedelta(seconds=1)).astimezone(STOCKHOLM).date()) if moment else None for moment in moments
        ]

    assert days() == ["2026-11-18", "2026-11-23", "2026-11-26", "2026-12-01"]
    ClinicPolicy.objects.create(clinic=region.a, remind_days=2, sent_days=3, answer_days=5, close_days=6)
    assert days() == ["2026-11-19", "2026-11-20", "2026-11-24", "2026-11-25"]
    Service.objects.filter(case_type=question).update(remind_days=0, sent_days=1, close_days=0)
    assert days() == [None, "2026-11-18", "2026-11-24", None]
    # What the resident has been told is not changed by a later decision.
    assert Case.objects.filter(closes_at__isnull=False).count() == 2


@pytest.mark.req("004-011", "004-069")
def test_only_a_question_that_the_clinic_sent_is_chased(frozen, region, alva, rut, hugo) -> None:
    information = CaseType.objects.create(code="besked", name="Besked", direction="information")
    Service.objects.create(clinic=region.a, case_type=information)
    (told,) = send(rut, region, information, hugo.staff, alva)
    own = alva.sends(region.renewal_at_a)
    rut.does("ask", own, "Vilken dos?")
    frozen.go(days=76)
    carry_out()
    unanswered.close_due([told.id, own.id])
    assert [now(case).closes_at for case in (told, own)] == [None, None]
    assert now(own).state == "asked"
    assert not Notification.objects.filter(move__in=["remind", "close_unanswered"]).exists()


@pytest.mark.parametrize(("carry", "day"), [(unanswered.remind_due, 19), (unanswered.close_due, 30)])
def test_a_set_costs_as_many_queries_as_a_few(frozen, region, alva, rut, hugo, question, carry, day) -> None:
    few, many = (send(rut, region, question, hugo.staff, *[alva] * number) for number in (2, 40))
    frozen.to(12 if day == 30 else 11, day)
    costs = []
    for cases in (few, many):
        with CaptureQueriesContext(connection) as queries:
            carry([case.id for case in cases])
        costs.append(len(queries))
    assert costs[0] == costs[1]
    moved = "remind" if carry is unanswered.remind_due else "close_unanswered"
    assert Version.objects.filter(move=moved).count() == 42


def test_deadlines_that_wait_cost_an_idle_worker_nothing(frozen, region) -> None:
    """It reads by the time they fall due, whatever waits: a few pages of the index, not the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gate_deadline (id, label, key, kind, due, not_before, tries, last_error)"
            " SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'unanswered', at, at, 0, ''"
            " FROM (SELECT %s::timestamptz + make_interval(secs => n) AS at FROM generate_series(1, 50000) AS n) AS w",
            [frozen.now()],
        )
        cursor.execute("ANALYZE gate_deadline")
    with CaptureQueriesContext(connection) as queries:
        assert worker.carry_out_deadlines(HANDLERS) == 0
    (select,) = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {select}")
        ((((plan,),),),) = [cursor.fetchall()]
    assert "deadlines_by_time" in str(plan)
    assert plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] < 20


@pytest.mark.req("004-010", "004-043", "004-065")
def test_a_manual_reminder_names_a_day_that_is_there(frozen, region, alva, rut, hugo, question) -> None:
    """Four days until it is due and three more make seven; nobody is promised a day after the closing."""
    (case,) = send(rut, region, question, hugo.staff, alva)
    days = {}
    for month, day in ((11, 17), (11, 18), (11, 23), (11, 25), (11, 30), (12, 1)):
        frozen.to(month, day)
        days[day] = fill("{svarsdag}, {avslutas}", now(case), hugo.actor)
    assert days == {
        17: "torsdag 26 november, tisdag 1 december",
        18: "torsdag 26 november, tisdag 1 december",
        23: "torsdag 26 november, tisdag 1 december",
        25: "måndag 30 november, tisdag 1 december",
        30: "tisdag 1 december, tisdag 1 december",
        1: "tisdag 1 december, tisdag 1 december",
    }
    alva.answers_back(case)
    assert fill("{svarsdag}", now(case), hugo.actor) == "[[svarsdag]]"


# ── The calendar ──────────────────────────────────────────────────────────────────────────────────────────────────

OFF = {date.fromisoformat(f"{year}-{day}") for year, days in WEEKDAYS_OFF.items() for day in days.split()}
HOLIDAYS = [
    date(2025, 4, 17), date(2026, 4, 2), date(2027, 3, 25),  # before Easter
    date(2025, 6, 19), date(2026, 6, 18), date(2027, 6, 24),  # before Midsummer
    date(2025, 12, 23), date(2026, 12, 23), date(2025, 12, 30), date(2026, 12, 30),  # before Christmas and New Year
    date(2026, 3, 28), date(2026, 10, 24), date(2027, 3, 27), date(2027, 10, 30),  # the clocks change in the night
]  # fmt: skip


def plainly(sent: datetime, days: int) -> datetime:
    """When so many working days have gone by, counted day by day on a wall calendar; the almanac is written by hand."""
    day = sent.astimezone(STOCKHOLM).date()
    while days:
        day += timedelta(days=1)
        days -= day.isoweekday() < 6 and day not in OFF
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=STOCKHOLM).astimezone(UTC)


near_a_holiday = st.builds(
    lambda day, days, minutes: (
        datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC) + timedelta(days=days, minutes=minutes)
    ),
    st.sampled_from(HOLIDAYS),
    st.integers(-14, 5),
    st.integers(0, 24 * 60 - 1),
)
policies = st.builds(
    Policy,
    remind_days=st.integers(0, 3),
    sent_days=st.integers(1, 8),
    answer_days=st.integers(1, 10),
    close_days=st.sampled_from([0, 10, 10, 11, 15]),
)


@pytest.mark.req("004-005", "004-011", "004-060")
def test_over_every_holiday_and_both_changes_of_the_clock(frozen, region, alva, rut, hugo, question) -> None:
    """The worker looks just before and just after each moment, and the course is that of a wall calendar."""

    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(sent=near_a_holiday, policy=policies, reads=st.booleans())
    @example(sent=datetime(2026, 3, 27, 22, 59, tzinfo=UTC), policy=Policy(), reads=False)
    @example(sent=datetime(2026, 10, 24, 22, 30, tzinfo=UTC), policy=Policy(), reads=False)
    @example(sent=datetime(2026, 12, 22, 9, tzinfo=UTC), policy=Policy(), reads=False)
    def course(sent: datetime, policy: Policy, reads: bool) -> None:
        Deadline.objects.all().delete()
        values = {name: getattr(policy, name) for name in ("remind_days", "sent_days", "answer_days", "close_days")}
        Service.objects.filter(case_type=question).update(**values)
        frozen.moment = sent
        (case,) = send(rut, region, question, hugo.staff, alva)
        if reads:
            opening.mark_read(alva.actor, case.id)
        remind, flag, close = (
            plainly(sent, days) if days else None for days in (policy.remind_days, policy.sent_days, policy.close_days)
        )
        assert now(case).answer_due == plainly(sent, policy.answer_days)
        moments = sorted({moment for moment in (remind, flag, close) if moment is not None})
        for moment in moments:
            for at in (moment - timedelta(seconds=1), moment):
                frozen.moment = at
                carry_out()
                is_closed = close is not None and at >= close
                assert len(reminders(case)) == (remind is not None and at >= remind and not reads)
                assert (now(case).flagged is not None) == (at >= flag and not is_closed)
                assert now(case).state == ("closed" if is_closed else "asked")

    course()


# ── Who comes first ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("004-078")
def test_an_answer_in_time_but_after_the_clock_is_told_and_its_text_kept(
    frozen, region, alva, rut, hugo, question
) -> None:
    (case,) = send(rut, region, question, hugo.staff, alva)
    frozen.to(12, 1, 23, 50)
    page = alva.browser.open(f"/arenden/{case.id}")
    frozen.go(minutes=20)
    carry_out()
    page = page.press("Skicka svar", text="Ja, jag vill ha tiden.")
    assert page.status == 422
    assert page.alerts
    assert "Ja, jag vill ha tiden." in page.main.text
    assert now(case).state == "closed"
    assert not Message.objects.filter(case=case, from_resident=True).exists()


@pytest.mark.req("004-078")
def test_an_answer_before_the_worker_comes_wins_although_the_time_is_over(
    frozen, region, alva, rut, hugo, question
) -> None:
    (case,) = send(rut, region, question, hugo.staff, alva)
    frozen.to(12, 2, 0, 1)
    asking_back.answer_back(alva.actor, case.id, "Ja.", seen=now(case).content)
    carry_out()
    assert now(case).state == "answered"
    assert not Version.objects.filter(move="close_unanswered").exists()
