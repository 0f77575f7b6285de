"""The page of the numbers of law for the lawyer, generated from vardtrad.kernel.law: docs/law/numbers.md, in Swedish.

A region's legal adviser reads it; a stale copy fails the check, so what is reviewed is what the product counts with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import formats, translation

from vardtrad.kernel import law, law_examples
from vardtrad.kernel.law import Number, Section, Topic
from vardtrad.kernel.law_examples import Cell

INTRO = """\
Den här sidan samlar de tal i lag som produkten räknar med: klockor, dagar och åldrar. Varje tal står på ett enda ställe
i programmet, och därifrån är sidan skapad. Ändras talet där ändras både programmet och den här sidan.

Under varje tal står lagtexten som den citeras, hur produkten räknar, och var det märks. Under *Att pröva* står det som
skiljer sig från lagens ord eller bygger på en tolkning: en jurist i regionen avgör. Exemplen är uträknade för hand och
körs som tester, rad för rad, också minuten före och efter midnatt. Alla klockslag är svensk tid.

Belopp, och det som en region och dess kommuner har kommit överens om i stället för lagen, är inställningar och står
inte här. Uppgiften om när ett tal började gälla avser talet, inte paragrafens senaste lydelse.
"""

OVERVIEW = """\
| Tal | Vad det avgör | Gäller sedan | Lagrum |
|---|---|---|---|"""


def pages() -> dict[str, str]:
    """The pages of docs/law by file name."""
    with translation.override("sv"):
        return {"numbers.md": "\n".join(_lines())}


def _lines() -> Iterator[str]:
    yield "# Lagens tal"
    yield ""
    yield "<!-- Skapad ur vardtrad.kernel.law av `vardtrad check --write-docs`. Ändra inte för hand. -->"
    yield ""
    yield INTRO
    yield OVERVIEW
    for number in law.numbers():
        yield _row([number.words, number.title, _since(number), _source(number)])
    for topic in Topic:
        yield from _chapter(topic)
    yield ""


def _chapter(topic: Topic) -> Iterator[str]:
    yield ""
    yield f"## {topic}"
    for number in law.numbers():
        if number.topic is topic:
            yield from _number(number)
    table = law_examples.table(topic)
    yield ""
    yield "### Exempel"
    yield ""
    yield _row(table.columns)
    yield "|" + "---|" * len(table.columns)
    for row in table.rows:
        yield _row([_cell(cell) for cell in row])


def _number(number: Number) -> Iterator[str]:
    yield ""
    yield f"### {number.words}"
    yield ""
    yield f"{number.title}. Gäller sedan: {_since(number)}."
    for section in number.sections:
        yield ""
        yield f"> {section.quotation}"
        yield ">"
        yield f"> {_place(section)}"
    for heading, text in (
        ("Talets ursprung", number.not_law),
        ("Så räknar produkten", number.counted),
        ("Var det märks", number.used),
        ("Att pröva", number.open_question),
    ):
        if text:
            yield ""
            yield f"**{heading}.** {text}"


def _source(number: Number) -> str:
    """The section of law that gives the number: the first that is named; "ingen lag" if no statute gives it."""
    if number.not_law:
        return "ingen lag"
    says = number.sections[0]
    return f"{says.statute.number}, {says.place}"


def _place(section: Section) -> str:
    statute = section.statute
    return f"{statute.title} ({statute.number}), {section.place}"


def _since(number: Number) -> str:
    return "okänt, ingen lag" if number.in_force is None else formats.date_format(number.in_force, "j F Y")


def _cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{formats.date_format(cell, 'l j F Y')} {cell:%H.%M}"
    if isinstance(cell, date):
        return formats.date_format(cell, "l j F Y")
    return "–" if cell is None else str(cell)


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
