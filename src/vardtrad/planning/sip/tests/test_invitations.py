"""Invitations to meetings (B-27): sent by a real mail server, and read back by another library than made them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import partial

import pytest
import vobject

from tests.sips import SipDrive
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.planning.sip import actions, calling
from vardtrad.planning.sip.meeting_time import hour_exists, moment_of
from vardtrad.planning.sip.notifications import words
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.notify import actions as notify
from vardtrad.shared.notify.tests.test_delivery import mailbox as mailbox
from vardtrad.shared.people.models import Person

pytestmark = pytest.mark.req("B-27")
HANDLERS = worker.Handlers({}, partial(notify.deliver, words_for={SIP.label: words}))


def send():
    """The worker empties the outbox."""
    while worker.send_notices(HANDLERS):
        pass


def entries(box):
    """The calendar entries in the mails that have come, as (recipient, method, entry)."""
    found = []
    for message, recipients in zip(box.messages, box.recipients, strict=True):
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                calendar = vobject.readOne(part.get_content())
                assert part.get_param("method") == calendar.method.value
                found.append((recipients[0], calendar.method.value, calendar.vevent))
    return found


@pytest.fixture
def sip(planners):
    """A SIP whose caller, coordinator and patient have addresses."""
    sip = SipDrive(planners).consented()
    for planner in (sip.care, sip.town):
        planner.staff.email = f"{planner.staff.given_name.lower()}@example.org"
        planner.staff.save(update_fields=["email"])
    Person.objects.filter(pk=sip.plan.patient_id).update(email="elsa@example.org")
    actions.set_coordinator(sip.care.actor, sip.key, sip.town.staff, sip.town.unit)
    return sip


def test_a_call_is_an_invitation_that_another_library_reads(sip, mailbox):
    sip.called(minutes=90)
    send()
    invited = entries(mailbox)
    assert {(recipient, method) for recipient, method, _entry in invited} == {
        (f"{sip.care.staff.given_name.lower()}@example.org", "REQUEST"),
        (f"{sip.town.staff.given_name.lower()}@example.org", "REQUEST"),
        ("elsa@example.org", "REQUEST"),
    }
    call = sip.steps.call
    for _recipient, _method, entry in invited:
        assert entry.dtstart.value == call.meeting.starts
        assert (entry.dtend.value - entry.dtstart.value).seconds == 90 * 60
        assert entry.sequence.value == "0"
        assert entry.status.value == "CONFIRMED"
        assert entry.uid.value.startswith(str(call.meeting.id))


def test_nothing_in_an_invitation_tells_what_it_is_about_or_for_whom(sip, mailbox):
    sip.called()
    send()
    person = sip.plan.patient
    for message in mailbox.messages:
        whole = "".join(part.get_content() for part in message.walk() if not part.is_multipart())
        whole += str(message["Subject"])
        for words_ in (person.given_name, person.family_name, person.identity, "SIP", "plan ", "Behöver", "Vårdcentral",
                       "rum 3", str(sip.key)):  # fmt: skip
            assert words_ not in whole, words_


def test_a_moved_meeting_has_the_same_uid_and_a_higher_sequence(sip, mailbox):
    sip.called()
    moved = sip.call(time=time(14, 30), why="Läkaren kan inte.")
    calling.move_meeting(sip.care.actor, sip.key, moved, seen=sip.seen("call"))
    send()
    by_uid = {entry.uid.value for _recipient, _method, entry in entries(mailbox)}
    assert len(by_uid) == 1
    # The first mails are sent after the move too, so they tell the time that holds.
    assert {entry.sequence.value for _recipient, _method, entry in entries(mailbox)} == {"1"}
    assert sip.steps.call.meeting.starts.astimezone(clock.STOCKHOLM).time() == time(14, 30)


def test_a_cancelled_meeting_is_cancelled_also_for_who_has_left_since(sip, mailbox):
    sip.called()
    send()
    invited = len(mailbox.messages)
    actions.remove_coordinator(sip.care.actor, sip.key, confirmed=True)
    calling.cancel_meeting(sip.care.actor, sip.key, "Sjukdom hos patienten.", seen=sip.seen("call"))
    send()
    cancelled = entries(mailbox)[invited:]
    assert len(cancelled) == invited
    assert {method for _recipient, method, _entry in cancelled} == {"CANCEL"}
    assert {entry.status.value for _recipient, _method, entry in cancelled} == {"CANCELLED"}
    assert {entry.sequence.value for _recipient, _method, entry in cancelled} == {"1"}
    assert all("Sjukdom" not in part.get_content() for message in mailbox.messages for part in message.walk()
               if not part.is_multipart())  # fmt: skip


def test_units_are_invited_in_their_mailboxes_and_hear_that_it_is_moved_and_cancelled(sip, mailbox):
    boxes = {sip.care.unit: "vardcentralen@example.org", sip.town.unit: "bistand@example.org"}
    for unit, address in boxes.items():
        Unit.objects.filter(pk=unit.id).update(mailbox=address)

    def to_units():
        return [each for each in entries(mailbox) if each[0] in boxes.values()]

    sip.called()
    send()
    assert {(who, method) for who, method, _entry in to_units()} == {(who, "REQUEST") for who in boxes.values()}
    moved = sip.call(time=time(14, 30), why="Läkaren kan inte.")
    calling.move_meeting(sip.care.actor, sip.key, moved, seen=sip.seen("call"))
    send()
    (uid,) = {entry.uid.value for _who, _method, entry in to_units()}
    assert [entry.sequence.value for who, _method, entry in to_units() if who == "bistand@example.org"] == ["0", "1"]
    calling.cancel_meeting(sip.care.actor, sip.key, "Sjukdom.", seen=sip.seen("call"))
    send()
    told = [(method, entry.uid.value) for who, method, entry in to_units() if who == "vardcentralen@example.org"]
    assert told == [("REQUEST", uid), ("REQUEST", uid), ("CANCEL", uid)]
    # A unit logs in at the staff's pages.
    to = [
        message for message, who in zip(mailbox.messages, mailbox.recipients, strict=True) if who[0] in boxes.values()
    ]
    assert all("/personal/" in str(message.get_body(("plain",)).get_content()) for message in to)


def test_a_unit_without_a_mailbox_or_that_has_left_gets_nothing(sip, mailbox):
    from vardtrad.planning.plan import actions as planning

    kurt = sip.planners.staff["kurt"].unit
    Unit.objects.filter(pk=kurt.id).update(mailbox="hemsjukvard@example.org")
    planning.add_unit(SIP, sip.care.actor, sip.key, kurt)
    planning.remove_unit(SIP, sip.care.actor, sip.key, kurt, confirmed=True)
    sip.called()
    assert not Notification.objects.filter(recipient_kind="unit").exists()


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2027, 3, 28), time(2, 30), None),  # the clock goes from two to three
        (date(2027, 3, 28), time(3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # comes twice: the first one
        (date(2027, 10, 31), time(3, 30), datetime(2027, 10, 31, 2, 30, tzinfo=UTC)),
        (date(2027, 6, 1), None, None),
    ],
)
def test_a_meeting_is_when_it_was_said_also_when_the_clock_moves(day, at, moment):
    assert moment_of(day, at) == moment
    assert hour_exists(day, at) == (at is None or moment is not None)
