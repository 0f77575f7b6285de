"""A process of planning as one record: what the rooms over all processes need to know of SVU, and later of SIP.

The start page, live, the search, the manual, the rules pages and the worker read ``planning.processes.PROCESSES``, and
none of them knows a process by name. A new process is its own package and one record in that list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.gate.models import Notification
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Table
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import PartyProgress
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.notify.words import Words as NoticeWords
from vardtrad.shared.people.models import Person

Words: TypeAlias = str | Promise
"""A Swedish sentence that is translated when it is shown (gettext_lazy)."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the overview and the tabs show it.

    ``colour``: "task" red, "wait" yellow, "done" green, "assess" blue, "none" grey. ``word`` and ``day`` are the two
    lines, ``about`` what the word concerns when that is the verb of a task, ``hint`` the whole text. A step that
    everybody has confirmed has no ``marks``. ``heading`` names the step in a list where it stands in another's column.
    """

    slug: str
    name: str
    colour: str
    word: str
    day: str = ""
    estimated: bool = False
    marks: list[PartyProgress] = field(default_factory=list)
    hint: str = ""
    href: str = ""
    about: str = ""
    heading: str = ""


def as_it_was(view: StepView) -> StepView:
    """A step of an earlier version: what waited for the reader's role then is nobody's task now (001-076)."""
    if view.colour != "task":
        return view
    return replace(view, colour="wait", word=_("Inte klar då"), hint="")


@dataclass(frozen=True, slots=True)
class Overview:
    """The steps of a plan as a seat sees them, and what the seat's role has to do in it: (words, address)."""

    steps: list[StepView]
    tasks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Due:
    """Something to send: the last day for it (a Swedish day), and words; ``level`` is ok, soon (today) or late."""

    by: date
    words: str
    level: str


class Begin(Protocol):
    """Creates a plan at the actor's unit, with the other units taking part."""

    def __call__(
        self,
        actor: Actor,
        patient: Person,
        unit: Unit,
        others: Sequence[Unit],
        *,
        knows_other: bool = False,
        submit_key: UUID | None = None,
    ) -> door.Moved[Plan]:
        """Create it. Raises Refused."""


@dataclass(frozen=True, slots=True)
class Creation:
    """How a plan of the process is created from a person's page.

    ``parties`` may; ``button`` and ``only`` are the words on the button and those that say who may. ``created`` is said
    afterwards. ``addressed`` gives the parties whose units are added when a unit of a party creates it. ``adds``
    explains that, ``ongoing`` what it means that the person has such a plan already, and ``protected`` and ``go_on``
    stand before the units of somebody with protected data are shown. A person has ``one_at_a_time``, or may have more.
    """

    parties: frozenset[Party]
    button: Words
    only: Words
    created: Words
    begin: Begin
    addressed: Callable[[Party], frozenset[Party]]
    adds: Words
    ongoing: Words
    protected: Words
    go_on: Words
    changed: Words
    one_at_a_time: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the manual: its word in the address, its title, and the template with its text."""

    slug: str
    title: str
    template: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The page of a process under docs/rules, in Swedish: title, introduction, and each table under its heading."""

    title: str
    introduction: str
    tables: Sequence[tuple[str, Table[Any]]]


def _nobodys(staff: UUID) -> Q:
    return Q(pk__in=[])


def _none() -> Q:
    return Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Process:
    """A kind of plan. Every callback takes a batch: a fixed number of queries for any number of plans.

    ``with_parts`` fetches the parts of the steps in the query of the plans. ``has_task`` is the condition that a seat's
    role has something to do in a plan of this process where its unit takes part. ``overviews`` gives, for plans that
    ``with_parts`` has fetched, how their steps are shown to a seat: the seat, the plans, the address that every plan's
    id is put after, and how many messages wait to be acknowledged in each. ``opens_on`` is the slug of the step that a
    plan opens on. ``deadlines`` are carried out by the worker, by kind. ``creation`` is how a plan begins, ``versions``
    gives what has been published of a plan, oldest first, and ``clocks`` what the law sets a last day for and a seat
    still has to send, by plan. ``columns`` are the columns of the start page in which the steps stand: there are as
    many as the first process has steps. ``kept_by`` are the plans that a member of staff coordinates, and
    ``to_follow_up`` those whose follow-up is due.
    """

    code: ProcessCode
    subject: door.Subject[Plan, Any, Any]
    step_names: Sequence[Any]
    with_parts: Callable[[QuerySet[Plan]], QuerySet[Plan]]
    has_task: Callable[[Seat], Q]
    overviews: Callable[[Seat, Sequence[Plan], str, Mapping[UUID, int]], Mapping[UUID, Overview]]
    opens_on: Callable[[Plan], str]
    rules_page: RulesPage
    chapters: Sequence[Chapter]
    words: Callable[[Notification], NoticeWords]
    deadlines: Mapping[str, Callable[[Sequence[UUID]], None]]
    creation: Creation
    versions: Callable[[UUID], Sequence[Any]]
    clocks: Callable[[Seat, Sequence[Plan]], Mapping[UUID, Sequence[Due]]]
    columns: Sequence[int] = ()
    kept_by: Callable[[UUID], Q] = _nobodys
    to_follow_up: Callable[[], Q] = _none
