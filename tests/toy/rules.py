"""The toy's two tables: one for the plan, one for its parts, where each unit has a step of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table


class S(TextChoices):
    DRAFT = "draft", "Utkast"
    ACTIVE = "active", "Pågår"
    DONE = "done", "Klar"


class M(TextChoices):
    BEGIN = "begin", "Påbörja"
    START = "start", "Starta"
    RENAME = "rename", "Byt namn"
    NOTE = "note", "Anteckna"
    MARK = "mark", "Markera läst"
    EXPIRE = "expire", "Tiden gick ut"
    FINISH = "finish", "Avsluta"


class W(TextChoices):
    WARD = "ward", "Vårdavdelningen"
    PARTY = "party", "En berörd enhet"
    PATIENT = "patient", "Patienten"
    CLOCK = "clock", "Klockan"


class PS(TextChoices):
    """The states of a step."""

    SENT = "sent", "Skickad"
    ACKNOWLEDGED = "acknowledged", "Kvitterad"


class PM(TextChoices):
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

FRESH, COMMUTES = Freshness.FRESH, Freshness.COMMUTES
NEW = frozenset({NOWHERE})
WARD, PARTY = frozenset({"ward"}), frozenset({"party"})
BOTH = WARD | PARTY
PATIENT = frozenset({"patient"})
SILENT: frozenset[str] = frozenset()

# fmt: off
TABLE: Table[PlanFacts] = Table([
    Rule(M.BEGIN,  NEW,                           S.DRAFT,  WARD,                 SILENT,  FRESH,    (some_title,)),
    Rule(M.START,  frozenset({"draft"}),          S.ACTIVE, WARD,                 PATIENT, FRESH),
    Rule(M.RENAME, frozenset({"draft", "active"}), STAYS,   WARD,                 SILENT,  FRESH,    (some_title,)),
    Rule(M.NOTE,   frozenset({"draft", "active"}), STAYS,   BOTH,                 SILENT,  COMMUTES),
    Rule(M.MARK,   frozenset(S.values),           STAYS,    BOTH,                 SILENT,  COMMUTES, quiet=True),
    Rule(M.EXPIRE, frozenset({"active"}),         S.DONE,   frozenset({"clock"}), PATIENT, FRESH),
    Rule(M.FINISH, frozenset({"active"}),         S.DONE,   WARD,                 PATIENT | PARTY, FRESH),
], states=S, standings=W)

STEPS: Table[PlanFacts] = Table([
    Rule(PM.SEND,        NEW,                 PS.SENT,         WARD,  PARTY, FRESH),
    Rule(PM.ACKNOWLEDGE, frozenset({"sent"}), PS.ACKNOWLEDGED, PARTY, WARD,  COMMUTES),
], states=PS, standings=W)
# fmt: on
