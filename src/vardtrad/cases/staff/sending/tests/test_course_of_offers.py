"""Offers to many, day by day, with answers at random and a worker that fails: nobody is forgotten or reminded twice.

The course of an offer from its sending to its end, over the rooms that take part: the sending, the clock of the case,
and the waiting list. ``python -m tests.bench.course`` runs the same for ten thousand, with workers that are killed.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.course import NO_ACCOUNT, Residents, confirm, outcomes, send_offers, telephone
from tests.people import Clock, Employee, Region
from vardtrad.cases.case.moves.writing import REMINDER, UNANSWERED
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.sending import carrying_out
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker

MANY = 40
CLOCKS = [(CASES.label, kind) for kind in (REMINDER, UNANSWERED)]
"""The deadlines that the worker now and then fails in."""


def day_of_the_worker(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker carries out what is due; now and then it fails in the middle of a set, and tries again later."""
    if chance.random() < 0.3:
        with monkeypatch.context() as failing:
            failing.setitem(HANDLERS.deadlines, chance.choice(CLOCKS), _fails)  # type: ignore[arg-type]
            worker.carry_out_deadlines(HANDLERS)
    while worker.carry_out_deadlines(HANDLERS):
        pass


def _fails(_keys: Any) -> None:
    raise ZeroDivisionError


@pytest.mark.req("004-005", "004-011", "004-014", "004-078", "B-15")
@pytest.mark.parametrize("seed", [1, 2])
def test_the_outcomes_add_up_to_the_offers(
    hugo: Employee, region: Region, frozen: Clock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    assert set(CLOCKS) <= set(HANDLERS.deadlines)
    send_offers(region, MANY)
    while carrying_out.carry_out():
        pass
    residents = Residents(chance)
    for _day in range(30):
        frozen.go(days=1)
        residents.a_day()
        day_of_the_worker(chance, monkeypatch)
        if chance.random() < 0.5:
            confirm(hugo)
        telephone(hugo, chance, 0.05)
    confirm(hugo)
    told = outcomes(hugo, MANY)
    assert 0 < sum(count for name, count in told.items() if "by the inbox" in name) < MANY - MANY // NO_ACCOUNT
    assert 0 < told["on the call list"] + told["to be telephoned on a later day"] < MANY
    assert residents.too_late == 0
