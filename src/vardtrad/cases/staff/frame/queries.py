"""The staff's work lists at a clinic: which there are, which cases each holds, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.capacities import MAY_HANDLE, handler_has_left
from vardtrad.cases.case.internal.waiting import waiting_for
from vardtrad.cases.case.list_keys import ClinicList, HandlerList
from vardtrad.cases.case.models import Case, Consultation
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.listing.queries import waiting_at
from vardtrad.cases.staff.frame.newest import newest_change
from vardtrad.cases.tasks.filters import Whose
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.queries import tasks_to_do
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled, fetch_rows
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import COUNTED


class WorkList(models.TextChoices):
    """The staff lists by the last part of their address (design decision 4)."""

    CLINIC_TO_DO = "arenden", gettext_lazy("Ärenden att hantera")
    CLINIC_ALL = "arenden/alla", gettext_lazy("Alla ärenden")
    INCOMING = "arenden/inkomna", gettext_lazy("Inkomna ärenden")
    DISTRIBUTED = "arenden/fordelade", gettext_lazy("Fördelade ärenden")
    CLINIC_CLOSED = "arenden/avslutade", gettext_lazy("Avslutade ärenden")
    OWN_TO_DO = "mina", gettext_lazy("Ärenden att hantera")
    OWN_ALL = "mina/alla", gettext_lazy("Alla ärenden")
    ASSIGNED = "mina/tilldelade", gettext_lazy("Tilldelade ärenden")
    QUESTIONS = "mina/fragor", gettext_lazy("Skickade frågor/Inkomna svar")
    OWN_CLOSED = "mina/avslutade", gettext_lazy("Avslutade ärenden")
    UNTAKEN = "mina/grupper", gettext_lazy("Gruppernas ärenden")
    URGENT = "mina/bradskande", gettext_lazy("Brådskande för alla")

    @property
    def own(self) -> bool:
        """Whether the list belongs to "Mina ärenden"."""
        return self.value.startswith("mina")

    @property
    def permissions(self) -> frozenset[str]:
        """The permissions of which any one opens the list."""
        return MAY_HANDLE if self.own else frozenset({Permission.RECEIVER.value})


class Office(models.TextChoices):
    """What else waits, besides cases, by the last part of its address."""

    LISTINGS = "listning", gettext_lazy("Listningsönskemål")
    QUESTIONS = "kollegor", gettext_lazy("Frågor från kollegor")
    TASKS = "uppgifter/?visa=mina", gettext_lazy("Uppgifter")
    FREE_TASKS = "uppgifter/?visa=lediga", gettext_lazy("Lediga uppgifter")


WHERE: dict[WorkList, dict[str, object]] = {
    WorkList.CLINIC_TO_DO: {"waits_for_staff": True},
    WorkList.CLINIC_ALL: {"is_open": True},
    WorkList.INCOMING: {"clinic_list": ClinicList.INCOMING},
    WorkList.DISTRIBUTED: {"clinic_list": ClinicList.DISTRIBUTED},
    WorkList.CLINIC_CLOSED: {"clinic_list": ClinicList.CLOSED},
    WorkList.OWN_TO_DO: {"waits_for_staff": True},
    WorkList.OWN_ALL: {"is_open": True},
    WorkList.ASSIGNED: {"handler_list": HandlerList.ASSIGNED},
    WorkList.QUESTIONS: {"handler_list": HandlerList.QUESTIONS},
    WorkList.OWN_CLOSED: {"handler_list": HandlerList.CLOSED},
    WorkList.UNTAKEN: {"is_open": True},
    WorkList.URGENT: {"is_open": True, "not_urgent": False},
}


NOBODY = (UUID(int=0),)


def holders(which: WorkList, hands: Coverage) -> tuple[UUID, ...]:
    """Whose cases stand in a list: of one's own those of the coverage, of the groups' the untaken ones; else any.

    What is urgent for all is anybody's for who covers it today, and nobody's for anybody else (B-37).
    """
    if which is WorkList.URGENT:
        return () if hands.urgent else NOBODY
    if which is WorkList.UNTAKEN:
        return hands.groups or NOBODY
    return hands.holders if which.own else ()


def visible_to(actor: Actor, which: WorkList, hands: Coverage) -> models.QuerySet[Case]:
    """The cases of a list that the actor may see: authorised in the query, by clinic, and by who holds the case.

    A personal list holds the actor's own cases, those of colleagues whom the actor replaces, and the untaken ones of
    the actor's groups.
    """
    return listed(which, actor.here, holders(which, hands))


def listed(which: WorkList, clinic: UUID, held: Sequence[UUID]) -> models.QuerySet[Case]:
    """The cases of a list at a clinic; of one's own list those that one of ``held`` has."""
    cases = Case.objects.filter(clinic_id=clinic, **WHERE[which])
    return cases.filter(holder__in=held) if held else cases


def left_behind(clinic: UUID) -> models.QuerySet[Case]:
    """The open cases of a clinic whose handler may no longer work with them there."""
    return Case.objects.filter(handler_has_left(), clinic_id=clinic)


Question: TypeAlias = tuple[str, Sequence[Any]]
"""A query as SQL, and its values."""


def first_counted(query: models.QuerySet[Case]) -> Question:
    """The query that gives a row for each of these cases, at most one more than is counted."""
    sql, values = query.order_by().values("id")[: COUNTED + 1].query.sql_with_params()
    return sql, values


def counts(
    actor: Actor, hands: Coverage, also: Sequence[Question] = ()
) -> tuple[dict[WorkList | Office, int], list[int]]:
    """How many cases the menu's lists hold, counted to at most 1 001, and how many rows the queries of ``also`` give.

    One query, however many cases there are and however many counts are asked for.
    """
    wanted = [which for which in _IN_THE_MENU if which.permissions & actor.roles]
    if not hands.groups:
        wanted = [which for which in wanted if which is not WorkList.UNTAKEN]
    if not hands.urgent:
        wanted = [which for which in wanted if which is not WorkList.URGENT]
    questions: list[Question] = []
    for which in wanted:
        held = holders(which, hands)
        kept = _counted(which, len(held))
        questions.append((kept.sql, kept.parameters(actor.here, *held)))
    office = list(Office) if MAY_HANDLE & actor.roles else []
    questions += [_office_question(which, actor, hands) for which in office]
    questions += also
    if not questions:
        return {}, []
    # The SQL is the ORM's own; the values are passed separately.
    parts = [f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _parameters in questions]  # noqa: S608
    text, values = "SELECT " + ", ".join(parts), [value for _sql, values in questions for value in values]
    if also:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            (row,) = cursor.fetchall()
    else:
        (row,) = fetch_rows(text, values)
    names: list[WorkList | Office] = [*wanted, *office]
    return dict(zip(names, row, strict=False)), list(row[len(names) :])


def _office_question(which: Office, actor: Actor, hands: Coverage) -> Question:
    if which in {Office.TASKS, Office.FREE_TASKS}:
        whose = Whose.FREE if which is Office.FREE_TASKS else Whose.OWN
        receives = Permission.RECEIVER.value in actor.roles
        # A receiver sees every free task, whoever holds the cases.
        held = () if receives and whose is Whose.FREE else hands.holders
        kept = _tasks(whose, len(held), receives)
        return kept.sql, kept.parameters(actor.here, *held)
    if which is Office.LISTINGS:
        return _listings().sql, _listings().parameters(actor.here)
    return _questions_from_colleagues().sql, _questions_from_colleagues().parameters(actor.id)


_IN_THE_MENU = (
    WorkList.INCOMING, WorkList.DISTRIBUTED, WorkList.ASSIGNED, WorkList.QUESTIONS, WorkList.UNTAKEN, WorkList.URGENT,
)  # fmt: skip


@cache
def _listings() -> Compiled[ListingRequest]:
    return Compiled(lambda clinic: waiting_at(clinic).order_by().values("id")[: COUNTED + 1], UUID)


@cache
def _tasks(whose: Whose, holders: int, receives: bool) -> Compiled[Task]:
    def build(unit: UUID, *held: UUID) -> models.QuerySet[Task, Any]:
        return tasks_to_do(unit, held, whose, receives=receives).order_by().values("id")[: COUNTED + 1]

    return Compiled(build, UUID, *[UUID] * holders)


@cache
def _questions_from_colleagues() -> Compiled[Consultation]:
    return Compiled(lambda staff: waiting_for(staff).order_by().values("id")[: COUNTED + 1], UUID)


@cache
def _counted(which: WorkList, holders: int) -> Compiled[Case]:
    """The query of a count in the menu, for a clinic and this many holders; its SQL is built once."""

    def build(clinic: UUID, *held: UUID) -> models.QuerySet[Case, Any]:
        return listed(which, clinic, held).order_by().values("id")[: COUNTED + 1]

    return Compiled(build, UUID, *[UUID] * holders)


def latest_change(clinic: UUID) -> int:
    """When a case of the clinic was last updated, in microseconds since 1970; 0 before the first.

    An open page that has an older value should refresh.
    """
    ((microseconds,),) = fetch_rows(_LATEST_CHANGE, {"clinic": clinic})
    return microseconds or 0


_LATEST_CHANGE = f"SELECT (extract(epoch FROM {newest_change('%(clinic)s')}) * 1000000)::bigint"  # noqa: S608
