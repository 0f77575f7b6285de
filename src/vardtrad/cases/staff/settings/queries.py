"""What the pages of a clinic's settings show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.models import ApprovedContact, CaseType, ClinicPolicy, Service
from vardtrad.cases.case.policy import DAYS
from vardtrad.cases.teams.models import Group
from vardtrad.cases.teams.queries import duty_days, groups_at, members_by_group
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff
from vardtrad.shared.care_units.queries import ACTIVE, assignments_at
from vardtrad.shared.care_units.rules import Permission

OF_A_TEMPLATE = ("remind_days", "sent_days", "answer_days", "close_days")
"""The deadlines that a template may have of its own, as they follow one after another."""


# ── Case types ────────────────────────────────────────────────────────────────────────────────────────────────────


def service_values(service: Service | None) -> dict[str, Any]:
    """How a clinic offers a case type; without a decision, it is not offered."""
    if service is None:
        service = Service(open=False)
    return {
        "open": service.open,
        "exception": service.exception,
        "expectation": service.expectation,
        "link": service.link,
        "link_words": service.link_words,
        "notice": service.notice,
        "group": service.group_id,
        "first_days": service.first_days,
        "reply_days": service.reply_days,
        "hours": service.hours,
        "nature": service.nature,
        "daily_cap": service.daily_cap,
    }


@dataclass(frozen=True, slots=True)
class Offered:
    """A case type as a row of the list: whether residents can send it, and who gets it."""

    case_type: CaseType
    service: Service | None

    @property
    def open(self) -> bool:
        """Whether residents can send it."""
        return self.service is not None and self.service.open

    @property
    def owed(self) -> bool:
        """Of the base range, not offered, and without an exception: the clinic must do one or the other (002-001)."""
        return self.case_type.base_range and not self.open and not (self.service and self.service.exception)

    @property
    def status(self) -> str:
        """In a word or two."""
        if self.open:
            return _("Öppen")
        if self.case_type.base_range and not self.owed:
            return _("Undantag")
        return _("Ska erbjudas eller undantas") if self.owed else _("Stängd")

    @property
    def takes_form(self) -> bool:
        """Whether residents write in cases of this type, so that they can answer a form in place of it."""
        return self.case_type.direction != CaseType.Direction.INFORMATION

    @property
    def group(self) -> str:
        """The name of the group that its cases go to."""
        return self.service.group.name if self.service is not None and self.service.group is not None else ""


def offered(clinic: UUID, *, outgoing: bool = False) -> list[Offered]:
    """Every case type that residents write, or every template that clinics send, as the clinic offers it, in order."""
    types = CaseType.objects.order_by("order", "name")
    incoming = CaseType.Direction.INCOMING
    types = types.exclude(direction=incoming) if outgoing else types.filter(direction=incoming)
    stored = Service.objects.select_related("group", "form").filter(clinic_id=clinic)
    services = {service.case_type_id: service for service in stored}
    return [Offered(case_type, services.get(case_type.id)) for case_type in types]


def offered_one(clinic: UUID, case_type: UUID) -> Offered | None:
    """One case type that residents write, as the clinic offers it."""
    kind = CaseType.objects.filter(pk=case_type, direction=CaseType.Direction.INCOMING).first()
    service = Service.objects.select_related("group", "form").filter(clinic_id=clinic, case_type_id=case_type).first()
    return Offered(kind, service) if kind is not None else None


def policy_values(policy: ClinicPolicy | None) -> dict[str, int]:
    """The clinic's deadlines in working days; design decision 1 where it has decided none."""
    return dict(DAYS) if policy is None else {name: getattr(policy, name) for name in DAYS}


def policy_at(clinic: UUID) -> dict[str, int]:
    """The deadlines of a clinic in working days."""
    return policy_values(ClinicPolicy.objects.filter(clinic_id=clinic).first())


def template_at(clinic: UUID, template: UUID) -> Offered | None:
    """A template for questions, as the clinic uses it."""
    kind = CaseType.objects.filter(pk=template, direction=CaseType.Direction.QUESTION).first()
    service = Service.objects.filter(clinic_id=clinic, case_type_id=template).first()
    return Offered(kind, service) if kind is not None else None


def template_days(service: Service | None) -> dict[str, int | None]:
    """The deadlines of its own that a template has at a clinic; None where the clinic's hold."""
    return {name: getattr(service, name, None) for name in OF_A_TEMPLATE}


# ── Groups and people ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Team:
    """A group as the settings show it; ``unmanned``: case types go to it, and no member may answer cases now."""

    group: Group
    members: list[Staff]
    routed: list[str]
    unmanned: bool = False


def teams_at(clinic: UUID) -> list[Team]:
    """The clinic's groups, those in use first, with their members and the case types that go to them."""
    members = members_by_group(clinic)
    routed: dict[UUID, list[str]] = {}
    for service in Service.objects.select_related("case_type").filter(clinic_id=clinic, group__isnull=False):
        if service.group_id is not None:
            routed.setdefault(service.group_id, []).append(service.case_type.name)
    groups = sorted(groups_at(clinic, all_of_them=True), key=lambda group: not group.active)
    answering = {key for key, _name in workers(clinic, Permission.HANDLER)}

    def team(group: Group) -> Team:
        inside, types = members.get(group.id, []), sorted(routed.get(group.id, []), key=alphabetical)
        manned = any(member.id in answering for member in inside)
        return Team(group, inside, types, unmanned=group.active and bool(types) and not manned)

    return [team(group) for group in groups]


def workers(clinic: UUID, permission: Permission) -> list[tuple[UUID, str]]:
    """Those who hold a permission at the clinic now, by name and title."""
    assignments = Assignment.objects.select_related("staff").filter(
        ACTIVE, unit_id=clinic, permissions__contains=[permission]
    )
    return sorted(
        ((assignment.staff_id, assignment.staff.signature) for assignment in assignments),
        key=lambda worker: alphabetical(worker[1]),
    )


def notified(clinic: UUID) -> list[tuple[Staff, list[str]]]:
    """Those who work with cases at the clinic, who lack an address for notices first (002-006)."""
    people = [
        (assignment.staff, [str(Permission(held).label) for held in assignment.permissions if held in MAY_HANDLE])
        for assignment in assignments_at(clinic)
        if MAY_HANDLE & set(assignment.permissions)
    ]
    return sorted(people, key=lambda person: bool(person[0].email))


def approved(clinic: UUID) -> list[ApprovedContact]:
    """The persons with protected personal data whom the clinic has approved, by name."""
    approved_contacts = ApprovedContact.objects.select_related("person").filter(clinic_id=clinic)
    return sorted(approved_contacts, key=lambda contact: alphabetical(contact.person.name))


# ── The schedule ──────────────────────────────────────────────────────────────────────────────────────────────────

WEEKS = 4
"""How many weeks a page of the schedule shows."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the schedule, and who is responsible."""

    day: date
    staff: list[Staff] = field(default_factory=list)

    @property
    def holiday(self) -> str:
        """What the day off is called in Swedish; empty on working days."""
        return "" if clock.is_working_day(self.day) else clock.holiday_name(self.day)

    @property
    def works(self) -> bool:
        """Whether it is a working day."""
        return clock.is_working_day(self.day)

    @property
    def past(self) -> bool:
        """Whether it has been."""
        return self.day < clock.today()

    @property
    def today(self) -> bool:
        """Whether it is today."""
        return self.day == clock.today()


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Friday of a week."""

    days: list[Day]

    @property
    def monday(self) -> date:
        """The day it begins."""
        return self.days[0].day

    @property
    def number(self) -> int:
        """Its number in Sweden (ISO 8601)."""
        return self.monday.isocalendar().week

    @property
    def given(self) -> bool:
        """Whether any of its days has a responsible."""
        return any(day.staff for day in self.days)


def monday_of(text: str) -> date:
    """The Monday of the week that an address names by a date (``2026-11-16``); this week's, when it names none.

    Years are kept to those whose holidays are known well: from a year back to three years ahead.
    """
    today = clock.today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if not today - timedelta(days=366) <= day <= today + timedelta(days=3 * 366):
        day = today
    return day - timedelta(days=day.weekday())


def schedule(clinic: UUID, monday: date, weeks: int = WEEKS) -> list[Week]:
    """The clinic's duty roster from a Monday on (002-014): two queries, however many days."""
    stored: dict[date, list[Staff]] = {}
    for duty_day in duty_days(clinic, monday, monday + timedelta(days=7 * weeks)):
        stored.setdefault(duty_day.day, []).append(duty_day.staff)
    starts = [monday + timedelta(days=7 * number) for number in range(weeks)]
    return [
        Week([Day(day, stored.get(day, [])) for day in (start + timedelta(days=n) for n in range(5))])
        for start in starts
    ]
