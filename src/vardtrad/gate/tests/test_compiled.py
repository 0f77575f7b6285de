"""Compiled questions give what their QuerySet gives, and refuse to be built when a filter has been forgotten."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from unittest import mock
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.toy.committed import Committed
from vardtrad.gate import compiled
from vardtrad.gate.compiled import Compiled, among, fetch_rows
from vardtrad.gate.models import Deadline, SubmitKey
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.rate_limit.models import Attempt

LOST = "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"
"""As if the next transaction had another connection behind the pooler; the driver does not see it."""
DUE = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def deadlines(db: None) -> list[Deadline]:
    made = [Deadline(label="toy", key=uuid7(), kind=kind, due=DUE, not_before=DUE) for kind in ("ett", "två")]
    return Deadline.objects.bulk_create(made)


def test_rows_and_things_are_those_of_the_queryset(deadlines: list[Deadline]) -> None:
    question = Compiled(lambda key, due: Deadline.objects.filter(key=key, kind="ett", due=due), UUID, datetime)
    first, other = deadlines
    (deadline,) = question.things(first.key, DUE)
    assert deadline == first
    assert (deadline.due, deadline.kind) == (DUE, "ett")
    assert not deadline._state.adding
    assert question.things(other.key, DUE) == []
    assert question.things(None, DUE) == []
    (row,) = question.rows(first.key, DUE)
    assert row == Deadline.objects.filter(pk=first.pk).values_list().get()


def test_bytes_find_their_row(db: None) -> None:
    who = secrets.token_bytes(32)
    made = Attempt.objects.create(who=who, at=DUE)
    compiled = Compiled(lambda hashed: Attempt.objects.filter(who=hashed), bytes)
    assert compiled.things(who) == [made]
    assert compiled.things(secrets.token_bytes(32)) == []


def test_text_finds_its_row(deadlines: list[Deadline]) -> None:
    compiled = Compiled(lambda kind: Deadline.objects.filter(kind=kind), str)
    assert compiled.things("ett") == list(Deadline.objects.filter(kind="ett")) != []
    assert compiled.things("inget") == []


def test_a_list_of_any_length_finds_its_rows(deadlines: list[Deadline]) -> None:
    compiled = Compiled(lambda keys: Deadline.objects.filter(key__in=among(keys)).order_by("kind"), list)
    first, other = deadlines
    assert compiled.things([first.key, other.key, uuid7()]) == sorted(deadlines, key=lambda deadline: deadline.kind)
    assert compiled.things([other.key]) == [other]
    assert compiled.things([]) == []


def test_a_forgotten_filter_is_found_at_once(db: None) -> None:
    with pytest.raises(ValueError, match="argument"):
        Compiled(lambda actor, key: SubmitKey.objects.filter(actor_id=actor), UUID, UUID)


def test_a_kind_without_a_stand_in_is_refused() -> None:
    with pytest.raises(ValueError, match="stand-in"):
        Compiled(lambda number: SubmitKey.objects.filter(number=number), int)


def test_a_question_is_planned_once_for_a_connection(committed: Committed) -> None:
    assert fetch_rows("SELECT %s::int + 1", [1]) == [(2,)]
    assert fetch_rows("SELECT %s::int + 1", [2]) == [(3,)]
    (planned,) = fetch_rows("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 1'", [])
    assert planned == (1,)


def test_the_first_plan_is_kept_where_postgresql_would_plan_each_time_anew(committed: Committed) -> None:
    """For so few rows PostgreSQL reckons a plan of its own far cheaper than the common one."""
    pairs = "SELECT count(*) FROM generate_series(1, %s::int) AS a, generate_series(1, %s::int) AS b"
    for _time in range(40):
        assert fetch_rows(pairs, [1, 1]) == [(1,)]
    assert plans_of("generate_series(1, ") == [(40, 0)]


def test_a_setting_that_a_rollback_would_take_is_made_after_it(committed: Committed) -> None:
    with suppress(DatabaseError), transaction.atomic():
        fetch_rows("SELECT 1 / %s::int", [0])
    fetch_rows("SELECT 1 / %s::int", [1])
    assert fetch_rows("SHOW plan_cache_mode", []) == [("force_generic_plan",)]


def test_behind_a_pooler_no_setting_is_left_with_a_connection_of_others(committed: Committed) -> None:
    """A pooler answers with a process number of its own; the connection itself is handed on to others."""
    connection.ensure_connection()
    with mock.patch.object(psycopg.ConnectionInfo, "backend_pid", -1):
        fetch_rows("SELECT %s::int + 1", [1])
    assert fetch_rows("SHOW plan_cache_mode", []) == [("auto",)]


def plans_of(words: str) -> list[tuple[int, int]]:
    """How often the prepared statements with these words have run by a kept plan and by one of their own."""
    kept = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE position(%s in statement) > 0"
    with connection.cursor() as cursor:
        cursor.execute(kept, [words])
        return cursor.fetchall()


def test_where_a_pooler_loses_plans_it_does_without(committed: Committed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(compiled._plans, "kept", True)
    assert fetch_rows("SELECT %s::int + 1", [1]) == [(2,)]
    with connection.cursor() as cursor:
        cursor.execute(LOST)
    assert fetch_rows("SELECT %s::int + 1", [2]) == [(3,)]
    assert compiled._plans["kept"] is False
    with connection.cursor() as cursor:
        cursor.execute(LOST)
    assert fetch_rows("SELECT %s::int + 1", [3]) == [(4,)]


def test_another_fault_does_not_count_as_a_lost_plan(committed: Committed) -> None:
    with pytest.raises(DatabaseError):
        fetch_rows("SELECT 1 / %s::int", [0])
    assert compiled._plans["kept"] is True


def test_no_two_connections_give_a_plan_the_same_name(committed: Committed) -> None:
    names = []
    for _connection in range(2):
        assert fetch_rows("SELECT %s::int + 1", [1]) == [(2,)]
        names += fetch_rows("SELECT name FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 1'", [])
        connection.close()
    assert len(set(names)) == 2


def test_a_plan_that_a_migration_made_invalid_is_prepared_again(committed: Committed) -> None:
    assert fetch_rows("SELECT name FROM care_units_unit WHERE name = %s", ["finns inte"]) == []
    committed.as_owner("ALTER TABLE care_units_unit ALTER COLUMN name TYPE varchar(999)")
    assert fetch_rows("SELECT name FROM care_units_unit WHERE name = %s", ["finns inte"]) == []
    assert compiled._plans["kept"] is True
