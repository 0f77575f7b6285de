"""Delivering notices: the worker hands over one at a time, and it is sent by e-mail over SMTP.

The address is looked up now, not when the notice was written: the latest choice applies. Raises the worker's errors:
NoAddress, or NotDelivered with a reason that names neither address nor content.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from vardtrad.gate.models import Notification
from vardtrad.gate.worker import NoAddress, NotDelivered
from vardtrad.kernel.actors import ActorKind
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.notify.words import Words, WordsFor
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import notice_address


@dataclass(frozen=True, slots=True)
class Address:
    """Where and in which language somebody is told."""

    email: str
    language: str


def address_of(kind: str, key: UUID) -> Address:
    """The address that somebody has chosen for notices now. Raises NoAddress.

    A proxy's is the one of the link, if the link still opens anything: nobody hears of the inbox of a child of 13.
    """
    if kind == ActorKind.RESIDENT:
        person = Person.objects.filter(pk=key, deceased=False).first()
        if person is not None and person.email:
            return Address(person.email, person.language)
    elif kind == ActorKind.PROXY:
        chosen = notice_address(key)
        if chosen is not None:
            return Address(*chosen)
    elif kind == ActorKind.STAFF:
        staff = Staff.objects.filter(pk=key, active=True).first()
        if staff is not None and staff.email:
            return Address(staff.email, "sv")
    raise NoAddress


def apart(notice: Notification, by_label: Mapping[str, Callable[[Notification], timedelta]]) -> timedelta:
    """How long after the last notice of its label to its recipient a notice may wait; nought where nobody says so."""
    ask = by_label.get(notice.label)
    return ask(notice) if ask is not None else timedelta(0)


def bundled(notice: Notification) -> timedelta:
    """How long a notice to staff may wait (NOTICE_MINUTES), so that one mail tells of several; others do not wait."""
    if notice.recipient_kind != ActorKind.STAFF:
        return timedelta(0)
    return timedelta(minutes=settings.NOTICE_MINUTES)


def deliver(notice: Notification, words_for: Mapping[str, WordsFor]) -> None:
    """Send one notice. Raises NoAddress or NotDelivered."""
    address = address_of(notice.recipient_kind, notice.recipient_id)
    with translation.override(address.language):
        words: Words = words_for[notice.label](notice)
    # The same Message-ID at every try, so that a mail server can tell a repeated notice from a new one.
    # Auto-Submitted (RFC 3834): no out-of-office reply comes back.
    headers = {"Message-ID": f"<{notice.id}@vardtrad>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(words.subject, words.body, to=[address.email], headers=headers)
    if words.invitation is not None:
        # A part of its own kind beside the text, so that mail programs offer to put it into the calendar (RFC 6047).
        message.attach_alternative(words.invitation.ics, f"text/calendar; method={words.invitation.method}")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _text in error.recipients.values()})
        raise NotDelivered(f"the mail server refused the recipient ({codes})") from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"the mail server answered {error.smtp_code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(f"the mail server could not be reached ({type(error).__name__})") from error
