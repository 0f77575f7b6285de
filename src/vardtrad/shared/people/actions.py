"""The verbs of people: only for what the population register does not hold."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Reason, Refused
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
