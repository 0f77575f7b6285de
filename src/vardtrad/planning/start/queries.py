"""The start page of a seat: which plans stand on it, in which order, what they look like, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Collate, Concat, Lower
from django.utils.translation import gettext_lazy

from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import composed
from vardtrad.planning import processes
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.messages.queries import Counts
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Contact, Participant, Plan
from vardtrad.planning.plan.process import Overview, StepView
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.drafts import queries as drafts
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.lists.counts import COUNTED
from vardtrad.shared.lists.paging import PAGE
from vardtrad.shared.people.models import Person

NO_COUNTS = Counts()


class View(models.TextChoices):
    """ "Visa en annan vy" (001-060), by the last part of the address."""

    START = "", gettext_lazy("Startsida")
    CONTACT = "vardkontakt", gettext_lazy("Visa planer för en fast vårdkontakt/samordningsansvarig")
    SIPS = "enhetens-sip", gettext_lazy("Visa en enhets alla SIP")


class Sort(models.TextChoices):
    """The columns that order the list (001-050), by their word in the address."""

    CHANGED = "andrad", gettext_lazy("Ändrad")
    NAME = "namn", gettext_lazy("Namn")
    NUMBER = "personnummer", gettext_lazy("Personnummer")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the list is ordered by; the last one makes every place its own."""
        return {"andrad": ("updated", "id"), "namn": ("family", "given", "id"), "personnummer": ("number", "id")}[self]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody has asked of the list.

    ``rising`` is None for the column's own first direction: latest change on top, names and numbers from the beginning.
    ``after`` and ``before`` are plans that the page lies between: only ids stand in an address, no names or numbers.
    """

    view: View = View.START
    sort: Sort = Sort.CHANGED
    rising: bool | None = None
    to_do: bool = False
    words: str = ""
    after: UUID | None = None
    before: UUID | None = None

    @property
    def goes_up(self) -> bool:
        """Whether the list begins with the least value of its column."""
        return self.sort is not Sort.CHANGED if self.rising is None else self.rising

    @property
    def as_opened(self) -> bool:
        """Whether this is the page that one lands on, which all have open all day."""
        return self == Asked()


@dataclass(frozen=True, slots=True)
class Row:
    """A plan as a row of the list. ``todo`` is what the red circle says; ``steps`` stand in the order of 001-244."""

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
        Q(shared__isnull=False) | Q(participants__party=Party.INPATIENT),
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
    own = Contact.objects.filter(plan_id=OuterRef("pk"), staff_id=staff, removed__isnull=True)
    return (LISTED | ONGOING) & Q(Exists(own))


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


def _plans(seat: Seat, staff: UUID, asked: Asked) -> QuerySet[Plan]:
    """The plans of a view, narrowed by "Att göra" and by what stands in the filter's box."""
    found = visible_to(seat.unit.id, seat.role.code, _of_view(asked.view, staff))
    if asked.to_do:
        found = with_tasks(found, seat)
    return _narrowed(found, asked.words)


def _narrowed(found: QuerySet[Plan], words: str) -> QuerySet[Plan]:
    """Those whose name or personal number holds every word (001-051); a number may be written with its hyphen."""
    if not words.strip():
        return found
    found = found.alias(whole=Concat("patient__given_name", Value(" "), "patient__family_name"))
    for word in composed(words).split():
        digits = word.replace("-", "")
        found = found.filter(Q(whole__icontains=word) | Q(patient__identity__contains=digits.upper()))
    return found


def _alphabetical(column: str) -> Collate:
    """``kernel.swedish.alphabetical`` in the database: å, ä and ö last, whatever its locale, and no ICU needed."""
    turned = Func(F(column), Value("ÅÄÖÆØÜÉåäöæøüé"), Value("{|}|}ye{|}|}ye"), function="translate")
    return Collate(Lower(turned, output_field=models.CharField()), "C")


def _ordered(found: QuerySet[Plan], sort: Sort) -> QuerySet[Plan]:
    """With the columns of the order."""
    if sort is Sort.NAME:
        return found.annotate(family=_alphabetical("patient__family_name"), given=_alphabetical("patient__given_name"))
    return found.annotate(number=F("patient__identity")) if sort is Sort.NUMBER else found


def _keys(found: QuerySet[Plan], asked: Asked) -> QuerySet[Plan, Any]:
    """The ids of one page and one more, in the page's order (backwards for the page before a place)."""
    columns, found = asked.sort.columns, _ordered(found, asked.sort)
    backwards = asked.before is not None
    up = asked.goes_up != backwards
    key = asked.before or asked.after
    place = found.filter(pk=key).values_list(*columns).first() if key is not None else None
    if place is not None:
        lookup = TupleGreaterThan if up else TupleLessThan
        found = found.filter(lookup(Tuple(*(F(column) for column in columns)), place))
    order = [F(column).asc() if up else F(column).desc() for column in columns]
    return found.order_by(*order).values_list("pk", flat=True)[: PAGE + 1]


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
    return Compiled(lambda unit, role: _with_all(_keys(visible_to(unit, role, LISTED), Asked())), UUID, str)


def start_page(seat: Seat, staff: UUID, asked: Asked, address: str, *, since: datetime | None = None) -> Page:
    """One page of a view for a seat, with how every plan's steps stand: a fixed number of queries.

    ``address`` is the seat's own, ending in "/". Plans with news after ``since`` (UTC) are marked (001-057).
    """
    if asked.as_opened:
        plans = _opening().things(seat.unit.id, seat.role.code)
        plans.sort(key=lambda one: (one.updated, one.id), reverse=True)
    else:
        keys = list(_keys(_plans(seat, staff, asked), asked))
        found = {one.id: one for one in _with_all(keys)}
        plans = [found[key] for key in keys if key in found]
    more = len(plans) > PAGE
    plans = plans[:PAGE]
    newer, older = asked.after is not None, more
    if asked.before is not None:
        plans.reverse()
        newer, older = more, True
    rows = _rows(seat, plans, address, since)
    return Page(rows, plans[0].id if newer and plans else None, plans[-1].id if older and plans else None)


def with_tasks(plans: QuerySet[Plan], seat: Seat) -> QuerySet[Plan]:
    """Of the plans where the seat's unit takes part, those where its role has something to do (001-052)."""
    mine = Participant.objects.filter(
        plan_id=OuterRef("pk"), unit_id=seat.unit.id, removed__isnull=True, roles__contains=[seat.role.code]
    )
    wanted = Q(pk__in=[])
    for process in processes.PROCESSES:
        wanted |= Q(process=process.code) & process.has_task(seat)
    return plans.filter(Exists(mine)).filter(wanted)


def overviews(seat: Seat, plans: Sequence[Plan], address: str, waiting: Mapping[UUID, int]) -> dict[UUID, Overview]:
    """How every plan's steps are shown to a seat, whichever process it follows: a fixed number of queries for each."""
    seen: dict[UUID, Overview] = {}
    for process in processes.PROCESSES:
        own = [plan for plan in plans if plan.process == process.code]
        if own:
            seen |= process.overviews(seat, own, f"{address}{process.code.value}/", waiting)
    return seen


def _rows(seat: Seat, plans: Sequence[Plan], address: str, since: datetime | None) -> list[Row]:
    counted = messages.counts([one.id for one in plans], seat.unit.id)
    waiting = {key: one.to_acknowledge for key, one in counted.items()}
    news = planning.news_of(seat.unit.id, [one.id for one in plans])
    seen_of = overviews(seat, plans, address, waiting)
    rows = []
    for plan in plans:
        person, seen = plan.patient, seen_of[plan.id]
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
                steps=seen.steps,
                tasks=seen.tasks,
                counts=counted.get(plan.id, NO_COUNTS),
                updated=plan.updated,
                changed=since is not None and plan.id in news and news[plan.id] > since,
            )
        )
    return rows


# ── Counts and what has changed ──────────────────────────────────────────────────────────────────────────────────────


def _capped(found: QuerySet[Plan]) -> int:
    return found.order_by().values("pk")[: COUNTED + 1].count()


def count(seat: Seat, staff: UUID, view: View, *, to_do: bool) -> int:
    """How many plans a view holds, or those of them with something to do; counted to 1 001 at most."""
    return _capped(_plans(seat, staff, Asked(view=view, to_do=to_do)))


def changed_since(seat: Seat, since: datetime) -> tuple[int, list[UUID]]:
    """How many plans on the seat's start page have news for its unit after a moment, and which (001-057, 001-058).

    Counted to 1 001 at most; the first page of them by key.
    """
    found = visible_to(seat.unit.id, seat.role.code, LISTED & Q(participants__news__gt=since))
    keys = list(found.order_by().values_list("pk", flat=True)[: COUNTED + 1])
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


def left_lately(seat: Seat) -> list[Removal]:
    """The times in the last days when the seat's unit was removed from a plan, the latest first (design decision 6)."""
    rows = Participant.objects.filter(unit=seat.unit, removed__gte=clock.now() - TOLD_FOR).exclude(
        plan__in=Participant.objects.filter(unit=seat.unit, removed__isnull=True).values("plan_id")
    )
    found = rows.exclude(plan__state=State.ANNULLED).order_by("-removed", "-id").values_list("removed", "removed_by")
    return [Removal(at, by) for at, by in found[:LEFT_SHOWN] if at is not None]


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


def more(seat: Seat, key: UUID, address: str) -> More | None:
    """The unfolded row of a plan that the seat may open; None when it may not."""
    found = visible_to(seat.unit.id, seat.role.code, Q()).filter(pk=key)
    plan = _with_parts(found).first()
    if plan is None:
        return None
    (row,) = _rows(seat, [plan], address, None)
    return More(
        plan=plan.id,
        name=row.name,
        address="" if plan.patient.is_protected else registered_address(plan.patient),
        protected=row.protected,
        phone="" if plan.patient.is_protected else plan.patient.phone,
        members=planning.members_of([key]).get(key, []),
        tasks=row.tasks,
    )


def registered_address(person: Person) -> str:
    """The address of the population register on one line; only for somebody whose data are not protected."""
    place = f"{person.postal_code} {person.place}".strip()
    return ", ".join(part for part in (person.street, place) if part)
