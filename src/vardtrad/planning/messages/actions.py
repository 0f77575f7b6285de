"""The verbs of messages: write, acknowledge, annul; and the files attached to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.planning.messages import queries
from vardtrad.planning.messages.models import Message, Receipt, ReceiptRequest
from vardtrad.planning.messages.queries import OfMessageGiven, WritingGiven
from vardtrad.planning.messages.rules import Move
from vardtrad.planning.plan.actions import Moved, Moving, PlanSubject
from vardtrad.planning.plan.capacities import closed_units
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.documents import queries as stored_documents
from vardtrad.shared.documents.actions import Checked, Upload
from vardtrad.shared.documents.models import Document
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits


def check_file(subject: PlanSubject, actor: Actor, key: UUID, upload: Upload) -> Checked:
    """Check a file that somebody wants to attach to a message of a plan (001-238…241, B-30).

    Raises Refused with advice on what to do, which is logged. The plan is read through the door first: the file is
    compared with the patient's name, and only those who may read the plan may try that.
    """
    plan, _standings = door.read(subject, actor, key, related=("patient",))
    rate_limit.hold_back(limits.ATTACHMENT, actor, "attach_file", subject.label, thing=key, person=plan.patient_id)
    try:
        return documents.check(upload, (plan.patient.given_name, plan.patient.family_name), plan.patient.identity)
    except Refused as refused:
        detail = {"reason": refused.reason.value}
        door.note(actor, "attach_file", subject.label, thing=key, person=plan.patient_id, refused=True, detail=detail)
        raise


def write(
    subject: PlanSubject,
    actor: Actor,
    key: UUID,
    text: str,
    ask: Collection[UUID],
    *,
    document: Checked | None = None,
    sure: bool = False,
    submit_key: UUID | None = None,
) -> Moved:
    """Send a message to all participants, and ask these units to acknowledge it (001-233…235). Raises Refused.

    ``document`` is the attached file, checked by ``check_file``; it is stored in the same move (001-240, 001-242).
    ``sure``: the sender knows that the text tells who the patient is, and sends it all the same.
    """

    def body(moving: Moving) -> None:
        message = Message(
            plan=moving.thing,
            unit_id=actor.here,
            text=text.strip(),
            by=actor.id,
            by_name=actor.signature,
            at=moving.at,
        )
        if document is not None:
            stored = documents.store(document, actor, subject.label, moving.thing.id, moving.at)
            moving.add(stored)
            message.document, message.file_name = stored.id, stored.name
        moving.add(message)
        for unit in sorted(ask):
            moving.add(ReceiptRequest(message=message, plan=moving.thing, unit_id=unit))

    given = WritingGiven(text, frozenset(ask), sure)
    return door.move(subject, actor, key, Move.WRITE, given=given, body=body, submit_key=submit_key)


def open_file(subject: PlanSubject, actor: Actor, key: UUID, document: UUID) -> Document:
    """An attached file, for staff who may read the plan; logged separately from reading the plan (001-242, B-30).

    Raises Refused with the same answer whether the file is missing, of another plan, or closed to the actor's unit.
    """
    plan, capacities = door.read(subject, actor, key)
    message = queries.with_file(plan, actor.here, document, closed=closed_units(actor, key, capacities))
    stored = stored_documents.document(subject.label, plan.id, document) if message is not None else None
    refused = stored is None
    detail: dict[str, Any] = {"document": str(document)} | ({"reason": "not_there"} if refused else {})
    door.note(actor, "read_file", subject.label, thing=key, person=plan.patient_id, refused=refused, detail=detail)
    if stored is None:
        raise not_there()
    return stored


def acknowledge(
    subject: PlanSubject, actor: Actor, key: UUID, message: UUID, *, submit_key: UUID | None = None
) -> Moved:
    """Acknowledge a message on behalf of the actor's unit (001-235, 001-236). Raises Refused."""

    def body(moving: Moving) -> None:
        # The unit that sent the message waits for this.
        moving.concerns(queries.sender(message))
        moving.add(
            Receipt(
                message_id=message,
                unit_id=actor.here,
                role=actor.role,
                by=actor.id,
                by_name=actor.signature,
                at=moving.at,
            )
        )

    given = OfMessageGiven(message)
    return door.move(subject, actor, key, Move.ACKNOWLEDGE, given=given, body=body, submit_key=submit_key)


def annul(subject: PlanSubject, actor: Actor, key: UUID, message: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Annul a message of the actor's unit; it stays readable but needs no acknowledgement (001-237). Raises Refused."""

    def body(moving: Moving) -> None:
        for row in Message.objects.filter(pk=message, plan=moving.thing, annulled__isnull=True):
            row.annulled, row.annulled_by = moving.at, actor.signature
            moving.change(row, "annulled", "annulled_by")

    given = OfMessageGiven(message)
    return door.move(subject, actor, key, Move.ANNUL, given=given, body=body, submit_key=submit_key)
