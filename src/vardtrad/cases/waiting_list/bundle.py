"""The documents for the provider: what the clinic adds, what is in the bundle, and that it has been sent (004-015).

The record system is not part of the product: the referral and the record's documents are added here as files, or put
in by hand, and then staff say so. What was sent is kept as the checklist was when they were marked as sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from typing_extensions import override

from vardtrad.cases.case.attached import AttachedFile
from vardtrad.cases.waiting_list.facts import Given, Moving
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import EXPECTED, DocumentKind, Move
from vardtrad.cases.waiting_list.subject import ENTRIES, Moved, move
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.documents import queries
from vardtrad.shared.documents.actions import Checked, Upload
from vardtrad.shared.documents.models import Document
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist. ``file`` is the id of the document that goes along, None for what is drawn or missing.

    ``by_hand``: missing here, and staff have said that they put it in.
    """

    name: str
    there: bool
    file: str | None = None
    kind: DocumentKind | None = None
    by_hand: bool = False

    @property
    def words(self) -> str:
        """The line as it is kept when the bundle has been sent."""
        return _("%(name)s (lagd i för hand)") % {"name": self.name} if self.by_hand else self.name


def checklist(
    entry: WaitingEntry, files: Collection[AttachedFile], *, with_case: bool, by_hand: Collection[str] = ()
) -> list[Item]:
    """What the bundle holds and lacks: ``files`` are those of the case with the offer. No query."""
    items = [
        Item(_("Vårdgarantisedel"), there=True),
        Item(_("Vårdgarantiintyg"), there=entry.informed is not None),
    ]
    for kind in DocumentKind:
        added = [row for row in entry.documents if row["kind"] == kind]
        items += [Item(f"{kind.label}: {row['name']}", there=True, file=row["id"], kind=kind) for row in added]
        if kind in EXPECTED and not added:
            items.append(Item(str(kind.label), there=False, kind=kind, by_hand=kind in by_hand))
    if with_case:
        items.append(Item(_("Ärendet med erbjudandet"), there=True))
    items += [Item(_("Bilaga i ärendet: %(name)s") % {"name": file.name}, there=True, file=file.id) for file in files]
    return items


def missing(entry: WaitingEntry) -> list[DocumentKind]:
    """What the provider needs and nobody has added."""
    there = {row["kind"] for row in entry.documents}
    return [kind for kind in EXPECTED if kind not in there]


@dataclass(frozen=True, slots=True)
class Add(Given):
    """A document that the clinic adds."""

    kind: str
    document: Checked

    @override
    def facts(self) -> Mapping[str, Any]:
        return {"document_kind": self.kind}

    @override
    def write(self, moving: Moving) -> None:
        """The file is kept with the entry, and the entry names it."""
        entry = moving.thing
        stored = documents.store(self.document, moving.actor, ENTRIES.label, entry.id, moving.at)
        moving.add(stored)
        row = {
            "id": str(stored.id),
            "kind": self.kind,
            "name": stored.name,
            "media_type": stored.media_type,
            "by": moving.actor.name,
            "at": moving.at.isoformat(),
        }
        entry.documents = [*entry.documents, row]


@dataclass(frozen=True, slots=True)
class LeaveOut(Given):
    """A document that was added by mistake: it goes with the bundle no longer."""

    document: UUID
    included: bool

    @override
    def facts(self) -> Mapping[str, Any]:
        return {"included": self.included}

    @override
    def write(self, moving: Moving) -> None:
        """The earlier version of the entry still names it."""
        moving.thing.documents = [row for row in moving.thing.documents if row["id"] != str(self.document)]


@dataclass(frozen=True, slots=True)
class Posted(Given):
    """The clinic has sent the documents; ``by_hand`` are the kinds that staff have put in themselves."""

    by_hand: frozenset[str]
    contents: tuple[str, ...]
    lacking: frozenset[str]

    @override
    def facts(self) -> Mapping[str, Any]:
        return {"whole": self.lacking <= self.by_hand}

    @override
    def write(self, moving: Moving) -> None:
        """When, by whom, and what it was; the provider stands on the entry."""
        entry = moving.thing
        entry.posted, entry.posted_by = moving.at, moving.actor.name
        entry.posted_contents = list(self.contents)


def add(actor: Actor, entry: WaitingEntry, kind: str, upload: Upload, *, submit_key: UUID | None = None) -> Moved:
    """Add a document to the bundle: a file checked as every other, that may say whom it is about. Raises Refused."""
    rate_limit.hold_back(limits.ATTACHMENT, actor, "attach_file", ENTRIES.label, thing=entry.id)
    try:
        checked = documents.check(upload, None)
    except Refused as refused:
        detail = {"reason": refused.reason.value}
        door.note(
            actor, "attach_file", ENTRIES.label, thing=entry.id, person=entry.patient_id, refused=True, detail=detail
        )
        raise
    return move(actor, entry.id, Move.ADD_DOCUMENT, Add(kind, checked), submit_key=submit_key)


def leave_out(actor: Actor, entry: WaitingEntry, document: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Take a document out of the bundle again. Raises Refused."""
    included = any(row["id"] == str(document) for row in entry.documents)
    return move(actor, entry.id, Move.LEAVE_OUT, LeaveOut(document, included), submit_key=submit_key)


def posted(
    actor: Actor,
    entry: WaitingEntry,
    by_hand: Collection[str],
    files: Collection[AttachedFile],
    *,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """The clinic has sent the documents to the provider (004-015). Raises Refused, also for an incomplete bundle.

    ``by_hand`` are the kinds that staff have put in, ``entry`` is as the page showed it (``seen``).
    """
    lacking = frozenset(kind.value for kind in missing(entry))
    items = checklist(entry, files, with_case=entry.offer_id is not None, by_hand=by_hand)
    contents = tuple(item.words for item in items if item.there or item.by_hand)
    given = Posted(frozenset(by_hand), contents, lacking)
    return move(actor, entry.id, Move.POST, given, seen=seen, submit_key=submit_key)


def document_of(actor: Actor, entry: WaitingEntry, document: UUID) -> Document | None:
    """A document that the entry names, traced as read; None for any other. One query."""
    if all(row["id"] != str(document) for row in entry.documents):
        return None
    return _read(actor, entry, [document]).get(document)


def documents_of(actor: Actor, entry: WaitingEntry) -> list[Document]:
    """Every document that the entry names, in order, each traced as read: one query, and the traces."""
    wanted = [UUID(row["id"]) for row in entry.documents]
    stored = _read(actor, entry, wanted)
    return [stored[key] for key in wanted if key in stored]


def _read(actor: Actor, entry: WaitingEntry, wanted: Sequence[UUID]) -> dict[UUID, Document]:
    for key in wanted:
        detail = {"document": str(key)}
        door.note(actor, "read_file", ENTRIES.label, thing=entry.id, person=entry.patient_id, detail=detail)
    return queries.documents(ENTRIES.label, entry.id, wanted)
