"""Why somebody who has proven who they are may still not log in, in words that say how to go on (003-014, 003-024)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from vardtrad.kernel import clock, law
from vardtrad.kernel.identity import IdentityKind, IdentityNumber
from vardtrad.shared.people.models import Person


class Refusal(StrEnum):
    """Each reason, as the log has it."""

    NO_NUMBER = "no_number"
    COORDINATION_NUMBER = "coordination_number"
    RESERVE_NUMBER = "reserve_number"
    NOT_REGISTERED = "not_registered"
    DECEASED = "deceased"
    TOO_YOUNG = "too_young"
    LOCKED = "locked"


def why_not(number: IdentityNumber | None, person: Person | None, *, locked: bool) -> Refusal | None:
    """Why the owner of a number may not log in; None for whoever may. ``locked``: there is a login lock."""
    if number is None:
        return Refusal.NO_NUMBER
    if number.kind is IdentityKind.SAMORDNINGSNUMMER:
        return Refusal.COORDINATION_NUMBER
    if not number.may_log_in:
        return Refusal.RESERVE_NUMBER
    if person is None:
        return Refusal.NOT_REGISTERED
    if person.deceased:
        return Refusal.DECEASED
    age = number.age(clock.today())
    if age is None or age < law.OWN_LOGIN.value:
        return Refusal.TOO_YOUNG
    if locked:
        return Refusal.LOCKED
    return None if person.may_log_in else Refusal.NOT_REGISTERED


def sentence_of(refusal: Refusal) -> str:
    """What the person is told."""
    if refusal is Refusal.TOO_YOUNG:
        return _(
            "Du kan logga in själv från den dag du fyller %(years)d år. Till dess kan din "
            "vårdnadshavare sköta dina ärenden med sin egen inloggning."
        ) % {"years": law.OWN_LOGIN.value}
    return {
        Refusal.NO_NUMBER: _(
            "Det går inte att logga in, eftersom vi inte fick något giltigt personnummer. Prova "
            "ett annat sätt att logga in, eller ring mottagningen."
        ),
        Refusal.COORDINATION_NUMBER: _(
            "Det går inte att logga in med samordningsnummer. Ring mottagningen i stället: du får samma vård."
        ),
        Refusal.RESERVE_NUMBER: _(
            "Det går inte att logga in med reservnummer. Ring mottagningen i stället: du får samma vård."
        ),
        Refusal.NOT_REGISTERED: _(
            "Det går inte att logga in. Du behöver vara folkbokförd i Sverige och ha ett personnummer. Ring "
            "mottagningen i stället."
        ),
        Refusal.DECEASED: _(
            "Det går inte att logga in, eftersom personen är avliden enligt folkbokföringen. Kontakta Skatteverket om "
            "det är fel."
        ),
        Refusal.LOCKED: _("Inloggningen är spärrad. Ring mottagningen om du vill att spärren ska tas bort."),
    }[refusal]
