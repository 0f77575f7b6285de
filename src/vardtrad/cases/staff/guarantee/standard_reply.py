"""A code and its standard answer by one press: the answer that the clinic's delivered texts give to each alternative.

The code is changed first. The answer is sent after, as the same person would from the case: a group's case is taken
first, and the answer can be taken back for some seconds. If the answer is refused the code stands, and the case with
its answer still waits in the work lists, so nobody is left without a word (004-007…009).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import distributing, taking_back
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.standard_answers.actions import mark_used
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import blanks, fill
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.settings.care_guarantee import OFFER, name_of_answer
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.kernel.actors import Actor

RELATED = ("patient", "clinic", "offer", "offer__case_type", "offer__patient", "offer__clinic")
"""What an entry must be read with for its standard answer."""


@dataclass(frozen=True, slots=True)
class StandardReply:
    """The standard answer to what the patient has answered, filled in, and the case that it would be sent in.

    ``takes``: the case is a group's and is taken by whoever sends. ``seen`` is the content of the case.
    """

    case: UUID
    answer: UUID
    name: str
    text: str
    takes: bool
    seen: int


def standard_reply(actor: Actor, entry: WaitingEntry, told: str) -> StandardReply | None:
    """The standard answer that the actor may send to this answer of the patient (``rules.Answer``).

    None when the clinic has none by the delivered name, when something in it must be filled in by hand, or when the
    case is not the actor's to answer. ``entry`` is read with ``RELATED``. Three queries at most.
    """
    case, name = entry.offer, name_of_answer(told, operation=entry.kind == Kind.OPERATION)
    if case is None or not name or not case.is_open:
        return None
    may = offers(case, CASES.capacities(actor, [case])[case.id]).may
    if not may(Move.ANSWER) and not may(Move.TAKE):
        return None
    ready = StandardAnswer.objects.filter(
        clinic_id=entry.clinic_id, owner=None, use=StandardAnswer.Use.ANSWER, case_type__code=OFFER, name=name
    ).first()
    text = fill(ready.text, case, actor) if ready is not None else ""
    if ready is None or blanks(text):
        return None
    return StandardReply(case.id, ready.id, name, text, not may(Move.ANSWER), case.content)


def replies_in_form(actor: Actor, entry: WaitingEntry) -> bool:
    """Whether the actor may fill in the offer's form for the patient, who answers by telephone. Two queries at most.

    ``entry`` is read with ``RELATED``.
    """
    case = entry.offer
    if case is None or case.form_version_id is None:
        return False
    return offers(case, CASES.capacities(actor, [case])[case.id]).may(Move.RECORD_REPLY)


def send(actor: Actor, reply: StandardReply, text: str, submit_key: UUID) -> Case:
    """Send the text as the answer, and take the case first where it is a group's; the case. Raises Refused."""
    seen = reply.seen
    if reply.takes:
        seen = distributing.take(actor, reply.case, seen=seen, submit_key=uuid5(submit_key, "take")).thing.content
    moved = taking_back.answer(actor, reply.case, text, seen=seen, submit_key=uuid5(submit_key, "answer"))
    mark_used(actor, [str(reply.answer)])
    return moved.thing
