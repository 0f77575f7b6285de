"""What the tests of the waiting list share: an offer sent to somebody, and the entry that follows of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.people import Employee, Region, Resident, now
from vardtrad.cases.case.models import Case, CaseType, Service
from vardtrad.cases.case.moves import asking_back, opening
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER as OFFER_CODE
from vardtrad.cases.waiting_list.offering import Sent, after_sending
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.kernel.tables import Refused
from vardtrad.shared.people.models import Person

YES = "Ja, jag bekräftar att jag vill få vård snabbt och genomför mitt besök hos vårdgivare som regionen har avtal med."
NO = "Nej, jag har inte möjlighet att genomföra mitt besök hos vårdgivare som regionen har avtal med.\n\nFör långt."
NO_CARE = "Nej, jag behöver inte vård längre\n\nDet har gått över."
OFFER = "Hej!\n\nVi erbjuder dig besök hos en vårdgivare som regionen har avtal med."


def offers(region: Region) -> CaseType:
    """The template of the offer, at clinic A."""
    template, _made = CaseType.objects.get_or_create(
        code=OFFER_CODE, defaults={"name": "Erbjudande om snabbare vård", "direction": CaseType.Direction.QUESTION}
    )
    Service.objects.get_or_create(clinic=region.a, case_type=template)
    return template


def case_for(sender: Employee, region: Region, person: Person) -> Case:
    """A case with the offer to somebody who can log in."""
    (sent,) = send_out(sender.actor, region.a, offers(region), [Outgoing(person, OFFER)], region.people["hugo"].staff)
    assert not isinstance(sent, Refused)
    return sent.thing


def offered(sender: Employee, region: Region, person: Person, kind: Kind = Kind.VISIT, **given: Any) -> WaitingEntry:
    """An offer sent to somebody, by letter only to who has no account, and the entry on the list."""
    case = case_for(sender, region, person) if person.may_log_in else None
    sent = Sent(person, OFFER, case.id if case is not None else None, given.get("key") or uuid4())
    (outcome,) = after_sending(sender.actor, region.a, [sent], kind)
    assert not isinstance(outcome, Refused), outcome.sentence
    return outcome.thing


def answered(resident: Resident, entry: WaitingEntry, text: str) -> WaitingEntry:
    """The patient answers the offer in the inbox."""
    assert entry.offer_id is not None
    case = Case.objects.get(pk=entry.offer_id)
    opening.mark_read(resident.actor, case.id)
    asking_back.answer_back(resident.actor, case.id, text, seen=now(case).content)
    return latest(entry)


def latest(entry: WaitingEntry) -> WaitingEntry:
    """The entry as it is in the database."""
    return WaitingEntry.objects.get(pk=entry.pk)
