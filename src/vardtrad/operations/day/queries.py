"""What "Din dag" shows: the lines of ``CASE_LINES`` at each clinic, and those of ``PLAN_LINES`` in each seat.

A line leads into the work: to a list that holds just what the line counts, since its number is asked for by that list's
own conditions. Nothing is repeated here about who may see what.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext, ngettext_lazy

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.staff.frame.queries import Office, WorkList, counts, first_counted, visible_to
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.cases.staff.lists.filters import FILTERS, HANDS, PRESSING, STATUS, Hands, Pressing, Status
from vardtrad.cases.teams.queries import Coverage, coverage_of
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan.views.page import base_of
from vardtrad.planning.start import queries as plans
from vardtrad.planning.start.filters import TO_DO, ListFilter, ToDo
from vardtrad.planning.svu.board.queries import goes_home
from vardtrad.shared.care_units.models import Assignment, Staff
from vardtrad.shared.care_units.queries import Seat, clinics_of, seats_of
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.lists.filters import Chosen, Filter
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.queries import staff_actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LATE, SOON, PLAIN = "late", "soon", ""
"""How much a line stands out: something is late, has to be done today, or waits."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line about cases. ``words`` have a number of their own, counted to at most 1 001.

    ``for_receivers`` is the list that it leads to for a receiver, who works with all cases of the clinic, and
    ``for_handlers`` the one for others; None: such a reader has no such line. ``narrowed`` is a filter of that list.
    """

    words: _StrPromise
    for_receivers: WorkList | Office | None
    for_handlers: WorkList | Office | None
    tone: str = PLAIN
    narrowed: tuple[Filter[Any], Any] | None = None

    def where(self, roles: frozenset[str]) -> WorkList | Office | None:
        """The list that the line leads to for somebody with these permissions."""
        if Permission.RECEIVER.value in roles:
            return self.for_receivers
        return self.for_handlers if roles & MAY_HANDLE else None

    @property
    def chosen(self) -> Chosen:
        """The filters of the list."""
        chosen = Chosen.nothing(FILTERS)
        return chosen.choose(*self.narrowed) if self.narrowed is not None else chosen


CASE_LINES = (
    CaseLine(
        ngettext_lazy(
            "%(number)s brådskande ärende att täcka för alla",
            "%(number)s brådskande ärenden att täcka för alla",
            "count",
        ),
        WorkList.URGENT, WorkList.URGENT, LATE,
    ),
    CaseLine(
        ngettext_lazy("%(number)s brådskande ärende", "%(number)s brådskande ärenden", "count"),
        WorkList.CLINIC_ALL, WorkList.OWN_ALL, LATE, (PRESSING, Pressing.URGENT),
    ),
    CaseLine(
        ngettext_lazy("%(number)s flaggat ärende", "%(number)s flaggade ärenden", "count"),
        WorkList.CLINIC_ALL, WorkList.OWN_ALL, LATE, (STATUS, (Status.FLAGGED,)),
    ),
    CaseLine(
        ngettext_lazy(
            "%(number)s ärende har en handläggare utan behörighet",
            "%(number)s ärenden har en handläggare utan behörighet",
            "count",
        ),
        WorkList.CLINIC_ALL, None, LATE, (HANDS, Hands.LEFT),
    ),
    CaseLine(
        ngettext_lazy(
            "%(number)s ärende ska ha återkoppling senast i dag",
            "%(number)s ärenden ska ha återkoppling senast i dag",
            "count",
        ),
        WorkList.CLINIC_ALL, WorkList.OWN_ALL, SOON, (PRESSING, Pressing.TODAY),
    ),
    CaseLine(
        ngettext_lazy("%(number)s inkommet ärende att fördela", "%(number)s inkomna ärenden att fördela", "count"),
        WorkList.INCOMING, None,
    ),
    CaseLine(
        ngettext_lazy("%(number)s ärende att hantera hos dig", "%(number)s ärenden att hantera hos dig", "count"),
        WorkList.OWN_TO_DO, WorkList.OWN_TO_DO,
    ),
    CaseLine(
        ngettext_lazy("%(number)s ärende att ta i dina grupper", "%(number)s ärenden att ta i dina grupper", "count"),
        WorkList.UNTAKEN, WorkList.UNTAKEN,
    ),
    CaseLine(
        ngettext_lazy("%(number)s fråga från en kollega", "%(number)s frågor från kollegor", "count"),
        Office.QUESTIONS, Office.QUESTIONS,
    ),
    CaseLine(
        ngettext_lazy("%(number)s uppgift hos dig", "%(number)s uppgifter hos dig", "count"),
        Office.TASKS, Office.TASKS,
    ),
    CaseLine(
        ngettext_lazy("%(number)s ledig uppgift", "%(number)s lediga uppgifter", "count"),
        Office.FREE_TASKS, Office.FREE_TASKS,
    ),
    CaseLine(
        ngettext_lazy("%(number)s listningsönskemål", "%(number)s listningsönskemål", "count"),
        Office.LISTINGS, Office.LISTINGS,
    ),
)  # fmt: skip
"""The lines about cases, what presses most first."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line about the plans of a seat: how many (at most 1 001), and where under the seat's address they are."""

    words: _StrPromise
    number: Callable[[Seat, UUID], int]
    path: str
    tone: str = PLAIN


_TO_DO = ListFilter().choose(TO_DO, ToDo.ONLY)

PLAN_LINES = (
    PlanLine(
        ngettext_lazy(
            "%(number)s patient går hem i dag eller skulle ha gått hem",
            "%(number)s patienter går hem i dag eller skulle ha gått hem",
            "count",
        ),
        lambda seat, _staff: plans.capped(goes_home(seat)),
        "idag/",
        SOON,
    ),
    PlanLine(
        ngettext_lazy(
            "%(number)s plan där din roll har något att göra",
            "%(number)s planer där din roll har något att göra",
            "count",
        ),
        lambda seat, staff: plans.count(seat, staff, _TO_DO),
        f"?{urlencode(_TO_DO.pairs())}",
    ),
)
"""The lines about plans; to acknowledge, to attest, to read and to send are all what a role has to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its words with the number in them, and where it leads."""

    words: str
    address: str
    tone: str


@dataclass(frozen=True, slots=True)
class Place:
    """A clinic, or a seat in planning, with what waits there; ``what`` says which of the two."""

    name: str
    what: str
    address: str
    lines: list[Line]
    covers: bool = False


def places_of(session: Session, owner: Staff) -> list[Place]:
    """The places where somebody works with cases or plans, and what waits there.

    Two queries for each clinic and two for each seat, however much there is.
    """
    places = [_clinic(session, owner, held) for held in clinics_of(owner.id) if MAY_HANDLE & set(held.permissions)]
    return places + [_seat(owner, seat) for seat in seats_of(owner)]


def _clinic(session: Session, owner: Staff, held: Assignment) -> Place:
    clinic, roles = held.unit, frozenset(held.permissions)
    actor = staff_actor(session, owner, unit=clinic.id, organisation=clinic.organisation_id, roles=roles)
    hands = coverage_of(actor.id, actor.here)
    lines = [
        _line(line.words, number, _address(clinic.id, where, line.chosen), line.tone)
        for line, where, number in _numbers(actor, roles, hands)
        if number
    ]
    return Place(clinic.name, gettext("ärenden"), f"/personal/{clinic.id}/", lines, covers=hands.urgent)


def _numbers(actor: Actor, roles: frozenset[str], hands: Coverage) -> Sequence[tuple[CaseLine, WorkList | Office, int]]:
    """The lines that a reader has, each with its list and its number: those of the menu, and one for each other."""
    mine = [(line, where) for line in CASE_LINES if (where := line.where(roles)) is not None]
    own = [
        (line, where)
        for line, where in mine
        if isinstance(where, WorkList) and (line.narrowed is not None or where is WorkList.OWN_TO_DO)
    ]
    narrowed = [
        first_counted(visible_to(actor, where, hands).filter(line.chosen.condition(hands))) for line, where in own
    ]
    in_menu, others = counts(actor, hands, narrowed)
    number_of = {line: number for (line, _where), number in zip(own, others, strict=True)}
    return [(line, where, number_of.get(line, in_menu.get(where, 0))) for line, where in mine]


def _address(clinic: UUID, where: WorkList | Office, chosen: Chosen) -> str:
    if isinstance(where, Office):
        return f"/personal/{clinic}/{where.value}"
    query = urlencode(chosen.pairs())
    return f"{list_address(clinic, where)}?{query}" if query else list_address(clinic, where)


def _seat(owner: Staff, seat: Seat) -> Place:
    base = base_of(seat)
    numbers = [(line, line.number(seat, owner.id)) for line in PLAN_LINES]
    lines = [_line(line.words, number, base + line.path, line.tone) for line, number in numbers if number]
    what = gettext("planer som %(role)s") % {"role": seat.role.name.lower()}
    return Place(seat.unit.name, what, base, lines)


def _line(words: _StrPromise, number: int, address: str, tone: str) -> Line:
    return Line(words % {"count": number, "number": count_words(number)}, address, tone)
