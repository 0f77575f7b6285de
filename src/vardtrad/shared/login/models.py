"""Sessions, who may have none, and what was typed when one ran out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class World(models.TextChoices):
    """The two worlds. A human who is both a resident and staff has a session in each, and they never meet."""

    RESIDENT = "resident", _("Invånare")
    STAFF = "staff", _("Personal")


class Session(models.Model):
    """A login session. Only a hash of the cookie's key is stored, so the table cannot be used to log in (ASVS 7)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.BinaryField(max_length=32)
    world = models.CharField(max_length=10, choices=World)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True)
    # The person for whom a resident acts right now (ombudsläget, 003-006); whether they still may is asked each time.
    acting_for = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    method = models.CharField(max_length=30)
    assurance = models.PositiveSmallIntegerField()
    started = models.DateTimeField()
    last_seen = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    # What the browser calls itself, in a few known words (vardtrad.shared.login.devices).
    device = models.CharField(max_length=60, blank=True, default="", db_default="")
    # The marks of the account and the session at the provider (vardtrad.shared.login.ways.identity.at_provider), by
    # which a logout there ends the session here; none for a provider that has no such thing.
    provider_account = models.BinaryField(max_length=32, null=True)
    provider_session = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_hash"], name="a_session_key_opens_one_session"),
            models.CheckConstraint(
                condition=models.Q(world=World.RESIDENT, person__isnull=False, staff__isnull=True)
                | models.Q(world=World.STAFF, person__isnull=True, staff__isnull=False),
                name="a_session_belongs_to_one_world",
            ),
        ]
        indexes = [
            models.Index(fields=["last_seen"], name="sessions_by_age"),
            models.Index(
                fields=["provider_account"],
                name="sessions_by_provider_account",
                condition=models.Q(provider_account__isnull=False),
            ),
        ]


class LastLogin(models.Model):
    """When a resident last logged in, shown to staff before they write to somebody (004-024). Outlives the session."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()


class KeptForm(models.Model):
    """A form that was sent after its session had run out: kept for its owner, and sent after the next login.

    Bound to the human of the old session, so nobody else's login can send it. Removed when sent, or after a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.BinaryField(max_length=32)
    world = models.CharField(max_length=10, choices=World)
    owner = models.UUIDField()
    path = models.CharField(max_length=500)
    body = models.TextField()
    kept = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kept"], name="kept_forms_by_age")]


class UsedAnswer(models.Model):
    """An answer of a provider that has counted: a second one that is the same opens nothing. Kept for a day."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="used_answers_by_age")]


class LoginLock(models.Model):
    """A resident whose login is locked, at their own wish or because somebody else may have used it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="login_lock")
    since = models.DateTimeField()


class UnitChoice(models.Model):
    """Somebody's active choice of a unit of their own organisation where they do not work (design decision 16).

    Valid for the session only, so every new login asks again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="choices")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "unit"], name="a_unit_is_chosen_once_in_a_session")]


class LastSeat(models.Model):
    """The unit and role at which somebody last planned: where the next login leads."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE)
    role = models.CharField(max_length=40)
