"""The toy's two tables: one for the plan, one for its parts, where each unit has a step of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table


class State(TextChoices):
    DRAFT = "draft", "Utkast"
    ACTIVE = "active", "Pågår"
    DONE = "done", "Klar"


class Move(TextChoices):
    BEGIN = "begin", "Påbörja"
    START = "start", "Starta"
    RENAME = "rename", "Byt namn"
    NOTE = "note", "Anteckna"
    MARK = "mark", "Markera läst"
    EXPIRE = "expire", "Tiden gick ut"
    FINISH = "finish", "Avsluta"


class Capacity(TextChoices):
    WARD = "ward", "Vårdavdelningen"
    PARTY = "party", "En berörd enhet"
    PATIENT = "patient", "Patienten"
    CLOCK = "clock", "Klockan"


class PS(TextChoices):
    """The states of a step."""

    SENT = "sent", "Skickad"
    ACKNOWLEDGED = "acknowledged", "Kvitterad"


class PlanMove(TextChoices):
    """The moves of a step."""

    SEND = "send", "Skicka"
    ACKNOWLEDGE = "acknowledge", "Kvittera"


ADMISSION = "admission"  # each unit has its own
MEETING = "meeting"  # one for the whole plan


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the needs ask about."""

    title: str


def _some_title(facts: PlanFacts) -> str | None:
    return None if facts.title.strip() else "Skriv ett namn."


some_title = Need("planen har ett namn", _some_title)

NEEDS_FRESH_PAGE, ORDER_DOES_NOT_MATTER = Freshness.NEEDS_FRESH_PAGE, Freshness.ORDER_DOES_NOT_MATTER
NEW = frozenset({NOWHERE})
WARD, PARTY = frozenset({"ward"}), frozenset({"party"})
BOTH = WARD | PARTY
PATIENT = frozenset({"patient"})
SILENT: frozenset[str] = frozenset()

# fmt: off
TABLE: Table[PlanFacts] = Table([
    Rule(Move.BEGIN,  NEW,                           State.DRAFT,  WARD,                 SILENT,  NEEDS_FRESH_PAGE,    (some_title,)),
    Rule(Move.START,  frozenset({"draft"}),          State.ACTIVE, WARD,                 PATIENT, NEEDS_FRESH_PAGE),
    Rule(Move.RENAME, frozenset({"draft", "active"}), STAYS,   WARD,                 SILENT,  NEEDS_FRESH_PAGE,    (some_title,)),
    Rule(Move.NOTE,   frozenset({"draft", "active"}), STAYS,   BOTH,                 SILENT,  ORDER_DOES_NOT_MATTER),
    Rule(Move.MARK,   frozenset(State.values),           STAYS,    BOTH,                 SILENT,  ORDER_DOES_NOT_MATTER, leaves_unchanged=True),
    Rule(Move.EXPIRE, frozenset({"active"}),         State.DONE,   frozenset({"clock"}), PATIENT, NEEDS_FRESH_PAGE),
    Rule(Move.FINISH, frozenset({"active"}),         State.DONE,   WARD,                 PATIENT | PARTY, NEEDS_FRESH_PAGE),
], states=State, capacities=Capacity)

STEPS: Table[PlanFacts] = Table([
    Rule(PlanMove.SEND,        NEW,                 PS.SENT,         WARD,  PARTY, NEEDS_FRESH_PAGE),
    Rule(PlanMove.ACKNOWLEDGE, frozenset({"sent"}), PS.ACKNOWLEDGED, PARTY, WARD,  ORDER_DOES_NOT_MATTER),
], states=PS, capacities=Capacity)
# fmt: on
