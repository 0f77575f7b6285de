"""Sending what waits beside the notices' own e-mail: text messages, and one-time codes by either channel.

The worker has a thread for each channel, so that a gateway that hangs holds up neither the other channel, nor the
deadlines, nor the seal. A row is claimed before it is sent and noted afterwards: a killed worker's rows are sent when
their claim has run out. A gateway by HTTP is given the same key then and sends nothing twice; SMPP 3.4 has no such key,
so a message whose answer was never read goes out again: twice rather than never.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import translation

from vardtrad.gate.worker import CLAIM, ROUND, NoAddress, back_off
from vardtrad.kernel import clock
from vardtrad.shared.notify import bounces
from vardtrad.shared.notify.addresses import address_of
from vardtrad.shared.notify.models import Channel, Outgoing, Part
from vardtrad.shared.notify.return_path import Kind, Sent, headers_and_sender
from vardtrad.shared.notify.sms import gateway, opening
from vardtrad.shared.notify.sms.gateway import Away, Busy, Gateway, Never, NotNow, Text
from vardtrad.shared.notify.words import CODE_SUBJECT, notice_by_sms

BATCH = 20
NOTICE_LIVES = timedelta(days=1)
"""How long a notice is tried as a text message; about as long as one by e-mail."""
FIRST_ASK, LONGEST_ASK, ASKED_FOR = timedelta(seconds=20), timedelta(hours=6), timedelta(hours=72)
"""A gateway that does not tell by itself is asked so soon, then more and more seldom, for so long in all."""
LONGEST_NAME = 100
"""How much is kept of a gateway's name of a message, in characters: what its row has room for."""
ORPHANS_KEPT, KEPT = timedelta(days=1), timedelta(days=90)
log = logging.getLogger(__name__)
_GONE = {"text": "", "address": ""}


def put_notice(notice: UUID, kind: str, recipient: UUID) -> None:
    """A text message of a notice waits to be sent; once, however often it is asked for."""
    now = clock.now()
    Outgoing.objects.get_or_create(
        notice=notice,
        channel=Channel.SMS,
        defaults={
            "recipient_kind": kind, "recipient_id": recipient, "created": now, "due": now,
            "expires": now + NOTICE_LIVES,
        },
    )  # fmt: skip


def put_code(channel: str, address: str, text: str, kind: str, recipient: UUID, lives: timedelta) -> Outgoing:
    """A message with a one-time code waits to be sent to an address, for as long as the code holds."""
    now = clock.now()
    return Outgoing.objects.create(
        channel=channel, address=address, text=text, recipient_kind=kind, recipient_id=recipient, created=now, due=now,
        expires=now + lives,
    )  # fmt: skip


class Mail:
    """The mail server as a gateway: of codes, which hold too short a time to wait among the notices."""

    asks = False

    def send(self, text: Text) -> Sequence[str]:
        """Send an e-mail. Raises NotNow or Never."""
        headers, sender = headers_and_sender(Sent(Kind.OUTGOING, text.key))
        try:
            EmailMessage(str(CODE_SUBJECT), text.words, sender, to=[text.number], headers=headers).send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _words in error.recipients.values()}
            refusal = f"the mail server refused the recipient ({sorted(codes)})"
            raise (Never if min(codes) >= 500 else NotNow)(refusal) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(f"the mail server did not take it ({type(error).__name__})") from None
        return []

    def listen(self) -> None:
        """No receipts come."""

    def ask(self, gateway_id: str) -> str:
        """Nothing can be asked."""
        return ""

    def close(self) -> None:
        """Each e-mail has a connection of its own."""


class Post:
    """A channel's sending, round by round, over a line that stays open between them. For one thread."""

    def __init__(self, channel: Channel, line: Gateway, each_second: float = 0.0) -> None:
        self._channel, self._line = channel, line
        self._apart = 1 / each_second if each_second else 0.0
        self._rest_until = 0.0
        self._faults = 0

    def round(self, stop: threading.Event) -> int:
        """Send what waits, take in receipts; how much was done. A line that fails rests for a while."""
        if clock.stopwatch() < self._rest_until:
            return 0
        done = 0
        try:
            # First, so that a line that has ended in the meantime costs no message a try.
            self._line.listen()
            done = self._send_waiting(stop)
            self._line.listen()
            done += self._ask(stop)
            self._faults = 0
        except NotNow as error:
            self._rest(str(error))
        if stop.is_set():
            self._line.close()
        return done

    def _rest(self, why: str) -> None:
        self._faults += 1
        now = clock.now()
        waiting = Outgoing.objects.filter(channel=self._channel, status=Outgoing.Status.WAITING)
        waiting.filter(due__lte=now).update(last_error=why[:300])
        # What nobody can send must not wait for ever behind a line that is never there.
        waiting.filter(expires__lt=now).update(status=Outgoing.Status.GIVEN_UP, last_error=why[:300], **_GONE)
        self._rest_until = clock.stopwatch() + min(2.0**self._faults, 60.0)
        if self._faults == 1:
            log.warning("messages by %s wait: %s", self._channel, why)

    def _send_waiting(self, stop: threading.Event) -> int:
        """Send a batch. Raises NotNow when the gateway wants no more: what is left waits for the next round."""
        now = clock.now()
        claim = now + CLAIM
        waiting = Outgoing.objects.filter(channel=self._channel, status=Outgoing.Status.WAITING, due__lte=now)
        with transaction.atomic():
            batch = list(waiting.select_for_update(skip_locked=True).order_by("due")[:BATCH])
            if batch:
                Outgoing.objects.filter(pk__in=[row.pk for row in batch]).update(due=claim)
        for place, row in enumerate(batch):
            try:
                if clock.now() > now + ROUND or stop.is_set():
                    _give_back(batch[place:], claim, now)
                    return place
                self._send(row)
            except (Busy, Away):
                _give_back(batch[place:], claim, now)
                raise
            stop.wait(self._apart)
        return len(batch)

    def _send(self, row: Outgoing) -> None:
        """Send one, and note what became of it. Raises Busy and Away: they are about more than this one."""
        if clock.now() > row.expires:
            _end(row, Outgoing.Status.GIVEN_UP, row.last_error or "it was not sent in time")
            return
        try:
            text = _text(row)
            names = self._line.send(text)
        except NoAddress:
            _end(row, Outgoing.Status.NO_ADDRESS)
        except Never as error:
            _end(row, Outgoing.Status.FAILED, str(error))
        except Busy:
            raise
        except NotNow as error:
            _try_again(row, str(error))
            if isinstance(error, Away):
                raise
        except Exception as error:
            # A fault in the product must not stop the other messages. Its words may be somebody's address.
            _try_again(row, type(error).__name__)
        else:
            _note_sent(row, names, asks=self._line.asks)

    def _ask(self, stop: threading.Event) -> int:
        """Ask what became of the messages of a gateway that does not tell; how many were asked about.

        Raises Busy and Away: they are about more than one question.
        """
        if not self._line.asks:
            return 0
        begun = clock.now()
        parts = list(Part.objects.filter(ask__lte=begun).order_by("ask")[:BATCH])
        for place, part in enumerate(parts):
            if stop.is_set() or clock.now() > begun + ROUND:
                return place
            age = clock.now() - part.at
            again = None if age > ASKED_FOR else clock.now() + min(max(age, FIRST_ASK), LONGEST_ASK)
            # The next time is noted before the question, so that one that always fails does not hold up the others.
            Part.objects.filter(pk=part.pk).update(ask=again)
            try:
                state = self._line.ask(part.gateway_id)
            except (Busy, Away):
                raise
            except NotNow as error:
                # About this one alone, such as one that the gateway knows no more: the line is well.
                log.info("nothing is said of message %s: %s", part.message_id, error)
                continue
            if state:
                receive(part.gateway_id, state)
        return len(parts)


def sms_post() -> Post | None:
    """The sending of text messages; None when this installation has no gateway."""
    line = opening.chosen(receive)
    return Post(Channel.SMS, line, settings.SMS.each_second) if line is not None else None


def mail_post() -> Post:
    """The sending of codes by e-mail."""
    return Post(Channel.EMAIL, Mail())


def _text(row: Outgoing) -> Text:
    """What is sent, and where. Raises NoAddress for a notice that nobody wants by text message any more."""
    if row.notice is None:
        return Text(row.id, row.address, row.text)
    address = address_of(row.recipient_kind, row.recipient_id)
    if not address.sms:
        raise NoAddress
    with translation.override(address.language):
        return Text(row.id, address.sms, notice_by_sms())


def _give_back(rows: Sequence[Outgoing], claim: datetime, due: datetime) -> None:
    """Rows that were claimed and not sent: another round takes them, unless another worker has already."""
    mine = Outgoing.objects.filter(pk__in=[row.pk for row in rows], due=claim, status=Outgoing.Status.WAITING)
    mine.update(due=due)


def _end(row: Outgoing, status: str, why: str = "") -> None:
    Outgoing.objects.filter(pk=row.pk).update(status=status, last_error=why[:300], tries=F("tries") + 1, **_GONE)
    if why:
        log.warning("message %s was not sent: %s", row.pk, why)


def _try_again(row: Outgoing, why: str) -> None:
    """Note a try that failed; the next one is a while later, and the last when the message still holds."""
    due = min(clock.now() + back_off(row.tries), row.expires)
    Outgoing.objects.filter(pk=row.pk).update(tries=F("tries") + 1, last_error=why[:300], due=due)
    log.warning("message %s not sent at try %d: %s", row.pk, row.tries + 1, why)


def _note_sent(row: Outgoing, names: Sequence[str], *, asks: bool) -> None:
    """Note a message that the gateway has taken, in a transaction; receipts that came first are taken in with it.

    Whatever it is called it has been taken: one that could not be noted would be sent again and again.
    """
    now = clock.now()
    with transaction.atomic():
        Outgoing.objects.filter(pk=row.pk).update(
            status=Outgoing.Status.SENT, sent=now, last_error="", tries=F("tries") + 1, **_GONE
        )
        for name in filter(None, map(_kept, names)):
            part, new = Part.objects.select_for_update().get_or_create(
                gateway_id=name, defaults={"message_id": row.pk, "at": now, "ask": now + FIRST_ASK if asks else None}
            )
            if new:
                continue
            early = part.message_id is None and now - part.at < ORPHANS_KEPT
            # A gateway that has begun its numbers anew: the name is this message's from now on.
            part.message_id, part.at, part.state = row.pk, now, part.state if early else ""
            part.ask = now + FIRST_ASK if asks else None
            part.save()
        _judge(row.pk, now)


def _kept(gateway_id: str) -> str:
    """What is kept of a gateway's name of a message; empty when it has none."""
    return gateway_id.replace("\x00", "")[:LONGEST_NAME]


def receive(gateway_id: str, state: str) -> None:
    """Store a receipt: the state of a message, or of one part of it. A second one for the same changes nothing."""
    now, name = clock.now(), _kept(gateway_id)
    if not name:
        return
    with transaction.atomic():
        part, new = Part.objects.select_for_update().get_or_create(
            gateway_id=name, defaults={"state": state, "at": now}
        )
        if not new and not part.state:
            Part.objects.filter(pk=part.pk).update(state=state, ask=None)
        if part.message_id is not None:
            _judge(part.message_id, now)


def _judge(key: UUID, now: datetime) -> None:
    """A message has arrived when all its parts have, and not when one of them is lost."""
    states = set(Part.objects.filter(message=key).values_list("state", flat=True))
    if states & gateway.LOST:
        became, why = Outgoing.Status.FAILED, f"the gateway says {min(states & gateway.LOST)}"
    elif states == {gateway.DELIVERED}:
        became, why = Outgoing.Status.DELIVERED, ""
    else:
        return
    Outgoing.objects.filter(pk=key, status=Outgoing.Status.SENT).update(status=became, receipt=now, last_error=why)


def clear_old() -> None:
    """A chore of the worker: what became of messages long ago, and receipts of messages that nobody sent."""
    now = clock.now()
    Part.objects.filter(message=None, at__lt=now - ORPHANS_KEPT).delete()
    Outgoing.objects.filter(created__lt=now - KEPT).delete()


Rounds = Callable[[threading.Event], int]


def rounds() -> Mapping[str, Rounds]:
    """What the worker does in threads of their own, by name."""
    texts = sms_post()
    named = {"codes": mail_post().round} | ({"sms": texts.round} if texts is not None else {})
    return named | ({"bounces": bounces.round_of_maildir} if settings.BOUNCE_MAILDIR else {})
