"""The rules pages for process owners, generated from the tables: docs/rules/<subject>.md, in Swedish.

A head of clinic reviews them; a stale copy fails the check, so what is reviewed is what the product does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils import translation

from vardtrad.care_units import rules as assignments
from vardtrad.cases import rules as cases
from vardtrad.kernel.tables import NOWHERE, Freshness, Rule, Table

FOLDER = Path("docs/rules")

FRESHNESS = {
    Freshness.FRESH: "Nej, sidan måste vara aktuell",
    Freshness.COMMUTES: "Ja, båda lyckas",
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


def pages() -> dict[str, str]:
    """Every rules page by file name."""
    with translation.override("sv"):
        return {
            "cases.md": _page("Regler för ärenden", CASES_INTRO, cases.TABLE, cases.S, cases.W),
            "assignments.md": _page(
                "Regler för behörigheter", ASSIGNMENTS_INTRO, assignments.TABLE, assignments.S, assignments.W
            ),
            "setups.md": _page(
                "Regler för enheter som planerar tillsammans",
                SETUPS_INTRO,
                assignments.SETUP_TABLE,
                assignments.SetupState,
                assignments.SetupStanding,
            ),
        }


def write(folder: Path = FOLDER) -> None:
    """Write the pages anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages whose stored copy is not what the tables say now."""
    return [
        name
        for name, text in pages().items()
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != text
    ]


def _page(title: str, intro: str, table: Table[Any], states: type[TextChoices], standings: type[TextChoices]) -> str:
    rows = [
        "| Åtgärd | Från | Till | Vem får | Får veta | Krävs | Får två göra det samtidigt? |",
        "|---|---|---|---|---|---|---|",
        *(_row(rule, states, standings) for rule in table),
    ]
    who = [
        f"* **{label}**: "
        + (", ".join(sorted({str(rule.move.label) for rule in table if value in rule.who})) or "gör inget här")
        for value, label in standings.choices
    ]
    return "\n".join(
        [
            f"# {title}",
            "",
            "<!-- Skapad ur tabellen av `vardtrad check --write-docs`. Ändra inte för hand. -->",
            "",
            intro,
            "## Lägen",
            "",
            *(f"* {label}" for label in states.labels),
            "",
            "## Vem kan göra vad",
            "",
            *who,
            "",
            "## Tabellen",
            "",
            *rows,
            "",
        ]
    )


def _row(rule: Rule[Any], states: type[TextChoices], standings: type[TextChoices]) -> str:
    begins = NOWHERE in rule.start
    start = "(nytt)" if begins else ", ".join(str(label) for value, label in states.choices if value in rule.start)
    end = str(states(rule.end_from(NOWHERE)).label) if rule.end_from(NOWHERE) else "samma läge"
    cells = [
        str(rule.move.label),
        start,
        end,
        ", ".join(str(label) for value, label in standings.choices if value in rule.who),
        ", ".join(str(label) for value, label in standings.choices if value in rule.tells) or "ingen",
        "; ".join(need.words for need in rule.needs) or "inget mer",
        "–" if begins else FRESHNESS[rule.freshness],
    ]
    return "| " + " | ".join(cells) + " |"
