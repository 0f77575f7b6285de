"""The grounds on which staff outside a plan may read it (001-033…039), in one table (lag 2022:913 3 kap.).

Reading is no move but has needs like one. Each ground belongs to a kind of reader and a kind of provider that keeps
the data, and names the section that allows it; the chapter is exhaustive, so what is not in the table is no ground,
whatever the patient says (7 §). docs/rules/reading.md is generated from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.law import Section, Statute
from vardtrad.kernel.tables import Need
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.rules import PlanFacts, licensed, responsible_licensed
from vardtrad.shared.care_units.rules import Party


class Provider(TextChoices):
    """The two kinds of providers that the law knows."""

    CARE = "care", gettext_lazy("Vårdgivare")
    SOCIAL = "social", gettext_lazy("Omsorgsgivare")

    @classmethod
    def of(cls, party: str | None) -> Provider:
        """The kind of provider that a unit of a party is: a municipality's units are read as social services.

        A municipality gives health care too, but its unit does not say in which capacity somebody works. Social
        services have the fewer grounds, so this is the safe reading.
        """
        return cls.SOCIAL if party == Party.MUNICIPALITY else cls.CARE


SHARED_RECORDS_ACT = Statute("2022:913", "Lag om sammanhållen vård- och omsorgsdokumentation", date(2023, 1, 1))
"""When one provider may read what another one has written about a patient."""

THAT_DATA_EXIST = Section(
    SHARED_RECORDS_ACT,
    "2 kap. 4 § andra stycket",
    "Andra vårdgivare eller omsorgsgivare ska kunna ta del av denna uppgift utan att ta del av uppgiften om vilken "
    "vårdgivare eller omsorgsgivare som har gjort uppgiften tillgänglig eller av de ospärrade uppgifternas innehåll.",
)
CONSENT_TO_CARE = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 1 §",
    "En vårdgivare får behandla uppgifter som en annan vårdgivare eller omsorgsgivare har gjort tillgängliga enligt 2 "
    "kap. 4 eller 6 § om 1. uppgifterna rör en patient som det finns en aktuell patientrelation med, 2. patienten "
    "samtycker till det, och 3. uppgifterna kan antas ha betydelse",
)
CONSENT_TO_SOCIAL = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 2 §",
    "En omsorgsgivare får behandla uppgifter som en annan omsorgsgivare eller vårdgivare har gjort tillgängliga enligt "
    "2 kap. 4 eller 6 § om 1. uppgifterna rör en omsorgsmottagare som får omsorgsgivarens insatser eller är föremål "
    "för en utredning om att få sådana insatser, 2. uppgifterna kan antas ha betydelse för omsorgsgivarens insatser "
    "enligt 1, och 3. omsorgsmottagaren samtycker till det.",
)
UNABLE_IN_CARE = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 3 §",
    "2. patientens inställning till sådan behandling av personuppgifter så långt som möjligt har klarlagts, och 3. det "
    "inte finns anledning att anta att patienten skulle ha motsatt sig behandlingen av personuppgifterna.",
)
UNABLE_IN_SOCIAL = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 4 §",
    "Omsorgsgivaren får i en sådan situation behandla också de uppgifter som avses i 2 kap. 4 eller 6 § som andra "
    "omsorgsgivare gjort tillgängliga",
)
BLOCKED_IN_DANGER = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 5 §",
    "får vårdgivaren begära hos den vårdgivare som har spärrat uppgifterna att denne häver spärren.",
)
DANGER_IN_CARE = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 6 §",
    "En vårdgivare får ta del av uppgift om vilken eller vilka vårdgivare som har gjort ospärrade uppgifter "
    "tillgängliga om 1. det finns fara för en patients liv eller det annars finns allvarlig risk för dennes hälsa, och "
    "2. patientens samtycke inte kan inhämtas",
)
NOTHING_ELSE = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 7 §",
    "En vårdgivare eller en omsorgsgivare får inte behandla en annan vårdgivares eller omsorgsgivares uppgifter om en "
    "patient eller en omsorgsmottagare under andra förutsättningar än dem som anges i 1-6 §§, även om patienten eller "
    "omsorgsmottagaren uttryckligen samtycker till det.",
)


@dataclass(frozen=True, kw_only=True)
class ReadingFacts(PlanFacts):
    """The facts about a member of staff who wants to read a plan without taking part.

    ``own``: the actor's organisation takes part in the plan. ``said_no``: the patient has refused or withdrawn consent
    in the plan, and has not consented since. ``relation`` and ``matters`` are what the reader has confirmed;
    ``consented_since`` is that a day after that refusal was given for a new consent.
    """

    basis: Basis
    own: bool
    reader: Provider = Provider.CARE
    holder: Provider = Provider.CARE
    said_no: bool = False
    relation: bool = False
    matters: bool = False
    consented_since: bool = False


def _knows_it_is_logged(facts: ReadingFacts) -> str | None:
    return None if facts.confirmed else _("Bekräfta först att du förstår att läsningen loggas.")


def _current_relation(facts: ReadingFacts) -> str | None:
    if facts.relation:
        return None
    if facts.reader is Provider.SOCIAL:
        return _("Bekräfta att personen får era insatser, eller att ni utreder om personen ska få dem.")
    return _("Bekräfta att ni har en aktuell patientrelation med patienten.")


def _matters(facts: ReadingFacts) -> str | None:
    return None if facts.matters else _("Bekräfta att uppgifterna kan antas ha betydelse.")


def _says_the_danger(facts: ReadingFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv kort varför det är bråttom.")


def _consented_since(facts: ReadingFacts) -> str | None:
    if facts.consented_since:
        return None
    return _("Ange dagen då patienten lämnade sitt nya samtycke: efter att patienten nekade, och senast i dag.")


def _says_how(facts: ReadingFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv hur patienten lämnade sitt nya samtycke.")


def _says_why_unasked(facts: ReadingFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv varför samtycke inte längre kan inhämtas.")


knows_it_is_logged = Need("den som läser vet att läsningen loggas", _knows_it_is_logged)
current_relation = Need(
    "det finns en aktuell relation: en patientrelation, eller insatser eller en utredning om insatser",
    _current_relation,
)
matters = Need("uppgifterna kan antas ha betydelse för vården eller insatserna", _matters)
says_the_danger = Need("faran är beskriven", _says_the_danger)
consented_since = Need("dagen för det nya samtycket är angiven", _consented_since)
says_how = Need("det är beskrivet hur det nya samtycket lämnades", _says_how)
says_why_unasked = Need("orsaken till att samtycke inte längre kan inhämtas är beskriven", _says_why_unasked)

ReadingNeeds = tuple[Need[ReadingFacts], ...]
ALWAYS: ReadingNeeds = (knows_it_is_logged, current_relation, matters)
ASSESSED: ReadingNeeds = (*ALWAYS, licensed, responsible_licensed)
NEW_CONSENT: ReadingNeeds = (consented_since, says_how)


@dataclass(frozen=True, slots=True)
class Ground:
    """A row of the table: on this basis a reader of one kind may read what a provider of one kind keeps.

    ``after_no`` are the needs that are added once the patient has refused or withdrawn consent in the plan; None means
    that there is no such ground then.
    """

    basis: Basis
    reader: Provider
    holder: Provider
    section: Section
    needs: ReadingNeeds
    after_no: ReadingNeeds | None


CARE, SOCIAL = Provider.CARE, Provider.SOCIAL
# fmt: off
GROUNDS: tuple[Ground, ...] = (
    #      basis                  reader  holder  section            needs                        after the patient's no
    Ground(Basis.CONSENT,         CARE,   CARE,   CONSENT_TO_CARE,   ALWAYS,                      NEW_CONSENT),
    Ground(Basis.HARM_ASSESSMENT, CARE,   CARE,   UNABLE_IN_CARE,    ASSESSED,                    (says_why_unasked,)),
    Ground(Basis.DANGER,          CARE,   CARE,   DANGER_IN_CARE,    (*ALWAYS, says_the_danger),  None),
    Ground(Basis.CONSENT,         CARE,   SOCIAL, CONSENT_TO_CARE,   ALWAYS,                      NEW_CONSENT),
    Ground(Basis.HARM_ASSESSMENT, CARE,   SOCIAL, UNABLE_IN_CARE,    ASSESSED,                    (says_why_unasked,)),
    Ground(Basis.CONSENT,         SOCIAL, SOCIAL, CONSENT_TO_SOCIAL, ALWAYS,                      NEW_CONSENT),
    Ground(Basis.HARM_ASSESSMENT, SOCIAL, SOCIAL, UNABLE_IN_SOCIAL,  ASSESSED,                    (says_why_unasked,)),
    Ground(Basis.CONSENT,         SOCIAL, CARE,   CONSENT_TO_SOCIAL, ALWAYS,                      NEW_CONSENT),
)
# fmt: on
OWN_ORGANISATION: ReadingNeeds = (knows_it_is_logged,)
"""What a colleague of a participating organisation needs (001-035). The law on shared records is about other
providers; within one provider confidentiality is kept by the active choice and by reviewing the log."""


def grounds(reader: Provider, holder: Provider, *, said_no: bool) -> Sequence[Ground]:
    """The grounds that a reader outside the participating organisations has."""
    return [
        ground
        for ground in GROUNDS
        if (ground.reader, ground.holder) == (reader, holder) and not (said_no and ground.after_no is None)
    ]


def why_not_read(facts: ReadingFacts) -> str | None:
    """The sentence of the first unmet need for reading on this ground; None if all needs are met."""
    if facts.own != (facts.basis is Basis.OWN_ORGANISATION):
        return _("Välj på vilken grund du läser ärendet.")
    if facts.own:
        return _first_unmet(OWN_ORGANISATION, facts)
    at_all = grounds(facts.reader, facts.holder, said_no=False)
    ground = next((ground for ground in at_all if ground.basis is facts.basis), None)
    if ground is None:
        return _("Välj på vilken grund du läser ärendet.")
    unmet = _first_unmet(ground.needs, facts)
    if unmet is not None or not facts.said_no:
        return unmet
    if ground.after_no is None:
        return _("Patienten har nekat samtycke. Välj en annan grund.")
    return _first_unmet(ground.after_no, facts)


def may_ask_the_holder(facts: ReadingFacts) -> bool:
    """Whether the reader may learn who keeps what the patient has closed, to ask for it (lag 2022:913 3 kap. 5 §).

    That is so in danger to life, between care providers; the reader still reads nothing.
    """
    if facts.own or not facts.said_no or facts.basis is not Basis.DANGER:
        return False
    return any(
        ground.basis is Basis.DANGER and _first_unmet(ground.needs, facts) is None
        for ground in grounds(facts.reader, facts.holder, said_no=False)
    )


def _first_unmet(needs: ReadingNeeds, facts: ReadingFacts) -> str | None:
    return next(filter(None, (need.refusal(facts) for need in needs)), None)
