"""The drafts of an actor, for rendering pages and marking lists. Never anybody else's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vardtrad.gate.compiled import Compiled
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import composed
from vardtrad.shared.drafts.models import Draft


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft: its text, and when it was saved (UTC), which distinguishes one saving from another."""

    text: str
    at: datetime

    @property
    def seen(self) -> str:
        """The saving as a page names it when saving again: a page that has not seen the latest cannot overwrite it."""
        return token(self.at)


@dataclass(frozen=True, slots=True)
class Box:
    """A text box with drafts, as the macro ``area`` renders it: where it saves, and the saved text.

    With ``key`` (what the drafts are about) the form says whose draft it takes along, and a form that was carried out
    deletes it (``middleware``); without, the view does.
    """

    name: str
    address: str
    kept: Kept | None = None
    sent: datetime | None = None
    key: UUID | None = None


class Boxes:
    """The text boxes of a page, by name: ``boxes["besvara.text"]``."""

    def __init__(
        self,
        address: str,
        kept: Mapping[str, Kept] | None = None,
        sent: Mapping[str, datetime] | None = None,
        key: UUID | None = None,
    ) -> None:
        self.address, self.kept, self.sent, self.key = address, dict(kept or {}), dict(sent or {}), key

    def __getitem__(self, name: str) -> Box:
        """The box of this name, with or without a draft."""
        return Box(name, self.address, self.kept.get(name), self.sent.get(name), self.key)

    def beside(self, forms: Iterable[str]) -> list[str]:
        """The drafts of other forms than these: a text that can no longer be sent from here is shown, not lost."""
        shown = set(forms)
        return [draft.text for name, draft in sorted(self.kept.items()) if name.partition(".")[0] not in shown]


def token(at: datetime) -> str:
    """A moment of saving as text, for the page and back."""
    return at.isoformat()


def of(actor: Actor, key: UUID) -> dict[str, Kept]:
    """The actor's drafts about a thing, by box: one query."""
    return {box: Kept(text, at) for box, text, at in _boxes().rows(actor.writes_as, key)}


@cache
def _boxes() -> Compiled[Draft]:
    """Runs whenever a case is opened and whenever something is sent."""
    boxes = Draft.objects.values_list("box", "text", "at")
    return Compiled(lambda owner, key: boxes.filter(owner=owner, key=key), UUID, UUID)


def boxes(actor: Actor, key: UUID, address: str) -> Boxes:
    """The text boxes of a page about a thing: saved at ``address``, and deleted when their form was carried out."""
    return Boxes(address, of(actor, key), key=key)


def marked(actor: Actor, keys: Collection[UUID]) -> set[UUID]:
    """Which of these things the actor has a draft about, for the mark "Utkast" in a list: one query."""
    if not keys:
        return set()
    return set(Draft.objects.filter(owner=actor.writes_as, key__in=keys).values_list("key", flat=True))


def keys_with(actor: Actor, box: str) -> QuerySet[Draft, Any]:
    """The keys of the things about which the actor has a draft in a box, for a condition of another query."""
    return Draft.objects.filter(owner=actor.writes_as, box=box).values("key")


def already_sent(kept: Mapping[str, Kept], own: Sequence[tuple[str, datetime]]) -> dict[str, datetime]:
    """The drafts equal to the latest text that the writer sent, and when it was sent: a crash can leave such drafts.

    ``own`` are the writer's own messages, oldest first. A ready-made alternative may stand before the typed text.
    """
    if not own:
        return {}
    text, at = composed(own[-1][0]).strip(), own[-1][1]
    return {box: at for box, one in kept.items() if one.text.strip() and text.endswith(composed(one.text).strip())}
