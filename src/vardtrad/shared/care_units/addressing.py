"""Where a new SVU goes automatically; called through queries.addressing_for, in a file of its own to be read whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.kernel.identity import IdentityKind
from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Setup, Unit, UnitKind
from vardtrad.shared.care_units.rules import Party, SetupState
from vardtrad.shared.people.models import Person


@dataclass(frozen=True, slots=True)
class Addressing:
    """Where a new SVU goes automatically, and why; each ``why`` is a whole sentence for the screen (001-079…081).

    A party without a unit is added by hand (001-082). With ``ask_first`` the municipality is proposed, and is added
    only when the user who creates the SVU says so: the person's data are protected (design decision 10). No sentence
    holds an address, a name or an identity number of the person.
    """

    outpatient: Unit | None
    outpatient_why: str
    municipality: Unit | None
    municipality_why: str
    ask_first: bool


RESERVE_NUMBERS = frozenset({IdentityKind.RESERVNUMMER_NATIONAL, IdentityKind.RESERVNUMMER_REGIONAL})


def addressing_for(person: Person | None) -> Addressing:
    """Where a new SVU for a person goes automatically; None for somebody who is not in the register.

    The listing decides the outpatient unit (001-080), the municipality code of the population register the municipal
    one (001-081). Only reads; at most four queries.
    """
    if person is None:
        by_hand = _("Personen finns inte i folkbokföringen, så enheten läggs till för hand.")
        return Addressing(None, by_hand, None, by_hand, ask_first=False)
    outpatient, outpatient_why = _by_listing(person)
    municipality, municipality_why = _by_municipality(person)
    ask_first = person.is_protected and municipality is not None
    if ask_first:
        municipality_why += " " + _("Personuppgifterna är skyddade, så den som skapar SVU tillfrågas först.")
    return Addressing(outpatient, outpatient_why, municipality, municipality_why, ask_first)


def _by_listing(person: Person) -> tuple[Unit | None, str]:
    """The outpatient unit that somebody's listing leads to, and why."""
    hsa_id = person.listed_at
    if not hsa_id:
        return None, _("Personen är inte listad någonstans, så enheten läggs till för hand.")
    rule = _rule(AddressKind.LISTING, hsa_id)
    if rule is not None:
        name = Unit.objects.filter(hsa_id=hsa_id).values_list("name", flat=True).first()
        words = _("Adresseringsregeln för listning hos %s") % name if name else _("Adresseringsregeln för listningen")
        return _receives(rule.unit, Party.OUTPATIENT, words)
    listed_at = Unit.objects.select_related("organisation").filter(hsa_id=hsa_id).first()
    if listed_at is None:
        return None, _(
            "Personen är listad hos en enhet som inte finns i Vårdtråd och saknar adresseringsregel. "
            "Enheten läggs till för hand."
        )
    return _receives(listed_at, Party.OUTPATIENT, _("Listningen"))


def _by_municipality(person: Person) -> tuple[Unit | None, str]:
    """The municipal unit that somebody's municipality code leads to, and why."""
    code = person.municipality_code
    if person.number.kind in RESERVE_NUMBERS:
        return None, _("Personen har reservnummer och är inte folkbokförd, så kommunen läggs till för hand.")
    if not code:
        return None, _("Personen har ingen kommunkod i folkbokföringen, så kommunen läggs till för hand.")
    rule = _rule(AddressKind.MUNICIPALITY, code)
    if rule is None:
        return None, _(
            "Ingen adresseringsregel finns för personens kommunkod: kommunen hör till en annan region eller är inte "
            "ansluten. Kommunen läggs till för hand."
        )
    return _receives(rule.unit, Party.MUNICIPALITY, _("Adresseringsregeln för kommunkod %s") % code)


def _rule(kind: AddressKind, value: str) -> AddressingRule | None:
    return AddressingRule.objects.select_related("unit__organisation").filter(kind=kind, value=value).first()


def _receives(unit: Unit, party: Party, because: str) -> tuple[Unit | None, str]:
    """The unit if it may receive plans as this party, and the sentence that says why or why not."""
    words = {"because": because, "unit": unit.name, "organisation": unit.organisation.name, "party": party.label}
    if UnitKind(unit.kind).party is not party:
        return None, _("%(because)s pekar på %(unit)s, som inte är %(party)s. Enheten läggs till för hand.") % (
            words | {"party": str(party.label).lower()}
        )
    if not Setup.objects.filter(unit_id=unit.id, state=SetupState.ACTIVE).exists():
        return None, _(
            "%(because)s pekar på %(unit)s (%(organisation)s), som inte är aktiv i planeringen. "
            "Enheten läggs till för hand."
        ) % words  # fmt: skip
    return unit, _("%(because)s pekar på %(unit)s (%(organisation)s).") % words
