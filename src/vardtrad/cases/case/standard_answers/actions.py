"""The verbs of standard answers: an administrator keeps the clinic's, and staff their own (000-035, B-05)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_answers.queries import stamp, values_of
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.actions import Change, administering
from vardtrad.shared.care_units.models import Staff

LABEL = "standard_answer"


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote of a standard answer."""

    name: str
    text: str
    use: str = StandardAnswer.Use.ANSWER
    case_type: UUID | None = None
    order: int = 100


def save_answer(
    actor: Actor, written: Written, *, own: bool, answer: UUID | None = None, was: str | None = None
) -> StandardAnswer:
    """Make a standard answer at the actor's clinic, or change one; ``own`` says whether it is personal.

    ``was`` is the stamp of what the page showed: if it has been changed since, this is refused. Raises Refused.
    """
    with _keeping(actor, "save_answer", answer, own=own) as change:
        kept = _found(actor, change.clinic, answer, own=own) if answer is not None else _new(actor, change.clinic, own)
        before = values_of(kept)
        kept.name, kept.text, kept.use = written.name, written.text, written.use
        kept.case_type_id, kept.order = written.case_type, written.order
        after = values_of(kept)
        if answer is not None and before == after:
            change.repeated = True
            return kept
        if answer is not None and was is not None and was != stamp(before):
            raise Refused(Reason.STALE, _("Standardsvaret har ändrats sedan du öppnade sidan."))
        if kept.case_type_id is not None and not CaseType.objects.filter(pk=kept.case_type_id).exists():
            raise not_there()
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            same = StandardAnswer.objects.filter(
                clinic_id=change.clinic, owner_id=kept.owner_id, use=kept.use, name=kept.name
            ).first()
            if answer is None and same is not None and values_of(same) == after:
                change.repeated = True  # a second click
                return same
            raise Refused(Reason.CONSTRAINT, _("Det finns redan ett standardsvar med det namnet.")) from None
        change.thing = kept.id
        change.detail |= {"changed": sorted(name for name in after if before[name] != after[name] or answer is None)}
    return kept


def remove_answer(actor: Actor, answer: UUID, *, own: bool) -> None:
    """Take a standard answer away; what has been sent with it stays as it was. Raises Refused."""
    with _keeping(actor, "remove_answer", answer, own=own) as change:
        kept = _found(actor, change.clinic, answer, own=own)
        change.detail |= {"name": kept.name, "use": kept.use}
        kept.delete()


def _new(actor: Actor, clinic: UUID, own: bool) -> StandardAnswer:
    return StandardAnswer(clinic_id=clinic, owner_id=actor.id if own else None)


def _found(actor: Actor, clinic: UUID, answer: UUID, *, own: bool) -> StandardAnswer:
    """The clinic's answer, or the actor's own, locked. Raises Refused."""
    owner: dict[str, Any] = {"owner_id": actor.id} if own else {"owner__isnull": True}
    kept = StandardAnswer.objects.select_for_update().filter(pk=answer, clinic_id=clinic, **owner).first()
    if kept is None:
        raise not_there()
    return kept


@contextmanager
def _keeping(actor: Actor, action: str, answer: UUID | None, *, own: bool) -> Iterator[Change]:
    """One transaction for a change of a clinic's answers by its administrator, or of personal ones by their owner."""
    if not own:
        with administering(actor, action, LABEL, thing=answer) as change:
            yield change
        return
    change = Change(clinic=actor.unit or UUID(int=0), thing=answer, detail={"own": True})
    try:
        with transaction.atomic():
            if actor.kind is not ActorKind.STAFF or actor.unit is None:
                raise not_there()
            # Two windows of the same person change one after the other.
            Staff.objects.select_for_update(no_key=True).filter(pk=actor.id).first()
            yield change
            if not change.repeated:
                door.note(actor, action, LABEL, thing=change.thing, detail=change.detail)
    except Refused as refused:
        door.note(actor, action, LABEL, thing=answer, refused=True, detail={"reason": refused.reason.value})
        raise
