"""The start page of a seat: which plans stand on it, in which order, what they look like, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from vardtrad.gate.alphabet import alphabetical
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning import processes
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.messages.queries import Counts
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Contact, Participant, Plan
from vardtrad.planning.plan.process import Due, Overview, StepView
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.planning.plan.shown import standing_event
from vardtrad.planning.start.filters import TO_DO, ListFilter, Sort, ToDo, View
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.drafts import queries as drafts
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.lists.counts import COUNTED
from vardtrad.shared.lists.paging import PAGE
from vardtrad.shared.people.models import Person

NO_COUNTS = Counts()


@dataclass(frozen=True, slots=True)
class Row:
    """A plan as a row of the list.

    ``todo`` is what the red circle says; ``steps`` stand in the order of 001-244; ``event`` is the event that still
    says where the patient is, in words (B-25).
    """

    id: UUID
    process: str
    name: str
    identity: str
    protected: bool
    address: str
    messages_address: str
    steps: Sequence[StepView]
    tasks: Sequence[tuple[str, str]]
    counts: Counts
    updated: datetime
    changed: bool
    event: str
    deceased: bool

    @property
    def todo(self) -> str:
        """What the seat's role has to do, in words (001-103)."""
        return ", ".join(words for words, _address in self.tasks)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list; ``newer`` and ``older`` are the plans that the pages before and after it go on from."""

    rows: list[Row]
    newer: UUID | None = None
    older: UUID | None = None


# ── Which plans ──────────────────────────────────────────────────────────────────────────────────────────────────────


def visible_to(unit: UUID, role: str, which: Q) -> QuerySet[Plan]:
    """The plans that a role of a unit may open, as ``plans.capacities_of`` says, and of those ``which``.

    All is asked of one participant, and a unit takes part once, so a plan stands once.
    """
    return Plan.objects.filter(
        which,
        Q(shared__isnull=False) | Q(participants__party=F("begun_by")),
        participants__unit=unit,
        participants__removed__isnull=True,
        participants__roles__contains=[role],
    ).exclude(state=State.ANNULLED)


LISTED = Q(participants__listed=True)
ONGOING = Q(closed__isnull=True)


def _of_view(view: View, staff: UUID) -> Q:
    """What a view asks for. What has left the start page and goes on is still in the others (001-061, 001-062)."""
    if view is View.START:
        return LISTED
    if view is View.SIPS:
        return ONGOING & Q(process=ProcessCode.SIP)
    own = Q(Exists(Contact.objects.filter(plan_id=OuterRef("pk"), staff_id=staff, removed__isnull=True)))
    for process in processes.PROCESSES:
        own |= process.kept_by(staff)
    return (LISTED | ONGOING) & own


FILTER_BOX = "filter.ord"
"""The box under which the words of a narrowed list are kept among its writer's drafts."""


def kept_filter(actor: Actor, key: UUID) -> str:
    """The words that the actor narrowed a list by, under this id; empty when there are none, or they are not theirs."""
    kept = drafts.of(actor, key).get(FILTER_BOX)
    return kept.text if kept is not None else ""


def same_filter(actor: Actor, words: str) -> UUID | None:
    """The id under which the actor has these words already."""
    mine = Draft.objects.filter(owner=actor.id, box=FILTER_BOX, text=words)
    return mine.values_list("key", flat=True).first()


def _plans(seat: Seat, staff: UUID, asked: ListFilter) -> QuerySet[Plan]:
    """The plans of a view that fit its filters."""
    return visible_to(seat.unit.id, seat.role.code, _of_view(asked.view, staff)).filter(asked.chosen.condition(seat))


def _ordered(plans: QuerySet[Plan], sort: Sort) -> QuerySet[Plan]:
    """With the columns of the order."""
    if sort is Sort.NAME:
        return plans.annotate(family=alphabetical("patient__family_name"), given=alphabetical("patient__given_name"))
    return plans.annotate(number=F("patient__identity")) if sort is Sort.NUMBER else plans


def _keys(plans: QuerySet[Plan], asked: ListFilter) -> QuerySet[Plan, Any]:
    """The ids of one page and one more, in the page's order (backwards for the page before a place)."""
    columns, plans = asked.sort.columns, _ordered(plans, asked.sort)
    backwards = asked.before is not None
    up = asked.goes_up != backwards
    key = asked.before or asked.after
    place = plans.filter(pk=key).values_list(*columns).first() if key is not None else None
    if place is not None:
        lookup = TupleGreaterThan if up else TupleLessThan
        plans = plans.filter(lookup(Tuple(*(F(column) for column in columns)), place))
    order = [F(column).asc() if up else F(column).desc() for column in columns]
    return plans.order_by(*order).values_list("pk", flat=True)[: PAGE + 1]


def _with_all(keys: Any) -> QuerySet[Plan]:
    return _with_parts(Plan.objects.filter(pk__in=keys))


def _with_parts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans with their patients and the parts of their steps, whichever process they follow, in one query."""
    for process in processes.PROCESSES:
        plans = process.with_parts(plans)
    return plans.select_related("patient")


@cache
def _opening() -> Compiled[Plan]:
    """The page that one lands on: the ids are chosen first, so that only one page's parts are joined."""
    return Compiled(lambda unit, role: _with_all(_keys(visible_to(unit, role, LISTED), ListFilter())), UUID, str)


def start_page(seat: Seat, staff: UUID, asked: ListFilter, address: str, *, since: datetime | None = None) -> Page:
    """One page of a view for a seat, with how every plan's steps stand: a fixed number of queries.

    ``address`` is the seat's own, ending in "/". Plans with news after ``since`` (UTC) are marked (001-057).
    """
    if asked.as_opened:
        plans = _opening().things(seat.unit.id, seat.role.code)
        plans.sort(key=lambda plan: (plan.updated, plan.id), reverse=True)
    else:
        keys = list(_keys(_plans(seat, staff, asked), asked))
        plan_of = {plan.id: plan for plan in _with_all(keys)}
        plans = [plan_of[key] for key in keys if key in plan_of]
    more = len(plans) > PAGE
    plans = plans[:PAGE]
    newer, older = asked.after is not None, more
    if asked.before is not None:
        plans.reverse()
        newer, older = more, True
    rows = _rows(seat, plans, address, since)
    return Page(rows, plans[0].id if newer and plans else None, plans[-1].id if older and plans else None)


def overviews(seat: Seat, plans: Sequence[Plan], address: str, waiting: Mapping[UUID, int]) -> dict[UUID, Overview]:
    """How every plan's steps are shown to a seat, whichever process it follows: a fixed number of queries for each."""
    overview_of: dict[UUID, Overview] = {}
    for process in processes.PROCESSES:
        own = [plan for plan in plans if plan.process == process.code]
        if own:
            overview_of |= process.overviews(seat, own, f"{address}{process.code.value}/", waiting)
    return overview_of


def _rows(seat: Seat, plans: Sequence[Plan], address: str, since: datetime | None) -> list[Row]:
    counts_of = messages.counts([plan.id for plan in plans], seat.unit.id)
    waiting = {key: counts.to_acknowledge for key, counts in counts_of.items()}
    news = planning.news_of(seat.unit.id, [plan.id for plan in plans])
    overview_of = overviews(seat, plans, address, waiting)
    rows = []
    for plan in plans:
        person, overview = plan.patient, overview_of[plan.id]
        here = f"{address}{plan.process}/{plan.id}/"
        rows.append(
            Row(
                id=plan.id,
                process=plan.process,
                name=person.name,
                identity=person.identity_shown,
                protected=person.is_protected,
                address=here,
                messages_address=f"{here}{processes.process_of(plan).opens_on(plan)}/#meddelanden",
                steps=overview.steps,
                tasks=overview.tasks,
                counts=counts_of.get(plan.id, NO_COUNTS),
                updated=plan.updated,
                event=standing_event(plan),
                deceased=plan.deceased or person.deceased,
                changed=since is not None and plan.id in news and news[plan.id] > since,
            )
        )
    return rows


# ── Counts and what has changed ──────────────────────────────────────────────────────────────────────────────────────


def capped(plans: QuerySet[Plan]) -> int:
    """How many plans these are, counted to 1 001 at most."""
    return plans.order_by().values("pk")[: COUNTED + 1].count()


def count(seat: Seat, staff: UUID, asked: ListFilter) -> int:
    """How many plans of a view fit its filters, wherever in the list they stand; counted to 1 001 at most."""
    return capped(_plans(seat, staff, asked))


def has_work(seat: Seat, staff: UUID) -> bool:
    """Whether the seat's role has something to do in any plan on its start page."""
    return _plans(seat, staff, ListFilter().choose(TO_DO, ToDo.ONLY)).exists()


def changed_since(seat: Seat, since: datetime) -> tuple[int, list[UUID]]:
    """How many plans on the seat's start page have news for its unit after a moment, and which (001-057, 001-058).

    Counted to 1 001 at most; the first page of them by key.
    """
    changed = visible_to(seat.unit.id, seat.role.code, LISTED & Q(participants__news__gt=since))
    keys = list(changed.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    return len(keys), keys[: 2 * PAGE]


# ── What the unit was removed from (design decision 6) ────────────────────────────────────────────────────────────────


LEFT_SHOWN = 20
"""How many removals a start page tells of at the most."""
TOLD_FOR = timedelta(days=7)
"""How long a start page tells that the unit has been removed from a plan."""


@dataclass(frozen=True, slots=True)
class Removal:
    """That the seat's unit takes part in a plan no longer; never whose, since the unit may not see it any more."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Annulled:
    """A plan that the ward has removed after the seat's unit had received it: whose, when (UTC), and by which ward.

    The unit may be planning for the patient, so it is told whom to stop planning for (B-25).
    """

    plan: UUID
    name: str
    identity: str
    protected: bool
    at: datetime
    by: str


def annulled_lately(seat: Seat) -> list[Annulled]:
    """The plans of the seat's unit and role that were removed in the last days, the latest first: one query."""
    here = Participant.objects.filter(unit=seat.unit, removed__isnull=True, roles__contains=[seat.role.code])
    plans = Plan.objects.select_related("patient", "unit").filter(
        pk__in=here.values("plan_id"),
        state=State.ANNULLED,
        shared__isnull=False,
        closed__gte=clock.now() - TOLD_FOR,
    )
    return [
        Annulled(plan.id, plan.patient.name, plan.patient.identity_shown, plan.patient.is_protected, at, plan.unit.name)
        for plan in plans.exclude(unit=seat.unit).order_by("-closed", "-id")[:LEFT_SHOWN]
        if (at := plan.closed) is not None
    ]


def left_lately(seat: Seat) -> list[Removal]:
    """The times in the last days when the seat's unit was removed from a plan, the latest first (design decision 6)."""
    removed = Participant.objects.filter(unit=seat.unit, removed__gte=clock.now() - TOLD_FOR).exclude(
        plan__in=Participant.objects.filter(unit=seat.unit, removed__isnull=True).values("plan_id")
    )
    latest = removed.exclude(plan__state=State.ANNULLED).order_by("-removed", "-id")
    rows = latest.values_list("removed", "removed_by")[:LEFT_SHOWN]
    return [Removal(at, by) for at, by in rows if at is not None]


# ── One row unfolded (001-053) ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class More:
    """What "Visa mer information" unfolds. Neither address nor phone of somebody with protected data is given."""

    plan: UUID
    name: str
    address: str
    protected: bool
    phone: str
    members: Sequence[Member]
    tasks: Sequence[tuple[str, str]]
    clocks: Sequence[Due]


def more(seat: Seat, key: UUID, address: str) -> More | None:
    """The unfolded row of a plan that the seat may open; None when it may not."""
    plan = _with_parts(visible_to(seat.unit.id, seat.role.code, Q()).filter(pk=key)).first()
    if plan is None:
        return None
    (row,) = _rows(seat, [plan], address, None)
    clocks = processes.process_of(plan).clocks(seat, [plan]).get(plan.id, [])
    return More(
        plan=plan.id,
        name=row.name,
        address="" if plan.patient.is_protected else registered_address(plan.patient),
        protected=row.protected,
        phone="" if plan.patient.is_protected else plan.patient.phone,
        members=planning.members_of([key]).get(key, []),
        tasks=row.tasks,
        clocks=clocks,
    )


def registered_address(person: Person) -> str:
    """The address of the population register on one line; only for somebody whose data are not protected."""
    place = f"{person.postal_code} {person.place}".strip()
    return ", ".join(part for part in (person.street, place) if part)
