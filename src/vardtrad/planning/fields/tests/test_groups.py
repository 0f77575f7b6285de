"""Repeated groups without a database: the paths of their rows, and whose fields they are."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from vardtrad.planning.fields.groups import GroupSpec, may_fill, path_in, place_of, spec_at
from vardtrad.planning.fields.rules import FieldKind, FieldSpec, misread
from vardtrad.shared.care_units.rules import Party

CARE = frozenset({Party.OUTPATIENT})
GOALS = GroupSpec(
    name="mal",
    word="Mål",
    definite="Målet",
    add="Nytt mål",
    remove="Ta bort mål",
    summary=("rubrik",),
    fields=(
        FieldSpec("rubrik", "Rubrik", CARE),
        FieldSpec("egen", "Egen", CARE, own_row=True),
        FieldSpec("datum", "Datum", CARE, required_when=("rubrik", "ja")),
    ),
)
ROW = UUID("01a22832-05bf-7047-94f4-36f76c585a7f")


def test_a_path_names_the_row_and_is_read_back() -> None:
    path = path_in("mal", ROW, "rubrik")
    assert path == f"mal.{ROW.hex}.rubrik"
    assert place_of(path) == ("mal", ROW, "rubrik")
    assert len(path_in("a" * 30, ROW, "b" * 15)) <= 80


@pytest.mark.parametrize(
    "path",
    ["", "kartlaggning.boende", "a.b.c", f"mal.{ROW}.rubrik", f"mal.{ROW.hex}", f"mal.{ROW.hex}.", f"mal.{'g' * 32}.x",
     f"mal.{ROW.hex.upper()}.rubrik", f"mal.{{{ROW.hex[:30]}}}.rubrik"],
)  # fmt: skip
def test_other_paths_stand_in_no_row(path: str) -> None:
    assert place_of(path) is None


def test_a_field_of_a_row_is_known_by_its_path() -> None:
    spec = spec_at(path_in("mal", ROW, "datum"), (), (GOALS,))
    assert spec is not None
    assert spec.required_when == (path_in("mal", ROW, "rubrik"), "ja")
    assert spec_at(path_in("mal", ROW, "annat"), (), (GOALS,)) is None
    assert spec_at(path_in("annan", ROW, "rubrik"), (), (GOALS,)) is None
    assert spec_at("rubrik", (), (GOALS,)) is None


def test_a_unit_fills_in_its_own_row_alone() -> None:
    own = spec_at(path_in("mal", ROW, "egen"), (), (GOALS,))
    shared = spec_at(path_in("mal", ROW, "rubrik"), (), (GOALS,))
    assert own is not None and shared is not None  # noqa: PT018
    assert may_fill(own, Party.OUTPATIENT, ROW)
    assert not may_fill(own, Party.OUTPATIENT, uuid4())
    assert may_fill(shared, Party.OUTPATIENT, uuid4())
    assert not may_fill(shared, Party.MUNICIPALITY, ROW)


@pytest.mark.parametrize(
    ("kind", "value", "readable"),
    [
        (FieldKind.DATE, "2026-02-28", True), (FieldKind.DATE, "", True), (FieldKind.DATE, "2026-02-31", False),
        (FieldKind.DATE, "31 februari", False), (FieldKind.DATE, "20260228", False),
        (FieldKind.DATE, "0026-02-28", False),
        (FieldKind.TIME, "07:30", True), (FieldKind.TIME, "23:59", True), (FieldKind.TIME, "24:00", False),
        (FieldKind.TIME, "7.30", False), (FieldKind.TEXT, "31 februari", True),
    ],
)  # fmt: skip
def test_days_and_times_are_read_or_said_to_be_wrong(kind: FieldKind, value: str, readable: bool) -> None:
    assert bool(misread(kind, value)) is not readable
