"""The strip over an open step: which units have confirmed it, and who may (001-125, 001-144)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.shown import who_may
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.web import dates


@dataclass(frozen=True, slots=True)
class StripParty:
    """A party in the strip over a step, as ``p.strip`` wants it."""

    letter: str
    name: str
    progress: str
    mine: bool
    done: int
    total: int
    note: str
    units: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip over a step: who has acknowledged, attested or approved, and whether it is this seat's task now."""

    heading: str
    parties: list[StripParty]
    mine: bool
    round: int


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A step that units confirm: its round, the duty, the parties that have it, and those that may do it just now.

    ``said`` are the words for who has done it, with %(at)s and %(name)s; ``notes`` is a remark on a party by its value.
    """

    heading: str
    round: int
    duty: Duty
    parties: Sequence[Party]
    own: Collection[Party]
    said: Callable[[], str]
    notes: Mapping[str, str]


def strip(
    seat: Seat, members: Sequence[Member], done: Mapping[UUID, Done], step: Confirmable, *, offered: bool
) -> Strip:
    """The strip of a step; ``offered`` says whether the table offers the move to the seat. Two queries."""
    mine = offered and planning.awaits(seat, members, done, step.duty, tuple(step.own))
    roles = who_may(members, step.duty)
    parties = []
    for party in planning.progress(members, done, step.parties):
        words = {
            member.unit: step.said() % {"at": dates.stamp(met.at), "name": met.by_name} for member, met in party.done
        }
        parties.append(
            StripParty(
                letter=party.letter,
                name=party.name,
                progress=party.progress,
                mine=mine and party.party is seat.party,
                done=len(party.done),
                total=len(party.done) + len(party.awaited),
                note=step.notes.get(party.party.value, ""),
                units=[
                    (member.name, words.get(member.unit, ""), roles.get(member.unit, ""))
                    for member in members
                    if member.party is party.party
                ],
            )
        )
    return Strip(step.heading, parties, mine, step.round)


def acknowledged_words() -> str:
    """The words for a unit that has acknowledged."""
    return _("Kvitterade %(at)s, %(name)s.")
