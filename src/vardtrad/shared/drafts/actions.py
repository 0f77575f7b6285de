"""Saving what somebody types, and deleting it (the files to be sent with it are in ``files``).

A draft is personal data, so it goes when it is sent or thrown away, when its case has been closed for a week (who
was writing when a colleague closed it is not to lose the words over a weekend), and after 90 days at the latest.

The view that receives the draft checks that the writer still has a capacity in the thing. A draft is not part of any
record, so it changes no thing and leaves no trace. Saving means typing, so it keeps a session alive (at most one write
a minute, like any request); a page with nothing typed saves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, QuerySet

from vardtrad.gate.compiled import change_rows
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.drafts.models import Draft, DraftFile
from vardtrad.shared.drafts.queries import Boxes, Kept, already_sent, of, token
from vardtrad.shared.people.models import Person

LIMIT = 20_000
"""Characters; more than any box sends, so that a text that is too long to send is still saved."""

BOXES = 20
"""In how many boxes of a thing somebody may have drafts."""

LONGEST = timedelta(days=90)
AFTER_CLOSING = timedelta(days=7)


class TooLong(ValueError):
    """The text is longer than LIMIT, or there are more boxes than BOXES."""


class Gone(Exception):
    """The draft that was seen has been sent or thrown away since: save it as a new one if it is still being typed."""


@dataclass(frozen=True, slots=True)
class Newer(Exception):
    """Another window has saved a different text since; nothing is overwritten."""

    kept: Kept


def keep(actor: Actor, key: UUID, box: str, text: str, seen: str) -> Kept | None:
    """Save the text of a box; an empty one is not a draft. ``seen`` is the latest saving that the page knows of, or "".

    Raises TooLong, Gone, and Newer when the page has not seen the latest saving and that one has another text.
    """
    if len(text) > LIMIT:
        raise TooLong
    mine = Draft.objects.filter(owner=actor.writes_as, key=key, box=box)
    with transaction.atomic():
        draft = mine.select_for_update().first()
        if draft is None:
            if not text.strip():
                return None
            if seen:
                raise Gone
            if Draft.objects.filter(owner=actor.writes_as, key=key).count() >= BOXES:
                raise TooLong
            # Two first savings at once: the second finds the first one's.
            draft, made = Draft.objects.get_or_create(
                owner=actor.writes_as, key=key, box=box, defaults={"text": text, "at": clock.now()}
            )
            if made:
                return Kept(draft.text, draft.at)
        if draft.text == text:
            return Kept(draft.text, draft.at)
        if token(draft.at) != seen:
            raise Newer(Kept(draft.text, draft.at))
        if not text.strip():
            draft.delete()
            return None
        # Two savings in the same microsecond would be one to the page.
        draft.text, draft.at = text, max(clock.now(), draft.at + timedelta(microseconds=1))
        draft.save(update_fields=["text", "at"])
        return Kept(draft.text, draft.at)


def replace(actor: Actor, key: UUID, texts: Mapping[str, str]) -> None:
    """Save the texts of boxes instead of what any window has saved in them: all of them or, on a fault, none.

    For what somebody has chosen to go on with, which a late saving of another window must not hinder.
    """
    with transaction.atomic():
        for box, text in texts.items():
            if text.strip():
                now = {"text": text, "at": clock.now()}
                Draft.objects.update_or_create(owner=actor.writes_as, key=key, box=box, defaults=now)
        empty = [box for box, text in texts.items() if not text.strip()]
        if empty:
            forget(actor, key, *empty)


def forget(actor: Actor, key: UUID, *boxes: str) -> None:
    """Delete drafts that were sent or discarded: of these boxes or, if none are given, all the actor's in the thing."""
    if boxes:
        change_rows(f"{_FORGET} AND box = ANY(%s)", [actor.writes_as, key, list(boxes)])
    else:
        change_rows(_FORGET, [actor.writes_as, key])


_FORGET = "DELETE FROM drafts_draft WHERE owner = %s AND key = %s"


def forget_sent(actor: Actor, key: UUID, sent: Mapping[str, tuple[str, str]]) -> None:
    """Delete the drafts of a form that was carried out: for each box the saving that its page had seen, and its text.

    What another window has saved since, with another text, stays.
    """
    kept = of(actor, key)
    same = [
        box
        for box, (seen, text) in sent.items()
        if box in kept and (kept[box].seen == seen or kept[box].text.strip() == text.strip())
    ]
    if same:
        forget(actor, key, *same)


def page(actor: Actor, key: UUID, address: str, own: Sequence[tuple[str, datetime]]) -> Boxes:
    """The boxes of a page about something with a thread; ``own`` are the actor's messages in it, oldest first.

    A draft equal to the latest sent text is deleted, and the page says when it was sent: only a crash between sending
    and deleting leaves one.
    """
    kept = of(actor, key)
    sent = already_sent(kept, own)
    if sent:
        forget(actor, key, *sent)
    return Boxes(address, {box: draft for box, draft in kept.items() if box not in sent}, sent)


def forget_all(keys: Collection[UUID]) -> None:
    """Delete everybody's drafts about things that are gone."""
    for kind in (Draft, DraftFile):
        kind._default_manager.filter(key__in=keys).delete()


def clear_old(*ended: Callable[[datetime], QuerySet[Any, Any]]) -> None:
    """The worker's chore. Each of ``ended`` gives the keys of the things of its kind that ended before a moment."""
    now = clock.now()
    loose = DraftFile.objects.filter(held_by=None)
    Draft.objects.filter(at__lt=now - LONGEST).delete()
    loose.filter(at__lt=now - LONGEST).delete()
    for keys in ended:
        over = keys(now - AFTER_CLOSING)
        Draft.objects.filter(key__in=over).delete()
        loose.filter(key__in=over).delete()


def clear_of_ended_proxies(in_force: Callable[[], Collection[UUID]]) -> None:
    """The worker's chore: delete what a proxy was writing in somebody's place when the right to do so had ended.

    Nobody could read it any more, and it holds what another person seeks care for. ``in_force`` gives under what ids
    those write who may act for somebody now; it is asked only when somebody has written as a proxy at all.
    """
    owners = set(Draft.objects.order_by().values_list("owner", flat=True).distinct())
    owners |= set(DraftFile.objects.order_by().values_list("owner", flat=True).distinct())
    for model in (Person, Staff):
        owners -= set(model.objects.filter(pk__in=owners).values_list("pk", flat=True))
    if owners:
        ended = owners.difference(in_force())
        Draft.objects.filter(owner__in=ended).delete()
        DraftFile.objects.filter(owner__in=ended, held_by=None).delete()


def clear_boxes(beginning: str, readable: Exists) -> None:
    """The worker's chore: delete what is typed in boxes that begin so and that its writer can read no more.

    ``readable`` is the condition on a draft's ``owner`` and ``key`` that it still can be read.
    """
    Draft.objects.filter(~readable, box__startswith=beginning).delete()
