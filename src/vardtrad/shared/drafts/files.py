"""Files that somebody is about to send, kept with the draft until then, also when it is resumed elsewhere (B-20).

A file is checked before it is kept (``shared.documents``), and belongs to who writes, what it is written about and the
form, as a draft does. It leaves when it is sent, removed, or old; what is sent at a later time holds its files.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.documents.rules import FileType
from vardtrad.shared.drafts.models import DraftFile


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits to be sent, without its content."""

    id: UUID
    name: str
    media_type: str
    size: int

    @property
    def is_picture(self) -> bool:
        """Whether there is a small picture of it."""
        return FileType(self.media_type).is_picture


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that a form sends along: their ids, as its page showed them, and what they were attached to.

    ``answering`` are those that answer a question of the page, each with the words of its question.
    """

    key: UUID
    ids: tuple[UUID, ...]
    answering: tuple[tuple[UUID, str], ...] = ()

    @property
    def all(self) -> frozenset[UUID]:
        """The ids of them all."""
        return frozenset(self.ids).union(file for file, _question in self.answering)


def waiting(actor: Actor, key: UUID, form: str) -> list[Waiting]:
    """The actor's files in a form about a thing, in the order in which they were attached: one query."""
    return [Waiting(*row) for row in _waiting().rows(actor.writes_as, key, form)]


@cache
def _waiting() -> Compiled[DraftFile]:
    """Runs whenever a page with a form that takes files is drawn."""
    files = DraftFile.objects.filter(held_by=None).order_by("id").values_list("id", "name", "media_type", "size")
    return Compiled(lambda owner, key, form: files.filter(owner=owner, key=key, form=form), UUID, UUID, str)


def attach(actor: Actor, key: UUID, form: str, checked: Checked, most: int) -> UUID:
    """Keep a checked file until the form is sent, and give its id. Raises Refused when there are ``most`` already.

    Two that are attached at the same moment may both be kept: the move that sends them counts again, under its lock.
    """
    if DraftFile.objects.filter(owner=actor.writes_as, key=key, form=form, held_by=None).count() >= most:
        raise Refused(Reason.NEED, too_many(most))
    kept = DraftFile.objects.create(
        owner=actor.writes_as,
        key=key,
        form=form,
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        content=checked.content,
        small=checked.small,
        at=clock.now(),
    )
    return kept.id


def too_many(most: int) -> str:
    """What is said of more files than a message may have."""
    return _("Högst %(most)d filer kan bifogas till ett meddelande. Ta bort någon först.") % {"most": most}


def remove(actor: Actor, key: UUID, file: UUID) -> None:
    """Remove a file before it is sent; nothing happens if it is not there."""
    DraftFile.objects.filter(pk=file, owner=actor.writes_as, key=key, held_by=None).delete()


def forget(actor: Actor, key: UUID, form: str, but: Collection[UUID] = ()) -> None:
    """Remove the files of a form that it does not send after all, but for some."""
    DraftFile.objects.filter(owner=actor.writes_as, key=key, form=form, held_by=None).exclude(pk__in=but).delete()


def file(actor: Actor, key: UUID, file: UUID) -> DraftFile | None:
    """A file of the actor's own that waits to be sent, with its content."""
    return DraftFile.objects.filter(pk=file, owner=actor.writes_as, key=key, held_by=None).first()


# ── In a move, inside the door's transaction ─────────────────────────────────────────────────────────────────────────


def are_there(actor: Actor, chosen: Chosen) -> bool:
    """Whether every chosen file still waits: none has been removed or sent from another window.

    Until the move is over no other window can send or remove them either: their rows are the lock.
    """
    return len(_chosen(actor, chosen).order_by("id").select_for_update().values_list("id")) == len(chosen.all)


def take(actor: Actor, chosen: Chosen) -> list[DraftFile]:
    """Take the chosen files out of the draft, to be sent: nobody else can send them too."""
    return _taken(_chosen(actor, chosen))


def with_content(actor: Actor, chosen: Chosen) -> list[DraftFile]:
    """The chosen files with their content, which stay in the draft: for what is sent to many."""
    return list(_chosen(actor, chosen).order_by("id"))


def hold(actor: Actor, chosen: Chosen, by: UUID) -> None:
    """Let the chosen files wait with what is sent later."""
    _chosen(actor, chosen).update(held_by=by)


def release(by: UUID) -> None:
    """What was to be sent later is not sent: its files are back in the draft where they were."""
    DraftFile.objects.filter(held_by=by).update(held_by=None)


def take_held(by: UUID) -> list[DraftFile]:
    """Take the files that have waited with what is sent now."""
    return _taken(DraftFile.objects.filter(held_by=by))


def names_held(by: UUID) -> Sequence[str]:
    """The names of the files that wait with what is sent later."""
    return list(DraftFile.objects.filter(held_by=by).order_by("id").values_list("name", flat=True))


def _chosen(actor: Actor, chosen: Chosen) -> QuerySet[DraftFile]:
    return DraftFile.objects.filter(pk__in=chosen.all, owner=actor.writes_as, key=chosen.key, held_by=None)


def _taken(files: QuerySet[DraftFile]) -> list[DraftFile]:
    rows = list(files.select_for_update().order_by("id"))
    DraftFile.objects.filter(pk__in=[row.id for row in rows]).delete()
    return rows
