"""Reading a contact card: the person's own, and for those who give care by ``card_for``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.contact_card.models import SavedCard
from vardtrad.shared.contact_card.rules import Because, Channel, Interpreter
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.queries import protected_among

LABEL = "contact_card"
READ = "read_card"
MOST_SAVINGS = 50
"""How many savings the history shows."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Next of kin, as the person has written."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A card as it is read. ``interpreter`` and ``channels`` are words; ``interpreter`` is empty when none is needed.

    ``withheld``: the person has protected personal data, so that next of kin, god man and how to be reached, which
    can tell where somebody is, are not shown here. ``by_proxy``: a proxy wrote it; ``by_name`` is empty where the name
    is not to be shown: the proxy is close to a protected person, or has become protected since.
    """

    relatives: tuple[Relative, ...]
    god_man: str
    god_man_phone: str
    interpreter: str
    language: str
    channels: tuple[str, ...]
    reach: str
    matters: str
    at: datetime
    by_name: str
    by_proxy: bool = False
    withheld: bool = False


def card_for(reader: Actor, person: Person, because: Because, *, label: str, thing: UUID) -> ContactCard | None:
    """A person's card for somebody of the staff; None when there is none. Leaves a trace of the reading.

    ``because`` is the ground, which the caller has made sure of: that the case is open and the reader may read it, or
    that the patient has consented in the plan and the reader's unit takes part. ``label`` and ``thing`` are that case
    or plan, as for the door. Ask only when somebody wants to see the card: each call is a reading.
    """
    door.note(reader, READ, label, thing=thing, person=person.id, detail={"because": because.value})
    card = latest(person.id)
    return as_read([card], withheld=person.is_protected)[0] if card is not None else None


def latest(person: UUID) -> SavedCard | None:
    """The card as it was last saved."""
    return SavedCard.objects.filter(person_id=person).order_by("-number").first()


def history(person: UUID) -> Sequence[SavedCard]:
    """The latest savings of a card, the last first."""
    return list(SavedCard.objects.filter(person_id=person).order_by("-number")[:MOST_SAVINGS])


def as_read(savings: Sequence[SavedCard], *, withheld: bool = False) -> list[ContactCard]:
    """Savings in words; one query, and only where a proxy has written."""
    hidden = protected_among({saved.by for saved in savings if saved.by_name})
    return [_as_read(saved, withheld=withheld, names=not withheld and saved.by not in hidden) for saved in savings]


def _as_read(card: SavedCard, *, withheld: bool, names: bool) -> ContactCard:
    needed = Interpreter(card.interpreter)
    return ContactCard(
        relatives=() if withheld else tuple(Relative(**relative) for relative in card.relatives),
        god_man="" if withheld else card.god_man,
        god_man_phone="" if withheld else card.god_man_phone,
        interpreter="" if needed is Interpreter.NONE else str(needed.label),
        language=card.language,
        channels=() if withheld else tuple(str(Channel(channel).label) for channel in card.channels),
        reach="" if withheld else card.reach,
        matters=card.matters,
        at=card.at,
        by_name=card.by_name if names else "",
        by_proxy=bool(card.by_name),
        withheld=withheld,
    )
