"""How a process describes the fields of one of its steps: which they are, who fills them, how they are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vardtrad.planning.fields.groups import GroupSpec, RowChange, RowGiven, group_named, spec_at
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan.actions import Moved, PlanSubject
from vardtrad.planning.plan.models import Plan
from vardtrad.shared.care_units.rules import Party


class Saving(Protocol):
    """The verb of a process that saves a field. Raises Refused."""

    def __call__(
        self,
        actor: Any,
        key: UUID,
        path: str,
        value: str,
        revision: int,
        *,
        party: Party | None,
        knowing: bool,
        submit_key: UUID | None = None,
    ) -> Moved:
        """Save a field as ``party``, replacing the revision that the page showed."""


class Arranging(Protocol):
    """The verb of a process that adds, moves, removes or puts back a row. Raises Refused."""

    def __call__(self, actor: Any, key: UUID, given: RowGiven, *, submit_key: UUID | None = None) -> Moved:
        """Change the row that ``given`` names."""


def _not_one(plan: Plan, party: Party | None, spec: FieldSpec) -> bool:
    return False


def _all(plan: Plan, party: Party | None) -> datetime | None:
    return None


def _none(plan: Plan, party: Party) -> int:
    return 0


def _nothing(plan: Plan) -> str:
    return ""


def _none_locked(plan: Plan, spec: FieldSpec) -> bool:
    return False


def _no_groups() -> Sequence[GroupSpec]:
    return ()


def _no_values(plan: Plan) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """The fields of a step of a process, with the functions by which the process governs them.

    ``name`` is used in addresses, ``step`` is the step's own address, ``part`` is both its part in the subject's tables
    and the plan's attribute that holds it. ``known`` gives the facts that a party's right to write depends on before
    anything is written, for the table's offers. ``hidden``: whether a party (None for readers) may not read a field
    yet; ``told``: since when (UTC) it may, which hides revisions replaced before this time, or None if nothing is
    hidden. ``stands`` is a short mark of how far the step has come (state, round), so that an open page knows when it
    is out of date. ``breaks`` is the round of attestations that saving by the party would break, 0 for none: the page
    warns first (001-142). ``judged``: the page has buttons about all the fields together (Klarmarkera, Justera), which
    send the part's content number.

    ``groups`` are the repeated groups of fields, ``arrange`` the verb that changes their rows, and ``row_moves`` the
    table's move for each change. ``prefilled`` gives what fields that nobody has saved show from elsewhere in the plan.
    ``locked``: whether a field is closed although others of the form are written in (001-215).
    """

    name: str
    step: str
    subject: PlanSubject
    part: str
    move: str
    specs: Callable[[], Sequence[FieldSpec]]
    save: Saving
    known: Callable[[Plan, Party], Any]
    related: tuple[str, ...] = ()
    hidden: Callable[[Plan, Party | None, FieldSpec], bool] = _not_one
    told: Callable[[Plan, Party | None], datetime | None] = _all
    stands: Callable[[Plan], str] = _nothing
    breaks: Callable[[Plan, Party], int] = _none
    judged: bool = False
    groups: Callable[[], Sequence[GroupSpec]] = _no_groups
    arrange: Arranging | None = None
    row_moves: Mapping[RowChange, str] = field(default_factory=dict)
    prefilled: Callable[[Plan], Mapping[str, str]] = _no_values
    locked: Callable[[Plan, FieldSpec], bool] = _none_locked

    def spec(self, path: str) -> FieldSpec | None:
        """The field with this path, or None; that the row of a row's field exists is for the rules to ask."""
        return spec_at(path, self.specs(), self.groups())

    def group(self, name: str) -> GroupSpec | None:
        """The repeated group with this name, or None."""
        return group_named(name, self.groups())
