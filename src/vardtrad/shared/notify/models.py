"""What waits to be sent beside the notices' own e-mail: text messages, and one-time codes by either channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7


class Channel(models.TextChoices):
    """How somebody is reached; the words are those of the lists (004-026)."""

    EMAIL = "email", _("E-post")
    SMS = "sms", _("Mobiltelefon")


class Outgoing(models.Model):
    """A text message, or an e-mail with a one-time code, on its way out; and afterwards what became of it.

    Either of a ``notice``, the key of a gate.Notification: then the address is looked up when it is sent, and
    ``address`` and ``text`` are empty. Or of a code: then both stand here until it has been sent or given up, and no
    longer; after ``expires`` it is not sent. ``recipient_kind`` and ``recipient_id`` are as in a notice. Times are UTC.
    """

    class Status(models.TextChoices):
        """What has become of it: sent is what the gateway has taken, delivered what the phone has got."""

        WAITING = "waiting", _("Väntar")
        SENT = "sent", _("Skickad")
        DELIVERED = "delivered", _("Framme")
        FAILED = "failed", _("Kom inte fram")
        GIVEN_UP = "given_up", _("Gick inte att leverera")
        NO_ADDRESS = "no_address", _("Ingen avisering vald")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=5, choices=Channel)
    notice = models.UUIDField(null=True)
    recipient_kind = models.CharField(max_length=10)
    recipient_id = models.UUIDField()
    address = models.CharField(max_length=254, blank=True)
    text = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    created = models.DateTimeField()
    due = models.DateTimeField()
    expires = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent = models.DateTimeField(null=True)
    # When the gateway's receipt came, whichever way it went.
    receipt = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=models.Q(notice__isnull=False),
                name="a_notice_goes_out_once_by_each_channel",
            )
        ]
        indexes = [
            models.Index(fields=["channel", "due"], condition=models.Q(status="waiting"), name="outgoing_to_send"),
            models.Index(
                fields=["created"], condition=models.Q(status__in=["failed", "given_up"]), name="outgoing_lost"
            ),
            models.Index(fields=["recipient_id", "created"], name="outgoing_to_somebody"),
        ]


class Part(models.Model):
    """What the gateway calls a message, or a part of a long one, and what its receipt has said.

    A receipt may come before the message it is about has been noted, over another worker's line: then it waits here
    without a message.
    """

    gateway_id = models.CharField(max_length=100, primary_key=True)
    message = models.ForeignKey(Outgoing, on_delete=models.CASCADE, null=True, related_name="parts")
    # The state's name in SMPP 3.4 (appendix B), such as DELIVRD; empty until something final is known.
    state = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    # When the gateway is asked what became of it, where it does not tell by itself (HTTP); None when it is not asked.
    ask = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ask"], condition=models.Q(ask__isnull=False), name="parts_to_ask_about")]


class Proof(models.Model):
    """An address that somebody wants notices at and has yet to prove with the code that was sent there.

    ``owner`` is a person, or a proxy's link; there is at most one of each channel. Only an HMAC of the code is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.UUIDField()
    channel = models.CharField(max_length=5, choices=Channel)
    address = models.CharField(max_length=254)
    code = models.BinaryField(max_length=32)
    expires = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "channel"], name="an_address_of_each_channel_is_proven_at_a_time")
        ]
