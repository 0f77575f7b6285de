"""What an SVU is, described as simply as possible: the people of the tests, and a model that knows only sets of units.

It knows nothing about tables, rounds or the door; ``test_model.py`` compares it with the product.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.plans import CARE_FIELDS, TOWN_FIELDS, WARD_FIELDS
from tests.walkers import PARTY, PEOPLE, PLACE

ATTESTS = set(PEOPLE) - {"ulla", "olga"}
FIELDS = {"S": WARD_FIELDS, "Ö": CARE_FIELDS, "K": TOWN_FIELDS}


@dataclass
class Model:
    """What an SVU is, described as simply as possible."""

    consent: str = "created"
    members: dict[str, str] = field(default_factory=dict)
    published: bool = False
    admission: set[str] = field(default_factory=set)
    time: str = ""
    times: set[str] = field(default_factory=set)
    assessing: bool = False
    assessed: bool = False
    statement: str = ""
    attested: set[str] = field(default_factory=set)
    answer: str = ""
    filled: set[str] = field(default_factory=set)
    closed: bool = False
    dead: bool = False
    told_outside: bool = False

    def takes_part(self, who: str) -> bool:
        return PLACE[who] in self.members and (self.published or PARTY[who] == "S")

    def leads(self, who: str) -> bool:
        return self.takes_part(who) and PARTY[who] == "S"

    def receives(self, who: str) -> bool:
        return self.takes_part(who) and PARTY[who] != "S"

    def units(self, *parties: str) -> set[str]:
        return {place for place, party in self.members.items() if party in parties}

    @property
    def without_receiver(self) -> set[str]:
        return set("ÖK") - set(self.members.values())

    @property
    def final(self) -> bool:
        return self.statement == "marked" and set(self.members) <= self.attested and not self.without_receiver

    def complete(self, party: str) -> bool:
        return {f"{party}/{path}" for path in FIELDS[party]} <= self.filled
