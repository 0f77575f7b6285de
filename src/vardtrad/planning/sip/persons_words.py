"""What the person whom a SIP is about does on their own pages: answers, writes, ticks (B-23, B-42).

A proxy does it by the table of proxies. Every word is kept, the latest about a meeting or an activity counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.planning.fields.groups import path_in
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip.actions import step
from vardtrad.planning.sip.field_specs import ACTIVITIES
from vardtrad.planning.sip.given import PersonGiven
from vardtrad.planning.sip.models import PersonsWord
from vardtrad.planning.sip.rules import Move, SipFacts
from vardtrad.planning.sip.subject import CALL, CARE_PLAN, SIP
from vardtrad.shared.proxies.rules import Ground

Kind = PersonsWord.Kind


def come(actor: Actor, key: UUID, round_: int, *, submit_key: UUID | None = None) -> Moved:
    """Answer that the person comes to the meeting of the shown round of the call. Raises Refused."""
    given = PersonGiven(round=round_)
    return step(actor, key, Move.COME, CALL, given, _writer(actor, Kind.COMES), None, submit_key)


def ask_another_time(actor: Actor, key: UUID, round_: int, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Ask for another time than that of the shown round, in own words. Raises Refused."""
    given = PersonGiven(round=round_, text=text)
    return step(actor, key, Move.ASK_ANOTHER_TIME, CALL, given, _writer(actor, Kind.ANOTHER_TIME), None, submit_key)


def write_to_coordinator(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Write to those who coordinate the plan; every participating unit reads it. Raises Refused."""
    given, body = PersonGiven(text=text), _writer(actor, Kind.TO_COORDINATOR)
    return door.move(SIP, actor, key, Move.WRITE_TO_COORDINATOR, given=given, body=body, submit_key=submit_key)


def tick(actor: Actor, key: UUID, row: UUID, *, done: bool, submit_key: UUID | None = None) -> Moved:
    """Mark an activity that the person is responsible for as done, or as not done after all. Raises Refused."""
    given = PersonGiven(row=row)
    body = _writer(actor, Kind.DONE if done else Kind.NOT_DONE)
    return step(actor, key, Move.TICK, CARE_PLAN, given, body, None, submit_key)


def _writer(actor: Actor, kind: PersonsWord.Kind) -> Any:
    def write(moving: door.Moving[Plan, SipFacts, PersonGiven]) -> None:
        given = moving.given
        moving.add(
            PersonsWord(
                plan=moving.thing,
                kind=kind,
                round=given.round,
                row=given.row,
                text=given.text.strip(),
                by=actor.id,
                ground=actor.ground if actor.acts_for is not None else "",
                at=moving.at,
            )
        )

    return write


@dataclass(frozen=True, slots=True)
class Said:
    """What the person has said: all words, latest first, and of them what counts now.

    ``about_call`` is the answer to the round that is called now, ``done`` the activities that the person has done.
    """

    words: Sequence[PersonsWord] = ()
    about_call: PersonsWord | None = None
    done: frozenset[UUID] = field(default_factory=frozenset)

    def own(self, actor: UUID) -> list[tuple[str, datetime]]:
        """The texts that somebody has written, with when (UTC), oldest first."""
        return [(word.text, word.at) for word in reversed(self.words) if word.by == actor and word.text]


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word as staff read it: what it is, about which activity, the text, when (UTC), and the proxy's ground."""

    words: str
    about: str
    text: str
    at: datetime
    proxy: str


def words_for_staff(plan: UUID, before: datetime | None = None) -> list[ShownWord]:
    """The person's words, the latest first; with ``before`` (UTC) those that were said by then. Two queries."""
    rows = PersonsWord.objects.filter(plan_id=plan).order_by("-at", "-id")
    words = list(rows if before is None else rows.filter(at__lte=before))
    headings = {path_in(ACTIVITIES, word.row, "rubrik"): word.row for word in words if word.row is not None}
    named = dict(Field.objects.filter(plan_id=plan, path__in=headings).values_list("path", "value"))
    of_row = {headings[path]: value for path, value in named.items()}
    return [
        ShownWord(
            words=word.get_kind_display(),
            about=of_row.get(word.row, "") if word.row is not None else "",
            text=word.text,
            at=word.at,
            proxy=str(Ground(word.ground).label) if word.ground else "",
        )
        for word in words
    ]


def said_in(plan: UUID, round_: int | None) -> Said:
    """What the person has said in a plan whose call has come to this round: one query."""
    words = list(PersonsWord.objects.filter(plan_id=plan).order_by("-at", "-id"))
    answers = (word for word in words if word.round is not None and word.round == round_)
    latest: dict[UUID, str] = {}
    for word in words:
        if word.row is not None:
            latest.setdefault(word.row, word.kind)
    done = frozenset(row for row, kind in latest.items() if kind == Kind.DONE)
    return Said(words, next(answers, None), done)
