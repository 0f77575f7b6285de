"""Linking two cases of the same person at a clinic (B-10)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.capacities import capacities_of
from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.models import Case, CaseLink
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor

THREAD = {
    Move.LINK: ThreadWords(staff=_("Ihopkopplat med ett annat ärende av %(by)s.")),
}


@dataclass(frozen=True, slots=True)
class LinkWith(Given):
    """The other case."""

    other: UUID

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the other case is of the same person at the same clinic, and the actor may see it (B-10)."""
        other = Case.objects.filter(pk=self.other, clinic_id=case.clinic_id, patient_id=case.patient_id).first()
        return CaseFacts(
            other_case=other is not None
            and other.id != case.id
            and bool(capacities_of(gathering.actor, [other])[other.id])
        )

    @override
    def write(self, moving: Moving) -> None:
        """A pair of cases is kept once, whichever of them it was linked from."""
        first, second = sorted((moving.thing.id, self.other))
        moving.add(CaseLink(case_id=first, other_id=second, at=moving.at, by_name=moving.actor.name))


def link(actor: Actor, key: UUID, other: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Link a case with another of the same person at the clinic (B-10). Raises Refused."""
    return move(actor, key, Move.LINK, LinkWith(other), submit_key=submit_key)
