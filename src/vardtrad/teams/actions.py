"""The verbs of groups, the duty roster and substitutes. They have no state; each change leaves a trace.

Who may: a clinic's administrator for its groups and its roster; everybody for the own substitutes. The check stands in
each verb, since a caller that forgot it must not get through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from vardtrad.care_units.models import Assignment, Staff
from vardtrad.care_units.queries import ACTIVE
from vardtrad.care_units.rules import Permission
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.teams import queries
from vardtrad.teams.models import DutyDay, Group, Member, Substitution


@contextmanager
def _administering(actor: Actor, what: str, label: str, thing: UUID | None, detail: dict[str, Any]) -> Iterator[UUID]:
    """In one transaction: the clinic that the actor administers; a refusal leaves a trace that stays."""
    try:
        with transaction.atomic():
            if actor.unit is None or Permission.ADMINISTRATOR.value not in actor.roles:
                raise not_there()
            yield actor.unit
            door.note(actor, what, label, thing=thing, detail=detail)
    except Refused as refused:
        door.note(actor, what, label, thing=thing, refused=True, detail={"reason": refused.reason.value})
        raise


def _workers(clinic: UUID, staff: Iterable[UUID], permission: Permission) -> list[UUID]:
    """These, as far as they hold the permission at the clinic now. Raises Refused when somebody does not."""
    asked = sorted(set(staff))
    found = Assignment.objects.filter(ACTIVE, unit_id=clinic, staff_id__in=asked, permissions__contains=[permission])
    if found.count() != len(asked):
        raise Refused(Reason.NEED, _("Någon av personerna har inte den behörighet som behövs på mottagningen."))
    return asked


def save_group(actor: Actor, name: str, members: Iterable[UUID], *, group: UUID | None = None) -> Group:
    """Make a group of the actor's clinic, or change its name and members (004-055). Raises Refused."""
    with _administering(actor, "save_group", "group", group, {"name": name}) as clinic:
        chosen = _workers(clinic, members, Permission.HANDLER)
        if group is None:
            kept = Group(clinic_id=clinic)
        else:
            found = Group.objects.select_for_update().filter(pk=group, clinic_id=clinic).first()
            if found is None:
                raise not_there()
            kept = found
        kept.name = name
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en grupp med det namnet.")) from None
        Member.objects.filter(group=kept).exclude(staff_id__in=chosen).delete()
        Member.objects.bulk_create((Member(group=kept, staff_id=one) for one in chosen), ignore_conflicts=True)
    return kept


def use_group(actor: Actor, group: UUID, *, active: bool) -> None:
    """Take a group out of use, or into use again; the cases it has stay with it. Raises Refused."""
    with _administering(actor, "use_group", "group", group, {"active": active}) as clinic:
        if not Group.objects.filter(pk=group, clinic_id=clinic).update(active=active):
            raise not_there()


def set_duty(actor: Actor, day: date, staff: Iterable[UUID]) -> None:
    """Say who is responsible for the clinic's incoming cases on a day; nobody, if empty (002-013). Raises Refused."""
    with _administering(actor, "set_duty", "duty_day", None, {"day": day.isoformat()}) as clinic:
        chosen = _workers(clinic, staff, Permission.RECEIVER)
        DutyDay.objects.filter(clinic_id=clinic, day=day).exclude(staff_id__in=chosen).delete()
        DutyDay.objects.bulk_create(
            (DutyDay(clinic_id=clinic, day=day, staff_id=one) for one in chosen), ignore_conflicts=True
        )


def name_substitute(actor: Actor, substitute: Staff, first: date, last: date) -> Substitution:
    """Let a colleague stand in for the actor from one day to another (B-03): chains, but no loops. Raises Refused."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Two who name each other at the same moment must not both be let through.
                cursor.execute("LOCK TABLE teams_substitution IN SHARE ROW EXCLUSIVE MODE")
            _may_name(actor, substitute, first, last)
            kept = Substitution.objects.create(staff_id=actor.id, substitute=substitute, first=first, last=last)
            door.note(
                actor, "name_substitute", "substitution", thing=kept.id, detail={"substitute": str(substitute.id)}
            )
    except Refused as refused:
        door.note(actor, "name_substitute", "substitution", refused=True, detail={"reason": refused.reason.value})
        raise
    return kept


def _may_name(actor: Actor, substitute: Staff, first: date, last: date) -> None:
    if substitute.id == actor.id:
        raise Refused(Reason.NEED, _("Du kan inte vara din egen ersättare."))
    if last < first:
        raise Refused(Reason.NEED, _("Slutdatumet kan inte vara före startdatumet."))
    if last < clock.today():
        raise Refused(Reason.NEED, _("Perioden har redan varit."))
    shared = Assignment.objects.filter(
        ACTIVE, staff_id=substitute.id, unit_id=actor.here, permissions__contains=[Permission.HANDLER]
    )
    if not shared.exists():
        raise Refused(Reason.NEED, _("Personen kan inte få ärenden på den här mottagningen. Välj någon annan."))
    if Substitution.objects.filter(staff_id=actor.id, first__lte=last, last__gte=first).exists():
        raise Refused(Reason.NEED, _("Du har redan en ersättare under en del av perioden."))
    if queries.makes_a_loop(actor.id, substitute.id, first, last):
        raise Refused(Reason.NEED, _("Personen ersätts i sin tur av dig under perioden. Välj någon annan."))


def end_substitution(actor: Actor, key: UUID) -> None:
    """Take the own substitute away, from now on. Raises Refused."""
    with transaction.atomic():
        found = Substitution.objects.select_for_update().filter(pk=key, staff_id=actor.id).first()
        if found is None:
            raise not_there()
        found.delete()
        door.note(actor, "end_substitution", "substitution", thing=key, detail={"first": found.first.isoformat()})
