"""The text that each recipient gets: the common one with the person's variables filled in."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.policy import policy_of
from vardtrad.cases.case.standard_text import blanks, fill
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import composed
from vardtrad.shared.people.models import Person


def texts(actor: Actor, sending: Dispatch, common: str, people: Collection[Person]) -> dict[UUID, str]:
    """The text for each of these people, by id; the days in it are counted from now.

    A text without personal variables is filled once, so that it costs the same for one recipient as for thousands.
    """
    policy, start = policy_of(sending.clinic_id, sending.template_id), clock.now()
    due = clock.deadline(start, policy.sent_days)

    def filled(person: Person) -> str:
        case = Case(
            clinic=sending.clinic,
            case_type=sending.template,
            patient=person,
            answer_due=clock.deadline(start, policy.answer_days),
            closes_at=clock.deadline(start, policy.close_days) if policy.close_days else None,
        )
        return fill(common, case, actor, due=due)

    if "namn" not in composed(common).lower():
        same = filled(next(iter(people))) if people else ""
        return {person.id: same for person in people}
    return {person.id: filled(person) for person in people}


def left_blank(written: dict[UUID, str]) -> list[str]:
    """The blanks left in any recipient's text. While there are any, nothing may be sent (B-05)."""
    return list(dict.fromkeys(blank for text in dict.fromkeys(written.values()) for blank in blanks(text)))
