"""Changing groups, the duty roster and substitutes. They have no state; each change leaves a trace.

A clinic's administrator may change its groups and its roster; everybody may change their own substitutes. Each
function checks this itself, so that a caller cannot forget it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from vardtrad.cases.teams import queries
from vardtrad.cases.teams.models import CoverDay, DutyDay, Group, Member, Substitution
from vardtrad.gate import door, settings_door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.actions import CLINIC_SETTINGS, OWN_SETTINGS
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import ACTIVE
from vardtrad.shared.care_units.rules import Permission

FURTHEST = timedelta(days=731)
"""How far ahead a substitute may be named: a mistyped year would let a colleague read somebody's cases for good."""


def _workers(clinic: UUID, staff: Iterable[UUID], permission: Permission) -> list[UUID]:
    """These, as far as they hold the permission at the clinic now. Raises Refused when somebody does not."""
    asked = sorted(set(staff))
    assignments = Assignment.objects.filter(
        ACTIVE, unit_id=clinic, staff_id__in=asked, permissions__contains=[permission]
    )
    if assignments.count() != len(asked):
        raise Refused(Reason.NEED, _("Någon av personerna har inte den behörighet som behövs på mottagningen."))
    return asked


def group_stamp(name: str, members: Iterable[UUID]) -> str:
    """What a page shows of a group, as a short word to compare by: a page that shows something else is stale."""
    shown = json.dumps([name, sorted(str(member) for member in members)])
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def save_group(
    actor: Actor, name: str, members: Iterable[UUID], *, group: UUID | None = None, was: str | None = None
) -> Group:
    """Make a group of the actor's clinic, or change its name and members (004-055). Raises Refused.

    ``was`` is ``group_stamp`` of what the page showed: if somebody has changed the group since, this is refused.
    Members who have lost the permission to answer cases are dropped when the list leaves them out, and refused
    when it names them.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "save_group", "group", thing=group) as change:
        chosen = _workers(actor.here, members, Permission.HANDLER)
        before: tuple[str, set[UUID]] = ("", set())
        if group is None:
            kept = Group(clinic_id=actor.here)
        else:
            stored = Group.objects.select_for_update().filter(pk=group, clinic_id=actor.here).first()
            if stored is None:
                raise not_there()
            kept = stored
            before = (kept.name, set(Member.objects.filter(group=kept).values_list("staff_id", flat=True)))
            if before == (name, set(chosen)):
                change.repeated = True
                return kept
            if was is not None and was != group_stamp(*before):
                raise Refused(Reason.STALE, _("Någon annan har ändrat gruppen sedan du öppnade sidan."))
        kept.name = name
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en grupp med det namnet.")) from None
        Member.objects.filter(group=kept).exclude(staff_id__in=chosen).delete()
        Member.objects.bulk_create((Member(group=kept, staff_id=member) for member in chosen), ignore_conflicts=True)
        change.thing = kept.id
        change.detail = {
            "name": name,
            "was": before[0],
            "added": sorted(str(member) for member in set(chosen) - before[1]),
            "removed": sorted(str(member) for member in before[1] - set(chosen)),
        }
    return kept


def use_group(actor: Actor, group: UUID, *, active: bool) -> None:
    """Take a group out of use, or into use again; the cases it has stay with it. Raises Refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "use_group", "group", thing=group) as change:
        stored = Group.objects.select_for_update().filter(pk=group, clinic_id=actor.here).first()
        if stored is None:
            raise not_there()
        change.repeated = stored.active == active
        change.detail = {"active": active}
        Group.objects.filter(pk=group).update(active=active)


def profession_groups(actor: Actor, clinic: Unit, names: Iterable[str]) -> tuple[dict[str, Group], list[str]]:
    """The clinic's groups with these names, made where there are none yet, and which were made (002-039).

    Used when a clinic is set up, not by its administrator. A new group has no members, so nobody gets work unasked.
    """
    wanted = list(names)
    known = set(Group.objects.filter(clinic=clinic, name__in=wanted).values_list("name", flat=True))
    Group.objects.bulk_create((Group(clinic=clinic, name=name) for name in wanted), ignore_conflicts=True)
    new = [name for name in wanted if name not in known]
    if new:
        door.note(actor, "profession_groups", "unit", thing=clinic.id, detail={"names": new})
    return {group.name: group for group in Group.objects.filter(clinic=clinic, name__in=wanted)}, new


def set_duty(actor: Actor, day: date, staff: Iterable[UUID]) -> None:
    """Say who is responsible for the clinic's incoming cases on a day; nobody, if empty (002-013). Raises Refused."""
    set_duties(actor, {day: list(staff)})


def set_duties(
    actor: Actor, days: Mapping[date, Collection[UUID]], *, was: Mapping[date, Collection[UUID]] | None = None
) -> int:
    """Say who is responsible on each of these days, all of it or nothing (002-013, 002-014): how many changed.

    ``was`` is what the page showed: a day that somebody else has changed since to something else is refused, and with
    it the rest. A day that is as it was is left alone, also when its responsible no longer receives cases. Raises
    Refused.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "set_duty", "duty_day") as change:
        stored: dict[date, set[UUID]] = {day: set() for day in days}
        for duty_day in DutyDay.objects.filter(clinic_id=actor.here, day__in=days):
            stored[duty_day.day].add(duty_day.staff_id)
        changed = {
            day: set(staff)
            for day, staff in sorted(days.items())
            if set(staff) != stored[day] and (was is None or set(staff) != set(was.get(day, ())))
        }
        if was is not None and any(stored[day] != set(was.get(day, ())) for day in changed):
            raise Refused(Reason.STALE, _("Någon annan har ändrat schemat sedan du öppnade sidan."))
        if any(day < clock.today() for day in changed):
            raise Refused(Reason.NEED, _("Dagar som har varit kan inte ändras."))
        _write_duties(actor.here, {day: staff - stored[day] for day, staff in changed.items()})
        for day, staff in changed.items():
            DutyDay.objects.filter(clinic_id=actor.here, day=day).exclude(staff_id__in=staff).delete()
        change.repeated = not changed
        change.detail = {
            "days": {
                day.isoformat(): {"was": sorted(map(str, stored[day])), "now": sorted(map(str, staff))}
                for day, staff in changed.items()
            }
        }
    return len(changed)


def _write_duties(clinic: UUID, new: Mapping[date, set[UUID]]) -> None:
    """Put these members of staff on duty. Raises Refused if any of them does not receive cases at the clinic."""
    _workers(clinic, {staff for some in new.values() for staff in some}, Permission.RECEIVER)
    DutyDay.objects.bulk_create(
        (DutyDay(clinic_id=clinic, day=day, staff_id=member) for day, some in new.items() for member in sorted(some)),
        ignore_conflicts=True,
    )


def copy_week(actor: Actor, monday: date) -> int:
    """Copy the responsible to the week after, weekday by weekday; returns how many days were filled (002-014).

    Only working days without a responsible are filled, so nothing is overwritten; staff who no longer receive cases
    are left out. Raises Refused.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "copy_week", "duty_day") as change:
        week = timedelta(days=7)
        rows = DutyDay.objects.filter(clinic_id=actor.here, day__gte=monday, day__lt=monday + 2 * week)
        taken = {row.day for row in rows}
        receives = set(
            Assignment.objects.filter(
                ACTIVE, unit_id=actor.here, permissions__contains=[Permission.RECEIVER]
            ).values_list("staff_id", flat=True)
        )
        new: dict[date, set[UUID]] = {}
        for row in rows:
            day = row.day + week
            fits = row.day < monday + week and day not in taken and clock.is_working_day(day) and day >= clock.today()
            if fits and row.staff_id in receives:
                new.setdefault(day, set()).add(row.staff_id)
        _write_duties(actor.here, new)
        change.repeated = not new
        change.detail = {"week": monday.isoformat(), "days": sorted(day.isoformat() for day in new)}
    return len(new)


def name_substitute(actor: Actor, substitute: Staff, first: date, last: date) -> Substitution:
    """Let a colleague replace the actor from one day to another (B-03): chains, but no loops. Raises Refused."""
    with settings_door.change(OWN_SETTINGS, actor, "name_substitute", "substitution") as change:
        with connection.cursor() as cursor:
            # Two who name each other at the same moment must not both be let through.
            cursor.execute("LOCK TABLE teams_substitution IN SHARE ROW EXCLUSIVE MODE")
        same = Substitution.objects.filter(staff_id=actor.id, substitute=substitute, first=first, last=last).first()
        if same is not None:
            change.repeated = True  # a second click
            return same
        _may_name(actor, substitute, first, last)
        kept = Substitution.objects.create(staff_id=actor.id, substitute=substitute, first=first, last=last)
        change.thing = kept.id
        change.detail = {"substitute": str(substitute.id), "first": first.isoformat(), "last": last.isoformat()}
    return kept


def _may_name(actor: Actor, substitute: Staff, first: date, last: date) -> None:
    if substitute.id == actor.id:
        raise Refused(Reason.NEED, _("Du kan inte vara din egen ersättare."))
    if last < first:
        raise Refused(Reason.NEED, _("Slutdatumet kan inte vara före startdatumet."))
    if last < clock.today():
        raise Refused(Reason.NEED, _("Perioden har redan varit."))
    if last > clock.today() + FURTHEST:
        raise Refused(Reason.NEED, _("En ersättare kan anges för högst två år framåt. Kontrollera datumen."))
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
    """Remove one of the actor's substitutes from now on; the trace keeps the past days. Raises Refused."""
    with settings_door.change(OWN_SETTINGS, actor, "end_substitution", "substitution", thing=key) as change:
        substitution = Substitution.objects.select_for_update().filter(pk=key, staff_id=actor.id).first()
        if substitution is None:
            raise not_there()
        substitution.delete()
        change.detail = {
            "substitute": str(substitution.substitute_id),
            "first": substitution.first.isoformat(),
            "last": substitution.last.isoformat(),
        }


def set_cover(actor: Actor, day: date, staff: UUID) -> None:
    """Say who sees to what is urgent for all on a day (B-37); another who did gives way. Raises Refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "set_cover", "cover_day") as change:
        if not clock.today() <= day <= clock.today() + FURTHEST:
            raise Refused(Reason.NEED, _("Välj en dag från och med i dag, högst två år fram."))
        _workers(actor.here, [staff], Permission.HANDLER)
        before = CoverDay.objects.filter(clinic_id=actor.here, day=day).first()
        change.repeated = before is not None and before.staff_id == staff
        CoverDay.objects.update_or_create(clinic_id=actor.here, day=day, defaults={"staff_id": staff})
        was = str(before.staff_id) if before is not None else ""
        change.detail = {"day": day.isoformat(), "was": was, "now": str(staff)}


def remove_cover(actor: Actor, cover: UUID) -> None:
    """Nobody sees to what is urgent for all on that day: it stays with those who have it. Raises Refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "remove_cover", "cover_day", thing=cover) as change:
        row = CoverDay.objects.filter(pk=cover, clinic_id=actor.here).first()
        if row is None:
            raise not_there()
        change.detail = {"day": row.day.isoformat(), "was": str(row.staff_id)}
        row.delete()
