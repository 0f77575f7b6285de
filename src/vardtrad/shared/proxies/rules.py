"""Who may do what for somebody else, on which ground and at which age. This table decides it everywhere.

A guard reads it in every request (vardtrad.shared.login.acting), the sender of notices before each notice, and the page
"Lägg till barn" before a link is made. ``docs/rules/proxies.md`` is generated from it. What is not here cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel import law
from vardtrad.kernel.actors import Actor


class Ground(TextChoices):
    """Why somebody acts for another person: what the population register says, or a power that the person has given."""

    GUARDIAN = "guardian", _("Vårdnadshavare")
    AGREEMENT = "agreement", _("Vårdnadshavare enligt mottagningens beslut")
    GOD_MAN = "god_man", _("God man")
    FORVALTARE = "forvaltare", _("Förvaltare")
    POWER_TO_READ = "power_to_read", _("Fullmakt att läsa")
    POWER = "power", _("Fullmakt att läsa och skriva")


class Age(TextChoices):
    """The ages that make a difference, of the person for whom somebody acts."""

    CHILD = "child", _("Under 13 år")
    TEENAGER = "teenager", _("13 till 15 år")
    YOUTH = "youth", _("16 och 17 år")
    ADULT = "adult", _("Från 18 år")


class Deed(TextChoices):
    """What a proxy does in the person's place."""

    READ = "read", _("Läser inkorgen och ärendena")
    WHOLE = "whole", _("Läser planerna, och vem som har läst")
    WRITE = "write", _("Skriver till mottagningar och svarar på frågor")
    LISTING = "listing", _("Önskar listning")
    NOTICES = "notices", _("Väljer vart aviseringar om inkorgen skickas")
    CARD = "card", _("Läser och ändrar kontaktkortet")


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """What is known of the two persons at this moment. Every fact that nobody has gathered has the value that refuses.

    ``age`` in whole years, Swedish time; None when the number does not tell when the person was born.
    ``person_matters``: a god man or förvaltare is also to care for the person. ``power_holds``: its last day has not
    passed and the giver has not taken it back. ``given_strongly``: at a level of assurance of ``STRONG`` at least.
    ``guardian_protected``: any guardian of the person has protected data. ``is_guardian``: the proxy is one now.
    ``agreement_holds``: a clinic has decided that the proxy may go on reading there, and nobody has ended it.
    """

    age: int | None = None
    proxy_protected: bool = True
    person_protected: bool = True
    person_living: bool = False
    person_matters: bool = False
    proxy_of_age: bool = False
    power_holds: bool = False
    given_strongly: bool = False
    guardian_protected: bool = True
    is_guardian: bool = False
    agreement_holds: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """A condition of a row: its words on the rules page, and whether the facts meet it."""

    words: str
    met: Callable[[ProxyFacts], bool]


nobody_protected = Need(
    "varken ombudet eller personen har skyddade personuppgifter",
    lambda facts: not facts.proxy_protected and not facts.person_protected,
)
no_guardian_protected = Need(
    "ingen av personens vårdnadshavare har skyddade personuppgifter", lambda facts: not facts.guardian_protected
)
is_guardian = Need("ombudet är vårdnadshavare enligt folkbokföringen", lambda facts: facts.is_guardian)
agreement_holds = Need(
    "en mottagning har beslutat det, beslutet har inte gått ut eller återkallats, och den unga har inte sagt nej",
    lambda facts: facts.agreement_holds,
)
living = Need("personen lever", lambda facts: facts.person_living)
person_matters = Need("uppdraget omfattar att sörja för personen", lambda facts: facts.person_matters)
proxy_of_age = Need("ombudet har fyllt 18 år", lambda facts: facts.proxy_of_age)
power_holds = Need("fullmakten har inte gått ut och är inte återkallad", lambda facts: facts.power_holds)
given_strongly = Need("fullmakten är given med e-legitimation (tillitsnivå 3)", lambda facts: facts.given_strongly)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: on this ground, at this age, these deeds, if the needs are met. ``source`` says where it comes from."""

    ground: Ground
    age: Age
    deeds: frozenset[Deed]
    needs: tuple[Need, ...]
    source: str


ALL = frozenset(Deed)
READS = frozenset({Deed.READ, Deed.WHOLE, Deed.NOTICES})
ONLY_READS = frozenset({Deed.READ})
POWERED = (nobody_protected, living, proxy_of_age, power_holds, given_strongly)
STRONG = 3
"""The level of assurance of an e-legitimation at which a power may be given."""
LONGEST_POWER = timedelta(days=365)
"""A power is given for a year at most, and given again after that (B-21): nobody keeps one that the giver forgot."""
OWN_ALONE = 16
"""From this birthday no clinic can let a guardian read; no law says 16 years, it is how care does it today."""
NOTHING: frozenset[Deed] = frozenset()

# fmt: off
TABLE: tuple[Row, ...] = (
    Row(Ground.GUARDIAN,   Age.CHILD,    ALL,     (nobody_protected, no_guardian_protected, living), "Krav 003-001 till 003-009; föräldrabalken 6 kap. 2 § och 11 §"),
    Row(Ground.GUARDIAN,   Age.TEENAGER, NOTHING, (),                                         "Krav 003-010, 003-011; offentlighets- och sekretesslagen (2009:400) 12 kap. 3 §"),
    Row(Ground.AGREEMENT,  Age.TEENAGER, ONLY_READS, (nobody_protected, no_guardian_protected, living, is_guardian, agreement_holds), "Krav B-21; offentlighets- och sekretesslagen (2009:400) 12 kap. 3 §; patientlagen (2014:821) 4 kap. 3 §"),
    Row(Ground.GUARDIAN,   Age.YOUTH,    NOTHING, (),                                         "Krav 003-011; offentlighets- och sekretesslagen (2009:400) 12 kap. 3 §"),
    Row(Ground.GUARDIAN,   Age.ADULT,    NOTHING, (),                                         "Vårdnaden upphör vid 18 år: föräldrabalken 6 kap. 2 §"),
    Row(Ground.GOD_MAN,    Age.ADULT,    ALL,     (nobody_protected, living, person_matters), "Föräldrabalken 11 kap. 4 § och 12 kap. 2 §"),
    Row(Ground.FORVALTARE, Age.ADULT,    ALL,     (nobody_protected, living, person_matters), "Föräldrabalken 11 kap. 7 § och 12 kap. 2 §"),
    Row(Ground.POWER_TO_READ, Age.ADULT, READS,   POWERED,                                    "Krav B-21; avtalslagen (1915:218) 2 kap. 10 §"),
    Row(Ground.POWER,      Age.ADULT,    ALL,     POWERED,                                    "Krav B-21; avtalslagen (1915:218) 2 kap. 10 §"),
)
# fmt: on


def may(actor: Actor, deed: Deed) -> bool:
    """Whether a resident may do this now: everything in own matters, else what the table gives the proxy."""
    return actor.acts_for is None or deed.value in actor.deeds


def age_of(years: int) -> Age:
    """The age that counts: a birthday begins at midnight, Swedish time."""
    if years < law.OWN_LOGIN.value:
        return Age.CHILD
    if years < OWN_ALONE:
        return Age.TEENAGER
    return Age.YOUTH if years < law.MAJORITY.value else Age.ADULT


def deeds_on(ground: str, facts: ProxyFacts) -> frozenset[str]:
    """What somebody may do on this ground now; nothing when the age is not known or no row says anything."""
    if facts.age is None:
        return frozenset()
    age = age_of(facts.age)
    return frozenset(
        str(deed)
        for row in TABLE
        if row.ground == ground and row.age == age and all(need.met(facts) for need in row.needs)
        for deed in row.deeds
    )
