"""The verbs of cases: what is written when something happens. Who may, and when, stands in rules.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from vardtrad.cases.case import queries, words
from vardtrad.cases.case.models import INTERNAL, Case, CaseType, CaseWords, Message, MessageKind, Postponed
from vardtrad.cases.case.policy import policy as policy_of
from vardtrad.cases.case.queries import Given
from vardtrad.cases.case.rules import TABLE, CaseFacts, Feedback, Move, Origin, State
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.people.models import Person

Moving = door.Moving[Case, CaseFacts, Given]
Moved = door.Moved[Case]
Body = door.Body[Case, CaseFacts, Given]

CASES: door.Subject[Case, CaseFacts, Given] = door.Subject(
    label="case",
    model=Case,
    table=TABLE,
    capacities=queries.capacities_of,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
    related=("clinic", "patient"),
)

FEEDBACK = "feedback"
"""The deadline by which the resident shall have had a word from the clinic."""

CLOCK = system("klockan")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One of those whom a clinic sends a case to, and the text with this one's own variables filled in."""

    patient: Person
    text: str
    submit_key: UUID | None = None


SNOOZE = "snooze"
"""When a case that was laid aside comes back."""

LATER = "later"
"""When what a handler has written is sent."""


def send(
    actor: Actor,
    clinic: Unit,
    case_type: CaseType,
    patient: Person,
    text: str,
    *,
    choice: str = "",
    submit_key: UUID | None = None,
) -> Moved:
    """A resident sends a new case to a clinic (000-001), of the kind chosen where there are kinds. Raises Refused.

    It is routed to the profession group that the clinic has chosen for the case type (002-039), and stays incoming.
    """
    policy = policy_of(clinic.id, case_type.id)

    def write(moving: Moving) -> None:
        _await_feedback(moving, policy.first_days)
        _say_new(moving, MessageKind.OPENING)

    return door.begin(
        CASES,
        actor,
        Move.SEND,
        lambda: Case(clinic=clinic, case_type=case_type, patient=patient, choice=choice, group_id=policy.group),
        given=Given(text=text),
        body=write,
        submit_key=submit_key,
    )


def send_out(
    actor: Actor, clinic: Unit, template: CaseType, asks: Sequence[Outgoing], to: Staff | Group
) -> list[Moved | Refused]:
    """Send a case from the clinic to each of these, information or a question; one result for each (004-018…035).

    A question waits for the resident's answer with the handler or group chosen, and is flagged when nobody has handled
    it a number of working days after it was created (004-060).
    """
    asking = template.direction == CaseType.Direction.QUESTION
    policy = policy_of(clinic.id, template.id)
    handler, group = (to, None) if isinstance(to, Staff) else (None, to)

    def write(moving: Moving) -> None:
        moving.thing.unread_by_clinic, moving.thing.unread_by_resident = False, True
        if asking:
            moving.thing.feedback = Feedback.QUESTION
            _await_feedback(moving, policy.sent_days)
        else:
            moving.thing.feedback_due = moving.at
        _say_new(moving, MessageKind.FIRST_QUESTION if asking else MessageKind.INFORMATION)

    def thing(patient: Person) -> Case:
        return Case(
            clinic=clinic, case_type=template, patient=patient, origin=Origin.CLINIC, handler=handler, group=group
        )

    return door.begin_many(
        CASES,
        actor,
        Move.SEND_QUESTION if asking else Move.SEND_INFORMATION,
        [
            door.Start(
                partial(thing, one.patient),
                Given(text=one.text, to_staff=handler, to_group=group),
                submit_key=one.submit_key,
            )
            for one in asks
        ],
        body=write,
    )


def assign(actor: Actor, key: UUID, to: Staff | Group, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Distribute an incoming case to somebody, or a group, that answers it (000-025, 004-055). Raises Refused."""
    return _move(actor, key, Move.ASSIGN, handed(to), hand_over, seen, submit_key)


def reassign(actor: Actor, key: UUID, to: Staff | Group, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Move a distributed case to another person or group (000-030, 000-031). Raises Refused."""
    return _move(actor, key, Move.REASSIGN, handed(to), hand_over, seen, submit_key)


def take(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """ "Fördela till dig själv": a group's case, or an incoming one, becomes one's own (004-056). Raises Refused."""
    return _move(actor, key, Move.TAKE, Given(taker=actor.id), take_over, seen, submit_key)


def handed(to: Staff | Group) -> Given:
    """What "Fördela" gives to the door: a person or a group."""
    return Given(to_staff=to) if isinstance(to, Staff) else Given(to_group=to)


def hand_over(moving: Moving) -> None:
    """What is written when a case is distributed; also for many at once."""
    case, given = moving.thing, moving.given
    case.handler, case.group = given.to_staff, given.to_group or (case.group if given.to_staff is None else None)
    case.unread_by_clinic = given.to_staff is None or given.to_staff.id != moving.actor.id
    case.snoozed_until = None
    moving.clear(SNOOZE)
    cancel_postponed(moving)


def take_over(moving: Moving) -> None:
    """What is written when somebody takes a case; the group it came from stays, to be seen."""
    moving.thing.handler_id = moving.actor.id
    moving.thing.unread_by_clinic = False


def transfer(actor: Actor, key: UUID, to: Unit, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Hand a case over to another clinic of the same organisation, where it is incoming (002-022). Raises Refused."""
    return _move(actor, key, Move.TRANSFER, Given(to_clinic=to), move_to_clinic, seen, submit_key)


def move_to_clinic(moving: Moving) -> None:
    """What is written when a case goes to another clinic: it is new there, and routed as that clinic routes."""
    case, to = moving.thing, moving.given.to_clinic
    assert to is not None
    policy = policy_of(to.id, case.case_type_id)
    moving.change(CaseWords(case=case, words=words.moved(case.clinic_id, to.id)), "words")
    case.clinic, case.handler, case.group_id = to, None, policy.group
    case.snoozed_until = None
    moving.clear(SNOOZE)
    cancel_postponed(moving)
    if case.due is None:
        # The clock had been stopped by a word from the first clinic; the second one gets a clock of its own. One that
        # runs, or has run out, is the resident's: it goes on.
        _await_feedback(moving, policy.first_days)
    case.feedback = Feedback.NONE
    case.unread_by_clinic = True


def partial_reply(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Tell the resident something that cannot be replied to; the case stays open (000-040, 000-042). Raises Refused."""
    return _move(actor, key, Move.PARTIAL_REPLY, Given(text=text), say_partly, seen, submit_key)


def say_partly(moving: Moving) -> None:
    """What is written of a delsvar; also for many at once."""
    case = moving.thing
    if case.state != State.ASKED:
        as_receiver = _as_receiver(moving)
        case.feedback = Feedback.PARTIAL_RECEIVER if as_receiver else Feedback.PARTIAL_HANDLER
    # A delsvar does not take the flag from a case that the clinic sent (004-060).
    word_to_resident(moving, MessageKind.PARTIAL_REPLY, stops_the_clock=case.origin == Origin.RESIDENT)


def ask(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Ask the resident something inside the same case (000-039, 000-041). Raises Refused.

    On an undistributed case the receiver thereby becomes its handler (000-052).
    """
    return _move(actor, key, Move.ASK, Given(text=text), ask_back, seen, submit_key)


def ask_back(moving: Moving) -> None:
    """What is written of a motfråga."""
    if moving.thing.state == State.RECEIVED:
        moving.thing.handler_id = moving.actor.id
    moving.thing.feedback = Feedback.QUESTION
    word_to_resident(moving, MessageKind.QUESTION)


def answer_back(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """The resident answers a counter question (000-039). Raises Refused."""

    def write(moving: Moving) -> None:
        case = moving.thing
        case.feedback = Feedback.ANSWER_CAME
        case.unread_by_clinic = True
        case.snoozed_until = case.flagged = None
        moving.clear(SNOOZE)
        cancel_postponed(moving)
        _await_feedback(moving, policy_of(case.clinic_id, case.case_type_id).reply_days)
        say(moving, MessageKind.ANSWER_BACK)

    return _move(actor, key, Move.ANSWER_BACK, Given(text=text), write, seen, submit_key)


def answer(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Give the final answer, which closes the case (000-036). Raises Refused."""
    return _move(actor, key, Move.ANSWER, Given(text=text), answer_finally, seen, submit_key)


def answer_finally(moving: Moving) -> None:
    """What is written of a final answer; also for many at once."""
    word_to_resident(moving, MessageKind.ANSWER)
    _close(moving)


def close_without_answer(
    actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Close a case that was answered in another way; the reason stays with the staff (000-043…045). Raises Refused."""
    return _move(actor, key, Move.CLOSE_WITHOUT_ANSWER, Given(text=reason), close_silently, seen, submit_key)


def close_silently(moving: Moving) -> None:
    """What is written when a case is closed without answer; also for many at once."""
    _no_more_waiting(moving)
    say(moving, MessageKind.CLOSING_REASON)
    _close(moving)


def _close(moving: Moving) -> None:
    case = moving.thing
    case.handler_id = case.handler_id or moving.actor.id
    case.snoozed_until = None
    moving.clear(SNOOZE)
    cancel_postponed(moving)


def mark_read(actor: Actor, key: UUID) -> Moved:
    """The resident has opened the case: OLÄST goes, and staff can see when. Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.unread_by_resident = False

    return _move(actor, key, Move.MARK_READ, Given(), write, None, None)


def mark_seen(actor: Actor, key: UUID) -> Moved:
    """The one whose turn it is has opened the case: the blue dot goes (004-053). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.unread_by_clinic = False

    return _move(actor, key, Move.MARK_SEEN, Given(), write, None, None)


def flag(keys: Sequence[UUID]) -> None:
    """The clock flags the cases whose resident has had no word in time (002-015); a refusal leaves its trace.

    The day's responsible and the handler are told. One that was laid aside comes back: what is late must be seen.
    """

    def write(moving: Moving) -> None:
        moving.thing.flagged = moving.at
        moving.thing.snoozed_until = None
        moving.clear(FEEDBACK)
        moving.clear(SNOOZE)

    door.move_many(CASES, CLOCK, Move.FLAG, [door.Request(key, Given()) for key in keys], body=write)


def first_feedback_due(clinic: UUID, case_type: UUID) -> datetime:
    """When a case sent now shall have had a first word from the clinic (UTC): what the resident is told to expect."""
    return clock.deadline(clock.now(), policy_of(clinic, case_type).first_days)


def _move(
    actor: Actor, key: UUID, move: Move, given: Given, write: Body, seen: int | None, submit_key: UUID | None
) -> Moved:
    return door.move(CASES, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key)


# ── What bodies have in common; ``asides`` uses it too ────────────────────────────────────────────────────────────


def say(moving: Moving, kind: MessageKind) -> None:
    """Have a message written, and its words added to what a search finds."""
    moving.add(message(moving, kind))
    moving.change(CaseWords(case=moving.thing, words=words.added(moving.given.text)), "words")


def _say_new(moving: Moving, kind: MessageKind) -> None:
    """As ``say``, for a case that begins."""
    moving.add(message(moving, kind))
    moving.add(CaseWords(case=moving.thing, words=words.of_new_case(moving.thing, moving.given.text)))


def word_to_resident(moving: Moving, kind: MessageKind, *, stops_the_clock: bool = True) -> None:
    """A word to the resident stops the clock (002-012), and is sent instead of what was to be sent later."""
    if stops_the_clock:
        _no_more_waiting(moving)
    moving.thing.unread_by_clinic = False
    moving.thing.unread_by_resident = True
    cancel_postponed(moving)
    say(moving, kind)


def cancel_postponed(moving: Moving) -> None:
    """Nothing that was written to be sent later is sent, if something was."""
    if moving.thing.sends_at is None:
        return
    moving.thing.sends_at = None
    moving.clear(LATER)
    waiting = Postponed.objects.filter(case_id=moving.thing.id, status=Postponed.Status.WAITING).first()
    if waiting is not None:
        waiting.status = Postponed.Status.CANCELLED
        moving.change(waiting, "status")


def _no_more_waiting(moving: Moving) -> None:
    moving.thing.flagged = None
    moving.thing.due = None
    moving.thing.unread_by_clinic = False
    moving.clear(FEEDBACK)


def _await_feedback(moving: Moving, working_days: int) -> None:
    moving.thing.feedback_due = moving.thing.due = clock.deadline(moving.at, working_days)
    moving.deadline(FEEDBACK, moving.thing.feedback_due)


def _as_receiver(moving: Moving) -> bool:
    """Whether somebody writes as the clinic's receiver: not one's own case, and not as a substitute (B-03).

    Only a substitute writes in another's case without being a receiver.
    """
    case, actor = moving.thing, moving.actor
    return case.handler_id != actor.id and (case.handler_id is None or Permission.RECEIVER.value in actor.roles)


def message(moving: Moving, kind: MessageKind) -> Message:
    """The message that a move writes, in the actor's name."""
    actor, case = moving.actor, moving.thing
    from_resident = actor.kind is ActorKind.RESIDENT
    return Message(
        case=case,
        kind=kind,
        at=moving.at,
        from_resident=from_resident,
        by_receiver=not from_resident and _as_receiver(moving),
        author=actor.id,
        author_name="" if from_resident else actor.letter_name,
        unit_name="" if from_resident else case.clinic.name,
        signature="" if from_resident else actor.letter_signature,
        text=moving.given.text,
        internal=kind in INTERNAL,
    )
