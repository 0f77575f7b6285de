"""A move on many cases costs as many questions as a move on a few: bulk work stands on this (B-06)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region, Resident
from vardtrad.cases.case import actions
from vardtrad.cases.case.actions import CASES
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.queries import Given
from vardtrad.cases.case.rules import Move
from vardtrad.gate import door
from vardtrad.gate.models import Notification


def cost(who: Employee, cases: list[Case], move: Move, given: Given, body: Any) -> int:
    asks = [door.Request(case.id, given, seen=Case.objects.get(pk=case.id).content) for case in cases]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        outcomes = door.move_many(CASES, who.actor, move, asks, body=body)
    assert all(isinstance(one, door.Moved) for one in outcomes)
    return len(asked)


@pytest.mark.req("B-06")
@pytest.mark.parametrize("move", [Move.ASSIGN, Move.TRANSFER, Move.ANSWER])
def test_many_cost_what_few_cost(move: Move, region: Region, alva: Resident, rut: Employee, hugo: Employee) -> None:
    def write(moving: actions.Moving) -> None:
        if move == Move.ASSIGN:
            moving.thing.handler = hugo.staff
        elif move == Move.TRANSFER:
            moving.thing.clinic = region.b
        moving.clear(actions.FEEDBACK)

    given = {
        Move.ASSIGN: Given(to_staff=hugo.staff),
        Move.TRANSFER: Given(to_clinic=region.b),
        Move.ANSWER: Given(text="Klart."),
    }[move]
    few, many = ([alva.sends(region.renewal_at_a) for _ in range(number)] for number in (2, 20))
    assert cost(rut, few, move, given, write) == cost(rut, many, move, given, write)
    told = {Move.ASSIGN: hugo.staff.id, Move.ANSWER: alva.person.id}.get(move)
    assert told is None or Notification.objects.filter(move=move, recipient_id=told).count() == 22
