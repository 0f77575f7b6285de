"""What may happen to a request for a SIP (B-52): somebody asks, then the unit answers yes or no with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import NOWHERE, Freshness, Need, Rule, Table


class State(TextChoices):
    """The states of a request."""

    WAITING = "waiting", gettext_lazy("Väntar på svar")
    ACCEPTED = "accepted", gettext_lazy("Ja")
    DECLINED = "declined", gettext_lazy("Nej")
    WITHDRAWN = "withdrawn", gettext_lazy("Återtaget")


class Move(TextChoices):
    """The moves of a request."""

    ASK = "ask", gettext_lazy("Be om en SIP")
    ACCEPT = "accept", gettext_lazy("Svara ja")
    DECLINE = "decline", gettext_lazy("Svara nej")
    WITHDRAW = "withdraw", gettext_lazy("Ta tillbaka")


class Capacity(TextChoices):
    """In what capacity somebody acts on a request."""

    PERSON = "person", gettext_lazy("Personen själv, eller ombudet enligt reglerna för ombud")
    UNIT = "unit", gettext_lazy("En roll på den tillfrågade enheten")


TEXT_LIMIT = 2_000
REASON_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """The facts for the needs of a request, gathered under the lock.

    ``unit_may_be_asked``: the unit is one that the person's listing or municipality leads to. ``ongoing``: the person has
    an ongoing SIP already. ``text`` is what was written, by the person or by the unit. What has not been gathered refuses.
    """

    unit_may_be_asked: bool = False
    ongoing: bool = True
    alive: bool = False
    text: str = ""


def _unit_may_be_asked(facts: RequestFacts) -> str | None:
    return None if facts.unit_may_be_asked else _("Välj en av enheterna.")


def _no_ongoing(facts: RequestFacts) -> str | None:
    return _("Det finns redan en pågående plan. Skriv till den som samordnar den.") if facts.ongoing else None


def _alive(facts: RequestFacts) -> str | None:
    return None if facts.alive else _("Personen har avlidit.")


def _why_written(facts: RequestFacts) -> str | None:
    if not facts.text.strip():
        return _("Skriv vad ni behöver hjälp med att samordna.")
    return too_long(facts.text, TEXT_LIMIT)


def _reason_written(facts: RequestFacts) -> str | None:
    if not facts.text.strip():
        return _("Skriv varför. Personen läser det.")
    return too_long(facts.text, REASON_LIMIT)


unit_may_be_asked = Need("personens listning eller kommun leder till enheten", _unit_may_be_asked)
no_ongoing = Need("personen har ingen pågående SIP", _no_ongoing)
alive = Need("personen lever", _alive)
why_written = Need("det står varför", _why_written)
reason_written = Need("en orsak som personen kan läsa finns", _reason_written)

PERSON, UNIT = frozenset({Capacity.PERSON.value}), frozenset({Capacity.UNIT.value})
NEW, OPEN = frozenset({NOWHERE}), frozenset({State.WAITING.value})
NEEDS_FRESH_PAGE = Freshness.NEEDS_FRESH_PAGE

# Every move begins the waiting or ends it, so each must have seen the latest: two answers cannot both be right.
# fmt: off
TABLE: Table[RequestFacts] = Table([
    #    move           start  end              who     notifies     freshness         needs
    Rule(Move.ASK,      NEW,   State.WAITING,   PERSON, frozenset(), NEEDS_FRESH_PAGE, (unit_may_be_asked, no_ongoing, why_written)),
    Rule(Move.ACCEPT,   OPEN,  State.ACCEPTED,  UNIT,   PERSON,      NEEDS_FRESH_PAGE, (alive,)),
    Rule(Move.DECLINE,  OPEN,  State.DECLINED,  UNIT,   PERSON,      NEEDS_FRESH_PAGE, (reason_written,)),
    Rule(Move.WITHDRAW, OPEN,  State.WITHDRAWN, PERSON, frozenset(), NEEDS_FRESH_PAGE),
], states=State, capacities=Capacity)
# fmt: on
