"""The staff's work lists at a clinic: which cases stand where, a page at a time, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.care_units.rules import Permission
from vardtrad.cases.models import Case, ClinicList, HandlerList
from vardtrad.cases.queries import MAY_HANDLE, status_words
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel.actors import NOBODY, Actor, ActorKind
from vardtrad.web.paging import PAGE, Cursor

COUNTED = 1_000


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

    @property
    def own(self) -> bool:
        """Whether the list belongs to "Mina ärenden"."""
        return self.value.startswith("mina")

    @property
    def permissions(self) -> frozenset[str]:
        """Any one of these opens the list."""
        return MAY_HANDLE if self.own else frozenset({Permission.RECEIVER.value})


_WHERE: dict[WorkList, dict[str, object]] = {
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
}


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a row of a staff list, with the columns of 000-055."""

    id: UUID
    updated: datetime
    created: datetime
    case_type: str
    identity: str
    resident: str
    protected: bool
    status: str
    handler: str
    unread: bool
    flagged: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and the places from which newer and older rows go on."""

    rows: list[Row]
    newer: Cursor | None
    older: Cursor | None


def visible_to(actor: Actor, which: WorkList) -> models.QuerySet[Case]:
    """The cases of a list that the actor may see: authorised in the query, by clinic and by handler."""
    found = Case.objects.filter(clinic_id=actor.unit, **_WHERE[which])
    return found.filter(handler_id=actor.id) if which.own else found


def _whose(actor: Actor, which: WorkList) -> tuple[UUID | None, ...]:
    """What ``visible_to`` asks of the actor for this list."""
    return (actor.unit, actor.id) if which.own else (actor.unit,)


def _visible_to_whom(which: WorkList, *whose: UUID) -> models.QuerySet[Case]:
    unit, handler = whose if which.own else (*whose, NOBODY.id)
    return visible_to(Actor(kind=ActorKind.STAFF, id=handler, unit=unit), which)


@cache
def _listing(which: WorkList, lookup: type[TupleLessThan] | type[TupleGreaterThan] | None) -> Compiled[Case]:
    """The question for a page of a list: from its top, or older (newer) than a place in it."""

    def build(*values: Any) -> models.QuerySet[Any, Any]:
        whose, place = (values, ()) if lookup is None else (values[:-2], values[-2:])
        found = _visible_to_whom(which, *whose)
        if lookup is not None:
            found = found.filter(lookup(Tuple(models.F("updated"), models.F("id")), place))
        direction = ("updated", "id") if lookup is TupleGreaterThan else ("-updated", "-id")
        return found.order_by(*direction).values_list(*_COLUMNS)[: PAGE + 1]

    return Compiled(build, *[UUID] * (2 if which.own else 1), *([] if lookup is None else [datetime, UUID]))


def work_list(actor: Actor, which: WorkList, *, after: Cursor | None = None, before: Cursor | None = None) -> Page:
    """One page of a staff list, latest update first; one query, whatever the number of cases."""
    place = after or before
    lookup = None if place is None else TupleLessThan if after else TupleGreaterThan
    values = list(
        _listing(which, lookup).rows(*_whose(actor, which), *((place.updated, place.id) if place is not None else ()))
    )
    more = len(values) > PAGE
    values = values[:PAGE]
    if before and not after:
        values.reverse()
        newer, older = more, True
    else:
        newer, older = after is not None, more
    assigned_word = _("Fördelat") if which in _DISTRIBUTED_WORD else _("Tilldelat")
    words: dict[tuple[str, str], str] = {}
    rows = [_row(value, words, assigned_word) for value in values]
    return Page(
        rows,
        newer=Cursor(rows[0].updated, rows[0].id) if newer and rows else None,
        older=Cursor(rows[-1].updated, rows[-1].id) if older and rows else None,
    )


_COLUMNS = (
    "id",
    "updated",
    "created",
    "case_type__name",
    "patient__identity",
    "patient__given_name",
    "patient__family_name",
    "patient__protection",
    "state",
    "feedback",
    "handler__given_name",
    "handler__family_name",
    "unread_by_clinic",
    "flagged",
)
# Design decision 2: "Tilldelat" in Ärenden att hantera and Mina ärenden, "Fördelat" in the lists that show all.
_DISTRIBUTED_WORD = frozenset({WorkList.CLINIC_ALL, WorkList.OWN_ALL, WorkList.DISTRIBUTED})


def _row(value: tuple[Any, ...], words: dict[tuple[str, str], str], assigned_word: str) -> Row:
    """A row of the page; ``words`` keeps the status words that the page has used already."""
    (key, updated, created, case_type, identity, given, family, protection, state, feedback, *rest) = value
    handler_given, handler_family, unread, flagged = rest
    shown = f"{identity[:8]}-{identity[8:]}"
    status = words.get((state, feedback))
    if status is None:
        status = words[state, feedback] = status_words(state, feedback, assigned_word)
    return Row(
        id=key,
        updated=updated,
        created=created,
        case_type=case_type,
        identity=shown,
        resident=f"{given} {family}".strip() or shown,
        protected=protection != "none",
        status=status,
        handler=f"{handler_given} {handler_family}" if handler_given else "",
        unread=unread,
        flagged=flagged is not None,
    )


@cache
def _counting(which: WorkList) -> Compiled[Case]:
    """The cases of a list, as many as are counted."""
    return Compiled(
        lambda *whose: _visible_to_whom(which, *whose).order_by().values("id")[: COUNTED + 1],
        *[UUID] * (2 if which.own else 1),
    )


def counts(actor: Actor) -> dict[WorkList, int]:
    """How many cases the menu's lists hold, each counted to at most 1 001: one query, however many cases there are."""
    wanted = [
        which
        for which in (WorkList.INCOMING, WorkList.DISTRIBUTED, WorkList.ASSIGNED, WorkList.QUESTIONS)
        if which.permissions & actor.roles
    ]
    if not wanted:
        return {}
    # The text is the ORM's own; the values come beside it.
    parts = [f"(SELECT count(*) FROM ({_counting(which).sql}) AS counted)" for which in wanted]  # noqa: S608
    values = [value for which in wanted for value in _counting(which).parameters(*_whose(actor, which))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return dict(zip(wanted, cursor.fetchone(), strict=True))


def count_words(count: int) -> str:
    """A capped count in words: "1 000+" above a thousand."""
    return f"{COUNTED:,}+".replace(",", "\N{NO-BREAK SPACE}") if count > COUNTED else str(count)
