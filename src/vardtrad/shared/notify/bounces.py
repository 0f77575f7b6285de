"""E-mails that come back: what a mail server says of one that it could not deliver (RFC 3464), read and noted (B-32).

Only a report that came to a return path of ours is believed (``return_path``), and of that only that it failed and with
which code: addresses, words and what is attached are neither kept nor logged. What only says that something is late,
and answers that people's programs send by themselves, change nothing.
"""

from __future__ import annotations

import logging
import mailbox
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from enum import Enum

from django.conf import settings

from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.shared.notify.models import Channel, Outgoing
from vardtrad.shared.notify.return_path import Kind, Sent, sent_from

MOST = 1_000_000
"""Octets of a report that are read. The report stands first, what was sent comes last; the rest does not matter."""
MOST_PARTS = 50
BATCH = 100
TOLD_AGAIN = timedelta(hours=1)
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""The headers in which a mail server says to which address a message came, the surest first (RFC 9228)."""
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})")
_GLOBAL = re.compile(rb"message/global-delivery-status", re.IGNORECASE)
_FAILED = "failed"
log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a message that came to our return path."""

    NOTED = "noted"
    EARLY = "early"
    """It is of an e-mail that is not noted as sent yet: try again in a while."""
    NOTHING_NEW = "nothing_new"
    NOT_FAILED = "not_failed"
    NOT_OURS = "not_ours"


def receive(raw: bytes, recipient: str = "") -> Outcome:
    """Take in a message; ``recipient`` is the address it came to, where the mail server says so beside the message."""
    try:
        # The report of RFC 6533 has the same fields; Python takes only the older name apart.
        message = message_from_bytes(_GLOBAL.sub(b"message/delivery-status", raw[:MOST]), policy=policy.compat32)
        sent = sent_from(recipient) or _recipient(message)
        if sent is None:
            return Outcome.NOT_OURS
        code = _failure(message)
    except (RecursionError, ValueError, LookupError) as error:
        log.warning("a message that came back cannot be read: %s", type(error).__name__)
        return Outcome.NOT_OURS
    return Outcome.NOT_FAILED if code is None else _note(sent, code)


def _recipient(message: Message) -> Sent | None:
    """What the message is of, by the address it came to."""
    for header in RECIPIENTS:
        for value in message.get_all(header, []):
            sent = sent_from(str(value))
            if sent is not None:
                return sent
    return None


def _failure(message: Message) -> str | None:
    """The code with which delivery failed for good, such as 5.1.1; None when the message says no such thing.

    A report may be about several recipients; ours are sent to a single one, which a mailing list may have multiplied.
    Then it has failed only when it has reached nobody.
    """
    codes = []
    for fields in _reports(message):
        action = str(fields.get("Action", "")).strip().lower()
        if not action:
            continue  # the fields about the message as a whole
        if action != _FAILED:
            return None
        match = _STATUS.match(str(fields.get("Status", "")))
        codes.append(match[1] if match else "5.0.0")
    return codes[0] if codes else None


def _reports(message: Message) -> Iterator[Message]:
    """The groups of fields of each report: one about the message, and one about each recipient (RFC 3464 2.1).

    Not those of a report that is itself attached as what was sent.
    """
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    if str(message.get_param("report-type", "delivery-status")).lower() != "delivery-status":
        return  # that it has been read, or that it is unwanted
    for part in list(message.get_payload())[:MOST_PARTS]:
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            yield from (group for group in list(part.get_payload())[:MOST_PARTS] if isinstance(group, Message))


def _note(sent: Sent, code: str) -> Outcome:
    """Note that an e-mail did not arrive; once."""
    why = f"the mail came back ({code})"
    if sent.kind is Kind.NOTICE:
        notices = Notification.objects.filter(pk=sent.key)
        noted = notices.filter(status=Notification.Status.SENT).update(
            status=Notification.Status.BOUNCED, last_error=why
        )
        waits = notices.filter(status=Notification.Status.WAITING).exists()
    else:
        mails = Outgoing.objects.filter(pk=sent.key, channel=Channel.EMAIL)
        noted = mails.filter(status=Outgoing.Status.SENT).update(
            status=Outgoing.Status.FAILED, receipt=clock.now(), last_error=why
        )
        waits = mails.filter(status=Outgoing.Status.WAITING).exists()
    if noted:
        log.warning("message %s came back (%s)", sent.key, code)
        return Outcome.NOTED
    return Outcome.EARLY if waits else Outcome.NOTHING_NEW


def round_of_maildir(stop: threading.Event) -> int:
    """Take in what the mail server has put into our Maildir, and remove it; how many messages were dealt with.

    What is of an e-mail that is not noted as sent yet stays for the next round, and so does what cannot be read or
    removed: neither holds up the others. A message is removed after it is noted: one that is read twice, since a worker
    was killed between, changes nothing.
    """
    done = 0
    try:
        box = mailbox.Maildir(settings.BOUNCE_MAILDIR, create=False)
        for key in box.iterkeys():
            if stop.is_set() or done >= BATCH:
                break
            done += _taken_from(box, key)
    except (OSError, mailbox.Error) as error:
        _tell(f"VARDTRAD_BOUNCE_MAILDIR cannot be read ({type(error).__name__})")
    return done


def _taken_from(box: mailbox.Maildir, key: str) -> bool:
    """Take in one message and remove it; False for one that stays."""
    try:
        if receive(box.get_bytes(key)) is Outcome.EARLY:
            return False
        box.discard(key)
    except (KeyError, FileNotFoundError):
        return False  # another worker was first
    except OSError as error:
        _tell(f"a file in VARDTRAD_BOUNCE_MAILDIR cannot be read or removed ({type(error).__name__})")
        return False
    return True


_told: dict[str, datetime] = {}


def _tell(what: str) -> None:
    """Log what somebody who runs the product can mend; the same again after an hour."""
    now = clock.now()
    if now - _told.get(what, now - TOLD_AGAIN) >= TOLD_AGAIN:
        _told[what] = now
        log.error("%s; trying again", what)
