"""What may happen in a SIP: one table for the plan as a whole and one for its only step. Read the tables first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import STAYS, Need, Rule, Table, at, by
from vardtrad.planning.plan import rules as planning
from vardtrad.planning.plan.rules import (
    ALIVE,
    NEEDS_FRESH_PAGE,
    NEW,
    ORDER_DOES_NOT_MATTER,
    PARTIES,
    RECEIVERS,
    SILENT,
    Capacity,
    PlanFacts,
    State,
    confirmed,
    full_consent,
    may_do_duty,
    not_done,
    same_round,
)

TEXT_LIMIT = 4_000


class Step(TextChoices):
    """The only step. The value is the part's kind, ``slug`` its address."""

    CALL = "call", gettext_lazy("Kallelse")

    @property
    def slug(self) -> str:
        """The last part of the step's address."""
        return "kallelse"


class CallState(TextChoices):
    """The states of Kallelse."""

    DRAFT = "draft", gettext_lazy("Utkast")
    SENT = "sent", gettext_lazy("Skickad")


class Move(TextChoices):
    """The moves of the step."""

    SAVE_DRAFT = "save_draft", gettext_lazy("Spara utkast")
    SEND = "send", gettext_lazy("Skicka kallelse")
    ACKNOWLEDGE = "acknowledge", gettext_lazy("Kvittera")


@dataclass(frozen=True, kw_only=True)
class SipFacts(PlanFacts):
    """What the needs of a SIP ask about, gathered under the lock."""

    day: date | None = None
    today: date = date.min
    purpose: str = ""
    call_sent: bool = False


def _day_given(facts: SipFacts) -> str | None:
    return None if facts.day is not None else _("Fyll i datum.")


def _not_past(facts: SipFacts) -> str | None:
    if facts.day is not None and facts.day < facts.today:
        return _("Dagen för mötet har redan varit.")
    return None


def _purpose_given(facts: SipFacts) -> str | None:
    return None if facts.purpose.strip() else _("Skriv vad mötet gäller.")


def _not_sent(facts: SipFacts) -> str | None:
    return _("Kallelsen är skickad, så planen kan inte tas bort.") if facts.call_sent else None


day_given = Need("datumet är ifyllt", _day_given)
not_past = Need("dagen för mötet har inte varit", _not_past)
purpose_given = Need("det står vad mötet gäller", _purpose_given)
not_sent = Need("kallelsen är inte skickad", _not_sent, known_beforehand=True)

WARD = by(Capacity.INPATIENT)


# fmt: off
TABLE: Table[SipFacts] = Table([
    #    move                   start  end             who   notifies freshness              needs
    Rule(planning.Move.CREATE,  NEW,   State.CREATED,  WARD, WARD,    NEEDS_FRESH_PAGE,      ()),
    *planning.shared(lead=WARD, withdraws=WARD, contacts=by(Capacity.OUTPATIENT, Capacity.INPATIENT)),
    Rule(planning.Move.REMOVE,  ALIVE, State.ANNULLED, WARD, SILENT,  ORDER_DOES_NOT_MATTER, (confirmed, not_sent)),
], states=State, capacities=Capacity)

CALL: Table[SipFacts] = Table([
    Rule(Move.SAVE_DRAFT,  NEW | at(CallState.DRAFT), CallState.DRAFT, WARD,      WARD,    NEEDS_FRESH_PAGE,      (full_consent,)),
    Rule(Move.SEND,        NEW | at(CallState.DRAFT), CallState.SENT,  WARD,      PARTIES, NEEDS_FRESH_PAGE,      (full_consent, day_given, not_past, purpose_given)),
    Rule(Move.ACKNOWLEDGE, at(CallState.SENT),        STAYS,           RECEIVERS, WARD,    ORDER_DOES_NOT_MATTER, (may_do_duty, same_round, not_done), keeps_acknowledgements=True),
], states=CallState, capacities=Capacity)
# fmt: on
