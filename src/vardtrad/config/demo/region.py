"""The demo's invented region: its places, people and services. Only data; filling.py writes it, cases.py has the cases.

Nothing here is real. Region, municipalities, organisation numbers and names are made up; the residents' numbers are
the Tax Agency's published test numbers, the phone numbers come from the series that PTS keeps for fiction, and the
addresses end in domains and post codes that nobody has been given.
"""

from __future__ import annotations

from typing import NamedTuple

from vardtrad.config.demo.mark import REGION
from vardtrad.shared.care_units.models import OrganisationKind, UnitKind
from vardtrad.shared.care_units.rules import Permission

RECEIVER, HANDLER = Permission.RECEIVER, Permission.HANDLER
ADMINISTRATOR, LOG_REVIEWER = Permission.ADMINISTRATOR, Permission.LOG_REVIEWER
CONFIGURATOR = Permission.CONFIGURATOR


class OrganisationRow(NamedTuple):
    """An organisation: number (ten digits), name and kind."""

    number: str
    name: str
    kind: OrganisationKind


class UnitRow(NamedTuple):
    """A unit. ``serial`` is the last part of its HSA-id; it takes cases when SERVICES has its key."""

    organisation: str
    parent: str
    serial: str
    name: str
    kind: UnitKind
    place: str
    street: str = ""
    phone: str = ""
    about: str = ""
    open_to_transfer: bool = False


class ResidentRow(NamedTuple):
    """A resident; ``about`` tells those who start the demo what is interesting about the person."""

    identity: str
    given_name: str
    family_name: str
    about: str
    phone: str = ""
    email: str = ""
    street: str = ""
    place: str = "999 01 Ekhamn"
    language: str = "sv"
    protected: bool = False


class StaffRow(NamedTuple):
    """A member of staff, the organisation that issued the card, and the permissions at each unit."""

    organisation: str
    serial: str
    given_name: str
    family_name: str
    title: str
    email: str
    work: dict[str, tuple[Permission, ...]]


ORGANISATIONS = {
    "region": OrganisationRow(REGION, "Region Västmark", OrganisationKind.REGION),
    "kommun": OrganisationRow("9921200029", "Ekhamns kommun", OrganisationKind.MUNICIPALITY),
    "lovsta": OrganisationRow("9955600037", "Fysioterapin Lövsta AB", OrganisationKind.PRIVATE),
    "ambulansbolaget": OrganisationRow("9955600045", "Ambulanssjukvården Västmark AB", OrganisationKind.PRIVATE),
}

MUNICIPALITY = {"Ekhamn": "Ekhamns kommun", "Björklunda": "Björklunda kommun", "Sjöviken": "Sjövikens kommun",
                "Tallåsen": "Sjövikens kommun", "Lövsta": "Ekhamns kommun"}  # fmt: skip
MUNICIPALITY_CODE = {"Ekhamn": "9901", "Lövsta": "9901", "Björklunda": "9902", "Sjöviken": "9903", "Tallåsen": "9903"}

# Parents come before their children.
UNITS = {
    "sjukhuset": UnitRow("region", "", "1000", "Ekhamns sjukhus", UnitKind.HOSPITAL, "Ekhamn", "Lasarettsbacken 1",
        "08-465 004 00"),
    "avd31": UnitRow("region", "sjukhuset", "1031", "Avdelning 31, medicin", UnitKind.WARD, "Ekhamn",
        "Lasarettsbacken 1", "08-465 004 31"),
    "avd34": UnitRow("region", "sjukhuset", "1034", "Avdelning 34, ortopedi och geriatrik", UnitKind.WARD, "Ekhamn",
        "Lasarettsbacken 1", "08-465 004 34"),
    "ortopeden": UnitRow(
        "region", "sjukhuset", "1110", "Ortopedmottagningen Ekhamn", UnitKind.CLINIC, "Ekhamn", "Lasarettsbacken 3",
            "08-465 004 10",
        "Vi tar emot dig som har besvär från leder, rygg eller skelett och har fått en remiss till oss. Hit skriver du"
        " om din planerade vård. Har du gjort dig illa nyss kontaktar du din vårdcentral eller akuten.",
    ),
    "medicin": UnitRow(
        "region", "sjukhuset", "1120", "Medicinmottagningen Ekhamn", UnitKind.CLINIC, "Ekhamn", "Lasarettsbacken 5",
            "08-465 004 20",
        "Hos oss får du vård för bland annat hjärta, lungor, diabetes och mage. Vi skriver också intyg åt regionens"
        " vårdcentraler.", open_to_transfer=True,
    ),
    "bup": UnitRow(
        "region", "sjukhuset", "1130", "Barn- och ungdomspsykiatrin Ekhamn", UnitKind.CLINIC, "Ekhamn", "Kyrkogatan 12",
            "08-465 004 30",
        "Vi hjälper barn och unga till och med 17 år som mår dåligt, och deras familjer. Du som har fyllt 13 år skriver"
        " själv till oss.",
    ),
    "vardgarantiservice": UnitRow(
        "region", "", "1140", "Vårdgarantiservice Västmark", UnitKind.CLINIC, "Ekhamn", "Lasarettsbacken 1",
            "08-465 004 40",
        "Vi hjälper dig som har tackat ja till vård hos en annan vårdgivare inom vårdgarantin.",
    ),
    "bjorklunda": UnitRow(
        "region", "", "2010", "Vårdcentralen Björklunda", UnitKind.HEALTH_CENTRE, "Björklunda", "Storgatan 8",
            "031-390 06 10",
        "Din vårdcentral mitt i Björklunda, med distriktsläkare, distriktssköterskor, psykolog och barnhälsovård. Vi"
        " har öppet vardagar 8 till 17.",
    ),
    "sjoviken": UnitRow(
        "region", "", "2020", "Vårdcentralen Sjöviken", UnitKind.HEALTH_CENTRE, "Sjöviken", "Hamnvägen 2",
            "031-390 06 20",
        "Vi finns vid vattnet i Sjöviken. Många av oss har arbetat här länge, och du får gärna ha en fast läkarkontakt"
        " hos oss.",
    ),
    "tallasen": UnitRow(
        "region", "", "2030", "Vårdcentralen Tallåsen", UnitKind.HEALTH_CENTRE, "Tallåsen", "Skolvägen 4",
            "031-390 06 30",
        "En liten vårdcentral med distriktssköterska varje vardag och läkare tisdag och torsdag.",
    ),
    "vardomsorg": UnitRow("kommun", "", "3000", "Vård och omsorg, Ekhamns kommun", UnitKind.MUNICIPAL, "Ekhamn",
        "Rådhustorget 1", "040-628 04 00"),
    "hemsjukvard": UnitRow(
        "kommun", "vardomsorg", "3010", "Hemsjukvården Ekhamn", UnitKind.MUNICIPAL, "Ekhamn", "Rådhustorget 1",
            "040-628 04 10",
        "Vi kommer hem till dig som har svårt att ta dig till vårdcentralen. Hit skriver du som redan har hemsjukvård"
        " hos oss.",
    ),
    "bistand": UnitRow("kommun", "vardomsorg", "3020", "Biståndsenheten Ekhamn", UnitKind.MUNICIPAL, "Ekhamn",
        "Rådhustorget 1", "040-628 04 20"),
    "korttids": UnitRow("kommun", "vardomsorg", "3030", "Korttidsboendet Åbrinken", UnitKind.MUNICIPAL, "Ekhamn",
        "Åbrinken 7", "040-628 04 30"),
    "fysio": UnitRow(
        "lovsta", "", "4010", "Fysioterapin Lövsta", UnitKind.CLINIC, "Lövsta", "Bruksgatan 15", "040-628 04 40",
        "Fysioterapi och träning efter skada eller operation. Vi har avtal med Region Västmark, så du betalar samma"
        " avgift som på vårdcentralen och behöver ingen remiss.",
    ),
    "ambulans": UnitRow("ambulansbolaget", "", "5010", "Ambulansläkarna Västmark", UnitKind.CLINIC, "Ekhamn",
        "Hamnleden 2", "040-628 04 50"),
}  # fmt: skip

_PRIMARY = ("renew-prescription", "message", "change-appointment", "contact-details", "record-copy")
_REFERRALS = ("self-referral", "referral-question")
# What each clinic offers (002-001); what it does not do is not offered.
SERVICES = {
    "bjorklunda": (*_PRIMARY, *_REFERRALS, "doctors-certificate", "nurses-certificate"),
    "sjoviken": (*_PRIMARY, *_REFERRALS, "doctors-certificate"),
    "tallasen": (*_PRIMARY, *_REFERRALS),
    "ortopeden": (*_PRIMARY, *_REFERRALS),
    "medicin": (*_PRIMARY, *_REFERRALS, "doctors-certificate"),
    "bup": (*_PRIMARY, *_REFERRALS, "doctors-certificate", "nurses-certificate"),
    "vardgarantiservice": ("message",),
    "hemsjukvard": ("message", "change-appointment", "contact-details"),
    "fysio": ("message", "change-appointment", "contact-details"),
}
# Why a clinic does not offer the rest of the base range (002-001).
NOT_OFFERED = "Utförs inte på mottagningen."
# Where the shortcuts of the base range lead in this region (002-034, 002-036).
LINKS = {
    "record-copy": "https://arkiv.vastmark.example/journalkopia",
    "self-referral": "https://remiss.vastmark.example/egenremiss",
    "referral-question": "https://remiss.vastmark.example/min-remiss",
}
EXPECTATIONS = {
    ("bup", "message"):
        "Skriv om din vård hos oss. Du får svar inom två arbetsdagar av någon i ditt team. Mår du så dåligt att det"
        " inte kan vänta ringer du oss, eller 112.",
    ("ortopeden", "renew-prescription"):
        "Vi förnyar bara recept som vi själva har skrivit, till exempel efter en operation. Du får svar inom två"
        " arbetsdagar.",
    ("hemsjukvard", "change-appointment"):
        "Skriv vilket hembesök det gäller. Du får svar inom två arbetsdagar. Gäller det i dag ringer du oss.",
    ("fysio", "change-appointment"):
        "Avboka senast 24 timmar före besöket, annars får du betala avgiften. Du får svar inom två arbetsdagar, oftast"
        " samma dag.",
}  # fmt: skip

# Ready-made answers of the clinics' own beside those of the base range (000-035), with variables and gaps (B-05).
STANDARD_ANSWERS = {
    "change-appointment": (
        ("Ny tid kommer",
            "Hej {förnamn}!\n\nDin tid är avbokad. Du får en ny tid av den som du skulle ha träffat, oftast inom en"
            " vecka."),
    ),
    "renew-prescription": (
        ("Recept förnyat",
            "Hej {förnamn}!\n\nDitt recept är förnyat. Du kan hämta läkemedlet på apoteket från och med i morgon."),
        ("Recept kräver besök",
            "Hej {förnamn}!\n\nInnan vi kan förnya receptet behöver vi träffa dig. Ring oss på {telefon}, så hittar vi"
            " en tid."),
    ),
    "contact-details": (
        ("Uppgifter ändrade", "Hej {förnamn}!\n\nTack, vi har ändrat dina uppgifter."),
    ),
}  # fmt: skip

RESIDENTS = {
    "gunvor": ResidentRow(
        "194607287044", "Gunvor", "Tjärlund", "ärenden hos tre mottagningar, en fråga besvarad; ingen avisering vald",
        "070-174 06 05", "", "Näckrosvägen 4",
    ),
    "tuula": ResidentRow(
        "195110102166", "Tuula", "Niemispää", "nytt ärende, ingen har läst det", "070-174 06 11", "tuula@example.se",
        "Lingonstigen 12", "999 04 Björklunda",
    ),
    "erling": ResidentRow(
        "195907113178", "Erling", "Kvarnholm", "väntar på operation, har svarat på en motfråga", "070-174 06 17",
        "erling@example.se", "Kvarnvägen 1", "999 06 Tallåsen",
    ),
    "birhan": ResidentRow(
        "196401053076", "Birhan", "Asmelash", "ett ärende som inte har hanterats i tid (flaggat)", "070-174 06 23",
        "birhan@example.se", "Hamnvägen 20", "999 05 Sjöviken",
    ),
    "klara": ResidentRow(
        "197101039282", "Klara", "Vintersjö", "skyddade personuppgifter; godkänd bara av Vårdcentralen Björklunda",
        "070-174 06 28", "klara@example.se", "Hemliga gatan 3", "999 04 Björklunda", protected=True,
    ),
    "grace": ResidentRow(
        "197403199289", "Grace", "Thornlea", "läser på engelska; avslutade ärenden", "070-174 06 34",
        "grace@example.se", "Bruksgatan 9", "999 02 Lövsta", "en",
    ),
    "mattias": ResidentRow(
        "198106012399", "Mattias", "Rönnkvist", "delar vårdnaden om Vilma och Adam", "070-174 06 40",
        "mattias@example.se", "Åsvägen 31", "999 04 Björklunda",
    ),
    "selam": ResidentRow(
        "198411012381", "Selam", "Rönnkvist", "delar vårdnaden om Vilma och Adam", "070-174 06 46", "selam@example.se",
        "Hamnvägen 7", "999 05 Sjöviken",
    ),
    "nasrin": ResidentRow(
        "198804022385", "Nasrin", "Tavakolpour", "ensam vårdnadshavare för Elina och Noa",
        "070-174 06 52", "nasrin@example.se", "Storgatan 22", "999 04 Björklunda",
    ),
    "ylva": ResidentRow(
        "198909022389", "Ylva", "Sandhed", "arbetar själv i vården: två skilda inloggningar; god man för Gunvor",
        "070-174 06 58", "ylva.privat@example.se", "Strandstigen 2", "999 05 Sjöviken",
    ),
    "emil": ResidentRow(
        "198909032396", "Emil", "Söderäng", "vårdnadshavare för den nyfödda; har en fråga att besvara", "070-174 06 64",
        "emil@example.se", "Bruksgatan 3", "999 02 Lövsta",
    ),
    "jasmina": ResidentRow(
        "199505022385", "Jasmina", "Brkan", "vårdnadshavare för den nyfödda; har en fråga att besvara", "070-174 06 70",
        "jasmina@example.se", "Bruksgatan 3", "999 02 Lövsta",
    ),
    "rasmus": ResidentRow(
        "200202022398", "Rasmus", "Öhrlind", "avisering som inte kommer fram; ett intyg hos annan mottagning",
        "070-174 06 76", "rasmus@post.invalid", "Skolvägen 11", "999 06 Tallåsen",
    ),
    "vilma": ResidentRow(
        "201103022388", "Vilma", "Rönnkvist", "tonåring, egna ärenden hos barn- och ungdomspsykiatrin", "070-174 06 82",
        "vilma@example.se", "Åsvägen 31", "999 04 Björklunda",
    ),
    "adam": ResidentRow(
        "201604162394", "Adam", "Rönnkvist", "barn, två vårdnadshavare", street="Åsvägen 31", place="999 04 Björklunda",
    ),
    "elina": ResidentRow(
        "201805022389", "Elina", "Tavakolpour", "barn, en vårdnadshavare", street="Storgatan 22",
        place="999 04 Björklunda",
    ),
    "noa": ResidentRow(
        "202306012390", "Noa", "Tavakolpour", "barn, en vårdnadshavare", street="Storgatan 22",
        place="999 04 Björklunda",
    ),
    # The youngest of the published test numbers.
    "nyfodd": ResidentRow(
        "202312312388", "", "", "nyfödd, har inget namn ännu", street="Bruksgatan 3", place="999 02 Lövsta",
    ),
    "leo": ResidentRow(
        "201602292383", "Leo", "Vintersjö", "barn med skyddade personuppgifter: ingen kan vara ombud", protected=True,
        place="",
    ),
    "taras": ResidentRow(
        "198001832388", "Taras", "Vovchyk", "samordningsnummer: kan inte logga in", "070-174 06 88", "",
        "Lasarettsbacken 9",
    ),
    "luz": ResidentRow("22950606FH20", "Luz", "Quispe Roca", "reservnummer: kan inte logga in", place=""),
}  # fmt: skip

GUARDIANS = {
    "vilma": ("mattias", "selam"),
    "adam": ("mattias", "selam"),
    "elina": ("nasrin",),
    "noa": ("nasrin",),
    "nyfodd": ("jasmina", "emil"),
    "leo": ("klara",),
}
# God man who is also to care for the person: (person, trustee).
TRUSTEES = (("gunvor", "ylva"),)
APPROVED = (("bjorklunda", "klara"),)

STAFF = {
    "ylva": StaffRow(
        "region", "P101", "Ylva", "Sandhed", "sjuksköterska", "ylva.sandhed@vastmark.invalid",
        {"bjorklunda": (RECEIVER, HANDLER), "ortopeden": (HANDLER,)},
    ),
    "anton": StaffRow(
        "region", "P102", "Anton", "Bäckmyr", "läkarsekreterare", "anton.backmyr@vastmark.invalid",
        {"bjorklunda": (RECEIVER, HANDLER), "sjoviken": (RECEIVER,),
         "vardgarantiservice": (RECEIVER, HANDLER, ADMINISTRATOR)},
    ),
    "parisa": StaffRow(
        "region", "P103", "Parisa", "Moradkhani", "distriktsläkare", "parisa.moradkhani@vastmark.invalid",
        {"bjorklunda": (HANDLER,)},
    ),
    "goran": StaffRow("region", "P104", "Göran", "Hultebo", "verksamhetschef", "", {"bjorklunda": (ADMINISTRATOR,)}),
    "torbjorn": StaffRow(
        "region", "P105", "Torbjörn", "Alsterdal", "informationssäkerhetssamordnare", "",
        {"bjorklunda": (LOG_REVIEWER,), "ortopeden": (LOG_REVIEWER,), "bup": (LOG_REVIEWER,)},
    ),
    "elin": StaffRow(
        "region", "P106", "Elin", "Rostvall", "sjuksköterska", "elin.rostvall@vastmark.invalid",
        {"sjoviken": (RECEIVER, HANDLER, ADMINISTRATOR)},
    ),
    "marek": StaffRow(
        "region", "P107", "Marek", "Zielonkiewicz", "specialist i allmänmedicin", "",
        {"sjoviken": (HANDLER,), "tallasen": (HANDLER,)},
    ),
    "majbritt": StaffRow(
        "region", "P108", "Maj-Britt", "Lövgärde", "distriktssköterska", "",
        {"tallasen": (RECEIVER, HANDLER, ADMINISTRATOR)},
    ),
    "daniel": StaffRow(
        "region", "P109", "Daniel", "Söderhamre", "överläkare", "daniel.soderhamre@vastmark.invalid",
        {"ortopeden": (HANDLER,)},
    ),
    "ingela": StaffRow(
        "region", "P110", "Ingela", "Marstrand", "medicinsk sekreterare", "", {"ortopeden": (RECEIVER, ADMINISTRATOR)},
    ),
    "simon": StaffRow("region", "P111", "Simon", "Wretfors", "psykolog", "", {"bup": (RECEIVER, HANDLER)}),
    "aisha": StaffRow(
        "region", "P112", "Aisha", "Guleed", "enhetschef", "aisha.guleed@vastmark.invalid",
        {"bup": (HANDLER, ADMINISTRATOR)},
    ),
    "nadia": StaffRow(
        "region", "P113", "Nadia", "Farhoud", "sjuksköterska", "nadia.farhoud@vastmark.invalid",
        {"medicin": (RECEIVER, HANDLER, ADMINISTRATOR)},
    ),
    "perolof": StaffRow("region", "P114", "Per-Olof", "Granlid", "överläkare", "", {"medicin": (HANDLER,)}),
    "jonna": StaffRow(
        "lovsta", "P401", "Jonna", "Kivelä", "fysioterapeut", "jonna@lovsta.invalid",
        {"fysio": (RECEIVER, HANDLER, ADMINISTRATOR), "ortopeden": (HANDLER,)},
    ),
    "yonas": StaffRow(
        "kommun", "P301", "Yonas", "Habtezion", "sjuksköterska", "yonas.habtezion@ekhamn.invalid",
        {"hemsjukvard": (RECEIVER, HANDLER)},
    ),
    "ulrika": StaffRow(
        "kommun", "P302", "Ulrika", "Ståhlbrand", "enhetschef", "",
        {"hemsjukvard": (ADMINISTRATOR,), "bistand": (ADMINISTRATOR, CONFIGURATOR)},
    ),
    "viktor": StaffRow("region", "P115", "Viktor", "Nyhagen", "sjuksköterska", "", {"bjorklunda": (HANDLER,)}),
    # Staff who only plan: no permission for residents' cases, and a role from their position.
    "hedvig": StaffRow("region", "P116", "Hedvig", "Sandelius", "sjuksköterska", "", {"avd31": ()}),
    "omar": StaffRow("region", "P117", "Omar", "Rahmanzai", "sjuksköterska", "", {"avd34": ()}),
    "linnea": StaffRow("region", "P118", "Linnéa", "Forsgårde", "överläkare", "", {"avd31": (), "avd34": ()}),
    "pekka": StaffRow("region", "P119", "Pekka", "Laitiala", "undersköterska", "", {"avd31": ()}),
    "berit": StaffRow("region", "P120", "Berit", "Ahlmarker", "sjuksköterska och vårdplanerare", "", {"avd34": ()}),
    "stellan": StaffRow("region", "P121", "Stellan", "Broddfält", "objektspecialist", "",
        {"sjukhuset": (CONFIGURATOR,)}),
    "katarina": StaffRow("kommun", "P303", "Katarina", "Ekmarker", "biståndshandläggare", "", {"bistand": ()}),
    "fatou": StaffRow("kommun", "P304", "Fatou", "Ceesayo", "sjuksköterska", "", {"hemsjukvard": (), "korttids": ()}),
    "gustav": StaffRow("ambulansbolaget", "P501", "Gustav", "Nordlandius", "ambulansläkare", "", {"ambulans": ()}),
}  # fmt: skip
# Assignments that the clinic's administrator has ended: (staff, unit, administrator).
ENDED = (("viktor", "bjorklunda", "goran"),)
