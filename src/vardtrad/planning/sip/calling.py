"""The verbs of Kallelse: a call is written, sent, acknowledged, and its meeting moved, cancelled or held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.given import Confirming
from vardtrad.planning.plan.leaving import leaves_start_page
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Attendance, Confirmation, Meeting, Participant
from vardtrad.planning.sip.actions import G, OfPart, step
from vardtrad.planning.sip.archiving import ARCHIVE
from vardtrad.planning.sip.following_up import FOLLOW_UP, reminder_of
from vardtrad.planning.sip.given import BookingGiven, CallGiven, CancellingGiven, HeldGiven, ProposalGiven
from vardtrad.planning.sip.invitations import invitations
from vardtrad.planning.sip.meeting_time import moment_of
from vardtrad.planning.sip.models import Call, TimeProposal
from vardtrad.planning.sip.rules import CallType, Move, Step
from vardtrad.planning.sip.step_rules import latest_follow_up
from vardtrad.planning.sip.subject import CALL, SIP
from vardtrad.shared.care_units.rules import Duty

COLUMNS = (
    "call_type", "initiator", "initiator_name", "initiator_relation", "reason", "other", "form", "place", "day", "time",
    "minutes", "interpreter", "language",
)  # fmt: skip
"""The columns of a call that are written in its form."""


def save_call(actor: Actor, key: UUID, given: CallGiven, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Save a call as a draft, complete or not. Raises Refused."""
    return step(actor, key, Move.SAVE_CALL, CALL, given, _write, seen, submit_key)


def send_call(actor: Actor, key: UUID, given: CallGiven, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Send the call: every participating unit sees the plan and acknowledges the time (001-188). Raises Refused.

    The sender's own unit has acknowledged by sending. A SIP that had left the start pages comes back (001-257).
    """

    def write(moving: OfPart[CallGiven, Call]) -> None:
        _write(moving)
        part, plan = moving.part, moving.thing
        part.sent, part.sent_by, part.moved_why = moving.at, actor.signature, ""
        part.round += 1
        meeting = Meeting(
            plan=plan,
            follows_up=part.call_type == CallType.FOLLOW_UP,
            due_by=plan.follow_up_by if part.call_type == CallType.FOLLOW_UP else None,
            starts=_starts(given),
            minutes=given.minutes,
            form=given.form,
            called=moving.at,
            called_by=actor.signature,
            unit_id=actor.here,
        )
        moving.add(meeting)
        part.meeting = meeting
        plan.shared = plan.shared or moving.at
        _acknowledge_own(moving)
        _list_again(moving)
        moving.deadline(ARCHIVE, leaves_start_page(meeting.starts))
        _invite(moving, meeting, Move.SEND_CALL)

    return step(actor, key, Move.SEND_CALL, CALL, given, write, seen, submit_key)


def move_meeting(
    actor: Actor, key: UUID, given: CallGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Change a called meeting, with the reason; every unit acknowledges it again. Raises Refused."""

    def write(moving: OfPart[CallGiven, Call]) -> None:
        _write(moving)
        part = moving.part
        part.moved_why = given.why.strip()
        part.sent, part.sent_by = moving.at, actor.signature
        part.round += 1
        meeting = _meeting(part)
        meeting.starts, meeting.minutes, meeting.form = _starts(given), given.minutes, given.form
        meeting.sequence += 1
        moving.change(meeting, "starts", "minutes", "form", "sequence")
        _acknowledge_own(moving)
        moving.deadline(ARCHIVE, leaves_start_page(meeting.starts))
        _invite(moving, meeting, Move.MOVE_MEETING)

    return step(actor, key, Move.MOVE_MEETING, CALL, given, write, seen, submit_key)


def cancel_meeting(actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Cancel a called meeting; another can be called afterwards. Raises Refused."""

    def write(moving: OfPart[CancellingGiven, Call]) -> None:
        meeting = _meeting(moving.part)
        meeting.state, meeting.reason = MeetingState.CANCELLED, reason.strip()
        meeting.ended, meeting.ended_by = moving.at, actor.signature
        meeting.sequence += 1
        moving.change(meeting, "state", "reason", "ended", "ended_by", "sequence")
        moving.deadline(ARCHIVE, leaves_start_page(moving.at))
        _invite(moving, meeting, Move.CANCEL_MEETING)

    return step(actor, key, Move.CANCEL_MEETING, CALL, CancellingGiven(reason), write, seen, submit_key)


def acknowledge(actor: Actor, key: UUID, round_: int, *, submit_key: UUID | None = None) -> Moved:
    """Acknowledge the shown round of the call: the unit approves the time and the form (001-189). Raises Refused."""
    given = Confirming(Step.CALL.value, Duty.ACKNOWLEDGE, round_)
    return planning.confirm(SIP, actor, key, Move.ACKNOWLEDGE, given, CALL.ref(), submit_key=submit_key)


def propose_time(
    actor: Actor, key: UUID, day: date | None, at: time | None, text: str, *, submit_key: UUID | None = None
) -> Moved:
    """Propose another time (Swedish) for the called meeting, for the other units to read. Raises Refused."""

    def write(moving: OfPart[ProposalGiven, Call]) -> None:
        starts = moment_of(day, at)
        if starts is None:
            raise ValueError("the table lets no proposal through without a time")
        moving.add(
            TimeProposal(
                plan=moving.thing,
                round=moving.part.round,
                unit_id=actor.here,
                starts=starts,
                text=text.strip(),
                by=actor.id,
                by_name=actor.signature,
                at=moving.at,
            )
        )

    return step(actor, key, Move.PROPOSE_TIME, CALL, ProposalGiven(day, at, text), write, None, submit_key)


def hold_meeting(
    actor: Actor,
    key: UUID,
    form: str,
    presence: Mapping[UUID, str],
    *,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Register that the meeting was held, in which form, and which called units came (B-49, B-50). Raises Refused."""

    def write(moving: OfPart[HeldGiven, Call]) -> None:
        meeting = _meeting(moving.part)
        meeting.state, meeting.form = MeetingState.HELD, form
        meeting.ended, meeting.ended_by = moving.at, actor.signature
        moving.change(meeting, "state", "form", "ended", "ended_by")
        if meeting.follows_up:
            day = latest_follow_up(clock.swedish_date(meeting.starts))
            moving.thing.follow_up_by = day
            moving.deadline(FOLLOW_UP, reminder_of(day, moving.at))
        members = Participant.objects.filter(plan=moving.thing, removed__isnull=True)
        for unit in members.values_list("unit_id", flat=True):
            moving.add(
                Attendance(
                    meeting=meeting, unit_id=unit, presence=presence[unit], at=moving.at, by_name=actor.signature
                )
            )

    return step(actor, key, Move.HOLD_MEETING, CALL, HeldGiven(form, presence), write, seen, submit_key)


def book_meeting(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """ "Boka nytt möte": an empty call to the next meeting (001-217). Raises Refused."""

    def write(moving: OfPart[BookingGiven, Call]) -> None:
        part = moving.part
        part.call_type = part.reason = part.other = part.place = part.moved_why = ""
        part.day = part.time = part.sent = None
        part.sent_by = ""

    return step(actor, key, Move.BOOK_MEETING, CALL, BookingGiven(), write, seen, submit_key)


def _write(moving: OfPart[CallGiven, Call]) -> None:
    part, given = moving.part, moving.given
    part.call_type, part.initiator = given.call_type, given.initiator
    part.initiator_name, part.initiator_relation = given.initiator_name.strip(), given.initiator_relation.strip()
    part.reason, part.other = given.reason.strip(), given.other.strip()
    part.form, part.place = given.form, given.place.strip()
    part.day, part.time, part.minutes = given.day, given.time, given.minutes
    part.interpreter = given.interpreter
    part.language = given.language.strip() if given.interpreter else ""


def _starts(given: CallGiven) -> datetime:
    """The meeting's moment (UTC), which the table has required. Raises ValueError if it is missing after all."""
    starts = moment_of(given.day, given.time)
    if starts is None:
        raise ValueError("the table lets no call through without a time")
    return starts


def _meeting(part: Call) -> Meeting:
    """The meeting of a call that has been sent. Raises ValueError for a call without one."""
    if part.meeting is None:
        raise ValueError("a sent call has a meeting")
    return part.meeting


def _acknowledge_own(moving: OfPart[CallGiven, Call]) -> None:
    actor = moving.actor
    moving.add(
        Confirmation(
            plan=moving.thing,
            kind=Step.CALL.value,
            unit_id=actor.here,
            round=moving.part.round,
            role=actor.role,
            by=actor.id,
            by_name=actor.signature,
            at=moving.at,
        )
    )


def _invite(moving: OfPart[G, Call], meeting: Meeting, move: Move) -> None:
    for notice in invitations(moving.thing, meeting, moving.actor.id, move.value):
        notice.created = notice.due = moving.at
        moving.add(notice)


def _list_again(moving: OfPart[CallGiven, Call]) -> None:
    for row in Participant.objects.filter(plan=moving.thing, removed__isnull=True, listed=False):
        row.listed = True
        moving.change(row, "listed")
