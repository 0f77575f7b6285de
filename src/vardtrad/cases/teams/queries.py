"""The staff whose cases somebody works with now, the recipients of notices, and the data of the settings pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.db.models import F

from vardtrad.cases.teams.models import CoverDay, DutyDay, Group, Member, Substitution
from vardtrad.gate.compiled import Compiled, among, fetch_rows
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff
from vardtrad.shared.care_units.queries import ACTIVE, WORKS_WITH_CASES
from vardtrad.shared.care_units.rules import Permission, State


@dataclass(frozen=True, slots=True)
class Coverage:
    """The owners of the cases that somebody works with at a clinic today: that person, those replaced, and groups.

    ``urgent``: the person also sees to what is urgent for all at the clinic today (B-37).
    """

    staff: tuple[UUID, ...]
    groups: tuple[UUID, ...] = ()
    urgent: bool = False

    @property
    def holders(self) -> tuple[UUID, ...]:
        """All of them, the person first."""
        return (*self.staff, *self.groups)


_HANDS = """
    WITH RECURSIVE covers(staff) AS (
        SELECT %(me)s::uuid
        UNION
        SELECT replaced.staff_id
        FROM teams_substitution AS replaced JOIN covers ON replaced.substitute_id = covers.staff
        WHERE replaced.first <= %(day)s AND replaced.last >= %(day)s
    )
    SELECT 'staff', staff FROM covers
    UNION ALL
    SELECT 'urgent', cover.clinic_id FROM teams_coverday AS cover
    WHERE cover.staff_id = %(me)s AND cover.clinic_id = %(clinic)s AND cover.day = %(day)s
    UNION ALL
    SELECT 'group', member.group_id FROM teams_member AS member JOIN teams_group AS team ON team.id = member.group_id
    WHERE member.staff_id = %(me)s AND team.clinic_id = %(clinic)s"""


def coverage_of(staff: UUID, clinic: UUID | None) -> Coverage:
    """The owners of the cases that somebody works with at the clinic today, along chains (004-055, B-03); one query."""
    rows = fetch_rows(_HANDS, {"me": staff, "clinic": clinic, "day": clock.today()})
    own = sorted(key for what, key in rows if what == "staff" and key != staff)
    groups = sorted(key for what, key in rows if what == "group")
    return Coverage((staff, *own), tuple(groups), any(what == "urgent" for what, _key in rows))


def acting_for(places: Collection[tuple[UUID, UUID]], on: date | None = None) -> dict[tuple[UUID, UUID], UUID]:
    """The person who acts for each (staff, clinic) on a day.

    That is the last in the chain of substitutes who may handle cases at the clinic, or without any, the person.
    """
    edges = _edges(on or clock.today())
    chains = {place: _chain(place[0], edges) for place in places}
    reached = {staff for chain in chains.values() for staff in chain}
    if not reached:
        return {place: place[0] for place in places}
    workers = Assignment.objects.filter(
        WORKS_WITH_CASES, staff_id__in=reached, unit_id__in={clinic for _staff, clinic in places}
    )
    may = set(workers.values_list("staff_id", "unit_id"))
    return {
        (staff, clinic): next((place for place in reversed(chain) if (place, clinic) in may), staff)
        for (staff, clinic), chain in chains.items()
    }


def _edges(day: date) -> dict[UUID, UUID]:
    substitutions = Substitution.objects.filter(first__lte=day, last__gte=day).order_by("first", "id")
    return dict(substitutions.values_list("staff_id", "substitute_id"))


def _chain(staff: UUID, edges: Mapping[UUID, UUID]) -> list[UUID]:
    """The substitute, the substitute's substitute and so on."""
    chain: list[UUID] = []
    at: UUID = staff
    while (after := edges.get(at)) is not None and after != staff and after not in chain:
        chain.append(after)
        at = after
    return chain


def on_duty(clinics: Collection[UUID], on: date | None = None, *, reachable: bool = False) -> dict[UUID, list[UUID]]:
    """The day's responsible at each clinic, if they may receive cases now (002-013).

    ``reachable``: only those who have an address for notices, so that a notice always reaches somebody.
    """
    responsible: dict[UUID, list[UUID]] = {}
    for clinic, staff in _on_the_roster(reachable).rows(list(clinics), on or clock.today()):
        responsible.setdefault(clinic, []).append(staff)
    if not responsible:
        return {}
    receives = Assignment.objects.filter(
        ACTIVE, unit_id__in=responsible, permissions__contains=[Permission.RECEIVER]
    ).values_list("unit_id", "staff_id")
    may = set(receives)
    return {
        clinic: kept
        for clinic, staff in responsible.items()
        if (kept := [key for key in staff if (clinic, key) in may])
    }


@cache
def _on_the_roster(reachable: bool) -> Compiled[DutyDay]:
    """Runs whenever a case comes to a clinic."""
    days = DutyDay.objects.filter(staff__active=True).order_by("id").values_list("clinic_id", "staff_id")
    if reachable:
        days = days.exclude(staff__email="")
    return Compiled(lambda clinics, day: days.filter(clinic_id__in=among(clinics), day=day), list, date)


def members_of(groups: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The members of each group who may answer cases at its clinic now, and so get its notices (004-055)."""
    members: dict[UUID, list[UUID]] = {}
    members_in = Member.objects.filter(
        group_id__in=groups,
        staff__active=True,
        staff__assignments__unit=F("group__clinic"),
        staff__assignments__state=State.ACTIVE,
        staff__assignments__permissions__contains=[Permission.HANDLER],
    )
    for group, staff in members_in.values_list("group_id", "staff_id").order_by("id"):
        members.setdefault(group, []).append(staff)
    return members


def groups_at(clinic: UUID, *, all_of_them: bool = False) -> list[Group]:
    """A clinic's groups by name: those that get cases now, or also those no longer used."""
    groups = Group.objects.filter(clinic_id=clinic)
    return sorted(groups if all_of_them else groups.filter(active=True), key=lambda group: alphabetical(group.name))


def group_takes_cases(group: UUID, clinic: UUID) -> bool:
    """Whether a group of the clinic is in use and has a member who may answer cases there now."""
    members = Member.objects.filter(group_id=group, group__clinic_id=clinic, group__active=True).values("staff_id")
    return Assignment.objects.filter(
        ACTIVE, unit_id=clinic, staff_id__in=members, permissions__contains=[Permission.HANDLER]
    ).exists()


def members_by_group(clinic: UUID) -> dict[UUID, list[Staff]]:
    """All members of each of a clinic's groups, by name, including those who no longer answer cases there."""
    members: dict[UUID, list[Staff]] = {}
    for member in Member.objects.select_related("staff").filter(group__clinic_id=clinic):
        members.setdefault(member.group_id, []).append(member.staff)
    return {group: sorted(some, key=lambda person: alphabetical(person.name)) for group, some in members.items()}


def substitutions_of(staff: UUID) -> list[Substitution]:
    """Somebody's substitutes now and to come, the nearest first."""
    substitutions = Substitution.objects.select_related("substitute").filter(staff_id=staff, last__gte=clock.today())
    return list(substitutions.order_by("first", "id"))


def makes_a_loop(staff: UUID, substitute: UUID, first: date, last: date) -> bool:
    """Whether this substitute, directly or through others, would be replaced by the same person on some day."""
    edges = Substitution.objects.filter(first__lte=last, last__gte=first).values_list(
        "staff_id", "substitute_id", "first", "last"
    )
    return _reaches(substitute, staff, first, last, list(edges), frozenset({substitute}))


def _reaches(
    start: UUID,
    goal: UUID,
    first: date,
    last: date,
    edges: Sequence[tuple[UUID, UUID, date, date]],
    seen: frozenset[UUID],
) -> bool:
    """Whether a chain leads from ``start`` to ``goal`` on some single day of the period."""
    for who, to, begins, ends in edges:
        low, high = max(first, begins), min(last, ends)
        if who != start or low > high or to in seen:
            continue
        if to == goal or _reaches(to, goal, low, high, edges, seen | {to}):
            return True
    return False


def duty_days(clinic: UUID, first: date, last: date) -> list[DutyDay]:
    """The duty roster of a clinic between two days, both included."""
    duties = DutyDay.objects.select_related("staff").filter(clinic_id=clinic, day__gte=first, day__lte=last)
    return sorted(duties, key=lambda duty: (duty.day, alphabetical(duty.staff.name)))


def names_of(staff: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these members of staff."""
    return {person.id: person.name for person in Staff.objects.filter(pk__in=list(staff))}


def covers_to_come(clinic: UUID) -> list[CoverDay]:
    """Who sees to what is urgent for all at a clinic, today and later, by day."""
    days = CoverDay.objects.select_related("staff").filter(clinic_id=clinic, day__gte=clock.today())
    return list(days.order_by("day"))


def covers_today(clinic: UUID) -> Staff | None:
    """Who sees to what is urgent for all at a clinic today, if they may handle cases there now; None for nobody."""
    may = Assignment.objects.filter(ACTIVE, unit_id=clinic, permissions__contains=[Permission.HANDLER])
    days = CoverDay.objects.select_related("staff").filter(clinic_id=clinic, day=clock.today())
    cover = days.filter(staff__active=True, staff_id__in=may.values("staff_id")).first()
    return cover.staff if cover is not None else None
