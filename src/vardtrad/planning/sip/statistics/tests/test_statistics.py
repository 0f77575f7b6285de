"""The statistics of SIP: counted right, protected where numbers are small, and for those who may (B-49, B-50)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.planners import Planner, Planners, employ
from tests.sips import SipDrive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.plan.models import Meeting
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.sip import actions, calling
from vardtrad.planning.sip.statistics import queries, report
from vardtrad.planning.sip.statistics.queries import Asked
from vardtrad.shared.statistics.periods import Period

START = datetime(2027, 1, 11, 9, 0, tzinfo=clock.STOCKHOLM)
YEARS = Period(date(2026, 12, 1), date(2028, 11, 30))


class Clock:
    """The time, which the tests move."""

    def __init__(self) -> None:
        self.now = START

    def on(self, day: date) -> None:
        """It is ten o'clock in the morning on this day."""
        self.now = datetime(day.year, day.month, day.day, 10, 0, tzinfo=clock.STOCKHOLM)


@pytest.fixture
def time_is(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moving = Clock()
    monkeypatch.setattr(clock, "now", lambda: moving.now)
    return moving


@pytest.fixture
def chief(planners: Planners) -> Planner:
    """Administers the health centre, and plans there."""
    unit = planners.health_centre
    return employ(unit, "Ada", "Ask", "V900", "sjukskoterska", licensed=True, permissions=("administrator",))


def asked(*units: Any, period: Period = YEARS) -> Asked:
    return Asked([unit.id for unit in units], period)


def active(planners: Planners, time_is: Clock, patient: str, *, presence: str = "came") -> SipDrive:
    """A SIP called on 11 January 2027, whose meeting is held a week later, and approved that day."""
    time_is.now = START
    sip = SipDrive(planners, patient=patient).called().acknowledged()
    time_is.on(date(2027, 1, 19))
    hold(sip, {sip.town.unit.id: presence})
    return sip.written().approving(follow_up_by=date(2027, 10, 1)).approved()


def hold(sip: SipDrive, presence: dict[UUID, str], form: str = "place") -> None:
    came = {member.unit: "came" for member in members_of([sip.key])[sip.key]}
    calling.hold_meeting(sip.care.actor, sip.key, form, came | presence, seen=sip.seen("call"))


def follow_up(sip: SipDrive, time_is: Clock, day: date, **more: str) -> None:
    """A follow-up is called to and held on a day."""
    time_is.on(day - timedelta(days=2))
    sip.booked().called(call_type="follow_up", day=day)
    time_is.on(day + timedelta(days=1))
    hold(sip, {}, **more)


@pytest.mark.req("B-49")
def test_each_sip_is_counted_once_by_how_far_it_has_come(planners: Planners, time_is: Clock) -> None:
    active(planners, time_is, "elsa")
    time_is.on(date(2027, 2, 1))
    SipDrive(planners, patient="edvin", creator="karin", others=("oskar",)).called()
    SipDrive(planners, patient="olof").consented()
    removed = SipDrive(planners, patient="wilma").informed()
    actions.remove(removed.care.actor, removed.key, confirmed=True)
    assert dict(queries.made(asked(planners.health_centre))) == {
        ("outpatient", "2027-01-01", "approved"): 1,
        ("municipality", "2027-02-01", "called"): 1,
        ("outpatient", "2027-02-01", "begun"): 1,
    }
    assert queries.made(asked(planners.ward_a)) == {}
    february = Period(date(2027, 2, 1), date(2027, 2, 28))
    assert sum(queries.made(asked(planners.care_office, period=february)).values()) == 2


@pytest.mark.req("B-49")
def test_a_follow_up_is_in_time_late_or_missed_by_its_last_day(planners: Planners, time_is: Clock) -> None:
    good, late, missed = (active(planners, time_is, patient) for patient in ("elsa", "edvin", "olof"))
    follow_up(good, time_is, date(2027, 10, 1), form="phone")
    follow_up(late, time_is, date(2027, 10, 4))
    time_is.on(date(2027, 10, 10))
    assert dict(queries.followed_up(asked(planners.health_centre))) == {
        ("outpatient", "2027-10-01", "in_time"): 1,
        ("outpatient", "2027-10-01", "late"): 1,
        ("outpatient", "2027-10-01", "missed"): 1,
    }
    assert set(Meeting.objects.filter(follows_up=True).values_list("due_by", flat=True)) == {date(2027, 10, 1)}
    before = Period(date(2027, 1, 1), date(2027, 9, 30))
    assert queries.followed_up(asked(planners.health_centre, period=before)) == {}
    # A no, or an end before its day, leaves nothing that was missed.
    missed.withdrawn()
    assert not any(how == "missed" for _party, _month, how in queries.followed_up(asked(planners.health_centre)))


@pytest.mark.req("B-49")
def test_what_is_not_due_yet_or_ended_before_its_day_is_not_missed(planners: Planners, time_is: Clock) -> None:
    ended = active(planners, time_is, "elsa")
    active(planners, time_is, "edvin")
    time_is.on(date(2027, 9, 30))
    ended.ended()
    time_is.on(date(2027, 10, 1))
    assert queries.followed_up(asked(planners.health_centre)) == {}
    time_is.on(date(2027, 10, 2))
    assert sum(queries.followed_up(asked(planners.health_centre)).values()) == 1


@pytest.mark.req("B-50")
def test_who_was_called_and_came(planners: Planners, time_is: Clock) -> None:
    sip = active(planners, time_is, "elsa", presence="absent")
    active(planners, time_is, "edvin", presence="excused")
    follow_up(sip, time_is, date(2027, 6, 1), form="video")
    assert dict(queries.attended(asked(planners.health_centre))) == {
        ("outpatient", "first", "came"): 2,
        ("municipality", "first", "absent"): 1,
        ("municipality", "first", "excused"): 1,
        ("outpatient", "follow_up", "came"): 1,
        ("municipality", "follow_up", "came"): 1,
    }
    assert dict(queries.meetings(asked(planners.health_centre))) == {
        ("first", "place", "held"): 2,
        ("follow_up", "video", "held"): 1,
    }


@pytest.fixture
def many(planners: Planners, time_is: Clock) -> None:
    """Seven SIP with a held meeting: at two of them the municipality did not come."""
    for number, patient in enumerate(("elsa", "edvin", "olof", "ture", "wilma", "runa", "luz")):
        active(planners, time_is, patient, presence="absent" if number < 2 else "came")


@pytest.mark.req("B-49", "B-50")
def test_small_numbers_are_told_nowhere_and_cannot_be_worked_out(
    planners: Planners, time_is: Clock, many: None
) -> None:
    time_is.on(date(2027, 3, 1))
    made = report.report(asked(planners.health_centre))
    assert made.summary.startswith("7 SIP påbörjades, och 7 av dem är godkända.")
    for table in made.tables:
        for row in table.rows:
            assert not any(isinstance(cell, int) and 0 < cell < 5 for cell in row), (table.slug, row)
    attendance = made.table("narvaro")
    assert attendance is not None
    town = next(row for row in attendance.rows if row[0] == "Kommun")
    assert town[3] == "färre än 5"
    assert town[1] == "visas inte" or town[4] == "visas inte"
    assert made.withheld


@pytest.mark.req("B-49", "B-50")
def test_the_page_begins_with_a_sentence_and_the_file_has_the_same_numbers(
    planners: Planners, time_is: Clock, many: None, chief: Planner
) -> None:
    time_is.on(date(2027, 3, 1))
    page = chief.browser.open(f"{chief.base}sip-statistik/?period=ar&omfattning=enhet")
    assert page.status == 200
    assert "7 SIP påbörjades, och 7 av dem är godkända." in page.main.text
    assert page.main.text.index("7 SIP påbörjades") < page.main.text.index("SIP per månad")
    assert "färre än 5" in page.main.text
    answer = chief.browser.get(f"{chief.base}sip-statistik/narvaro.csv?period=ar&omfattning=enhet")
    told = b"".join(answer.streaming_content).decode()
    assert "Part;Deltog;Lämnade återbud;Uteblev;Alla" in told
    assert "färre än 5" in told
    assert [row.action for row in Trace.objects.filter(label="sip_statistics").order_by("at")] == ["read", "export"]
    assert chief.browser.get(f"{chief.base}sip-statistik/annat.csv").status_code == 404
    assert chief.browser.get(f"{chief.base}sip-statistik/narvaro.exe").status_code == 404


@pytest.mark.req("B-49")
def test_a_table_in_which_every_number_is_hidden_is_a_sentence(
    planners: Planners, time_is: Clock, chief: Planner
) -> None:
    active(planners, time_is, "elsa")
    time_is.on(date(2027, 3, 1))
    page = chief.browser.open(f"{chief.base}sip-statistik/")
    made = page.main.one("section", aria_label="SIP per månad")
    assert "Talen är för små för att visas." in made.text
    assert not list(made.all("table"))
    assert "färre än 5" not in made.text
    # Nothing but noughts is no secret, and no table either.
    nothing = page.main.one("section", aria_label="Uppföljningar per månad")
    assert "Det finns inget att räkna under perioden." in nothing.text
    assert not list(nothing.all("table"))


@pytest.mark.req("B-49")
def test_only_who_administers_reads_it_and_the_organisation_is_a_choice(
    planners: Planners, time_is: Clock, chief: Planner
) -> None:
    active(planners, time_is, "elsa")
    time_is.on(date(2027, 3, 1))
    for who in (planners.staff["oskar"], planners.staff["karin"]):
        assert who.browser.open(f"{who.base}sip-statistik/").status == 404
        assert who.browser.get(f"{who.base}sip-statistik/moten.csv").status_code == 404
        assert "sip-statistik" not in who.browser.open(f"{who.base}enhetens-sip/").html
    page = chief.browser.open(f"{chief.base}enhetens-sip/").follow("Statistik för SIP")
    assert "Färre än 5 SIP påbörjades." in page.main.text
    whole = page.press("Visa", omfattning="organisation")
    assert "Region Planmark" in whole.main.text
    assert Trace.objects.filter(label="sip_statistics", detail__scope="organisation").count() == 1
    wrong = page.press("Visa", period="egna")
    assert wrong.status == 422
    assert "Skriv både första och sista dagen." in wrong.main.text


def test_the_number_of_queries_is_fixed(planners: Planners, time_is: Clock, many: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        report.report(asked(planners.health_centre))
    assert len(captured) == 5
