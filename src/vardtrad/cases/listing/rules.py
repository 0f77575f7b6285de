"""What may happen to a request for listing (listningsönskemål, 004-017, 004-072): asked, then accepted or declined."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import NOWHERE, Freshness, Need, Rule, Table


class State(TextChoices):
    """The states of a request."""

    WAITING = "waiting", gettext_lazy("Att hantera")
    ACCEPTED = "accepted", gettext_lazy("Godkänt")
    DECLINED = "declined", gettext_lazy("Avböjt")
    WITHDRAWN = "withdrawn", gettext_lazy("Återtaget av invånaren")


class Move(TextChoices):
    """The moves of a request."""

    ASK = "ask", gettext_lazy("Be om listning")
    ACCEPT = "accept", gettext_lazy("Godkänn")
    DECLINE = "decline", gettext_lazy("Avböj")
    WITHDRAW = "withdraw", gettext_lazy("Ta tillbaka")


class Capacity(TextChoices):
    """In what capacity somebody acts on a request."""

    RESIDENT = "resident", gettext_lazy("Invånaren")
    CLINIC = "clinic", gettext_lazy("Ärendemottagare eller ärendehanterare på mottagningen")


REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """The facts for the needs of a request, gathered under the lock. What has not been gathered refuses."""

    clinic_lists: bool = False
    listed_here: bool = True
    may_reach_clinic: bool = False
    alive: bool = False
    reason: str = ""


def _clinic_lists(facts: ListingFacts) -> str | None:
    return None if facts.clinic_lists else _("Mottagningen tar inte emot önskemål om listning.")


def _not_here_already(facts: ListingFacts) -> str | None:
    return _("Du är redan listad här.") if facts.listed_here else None


def _may_reach(facts: ListingFacts) -> str | None:
    if facts.may_reach_clinic:
        return None
    return _(
        "Du har skyddade personuppgifter. Därför behöver mottagningen först godkänna att ni skriver till varandra här. Ring mottagningen, så får du hjälp."
    )


def _alive(facts: ListingFacts) -> str | None:
    return None if facts.alive else _("Personen har avlidit och kan inte listas.")


def _some_reason(facts: ListingFacts) -> str | None:
    if not facts.reason.strip():
        return _("Skriv varför önskemålet avböjs. Invånaren läser det.")
    return too_long(facts.reason, REASON_LIMIT)


clinic_lists = Need("mottagningen är en vårdcentral som tar emot ärenden", _clinic_lists)
not_here_already = Need("invånaren är inte redan listad här", _not_here_already)
may_reach_clinic = Need("en invånare med skyddade personuppgifter är godkänd av mottagningen", _may_reach)
alive = Need("personen lever", _alive)
some_reason = Need("en orsak som invånaren kan läsa finns", _some_reason)

RESIDENT, CLINIC = frozenset({Capacity.RESIDENT.value}), frozenset({Capacity.CLINIC.value})
NEW, OPEN = frozenset({NOWHERE}), frozenset({State.WAITING.value})
NEEDS_FRESH_PAGE = Freshness.NEEDS_FRESH_PAGE

# Every move ends the waiting or begins it, so each must have seen the latest: two answers cannot both be right.
# fmt: off
TABLE: Table[ListingFacts] = Table([
    #    move        start  end          who       notifies     freshness  needs
    Rule(Move.ASK,      NEW,   State.WAITING,   RESIDENT, CLINIC,      NEEDS_FRESH_PAGE,     (clinic_lists, not_here_already, may_reach_clinic)),
    Rule(Move.ACCEPT,   OPEN,  State.ACCEPTED,  CLINIC,   RESIDENT,    NEEDS_FRESH_PAGE,     (alive,)),
    Rule(Move.DECLINE,  OPEN,  State.DECLINED,  CLINIC,   RESIDENT,    NEEDS_FRESH_PAGE,     (some_reason,)),
    Rule(Move.WITHDRAW, OPEN,  State.WITHDRAWN, RESIDENT, frozenset(), NEEDS_FRESH_PAGE),
], states=State, capacities=Capacity)
# fmt: on
