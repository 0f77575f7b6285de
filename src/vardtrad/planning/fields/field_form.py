"""What a process says of the fields of one of its steps: which there are, whose, how they are saved and shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan.actions import Moved, PlanSubject
from vardtrad.planning.plan.models import Plan
from vardtrad.shared.care_units.rules import Party


class Saving(Protocol):
    """The verb of a process that saves one field. Raises Refused."""

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
        """Save one field as ``party``, over the revision that the page showed."""


def _never(plan: Plan, party: Party) -> bool:
    return False


def _not_one(plan: Plan, party: Party | None, spec: FieldSpec) -> bool:
    return False


def _all(plan: Plan, party: Party | None) -> datetime | None:
    return None


def _none(plan: Plan, party: Party) -> int:
    return 0


def _nothing(plan: Plan) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """The fields of one step of a process, and what the process says of them.

    ``name`` stands in addresses, ``step`` is the step's own address, ``part`` its part in the subject's tables and the
    plan's attribute that holds it. ``locked``: whether a party may write nothing now, beyond what the table says.
    ``hidden``: whether a party (None for who only reads) may not read a field yet; ``told``: from when (UTC) it may,
    so that it never sees what was replaced before, or None for all of it. ``stands`` tells in a few signs how far the
    step has come (state, round), so that an open page knows when it is outdated. ``breaks`` gives the round
    that a saving by the party would break, 0 for none: the page warns first (001-142). ``judged`` says that the page
    has buttons that speak of all the fields (Klarmarkera, Justera), which carry the part's content number.
    """

    name: str
    step: str
    subject: PlanSubject
    part: str
    move: str
    specs: Callable[[], Sequence[FieldSpec]]
    save: Saving
    related: tuple[str, ...] = ()
    locked: Callable[[Plan, Party], bool] = _never
    hidden: Callable[[Plan, Party | None, FieldSpec], bool] = _not_one
    told: Callable[[Plan, Party | None], datetime | None] = _all
    stands: Callable[[Plan], str] = _nothing
    breaks: Callable[[Plan, Party], int] = _none
    judged: bool = False

    def spec(self, path: str) -> FieldSpec | None:
        """The field with this path."""
        return next((spec for spec in self.specs() if spec.path == path), None)
