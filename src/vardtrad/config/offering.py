"""The command ``vardtrad basutbud``: creates the standard case types at a clinic; safe to run again (002-001)."""

from __future__ import annotations

import sys

from vardtrad.cases.case.setting_up import load_base_range, without_address
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units.models import Unit


def load(hsa_id: str) -> int:
    """Create the standard case types missing at the clinic with this HSA-id, and list them; returns the exit code."""
    clinic = Unit.objects.filter(hsa_id=hsa_id.strip().upper(), takes_cases=True).first()
    if clinic is None:
        sys.stderr.write("vardtrad: Det finns ingen mottagning som tar emot ärenden med det HSA-id:t.\n")
        return 1
    loaded = load_base_range(system("basutbud"), clinic)
    for words, names in (
        ("Ärendetyper", loaded.services),
        ("Grupper", loaded.groups),
        ("Standardsvar", loaded.answers),
    ):
        if names:
            sys.stdout.write(f"{words}: {', '.join(names)}\n")
    if not (loaded.services or loaded.groups or loaded.answers):
        sys.stdout.write("Allt fanns redan. Inget är ändrat.\n")
    for service in without_address(clinic):
        sys.stdout.write(f"Saknar länk: {service.case_type.name}\n")
    return 0
