"""The verbs of a plan's permanent care contacts (fast vårdkontakt, 001-105…114): register, move and remove."""

from __future__ import annotations

from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan import queries
from vardtrad.planning.plan.actions import Moved, Moving, PlanSubject
from vardtrad.planning.plan.given import ContactGiven, MovingContactGiven, RemovingContactGiven
from vardtrad.planning.plan.models import Contact
from vardtrad.planning.plan.rules import Move
from vardtrad.shared.care_units.models import Staff, Unit


def add_contact(
    subject: PlanSubject,
    actor: Actor,
    key: UUID,
    staff: Staff | None,
    unit: Unit | None,
    *,
    convener: bool,
    responsibility: str,
    phone_hours: str = "",
    submit_key: UUID | None = None,
) -> Moved:
    """Register a permanent care contact (001-108…110), with the telephone hours that the patient reads (B-41).

    Raises Refused.
    """

    def write(moving: Moving) -> None:
        moving.add(
            Contact(
                plan=moving.thing,
                staff=staff,
                unit=unit,
                convener=convener,
                responsibility=responsibility.strip(),
                phone_hours=phone_hours.strip(),
                added=moving.at,
                added_by=actor.signature,
            )
        )

    given = ContactGiven(staff, unit, convener, responsibility)
    return door.move(subject, actor, key, Move.ADD_CONTACT, given=given, body=write, submit_key=submit_key)


def move_contact(
    subject: PlanSubject, actor: Actor, key: UUID, contact: UUID, unit: Unit | None, *, submit_key: UUID | None = None
) -> Moved:
    """Move a contact to another of the units where the person works (001-112). Raises Refused."""

    def write(moving: Moving) -> None:
        for row in Contact.objects.filter(plan=moving.thing, pk=contact, removed__isnull=True):
            if unit is None:
                raise TypeError("the table lets no contact go without a unit")
            row.unit = unit
            moving.change(row, "unit")

    given = MovingContactGiven(contact, queries.staff_of_contact(key, contact), unit)
    return door.move(subject, actor, key, Move.MOVE_CONTACT, given=given, body=write, submit_key=submit_key)


def remove_contact(
    subject: PlanSubject, actor: Actor, key: UUID, contact: UUID, *, confirmed: bool, submit_key: UUID | None = None
) -> Moved:
    """Take away a contact that is no longer current (001-114). Raises Refused."""

    def write(moving: Moving) -> None:
        for row in Contact.objects.filter(plan=moving.thing, pk=contact, removed__isnull=True):
            row.removed, row.removed_by = moving.at, actor.signature
            moving.change(row, "removed", "removed_by")

    given = RemovingContactGiven(contact, confirmed)
    return door.move(subject, actor, key, Move.REMOVE_CONTACT, given=given, body=write, submit_key=submit_key)
