"""The plans that all had approved before the present one, as the person reads and compares them (B-23)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from vardtrad.gate.models import Version
from vardtrad.planning.own.queries import Activity, Approved, MyPlan, read_as_it_held
from vardtrad.planning.plan.lines import Line, Part
from vardtrad.planning.publications.comparing import Change, compare
from vardtrad.planning.sip.rules import Move, Step

A_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that has been replaced: from when until when it held (UTC). ``number`` counts from 1, the oldest."""

    number: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not the same any more: under which heading, and the words before and now ("" where there are none)."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier plan with its text, and what differs from the plan that came after it.

    ``after`` is None while the plan that replaces it has not been approved by all.
    """

    held: Held
    approved: Approved
    after: Approved | None
    differences: Sequence[Difference]


def held_before(plan: UUID) -> list[Held]:
    """The approved plans that "Uppdatera plan" has replaced, the oldest first: one query.

    Each such move keeps in its snapshot since when the plan held that it broke, and until when: the moment of the move,
    to the millisecond. A move that broke nothing repeats what the snapshot before it says.
    """
    updates = Version.objects.filter(key=plan, part=Step.CARE_PLAN, move=Move.UPDATE_PLAN).order_by("number")
    held: list[Held] = []
    for at, snapshot in updates.values_list("at", "snapshot"):
        part = snapshot.get("part", {})
        since, until = (parse_datetime(part.get(name) or "") for name in ("held_from", "held_until"))
        if since is not None and until is not None and abs(at - until) < A_MILLISECOND:
            held.append(Held(len(held) + 1, since, at))
    return held


def earlier_plan(mine: MyPlan, number: int) -> Earlier | None:
    """The earlier plan with this number, for a person whose plan has been read through the door; None without one.

    The plan that is being updated is still the person's plan (``mine.approved``), and is none of the earlier ones.
    """
    held = {each.number: each for each in earlier_of(mine)}
    if number not in held:
        return None
    this, following = held[number], held.get(number + 1)
    approved = replace(read_as_it_held(mine.plan.id, this.since, this.until, mine.said), updating=False)
    after = (
        read_as_it_held(mine.plan.id, following.since, following.until, mine.said)
        if following is not None
        else mine.approved
    )
    differences = [_difference(change) for change in compare(_parts(approved), _parts(after))] if after else []
    return Earlier(this, approved, after, differences)


def earlier_of(mine: MyPlan) -> list[Held]:
    """The replaced plans but for one that is still shown as the person's plan while a new one is written."""
    held = held_before(mine.plan.id) if mine.replaced else []
    updating = mine.approved is not None and mine.approved.updating
    return held[:-1] if updating else held


def _parts(approved: Approved) -> list[Part]:
    return [Part(_("Planen"), [line for line in _lines(approved) if line.words])]


def _lines(approved: Approved) -> Iterator[Line]:
    yield Line(_("Så är det nu"), approved.situation)
    yield Line(_("Målet"), approved.goal)
    for goal in approved.sub_goals:
        yield Line(_("Delmål"), goal.heading, key=f"{goal.row}")
        yield Line(_("Ansvarig för %(goal)s") % {"goal": goal.heading}, goal.unit, key=f"{goal.row} unit")
        for activity in goal.activities:
            yield from _of_activity(activity)
    for text in approved.others:
        yield Line(text.label, text.text, key=text.path)


def _of_activity(activity: Activity) -> Iterator[Line]:
    responsible = _("Jag") if activity.mine else activity.responsible
    told = (
        ("", _("Aktivitet"), activity.heading),
        ("text", _("Om %(activity)s"), activity.text),
        ("who", _("Vem som gör %(activity)s"), responsible),
        ("day", _("När %(activity)s följs upp"), activity.day),
        ("status", _("Status för %(activity)s"), activity.status),
        ("follow", _("Uppföljning av %(activity)s"), activity.follow_up),
    )
    for name, label, words in told:
        yield Line(label % {"activity": activity.heading}, words, key=f"{activity.row} {name}")


def _difference(change: Change) -> Difference:
    before = "".join(piece.words for piece in change.pieces if piece.kind in {"same", "removed"})
    now = "".join(piece.words for piece in change.pieces if piece.kind in {"same", "added"})
    return Difference(change.line.label, before.strip(), now.strip())
