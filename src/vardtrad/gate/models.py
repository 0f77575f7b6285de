"""What the door writes: the traces and their seal, versions, notifications, deadlines and submit keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7


class Stored(models.Model):
    """A row that can say whether it has been written to the database yet; the base of all that the door moves."""

    class Meta:
        abstract = True

    @property
    def is_new(self) -> bool:
        """Whether the row has been made but not yet inserted. The key cannot tell: it is set from the beginning."""
        return self._state.adding


class Movable(Stored):
    """A thing with a state that only the door changes.

    ``version`` counts every move and has a Version row for each; ``content`` counts the moves that change what a
    reader sees, and is what a page carries to tell whether it has grown old. Times are UTC.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=0)
    content = models.PositiveIntegerField(default=0)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        abstract = True


class Part(Stored):
    """A part of a thing with a state of its own, for processes whose steps run side by side.

    The subclass has a foreign key ``thing`` to its Movable, whose row is the lock; ``version`` is the thing's version
    when the part last changed. ``kind`` names the step, ``holder`` the unit when each unit has its own. ``content``
    counts the moves that change what a reader of this part sees: a move of another part makes no page of it stale.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    holder = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=0)
    content = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """Rows that the application may add and read but never change or remove; rights and triggers enforce it."""

    class Meta:
        abstract = True


class Kept(models.Model):
    """Rows of a record that stay, and of which only the columns in ``may_change`` are ever changed.

    They are for what is marked afterwards (annulled, removed, answered) and for values whose history is kept beside
    them. Rights and triggers see to it.
    """

    may_change: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True


class Trace(AppendOnly):
    """One row of the access and audit log (HSLF-FS 2016:40 chapter 4; requirements in reference to PDL 4 kap. 3 §).

    Holds who did what, where and when, with which thing and which patient, and how it ended, but never content.
    ``shown`` are the ids of a list's rows. ``seal`` is an HMAC over the row with the key outside the database
    that ``key_id`` names; empty in rows from before keys had ids.
    The table is partitioned by ``at`` (UTC) and made by hand in the first migration: nothing refers to it by key.
    """

    class Outcome(models.TextChoices):
        """The outcome of what is traced."""

        DONE = "done", _("Genomfört")
        REFUSED = "refused", _("Nekat")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=200, blank=True)
    session_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    action = models.CharField(max_length=40)
    label = models.CharField(max_length=40)
    key = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    shown = ArrayField(models.UUIDField(), default=list)
    outcome = models.CharField(max_length=10, choices=Outcome)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    seal = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta:
        managed = False
        db_table = "gate_trace"


class Seal(AppendOnly):
    """A trace row's place in the chain. The sealer assigns the positions, so rows that commit late are not lost."""

    position = models.BigIntegerField(primary_key=True)
    trace_id = models.UUIDField()
    trace_at = models.DateTimeField()
    row_hash = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            # By id and time, as the trace's own key is: a forged row with a sealed row's id must not hide behind it.
            models.UniqueConstraint(fields=["trace_id", "trace_at"], name="a_trace_has_one_place"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="places_begin_at_one"),
        ]


class SealHead(models.Model):
    """The sealer's lock, and how far it has looked. The chain continues from the last Seal, whatever this row says.

    ``horizon`` is a PostgreSQL transaction number (xid8): every trace row of an older transaction is sealed.
    ``position`` is the last place given, which verify compares with the chain's end.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0)


class Version(AppendOnly):
    """The state of a thing after one move: written first, and the only thing that lets its state change.

    ``seal`` is an HMAC over the row with a key outside the database (gate.door.versions); None for rows that were
    written before there was one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    label = models.CharField(max_length=40)
    key = models.UUIDField()
    number = models.PositiveIntegerField()
    # For a move of a part: its kind, and its holder when each unit has its own.
    part = models.CharField(max_length=40, blank=True)
    holder = models.UUIDField(null=True)
    move = models.CharField(max_length=40)
    state_from = models.CharField(max_length=30, blank=True)
    state_to = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=200, blank=True)
    unit_id = models.UUIDField(null=True)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    seal = models.BinaryField(max_length=32, null=True)
    key_id = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="a_thing_has_one_version_of_each_number"),
        ]


class SubmitKey(models.Model):
    """The key of a form that has been sent, and its result: sending it again gives the same result."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.UUIDField()
    submitted = models.UUIDField()
    thing = models.UUIDField()
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "submitted"], name="a_form_is_sent_once"),
        ]
        indexes = [models.Index(fields=["at"], name="submit_key_by_age")]


class Notification(models.Model):
    """A notice to be sent (the outbox), written in the same transaction as the move that it tells of.

    Holds the recipient, never the address: that is looked up at sending. Its words have no health data and no
    personal number (004-050).
    """

    class Status(models.TextChoices):
        """Whether the notice waits, has been sent, or why not."""

        WAITING = "waiting", _("Väntar")
        SENT = "sent", _("Skickad")
        NO_ADDRESS = "no_address", _("Ingen avisering vald")
        GIVEN_UP = "given_up", _("Gick inte att leverera")
        BOUNCED = "bounced", _("Kom i retur")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    label = models.CharField(max_length=40)
    key = models.UUIDField()
    move = models.CharField(max_length=40)
    party = models.CharField(max_length=40)
    recipient_kind = models.CharField(max_length=10)
    recipient_id = models.UUIDField()
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    created = models.DateTimeField()
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due"], condition=models.Q(status="waiting"), name="notifications_to_send"),
            models.Index(fields=["key"], name="notifications_of_a_thing"),
            models.Index(
                fields=["recipient_id", "sent"],
                condition=models.Q(sent__isnull=False),
                name="notifications_sent_lately",
            ),
            models.Index(fields=["created"], condition=models.Q(status="given_up"), name="notifications_given_up"),
            models.Index(fields=["created"], condition=models.Q(status="bounced"), name="notifications_bounced"),
        ]


class Deadline(models.Model):
    """Something that is to happen to a thing at a time (UTC), unless it is cleared before then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    label = models.CharField(max_length=40)
    key = models.UUIDField()
    kind = models.CharField(max_length=40)
    due = models.DateTimeField()
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="a_thing_has_one_deadline_of_each_kind"),
        ]
        indexes = [models.Index(fields=["not_before"], name="deadlines_by_time")]


def mark_stored(row: models.Model, derived: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Note on a row that it has been inserted, and what PostgreSQL derived for it, as Django does by itself."""
    vars(row).update(derived)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def fields_of(thing: models.Model) -> dict[str, Any]:
    """The stored values of a thing by column name: what a Version keeps unless the subject says otherwise."""
    return {
        field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields if not field.generated
    }
