"""What may be registered on the way through a plan (B-25), and the needs of the move that registers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import Need
from vardtrad.shared.care_units.rules import Party


class EventKind(TextChoices):
    """What may happen on the way (B-25)."""

    LEAVE = "leave", gettext_lazy("Permission")
    RETURN = "return", gettext_lazy("Åter från permission")
    TRANSFER = "transfer", gettext_lazy("Överflyttad till annan avdelning")
    TOLD_OUTSIDE = "told_outside", gettext_lazy("Meddelad på annat sätt")
    CALL_SENT = "call_sent", gettext_lazy("Kallelse till SIP skickad")
    CARE_MISSING = "care_missing", gettext_lazy("Öppenvårdens insatser saknas")
    CARE_READY = "care_ready", gettext_lazy("Öppenvårdens insatser är på plats")
    PLACED = "placed", gettext_lazy("Placerad av annan kommun")
    CORRECTION = "correction", gettext_lazy("Rättelse")
    CANCELLATION = "cancellation", gettext_lazy("Inställd")
    DECEASED = "deceased", gettext_lazy("Avliden")


CORRECTING = frozenset({EventKind.CORRECTION.value, EventKind.CANCELLATION.value})
"""Events that take back the effect of an earlier event, which they name."""
_CARE = {EventKind.CARE_MISSING.value, EventKind.CARE_READY.value}
KINDS_OF: Mapping[Party, frozenset[str]] = {
    Party.INPATIENT: frozenset(EventKind.values) - {EventKind.CALL_SENT.value},
    Party.OUTPATIENT: CORRECTING | _CARE | {EventKind.CALL_SENT.value},
    Party.MUNICIPALITY: CORRECTING | _CARE | {EventKind.PLACED.value},
}
"""What each party registers, and may correct: the ward what happens to the patient, each party what it answers for."""


def kinds_of(party: Party, *, alone: bool) -> frozenset[str]:
    """The kinds of events that a party registers and may correct.

    ``alone``: no outpatient unit takes part. Then nobody else here can say that the health centre of another region has
    called to a SIP, and the ward registers it.
    """
    calls = {EventKind.CALL_SENT.value} if alone and party is Party.INPATIENT else set()
    return KINDS_OF[party] | calls


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """What the needs of an event ask about.

    ``event_standing`` is the kind of the event that still says where the patient is (see :func:`standing_of`).
    ``parties_missing`` names the receiving parties that have no unit in the plan, and ``placed_by_absent`` says that
    the municipality that has placed the patient has none.
    """

    confirmed: bool = False
    reason: str = ""
    deceased: bool = False
    event_known: bool = False
    event_kind: str = ""
    event_of_party: bool = True
    event_standing: str = ""
    corrects_known: bool = False
    parties_missing: Sequence[str] = field(default_factory=tuple)
    placed_by_absent: bool = False


class Registered(Protocol):
    """An event as far as its effect is concerned; ``corrects_id`` is the event that it takes back."""

    id: UUID
    kind: str
    day: date
    corrects_id: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a plan's events say now: the event that still holds, since which day, and who was told in another way."""

    kind: str = ""
    since: date | None = None
    told_outside: bool = False


Happened = TypeVar("Happened", bound=Registered)


def still_holding(events: Iterable[Happened]) -> list[Happened]:
    """The events that no later one corrects or cancels, in the order of their registration."""
    known = list(events)
    taken_back = {event.corrects_id for event in known if event.corrects_id is not None}
    return [event for event in known if event.id not in taken_back]


def placement_of(events: Iterable[Happened]) -> Happened | None:
    """The placement that says who pays from its day on: the last by its day, and of one day by its registration."""
    placements = [event for event in still_holding(events) if event.kind == EventKind.PLACED]
    return max(placements, key=lambda event: event.day, default=None)


def standing_of(events: Iterable[Registered]) -> Standing:
    """What the events of a plan, in the order of their registration, say together.

    An event that a later one corrects or cancels has no effect. A death holds before everything else; otherwise the
    last of leave, return and transfer does, and after a return nothing is left to say.
    """
    held = still_holding(events)
    told = any(event.kind == EventKind.TOLD_OUTSIDE for event in held)
    for kinds in ({EventKind.DECEASED}, {EventKind.LEAVE, EventKind.RETURN, EventKind.TRANSFER}):
        last = next((event for event in reversed(held) if event.kind in kinds), None)
        if last is not None and last.kind != EventKind.RETURN:
            return Standing(last.kind, last.day, told)
    return Standing(told_outside=told)


def death_question() -> str:
    """The sentence that asks before a death is registered; the page answers it with a choice."""
    return _(
        "Om patienten registreras som avliden avslutas alla uppgifter, tidsfrister och betalningsdagar i ärendet, och "
        "det visas för alla deltagare. Bekräfta att det är rätt patient."
    )


def _event_known(facts: EventFacts) -> str | None:
    return None if facts.event_known else _("Välj en händelse i listan.")


def _event_of_party(facts: EventFacts) -> str | None:
    return None if facts.event_of_party else _("Händelsen registreras av en annan part.")


def _event_text(facts: EventFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv händelsen så att mottagarna vet vad som gäller.")


def _names_what_it_corrects(facts: EventFacts) -> str | None:
    if facts.event_kind not in CORRECTING or facts.corrects_known:
        return None
    return _("Välj vilken händelse som rättas eller ställs in.")


def _returns_from_leave(facts: EventFacts) -> str | None:
    if facts.event_kind != EventKind.RETURN or facts.event_standing == EventKind.LEAVE:
        return None
    return _("Patienten är inte på permission i ärendet. Registrera permissionen först, eller välj en annan händelse.")


def _dies_once(facts: EventFacts) -> str | None:
    if facts.event_kind != EventKind.DECEASED or not facts.deceased:
        return None
    return _("Patienten är redan registrerad som avliden. Rätta den händelsen om något i den är fel.")


def _death_confirmed(facts: EventFacts) -> str | None:
    if facts.event_kind != EventKind.DECEASED or facts.confirmed:
        return None
    return death_question()


def _somebody_to_tell(facts: EventFacts) -> str | None:
    if facts.event_kind != EventKind.TOLD_OUTSIDE or facts.parties_missing or facts.placed_by_absent:
        return None
    return _("Alla parter har en mottagare i ärendet. Skriv ett meddelande i ärendet i stället.")


def _not_deceased(facts: EventFacts) -> str | None:
    if not facts.deceased:
        return None
    return _("Patienten är registrerad som avliden. Rätta den händelsen först, om den är fel.")


event_known = Need("händelsen finns i listan", _event_known)
event_of_party = Need("händelsen hör till den egna parten", _event_of_party)
event_text = Need("händelsen är beskriven", _event_text)
names_what_it_corrects = Need(
    "en rättelse eller inställd händelse säger vilken händelse den gäller", _names_what_it_corrects
)
returns_from_leave = Need("åter från permission kommer efter en permission", _returns_from_leave)
dies_once = Need("patienten är inte redan registrerad som avliden", _dies_once)
death_confirmed = Need("ett dödsfall är bekräftat", _death_confirmed)
somebody_to_tell = Need(
    "meddelad på annat sätt gäller en part, eller en placerande kommun, som saknar mottagare", _somebody_to_tell
)
not_deceased = Need("patienten är inte registrerad som avliden", _not_deceased, known_beforehand=True)

REGISTERING: tuple[Need[EventFacts], ...] = (
    event_known,
    event_of_party,
    names_what_it_corrects,
    returns_from_leave,
    dies_once,
    somebody_to_tell,
    event_text,
    death_confirmed,
)
"""What every event needs, in the order in which a refusal is told; the question about a death comes last."""
