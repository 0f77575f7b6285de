"""A task as the screen says it: its history, and who has it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import Move
from vardtrad.gate.models import Version


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a task's history: what was done, when and by whom, and the note that was written with it."""

    at: datetime
    move: str
    by: str
    note: str


def history(task: Task) -> list[Happened]:
    """What has happened to a task, oldest first."""
    lines, before = [], ""
    for version in Version.objects.filter(key=task.id).order_by("number"):
        note = version.snapshot.get("note", "")
        lines.append(
            Happened(version.at, str(Move(version.move).label), version.actor_name, note if note != before else "")
        )
        before = note
    return lines


def holder_words(task: Task) -> str:
    """The holder of a task, in words."""
    if task.staff is not None:
        return task.staff.goes_by
    return task.group.name if task.group is not None else _("Ingen utsedd")
