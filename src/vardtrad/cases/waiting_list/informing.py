"""Vårdgarantiservice at work: what it tells a patient who has accepted, and when it went through its list.

The message is a case of the kind Information from the service's own unit, so that the patient reads it in the inbox and
asks there (004-069, 004-079); who has no account gets it as a letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from typing_extensions import override

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.waiting_list.appointing import CODE
from vardtrad.cases.waiting_list.facts import Given, Moving, facts
from vardtrad.cases.waiting_list.models import GuaranteeService, ServiceRound, WaitingEntry
from vardtrad.cases.waiting_list.rules import Kind, Move
from vardtrad.cases.waiting_list.subject import ENTRIES, Moved, move
from vardtrad.gate import door, settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.letters import actions as letters

LETTERS = "care_guarantee_provider"
"""The kind of the letters that say the same; their key is the entry's change of code that they answer to."""
PROVIDER = "{vårdgivare}"
"""What stands for the provider's name in the text."""


def _serves(actor: Actor) -> None:
    here = actor.unit
    if here is None or actor.roles.isdisjoint(MAY_HANDLE) or not GuaranteeService.objects.filter(unit_id=here).exists():
        raise not_there()


LOOKS = Settings(check=_serves)
"""The service's own list is gone through by those who work with cases there."""


def look(actor: Actor) -> None:
    """The service has gone through its list: what comes from now on is new (004-068). Raises Refused."""
    with settings_door.change(LOOKS, actor, "look_through", "waiting_list"):
        ServiceRound.objects.create(unit_id=actor.here, at=clock.now(), by_name=actor.name)


def standard_text(entry: WaitingEntry, service: GuaranteeService) -> str:
    """The message as it is proposed in the patient's language, with the provider left to fill in (004-070, 004-071)."""
    with translation.override(entry.patient.language):
        return _standard_text(entry, service)


def _standard_text(entry: WaitingEntry, service: GuaranteeService) -> str:
    what = _("operation") if entry.kind == Kind.OPERATION else _("besök")
    travel = _("ersättning för resekostnader")
    if service.travel_link:
        travel = f"[{travel}]({service.travel_link})"
    questions = f"[Vårdgarantiservice]({settings.PUBLIC_URL}/mottagningar/{service.unit_id})"
    return _(
        "Hej!\n\nDu har valt att få en tid för %(what)s inom vårdgarantin hos en av de vårdgivare som regionen har "
        "avtal med.\n\nInom 8 veckor kommer du att få en kallelse med tid för %(what)s hos %(provider)s.\n\nDu får ta "
        "med en närstående och ni kan båda få %(travel)s. Spara kvitton för besök och resa. Det är du som söker "
        "reseersättning för både dig och din närstående.\n\nOm du har några frågor kan du ställa dem till oss på "
        "%(questions)s."
    ) % {"what": what, "provider": PROVIDER, "travel": travel, "questions": questions}


@dataclass(frozen=True, slots=True)
class Inform(Given):
    """The provider and the message; ``case`` is the case in which it was sent, None for who gets a letter."""

    provider: str
    text: str
    case: UUID | None = None
    unit: Unit | None = None

    @override
    def facts(self) -> Mapping[str, Any]:
        return {"provider": self.provider, "text": self.text}

    @override
    def write(self, moving: Moving) -> None:
        """The clinic is told, since it is to send the documents (004-015)."""
        entry = moving.thing
        entry.provider, entry.informed, entry.information_id = self.provider, moving.at, self.case
        entry.posted, entry.posted_by, entry.posted_contents = None, "", []
        if self.case is None:
            title = _("Besked om var du kommer att få vård")
            key = uuid5(entry.id, f"{LETTERS}:{entry.content}")
            moving.add(letters.new(LETTERS, key, entry.patient, unit=self.unit, title=title, text=self.text))


def inform(
    actor: Actor, unit: Unit, key: UUID, provider: str, text: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Tell the patient which provider it will be, and mark the entry so (004-068…071). Raises Refused.

    The case is sent first, by a submit key that follows of the entry and its content: after a crash between the two the
    same press sends nothing twice, and only marks. What the table would refuse is refused before anything is sent.
    """
    entry, capacities = door.follow(ENTRIES, actor, key, related=("clinic", "patient"))
    whole = text.replace(PROVIDER, provider)
    case: UUID | None = None
    if entry.patient.may_log_in and _would_be_made(actor, entry, capacities, Inform(provider, whole), seen):
        template = CaseType.objects.get(code=CODE)
        outgoing = [Outgoing(entry.patient, whole, uuid5(entry.id, f"inform:{entry.content}"))]
        (sent,) = send_out(actor, unit, template, outgoing, Staff.objects.get(pk=actor.id))
        if isinstance(sent, Refused):
            raise sent
        case = sent.thing.id
    return move(actor, key, Move.INFORM, Inform(provider, whole, case, unit), seen=seen, submit_key=submit_key)


def _would_be_made(
    actor: Actor, entry: WaitingEntry, capacities: frozenset[str], given: Inform, seen: int | None
) -> bool:
    """Whether the table allows the move as things are: else nothing is sent, and the door says why. Three queries."""
    try:
        ENTRIES.table.judge(
            Move.INFORM,
            state=entry.state,
            capacities=capacities,
            facts=lambda: facts(actor, [(entry, given)])[entry.id],
            stale=seen != entry.content,
        )
    except Refused:
        return False
    return True


def may_inform(entry: WaitingEntry, capacities: frozenset[str]) -> bool:
    """Whether somebody with these capacities may tell the patient of an entry as it is now."""
    return Move.INFORM.value in ENTRIES.table.possible(entry.state, capacities) and not entry.patient.deceased
