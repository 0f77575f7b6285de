"""What follows of an offer that was sent: the patient stands on the list, and gets a letter where no notice reaches.

``after_sending`` is called by whoever sends offers, for each part of a sending that is done. Called again for the same
recipients it changes nothing: each has a key of its own, by which the letter and the move are made once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from typing_extensions import override

from vardtrad.cases.waiting_list.facts import Given, Moving
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.reached import Way, last_reached
from vardtrad.cases.waiting_list.rules import Answer, Kind, Move, State
from vardtrad.cases.waiting_list.subject import Moved, begin_many, change_code, move_many
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import NOWHERE, Refused
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.notify.sms.gateway import available
from vardtrad.shared.people.models import Person

OFFER = "care-guarantee-offer"
"""The code of the template with which care by another provider is offered."""
OFFER_LETTERS = "care_guarantee_offer"
"""The kind of the letters with an offer: the confirmation of the referral that is called RE20 (004-002…004)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One recipient of an offer: the text with this person's variables, and the case; None for who has no account.

    ``key`` is the recipient's own, the same each time that the same recipient of the same sending is told of.
    """

    person: Person
    text: str
    case: UUID | None
    key: UUID


@dataclass(frozen=True, slots=True)
class Offered(Given):
    """An offer that was sent; ``new`` when it also puts the patient on the list."""

    sent: Sent
    by_letter: bool
    new: bool

    @override
    def facts(self) -> Mapping[str, Any]:
        return {}

    @override
    def write(self, moving: Moving) -> None:
        """What was answered to an earlier offer is no answer to this one."""
        entry = moving.thing
        if self.new:
            change_code(moving, NOWHERE, State.HV)
        elif entry.state == State.P:
            change_code(moving, State.P, State.HV)
        entry.offer_id, entry.offered, entry.by_letter = self.sent.case, moving.at, self.by_letter
        entry.offer_key = self.sent.key
        entry.told, entry.told_at, entry.spoken, entry.next_try = Answer.NONE, None, None, None
        # A wrong number of before is no reason to telephone the day on which somebody got a new offer.
        entry.outcome = ""
        if self.by_letter:
            person, clinic = self.sent.person, entry.clinic
            title, text = letter_words(clinic, self.sent)
            moving.add(letters.new(OFFER_LETTERS, self.sent.key, person, unit=clinic, title=title, text=text))


def after_sending(actor: Actor, clinic: Unit, sent: Sequence[Sent], kind: Kind = Kind.VISIT) -> list[Moved | Refused]:
    """The recipients of an offer stand on the clinic's list, with a letter for those whom no notice reaches.

    A result for each, in order. ``kind`` is what a patient waits for who does not stand on the list yet. Some queries
    for all of them, and one set of moves for those who stand on the list and one for the others.
    """
    done = {entry.offer_key: entry for entry in WaitingEntry.objects.filter(offer_key__in=[one.key for one in sent])}
    outcomes: dict[UUID, Moved | Refused] = {
        key: door.Moved(entry, entry.version, repeated=True) for key, entry in done.items() if key is not None
    }
    left = [one for one in sent if one.key not in done]
    people = [one.person for one in left]
    standing = _standing(clinic, people, kind)
    ways = last_reached(clinic.id, [person.id for person in people])
    letter = {one.key: _needs_letter(one, ways.get(one.person.id)) for one in left}
    offered = [one for one in left if one.person.id in standing]
    placed = [one for one in left if one.person.id not in standing]
    requests: list[door.Request[Given]] = [
        door.Request(standing[one.person.id], Offered(one, letter[one.key], new=False)) for one in offered
    ]
    if requests:
        moved = move_many(actor, Move.OFFER, requests)
        outcomes |= {one.key: outcome for one, outcome in zip(offered, moved, strict=True)}
    starts: list[door.Start[WaitingEntry, Given]] = [
        door.Start(partial(_entry, clinic, one.person, kind), Offered(one, letter[one.key], new=True)) for one in placed
    ]
    if starts:
        begun = begin_many(actor, starts)
        outcomes |= {one.key: outcome for one, outcome in zip(placed, begun, strict=True)}
    return [outcomes[one.key] for one in sent]


def letter_words(clinic: Unit, sent: Sent) -> tuple[str, str]:
    """The heading and the text of the letter: the offer itself, and how it is answered on paper (004-003, 004-004)."""
    with translation.override(sent.person.language):
        return _letter_words(clinic, sent)


def _letter_words(clinic: Unit, sent: Sent) -> tuple[str, str]:
    how = (
        _("Erbjudandet finns också i din inkorg när du loggar in. Du kan svara där, eller ringa oss på %(phone)s.")
        if sent.case is not None
        else _("Ring oss på %(phone)s och berätta om du tackar ja eller nej till erbjudandet.")
    )
    phone = clinic.phone or _("mottagningens telefonnummer")
    return (
        _("Bekräftelse på din remiss, och ett erbjudande om vård inom vårdgarantin"),
        f"{sent.text}\n\n{how % {'phone': phone}}\n\n{clinic.name}",
    )


def _needs_letter(sent: Sent, way: Way | None) -> bool:
    """Who has no account, who has chosen no notice, and whom only paper or the telephone reached last (B-46)."""
    person = sent.person
    told = bool(person.email or (person.sms and available()))
    return sent.case is None or not told or way in {Way.LETTER, Way.PHONE}


def _entry(clinic: Unit, patient: Person, kind: Kind) -> WaitingEntry:
    return WaitingEntry(clinic=clinic, patient=patient, kind=kind, coded=clock.now())


def _standing(clinic: Unit, people: Sequence[Person], kind: Kind) -> dict[UUID, UUID]:
    """The entry that an offer to each person is about, of the offer's own kind where there are two. One query."""
    rows = WaitingEntry.objects.filter(clinic=clinic, patient__in=people, state__in=[State.HV, State.P])
    standing: dict[UUID, UUID] = {}
    for patient, entry, its_kind in rows.values_list("patient_id", "id", "kind"):
        if patient not in standing or its_kind == kind:
            standing[patient] = entry
    return standing
