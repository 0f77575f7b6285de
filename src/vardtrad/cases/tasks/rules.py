"""What may happen to a task beside a case: a certificate that waits for its signature, a colleague to be told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table


class S(TextChoices):
    """The states of a task."""

    TO_DO = "to_do", gettext_lazy("Att göra")
    WAITING = "waiting", gettext_lazy("Väntar")
    DONE = "done", gettext_lazy("Klar")


class M(TextChoices):
    """The moves of a task."""

    ADD = "add", gettext_lazy("Lägg till uppgift")
    WAIT = "wait", gettext_lazy("Väntar")
    RESUME = "resume", gettext_lazy("Fortsätt")
    FINISH = "finish", gettext_lazy("Klar")
    REOPEN = "reopen", gettext_lazy("Öppna igen")
    TAKE = "take", gettext_lazy("Ta uppgiften själv")
    HAND_OVER = "hand_over", gettext_lazy("Byt vem som har uppgiften")
    SEND_ON = "send_on", gettext_lazy("Lämna till en annan enhet")
    CHANGE = "change", gettext_lazy("Ändra text eller dag")
    NOTE = "note", gettext_lazy("Anteckna")


class W(TextChoices):
    """In what capacity somebody stands to a task. A resident never stands anyhow to one."""

    WORKER = "worker", gettext_lazy("Ärendemottagare eller ärendehanterare på enheten där uppgiften ligger")
    ORIGIN = "origin", gettext_lazy("Ärendemottagare eller ärendehanterare på mottagningen där ärendet ligger")
    MAKER = "maker", gettext_lazy("Den som arbetar med ärendet på mottagningen")
    HOLDER = "holder", gettext_lazy("Personen eller gruppen som har uppgiften (annars enhetens ärendemottagare)")


TEXT_LIMIT = 300
NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the needs of a task ask about, gathered under the lock."""

    text: str = ""
    note: str = ""
    holder_fits: bool = True
    same_holder: bool = False
    unit_reachable: bool = True
    may_reach_unit: bool = True


def _some_text(facts: TaskFacts) -> str | None:
    return None if facts.text.strip() else _("Skriv vad som ska göras.")


def _some_note(facts: TaskFacts) -> str | None:
    return None if facts.note.strip() else _("Skriv en anteckning.")


def _too_long(text: str, limit: int) -> str | None:
    over = len(text) - limit
    if over <= 0:
        return None
    return ngettext(
        "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
        "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
        over,
    ) % {"over": over, "limit": limit}


def _fits(facts: TaskFacts) -> str | None:
    return _too_long(facts.text, TEXT_LIMIT) or _too_long(facts.note, NOTE_LIMIT)


def _holder_fits(facts: TaskFacts) -> str | None:
    return None if facts.holder_fits else _("Den du valde kan inte få uppgifter på enheten. Välj någon annan.")


def _somebody_else(facts: TaskFacts) -> str | None:
    return _("Uppgiften ligger redan där.") if facts.same_holder else None


def _unit_reachable(facts: TaskFacts) -> str | None:
    return None if facts.unit_reachable else _("Uppgiften kan bara lämnas till en annan enhet i samma organisation.")


def _unit_approved(facts: TaskFacts) -> str | None:
    if facts.may_reach_unit:
        return None
    return _("Den andra mottagningen har inte godkänt personen för kommunikation. Be den göra det först.")


some_text = Need("det står vad som ska göras", _some_text)
some_note = Need("det finns en anteckning", _some_note)
fits = Need("text och anteckning ryms", _fits)
holder_fits = Need("den som får uppgiften arbetar på enheten, eller är en grupp där", _holder_fits)
somebody_else = Need("uppgiften får en annan än den har", _somebody_else)
unit_reachable = Need("den andra enheten hör till samma organisation och arbetar med ärenden", _unit_reachable)

unit_approved = Need("en invånare med skyddade personuppgifter är godkänd av den andra enheten", _unit_approved)


def _at(*states: S) -> frozenset[str]:
    return frozenset(state.value for state in states)


def _by(*standings: W) -> frozenset[str]:
    return frozenset(standing.value for standing in standings)


FRESH, COMMUTES = Freshness.FRESH, Freshness.COMMUTES
NEW = frozenset({NOWHERE})
OPEN = _at(S.TO_DO, S.WAITING)
WORKER = _by(W.WORKER)
TOLD = _by(W.HOLDER)
SILENT = _by()

# fmt: off
TABLE: Table[TaskFacts] = Table([
    #    move         start           end        who                       tells   freshness  needs
    Rule(M.ADD,       NEW,            S.TO_DO,   _by(W.MAKER),             TOLD,   FRESH,    (some_text, fits, holder_fits)),
    Rule(M.WAIT,      _at(S.TO_DO),   S.WAITING, WORKER,                   SILENT, FRESH,    (fits,)),
    Rule(M.RESUME,    _at(S.WAITING), S.TO_DO,   WORKER,                   SILENT, FRESH,    (fits,)),
    Rule(M.FINISH,    OPEN,           S.DONE,    WORKER,                   SILENT, FRESH,    (fits,)),
    Rule(M.REOPEN,    _at(S.DONE),    S.TO_DO,   WORKER,                   TOLD,   FRESH,    (fits,)),
    Rule(M.TAKE,      OPEN,           STAYS,     WORKER,                   SILENT, FRESH,    (holder_fits, somebody_else)),
    Rule(M.HAND_OVER, OPEN,           STAYS,     WORKER,                   TOLD,   FRESH,    (fits, holder_fits, somebody_else)),
    Rule(M.SEND_ON,   OPEN,           S.TO_DO,   WORKER,                   TOLD,   FRESH,    (fits, unit_reachable, unit_approved)),
    Rule(M.CHANGE,    OPEN,           STAYS,     WORKER,                   SILENT, FRESH,    (some_text, fits)),
    Rule(M.NOTE,      _at(*S),        STAYS,     _by(W.WORKER, W.ORIGIN),  SILENT, COMMUTES, (some_note, fits)),
], states=S, standings=W)
# fmt: on
