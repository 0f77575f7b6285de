"""What a clinic has said in a case, as a letter that waits to be printed: by itself or by a press (B-35, 004-027).

Each message is a letter once, however it was ordered. Nothing of the case changes, so this goes through the door of
settings; that a letter is ordered, or has come back, stands in the thread for staff.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.answer_ways import letter_reaches
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.rules import Capacity
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import MESSAGE_LETTERS
from vardtrad.gate import door, settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.letters.actions import Wanted
from vardtrad.shared.letters.models import Letter

ORDERS = (Permission.RECEIVER, Permission.HANDLER)
ACTION = "order_letter"


def _orders(actor: Actor) -> None:
    if actor.unit is None or actor.roles.isdisjoint(ORDERS):
        raise not_there()


LETTERS_OF_CASES = Settings(check=_orders)
"""Ordering letters about cases: those who write to residents."""


def said_to_residents(cases: Collection[Case]) -> Sequence[Message]:
    """What the clinics have said in these cases, the oldest first; one query."""
    return list(Message.objects.filter(case__in=cases, internal=False, from_resident=False).order_by("id"))


def order_one(case: Case, message: Message) -> bool:
    """Let a message wait to be printed, in the caller's transaction; False when it was ordered before."""
    wanted = _letter(case, message)
    _ordered, new = letters.order(
        MESSAGE_LETTERS, wanted.key, wanted.person, unit=wanted.unit, title=wanted.title, text=wanted.text
    )
    return new


def _letter(case: Case, message: Message) -> Wanted:
    text = "\n\n".join(part for part in (message.text, message.signature) if part)
    return Wanted(message.id, case.patient, case.clinic, case.case_type.name, text)


def order(actor: Actor, key: UUID) -> None:
    """The last thing that the clinic has said in a case goes by letter too. Raises Refused with the reason."""
    case, capacities = door.follow(CASES, actor, key, related=("clinic", "patient", "case_type"))
    if capacities.isdisjoint({Capacity.RECEIVER, Capacity.HANDLER}):
        raise not_there()
    with settings_door.change(LETTERS_OF_CASES, actor, ACTION, CASES.label, thing=case.id) as change:
        change.person = case.patient_id
        said = said_to_residents([case])
        refusal = _why_not(case, said)
        if refusal:
            raise Refused(Reason.NEED, refusal)
        change.repeated = not order_one(case, said[-1])


def order_of_all(actor: Actor, keys: Collection[UUID]) -> int:
    """The last thing that was said in each of the actor's own cases here, to whom a letter reaches: how many are new.

    For what has just been sent to many: all of it or, on a fault, none.
    """
    cases = list(
        Case.objects.select_related("clinic", "patient", "case_type").filter(pk__in=keys, clinic_id=actor.unit)
    )
    last = {message.case_id: message for message in said_to_residents(cases)}
    with settings_door.change(LETTERS_OF_CASES, actor, "order_letters", CASES.label) as change:
        said = [(case, last[case.id]) for case in cases if case.id in last and not _why_not(case, [last[case.id]])]
        new = letters.order_each(MESSAGE_LETTERS, [_letter(case, message) for case, message in said])
        ordered = [case.id for case, message in said if message.id in new]
        change.repeated, change.detail = not ordered, {"letters": len(ordered)}
    if ordered:
        door.listed(actor, CASES.label, ACTION, ordered)
    return len(ordered)


def with_letters(cases: Collection[UUID]) -> frozenset[UUID]:
    """Those of these cases of which a letter has been ordered; one query."""
    ordered = Letter.objects.filter(kind=MESSAGE_LETTERS).values("key")
    return frozenset(Message.objects.filter(case__in=cases, pk__in=ordered).values_list("case_id", flat=True))


def _why_not(case: Case, said: Sequence[Message]) -> str:
    """Why no letter can be sent, in a sentence; empty when it can."""
    if case.patient.deceased:
        return _("Personen är avliden.")
    if not said:
        return _("Mottagningen har inte skrivit något i ärendet som kan skickas i ett brev.")
    if not letter_reaches(case.patient):
        return _("Det finns ingen adress att skicka brevet till.")
    return ""
