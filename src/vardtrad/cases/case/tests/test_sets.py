"""A move on many cases costs as many queries as a move on a few: bulk work depends on it (B-06)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.facts import Given
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.answering import Answer
from vardtrad.cases.case.moves.closing import CloseWithoutAnswer
from vardtrad.cases.case.moves.distributing import HandOver, Transfer
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CASES, write
from vardtrad.gate import door
from vardtrad.gate.models import Notification


def cost(who: Employee, cases: list[Case], move: Move, given: Given, body: Any = write) -> int:
    requests = [door.Request(case.id, given, seen=Case.objects.get(pk=case.id).content) for case in cases]
    with CaptureQueriesContext(connection) as queries:
        outcomes = door.move_many(CASES, who.actor, move, requests, body=body)
    assert all(isinstance(outcome, door.Moved) for outcome in outcomes)
    return len(queries)


@pytest.mark.req("B-06")
@pytest.mark.parametrize("move", [Move.ASSIGN, Move.ANSWER, Move.CLOSE_WITHOUT_ANSWER])
def test_many_cases_cost_as_much_as_few(
    move: Move, region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """The facts are gathered once for the whole set, and each body only says what is to be written."""
    given = {
        Move.ASSIGN: HandOver(hugo.staff),
        Move.ANSWER: Answer("Klart."),
        Move.CLOSE_WITHOUT_ANSWER: CloseWithoutAnswer("Klart per telefon."),
    }[move]
    few, many = ([alva.sends(region.renewal_at_a) for _ in range(number)] for number in (2, 20))
    assert cost(rut, few, move, given) == cost(rut, many, move, given)
    notified = {Move.ASSIGN: hugo.staff.id, Move.ANSWER: alva.person.id}.get(move)
    assert notified is None or Notification.objects.filter(move=move, recipient_id=notified).count() == 22


@pytest.mark.req("B-06")
def test_judging_and_notifying_many_transfers_costs_as_much_as_few(
    region: Region, alva: Resident, rut: Employee
) -> None:
    """What a transfer writes is left out: it asks how the other clinic routes each case."""

    def goes(moving: Any) -> None:
        moving.thing.clinic = region.b

    few, many = ([alva.sends(region.renewal_at_a) for _ in range(number)] for number in (2, 20))
    costs = [cost(rut, cases, Move.TRANSFER, Transfer(region.b), goes) for cases in (few, many)]
    assert costs[0] == costs[1]
