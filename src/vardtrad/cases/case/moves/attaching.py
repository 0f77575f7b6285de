"""Files that a message takes along: they leave the writer's draft in the same move, and nobody can send them twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Moving
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves.writing import Text
from vardtrad.cases.case.needs import FILES_OF_RESIDENTS, FILES_OF_STAFF, CaseFacts
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.documents.actions import Checked, store
from vardtrad.shared.drafts import files
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.drafts.models import DraftFile

LABEL = "case"
"""The label of cases, in the rows of their files."""


def file_facts(gathering: Gathering, chosen: Chosen | None) -> dict[str, Any]:
    """The facts about the files of a message, as fields of CaseFacts; no query when there are none."""
    if chosen is None:
        return {"files": 0, "files_wait": True}
    resident = gathering.actor.kind is ActorKind.RESIDENT
    return {
        "files": len(set(chosen.ids)),
        "most_files": FILES_OF_RESIDENTS if resident else FILES_OF_STAFF,
        "files_wait": gathering.once(files.are_there, gathering.actor, chosen),
    }


@dataclass(frozen=True, slots=True)
class Said(Text):
    """The base of moves that are given a text to the other party, and perhaps files."""

    chosen: Chosen | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """The text itself, and the files."""
        return CaseFacts(text=self.text, **file_facts(gathering, self.chosen))


def send_along(moving: Moving, message: Message, chosen: Chosen | None) -> None:
    """Attach the chosen files to a message that the move writes."""
    if chosen is not None:
        _put(moving, message, files.take(moving.actor, chosen))


def send_what_waited(moving: Moving, message: Message, postponed: UUID, by: Actor) -> None:
    """Attach the files that have waited with what is sent now to its message; ``by`` is who wrote it."""
    _put(moving, message, files.take_held(postponed), by)


def _put(moving: Moving, message: Message, rows: Sequence[DraftFile], by: Actor | None = None) -> None:
    for row in rows:
        checked = Checked(row.name, row.media_type, bytes(row.content), bytes(row.small))
        document = store(checked, by or moving.actor, LABEL, moving.thing.id, moving.at)
        moving.add(document)
        message.files.append([str(document.id), row.name, row.media_type, row.size])
