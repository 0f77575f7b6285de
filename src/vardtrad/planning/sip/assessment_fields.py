"""The fields of Kartläggning in a SIP: areas of life after the classification of functioning (ICF), each with choices.

Under each heading some questions say in several choices how things are, each with a box for a comment (001-195). For a
child come the child's own words and the school's part. All parties write in all of them (001-194).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from vardtrad.planning.fields.rules import FieldKind, FieldSpec, Words
from vardtrad.shared.care_units.rules import Party

EVERYBODY = frozenset(Party)
Choices = tuple[tuple[str, Words], ...]


def _text(name: str, label: Words, section: Words) -> Iterator[FieldSpec]:
    yield FieldSpec(f"sip_kartlaggning.{name}", label, EVERYBODY, section=section, lines=3)


def _asked(name: str, label: Words, section: Words, choices: Choices) -> Iterator[FieldSpec]:
    """A question with several choices, and the box for a comment to it."""
    yield FieldSpec(f"sip_kartlaggning.{name}", label, EVERYBODY, FieldKind.CHOICES, section, choices)
    comment = format_lazy("{}, {}", label, gettext_lazy("kommentar"))
    yield FieldSpec(f"sip_kartlaggning.{name}_text", comment, EVERYBODY, section=section)


OWN_WORDS = gettext_lazy("Personens egna ord")
HEALTH = gettext_lazy("Hälsa och behandling")
MIND = gettext_lazy("Tanke, känsla och kommunikation")
DAILY = gettext_lazy("Vardagen")
HOME = gettext_lazy("Boende och omgivning")
PEOPLE = gettext_lazy("Relationer och nätverk")
SOCIETY = gettext_lazy("Sysselsättning, ekonomi och fritid")
SAFETY = gettext_lazy("Trygghet och risker")
SUPPORT = gettext_lazy("Stöd och insatser idag")
CHILD = gettext_lazy("Barnets egna ord")
SCHOOL = gettext_lazy("Förskola och skola")

HELP: Choices = (
    ("sjalv", gettext_lazy("Klarar själv")),
    ("hjalpmedel", gettext_lazy("Klarar med hjälpmedel")),
    ("paminnelse", gettext_lazy("Behöver påminnelse eller motivation")),
    ("hjalp", gettext_lazy("Behöver hjälp")),
    ("annan", gettext_lazy("Görs helt av någon annan")),
)

ADULT_AND_CHILD: tuple[FieldSpec, ...] = (
    *_text("viktigt", gettext_lazy("Det här är viktigt för mig"), OWN_WORDS),
    *_text("fungerar", gettext_lazy("Det här fungerar bra, och det här vill jag ändra"), OWN_WORDS),
    *_text("narstaende", gettext_lazy("Närståendes synpunkter"), OWN_WORDS),
    *_asked(
        "halsa",
        gettext_lazy("Hälsa"),
        HEALTH,
        (
            ("kroppslig", gettext_lazy("Kroppslig sjukdom eller skada")),
            ("psykisk", gettext_lazy("Psykisk ohälsa eller sjukdom")),
            ("smarta", gettext_lazy("Långvarig smärta")),
            ("somn", gettext_lazy("Svårt att sova")),
            ("beroende", gettext_lazy("Skadligt bruk eller beroende")),
            ("funktion", gettext_lazy("Funktionsnedsättning")),
            ("inget", gettext_lazy("Inget att ta upp")),
        ),
    ),
    *_asked(
        "lakemedel",
        gettext_lazy("Läkemedel"),
        HEALTH,
        (
            ("inga", gettext_lazy("Tar inga läkemedel")),
            ("sjalv", gettext_lazy("Sköter dem själv")),
            ("stod", gettext_lazy("Behöver stöd eller påminnelse")),
            ("overtaget", gettext_lazy("Ansvaret är övertaget")),
            ("genomgang", gettext_lazy("Behöver en läkemedelsgenomgång")),
        ),
    ),
    *_asked(
        "vard",
        gettext_lazy("Pågående vård och behandling"),
        HEALTH,
        (
            ("vardcentral", gettext_lazy("Vårdcentral")),
            ("psykiatri", gettext_lazy("Psykiatri")),
            ("sjukhus", gettext_lazy("Mottagning på sjukhus")),
            ("hemsjukvard", gettext_lazy("Hemsjukvård")),
            ("rehab", gettext_lazy("Rehabilitering eller habilitering")),
            ("tandvard", gettext_lazy("Tandvård")),
            ("ingen", gettext_lazy("Ingen")),
        ),
    ),
    *_asked(
        "minne",
        gettext_lazy("Minne, lärande och att planera"),
        MIND,
        (
            ("minnas", gettext_lazy("Svårt att minnas")),
            ("koncentration", gettext_lazy("Svårt att koncentrera sig")),
            ("planera", gettext_lazy("Svårt att planera och komma igång")),
            ("tid", gettext_lazy("Svårt med tid")),
            ("beslut", gettext_lazy("Svårt att fatta beslut")),
            ("inget", gettext_lazy("Inga svårigheter")),
        ),
    ),
    *_asked(
        "maende",
        gettext_lazy("Känslor och mående"),
        MIND,
        (
            ("bra", gettext_lazy("Mår bra")),
            ("oro", gettext_lazy("Oro eller ångest")),
            ("nedstamd", gettext_lazy("Nedstämd")),
            ("ensam", gettext_lazy("Ensam")),
            ("utbrott", gettext_lazy("Svårt att hantera känslor")),
        ),
    ),
    *_asked(
        "kommunikation",
        gettext_lazy("Kommunikation, syn och hörsel"),
        MIND,
        (
            ("tal", gettext_lazy("Svårt att tala eller göra sig förstådd")),
            ("forsta", gettext_lazy("Svårt att förstå")),
            ("horsel", gettext_lazy("Nedsatt hörsel")),
            ("syn", gettext_lazy("Nedsatt syn")),
            ("tolk", gettext_lazy("Behöver tolk")),
            ("stod", gettext_lazy("Använder bilder, tecken eller annat stöd")),
            ("inget", gettext_lazy("Inga svårigheter")),
        ),
    ),
    *_asked("forflyttning", gettext_lazy("Att röra och förflytta sig"), DAILY, HELP),
    *_asked("personlig", gettext_lazy("Hygien, kläder och toalett"), DAILY, HELP),
    *_asked("mat", gettext_lazy("Mat och dryck"), DAILY, HELP),
    *_asked("hushall", gettext_lazy("Hushåll och inköp"), DAILY, HELP),
    *_asked(
        "boende",
        gettext_lazy("Boende"),
        HOME,
        (
            ("eget", gettext_lazy("Eget boende")),
            ("foraldrar", gettext_lazy("Hos föräldrar eller anhöriga")),
            ("familjehem", gettext_lazy("Familjehem eller jourhem")),
            ("sarskilt", gettext_lazy("Särskilt boende eller bostad med särskild service")),
            ("osakert", gettext_lazy("Osäkert boende eller inget boende")),
        ),
    ),
    *_asked(
        "omgivning",
        gettext_lazy("Hjälpmedel och anpassning"),
        HOME,
        (
            ("hjalpmedel", gettext_lazy("Har hjälpmedel")),
            ("behover", gettext_lazy("Behöver hjälpmedel")),
            ("anpassad", gettext_lazy("Bostaden är anpassad")),
            ("anpassas", gettext_lazy("Bostaden behöver anpassas")),
            ("larm", gettext_lazy("Har larm")),
        ),
    ),
    *_asked(
        "relationer",
        gettext_lazy("Familj och vänner"),
        PEOPLE,
        (
            ("ensam", gettext_lazy("Bor ensam")),
            ("tillsammans", gettext_lazy("Bor tillsammans med andra")),
            ("barn", gettext_lazy("Har ansvar för barn")),
            ("anhorig", gettext_lazy("Närstående hjälper till")),
            ("avlastning", gettext_lazy("Närstående behöver stöd")),
            ("saknar", gettext_lazy("Saknar nära kontakter")),
        ),
    ),
    *_asked(
        "sysselsattning",
        gettext_lazy("Arbete, studier och sysselsättning"),
        SOCIETY,
        (
            ("arbete", gettext_lazy("Arbetar")),
            ("studier", gettext_lazy("Studerar")),
            ("daglig", gettext_lazy("Daglig verksamhet eller sysselsättning")),
            ("sjukskriven", gettext_lazy("Sjukskriven")),
            ("arbetslos", gettext_lazy("Arbetslös")),
            ("pension", gettext_lazy("Pensionär")),
        ),
    ),
    *_asked(
        "ekonomi",
        gettext_lazy("Ekonomi"),
        SOCIETY,
        (
            ("ordnad", gettext_lazy("Ordnad ekonomi")),
            ("bistand", gettext_lazy("Ekonomiskt bistånd")),
            ("skulder", gettext_lazy("Skulder")),
            ("hjalp", gettext_lazy("Behöver hjälp med ekonomin")),
            ("foretradare", gettext_lazy("Har god man eller förvaltare")),
        ),
    ),
    *_text("fritid", gettext_lazy("Fritid och intressen"), SOCIETY),
    *_asked(
        "trygghet",
        gettext_lazy("Trygghet"),
        SAFETY,
        (
            ("trygg", gettext_lazy("Känner sig trygg")),
            ("otrygg", gettext_lazy("Känner sig otrygg")),
            ("fall", gettext_lazy("Risk att falla")),
            ("naring", gettext_lazy("Risk för undernäring")),
            ("sjalvskada", gettext_lazy("Risk att skada sig själv")),
            ("vald", gettext_lazy("Utsatt för våld eller hot")),
        ),
    ),
    *_asked(
        "insatser",
        gettext_lazy("Stöd och insatser"),
        SUPPORT,
        (
            ("hemtjanst", gettext_lazy("Hemtjänst")),
            ("boendestod", gettext_lazy("Boendestöd")),
            ("assistans", gettext_lazy("Personlig assistans")),
            ("kontakt", gettext_lazy("Kontaktperson eller kontaktfamilj")),
            ("korttid", gettext_lazy("Korttidsvistelse eller avlösning")),
            ("oppenvard", gettext_lazy("Socialtjänstens öppenvård")),
            ("inga", gettext_lazy("Inga insatser")),
        ),
    ),
)

OF_A_CHILD: tuple[FieldSpec, ...] = (
    *_text("barn_viktigt", gettext_lazy("Så här vill jag ha det"), CHILD),
    *_text("barn_svart", gettext_lazy("Det här är svårt eller gör mig orolig"), CHILD),
    *_asked(
        "barn_tal",
        gettext_lazy("Så har barnet fått komma till tals"),
        CHILD,
        (
            ("samtal", gettext_lazy("I samtal")),
            ("bild", gettext_lazy("Med bilder eller lek")),
            ("foretradare", gettext_lazy("Genom någon som barnet litar på")),
            ("med", gettext_lazy("Är med på mötet")),
            ("avstar", gettext_lazy("Vill inte vara med på mötet")),
        ),
    ),
    *_text("barn_vardnad", gettext_lazy("Vårdnadshavarnas bild"), CHILD),
    *_asked(
        "skola",
        gettext_lazy("Förskola eller skola"),
        SCHOOL,
        (
            ("forskola", gettext_lazy("Förskola")),
            ("grundskola", gettext_lazy("Grundskola")),
            ("anpassad", gettext_lazy("Anpassad grundskola eller gymnasieskola")),
            ("gymnasium", gettext_lazy("Gymnasieskola")),
            ("ingen", gettext_lazy("Går inte i förskola eller skola")),
        ),
    ),
    *_asked(
        "skola_stod",
        gettext_lazy("Stöd i skolan"),
        SCHOOL,
        (
            ("anpassningar", gettext_lazy("Extra anpassningar")),
            ("atgardsprogram", gettext_lazy("Åtgärdsprogram")),
            ("elevhalsa", gettext_lazy("Kontakt med elevhälsan")),
            ("resurs", gettext_lazy("Resursperson")),
            ("skjuts", gettext_lazy("Skolskjuts")),
            ("inget", gettext_lazy("Inget särskilt stöd")),
        ),
    ),
    *_asked(
        "narvaro",
        gettext_lazy("Närvaro i skolan"),
        SCHOOL,
        (
            ("god", gettext_lazy("God närvaro")),
            ("strofranvaro", gettext_lazy("Återkommande frånvaro")),
            ("lang", gettext_lazy("Lång frånvaro")),
            ("ensam", gettext_lazy("Utanför eller utsatt i skolan")),
        ),
    ),
    *_text("skola_bild", gettext_lazy("Skolans beskrivning"), SCHOOL),
)
"""Shown when the person is a child, and after that for as long as something stands in them."""

ASSESSMENT_FIELDS: tuple[FieldSpec, ...] = (*OF_A_CHILD, *ADULT_AND_CHILD)
CHILD_PATHS = frozenset(spec.path for spec in OF_A_CHILD)
