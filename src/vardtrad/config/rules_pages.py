"""The rules pages for process owners, generated from the tables: docs/rules/<subject>.md, in Swedish.

A head of clinic reviews them; a stale copy fails the check, so what is reviewed is what the product does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils import translation

from vardtrad.cases.case import rules as cases
from vardtrad.cases.listing import rules as listing
from vardtrad.cases.tasks import rules as tasks
from vardtrad.cases.waiting_list import rules as waiting_list
from vardtrad.kernel.tables import NOWHERE, Freshness, Need, Rule, Table
from vardtrad.planning import processes
from vardtrad.planning.plan.reading_rules import BLOCKED_IN_DANGER, GROUNDS, NOTHING_ELSE, THAT_DATA_EXIST
from vardtrad.shared.care_units import rules as assignments
from vardtrad.shared.proxies import rules as proxies

FRESHNESS = {
    Freshness.NEEDS_FRESH_PAGE: "Nej, sidan måste vara aktuell",
    Freshness.ORDER_DOES_NOT_MATTER: "Ja, båda lyckas",
    Freshness.FIELD: "Fält för fält",
}

CASES_INTRO = """\
Den här sidan säger vad som kan hända med ett ärende mellan en invånare och en mottagning. Det som inte står här går
inte att göra. Knapparna på skärmen, kontrollerna i programmet och testerna kommer ur samma tabell.

Så läser du tabellen: en rad är en åtgärd. Den går att göra när ärendet har något av lägena under *Från*, av någon av
dem under *Vem får*, om allt under *Krävs* är uppfyllt. Efteråt har ärendet läget under *Till*, och de under *Får veta*
får en avisering (om de har valt en adress för det; aviseringen säger aldrig vad ärendet gäller).

En åtgärd som nekas ändrar ingenting, men försöket skrivs i loggen. Den som inte har med ärendet att göra får samma
svar som om det inte fanns.
"""

ASSIGNMENTS_INTRO = """\
Den här sidan säger hur en medarbetare får en plats på en mottagning och vilka behörigheter som följer med. Det som
inte står här går inte att göra. En ändring gäller från medarbetarens nästa klick.
"""

SETUPS_INTRO = """\
Den här sidan säger hur en enhet blir aktiv i Mina planer, och hur dess roller och ansvar (Kvittera, Justera, Godkänna)
ändras. Det som inte står här går inte att göra. En ändring gäller från nästa klick. Det räcker att en roll med ansvaret
gör det för sin enhet, men varje deltagande enhet ska göra sitt.
"""

LISTING_INTRO = """\
Den här sidan säger vad som kan hända med ett listningsönskemål: en invånare ber om att bli listad på en vårdcentral,
och den svarar ja eller nej. Det som inte står här går inte att göra. En person har högst ett önskemål som väntar. När
det godkänns ändras listningen i produktens kopia av registret, eller i det register som regionen har kopplat in.

Raderna läses som i [reglerna för ärenden](cases.md).
"""


TASKS_INTRO = """\
Den här sidan säger vad som kan hända med en uppgift som hör till ett ärende: ett intyg som väntar på underskrift, en
kollega som ska få veta något. Det som inte står här går inte att göra. En uppgift finns kvar när ärendet är avslutat.
Invånaren ser den aldrig. Den kan lämnas till en annan enhet i samma organisation, och sköts då av dem som arbetar där.

Raderna läses som i [reglerna för ärenden](cases.md). Kommer flera uppgifter på samma ärende till samma person på en
gång får personen en avisering.
"""


READING_INTRO = """\
Den här sidan säger på vilka grunder den som inte deltar i en plan får läsa den. Det som inte står här är ingen grund,
också om patienten samtycker till det. Den som läser får inte skriva, läsningen gäller tills personen loggar ut, och den
som granskar loggen hos de deltagande enheterna får besked.

En enhet i kommunen räknas som omsorgsgivare, alla andra som vårdgivare. Inom den egna organisationen gäller i stället
ett aktivt val som loggas (001-035).

*Ett nej* är ett nekat eller avregistrerat samtycke som patienten inte har ändrat sedan dess. Det visas för den som vill
läsa, det avslutar läsning som pågår, och ingen fri text når då den som läser utifrån. Vid fara för patientens liv får
en vårdgivare veta vilken enhet som har uppgifterna och kan be den att häva spärren, om patienten inte själv kan begära
det (3 kap. 5 §). Också det får den som granskar loggen besked om.

Att pröva: en kommun bedriver också hälso- och sjukvård och är då vårdgivare. Enheten säger inte vilket, så den
striktare läsningen gäller. Att samtycke inte krävs för barn som inte själva kan samtycka (3 kap. 1 § tredje stycket) är
ingen egen grund här. Vid fara för patientens liv frågar 3 kap. 6 § inte efter en aktuell relation, men den som läser
ska delta i vården av patienten ändå. Efter ett nej ger lagen ingen menprövning; här går den att göra om det är
beskrivet varför samtycke inte längre kan inhämtas och varför patienten inte skulle ha motsatt sig.
"""


WAITING_LIST_INTRO = """\
Den här sidan säger vad som kan hända med en plats på en mottagnings väntelista inom vårdgarantin. Läget är koden i
vårdsystemets väntelista: HV när vård hos en annan vårdgivare erbjuds, HVNY eller HVOP när invånaren har tackat ja till
ett besök eller en operation, P när invånaren väntar kvar. Det som inte står här går inte att göra.

Ingen tas bort från väntelistan förrän invånaren har svarat i inkorgen eller ni har talat på telefon. En kod ändras
aldrig av sig själv: den föreslås av svaret, och personalen bekräftar. Det som blev fel rättas genom en ny händelse som
säger vilken ändring den tar tillbaka. Ingenting försvinner ur historiken.

Raderna läses som i [reglerna för ärenden](cases.md).
"""

PROXIES_INTRO = """\
Den här sidan säger vem som får sköta en annan persons ärenden, på vilken grund och vid vilken ålder. Det som inte står
här går inte att göra. Tabellen prövas vid varje sidvisning, varje gång något skickas och före varje avisering, mot det
som folkbokföringen säger just då. En födelsedag räknas från midnatt svensk tid; den som är född den 29 februari fyller
år den 28 februari ett år som inte är skottår.

Den som nekas att lägga till någon får alltid samma svar, så att svaret inte avslöjar något om personen. Allt ett
ombud gör skrivs i loggen med båda personerna och grunden. Det ett ombud skriver är märkt med ombudets namn, för den
personen och för mottagningen. När ombudsläget upphör mitt i ett formulär får ombudet tillbaka sin egen text. Ingen
annan ser den.

Att pröva: lagen säger inte 13 år (se [talen](../law/numbers.md)). Att en god man eller förvaltare får samma
möjligheter som en vårdnadshavare är en tolkning av att sörja för personen. En fullmakt gäller högst ett år och ges
sedan på nytt; ingen lag säger ett år. En mottagning kan låta en vårdnadshavare fortsätta läsa det som den och en ung
person mellan 13 och 15 år skriver till varandra, aldrig det som rör en annan mottagning. Den unga ser det i sin inkorg
och kan säga nej, och då upphör det genast. Vid 16 år upphör det ändå; ingen lag säger 16 år. Om en av vårdnadshavarna
får skyddade uppgifter är ingen av dem ombud för barnet: barnets ärenden visar var barnet får vård, och barnet bor
troligen hos den som är skyddad. Den andra vårdnadshavaren får ringa mottagningen.
"""


def pages() -> dict[str, str]:
    """Every rules page by file name."""
    with translation.override("sv"):
        return {
            "cases.md": _page("Regler för ärenden", CASES_INTRO, cases.TABLE, cases.State, cases.Capacity),
            "assignments.md": _page(
                "Regler för behörigheter", ASSIGNMENTS_INTRO, assignments.TABLE, assignments.State, assignments.Capacity
            ),
            "setups.md": _page(
                "Regler för enheter som planerar tillsammans",
                SETUPS_INTRO,
                assignments.SETUP_TABLE,
                assignments.SetupState,
                assignments.SetupCapacity,
            ),
            "listings.md": _page(
                "Regler för listningsönskemål", LISTING_INTRO, listing.TABLE, listing.State, listing.Capacity
            ),
            "waiting_list.md": _page(
                "Regler för väntelistan",
                WAITING_LIST_INTRO,
                waiting_list.TABLE,
                waiting_list.State,
                waiting_list.Capacity,
            ),
            "tasks.md": _page("Regler för uppgifter", TASKS_INTRO, tasks.TABLE, tasks.State, tasks.Capacity),
            "proxies.md": "\n".join(_proxies()),
            "reading.md": "\n".join(_reading()),
            **{
                f"{process.code.value}.md": _process(
                    process.rules_page.title, process.rules_page.introduction, process.rules_page.tables
                )
                for process in processes.PROCESSES
            },
        }


def _page(title: str, intro: str, table: Table[Any], states: type[TextChoices], capacities: type[TextChoices]) -> str:
    return "\n".join([*_head(title, intro), *_tables(table, states, capacities, "##")])


def _process(title: str, intro: str, tables: Sequence[tuple[str, Table[Any]]]) -> str:
    """The page of a process with steps: the thing's own table, then one for each step."""
    lines = _head(title, intro)
    for name, table in tables:
        lines += [f"## {name}", "", *_tables(table, table.states, table.capacities, "###")]
    return "\n".join(lines)


def _reading() -> list[str]:
    """The page of the grounds for reading a plan from outside, with the words of each section that it rests on."""
    sections = dict.fromkeys(
        [THAT_DATA_EXIST, *(ground.section for ground in GROUNDS), BLOCKED_IN_DANGER, NOTHING_ELSE]
    )
    return [
        *_head("Regler för att läsa utan att delta", READING_INTRO),
        "## Tabellen",
        "",
        "| Den som läser | Uppgifterna finns hos | Grund | Krävs | Krävs också efter ett nej | Lagrum |",
        "|---|---|---|---|---|---|",
        *(
            "| "
            + " | ".join(
                [
                    str(ground.reader.label),
                    str(ground.holder.label),
                    str(ground.basis.label),
                    _needs(ground.needs),
                    "ingen läsning" if ground.after_no is None else _needs(ground.after_no),
                    ground.section.place,
                ]
            )
            + " |"
            for ground in GROUNDS
        ),
        "",
        "## Lagens ord",
        "",
        *(
            line
            for section in sorted(sections, key=lambda section: section.place)
            for line in (f"{section.place} lagen ({section.statute.number}):", "", f"> {section.quotation}", "")
        ),
    ]


def _proxies() -> list[str]:
    """The page of who may do what for somebody else, at which age."""
    return [
        *_head("Regler för ombud", PROXIES_INTRO),
        "## Tabellen",
        "",
        "| Grund | Personens ålder | Får | Krävs | Källa |",
        "|---|---|---|---|---|",
        *(
            "| "
            + " | ".join(
                [
                    str(row.ground.label),
                    str(row.age.label),
                    "; ".join(str(deed.label) for deed in proxies.Deed if deed in row.deeds) or "ingenting",
                    "; ".join(need.words for need in row.needs) or "–",
                    row.source,
                ]
            )
            + " |"
            for row in proxies.TABLE
        ),
        "",
    ]


def _needs(needs: Sequence[Need[Any]]) -> str:
    return "; ".join(need.words for need in needs)


def _head(title: str, intro: str) -> list[str]:
    return [
        f"# {title}",
        "",
        "<!-- Skapad ur tabellen av `vardtrad check --write-docs`. Ändra inte för hand. -->",
        "",
        intro,
    ]


def _tables(table: Table[Any], states: type[TextChoices], capacities: type[TextChoices], level: str) -> list[str]:
    rows = [
        "| Åtgärd | Från | Till | Vem får | Får veta | Krävs | Får två göra det samtidigt? |",
        "|---|---|---|---|---|---|---|",
        *(_row(rule, states, capacities) for rule in table),
    ]
    who = [
        f"* **{label}**: "
        + (", ".join(sorted({str(rule.move.label) for rule in table if value in rule.who})) or "gör inget här")
        for value, label in capacities.choices
    ]
    return [
        f"{level} Lägen",
        "",
        *(f"* {label}" for label in states.labels),
        "",
        f"{level} Vem kan göra vad",
        "",
        *who,
        "",
        f"{level} Tabellen",
        "",
        *rows,
        "",
    ]


def _row(rule: Rule[Any], states: type[TextChoices], capacities: type[TextChoices]) -> str:
    begins = NOWHERE in rule.start
    starts = [*(["(nytt)"] if begins else []), *(str(label) for value, label in states.choices if value in rule.start)]
    start = ", ".join(starts)
    end = str(states(rule.end_from(NOWHERE)).label) if rule.end_from(NOWHERE) else "samma läge"
    cells = [
        str(rule.move.label),
        start,
        end,
        ", ".join(str(label) for value, label in capacities.choices if value in rule.who),
        ", ".join(str(label) for value, label in capacities.choices if value in rule.notifies) or "ingen",
        "; ".join(need.words for need in rule.needs) or "inget mer",
        "–" if rule.start == {NOWHERE} else FRESHNESS[rule.freshness],
    ]
    return "| " + " | ".join(cells) + " |"
