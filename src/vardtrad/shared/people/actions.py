"""The verbs of people: only for what the population register does not hold, such as where they want notices."""

from __future__ import annotations

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vardtrad.gate import door, settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.people.look import HasLook, Look
from vardtrad.shared.people.models import Person

LABEL = "person"


def add_by_hand(actor: Actor, number: IdentityNumber, given_name: str, family_name: str) -> Person:
    """Take in a patient whom the population register does not have, by number and name (design decision 11).

    Somebody with a reserve or coordination number, a newborn, a visitor. Without listing and municipality every unit is
    addressed by hand. Leaves a trace that never holds the number. If somebody else was quicker, returns their row.
    Raises Refused when the name is missing.
    """
    given, family = given_name.strip(), family_name.strip()
    if not given or not family:
        raise Refused(Reason.NEED, _("Fyll i både förnamn och efternamn."))
    try:
        with transaction.atomic():
            person = Person.objects.create(identity=number.value, given_name=given, family_name=family)
            door.note(actor, "add_by_hand", LABEL, person=person.id, detail={"kind": number.kind.value})
    except IntegrityError:
        person = Person.objects.get(identity=number.value)
    return person


def _is_a_resident(actor: Actor) -> None:
    if actor.kind != ActorKind.RESIDENT:
        raise not_there()


OWN_CHOICES = Settings(check=_is_a_resident, lock=lambda actor: Person.objects.filter(pk=actor.id))
"""A resident's own choice of notices and of how the screen looks; nobody else's."""


def choose_notices(actor: Actor, **addresses: str) -> None:
    """Save where the resident wants notices of new messages (003-009). Raises Refused.

    ``email`` is an address, ``sms`` a mobile number as E.164, each proven by whoever calls; empty means not that way,
    and what is not given stays. The trace holds which ways there are, not the addresses.
    """
    with settings_door.change(OWN_CHOICES, actor, "choose_notices", LABEL, thing=actor.id) as change:
        chosen = Person.objects.filter(pk=actor.id).exclude(**addresses).update(**addresses)
        change.repeated = not chosen
        change.person = actor.id
        change.detail = {f"by_{channel}": bool(address) for channel, address in addresses.items()}


def save_look(settings: Settings, actor: Actor, owners: type[HasLook], wanted: Look) -> None:
    """Save how the actor wants the screen to look, through the door of settings. Raises Refused.

    ``owners`` is the table where the actor stands. The trace holds what was chosen.
    """
    values = asdict(wanted)
    with settings_door.change(settings, actor, "choose_look", str(owners._meta.model_name), thing=actor.id) as change:
        chosen = owners._default_manager.filter(pk=actor.id).exclude(**values).update(**values)
        change.repeated = not chosen
        change.detail = values


def choose_look(actor: Actor, wanted: Look) -> None:
    """Save how the resident wants the screen to look, on every device. Raises Refused."""
    save_look(OWN_CHOICES, actor, Person, wanted)
