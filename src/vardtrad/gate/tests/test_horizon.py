"""What sealing waits for: this database's own transactions, and nobody else's on the server; and who is told of it."""

import logging
from contextlib import nullcontext
from datetime import timedelta
from unittest import mock
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.toy import verbs
from vardtrad.config import wiring
from vardtrad.gate import worker
from vardtrad.gate.door import horizon, seal, trace, verifying
from vardtrad.gate.models import Seal, SealHead
from vardtrad.kernel import clock

from .sealing import seal_once
from .test_seal import insert

NURSE = verbs.member(uuid4())


@pytest.fixture
def elsewhere(fresh_database):
    """An open transaction that has written, in another database of the server."""
    with psycopg.connect(fresh_database().owner_url) as connection:
        connection.execute("CREATE TEMP TABLE written (id int)")
        yield connection
        connection.rollback()


def note():
    trace.note(NURSE, "read", "toy")


def test_an_open_transaction_of_another_database_holds_nothing_back(committed, elsewhere):
    note()
    assert seal_once() == 1
    note()
    assert seal_once() == 1
    assert list(verifying.verify()) == []


def test_one_of_this_database_is_never_passed_by(committed, elsewhere):
    with committed.app() as writer:
        with writer.transaction():
            insert(writer, trace.row(NURSE, "read", "toy"))
            note()
            for _ in range(5):
                assert seal.seal_batch() == 0
        assert seal_once() == 2
    assert list(verifying.verify()) == []


def test_one_that_cannot_be_placed_is_waited_for(committed, elsewhere, monkeypatch):
    monkeypatch.setattr(horizon, "_ELSEWHERE", "SELECT 0::bigint WHERE false")
    note()
    assert seal.seal_batch() == 0


def test_what_was_passed_by_is_not_gone_through_again_when_it_cannot_be_placed_later(committed, elsewhere, monkeypatch):
    note()
    assert seal_once() == 1
    passed = SealHead.objects.get().horizon
    monkeypatch.setattr(horizon, "_ELSEWHERE", "SELECT 0::bigint WHERE false")
    note()
    seal.seal_batch()
    assert SealHead.objects.get().horizon >= passed > 0


@pytest.fixture
def held(committed, monkeypatch):
    """A row that has waited for a quarter of an hour for an open transaction of this database."""
    with committed.owner() as owner, owner.transaction():
        owner.execute("SET application_name = 'nightly load'")
        owner.execute("CREATE TEMP TABLE written (id int)")
        note()
        later = clock.now() + timedelta(minutes=15)
        monkeypatch.setattr(clock, "now", lambda: later)
        monkeypatch.setattr(worker, "_next_look", later)
        yield owner


def test_verify_names_who_holds_it_and_gives_no_wrong_advice(held, capsys):
    assert seal.seal_batch() == 0
    assert wiring.verify_audit() == 1
    words = capsys.readouterr().out
    assert words.startswith("waiting: oförseglade rader: 1, den äldsta från ")
    assert f"process {held.info.backend_pid}" in words
    assert "nightly load" in words
    assert f"rollen {held.info.user}" in words
    assert "öppen sedan" in words
    assert "arbetsprocessen" not in words
    assert "Loggen är hel så långt den är förseglad." in words
    assert "fel i loggen" not in words


def test_one_that_ends_while_it_is_asked_about_does_not_hide_the_next(held, committed, monkeypatch):
    look, number = horizon.look, held.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()[0]
    before = [horizon.Horizon(number - 1, number + 1, held_by=number - 1)]
    monkeypatch.setattr(horizon, "look", lambda cursor: before.pop() if before else look(cursor))
    assert (horizon.holder().program, before) == ("nightly load", [])


def test_the_worker_tells_of_it_once_a_minute(held, caplog):
    for _ in range(3):
        worker._seal()
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1
    assert "nightly load" in told[0].getMessage()


def test_nobody_is_told_when_all_is_sealed(committed, caplog, monkeypatch):
    note()
    # The server's own upkeep may have a transaction in this database for a moment: the next round seals.
    until = clock.stopwatch() + 20
    while not Seal.objects.exists() and clock.stopwatch() < until:
        worker._seal()
    caplog.clear()
    monkeypatch.setattr(worker, "_next_look", clock.now())
    worker._seal()
    assert Seal.objects.count() == 1
    assert seal.oldest_waiting() is None
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


class Answers:
    """A cursor that has an answer ready for each statement: for numbers that no server of a test reaches."""

    def __init__(self, snapshot, *sets):
        self.asked, self._snapshot, self._sets = [], snapshot, list(sets)

    def execute(self, statement, parameters=None):
        self.asked.append((statement, parameters))

    def fetchone(self):
        return self._snapshot

    def fetchall(self):
        return self._sets.pop(0)


ROUND = 1 << 32
"""So many transactions, and the numbers that PostgreSQL's views show begin again from zero."""


@pytest.mark.parametrize(
    ("snapshot", "elsewhere", "expected"),
    [
        ((f"{ROUND + 5}:{ROUND + 20}:", None), None, horizon.Horizon(ROUND + 20, ROUND + 20)),
        ((f"{ROUND + 5}:{ROUND + 20}:", ROUND + 17), None, horizon.Horizon(ROUND + 17, ROUND + 20)),
        (
            (f"{ROUND + 5}:{ROUND + 20}:{ROUND + 5},{ROUND + 9}", None), [],
            horizon.Horizon(ROUND + 5, ROUND + 20, ROUND + 5),
        ),
        (
            (f"{ROUND + 5}:{ROUND + 20}:{ROUND + 5},{ROUND + 9}", ROUND + 17), [(5,)],
            horizon.Horizon(ROUND + 9, ROUND + 20, ROUND + 9),
        ),
        (
            (f"{ROUND + 5}:{ROUND + 20}:{ROUND + 5},{ROUND + 9}", ROUND + 7), [(5,), (9,), (6,)],
            horizon.Horizon(ROUND + 7, ROUND + 20, None),
        ),
        ((f"{2 * ROUND - 1}:{2 * ROUND + 3}:{2 * ROUND - 1},{2 * ROUND}", None), [(ROUND - 1,)],
         horizon.Horizon(2 * ROUND, 2 * ROUND + 3, 2 * ROUND)),
    ],
)  # fmt: skip
def test_numbers_of_other_databases_are_passed_by_also_after_so_many_that_they_begin_again(
    snapshot, elsewhere, expected
):
    cursor = Answers(snapshot, *([elsewhere] if elsewhere is not None else []))
    assert horizon.look(cursor) == expected
    assert len(cursor.asked) == (2 if elsewhere is not None else 1)


def test_what_this_transaction_writes_itself_is_not_over_yet(db, owner_connection):
    with connection.cursor() as cursor:
        before = horizon.look(cursor)
        note()
        owner_connection.execute("SELECT pg_current_xact_id()")
        owner_connection.commit()
        seen = horizon.look(cursor)
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (own,) = cursor.fetchone()
    assert before.over <= seen.over <= own < seen.next


class TestTheHolder:
    def held_by(self, monkeypatch, number, row):
        cursor = Answers(row)
        monkeypatch.setattr(horizon, "look", lambda given: horizon.Horizon(0, 0, number))
        monkeypatch.setattr(horizon, "connection", mock.Mock(cursor=lambda: nullcontext(cursor)))
        return horizon.holder(), cursor.asked

    def test_is_looked_up_by_the_low_half_of_its_number(self, monkeypatch):
        since = clock.now()
        who, asked = self.held_by(monkeypatch, ROUND + 9, (77, "loader", "nightly load", since))
        assert who == horizon.Holder(77, "loader", "nightly load", since)
        assert [parameters for _statement, parameters in asked] == [{"low": 9}]

    def test_may_have_no_name_and_no_time_that_our_role_may_see(self, monkeypatch):
        assert self.held_by(monkeypatch, 9, (77, None, None, None))[0] == horizon.Holder(77, "", "", None)

    def test_may_be_over_by_now(self, monkeypatch):
        assert self.held_by(monkeypatch, 9, None)[0] is None
        assert self.held_by(monkeypatch, None, None) == (None, [])
