"""A page of a staff list: rows with the columns of 000-055, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from vardtrad.cases.queries import status_words
from vardtrad.kernel.actors import Actor
from vardtrad.teams.queries import Hands
from vardtrad.web.paging import PAGE, Cursor
from vardtrad.workplace.queries import WorkList, visible_to


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


def work_list(
    actor: Actor, which: WorkList, hands: Hands, *, after: Cursor | None = None, before: Cursor | None = None
) -> Page:
    """One page of a staff list, latest update first; one query, whatever the number of cases."""
    place = after or before
    lookup = None if place is None else TupleLessThan if after else TupleGreaterThan
    found = visible_to(actor, which, hands)
    if place is not None and lookup is not None:
        found = found.filter(lookup(Tuple(models.F("updated"), models.F("id")), (place.updated, place.id)))
    direction = ("updated", "id") if lookup is TupleGreaterThan else ("-updated", "-id")
    values = list(found.order_by(*direction).values_list(*_COLUMNS)[: PAGE + 1])
    more = len(values) > PAGE
    values = values[:PAGE]
    if before and not after:
        values.reverse()
        newer, older = more, True
    else:
        newer, older = after is not None, more
    assigned_word = _("Fördelat") if which in _DISTRIBUTED_WORD else _("Tilldelat")
    words: dict[tuple[str, str, str], str] = {}
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
    "group__name",
    "origin",
    "unread_by_clinic",
    "flagged",
)
# Design decision 2: "Tilldelat" in Ärenden att hantera and Mina ärenden, "Fördelat" in the lists that show all.
_DISTRIBUTED_WORD = frozenset({WorkList.CLINIC_ALL, WorkList.OWN_ALL, WorkList.DISTRIBUTED})


def _row(value: tuple[Any, ...], words: dict[tuple[str, str, str], str], assigned_word: str) -> Row:
    """A row of the page; ``words`` keeps the status words that the page has used already."""
    (key, updated, created, case_type, identity, given, family, protection, state, feedback, *rest) = value
    handler_given, handler_family, group, origin, unread, flagged = rest
    shown = f"{identity[:8]}-{identity[8:]}"
    status = words.get((state, feedback, origin))
    if status is None:
        status = words[state, feedback, origin] = status_words(state, feedback, assigned_word, origin)
    return Row(
        id=key,
        updated=updated,
        created=created,
        case_type=case_type,
        identity=shown,
        resident=f"{given} {family}".strip() or shown,
        protected=protection != "none",
        status=status,
        handler=f"{handler_given} {handler_family}" if handler_given else group or "",
        unread=unread,
        flagged=flagged is not None,
    )
