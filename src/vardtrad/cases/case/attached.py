"""The files attached to the messages of a case: what the thread shows of them, and opening one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves.attaching import FOR_MANY
from vardtrad.cases.case.rules import Origin
from vardtrad.cases.case.subject import CASES
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.documents import queries as documents
from vardtrad.shared.documents.models import Document
from vardtrad.shared.documents.rules import FileType

READ_FILE = "read_file"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file as a message names it; ``question`` is that of a form which it answers, if it does."""

    id: str
    name: str
    media_type: str
    size: int
    question: str = ""

    @property
    def words(self) -> str:
        """Its name, after the question that it answers: how paper tells of it."""
        return f"{self.question}: {self.name}" if self.question else self.name

    @property
    def is_picture(self) -> bool:
        """Whether there is a small picture of it to show in the thread."""
        return FileType(self.media_type).is_picture


def files_of(message: Message) -> tuple[AttachedFile, ...]:
    """The files of a message; no query, since a message names its own."""
    return tuple(AttachedFile(*file) for file in message.files)


def open_file(actor: Actor, key: UUID, document: UUID) -> Document:
    """An attached file, for who may read the case; traced apart from reading the case.

    Raises Refused with the same answer whether the file is missing, of another case, or the case is closed to the
    actor. Whoever may read a case may read its files: no internal message has any.
    """
    case, _capacities = door.read(CASES, actor, key)
    stored = documents.document(CASES.label, case.id, document) or _shared(case, [document]).get(document)
    refused = stored is None
    detail: dict[str, Any] = {"document": str(document)} | ({"reason": "not_there"} if refused else {})
    door.note(actor, READ_FILE, CASES.label, thing=key, person=case.patient_id, refused=refused, detail=detail)
    if stored is None:
        raise not_there()
    return stored


def stored_of(actor: Actor, case: Case, files: Iterable[AttachedFile]) -> list[Document]:
    """The files that messages of the case name, to be taken out on paper with it; traced as read.

    The caller has checked that the actor may have them. Three queries at most, and the traces.
    """
    wanted = [UUID(file.id) for file in files]
    stored = documents.documents(CASES.label, case.id, wanted)
    stored |= _shared(case, [key for key in wanted if key not in stored])
    there = [key for key in wanted if key in stored]
    for key in there:
        door.note(actor, READ_FILE, CASES.label, thing=case.id, person=case.patient_id, detail={"document": str(key)})
    return [stored[key] for key in there]


def small_picture(actor: Actor, key: UUID, document: UUID) -> Document:
    """The file whose small picture an open page of the case shows, without its content. Raises Refused.

    It is part of the page, whose reading is traced (``door.follow``, ADR 15).
    """
    case, _capacities = door.follow(CASES, actor, key)
    stored = documents.small(CASES.label, case.id, document) or _shared(case, [document]).get(document)
    if stored is None or not stored.small:
        raise not_there()
    return stored


def _shared(case: Case, wanted: Collection[UUID]) -> dict[UUID, Document]:
    """The files among these that the clinic sent to several at once, and that messages of this case name. Two queries.

    None for a case that no clinic began, or when nothing is asked.
    """
    if case.origin != Origin.CLINIC or not wanted:
        return {}
    messages = Message.objects.filter(case_id=case.id).exclude(files=[]).values_list("files", flat=True)
    named = {file[0] for files in messages for file in files}
    return documents.of_many(FOR_MANY, [key for key in wanted if str(key) in named])
