"""Who gets many cases at once gets one mail, not one for each; what is urgent is told of at once (002-006)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from tests.people import Clock, Employee, Region, Resident
from vardtrad.cases.case.moves import urgency
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Notification

pytestmark = pytest.mark.req("002-006")


def to(who: Employee) -> int:
    """How many mails somebody has got, once the worker has sent what it may."""
    while worker.send_notices(HANDLERS):
        pass
    return sum(message.to == [who.staff.email] for message in mail.outbox)


def waiting() -> int:
    return Notification.objects.filter(status="waiting").count()


def test_many_cases_are_one_mail_and_those_after_it_another(
    frozen: Clock, region: Region, alva: Resident, rut: Employee
) -> None:
    for _case in range(5):
        alva.sends(region.renewal_at_a)
    assert to(rut) == 1
    assert waiting() == 0
    for minutes in (1, 8):
        frozen.go(minutes=minutes)
        alva.sends(region.renewal_at_a)
        assert to(rut) == 1
    assert waiting() == 2
    frozen.go(minutes=1, seconds=1)
    assert to(rut) == 2
    assert waiting() == 0
    assert set(Notification.objects.values_list("status", "tries")) == {("sent", 1)}
    # After a quiet time the first is told of at once.
    frozen.go(minutes=11)
    alva.sends(region.renewal_at_a)
    assert to(rut) == 3


def test_each_recipient_is_told_and_residents_of_every_case(
    frozen: Clock, region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    for _case in range(2):
        case = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
        hugo.does("ask", case, "Vilken styrka?")
    assert (to(rut), to(hugo)) == (1, 1)
    assert sum(message.to == [alva.person.email] for message in mail.outbox) == 2


def test_what_is_urgent_does_not_wait(
    frozen: Clock, region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    calm, urgent = alva.sends(region.renewal_at_a), alva.sends(region.renewal_at_a)
    rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    assert to(hugo) == 1
    frozen.go(minutes=1)
    urgency.mark_urgent(rut.actor, urgent.id, urgent=True)
    rut.does("assign", calm, hugo.staff)
    assert to(hugo) == 1
    rut.does("assign", urgent, hugo.staff)
    assert to(hugo) == 2


def test_a_case_that_is_late_does_not_wait(frozen: Clock, region: Region, alva: Resident, rut: Employee) -> None:
    alva.sends(region.renewal_at_a)
    frozen.go(days=9)
    alva.sends(region.renewal_at_a)
    assert to(rut) == 1
    frozen.go(minutes=1)
    worker.carry_out_deadlines(HANDLERS)
    assert Notification.objects.filter(move="flag").exists()
    assert to(rut) == 2


def test_a_clinic_may_want_a_mail_for_each(region: Region, alva: Resident, rut: Employee, settings: Any) -> None:
    settings.NOTICE_MINUTES = 0
    for _case in range(3):
        alva.sends(region.renewal_at_a)
    assert to(rut) == 3
