"""Repeated groups of fields: sub-goals, activities, participants. What a group is, and the needs of its rows (ADR 41).

A process lists its groups beside its fields (``field_form.FieldForm``). A row is added, moved, removed and put back by
moves of the process's own table. Each field of a row is saved like any other field; its path names the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import Need
from vardtrad.planning.fields.rules import FieldFacts, FieldSpec, GivenRows, Words
from vardtrad.shared.care_units.rules import Party

MOST_ROWS = 400
"""The most rows of a group in a plan; those that were removed do not count."""


class RowChange(TextChoices):
    """What may be done with a row."""

    ADD = "add", gettext_lazy("Tillagd")
    MOVE = "move", gettext_lazy("Flyttad")
    REMOVE = "remove", gettext_lazy("Borttagen")
    RESTORE = "restore", gettext_lazy("Återställd")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSpec:
    """A repeated group: its name in paths, what its rows are called, its buttons, and the fields of a row.

    ``word`` is "Delmål", ``definite`` "Delmålet"; ``add`` and ``remove`` stand on the buttons. The fields have paths of
    their own within the row ("rubrik"). ``summary`` names the fields that a closed row shows; the first of them is its
    heading. ``inside`` is the group under whose rows the rows stand. ``given_rows`` are rows that nobody adds, such as
    the units that a call went to, as (key, heading): the plan itself says which they are, so they cannot be removed.
    ``ordered`` says that the users choose the order.
    """

    name: str
    word: Words
    definite: Words
    add: Words
    remove: Words
    fields: tuple[FieldSpec, ...]
    summary: tuple[str, ...]
    inside: str = ""
    most: int = MOST_ROWS
    ordered: bool = True
    given_rows: GivenRows | None = None

    @property
    def parties(self) -> frozenset[Party]:
        """The parties that write in a row, and so may add and remove one."""
        return frozenset().union(*(spec.parties for spec in self.fields))

    def specs(self, row: UUID) -> list[FieldSpec]:
        """The fields of a row, with their whole paths."""
        return [
            replace(
                spec,
                path=path_in(self.name, row, spec.path),
                given_rows=self.given_rows,
                row_words=self.definite,
                required_when=(path_in(self.name, row, spec.required_when[0]), spec.required_when[1])
                if spec.required_when
                else None,
            )
            for spec in self.fields
        ]


def path_in(group: str, row: UUID, name: str) -> str:
    """The path of a field in a row: "delmal.<32 hexadecimal digits>.rubrik"."""
    return f"{group}.{row.hex}.{name}"


def place_of(path: str) -> tuple[str, UUID, str] | None:
    """The group, row and name in the path of a row's field; None for a field that stands in no row."""
    group, _dot, rest = path.partition(".")
    row, _dot, name = rest.partition(".")
    if len(row) != 32 or not name:
        return None
    try:
        key = UUID(hex=row)
    except ValueError:
        return None
    return (group, key, name) if key.hex == row else None


def spec_at(path: str, fields: Sequence[FieldSpec], groups: Sequence[GroupSpec] = ()) -> FieldSpec | None:
    """The field with this path, among the fields and in the rows of the groups; None if there is no such field."""
    place = place_of(path)
    if place is None:
        return next((spec for spec in fields if spec.path == path), None)
    group = group_named(place[0], groups)
    if group is None:
        return None
    return next((spec for spec in group.specs(place[1]) if spec.path == path), None)


def may_fill(spec: FieldSpec, party: Party | None, unit: UUID | None) -> bool:
    """Whether a field belongs to a party, and to the unit if it is one that each unit fills in for itself."""
    place = place_of(spec.path)
    return party in spec.parties and (not spec.own_row or (place is not None and place[1] == unit))


def group_named(name: str, groups: Sequence[GroupSpec]) -> GroupSpec | None:
    """The group with this name, or None."""
    return next((group for group in groups if group.name == name), None)


@dataclass(frozen=True, slots=True)
class RowGiven:
    """What is given to change a row.

    ``row`` is the row's own key, also for one to be added; ``under`` the row that it is to stand under; ``after`` the
    row that it is to follow, None for the first place. A row is added last. ``seen`` is what the page that asks for
    the removal showed of the row's contents (``queries.tally``).
    """

    change: RowChange
    group: GroupSpec | None
    row: UUID
    party: Party | None
    under: UUID | None = None
    after: UUID | None = None
    seen: int | None = None


# ── The needs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _known(facts: FieldFacts) -> str | None:
    return None if facts.row_known else _("Raden finns inte.")


def _own_party(facts: FieldFacts) -> str | None:
    return None if facts.row_of_own_party else _("Det här fylls i av en annan part.")


def removed_by(words: str, name: str) -> str:
    """The sentence that somebody has removed a row: ``words`` is what the row is called ("Delmålet")."""
    return _("%(row)s har tagits bort av %(name)s.") % {"row": words, "name": name}


def _stands(facts: FieldFacts) -> str | None:
    if facts.row_removed_by:
        return removed_by(facts.row_words, facts.row_removed_by)
    return None if facts.row_stands else _("Raden finns inte.")


def _place_stands(facts: FieldFacts) -> str | None:
    return None if facts.row_place_stands else _("Det som raden skulle stå under har tagits bort.")


def _room(facts: FieldFacts) -> str | None:
    if facts.row_count < facts.row_limit:
        return None
    return _("Det finns redan %(count)s rader, och fler får inte plats. Ta bort en rad först.") % {
        "count": facts.row_count
    }


def _unchanged(facts: FieldFacts) -> str | None:
    if facts.row_unchanged:
        return None
    return _("Någon har skrivit här sedan du öppnade sidan. Läs det som står nu, och ta bort igen om du ändå vill.")


row_known = Need("raden hör till formuläret", _known)
row_of_own_party = Need("raden hör till den egna parten", _own_party)
row_stands = Need("raden är inte borttagen", _stands)
row_place_stands = Need("det som raden står under är inte borttaget", _place_stands)
row_fits = Need("antalet rader är inte fler än som får plats", _room)
row_unchanged = Need("ingen har skrivit i raden sedan sidan visades", _unchanged)
ADDING = (row_known, row_of_own_party, row_place_stands, row_fits)
MOVING = (row_known, row_of_own_party, row_stands)
REMOVING = (row_known, row_of_own_party, row_stands, row_unchanged)
RESTORING = (row_known, row_of_own_party, row_place_stands, row_fits)
