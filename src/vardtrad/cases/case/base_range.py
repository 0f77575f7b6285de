"""The base range (basutbud, 002-001): the case types that clinics offer, their contents, and their prepared answers.

Plain data. ``setting_up.load_base_range`` creates it at a clinic once; afterwards the clinic may change every row, and
loading again changes nothing that exists. The texts are data in Swedish, like everything that clinics write.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Profession(StrEnum):
    """The profession groups that cases are routed to (002-039); the values are the names of the clinic's groups."""

    NURSE = "Sjuksköterska"
    DOCTOR = "Läkare"
    SECRETARY = "Medicinsk sekreterare"


class ReadyAnswer(NamedTuple):
    """A prepared standard answer: its name, and its text with the variables of ``standard_text``."""

    name: str
    text: str


class Offer(NamedTuple):
    """A case type of the base range, and the initial values of a clinic's service of it.

    ``link_words`` are for types that are shortcuts to somewhere else (002-034, 002-036): the clinic gives the address
    itself, since each region has its own. ``notice`` is shown beside what the resident writes.
    """

    code: str
    name: str
    order: int
    prompt: str
    help: str
    kinds: tuple[str, ...] = ()
    kind_label: str = ""
    profession: Profession | None = None
    link_words: str = ""
    notice: str = ""
    answers: tuple[ReadyAnswer, ...] = ()


_HELLO = "Hej {förnamn}!\n\n"

BASE_RANGE: tuple[Offer, ...] = (
    Offer(
        code="renew-prescription",
        name="Förnya recept",
        order=10,
        prompt="Vilket läkemedel vill du förnya?",
        help="Skriv läkemedlets namn och styrka, hur du tar det, hur mycket du har kvar och om något har ändrats sedan"
        " sist. Skriv en vecka innan läkemedlet tar slut.",
        profession=Profession.NURSE,
    ),
    Offer(
        code="message",
        name="Skicka meddelande",
        order=20,
        prompt="Vad vill du fråga eller berätta?",
        help="Skriv om din vård, eller ställ en fråga som kan vänta. Ibland har vi en fråga till dig. Då svarar du i"
        " samma ärende.",
    ),
    Offer(
        code="change-appointment",
        name="Kontakt för att avboka eller omboka tid",
        order=30,
        prompt="Vilken tid gäller det?",
        help="Skriv vilken tid du har. Vill du ha en ny tid skriver du också när du kan komma. Ring i stället om det"
        " är kort tid kvar.",
        kinds=("Avboka tiden", "Boka om till en ny tid", "Byta till telefon", "Byta till video"),
        kind_label="Vad vill du göra?",
        profession=Profession.SECRETARY,
        answers=(
            ReadyAnswer(
                "Besöket är avbokat",
                f"{_HELLO}Vi har tagit emot ditt ärende och besöket är avbokat. Skicka ett nytt ärende eller ring"
                " oss om du vill ha en ny tid.",
            ),
            ReadyAnswer(
                "Besök på video",
                f"{_HELLO}Det går bra att ses på video i stället. Du får en länk före besöket. Tiden är"
                " [[dag och klockslag]].",
            ),
            ReadyAnswer(
                "Besöket behöver vara hos oss",
                f"{_HELLO}Det här besöket går inte att göra på distans. Vi har bokat en ny tid åt dig hos oss: [[dag"
                " och klockslag]]. Ring oss eller skicka ett nytt ärende om tiden inte passar.",
            ),
        ),
    ),
    Offer(
        code="contact-details",
        name="Ändring av kontaktuppgifter",
        order=40,
        prompt="Vilka uppgifter ska ändras, och till vad?",
        help="Här meddelar du nytt telefonnummer eller ändrade närstående. En ny adress anmäler du till Skatteverket.",
        profession=Profession.SECRETARY,
    ),
    Offer(
        code="doctors-certificate",
        name="Intyg läkare",
        order=50,
        prompt="Vad ska intyget användas till?",
        help="Skriv vad intyget gäller, vart det ska skickas och när det behövs. Först får du besked om att vi"
        " har börjat. Själva intyget tar längre tid.",
        kinds=(
            "Omvårdnadsbidrag",
            "Ansökan för vård av barn 12 - 16 år",
            "Ansökan för allvarligt sjukt barn som inte fyllt 18 år",
            "Läkarutlåtande för körkortstillstånd",
            "Sjukskrivning till skola (gymnasiet)",
            "Medförande av narkotikaklassat läkemedel inom ramen för medicinsk behandling vid resa (utanför Schengen)",
        ),
        kind_label="Vilket intyg gäller det?",
        profession=Profession.DOCTOR,
    ),
    Offer(
        code="nurses-certificate",
        name="Intyg Sjuksköterska",
        order=60,
        prompt="Vilka dagar gäller det?",
        help="Skriv vilka dagar intyget gäller. Originalet skickar vi till Försäkringskassan och en kopia till dig.",
        kinds=("Ansökan för vård av barn under 12 år",),
        kind_label="Vilket intyg gäller det?",
        profession=Profession.NURSE,
    ),
    Offer(
        code="record-copy",
        name="Beställning journalkopia",
        order=70,
        prompt="Vilken del av journalen vill du ha, och från vilken tid?",
        help="Journalkopior lämnas ut av regionens arkiv. Här ser du hur du beställer.",
        link_words="Beställ kopia av din journal hos arkivet",
        notice="Om journalen innehåller uppgifter om någon annan än du själv, eller gäller ett barn, kan vi behöva göra"
        " en menprövning. Det betyder att vi bedömer om någon kan ta skada av att uppgifterna lämnas ut. Skriv då till"
        " oss här.",
        answers=(
            ReadyAnswer(
                "Journalkopia beställs hos arkivet",
                f"{_HELLO}Kopior av journalen lämnas ut av regionens arkiv. Du beställer här: {{länk}}",
            ),
        ),
    ),
    Offer(
        code="self-referral",
        name="Egenremiss",
        order=80,
        prompt="Vad vill du att mottagningen ska veta?",
        help="Med en egenremiss söker du själv vård hos en specialist.",
        link_words="Skriv din egenremiss",
        answers=(
            ReadyAnswer(
                "Egenremiss skickas på annat sätt",
                f"{_HELLO}Ditt ärende kom till oss utan egenremiss. Egenremissen skriver du här: {{länk}}",
            ),
        ),
    ),
    Offer(
        code="referral-question",
        name="Fråga om min remiss",
        order=90,
        prompt="Vad vill du veta om din remiss?",
        help="Här får du veta vart du vänder dig med frågor om en remiss som redan är skickad.",
        link_words="Fråga om din remiss",
        answers=(
            ReadyAnswer(
                "Fråga om remiss ställs på annat sätt",
                f"{_HELLO}Frågor om remisser tas emot på ett annat ställe än hos oss. Du frågar här: {{länk}}",
            ),
        ),
    ),
)
"""The case types of the routine for cases (002-018…002-037), in the order in which residents see them."""

SHORTCUTS = frozenset(offer.code for offer in BASE_RANGE if offer.link_words)
"""The codes of the case types that lead somewhere else once the clinic has given the address."""
