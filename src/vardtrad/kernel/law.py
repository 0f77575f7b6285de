"""The numbers that the product takes out of law: each stands here once, with its section and its words.

A number has a value whose unit is its class (:class:`Hours`, :class:`Days`, :class:`Years`, :class:`TimeOfDay`), the
day from which it is in force, and the sections that it comes from with a quotation of each. What a number is for is
said in English below it. Its Swedish sentences are for the lawyer: ``docs/law/numbers.md`` is generated from them.

Clocks read their numbers from here, and no other module repeats one (``tests/house/test_numbers_of_law.py``). Amounts,
and what a region and its municipalities have agreed instead of the law, are terms (settings) and do not belong here;
nor does a number that nothing reads yet. ``law_examples`` shows in dates what the numbers lead to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute of Svensk författningssamling: its number ("2017:612"), its title, and from when it is in force."""

    number: str
    title: str
    in_force: date


@dataclass(frozen=True, slots=True)
class Section:
    """A place in a statute ("5 kap. 4 §") and the words that stand there, quoted letter by letter."""

    statute: Statute
    place: str
    quotation: str


class Topic(StrEnum):
    """What is counted. The value is the heading of its chapter in docs/law."""

    PAYMENT = "Kommunens betalningsansvar"
    ADMISSION_NOTICE = "Inskrivningsmeddelandet"
    CALL = "Kallelse till samordnad individuell planering (SIP)"
    OWN_LOGIN = "Trettonårsdagen"
    MAJORITY = "Artonårsdagen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(ABC):
    """A number and where it comes from.

    ``in_force`` is the first day on which the number applied; None for a number that no statute says, whose origin
    ``not_law`` then tells. The first of the ``sections`` is the one that says a number of law.

    In Swedish, for the lawyer: ``title``, what the number settles; ``counted``, how the product counts with it;
    ``used``, where that is seen; ``open_question``, where the product's way differs from the words of the statute or
    rests on a reading of them (empty when it does neither).
    """

    topic: Topic
    title: str
    in_force: date | None
    sections: tuple[Section, ...]
    counted: str
    used: str
    not_law: str = ""
    open_question: str = ""

    @property
    @abstractmethod
    def words(self) -> str:
        """The value with its unit, in Swedish: "3 dagar"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Number):
    """A number of hours."""

    value: int

    @property
    def span(self) -> timedelta:
        """The hours as a length of time."""
        return timedelta(hours=self.value)

    @property
    @override
    def words(self) -> str:
        """The value with its unit, in Swedish: "24 timmar"."""
        return f"{self.value} timmar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(Number):
    """A number of calendar days."""

    value: int

    @property
    def span(self) -> timedelta:
        """The days as a length of time, to add to a date."""
        return timedelta(days=self.value)

    @property
    @override
    def words(self) -> str:
        """The value with its unit, in Swedish: "3 dagar"."""
        return f"{self.value} dagar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Years(Number):
    """An age in whole years."""

    value: int

    @property
    @override
    def words(self) -> str:
        """The value with its unit, in Swedish: "13 år"."""
        return f"{self.value} år"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay(Number):
    """A time on the clock, Swedish time (Europe/Stockholm)."""

    value: time

    @property
    @override
    def words(self) -> str:
        """The value as Swedish text writes it: "klockan 12.00"."""
        return f"klockan {self.value:%H.%M}"


DISCHARGE_ACT = Statute(
    "2017:612", "Lag om samverkan vid utskrivning från sluten hälso- och sjukvård", date(2018, 1, 1)
)
"""How hospital, outpatient care and municipality work together when a patient leaves hospital."""

PARENTAL_CODE = Statute("1949:381", "Föräldrabalk", date(1950, 1, 1))
"""The code on parents and children: custody, and who decides for a child."""

TIME_ACT = Statute("1930:173", "Lag om beräkning av lagstadgad tid", date(1930, 7, 1))
"""How periods that a statute sets are counted: years, months, and last days that fall on a holiday."""

# ── When a municipality begins to pay for a patient who is ready to leave hospital ───────────────────────────────────

_PAYMENT_USED = (
    "Nedräkningen på startsidan, på sidan I dag och i steget Tid för utskrivning, underlaget för betalning, och "
    "förvalet när en region skriver in egna villkor. Har regionen egna villkor gäller de i stället."
)

_AGREEMENT = Section(
    DISCHARGE_ACT,
    "4 kap. 5 §",
    "Region och kommun får träffa en överenskommelse om att kommunens betalningsansvar ska inträda vid en annan "
    "tidpunkt än den som anges i 5 kap. 4 § eller med ett annat belopp än det som bestäms enligt 5 kap. 6 §.",
)

PAYMENT_BEGINS = Days(
    value=3,
    topic=Topic.PAYMENT,
    title="Tid från underrättelsen om att patienten är utskrivningsklar tills kommunens betalningsansvar inträder",
    in_force=DISCHARGE_ACT.in_force,
    sections=(
        Section(
            DISCHARGE_ACT,
            "5 kap. 4 § första meningen",
            "Om det inte finns någon överenskommelse om tidpunkten enligt 4 kap. 5 §, ska kommunens betalningsansvar "
            "inträda tre dagar efter det att en underrättelse enligt 3 kap. 1 § har skickats.",
        ),
        _AGREEMENT,
    ),
    counted=(
        "Kalenderdagar, även lördagar, söndagar och helgdagar. Dagen då underrättelsen skickas räknas inte. En dag "
        "räknas hel, från klockan 00.00 svensk tid. Ligger dagen då patienten är utskrivningsklar senare än "
        "underrättelsen räknas i stället från den dagen. Kommunen betalar inte för dagen då patienten skrivs ut."
    ),
    used=_PAYMENT_USED,
    open_question=(
        "Att räkna från en senare dag för utskrivningsklar, att inte ta betalt för utskrivningsdagen eller dödsdagen, "
        "att ta betalt först från dagen då kallelsen till SIP är skickad, och att inte ta betalt medan slutenvårdens "
        "ställningstagande till SIP saknas, är tolkningar. Det är också att en kommun som har placerat patienten "
        "betalar från dagen för sitt beslut, att dagarna räknas från det att just den kommunen fick underrättelsen, "
        "att dagar då öppenvårdens insatser saknas inte betalas ens när ansvaret redan har inträtt, och att dagar på "
        "permission och efter flytt till en annan avdelning betalas."
    ),
)
"""Days from the notice that a patient is ready for discharge until the municipality pays, unless terms are agreed."""

PAYMENT_BEGINS_LATE = Days(
    value=4,
    topic=Topic.PAYMENT,
    title="Samma tid när underrättelsen skickas sent på dagen",
    in_force=DISCHARGE_ACT.in_force,
    sections=(
        Section(
            DISCHARGE_ACT,
            "5 kap. 4 § andra meningen",
            "Om en sådan underrättelse skickas efter klockan 12.00, ska kommunens betalningsansvar emellertid inträda "
            "fyra dagar efter det att underrättelsen har skickats.",
        ),
    ),
    counted=(
        "Som ovan, men räkningen börjar en dag senare. Har regionen ett annat antal dagar i sina villkor läggs samma "
        "extra dag till."
    ),
    used=_PAYMENT_USED,
)
"""The same after a notice that was sent late in the day. Agreed terms with other days get the same extra day."""

PAYMENT_CUT_OFF = TimeOfDay(
    value=time(12, 0),
    topic=Topic.PAYMENT,
    title="Klockslag efter vilket en underrättelse är sent skickad",
    in_force=DISCHARGE_ACT.in_force,
    sections=PAYMENT_BEGINS_LATE.sections,
    counted=(
        "Svensk tid, sommartid som normaltid. En underrättelse efter klockslaget räknas som sen, en på slaget 12.00.00 "
        "gör det inte. Överenskommelser med orden före klockan 12 väljer i sina villkor att också den räknas som sen."
    ),
    used=_PAYMENT_USED,
)
"""Swedish time after which a notice that a patient is ready for discharge counts as late, unless terms are agreed."""

# ── When the ward's notice of admission has to be sent ───────────────────────────────────────────────────────────────

ADMISSION_NOTICE = Hours(
    value=24,
    topic=Topic.ADMISSION_NOTICE,
    title="Längsta tid från inskrivningen tills inskrivningsmeddelandet skickas",
    in_force=DISCHARGE_ACT.in_force,
    sections=(
        Section(
            DISCHARGE_ACT,
            "2 kap. 3 § första meningen",
            "Ett inskrivningsmeddelande ska skickas senast 24 timmar efter det att patienten har skrivits in i den "
            "slutna vården.",
        ),
    ),
    counted=(
        "I timmar från inskrivningens klockslag, eller från klockslaget då läkaren bedömde att insatser kan komma att "
        "behövas, om den bedömningen kom senare. Är klockslaget för inskrivningen inte ifyllt räknas hela "
        "inskrivningsdagen: ett meddelande som skickas dagen därpå, till och med klockan 24.00 svensk tid, är då i "
        "tid. Lördagar, söndagar och helgdagar räknas som andra dagar. Innan ett utkast säger vilken dag patienten "
        "skrevs in räknas från dagen då ärendet skapades. En rättelse av ett skickat meddelande är aldrig sen."
    ),
    used="Steget Inskrivning, startsidan och sidan I dag, för avdelningen; texten om ett meddelande som kom för sent.",
    open_question=(
        "Utan klockslag ger räkningen i hela dagar upp till ett dygn mer än lagen. En region kan kräva klockslaget i "
        "sina rutiner."
    ),
)
"""Hours from the admission within which the ward sends the admission notice."""

# ── When a health centre has to call to a coordinated individual plan ────────────────────────────────────────────────

CALL_TO_SIP = Days(
    value=3,
    topic=Topic.CALL,
    title="Längsta tid från underrättelsen om att patienten är utskrivningsklar tills kallelsen till SIP skickas",
    in_force=DISCHARGE_ACT.in_force,
    sections=(
        Section(
            DISCHARGE_ACT,
            "4 kap. 3 § andra stycket",
            "Kallelsen ska skickas senast tre dagar efter det att en underrättelse enligt 3 kap. 1 § om att patienten "
            "är utskrivningsklar har lämnats.",
        ),
    ),
    counted=(
        "Kalenderdagar, även lördagar, söndagar och helgdagar. Dagen då underrättelsen lämnas räknas inte, och den "
        "sista dagen gäller till klockan 24.00 svensk tid. Klockan 12.00 har ingen betydelse här."
    ),
    used="Stegen Tid för utskrivning och Ställningstagande och sidan I dag, för den öppenvård som ska kalla.",
    open_question=(
        "Infaller sista dagen på en lördag, söndag, annan helgdag, midsommarafton, julafton eller nyårsafton får en "
        "åtgärd enligt 2 § lagen (1930:173) om beräkning av lagstadgad tid vidtas nästa vardag. Produkten flyttar "
        "inte dagen: den visar den tidigare, som alltid är i tid, och kallar en senare kallelse sen."
    ),
)
"""Days from the notice that a patient is ready for discharge within which outpatient care calls to a SIP."""

# ── From when a child has a login of its own, and its guardian no longer acts for it ─────────────────────────────────

OWN_LOGIN = Years(
    value=13,
    topic=Topic.OWN_LOGIN,
    title="Ålder från vilken ett barn loggar in självt och vårdnadshavaren inte längre är ombud",
    in_force=None,
    sections=(
        Section(
            PARENTAL_CODE,
            "6 kap. 11 §",
            "i takt med barnets stigande ålder och utveckling ta allt större hänsyn till barnets synpunkter och "
            "önskemål",
        ),
        Section(
            TIME_ACT,
            "1 §",
            "Finnes ej motsvarande dag i slutmånaden, varde den månadens sista dag ansedd för slutdag.",
        ),
    ),
    not_law=(
        "Ingen lag säger 13 år. Talet är åldersgränsen i den nationella tjänsten (1177), som Inera har motiverat med "
        "skyddet för unga tonåringar. Föräldrabalken säger bara att barnets ålder ska ge det ett allt större "
        "inflytande. Lagen om beräkning av lagstadgad tid ger födelsedagen för den som är född den 29 februari."
    ),
    counted=(
        "Från födelsedagen, klockan 00.00 svensk tid. Den som är född den 29 februari fyller år den 28 februari ett "
        "år som inte är skottår; det trettonde året är aldrig skottår. Prövas vid varje sidvisning, inte bara vid "
        "inloggningen."
    ),
    used="Vem som kan logga in som invånare, inloggningssidans hjälp, och hur länge en vårdnadshavare är ombud.",
    open_question=(
        "Gränsen kan komma att ändras: en nationell utredning föreslog hösten 2022 andra åldrar. Att lagen om "
        "beräkning av lagstadgad tid gäller också för födelsedagar är en tolkning."
    ),
)
"""The age from which a resident has a login of their own; until that birthday a guardian acts as the child's proxy."""

# ── From when somebody is of age ─────────────────────────────────────────────────────────────────────────────────────

MAJORITY = Years(
    value=18,
    topic=Topic.MAJORITY,
    title="Ålder från vilken någon är myndig",
    in_force=date(1974, 7, 1),
    sections=(Section(PARENTAL_CODE, "9 kap. 1 §", "Den som är under arton år (underårig) är omyndig"),),
    counted=(
        "Från födelsedagen, klockan 00.00 svensk tid. Den som är född den 29 februari fyller år den 28 februari ett år "
        "som inte är skottår. Prövas vid varje sidvisning."
    ),
    used="Från vilken ålder en god man eller förvaltare kan vara ombud.",
)
"""The age from which somebody is of age: god man and förvaltare act for adults."""


def numbers() -> tuple[Number, ...]:
    """Every number of this module, in the order in which they stand here."""
    return tuple(value for value in globals().values() if isinstance(value, Number))
