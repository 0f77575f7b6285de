"""Shared by the tests of jobs: many cases at once, and a database where everything is really committed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.toy.committed import committed
from vardtrad.cases.case import days, words
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseWords, Message
from vardtrad.cases.case.moves.sending import Send
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.bulk import actions
from vardtrad.cases.staff.bulk.models import Action, Job, JobRow
from vardtrad.gate import door
from vardtrad.kernel import clock

if TYPE_CHECKING:
    from tests.people import Employee, Region, Resident

__all__ = ["committed"]


def sent(region: Region, by: Resident, number: int) -> list[Case]:
    """This many cases at clinic A, made as a set."""

    def write(moving: door.Moving) -> None:
        moving.add(
            Message(
                case=moving.thing, kind=MessageKind.OPENING, at=moving.at, from_resident=True, author=by.person.id,
                text=moving.given.text,
            )
        )  # fmt: skip

        moving.add(CaseWords(case=moving.thing, words=words.of_new_case(moving.thing, moving.given.text)))
        days.count(moving)

    def thing() -> Case:
        return Case(clinic=region.a, case_type=region.renewal, patient=by.person, feedback_due=clock.now())

    starts = [door.Start(thing, Send(f"Ärende nummer {place}.")) for place in range(number)]
    begun = door.begin_many(CASES, by.actor, "send", starts, body=write)
    assert all(isinstance(outcome, door.Moved) for outcome in begun)
    return [outcome.thing for outcome in begun if isinstance(outcome, door.Moved)]


def ordered(who: Employee, action: Action, cases: list[Case], **given: object) -> Job:
    """A job on these cases, chosen and ordered by somebody."""
    keys: list[UUID] = [case.id for case in cases]
    job = actions.choose(who.actor, action, keys, chosen_in=who.address("arenden/inkomna"), language="sv")
    assert job is not None
    actions.order(job, **given)  # type: ignore[arg-type]
    return job


def carried_out() -> int:
    """Let the worker carry out everything that is ordered; returns the number of chunks."""
    chunks = 0
    while actions.carry_out():
        chunks += 1
    return chunks


def outcomes(job: Job) -> list[tuple[str, str]]:
    """The outcome of each row, and why."""
    return list(JobRow.objects.filter(job=job).order_by("place").values_list("outcome", "sentence"))
