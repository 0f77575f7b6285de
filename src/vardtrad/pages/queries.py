"""The data of the resident's inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from vardtrad.cases.models import Case
from vardtrad.cases.rules import Feedback, S
from vardtrad.kernel.actors import Actor
from vardtrad.web.paging import PAGE, Cursor


@dataclass(frozen=True, slots=True)
class Mail:
    """A case as a row of the inbox."""

    id: UUID
    updated: datetime
    title: str
    clinic: str
    unread: bool
    asked: bool
    closed: bool
    partial: bool
    answer_by: datetime

    @property
    def waits_for_me(self) -> bool:
        """Whether the resident has something to read or answer."""
        return self.unread or self.asked


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the inbox, and where older rows go on."""

    rows: list[Mail]
    older: Cursor | None


def inbox(actor: Actor, after: Cursor | None) -> Inbox:
    """One page of the resident's own cases, latest update first; one query."""
    found = Case.objects.filter(patient_id=actor.id)
    if after is not None:
        found = found.filter(TupleLessThan(Tuple(models.F("updated"), models.F("id")), (after.updated, after.id)))
    values = list(
        found.order_by("-updated", "-id").values_list(
            "id",
            "updated",
            "case_type__name",
            "clinic__name",
            "unread_by_resident",
            "state",
            "feedback",
            "feedback_due",
        )[: PAGE + 1]
    )
    rows = [
        Mail(
            id=key,
            updated=updated,
            title=title,
            clinic=clinic,
            unread=unread,
            asked=state == S.ASKED,
            closed=state == S.CLOSED,
            partial=feedback in {Feedback.PARTIAL_HANDLER, Feedback.PARTIAL_RECEIVER},
            answer_by=due,
        )
        for key, updated, title, clinic, unread, state, feedback, due in values[:PAGE]
    ]
    return Inbox(rows, Cursor(rows[-1].updated, rows[-1].id) if len(values) > PAGE else None)
