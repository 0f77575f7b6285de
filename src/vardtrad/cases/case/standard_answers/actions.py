"""Changing standard answers: an administrator changes the clinic's, and staff their own (000-035, B-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.standard_answers.models import AnswerUse, StandardAnswer
from vardtrad.cases.case.standard_answers.queries import values_of
from vardtrad.gate import settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.stamp import stamp
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.actions import CLINIC_SETTINGS, OWN_SETTINGS
from vardtrad.shared.drafts import actions as drafts

LABEL = "standard_answer"
MOST_USED = 30
"""The largest number of answers of one message whose use is remembered."""


@dataclass(frozen=True, slots=True)
class Written:
    """The values that somebody wrote for a standard answer."""

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
    with settings_door.change(
        _whose(own=own), actor, "save_answer", LABEL, thing=answer, detail=_own(own=own)
    ) as change:
        kept = _found(actor, actor.here, answer, own=own) if answer is not None else _new(actor, actor.here, own)
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
                clinic_id=actor.here, owner_id=kept.owner_id, use=kept.use, name=kept.name
            ).first()
            if answer is None and same is not None and values_of(same) == after:
                change.repeated = True  # a second click
                return same
            raise Refused(Reason.CONSTRAINT, _("Det finns redan ett standardsvar med det namnet.")) from None
        change.thing = kept.id
        change.detail |= {"changed": sorted(name for name in after if before[name] != after[name] or answer is None)}
    return kept


def remove_answer(actor: Actor, answer: UUID, *, own: bool) -> None:
    """Remove a standard answer; messages sent with it stay as they are. Raises Refused."""
    with settings_door.change(
        _whose(own=own), actor, "remove_answer", LABEL, thing=answer, detail=_own(own=own)
    ) as change:
        kept = _found(actor, actor.here, answer, own=own)
        change.detail |= {"name": kept.name, "use": kept.use}
        kept.delete()
        drafts.forget_all([answer])


def mark_used(actor: Actor, answers: Sequence[str]) -> None:
    """Remember that somebody has sent these answers, given as a form says them: a memory for the order, no record.

    What is no answer that the actor may use here is passed over. No query without answers, else two.
    """
    keys = [key for text in answers[:MOST_USED] if (key := _key(text)) is not None]
    if not keys:
        return
    offered = StandardAnswer.objects.filter(Q(owner__isnull=True) | Q(owner_id=actor.id), clinic_id=actor.here)
    now = clock.now()
    AnswerUse.objects.bulk_create(
        [AnswerUse(answer=answer, staff_id=actor.id, at=now) for answer in offered.filter(pk__in=keys).order_by("pk")],
        update_conflicts=True,
        unique_fields=["answer", "staff"],
        update_fields=["at"],
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _whose(*, own: bool) -> Settings:
    """Only its administrator may change a clinic's answers; everybody may change their own."""
    return OWN_SETTINGS if own else CLINIC_SETTINGS


def _own(*, own: bool) -> dict[str, Any]:
    """The owner of the answer, for the trace."""
    return {"own": True} if own else {}


def _new(actor: Actor, clinic: UUID, own: bool) -> StandardAnswer:
    return StandardAnswer(clinic_id=clinic, owner_id=actor.id if own else None)


def _found(actor: Actor, clinic: UUID, answer: UUID, *, own: bool) -> StandardAnswer:
    """The clinic's answer, or the actor's own, locked. Raises Refused."""
    owner: dict[str, Any] = {"owner_id": actor.id} if own else {"owner__isnull": True}
    kept = StandardAnswer.objects.select_for_update().filter(pk=answer, clinic_id=clinic, **owner).first()
    if kept is None:
        raise not_there()
    return kept
