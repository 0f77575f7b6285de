"""The ways to a patient, step by step: what was sent when, and whether it reached (B-15, B-46).

Everything is read from what keeps it: the case and its versions, the notices, the letters, the documented contacts.
Nothing is copied, so that a letter which comes back is seen here at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vardtrad.cases.case import rules as case_rules
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.waiting_list.models import PhoneCall, WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER_LETTERS
from vardtrad.cases.waiting_list.reached import Way
from vardtrad.cases.waiting_list.rules import Outcome
from vardtrad.gate.models import Notification, Version
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.notify.models import Outgoing


@dataclass(frozen=True, slots=True)
class Step:
    """A step: by which way, when (UTC), what happened in words, and whether it reached; None when nobody can know."""

    way: Way
    at: datetime
    words: str
    reached: bool | None


def steps(entry: WaitingEntry, contacts: list[PhoneCall]) -> list[Step]:
    """The steps of an entry in the order in which they were taken. Five queries."""
    taken = [*_inbox(entry), *_notices(entry), *_letters(entry), *_calls(contacts)]
    return sorted(taken, key=lambda step: step.at)


def _inbox(entry: WaitingEntry) -> Iterator[Step]:
    """The offer came to the inbox when it was sent, and reached when somebody opened it (004-036, 004-063)."""
    case = entry.offer
    if case is None:
        return
    opened = Version.objects.filter(key=case.id, move=case_rules.Move.MARK_READ.value).order_by("number").first()
    yield Step(
        Way.INBOX, case.created, _("Erbjudandet skickat"), None if opened is None and case.is_open else bool(opened)
    )
    if opened is not None:
        yield Step(Way.INBOX, opened.at, _("Öppnat av invånaren"), reached=True)
    reminders = case.messages.filter(kind=MessageKind.PARTIAL_REPLY).order_by("id").values_list("at", flat=True)
    for at in reminders:
        yield Step(Way.INBOX, at, _("Delsvar eller påminnelse skickat"), None)


_SMS = {
    Outgoing.Status.DELIVERED.value: True,
    Outgoing.Status.FAILED.value: False,
    Outgoing.Status.GIVEN_UP.value: False,
    Outgoing.Status.NO_ADDRESS.value: False,
}


_LOST = {Notification.Status.NO_ADDRESS, Notification.Status.GIVEN_UP, Notification.Status.BOUNCED}


def _notices(entry: WaitingEntry) -> Iterator[Step]:
    """Each notice about the offer, by e-mail and by text message; that an e-mail arrived is not known.

    Of one that went both ways the text message stands there, and the e-mail when it came back.
    """
    if entry.offer_id is None:
        return
    notices = list(
        Notification.objects.filter(key=entry.offer_id, party=case_rules.Capacity.RESIDENT.value).order_by("created")
    )
    texts = {text.notice: text for text in Outgoing.objects.filter(notice__in=[notice.id for notice in notices])}
    for notice in notices:
        at = notice.sent or notice.created
        text = texts.get(notice.id)
        if text is not None:
            words = _("Sms: %(status)s") % {"status": text.get_status_display().lower()}
            yield Step(Way.NOTICE, text.receipt or text.sent or text.created, words, _SMS.get(text.status))
        if text is None or notice.status == Notification.Status.BOUNCED:
            lost = notice.status in _LOST
            words = _("E-post: %(status)s") % {"status": notice.get_status_display().lower()}
            if notice.status == Notification.Status.NO_ADDRESS:
                words = str(notice.get_status_display())
            yield Step(Way.NOTICE, at, words, False if lost else None)


def _letters(entry: WaitingEntry) -> Iterator[Step]:
    """The letters with an offer: when ordered, and where each is now; one that came back did not reach."""
    letters = Letter.objects.filter(
        kind=OFFER_LETTERS, person_id=entry.patient_id, unit_id=entry.clinic_id, created__gte=entry.created
    )
    for letter in letters.order_by("created"):
        lost = letter.status in {Letter.Status.RETURNED, Letter.Status.CANCELLED}
        yield Step(Way.LETTER, letter.created, _("Brevet beställt"), None)
        if letter.status != Letter.Status.WAITING:
            yield Step(Way.LETTER, letter.updated, str(letter.get_status_display()), False if lost else None)


def _calls(contacts: list[PhoneCall]) -> Iterator[Step]:
    for contact in contacts:
        yield Step(Way.PHONE, contact.at, str(contact.get_outcome_display()), contact.outcome == Outcome.REACHED)
