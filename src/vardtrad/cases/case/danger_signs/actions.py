"""Saving the danger signs of a clinic's case type: each saving that changes something is a new version (B-39)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.danger_signs.models import SIGN_LENGTH, ConfirmedSigns, SignsVersion
from vardtrad.cases.case.danger_signs.queries import latest_of
from vardtrad.cases.case.danger_signs.rules import MOST, SignsConfirmation
from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.models import CaseType, Service
from vardtrad.gate import settings_door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.actions import CLINIC_SETTINGS

LABEL = "danger_signs"


def save_signs(
    actor: Actor, case_type: UUID, adults: Sequence[str], children: Sequence[str], *, seen: int | None
) -> int:
    """Save what is asked before cases of a type that residents write; gives the number of the version.

    ``seen`` is the number of the version that was changed, 0 for none: when somebody else has saved since, this is
    refused. None does not ask. Raises Refused.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "save_danger_signs", LABEL) as change:
        kind = CaseType.objects.filter(pk=case_type, direction=CaseType.Direction.INCOMING).first()
        if kind is None:
            raise not_there()
        _judge(adults)
        _judge(children)
        service, _made = Service.objects.select_for_update().get_or_create(
            clinic_id=actor.here, case_type=kind, defaults={"open": False}
        )
        change.thing = service.id
        kept = latest_of(service.id)
        number = kept.number if kept is not None else 0
        before = (list(kept.adults), list(kept.children)) if kept is not None else ([], [])
        if before == (list(adults), list(children)):
            change.repeated = True
            return number
        if seen is not None and seen != number:
            raise Refused(Reason.STALE, _("Någon annan har ändrat varningstecknen sedan du öppnade sidan."))
        version = SignsVersion(
            service=service,
            number=number + 1,
            adults=list(adults),
            children=list(children),
            by_id=actor.id,
            at=clock.now(),
        )
        version.save(force_insert=True)
        change.detail = {"case_type": kind.code, "version": version.number}
    return version.number


def _judge(signs: Sequence[str]) -> None:
    """Raise Refused for more or longer signs than a page can hold."""
    if len(signs) > MOST:
        raise Refused(Reason.NEED, _("En lista kan ha högst %(most)d varningstecken.") % {"most": MOST})
    if any(len(sign) > SIGN_LENGTH for sign in signs):
        raise Refused(Reason.NEED, _("Ett varningstecken kan ha högst %(most)d tecken.") % {"most": SIGN_LENGTH})


def confirmed_row(given: SignsConfirmation, moving: Moving) -> ConfirmedSigns:
    """The row that keeps what was confirmed with a new case; the move that begins the case writes it."""
    version, actor = SignsVersion.objects.get(pk=given.version), moving.actor
    by_staff = actor.kind is ActorKind.STAFF
    return ConfirmedSigns(
        case=moving.thing,
        version=version,
        for_child=given.for_child,
        signs=version.children if given.for_child else version.adults,
        by=actor.id,
        by_name=actor.letter_name if by_staff or actor.acts_for else "",
        unit_name=moving.thing.clinic.name if by_staff else "",
        at=given.at,
    )
