"""Delivering notices: the worker hands over one at a time, and it is sent by e-mail over SMTP, by SMS, or by both.

The address is looked up now, not when the notice was written: the latest choice applies. A text message is only put
among those that wait (``outgoing``): its gateway has a thread of its own. Raises the worker's errors: NoAddress, or
NotDelivered with a reason that names neither address nor content.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from vardtrad.gate.models import Notification
from vardtrad.gate.worker import NotDelivered
from vardtrad.kernel.actors import ActorKind
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.addresses import Address, address_of
from vardtrad.shared.notify.return_path import Kind, Sent, headers_and_sender
from vardtrad.shared.notify.sms.gateway import available
from vardtrad.shared.notify.words import Words, WordsFor


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
    """Send one notice by the channels that its recipient has chosen. Raises NoAddress or NotDelivered."""
    address = address_of(notice.recipient_kind, notice.recipient_id)
    if address.sms and available():
        # Once, also when the e-mail beside it has to be tried again.
        outgoing.put_notice(notice.id, notice.recipient_kind, notice.recipient_id)
    if address.email:
        _send_mail(notice, address, words_for)


def _send_mail(notice: Notification, address: Address, words_for: Mapping[str, WordsFor]) -> None:
    with translation.override(address.language):
        words: Words = words_for[notice.label](notice)
    headers, sender = headers_and_sender(Sent(Kind.NOTICE, notice.id))
    message = EmailMultiAlternatives(words.subject, words.body, sender, to=[address.email], headers=headers)
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
