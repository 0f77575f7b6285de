"""What patients have answered to offers, in the case's thread or by telephone: the latest answer holds.

Read from the thread each time and never copied, so that a message and what is proposed of it cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vardtrad.cases.case.answer_codes import JA, NEJ, NEJ_NO_CARE, codes_of_messages
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Message
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import Answer


@dataclass(frozen=True, slots=True)
class Told:
    """A patient's answer, when it came (UTC), by which way, and in which words."""

    answer: Answer
    at: datetime
    by_phone: bool
    text: str = ""


def told_by(entries: Sequence[WaitingEntry]) -> dict[UUID, Told]:
    """The answer that holds for each entry, by its key; an entry without an answer is left out. Two queries."""
    in_cases = _in_cases({entry.offer_id for entry in entries if entry.offer_id is not None})
    told: dict[UUID, Told] = {}
    for entry in entries:
        answers = [in_cases[entry.offer_id]] if entry.offer_id in in_cases else []
        if entry.told and entry.told_at is not None:
            answers.append(Told(Answer(entry.told), entry.told_at, by_phone=True))
        if answers:
            told[entry.id] = max(answers, key=lambda answer: answer.at)
    return told


def _in_cases(cases: Collection[UUID]) -> dict[UUID, Told]:
    """The latest answer in each of these cases. Two queries, none for no cases."""
    if not cases:
        return {}
    said = Message.objects.filter(case_id__in=cases, kind=MessageKind.ANSWER_BACK).order_by("case_id", "-id")
    codes = codes_of_messages(cases)
    return {
        message.case_id: Told(
            _BY_CODE.get(codes.get(message.id, "")) or _by_first_words(message),
            message.at,
            # What staff have written down bears the clinic's name.
            by_phone=bool(message.unit_name),
            text=message.text,
        )
        for message in said.distinct("case_id")
    }


_BY_CODE = {JA: Answer.YES, NEJ: Answer.NO, NEJ_NO_CARE: Answer.NO_CARE}


def _by_first_words(message: Message) -> Answer:
    """The answer to an offer without a form, by how its text begins (004-039); else UNCLEAR, which staff read.

    It is only proposed to staff, who see the text beside it.
    """
    first = message.text.strip().splitlines()[0].casefold() if message.text.strip() else ""
    if first.startswith("ja,"):
        return Answer.YES
    if first.startswith("nej, jag behöver inte vård"):
        return Answer.NO_CARE
    return Answer.NO if first.startswith("nej, jag har inte möjlighet") else Answer.UNCLEAR
