"""The history of codes: which changes still hold, when each correction has taken back the change that it names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from vardtrad.cases.waiting_list.models import CodeChange
from vardtrad.kernel.tables import NOWHERE


def latest_in_force(changes: Iterable[CodeChange]) -> CodeChange | None:
    """The latest change that no correction has taken back, of one entry's changes in order."""
    held: list[CodeChange] = []
    for change in changes:
        if change.corrects_id is None:
            held.append(change)
        else:
            held = [other for other in held if other.id != change.corrects_id]
    return held[-1] if held else None


def latest_of(entries: Collection[UUID]) -> dict[UUID, CodeChange]:
    """The latest change in force of each of these entries, by the entry's key. One query."""
    by_entry: dict[UUID, list[CodeChange]] = {}
    for change in CodeChange.objects.filter(entry_id__in=entries).order_by("entry_id", "id"):
        by_entry.setdefault(change.entry_id, []).append(change)
    latest = {key: latest_in_force(changes) for key, changes in by_entry.items()}
    return {key: change for key, change in latest.items() if change is not None}


def before(change: CodeChange | None) -> str:
    """The code before the latest change; NOWHERE when that change put the patient on the list."""
    return change.code_from if change is not None else NOWHERE
