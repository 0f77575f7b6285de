"""The person's permanent contacts and agreed meetings, over all the plans that the person may read (B-41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.planning.own.invited.queries import InvitedTo
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Contact, Meeting, Plan
from vardtrad.planning.sip.models import Call, Coordinator
from vardtrad.planning.sip.rules import CallState
from vardtrad.shared.care_units.models import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class MyContact:
    """Somebody to turn to, in all ``roles``. ``until`` is None for one who is a contact now; both times are in UTC."""

    roles: tuple[str, ...]
    name: str
    title: str
    unit: str
    phone: str
    phone_hours: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class MyMeeting:
    """A meeting of a plan. ``starts`` is in UTC; ``at`` is the address of the page that tells the rest.

    ``place`` is empty for a meeting that has been, ``whose`` for the person's own plan or where no name is shown.
    """

    starts: datetime
    form: str
    place: str
    whose: str
    outcome: str
    at: str


@dataclass(frozen=True, slots=True)
class ContactsAndMeetings:
    """What the page shows: contacts now and before, the latest first; meetings to come, the next first, and past."""

    contacts: Sequence[MyContact]
    earlier_contacts: Sequence[MyContact]
    meetings: Sequence[MyMeeting]
    earlier_meetings: Sequence[MyMeeting]


def contacts_and_meetings(plans: Sequence[Plan], invited: Sequence[InvitedTo]) -> ContactsAndMeetings:
    """Gather them; ``plans`` are those that the person may read (``queries.plans_of``). Four queries.

    ``invited`` are the plans in which the person is a guest: of these only the meeting that the guest is called to.
    """
    contacts = sorted(_contacts(plans), key=lambda contact: contact.since, reverse=True)
    coming, past = _own_meetings(plans)
    coming += _meetings_as_guest(invited)
    now = [contact for contact in contacts if contact.until is None]
    return ContactsAndMeetings(
        contacts=now,
        earlier_contacts=[contact for contact in contacts if contact.until is not None],
        meetings=sorted(coming, key=lambda meeting: meeting.starts),
        earlier_meetings=sorted(past, key=lambda meeting: meeting.starts, reverse=True),
    )


def _contacts(plans: Sequence[Plan]) -> list[MyContact]:
    closed = {plan.id: plan.closed for plan in plans}
    contacts: list[MyContact] = []
    now: dict[tuple[UUID, UUID], MyContact] = {}

    def tell(row: Contact | Coordinator, role: str, phone_hours: str = "") -> None:
        staff, unit = row.staff, row.unit
        until = _earliest(row.removed, closed[row.plan_id])
        told = MyContact(
            (role,), staff.name, staff.title, unit.name, staff.phone or unit.phone, phone_hours, row.added, until
        )
        if until is not None:
            contacts.append(told)
            return
        # The same person may be there in several plans, and in several roles: once is enough.
        first = now.setdefault((staff.id, unit.id), told)
        roles = tuple(dict.fromkeys((*first.roles, *told.roles)))
        hours = first.phone_hours or phone_hours
        now[staff.id, unit.id] = replace(first, roles=roles, phone_hours=hours, since=min(first.since, told.since))

    for row in Contact.objects.select_related("staff", "unit").filter(plan_id__in=closed).order_by("-added"):
        about = str(_("Kallelseansvarig")) if row.convener else row.responsibility
        tell(row, f"{_kind(row.unit)} ({about})" if about else _kind(row.unit), row.phone_hours)
    for leads in Coordinator.objects.select_related("staff", "unit").filter(plan_id__in=closed):
        tell(leads, _("Samordnar planen"))
    return [*now.values(), *contacts]


def _kind(unit: Unit) -> str:
    return _("Fast omsorgskontakt") if unit.kind == UnitKind.MUNICIPAL else _("Fast vårdkontakt")


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _own_meetings(plans: Sequence[Plan]) -> tuple[list[MyMeeting], list[MyMeeting]]:
    """The meetings to come and those that have been; a cancelled one is told on the plan's own page."""
    calls: dict[UUID, Call | None] = {plan.id: getattr(plan, "call", None) for plan in plans}
    rows = Meeting.objects.filter(plan_id__in=calls).exclude(state=MeetingState.CANCELLED)
    coming, past = [], []
    for row in rows:
        at = reverse("my_plan", args=[row.plan_id])
        if row.state == MeetingState.BOOKED and _is_to_come(row):
            coming.append(_meeting(row, calls[row.plan_id], "", at))
        else:
            past.append(MyMeeting(row.starts, str(row.get_form_display()), "", "", _outcome(row), at))
    return coming, past


def _outcome(meeting: Meeting) -> str:
    return "" if meeting.state == MeetingState.BOOKED else str(meeting.get_state_display())


def _meetings_as_guest(invited: Sequence[InvitedTo]) -> list[MyMeeting]:
    whose = {plan.key: plan.whose for plan in invited}
    calls = Call.objects.select_related("meeting").filter(thing_id__in=whose, state=CallState.SENT)
    return [
        _meeting(call.meeting, call, whose[call.thing_id], reverse("guest_plan", args=[call.thing_id]))
        for call in calls
        if call.meeting is not None and _is_to_come(call.meeting)
    ]


def _is_to_come(meeting: Meeting) -> bool:
    """Whether it has not ended: who is late looks for the place."""
    return meeting.starts + timedelta(minutes=meeting.minutes) > clock.now()


def _meeting(meeting: Meeting, call: Call | None, whose: str, at: str) -> MyMeeting:
    place = call.place if call is not None else ""
    return MyMeeting(meeting.starts, str(meeting.get_form_display()), place, whose, "", at)
