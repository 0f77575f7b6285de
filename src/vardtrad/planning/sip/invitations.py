"""Invitations to the meetings of a SIP for calendars outside (B-27): who gets one, and what it says.

An invitation leaves the product, so it says when and nothing more: not that it is a SIP, for whom, where, or why. That
is read in Vårdtråd. The same meeting has the same UID all its life; what is moved or cancelled has a higher SEQUENCE,
and calendars follow it (RFC 5546).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from vardtrad.gate.models import Notification
from vardtrad.kernel.actors import ActorKind
from vardtrad.planning.plan.mailboxes import units_with_mailbox
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Contact, Meeting, Plan
from vardtrad.planning.sip.guest_standing import in_force
from vardtrad.planning.sip.models import Coordinator, Guest
from vardtrad.shared.notify.words import Invitation, Words
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import addressees_for

INVITED = "invited"
"""What a notice that is an invitation calls the meeting's party: ``invited:<the meeting's id in hex>`` says which."""


def of_meeting(meeting: UUID) -> str:
    """The party of the notices that invite to a meeting."""
    return f"{INVITED}:{meeting.hex}"[:40]


def invitations(plan: Plan, meeting: Meeting, actor: UUID, move: str) -> list[Notification]:
    """The notices to send for a meeting that has just been called, moved or cancelled, as part of that move.

    To the units that take part, who called, the samordningsansvarig, the permanent care contacts, the patient and the
    proxies who want notices, and the guests, as far as each has an address; and to everybody who has been invited to
    the meeting before, but for guests whose invitation holds no longer. Eight queries.
    """
    staff = {actor}
    staff.update(Contact.objects.filter(plan=plan, removed__isnull=True).values_list("staff_id", flat=True))
    staff.update(Coordinator.objects.filter(plan=plan, removed__isnull=True).values_list("staff_id", flat=True))
    earlier = Notification.objects.filter(key=plan.id, party=of_meeting(meeting.id))
    told: set[tuple[str, UUID]] = {(ActorKind.STAFF.value, key) for key in staff}
    told.update((ActorKind.UNIT.value, unit) for unit in units_with_mailbox(plan))
    patient = Person.objects.get(pk=plan.patient_id)
    own = addressees_for([patient])[patient.id]
    told.update((each.kind.value, each.id) for each in own)
    told.update(earlier.values_list("recipient_kind", "recipient_id"))
    guests = set(in_force([plan.id]).values_list("person_id", flat=True))
    no_longer = set(Guest.objects.filter(plan=plan).values_list("person_id", flat=True)) - guests
    told -= {(ActorKind.RESIDENT.value, key) for key in no_longer - {each.id for each in own}}
    told.update((ActorKind.RESIDENT.value, key) for key in guests)
    at = meeting.ended or meeting.called
    return [
        Notification(
            label="sip",
            key=plan.id,
            move=move,
            party=of_meeting(meeting.id),
            recipient_kind=kind,
            recipient_id=key,
            created=at,
            due=at,
        )
        for kind, key in sorted(told, key=str)
    ]


def invitation_words(notice: Notification) -> Words | None:
    """The words and the entry of an invitation; None for another notice, or a meeting that is not there any more."""
    kind, _colon, key = notice.party.partition(":")
    if kind != INVITED:
        return None
    meeting = Meeting.objects.filter(pk=UUID(hex=key)).first()
    if meeting is None:
        return None
    cancelled = meeting.state == MeetingState.CANCELLED
    place = "personal/" if notice.recipient_kind in {ActorKind.STAFF, ActorKind.UNIT} else "min-plan"
    address = f"{settings.PUBLIC_URL}/{place}"
    if cancelled:
        subject, text = _("Ett möte är inställt"), _("Ett möte som du är kallad till är inställt.")
    elif meeting.sequence:
        subject, text = _("Ett möte har fått en ny tid"), _("Ett möte som du är kallad till har ändrats.")
    else:
        subject, text = _("Du är kallad till ett möte"), _("Du är kallad till ett möte.")
    body = _("Hej!\n\n%(text)s Logga in för att läsa mer:\n%(address)s\n\nDu kan inte svara på det här mejlet.") % {
        "text": text,
        "address": address,
    }
    return Words(subject, body, Invitation("CANCEL" if cancelled else "REQUEST", calendar_of(meeting, address)))


def calendar_of(meeting: Meeting, address: str, attendees: Iterable[str] = ()) -> str:
    """A meeting as an iCalendar object: REQUEST, or CANCEL for a meeting that is cancelled.

    ``address`` is where one logs in to read more. Times are in UTC, which every calendar shows in its own zone.
    """
    cancelled = meeting.state == MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Vårdtråd//Möten//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    event = Event()
    event.add("uid", f"{meeting.id}@vardtrad")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.ended or meeting.called)
    event.add("dtstart", meeting.starts)
    event.add("dtend", meeting.starts + timedelta(minutes=meeting.minutes))
    event.add("summary", _("Möte"))
    event.add("description", _("Logga in för att läsa mer: %(address)s") % {"address": address})
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    organizer = vCalAddress(f"MAILTO:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organizer.params["cn"] = vText("Vårdtråd")
    event["organizer"] = organizer
    for attendee in attendees:
        event.add("attendee", vCalAddress(f"MAILTO:{attendee}"))
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
