"""The page of an open SVU: its frame, the steps, and the verbs of Inskrivning, Tid för utskrivning and Utskrivning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.care_units.rules import Duty, Party
from vardtrad.gate import door
from vardtrad.login.guards import SeatRequest, at_unit
from vardtrad.messages.views import section as messages_section
from vardtrad.planning import queries as planning
from vardtrad.planning import views as planning_views
from vardtrad.planning.models import Plan
from vardtrad.planning.queries import Done, Member
from vardtrad.planning.rules import LIMITED, W
from vardtrad.planning.views import Opened, plan_address, seat_context
from vardtrad.svu import queries
from vardtrad.svu.actions import SVU
from vardtrad.svu.queries import ALL, RECEIVING, Published, Steps
from vardtrad.svu.rules import M, StatementState, Step
from vardtrad.web import dates

PROCESS = "svu"
RELATED = ("patient", "unit", *queries.STEPS, "discharge_time__doctor")


@dataclass(frozen=True)
class Look:
    """One SVU as one seat looks at it, at one step: as it is now, or (with ``past``) as it stood at a version.

    ``plan``, ``steps``, ``members`` and ``done`` are those of that time; ``now`` is the plan as it is, whose consent
    decides what may be read. ``held`` are the seat's standings.
    """

    request: SeatRequest
    plan: Plan
    now: Plan
    held: frozenset[str]
    step: Step
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]
    versions: Sequence[Published]
    opened: Opened = field(default_factory=Opened)
    past: Published | None = None

    @property
    def address(self) -> str:
        """The address of the plan's page, ending in "/"."""
        return plan_address(self.request, PROCESS, self.plan.id)

    @property
    def limited(self) -> bool:
        """Whether the patient has said no: then everybody reads only what the own unit wrote (design decision 7)."""
        return self.now.state in LIMITED

    @property
    def reading_only(self) -> bool:
        """Whether the seat reads without taking part."""
        return self.held == {W.READER.value}

    @property
    def part(self) -> Any:
        """The part of the open step, or None while there is none."""
        return getattr(self.steps, self.step.value)

    def may(self, move: str, step: Step | None = None) -> bool:
        """Whether a button may be drawn: by the tables, from the state of a step (or of the plan) and the standings."""
        if self.past is not None:
            return False
        if step is None:
            return str(move) in door.standing_moves(SVU, self.now, self.held)
        part = getattr(self.steps, step.value)
        return str(move) in SVU.parts[step.value].table.possible("" if part is None else part.state, self.held)

    def reads(self, step: Step) -> bool:
        """Whether the seat may read what was written in a step: after a refusal only the unit that wrote it last."""
        if not self.limited:
            return True
        latest = [one for one in self.versions if one.part == step.value]
        unit = latest[-1].unit if latest else self.plan.unit_id
        return unit == self.request.seat.unit.id

    def typed(self, *names: str) -> Any:
        """The form that came back under one of these names, ready to be sent again when it was refused; else None."""
        form = self.opened.form
        if form is None or self.opened.name not in names:
            return None
        if self.opened.sentence:
            form.renew(self.part.content if self.part is not None else 0)
        return form


Content = Callable[[Look], dict[str, Any]]
CONTENTS: dict[Step, Content] = {}
"""What the template of each step ("svu/_<step>.html") needs besides ``look``."""


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_unit
@require_safe
def show(request: SeatRequest, plan: UUID, step: str = "") -> HttpResponseBase:
    """An open SVU at a step; ``?visa=`` opens a form or a question by link."""
    return plan_page(request, plan, step, Opened(request.GET.get("visa", "")))


def plan_page(request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
    """Read an SVU through the door and draw its page at a step (a ``planning.views.PlanPage``). Raises Refused."""
    found, held = door.read(SVU, request.actor, plan, related=RELATED)
    steps = queries.steps_of(found)
    look = Look(
        request=request,
        plan=found,
        now=found,
        held=held,
        step=Step.of(step) or Step.of(queries.steps_slug(steps)) or Step.ADMISSION,
        steps=steps,
        members=planning.members_of([plan]).get(plan, []),
        done=planning.confirmed_in([plan]).get(plan, queries.NOBODY_YET),
        versions=queries.published(plan),
        opened=opened,
    )
    return draw(look)


def draw(look: Look) -> HttpResponse:
    """Draw a plan as it is looked at. 422 when it shows something that was refused."""
    request, opened, moment = look.request, look.opened, look.past.at if look.past is not None else None
    address = look.address if look.past is None else f"{look.address}version/{look.past.number}/"
    views = queries.overview(request.seat, look.plan, look.steps, look.members, look.done, address).steps
    context = seat_context(request) | {
        "look": look,
        "plan": look.plan,
        "patient": look.plan.patient,
        "address": look.address,
        "step": look.step,
        "views": views,
        "strip": strip(look),
        "countdown": countdown(look),
        "archived": queries.is_archived(look.now, request.seat.unit.id),
        "sentence": opened.sentence,
        "form": opened.form,
        "content": f"svu/_{look.step.value}.html",
    }
    context |= CONTENTS[look.step](look) if look.step in CONTENTS else {}
    context |= messages_section(request, SVU, look.now, look.held, opened, step=look.step.slug, moment=moment)
    side = getattr(planning_views, "side", None)
    if side is not None:
        context |= side(request, SVU, look.now, look.held, opened, step=look.step.slug, moment=moment)
    context["has_side"] = side is not None
    bad = opened.sentence or (opened.form is not None and opened.form.errors)
    return render(request, "svu/plan.html", context, status=422 if bad else 200)


@cache
def _countdowns() -> Callable[..., Any]:
    # Payment stands above SVU in the house: the settings say who counts (settings.PLAN_COUNTDOWNS).
    found: Callable[..., Any] = import_string(settings.PLAN_COUNTDOWNS)
    return found


def countdown(look: Look) -> Any:
    """How it stands with the payment responsibility while the patient is ready and still here (B-24), or None."""
    if look.past is not None or not look.steps.ready or look.steps.discharged:
        return None
    return _countdowns()([look.plan]).get(look.plan.id)


# ── Who has confirmed the open step, and who may (001-125, 001-144) ─────────────────────────────────────────────────

CONFIRMED: Mapping[Step, tuple[Duty, tuple[Party, ...]]] = {
    Step.ADMISSION: (Duty.ACKNOWLEDGE, RECEIVING),
    Step.DISCHARGE_TIME: (Duty.ACKNOWLEDGE, RECEIVING),
    Step.STATEMENT: (Duty.ATTEST, ALL),
}


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
    """The strip over a step: who has acknowledged or attested, and whether that is this seat's task now."""

    heading: str
    parties: list[StripParty]
    mine: bool
    round: int


def strip(look: Look) -> Strip | None:
    """The strip of the open step; None for a step that nobody confirms, or that has nothing to confirm yet."""
    part = look.part
    if look.step not in CONFIRMED or part is None or part.round == 0:
        return None
    duty, parties = CONFIRMED[look.step]
    attests = duty is Duty.ATTEST
    done = look.done.get((look.step.value, part.round), {})
    rejected = attests and part.state == StatementState.REJECTED
    own = (Party.INPATIENT,) if rejected else parties
    move = M.ATTEST if attests else M.ACKNOWLEDGE
    mine = look.may(move, look.step) and planning.awaits(look.request.seat, look.members, done, duty, own)
    who_may = planning.who_may(look.members, duty)
    found = []
    for one in planning.progress(look.members, done, parties):
        waits_for_ward = rejected and one.party is Party.INPATIENT
        words = {member.unit: _done_words(met, attests=attests) for member, met in one.done}
        found.append(
            StripParty(
                letter=one.letter,
                name=one.name,
                progress=one.progress,
                mine=mine and one.party is look.request.seat.party,
                done=len(one.done),
                total=len(one.done) + len(one.awaited),
                note=_("Väntar på slutenvårdens justering") if waits_for_ward else "",
                units=[
                    (member.name, words.get(member.unit, ""), who_may.get(member.unit, ""))
                    for member in look.members
                    if member.party is one.party
                ],
            )
        )
    return Strip(_("Justering") if attests else _("Kvittering"), found, mine, part.round)


def _done_words(done: Done, *, attests: bool) -> str:
    words = {"at": dates.stamp(done.at), "name": done.by_name}
    return (_("Justerade %(at)s, %(name)s.") if attests else _("Kvitterade %(at)s, %(name)s.")) % words
