"""The toy as the door sees it, and its verbs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from tests.toy.models import Entry, Plan, PlanUnit
from tests.toy.models import Step as StepModel
from tests.toy.rules import ADMISSION, MEETING, STEPS, TABLE, Move, PlanFacts, PlanMove
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind, system

CLOCK = system("toy")
TIME_OUT = "time_out"
LABEL = "toy"


def member(unit: UUID, name: str = "Test Testsson", key: UUID | None = None) -> Actor:
    """Somebody on the staff of a unit."""
    return Actor(kind=ActorKind.STAFF, id=key or uuid4(), name=name, title="Sjuksköterska", unit=unit)


def _standings(actor: Actor, plans: Sequence[Plan]) -> dict[UUID, frozenset[str]]:
    if actor.is_system:
        return {plan.id: frozenset({"clock"}) for plan in plans}
    party = set(
        PlanUnit.objects.filter(plan__in=[plan.id for plan in plans], unit=actor.unit).values_list("plan_id", flat=True)
    )
    capacities: dict[UUID, set[str]] = {}
    for plan in plans:
        if actor.unit is not None and plan.ward == actor.unit:
            capacities.setdefault(plan.id, set()).add("ward")
        if plan.id in party:
            capacities.setdefault(plan.id, set()).add("party")
    return {key: frozenset(held) for key, held in capacities.items()}


def _facts(actor: Actor, asked: Sequence[tuple[Plan, str]]) -> dict[UUID, PlanFacts]:
    return {plan.id: PlanFacts(title=given) for plan, given in asked}


def _addressees(plans: Sequence[Plan], party: str) -> dict[UUID, list[door.Addressee]]:
    return {plan.id: [door.Addressee(ActorKind.RESIDENT, plan.patient)] for plan in plans if party == "patient"}


ADMISSION_PART = door.PartOf(ADMISSION, StepModel, STEPS)
MEETING_PART = door.PartOf(MEETING, StepModel, STEPS)
PARTS = {part.kind: part for part in (ADMISSION_PART, MEETING_PART)}

PLAN: door.Subject[Plan, PlanFacts, str] = door.Subject(
    label=LABEL,
    model=Plan,
    table=TABLE,
    capacities=_standings,
    facts=_facts,
    addressees=_addressees,
    person_of=lambda plan: plan.patient,
    parts=PARTS,
)


def nothing(moving: door.Moving[Plan, PlanFacts, str, StepModel]) -> None:
    """A body that adds nothing to what the door writes."""


def _begin(moving: door.Moving[Plan, PlanFacts, str]) -> None:
    moving.thing.title = moving.given


def start_for(
    ward: UUID, title: str, patient: UUID | None = None, submit_key: UUID | None = None
) -> door.Start[Plan, str]:
    """A plan to begin."""
    return door.Start(lambda: Plan(ward=ward, patient=patient or uuid4()), title, submit_key)


def begin(
    actor: Actor, title: str, *, patient: UUID | None = None, units: Iterable[UUID] = (), submit_key: UUID | None = None
) -> door.Moved[Plan]:
    """A new plan of the actor's ward, for these units."""

    def body(moving: door.Moving[Plan, PlanFacts, str]) -> None:
        _begin(moving)
        for unit in units:
            moving.add(PlanUnit(plan=moving.thing, unit=unit))

    return door.begin(
        PLAN,
        actor,
        Move.BEGIN,
        lambda: Plan(ward=actor.unit, patient=patient or uuid4()),
        given=title,
        body=body,
        submit_key=submit_key,
    )


def begin_all(actor: Actor, starts: Sequence[door.Start[Plan, str]]) -> list[object]:
    """Many plans at once."""
    return list(door.begin_many(PLAN, actor, Move.BEGIN, starts, body=_begin))


def start(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> door.Moved[Plan]:
    """Start the plan; it expires after an hour."""

    def body(moving: door.Moving[Plan, PlanFacts, str]) -> None:
        moving.deadline(TIME_OUT, moving.at + timedelta(hours=1))

    return door.move(PLAN, actor, key, Move.START, given="", body=body, seen=seen, submit_key=submit_key)


def rename(
    actor: Actor, key: UUID, title: str, *, seen: int | None, submit_key: UUID | None = None
) -> door.Moved[Plan]:
    """Give the plan a new title."""
    return door.move(PLAN, actor, key, Move.RENAME, given=title, body=_begin, seen=seen, submit_key=submit_key)


def _note(moving: door.Moving[Plan, PlanFacts, str]) -> None:
    moving.add(Entry(plan=moving.thing, text=moving.given))


def note(
    actor: Actor, key: UUID, text: str, *, seen: int | None = None, submit_key: UUID | None = None
) -> door.Moved[Plan]:
    """Add a note: two at once are no harm."""
    return door.move(PLAN, actor, key, Move.NOTE, given=text, body=_note, seen=seen, submit_key=submit_key)


def rename_all(actor: Actor, asks: Sequence[door.Request[str]]) -> list[object]:
    """Give many plans a new title each."""
    return list(door.move_many(PLAN, actor, Move.RENAME, asks, body=_begin))


def note_all(actor: Actor, asks: Sequence[door.Request[str]]) -> list[object]:
    """Add a note to many plans."""
    return list(door.move_many(PLAN, actor, Move.NOTE, asks, body=_note))


def mark(actor: Actor, key: UUID) -> door.Moved[Plan]:
    """Mark the plan as read: quiet."""

    def body(moving: door.Moving[Plan, PlanFacts, str]) -> None:
        moving.thing.marked = True

    return door.move(PLAN, actor, key, Move.MARK, given="", body=body)


def finish(actor: Actor, key: UUID, *, seen: int | None) -> door.Moved[Plan]:
    """Finish the plan; it need not expire any more."""

    def body(moving: door.Moving[Plan, PlanFacts, str]) -> None:
        moving.clear(TIME_OUT)

    return door.move(PLAN, actor, key, Move.FINISH, given="", body=body, seen=seen)


def expire(keys: Sequence[UUID]) -> None:
    """What the clock does when the hour has passed: the worker's handler."""

    def body(moving: door.Moving[Plan, PlanFacts, str]) -> None:
        moving.clear(TIME_OUT)

    door.move_many(PLAN, CLOCK, Move.EXPIRE, [door.Request(key, "") for key in keys], body=body)


def send_step(actor: Actor, key: UUID, kind: str, holder: UUID | None, *, seen: int | None) -> door.Moved[Plan]:
    """Send a step to a unit (or to all)."""
    return door.move(PLAN, actor, key, PlanMove.SEND, given="", body=nothing, seen=seen, part=PARTS[kind].ref(holder))


def acknowledge(
    actor: Actor, key: UUID, kind: str, holder: UUID | None, answer: str = "", *, seen: int | None = None
) -> door.Moved[Plan]:
    """Acknowledge a step."""

    def body(moving: door.Moving[Plan, PlanFacts, str, StepModel]) -> None:
        moving.part.answer = moving.given

    return door.move(
        PLAN, actor, key, PlanMove.ACKNOWLEDGE, given=answer, body=body, seen=seen, part=PARTS[kind].ref(holder)
    )
