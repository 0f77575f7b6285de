"""Saving a contact card: the person, or a proxy whom the table of proxies lets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.gate.sets import insert_set
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.contact_card.models import SavedCard
from vardtrad.shared.contact_card.queries import LABEL, latest
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.rules import Deed, may


def _may_write(actor: Actor) -> None:
    if actor.kind != ActorKind.RESIDENT or not may(actor, Deed.CARD):
        raise not_there()


CARDS = Settings(check=_may_write, lock=lambda actor: Person.objects.filter(pk=actor.matters_of))
"""The card of the person whose matters they are."""

FIELDS = (
    "relatives", "god_man", "god_man_phone", "interpreter", "language", "channels", "reach", "matters",
)  # fmt: skip


def save(actor: Actor, values: dict[str, Any], *, seen: int) -> None:
    """Save the card as a new row. ``seen`` is the number of the saving that the page showed, 0 for none.

    Raises Refused when it has been saved since. The same values once more change nothing. The trace holds which fields
    are filled in, never what they say.
    """
    with settings_door.change(CARDS, actor, "save_card", LABEL) as change:
        change.person = actor.matters_of
        before = latest(actor.matters_of)
        if before is not None and all(getattr(before, name) == values[name] for name in FIELDS):
            change.repeated = True
            return
        number = before.number if before is not None else 0
        if number != seen:
            raise Refused(
                Reason.STALE, _("Kontaktkortet har ändrats sedan du öppnade sidan. Se över det och spara igen.")
            )
        saved = SavedCard(
            person_id=actor.matters_of,
            number=number + 1,
            at=clock.now(),
            by=actor.id,
            by_name=actor.name if actor.acts_for else "",
            **{name: values[name] for name in FIELDS},
        )
        insert_set([saved])
        change.detail = {"filled": [name for name in FIELDS if values[name] not in ("", [], "none")]}
