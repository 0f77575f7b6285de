"""The rows of the repeated groups of a form as a page shows them: each closed to a line, or open with its fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from vardtrad.planning.fields import queries
from vardtrad.planning.fields.groups import GroupSpec, RowChange, path_in, place_of
from vardtrad.planning.fields.looking import FieldView, Looking
from vardtrad.planning.fields.queries import Standing
from vardtrad.planning.fields.rules import FieldSpec

OPEN = "rad"
"""The query parameter that names an open row, by the hexadecimal digits of its key; it may stand several times."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a closed row shows of one of its fields."""

    path: str
    name: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where the pages of a form's rows are: the plan's page, and the endpoints, each to be completed with a row.

    ``earlier``: the page shows an earlier version, so what stands in a row is not asked for now.
    """

    page: str
    rows: str
    earlier: bool


@dataclass(slots=True)
class RowView:
    """A row as the page shows it (planning/fields/_rows.html).

    ``heading`` is the words of its first field, or what the plan itself calls the row. ``fields`` are there while the
    row is open. ``up`` and ``down`` are the keys that the row would follow after a step up or down, "" for the first
    place and None where there is no step to take.
    """

    key: UUID
    group: GroupSpec
    number: int
    heading: str
    cells: list[Cell]
    under: UUID | None
    given: bool
    open: bool
    may_change: bool
    places: Places
    editing_words: str = ""
    up: str | None = None
    down: str | None = None
    fields: list[FieldView] = field(default_factory=list)
    groups: list[GroupView] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return anchor_of_row(self.key)

    @property
    def open_href(self) -> str:
        """The page with the row open."""
        return f"{self.places.page}?{OPEN}={self.key.hex}#{self.anchor}"

    @property
    def close_href(self) -> str:
        """The page with the row closed."""
        return f"{self.places.page}#{self.anchor}"

    @property
    def part_href(self) -> str:
        """The row alone, closed."""
        return f"{self.places.rows}visa?{OPEN}={self.key.hex}"

    @property
    def opened_href(self) -> str:
        """The row alone, open; "" for an earlier version, which is opened by loading the page."""
        return "" if self.places.earlier else f"{self.places.rows}oppna?{OPEN}={self.key.hex}"

    @property
    def remove_href(self) -> str:
        """The question whether the row is to be removed."""
        return f"{self.places.rows}ta-bort?grupp={self.group.name}&{OPEN}={self.key.hex}"

    @property
    def move_href(self) -> str:
        """Where a step up or down is sent."""
        return f"{self.places.rows}flytta"

    @property
    def by_name(self) -> Mapping[str, Cell]:
        """The cells by the names of their fields."""
        return {cell.name: cell for cell in self.cells}


@dataclass(slots=True)
class GroupView:
    """A group as the page shows it, under one row or in the form itself; ``removed`` counts its removed rows."""

    spec: GroupSpec
    under: UUID | None
    rows: list[RowView]
    may_add: bool
    add_href: str
    removed: int
    removed_href: str


def anchor_of_row(key: UUID) -> str:
    """The id of a row on the page."""
    return f"rad-{key.hex}"


@dataclass
class Rows:
    """The rows of a form as a seat sees them; ``open`` are those that are shown with their fields."""

    looking: Looking
    open: Collection[UUID]
    back: str

    def __post_init__(self) -> None:
        plan, moment = self.looking.plan.id, self.looking.moment
        self.specs = self.looking.form.groups()
        self._places = Places(self.back, self.looking.address("rad/"), moment is not None)
        standing = (queries.rows(plan) if moment is None else queries.rows_at(plan, moment)) if self.specs else []
        self.all = {row.id: row for row in standing}
        self._given = {
            group.name: list(group.given_rows(plan, moment)) for group in self.specs if group.given_rows is not None
        }
        self._written = {place[1] for path in self.looking.saved if (place := place_of(path)) is not None}
        self._summaries = {group.name: self._summary(group) for group in self.specs}
        self._fields = self._fields_by_path()

    @property
    def open_fields(self) -> Sequence[FieldView]:
        """The fields of the open rows."""
        return list(self._fields.values())

    def groups(self, under: UUID | None = None, inside: str = "") -> list[GroupView]:
        """The groups of the form, or those that stand under a row of the group ``inside``."""
        return [self._group(group, under) for group in self.specs if group.inside == inside]

    def views(self) -> Iterator[RowView]:
        """All rows, each followed by those under it."""

        def within(groups: Sequence[GroupView]) -> Iterator[RowView]:
            for group in groups:
                for row in group.rows:
                    yield row
                    yield from within(row.groups)

        return within(self.groups())

    def standing(self, group: GroupSpec, under: UUID | None = None) -> list[Standing]:
        """The rows of a group that stand, in their order, that this seat may see."""
        return [
            row
            for row in self.all.values()
            if row.group == group.name and row.parent == under and not row.removed and self._shows(row)
        ]

    def may(self, change: RowChange) -> bool:
        """Whether the step's table offers this seat the change, and nothing known beforehand refuses it."""
        move = self.looking.form.row_moves.get(change)
        return move is not None and self.looking.offers.may(move)

    def _shows(self, row: Standing) -> bool:
        # After a no everybody reads what the own unit has written, and nothing tells what others have.
        return not self.looking.limited or row.id in self._written

    def _open_specs(self) -> Iterator[FieldSpec]:
        for group in self.specs:
            keys = {row.id for row in self.all.values() if row.group == group.name and not row.removed}
            keys |= {key for key, _heading in self._given.get(group.name, ())}
            for key in keys & set(self.open):
                yield from group.specs(key)

    def _fields_by_path(self) -> Mapping[str, FieldView]:
        specs = list(self._open_specs())
        return {view.path: view for view in self.looking.views(specs)} if specs else {}

    def _group(self, group: GroupSpec, under: UUID | None) -> GroupView:
        standing = self.standing(group, under)
        changes = self.looking.party in group.parties
        given = [
            self._row(group, key, number, heading=heading)
            for number, (key, heading) in enumerate(self._given.get(group.name, ()), start=1)
        ]
        own = [
            self._row(group, row.id, number, under=under) for number, row in enumerate(standing, start=len(given) + 1)
        ]
        if group.ordered and changes and self.may(RowChange.MOVE):
            _steps(own, [row.id.hex for row in standing])
        adds = changes and group.given_rows is None and self.may(RowChange.ADD)
        return GroupView(
            spec=group,
            under=under,
            rows=[*given, *own],
            may_add=adds,
            add_href=f"{self._places.rows}ny",
            removed=self._removed(group, under),
            removed_href=f"{self._places.rows}borttagna?grupp={group.name}",
        )

    def _removed(self, group: GroupSpec, under: UUID | None) -> int:
        if self.looking.limited or self.looking.closed or self.looking.moment is not None:
            return 0
        return sum(row.removed and row.group == group.name and row.parent == under for row in self.all.values())

    def _row(
        self, group: GroupSpec, key: UUID, number: int, *, heading: str = "", under: UUID | None = None
    ) -> RowView:
        looking, opened, given = self.looking, key in self.open, bool(heading)
        cells = self.cells(group, key)
        writing = [
            name
            for path, names in looking.writing.items()
            if (place := place_of(path)) is not None and place[1] == key
            for name in names
        ]
        changes = not given and looking.party in group.parties
        return RowView(
            key=key,
            group=group,
            number=number,
            heading=heading or cells[0].words,
            cells=cells,
            under=under,
            given=given,
            open=opened,
            may_change=changes and self.may(RowChange.REMOVE),
            places=self._places,
            editing_words=queries.editing_words(set(writing)),
            fields=[view for spec in group.specs(key) if (view := self._fields.get(spec.path))] if opened else [],
            groups=self.groups(key, group.name),
        )

    def cells(self, group: GroupSpec, key: UUID) -> list[Cell]:
        """What a closed row shows of its fields."""
        cells = []
        for spec in self._summaries[group.name]:
            path = path_in(group.name, key, spec.path)
            saved = self.looking.saved.get(path)
            hidden = saved is None or saved.unit in self.looking.closed
            value = self.looking.prefilled.get(path, "") if saved is None else "" if hidden else saved.value
            cells.append(Cell(path, spec.path, str(spec.label), queries.words_of(spec, value, {})))
        return cells

    def _summary(self, group: GroupSpec) -> Sequence[FieldSpec]:
        named = {spec.path: spec for spec in group.fields}
        return queries.resolved([named[name] for name in group.summary], self.looking.plan.id)


def _steps(rows: Sequence[RowView], order: Sequence[str]) -> None:
    """Give the rows what they would follow after a step up or down."""
    for place, row in enumerate(rows):
        if place:
            row.up = order[place - 2] if place > 1 else ""
        if place + 1 < len(rows):
            row.down = order[place + 1]
