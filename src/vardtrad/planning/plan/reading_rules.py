"""The grounds on which staff outside a plan may read it (001-033…039). Reading is no move but has needs like one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.kernel.tables import Need
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.rules import PlanFacts, licensed, responsible_licensed


@dataclass(frozen=True, kw_only=True)
class ReadingFacts(PlanFacts):
    """The facts about a member of staff who wants to read a plan without taking part.

    ``own``: the actor's organisation takes part in the plan.
    """

    basis: Basis
    own: bool


def _ground_fits(facts: ReadingFacts) -> str | None:
    if facts.own == (facts.basis is Basis.OWN_ORGANISATION):
        return None
    return _("Välj på vilken grund du läser ärendet.")


def _knows_it_is_logged(facts: ReadingFacts) -> str | None:
    return None if facts.confirmed else _("Bekräfta först att du förstår att läsningen loggas.")


def _says_the_danger(facts: ReadingFacts) -> str | None:
    return None if facts.reason.strip() else _("Beskriv kort varför det är bråttom.")


ground_fits = Need("grunden passar den som läser", _ground_fits)
knows_it_is_logged = Need("den som läser vet att läsningen loggas", _knows_it_is_logged)
says_the_danger = Need("faran är beskriven", _says_the_danger)
READING: Mapping[Basis, tuple[Need[ReadingFacts], ...]] = {
    Basis.OWN_ORGANISATION: (ground_fits, knows_it_is_logged),
    Basis.CONSENT: (ground_fits, knows_it_is_logged),
    Basis.HARM_ASSESSMENT: (ground_fits, knows_it_is_logged, licensed, responsible_licensed),
    Basis.DANGER: (ground_fits, knows_it_is_logged, says_the_danger),
}


def why_not_read(facts: ReadingFacts) -> str | None:
    """The sentence of the first unmet need for reading on this ground; None if all needs are met."""
    return next(filter(None, (need.refusal(facts) for need in READING[facts.basis])), None)
