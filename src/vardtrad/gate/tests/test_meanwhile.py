"""What is written while a page is drawn is on its way at once, is there when the page is done, and fails aloud."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tests.toy.committed import Committed
from vardtrad.gate import compiled, door
from vardtrad.gate.compiled import change_meanwhile, fetch_rows
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.uuid7 import uuid7

LOST = "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"
"""As if a pooler gave the next transaction another connection."""


@pytest.fixture
def lines(committed: Committed) -> Committed:
    committed.as_owner(
        "DROP TABLE IF EXISTS meanwhile",
        "CREATE TABLE meanwhile (place int PRIMARY KEY)",
        f"GRANT SELECT, INSERT ON meanwhile TO {committed.role}",
    )
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")  # rather than for ever, where a block begins after the answer
    return committed


INSERT = "INSERT INTO meanwhile (place) VALUES (%s)"


def places(database: Committed) -> list[int]:
    with database.owner() as owner:
        return [place for (place,) in owner.execute("SELECT place FROM meanwhile ORDER BY place").fetchall()]


def test_the_statement_is_carried_out_and_committed_before_anybody_waits_for_it(lines: Committed) -> None:
    with change_meanwhile(INSERT, [1]), lines.owner() as owner:
        for _time in range(3_000):
            if owner.execute("SELECT count(*) FROM meanwhile").fetchone() == (1,):
                break
            owner.execute("SELECT pg_sleep(0.01)")
        else:
            pytest.fail("the statement was not sent while the block ran")
    assert places(lines) == [1]


def test_the_block_runs_while_the_statement_waits(lines: Committed) -> None:
    with lines.owner() as owner:
        owner.execute("BEGIN")
        owner.execute("LOCK TABLE meanwhile IN EXCLUSIVE MODE")
        with change_meanwhile(INSERT, [1]):
            lines.await_waiting()
            owner.execute("COMMIT")
    assert places(lines) == [1]


def test_a_fault_that_a_query_of_the_page_was_told_in_its_place_is_told_all_the_same(lines: Committed) -> None:
    with lines.owner() as owner:
        owner.execute("BEGIN")
        owner.execute(INSERT, [1])

        def page() -> None:
            lines.await_waiting()
            owner.execute("COMMIT")
            with pytest.raises(DatabaseError):
                fetch_rows("SELECT %s::int", [7])

        with pytest.raises(DatabaseError, match="meanwhile_pkey"), change_meanwhile(INSERT, [1]):
            page()
    assert fetch_rows("SELECT %s::int", [7]) == [(7,)]


def test_a_plan_that_is_lost_while_the_page_asks_something_costs_no_row(
    lines: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query of the page is told of it and is asked again; so must the row be."""
    monkeypatch.setitem(compiled._plans, "kept", True)
    lines.as_owner(
        "DROP SEQUENCE IF EXISTS meanwhile_tries",
        "CREATE SEQUENCE meanwhile_tries",
        f"GRANT USAGE ON SEQUENCE meanwhile_tries TO {lines.role}",
        "CREATE OR REPLACE FUNCTION meanwhile_lost() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('meanwhile_tries') = 1 THEN"
        " PERFORM pg_sleep(0.3); RAISE EXCEPTION 'lost' USING ERRCODE = 'invalid_sql_statement_name';"
        " END IF; RETURN NEW; END $$",
        "CREATE TRIGGER meanwhile_lost BEFORE INSERT ON meanwhile FOR EACH ROW EXECUTE FUNCTION meanwhile_lost()",
    )
    with change_meanwhile(INSERT, [1]):
        assert fetch_rows("SELECT %s::int", [7]) == [(7,)]
    assert places(lines) == [1]
    assert compiled._plans["kept"] is False


def test_a_connection_that_breaks_while_the_page_is_drawn_is_told(lines: Committed) -> None:
    with pytest.raises(DatabaseError), change_meanwhile(INSERT, [1]), lines.app() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    connection.close_if_unusable_or_obsolete()
    assert fetch_rows("SELECT %s::int", [7]) == [(7,)]


def test_a_statement_that_fails_is_told_and_the_connection_goes_on(lines: Committed) -> None:
    with change_meanwhile(INSERT, [1]):
        pass
    with pytest.raises(DatabaseError), change_meanwhile(INSERT, [1]):
        pass
    assert fetch_rows("SELECT %s::int", [7]) == [(7,)]


def test_a_lost_plan_is_no_reason_to_swallow_the_fault_of_a_page(lines: Committed) -> None:
    with change_meanwhile(INSERT, [1]):
        pass
    with connection.cursor() as cursor:
        cursor.execute(LOST)
    with pytest.raises(ZeroDivisionError), change_meanwhile(INSERT, [2]):
        raise ZeroDivisionError
    assert places(lines) == [1, 2]


def test_a_page_that_fails_tells_its_own_fault_and_the_row_is_written(lines: Committed) -> None:
    with pytest.raises(ZeroDivisionError), change_meanwhile(INSERT, [1]):
        raise ZeroDivisionError
    assert places(lines) == [1]


def test_queries_of_the_page_itself_are_answered(lines: Committed) -> None:
    with change_meanwhile(INSERT, [1]):
        assert fetch_rows("SELECT count(*) FROM meanwhile", []) == [(1,)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT place FROM meanwhile")
            assert cursor.fetchall() == [(1,)]


def test_inside_a_transaction_it_belongs_to_the_transaction(lines: Committed) -> None:
    with transaction.atomic():
        with change_meanwhile(INSERT, [1]):
            pass
        assert fetch_rows("SELECT count(*) FROM meanwhile", []) == [(1,)]
        transaction.set_rollback(True)
    assert places(lines) == []


def test_where_a_pooler_has_lost_the_plan_the_row_is_written_without(
    lines: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(compiled._plans, "kept", True)
    for place in (1, 2, 3):
        with change_meanwhile(INSERT, [place]):
            pass
        with connection.cursor() as cursor:
            cursor.execute(LOST)
    assert places(lines) == [1, 2, 3]
    assert compiled._plans["kept"] is False


def test_the_trace_of_a_list_is_whole_when_the_page_is_drawn(db: None) -> None:
    shown: list[UUID] = [uuid7(), uuid7()]
    with door.listed_meanwhile(system("test"), "case", "incoming", shown, search="x"):
        pass
    traced = Trace.objects.latest("at")
    assert (traced.action, traced.label, traced.shown) == ("list", "case", shown)
    assert traced.detail == {"view": "incoming", "search": "x"}
    assert door.trace.writer(traced) is not None


def test_a_list_among_others_is_traced_with_them(db: None) -> None:
    before = Trace.objects.count()
    with door.traced_together():
        with door.listed_meanwhile(system("test"), "case", "incoming", []):
            pass
        assert Trace.objects.count() == before
    assert Trace.objects.count() == before + 1


def test_a_page_whose_trace_is_refused_is_not_given(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.trace, "sealed", lambda _row: None)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        door.listed_meanwhile(system("test"), "case", "incoming", []),
    ):
        pass
