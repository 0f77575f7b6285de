"""The data of the resident's inbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.rules import Feedback, Origin, State
from vardtrad.gate.alphabet import holds
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import search_words
from vardtrad.shared.lists.paging import PAGE, Cursor


@dataclass(frozen=True, slots=True)
class Mail:
    """A case as a row of the inbox."""

    id: UUID
    updated: datetime
    title: str
    choice: str
    begins: str
    clinic: str
    unread: bool
    asked: bool
    closed: bool
    partial: bool
    answer_by: datetime
    feedback: str
    # Whether the clinic has read what the resident wrote last.
    read: bool
    # Cases that the clinic began (004-037, 004-069): a question asks for an answer, information cannot be answered.
    from_clinic: bool = False
    informs: bool = False

    @property
    def waits_for_me(self) -> bool:
        """Whether the resident has something to read or answer."""
        return self.unread or self.asked

    def without_health_data(self) -> Mail:
        """The row for a login that may not see what it is about and with whom (003-016)."""
        return replace(self, title=_("Ärende"), choice="", begins="", clinic="")


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the inbox, and where older rows go on."""

    rows: list[Mail]
    older: Cursor | None


MOST_WORDS = 12
"""How many words of a search are looked for; the rest would only make it slow."""


def inbox(actor: Actor, after: Cursor | None, words: str = "") -> Inbox:
    """One page of the resident's own cases, latest update first, of those that hold all ``words``; one query."""
    cases = Case.objects.filter(patient_id=actor.matters_of)
    if actor.clinics is not None:
        cases = cases.filter(clinic__in=actor.clinics)
    if words:
        cases = cases.filter(_hold(words))
    if after is not None:
        cases = cases.filter(TupleLessThan(Tuple(models.F("updated"), models.F("id")), (after.updated, after.id)))
    values = list(
        cases.order_by("-updated", "-id").values_list(
            "id",
            "updated",
            "case_type__name",
            "choice",
            "words__begins",
            "clinic__name",
            "unread_by_resident",
            "state",
            "feedback",
            "feedback_due",
            "origin",
            "case_type__direction",
            "unread_by_clinic",
        )[: PAGE + 1]
    )
    rows = [
        Mail(
            id=key,
            updated=updated,
            title=title,
            choice=choice,
            begins=begins or "",
            clinic=clinic,
            unread=unread,
            asked=state == State.ASKED,
            closed=state == State.CLOSED,
            partial=feedback in {Feedback.PARTIAL_HANDLER, Feedback.PARTIAL_RECEIVER},
            answer_by=due,
            feedback=feedback,
            read=not unread_by_clinic,
            from_clinic=origin == Origin.CLINIC,
            informs=origin == Origin.CLINIC and direction == CaseType.Direction.INFORMATION,
        )
        for (
            key,
            updated,
            title,
            choice,
            begins,
            clinic,
            unread,
            state,
            feedback,
            due,
            origin,
            direction,
            unread_by_clinic,
        ) in values[:PAGE]
    ]
    return Inbox(rows, Cursor(rows[-1].updated, rows[-1].id) if len(values) > PAGE else None)


def _hold(words: str) -> Q:
    """The condition that a case holds every one of these words, or parts of words: a text without any holds nothing.

    They are read in what the resident may read: title, kind, clinic and messages. The words that staff search
    (``CaseWords``) would tell of the clinic's internal notes too. The index of the person's cases gives the cases, and
    that of a thread their messages: nobody has so many that an index of their words would pay.
    """
    condition = Q() if search_words(words) else Q(pk__in=[])
    for word in search_words(words)[:MOST_WORDS]:
        told = Message.objects.filter(holds("text", word), case=OuterRef("pk"), internal=False)
        condition &= (
            holds("case_type__name", word) | holds("choice", word) | holds("clinic__name", word) | Q(Exists(told))
        )
    return condition


WRITTEN_TO = 5
"""How many of the clinics that somebody has written to stand above all others."""


def written_to(actor: Actor) -> list[Case]:
    """The resident's latest case at each of the clinics where they last had one, with the clinic; one query."""
    latest = Case.objects.filter(patient_id=actor.matters_of, clinic__takes_cases=True).order_by(
        "clinic_id", "-created"
    )
    cases = Case.objects.select_related("clinic").filter(id__in=latest.distinct("clinic_id").values("id"))
    return list(cases.order_by("-created", "-id")[:WRITTEN_TO])


def sent_lately(actor: Actor, service: Service) -> UUID | None:
    """The case that the resident sent to a service within the last hour, the latest of them."""
    since = clock.now() - timedelta(hours=1)
    cases = Case.objects.filter(
        patient_id=actor.matters_of, clinic_id=service.clinic_id, case_type_id=service.case_type_id
    )
    sent = cases.filter(origin=Origin.RESIDENT, created__gte=since).order_by("-created")
    return sent.values_list("id", flat=True).first()
