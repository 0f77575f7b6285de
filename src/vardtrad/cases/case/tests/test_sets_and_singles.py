"""A set of moves leaves the very rows that the same moves leave one by one: the clock's deadlines, and bulk work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models, transaction

from tests.people import Clock, Employee, Region, Resident, now
from vardtrad.cases.case.facts import Given
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseWords, Message, Postponed
from vardtrad.cases.case.moves import flagging, laying_aside, sending_later
from vardtrad.cases.case.moves.answering import Answer
from vardtrad.cases.case.moves.closing import CloseWithoutAnswer
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import move_many
from vardtrad.cases.teams.models import DutyDay
from vardtrad.gate import door
from vardtrad.gate.door import trace, versions
from vardtrad.gate.models import Deadline, Notification, Trace, Version
from vardtrad.kernel import clock

WRITTEN: tuple[type[models.Model], ...] = (
    Case, CaseWords, Message, Postponed, Version, Trace, Notification, Deadline,
)  # fmt: skip
OF_ONE_RUN = {"id", "seal"}
"""Columns whose values two runs cannot share: keys that are made anew, and seals over them."""


def rows_of(model: type[models.Model]) -> list[dict[str, Any]]:
    """All rows of a table, without what no two runs share, in an order that does not depend on it."""
    rows = [dict(row) for row in model._default_manager.values()]
    for row in rows:
        for name in OF_ONE_RUN & row.keys() if model is not Case else ():
            del row[name]
        if model is Trace:
            row["detail"].pop(versions.SEAL, None)
    return sorted(rows, key=repr)


def left_by(run: Callable[[], Any]) -> dict[str, list[dict[str, Any]]]:
    """What the tables hold after ``run``, every seal of which must hold; the run itself is then undone."""
    point = transaction.savepoint()
    run()
    assert all(trace.sealed(row) == bytes(row.seal) for row in Trace.objects.all())
    assert all(versions.sealed(row) == bytes(row.seal) for row in Version.objects.all())
    rows = {model.__name__: rows_of(model) for model in WRITTEN}
    transaction.savepoint_rollback(point)
    return rows


@pytest.fixture
def cases(frozen: Clock, region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee) -> list[Case]:
    """Cases in the conditions that the clock may find them in, at two clinics; the time of all has run out."""
    DutyDay.objects.create(clinic=region.b, staff=region.people["olle"].staff, day=date(2026, 11, 30))
    untouched, distributed, aside, closed = (who.sends(region.renewal_at_a) for who in (alva, bo, alva, bo))
    elsewhere = alva.sends(region.services["b", "question"])
    for case in (distributed, aside):
        rut.does("assign", case, hugo.staff)
    laying_aside.snooze(hugo.actor, aside.id, clock.now() + timedelta(days=3))
    rut.does("answer", closed, "Klart.")
    frozen.to(11, 30)
    return [untouched, distributed, aside, closed, elsewhere]


@pytest.mark.req("002-015")
def test_the_clock_flags_in_sets(cases: list[Case]) -> None:
    keys = [case.id for case in cases]
    together = left_by(lambda: flagging.flag(keys))
    assert together == left_by(lambda: [flagging.flag([key]) for key in keys])
    assert sum(row["flagged"] is not None for row in together["Case"]) == 4
    assert sorted(row["outcome"] for row in together["Trace"] if row["action"] == "flag") == ["done"] * 4 + ["refused"]
    assert sum(row["move"] == "flag" for row in together["Notification"]) >= 4
    assert together["Deadline"] == []


@pytest.mark.req("B-06")
@pytest.mark.parametrize(
    ("name", "given"),
    [(Move.ANSWER, Answer("Klart.")), (Move.CLOSE_WITHOUT_ANSWER, CloseWithoutAnswer("Klart per telefon."))],
)
def test_bulk_work_in_sets(cases: list[Case], rut: Employee, hugo: Employee, name: Move, given: Given) -> None:
    """Messages are written, and rows beside the case changed: its words, and a text that waits to be sent."""
    rut.does("assign", cases[0], hugo.staff)
    waits = cases[1]
    at = clock.now() + timedelta(days=1)
    sending_later.postpone(hugo.actor, waits.id, MessageKind.ANSWER, "Sen.", at, seen=now(waits).content)
    requests = [door.Request(case.id, given, seen=now(case).content) for case in cases[:3]]
    together = left_by(lambda: move_many(hugo.actor, name, requests))
    assert together == left_by(lambda: [move_many(hugo.actor, name, [request]) for request in requests])
    assert {row["key"] for row in together["Version"] if row["move"] == name} >= {case.id for case in cases[:3]}
    assert [row["status"] for row in together["Postponed"]] == ["cancelled"]
