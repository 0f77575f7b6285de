"""How the demo's invented region plans together: roles, positions, units, addressing. Only data; filling.py writes it.

The position codes look like those of the directory, but which role each gives is made up.
"""

from __future__ import annotations

from typing import NamedTuple

from vardtrad.shared.care_units.rules import Duty

ALL = tuple(Duty)
ACKNOWLEDGE, ATTEST, APPROVE = Duty.ACKNOWLEDGE, Duty.ATTEST, Duty.APPROVE

ROLES = {
    "sjukskoterska": "Sjuksköterska",
    "lakare": "Läkare",
    "underskoterska": "Undersköterska",
    "samordnare": "Samordnare",
    "vardplanerare": "Vårdplanerare",
    "arbetsterapeut": "Arbetsterapeut",
    "fysioterapeut": "Fysioterapeut",
    "bistandshandlaggare": "Biståndshandläggare",
}
DOCTORS = {"lakare"}


class PositionRow(NamedTuple):
    """A position of the directory and the role that it gives; none for those that do not plan."""

    name: str
    role: str = ""


POSITIONS = {
    "201011": PositionRow("Överläkare", "lakare"),
    "201014": PositionRow("Distriktsläkare/Specialist allmänmedicin", "lakare"),
    "201016": PositionRow("Läkare, ambulanssjukvård", "lakare"),
    "206012": PositionRow("Distriktssköterska", "sjukskoterska"),
    "206014": PositionRow("Sjuksköterska, vårdavdelning", "sjukskoterska"),
    "206016": PositionRow("Sjuksköterska, mottagning", "sjukskoterska"),
    "206090": PositionRow("Sjuksköterska, annan", "sjukskoterska"),
    "207011": PositionRow("Undersköterska, vårdavdelning", "underskoterska"),
    "208011": PositionRow("Arbetsterapeut", "arbetsterapeut"),
    "208012": PositionRow("Fysioterapeut", "fysioterapeut"),
    "351010": PositionRow("Biståndshandläggare", "bistandshandlaggare"),
    "151012": PositionRow("Vårdplanerare", "vardplanerare"),
    "151014": PositionRow("Medicinsk sekreterare, samordnare", "samordnare"),
    # In the directory, but nobody has decided yet which role it gives.
    "205010": PositionRow("Psykolog"),
}

_WARD = {"sjukskoterska": ALL, "lakare": ALL, "vardplanerare": ALL, "underskoterska": (ACKNOWLEDGE,)}
_HEALTH_CENTRE = {"sjukskoterska": ALL, "lakare": ALL, "samordnare": (ACKNOWLEDGE, APPROVE)}
_HOME_CARE = {"sjukskoterska": ALL, "arbetsterapeut": (ACKNOWLEDGE, ATTEST, APPROVE), "fysioterapeut": (ACKNOWLEDGE,)}
# Each active unit's roles and their duties. Not here, so not active: the hospital as a whole, Tallåsen, BUP.
SETUPS: dict[str, dict[str, tuple[Duty, ...]]] = {
    "avd31": _WARD,
    "avd34": _WARD,
    "ortopeden": {"sjukskoterska": ALL, "lakare": ALL},
    "medicin": {"sjukskoterska": ALL, "lakare": ALL},
    "bjorklunda": _HEALTH_CENTRE,
    "sjoviken": _HEALTH_CENTRE,
    "hemsjukvard": _HOME_CARE,
    "bistand": {"bistandshandlaggare": ALL},
    "korttids": {"sjukskoterska": ALL, "underskoterska": (ACKNOWLEDGE,)},
    "ambulans": {"lakare": ALL},
}

# The unit where each resident is listed; residents not here are not listed anywhere. Together they cover all cases of
# addressing: an active unit, a unit whose listed residents a rule sends elsewhere, a unit that is not active, and a
# unit that the product does not know.
LISTED_AT = {
    "gunvor": "bjorklunda", "tuula": "bjorklunda", "erling": "tallasen", "klara": "bjorklunda", "mattias": "bjorklunda",
    "selam": "sjoviken", "nasrin": "bjorklunda", "ylva": "sjoviken", "adam": "bjorklunda", "elina": "bjorklunda",
    "noa": "bjorklunda", "vilma": "bup", "emil": "SE9955600110-1001", "jasmina": "bjorklunda",
}  # fmt: skip
# Not in the population register, or only with a coordination number: no municipality code.
NOT_REGISTERED = {"taras", "luz"}
# Those listed at Tallåsen go to Sjöviken, which it belongs to.
LISTING_RULES = {"tallasen": "sjoviken"}
# Björklunda has its home care together with Ekhamn; Sjöviken (9903) has not joined.
MUNICIPALITY_RULES = {"9901": "bistand", "9902": "bistand"}

# The staff's positions in the directory, and whether they are licensed. Staff not here have no position.
PLACES = {
    "ylva": (("206016",), True),
    "parisa": (("201014",), True),
    "anton": (("151014",), False),
    "elin": (("206012",), True),
    "marek": (("201014",), True),
    "majbritt": (("206012",), True),
    "daniel": (("201011",), True),
    "simon": (("205010",), True),
    "nadia": (("206016",), True),
    "perolof": (("201011",), True),
    "jonna": (("208012",), True),
    "yonas": (("206012",), True),
    "hedvig": (("206014",), True),
    "omar": (("206014",), True),
    "linnea": (("201011",), True),
    "pekka": (("207011",), False),
    "berit": (("206014", "151012"), True),
    "katarina": (("351010",), False),
    "fatou": (("206090",), True),
    "gustav": (("201016",), True),
}
