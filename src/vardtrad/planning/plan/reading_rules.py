"""The grounds on which staff outside a plan may read it (001-033…039), in one table (lag 2022:913 3 kap.).

Reading is no move but has needs like one. Each ground belongs to a kind of reader and a kind of provider that keeps
the data, and names the section that allows it; the chapter is exhaustive, so what is not in the table is no ground,
whatever the patient says (7 §). docs/rules/reading.md is generated from here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    "En vårdgivare får ta del av uppgift om vilka andra vårdgivare eller omsorgsgivare som har gjort uppgifter "
    "tillgängliga enligt 2 kap. 4 eller 6 § om en patient inte endast tillfälligt saknar förmåga att lämna samtycke "
    "enligt 1 § första stycket 2. Vårdgivaren får i en sådan situation behandla också de uppgifter som avses i 2 kap. "
    "4 eller 6 §, om 1. vårdgivaren bedömer att dessa kan antas ha betydelse för den vård som är nödvändig med hänsyn "
    "till patientens hälsotillstånd, 2. patientens inställning till sådan behandling av personuppgifter så långt som "
    "möjligt har klarlagts, och 3. det inte finns anledning att anta att patienten skulle ha motsatt sig behandlingen "
    "av personuppgifterna.",
)
UNABLE_IN_SOCIAL = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 4 §",
    "Omsorgsgivaren får i en sådan situation behandla också de uppgifter som avses i 2 kap. 4 eller 6 § som andra "
    "omsorgsgivare gjort tillgängliga om 1. omsorgsgivaren bedömer att dessa kan antas ha betydelse för de insatser "
    "som är nödvändiga med hänsyn till omsorgsmottagarens behov eller en utredning om sådana insatser, 2. "
    "omsorgsmottagarens inställning till sådan behandling av personuppgifter så långt som möjligt har klarlagts, och "
    "3. det inte finns anledning att anta att omsorgsmottagaren skulle ha motsatt sig behandlingen av "
    "personuppgifterna.",
)
BLOCKED_IN_DANGER = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 5 §",
    "En vårdgivare får ta del av uppgift om vilken eller vilka vårdgivare som har spärrat uppgifter om 1. det finns "
    "fara för en patients liv eller det finns allvarlig risk för dennes hälsa, och 2. patienten saknar förmåga att "
    "begära att spärren ska hävas enligt 2 kap. 3 § tredje stycket. Om vårdgivaren med ledning av uppgiften enligt "
    "första stycket bedömer att de spärrade uppgifterna kan antas ha betydelse för den vård som patienten "
    "oundgängligen behöver, får vårdgivaren begära hos den vårdgivare som har spärrat uppgifterna att denne häver "
    "spärren.",
)
DANGER_IN_CARE = Section(
    SHARED_RECORDS_ACT,
    "3 kap. 6 §",
    "En vårdgivare får ta del av uppgift om vilken eller vilka vårdgivare som har gjort ospärrade uppgifter "
    "tillgängliga om 1. det finns fara för en patients liv eller det annars finns allvarlig risk för dennes hälsa, och "
    "2. patientens samtycke inte kan inhämtas enligt 1 § första stycket 2. Om vårdgivaren med ledning av uppgiften "
    "enligt första stycket bedömer att de ospärrade uppgifterna kan antas ha betydelse för den vård som patienten "
    "oundgängligen behöver, får vårdgivaren behandla de ospärrade uppgifterna.",
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
    in the plan, and has not consented since. ``relation`` … ``attitude`` are what the reader has confirmed: a current
    relation, that the data may matter, that consent cannot be obtained or the block not be lifted by the patient, that
    the care is indispensable or necessary, that the patient lacks the ability to consent not only for a while, and what
    the patient is known to think of it. ``consented_since`` is that a day after that no was given for a new consent.
    """

    basis: Basis
    own: bool
    reader: Provider = Provider.CARE
    holder: Provider = Provider.CARE
    said_no: bool = False
    relation: bool = False
    matters: bool = False
    unobtainable: bool = False
    indispensable: bool = False
    unable: bool = False
    necessary: bool = False
    attitude: bool = False
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


def _consent_unobtainable(facts: ReadingFacts) -> str | None:
    if facts.unobtainable:
        return None
    if facts.said_no:
        return _("Bekräfta att patienten inte själv kan begära att spärren hävs.")
    return _("Bekräfta att patientens samtycke inte kan inhämtas.")


def _indispensable(facts: ReadingFacts) -> str | None:
    return None if facts.indispensable else _("Bekräfta att det gäller vård som patienten oundgängligen behöver.")


def _unable(facts: ReadingFacts) -> str | None:
    if facts.unable:
        return None
    return _("Bekräfta att patienten inte bara tillfälligt saknar förmåga att lämna samtycke.")


def _necessary(facts: ReadingFacts) -> str | None:
    if facts.necessary:
        return None
    if facts.reader is Provider.SOCIAL:
        return _("Bekräfta att insatserna eller utredningen är nödvändiga med hänsyn till personens behov.")
    return _("Bekräfta att vården är nödvändig med hänsyn till patientens hälsotillstånd.")


def _attitude(facts: ReadingFacts) -> str | None:
    if facts.attitude:
        return None
    return _(
        "Bekräfta att patientens inställning är klarlagd så långt det går, och att inget talar för att patienten "
        "skulle ha motsatt sig att du läser."
    )


def _says_the_danger(facts: ReadingFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv kort varför det är bråttom.")


def _consented_since(facts: ReadingFacts) -> str | None:
    if facts.consented_since:
        return None
    return _("Ange dagen då patienten lämnade sitt nya samtycke: efter nejet eller avregistreringen, och senast i dag.")


def _says_how(facts: ReadingFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv hur patienten lämnade sitt nya samtycke.")


def _says_why_unasked(facts: ReadingFacts) -> str | None:
    if facts.reason.strip():
        return None
    return _(
        "Beskriv varför samtycke inte längre kan inhämtas, och varför du bedömer att patienten inte skulle ha motsatt "
        "sig att du läser."
    )


knows_it_is_logged = Need("den som läser vet att läsningen loggas", _knows_it_is_logged)
current_relation = Need(
    "det finns en aktuell relation: en patientrelation, eller insatser eller en utredning om insatser",
    _current_relation,
)
matters = Need("uppgifterna kan antas ha betydelse för vården eller insatserna", _matters)
consent_unobtainable = Need("patientens samtycke kan inte inhämtas", _consent_unobtainable)
indispensable = Need("det gäller vård som patienten oundgängligen behöver", _indispensable)
unable = Need("patienten saknar inte bara tillfälligt förmåga att lämna samtycke", _unable)
necessary = Need("vården eller insatserna är nödvändiga", _necessary)
attitude = Need(
    "patientens inställning är klarlagd så långt det går, och inget talar för att patienten skulle ha motsatt sig",
    _attitude,
)
says_the_danger = Need("faran är beskriven", _says_the_danger)
consented_since = Need("dagen för det nya samtycket är angiven", _consented_since)
says_how = Need("det är beskrivet hur det nya samtycket lämnades", _says_how)
says_why_unasked = Need(
    "det är beskrivet varför samtycke inte längre kan inhämtas, och varför patienten inte skulle ha motsatt sig",
    _says_why_unasked,
)

ReadingNeeds = tuple[Need[ReadingFacts], ...]
ALWAYS: ReadingNeeds = (knows_it_is_logged, current_relation, matters)
ASSESSED: ReadingNeeds = (*ALWAYS, unable, necessary, attitude, licensed, responsible_licensed)
ENDANGERED: ReadingNeeds = (*ALWAYS, consent_unobtainable, indispensable, says_the_danger)
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
    Ground(Basis.DANGER,          CARE,   CARE,   DANGER_IN_CARE,    ENDANGERED,                  None),
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


def readable_holders(reader: Provider, bases: Collection[Basis]) -> frozenset[Provider]:
    """The kinds of providers whose data a reader reads on these grounds: each holder's data by its own ground.

    A plan holds what several providers have written, so a ground for reading what its ward keeps need not be one for
    what the municipality has written in it. Colleagues within the own organisation read all that the plan shares.
    """
    if Basis.OWN_ORGANISATION in bases:
        return frozenset(Provider)
    return frozenset(ground.holder for ground in GROUNDS if ground.reader is reader and ground.basis in bases)


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
        return _("Patienten har sagt nej till att andra läser. Välj en annan grund.")
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
