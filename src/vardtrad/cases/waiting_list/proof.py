"""The three facts by which the care guarantee is waived: informed, offered, and has said no.

Hälso- och sjukvårdsförordningen (2017:80) 6 kap. 2 §: who has been informed of the guarantee, has been offered care
according to it, and has told the care provider that they abstain from the offer, abstains of their own will.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Message
from vardtrad.cases.waiting_list.answers import Told
from vardtrad.cases.waiting_list.chain import Step
from vardtrad.cases.waiting_list.models import PhoneCall, WaitingEntry
from vardtrad.cases.waiting_list.rules import Answer
from vardtrad.shared.web.dates import stamp

NO = frozenset({Answer.NO, Answer.NO_CARE})
"""The answers by which somebody abstains from the offer."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the three: whether it is proven, what shows it, and the words that were written or said."""

    title: str
    proven: bool
    shown_by: list[str]
    words: str = ""


def three_facts(entry: WaitingEntry, told: Told | None, steps: list[Step], contacts: list[PhoneCall]) -> list[Fact]:
    """The three facts about a patient, in the order of the law. One query.

    That a letter was sent does not prove that it was read; an answer, a conversation and an opened message do.
    """
    spoken = [contact for contact in contacts if contact.outcome == "reached" and _of_this_offer(entry, contact)]
    known = [f"{step.way.label}: {step.words} {stamp(step.at)}" for step in steps if step.reached]
    if told is not None and not told.by_phone:
        known.append(_("Svar i inkorgen %(at)s") % {"at": stamp(told.at)})
    sent = [f"{step.way.label}: {step.words} {stamp(step.at)}" for step in steps if step.reached is None]
    offer = _offer_text(entry)
    said_no = told is not None and told.answer in NO
    note = next((contact.note for contact in reversed(spoken) if contact.told in NO), "")
    return [
        Fact(_("Informerad om vårdgarantin"), bool(known), known or sent, ""),
        Fact(_("Erbjuden vård inom vårdgarantin"), entry.offered is not None and bool(known), sent or known, offer),
        Fact(
            _("Har avstått från erbjudandet"),
            said_no,
            [_answer_words(told)] if told is not None else [],
            (note if told is not None and told.by_phone else told.text if told is not None else ""),
        ),
    ]


def _of_this_offer(entry: WaitingEntry, contact: PhoneCall) -> bool:
    return entry.offered is None or contact.at >= entry.offered


def _answer_words(told: Told) -> str:
    way = _("på telefon") if told.by_phone else _("i inkorgen")
    return f"{told.answer.label}, {way} {stamp(told.at)}"


def _offer_text(entry: WaitingEntry) -> str:
    if entry.offer_id is None:
        return ""
    first = Message.objects.filter(case_id=entry.offer_id, kind=MessageKind.FIRST_QUESTION).order_by("id").first()
    return first.text if first is not None else ""
