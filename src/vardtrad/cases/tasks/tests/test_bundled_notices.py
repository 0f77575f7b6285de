"""Who is given many tasks at once gets one mail, not one for each (002-006)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from tests.people import Clock, Employee, now
from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks import actions as tasks
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Notification

pytestmark = pytest.mark.req("002-006")


def to(address: str) -> int:
    """How many mails an address has got, once the worker has sent what it may."""
    while worker.send_notices(HANDLERS):
        pass
    return sum(message.to == [address] for message in mail.outbox)


def test_many_tasks_are_one_mail(frozen: Clock, hugos_case: Case, hugo: Employee, hanna: Employee) -> None:
    def gives(number: int) -> None:
        for _task in range(number):
            tasks.add(hugo.actor, now(hugos_case), "Ring om provsvar.", to=hanna.staff)

    gives(4)
    assert to(hanna.staff.email) == 1
    assert not Notification.objects.filter(label="task", status="waiting").exists()
    frozen.go(minutes=1)
    gives(2)
    assert to(hanna.staff.email) == 1
    frozen.go(minutes=9, seconds=1)
    assert to(hanna.staff.email) == 2


def test_an_installation_may_want_a_mail_for_each(
    hugos_case: Case, hugo: Employee, hanna: Employee, settings: Any
) -> None:
    settings.NOTICE_MINUTES = 0
    for _task in range(3):
        tasks.add(hugo.actor, now(hugos_case), "Ring om provsvar.", to=hanna.staff)
    assert to(hanna.staff.email) == 3
