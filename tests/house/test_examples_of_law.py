"""The examples of docs/law, row by row: the page shows the lawyer exactly what the product counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import Clock
from vardtrad.kernel import clock, law
from vardtrad.kernel.identity import IdentityKind, IdentityNumber
from vardtrad.kernel.law_examples import (
    ADMISSION_NOTICE,
    CALL_TO_SIP,
    OWN_LOGIN,
    PAYMENT,
    BirthdayExample,
    CallExample,
    NoticeExample,
    PaymentExample,
)
from vardtrad.planning.svu import clocks
from vardtrad.planning.svu.models import Admission
from vardtrad.planning.svu.payment import rules as payment
from vardtrad.shared.people.models import Person

MINUTE = timedelta(minutes=1)


def words(example: PaymentExample | NoticeExample | CallExample | BirthdayExample) -> str:
    return example.words


def midnight(day: date) -> datetime:
    """When a day begins in Sweden, in UTC."""
    return clock.end_of_day(day - timedelta(days=1))


@pytest.mark.req("B-24")
@pytest.mark.parametrize("example", PAYMENT, ids=words)
def test_the_payment_responsibility_begins_as_the_examples_say(example: PaymentExample) -> None:
    period = payment.ReadyPeriod(example.sent.astimezone(UTC), example.ready, example.left)
    assert payment.begins(period, payment.LAW) == example.begins
    if example.left is not None:
        assert payment.days_to_pay(period, payment.LAW, example.left + timedelta(days=30)) == example.days


@pytest.mark.req("B-24")
@pytest.mark.parametrize("example", [example for example in PAYMENT if example.left is None], ids=words)
def test_the_first_day_to_pay_for_begins_at_midnight_in_sweden(example: PaymentExample) -> None:
    period = payment.ReadyPeriod(example.sent.astimezone(UTC), example.ready)
    before = clock.swedish_date(midnight(example.begins) - MINUTE)
    after = clock.swedish_date(midnight(example.begins))
    assert payment.days_left(period, payment.LAW, before) == 1
    assert payment.days_left(period, payment.LAW, after) == 0


@pytest.mark.req("B-24")
@pytest.mark.parametrize("example", ADMISSION_NOTICE, ids=words)
def test_the_admission_notice_is_in_time_until_the_last_day_of_the_examples_ends(example: NoticeExample) -> None:
    end = midnight(example.last + timedelta(days=1))
    assert clocks.notice_limit(example.admitted) == end
    assert not clocks.notice_was_late(Admission(admitted=example.admitted, round=1, published=end - MINUTE))
    assert clocks.notice_was_late(Admission(admitted=example.admitted, round=1, published=end))


@pytest.mark.req("B-24")
@pytest.mark.parametrize("example", CALL_TO_SIP, ids=words)
def test_the_call_is_due_on_the_last_day_of_the_examples(example: CallExample) -> None:
    assert clocks.last_day_for_call(example.sent.astimezone(UTC)) == example.last


@pytest.mark.req("003-011")
@pytest.mark.parametrize("example", OWN_LOGIN, ids=words)
def test_a_child_has_a_login_from_midnight_of_the_day_in_the_examples(
    example: BirthdayExample, frozen: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = IdentityNumber(IdentityKind.PERSONNUMMER, "x" * 12, example.born)
    monkeypatch.setattr(Person, "number", number)
    frozen.moment = midnight(example.first) - MINUTE
    assert not Person().may_log_in
    frozen.moment = midnight(example.first)
    assert Person().may_log_in


def test_the_clocks_follow_the_law_when_it_changes(frozen: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "ADMISSION_NOTICE", replace(law.ADMISSION_NOTICE, value=48))
    assert clocks.notice_limit(date(2026, 11, 17)) == midnight(date(2026, 11, 20))
    monkeypatch.setattr(law, "CALL_TO_SIP", replace(law.CALL_TO_SIP, value=7))
    assert clocks.last_day_for_call(datetime(2026, 11, 16, 9, tzinfo=UTC)) == date(2026, 11, 23)
    monkeypatch.setattr(law, "OWN_LOGIN", replace(law.OWN_LOGIN, value=15))
    born = IdentityNumber(IdentityKind.PERSONNUMMER, "x" * 12, date(2012, 11, 17))
    monkeypatch.setattr(Person, "number", born)
    assert not Person().may_log_in


def test_the_law_s_terms_are_the_law_s_numbers() -> None:
    assert (payment.LAW.days, payment.LAW.cut_off) == (law.PAYMENT_BEGINS.value, law.PAYMENT_CUT_OFF.value)
    assert not payment.LAW.working_days
    assert payment.LAW.amount is None
