"""Which addressing rules may be saved (001-079…081)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.shared.care_units.rules import Party


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """The facts about an addressing rule before it is saved (001-079…081)."""

    by_listing: bool
    party: Party | None
    plans: bool
    own_unit: bool
    own_value: bool
    by_the_region: bool


def address_refusal(facts: AddressFacts) -> str | None:
    """Why an addressing rule cannot be saved, as a sentence for the screen; None when it can.

    Everybody may address to units of their own organisation. Only the region decides where people listed with another
    organisation go, so that nobody draws another's patients to themselves.
    """
    if not facts.own_unit:
        return _("Välj en enhet i din egen organisation.")
    if facts.by_listing and facts.party is not Party.OUTPATIENT:
        return _("En listning kan bara leda till en enhet i öppenvården.")
    if not facts.by_listing and facts.party is not Party.MUNICIPALITY:
        return _("En kommunkod kan bara leda till en kommunal enhet.")
    if facts.by_listing and not facts.own_value and not facts.by_the_region:
        return _("Listning hos en annan organisation styrs av regionens systemadministratör.")
    if not facts.plans:
        return _("Enheten är inte aktiv. Aktivera enheten först, under Enheter.")
    return None
