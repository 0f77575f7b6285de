"""The verbs of searches and saved views. They are the staff's own and have no state."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists.filters import ListFilter
from vardtrad.cases.staff.lists.models import SavedView, Search
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there

KEPT = timedelta(days=30)
"""How long the words of a search are kept; those of a saved view as long as the view."""
MOST_VIEWS = 20
"""How many views somebody may save at a clinic: each is counted at every list that is opened."""


def search(actor: Actor, words: str) -> UUID:
    """Keep the words of a search, and give the id that stands in the address of its result (B-07)."""
    return Search.objects.create(staff_id=actor.id, clinic_id=actor.here, words=words, at=clock.now()).id


def save_view(actor: Actor, name: str, which: WorkList, asked: ListFilter) -> UUID:
    """Save what is asked of a list under a name (B-07). Raises Refused for a name used twice, or one view too many."""
    if not which.permissions & actor.roles:
        raise not_there()
    own = SavedView.objects.filter(staff_id=actor.id, clinic_id=actor.here)
    if own.count() >= MOST_VIEWS:
        raise Refused(
            Reason.NEED, _("Du kan ha högst %(most)d sparade vyer. Ta bort en vy först.") % {"most": MOST_VIEWS}
        )
    query = asked.address("").removeprefix("?")
    known = Search.objects.filter(pk=asked.search, clinic_id=actor.here).exists() if asked.search else False
    return _write(
        SavedView(
            staff_id=actor.id,
            clinic_id=actor.here,
            name=name,
            listed=which,
            asked=query,
            search_id=asked.search if known else None,
        )
    )


def rename_view(actor: Actor, key: UUID, name: str) -> None:
    """Give one's own view another name. Raises Refused, also for one that is not there or not one's own."""
    view = _own(actor, key)
    view.name = name
    _write(view)


def remove_view(actor: Actor, key: UUID) -> None:
    """Remove one's own view; its words go with the others' age. Raises Refused for one that is not there."""
    _own(actor, key).delete()


def _own(actor: Actor, key: UUID) -> SavedView:
    saved_view = SavedView.objects.filter(pk=key, staff_id=actor.id, clinic_id=actor.here).first()
    if saved_view is None:
        door.note(actor, "read", "view", thing=key, refused=True)
        raise not_there()
    return saved_view


def _write(view: SavedView) -> UUID:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise Refused(Reason.CONSTRAINT, _("Du har redan en vy med det namnet.")) from None
    return view.id


def clear_old() -> None:
    """Take away the words of searches that nobody has saved: the worker's chore."""
    Search.objects.filter(at__lt=clock.now() - KEPT, views__isnull=True).delete()
