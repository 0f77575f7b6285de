"""Compiled questions give what their QuerySet gives, and refuse to be built when a filter has been forgotten."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID

import pytest

from vardtrad.gate.compiled import Compiled
from vardtrad.gate.models import Deadline, SubmitKey
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.login.models import FailedTry

DUE = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def deadlines(db: None) -> list[Deadline]:
    made = [Deadline(label="toy", key=uuid7(), kind=kind, due=DUE, not_before=DUE) for kind in ("ett", "två")]
    return Deadline.objects.bulk_create(made)


def test_rows_and_things_are_those_of_the_queryset(deadlines: list[Deadline]) -> None:
    compiled = Compiled(lambda key, due: Deadline.objects.filter(key=key, kind="ett", due=due), UUID, datetime)
    one, other = deadlines
    (found,) = compiled.things(one.key, DUE)
    assert found == one
    assert (found.due, found.kind) == (DUE, "ett")
    assert not found._state.adding
    assert compiled.things(other.key, DUE) == []
    assert compiled.things(None, DUE) == []
    (row,) = compiled.rows(one.key, DUE)
    assert row == Deadline.objects.filter(pk=one.pk).values_list().get()


def test_bytes_find_their_row(db: None) -> None:
    who = secrets.token_bytes(32)
    made = FailedTry.objects.create(who=who, at=DUE)
    compiled = Compiled(lambda hashed: FailedTry.objects.filter(who=hashed), bytes)
    assert compiled.things(who) == [made]
    assert compiled.things(secrets.token_bytes(32)) == []


def test_text_finds_its_row(deadlines: list[Deadline]) -> None:
    compiled = Compiled(lambda kind: Deadline.objects.filter(kind=kind), str)
    assert compiled.things("ett") == list(Deadline.objects.filter(kind="ett")) != []
    assert compiled.things("inget") == []


def test_a_forgotten_filter_is_found_at_once(db: None) -> None:
    with pytest.raises(ValueError, match="argument"):
        Compiled(lambda actor, key: SubmitKey.objects.filter(actor_id=actor), UUID, UUID)


def test_a_kind_without_a_stand_in_is_refused() -> None:
    with pytest.raises(ValueError, match="stand-in"):
        Compiled(lambda number: SubmitKey.objects.filter(number=number), int)
