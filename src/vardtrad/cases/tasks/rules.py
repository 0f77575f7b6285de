"""What may happen to a task of a case: a certificate that waits for its signature, a colleague to be informed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table, at, by


class State(TextChoices):
    """The states of a task."""

    TO_DO = "to_do", gettext_lazy("Att göra")
    WAITING = "waiting", gettext_lazy("Väntar")
    DONE = "done", gettext_lazy("Klar")


class Move(TextChoices):
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


class Capacity(TextChoices):
    """In what capacity somebody acts on a task. Residents have no access to tasks."""

    WORKER = (
        "worker",
        gettext_lazy(
            "Ärendemottagare på enheten där uppgiften ligger,"
            " eller den på enheten som har uppgiften eller får se ärendet"
        ),
    )
    ORIGIN = "origin", gettext_lazy("Den som får se ärendet på mottagningen där ärendet ligger")
    MAKER = "maker", gettext_lazy("Den som arbetar med ärendet på mottagningen")
    CLOCK = "clock", gettext_lazy("Vårdtråds klocka")
    HOLDER = "holder", gettext_lazy("Personen eller gruppen som har uppgiften (annars enhetens ärendemottagare)")


class Kind(TextChoices):
    """What a task is: anything; to tell a resident what the clinic has said (B-35), or that a visit is changed (002-028);
    or to close a case that is documented in the record system (002-016).
    """

    PLAIN = "", gettext_lazy("Uppgift")
    CALL = "call", gettext_lazy("Ring invånaren")
    LETTER = "letter", gettext_lazy("Skicka brev")
    VISIT = "visit", gettext_lazy("Ändrat besök")
    RECORD = "record", gettext_lazy("Dokumenterat men inte avslutat")


class Outcome(TextChoices):
    """What came of telling a resident; each is a move of the task and the words of its note."""

    REACHED = "reached", gettext_lazy("Fick kontakt och lämnade svaret")
    NO_ANSWER = "no_answer", gettext_lazy("Svarade inte")
    WRONG_NUMBER = "wrong_number", gettext_lazy("Fel nummer")
    SENT = "sent", gettext_lazy("Brevet är skickat")


OUTCOMES = {
    Kind.CALL: {Outcome.REACHED: Move.FINISH, Outcome.NO_ANSWER: Move.WAIT, Outcome.WRONG_NUMBER: Move.WAIT},
    Kind.LETTER: {Outcome.SENT: Move.FINISH},
}
"""The outcomes of each kind of task, and what each does with it: who was not reached is called again."""

TEXT_LIMIT = 300
NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the needs of a task ask about, gathered under the lock.

    Every fact that a move has not gathered has the value that refuses.
    """

    text: str = ""
    note: str = ""
    holder_fits: bool = False
    same_holder: bool = True
    unit_reachable: bool = False
    may_reach_unit: bool = False
    case_waits: bool = False
    reminded: bool = True


def _some_text(facts: TaskFacts) -> str | None:
    return None if facts.text.strip() else _("Skriv vad som ska göras.")


def _some_note(facts: TaskFacts) -> str | None:
    return None if facts.note.strip() else _("Skriv en anteckning.")


def _fits(facts: TaskFacts) -> str | None:
    return too_long(facts.text, TEXT_LIMIT) or too_long(facts.note, NOTE_LIMIT)


def _holder_fits(facts: TaskFacts) -> str | None:
    return None if facts.holder_fits else _("Den personen kan inte få uppgifter på enheten. Välj någon annan.")


def _somebody_else(facts: TaskFacts) -> str | None:
    return _("Enheten har redan uppgiften.") if facts.same_holder else None


def _unit_reachable(facts: TaskFacts) -> str | None:
    return None if facts.unit_reachable else _("Uppgiften kan bara lämnas till en annan enhet i samma organisation.")


def _unit_approved(facts: TaskFacts) -> str | None:
    if facts.may_reach_unit:
        return None
    return _(
        "Den andra mottagningen har inte godkänt personen för kommunikation. Be den mottagningen att göra det först."
    )


def _case_waits(facts: TaskFacts) -> str | None:
    return None if facts.case_waits else _("Ärendet är redan avslutat.")


def _not_reminded(facts: TaskFacts) -> str | None:
    return _("En sådan uppgift väntar redan.") if facts.reminded else None


some_text = Need("det står vad som ska göras", _some_text)
some_note = Need("det finns en anteckning", _some_note)
fits = Need("text och anteckning ryms", _fits)
holder_fits = Need("den som får uppgiften arbetar på enheten, eller är en grupp där", _holder_fits)
somebody_else = Need("uppgiften får en annan än den har", _somebody_else)
unit_reachable = Need("den andra enheten hör till samma organisation och arbetar med ärenden", _unit_reachable)

unit_approved = Need("en invånare med skyddade personuppgifter är godkänd av den andra enheten", _unit_approved)
case_waits = Need("ärendet är öppet, om uppgiften är att avsluta det", _case_waits)
not_reminded = Need("ingen annan sådan uppgift väntar, om uppgiften är att avsluta ärendet", _not_reminded)


NEEDS_FRESH_PAGE, ORDER_DOES_NOT_MATTER = Freshness.NEEDS_FRESH_PAGE, Freshness.ORDER_DOES_NOT_MATTER
NEW = frozenset({NOWHERE})
OPEN = at(State.TO_DO, State.WAITING)
WORKER = by(Capacity.WORKER)
TOLD = by(Capacity.HOLDER)
SILENT = by()

# fmt: off
TABLE: Table[TaskFacts] = Table([
    #    move         start           end        who                       notifies freshness  needs
    Rule(Move.ADD,       NEW,            State.TO_DO,   by(Capacity.MAKER, Capacity.CLOCK), TOLD,   NEEDS_FRESH_PAGE,    (some_text, fits, holder_fits, case_waits, not_reminded)),
    Rule(Move.WAIT,      at(State.TO_DO),   State.WAITING, WORKER,                   SILENT, NEEDS_FRESH_PAGE,    (fits,)),
    Rule(Move.RESUME,    at(State.WAITING), State.TO_DO,   WORKER,                   SILENT, NEEDS_FRESH_PAGE,    (fits,)),
    Rule(Move.FINISH,    OPEN,           State.DONE,    WORKER,                   SILENT, NEEDS_FRESH_PAGE,    (fits,)),
    Rule(Move.REOPEN,    at(State.DONE),    State.TO_DO,   WORKER,                   TOLD,   NEEDS_FRESH_PAGE,    (fits,)),
    Rule(Move.TAKE,      OPEN,           STAYS,     WORKER,                   SILENT, NEEDS_FRESH_PAGE,    (holder_fits, somebody_else)),
    Rule(Move.HAND_OVER, OPEN,           STAYS,     WORKER,                   TOLD,   NEEDS_FRESH_PAGE,    (fits, holder_fits, somebody_else)),
    Rule(Move.SEND_ON,   OPEN,           State.TO_DO,   WORKER,                   TOLD,   NEEDS_FRESH_PAGE,    (fits, unit_reachable, unit_approved)),
    Rule(Move.CHANGE,    OPEN,           STAYS,     WORKER,                   SILENT, NEEDS_FRESH_PAGE,    (some_text, fits)),
    Rule(Move.NOTE,      at(*State),        STAYS,     by(Capacity.WORKER, Capacity.ORIGIN),  SILENT, ORDER_DOES_NOT_MATTER, (some_note, fits)),
], states=State, capacities=Capacity)
# fmt: on
