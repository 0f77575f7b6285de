"""Files that a message takes along: they leave the writer's draft in the same move, and nobody can send them twice.

What a clinic sends to many at once has its files stored once, and each message names the same rows (``Parcel``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Moving
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves.writing import Text
from vardtrad.cases.case.needs import FILES_OF_RESIDENTS, FILES_OF_STAFF, CaseFacts
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.documents import queries as documents
from vardtrad.shared.documents.actions import Checked, store
from vardtrad.shared.documents.models import Document
from vardtrad.shared.drafts import files
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.drafts.models import DraftFile
from vardtrad.shared.forms.asked import FORM

LABEL = "case"
"""The label of cases, in the rows of their files."""
LONGEST_QUESTION = 300
"""Characters of a question that stand with the file that answers it."""
NO_QUESTIONS: Mapping[UUID, str] = {}
FOR_MANY = "case_sending"
"""The label of files that the cases of one sending share; their key is that of the sending."""


def file_facts(gathering: Gathering, chosen: Chosen | None) -> dict[str, Any]:
    """The facts about the files of a message, as fields of CaseFacts; no query when there are none."""
    if chosen is None:
        return {"files": 0, "files_wait": True}
    resident = gathering.actor.kind is ActorKind.RESIDENT
    return {
        "files": len(set(chosen.ids)),
        "files_in_questions": len(chosen.answering),
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
        _put(moving, message, files.take(moving.actor, chosen), questions=dict(chosen.answering))


def send_answers_along(moving: Moving, message: Message, chosen: Chosen | None) -> None:
    """Attach the files of a page of a form. What was attached to questions that don't apply any more is not kept."""
    send_along(moving, message, chosen)
    if chosen is not None:
        files.forget(moving.actor, chosen.key, FORM)


def send_what_waited(moving: Moving, message: Message, postponed: UUID, by: Actor) -> None:
    """Attach the files that have waited with what is sent now to its message; ``by`` is who wrote it."""
    _put(moving, message, files.take_held(postponed), by)


def _put(
    moving: Moving,
    message: Message,
    rows: Sequence[DraftFile],
    by: Actor | None = None,
    questions: Mapping[UUID, str] = NO_QUESTIONS,
) -> None:
    """A file keeps its id, by which the answers to a form point at it.

    ``questions`` are those that files answer, by file, in the order in which the message names them: before the others.
    """
    order = {file: place for place, file in enumerate(questions)}
    for row in sorted(rows, key=lambda row: order.get(row.id, len(order))):
        document = store(_checked(row), by or moving.actor, LABEL, moving.thing.id, moving.at)
        document.id = row.id
        moving.add(document)
        question = questions.get(row.id, "")[:LONGEST_QUESTION]
        message.files.append([*_named(document), *([question] if question else [])])


def _checked(row: DraftFile) -> Checked:
    return Checked(row.name, row.media_type, bytes(row.content), bytes(row.small))


def _named(document: Document) -> list[Any]:
    """A file as its message names it."""
    return [str(document.id), document.name, document.media_type, document.size]


@dataclass(slots=True)
class Parcel:
    """The files of one sending to many: the first message of a set stores them, and the others name the same rows.

    A set whose transaction is tried again, or whose cases are tried one by one, begins anew with ``facts``, which are
    gathered before anything is written; what an earlier transaction has stored is then there already. The files stay in
    the draft until all is sent: until then their rows are the lock that lets no other window take them away.
    """

    chosen: Chosen
    _named: list[list[Any]] | None = field(default=None, init=False)

    def facts(self, gathering: Gathering) -> dict[str, Any]:
        """The facts about the files, as fields of CaseFacts."""
        self._named = None
        return file_facts(gathering, self.chosen)

    def send_along(self, moving: Moving, message: Message) -> None:
        """Let a message that the move writes name the files."""
        if self._named is None:
            self._named = self._stored(moving)
        message.files.extend(self._named)

    def _stored(self, moving: Moving) -> list[list[Any]]:
        """Store those that are not stored yet, and give all as a message names them."""
        stored, named = documents.stored(FOR_MANY, self.chosen.key), []
        for row in files.with_content(moving.actor, self.chosen):
            document = store(_checked(row), moving.actor, FOR_MANY, self.chosen.key, moving.at)
            document.id = uuid5(self.chosen.key, str(row.id))
            if document.id not in stored:
                moving.add(document)
            named.append(_named(document))
        return named
