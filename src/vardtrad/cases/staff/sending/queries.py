"""What can be sent, to whom, and what staff see of the recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.facts import may_reach
from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.cases.teams.models import Group
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.pasted import without_stray_characters
from vardtrad.kernel.swedish import holds, search_words
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.lists.paging import PAGE
from vardtrad.shared.login.queries import last_logins
from vardtrad.shared.notify.addresses import told_by
from vardtrad.shared.people.models import Person

MOST = 500
"""The largest number of recipients of a dispatch."""

OUTGOING = (CaseType.Direction.INFORMATION, CaseType.Direction.QUESTION)


def templates(clinic: UUID) -> list[CaseType]:
    """The templates that a clinic may send now: its offered services in that direction, in order."""
    services = Service.objects.select_related("case_type").filter(
        clinic_id=clinic, open=True, case_type__direction__in=OUTGOING
    )
    return [service.case_type for service in services.order_by("case_type__order", "case_type__name")]


def dispatch(actor: Actor, key: UUID) -> Dispatch | None:
    """The dispatch with this key that the actor is about to send from the present clinic; never anybody else's."""
    dispatches = Dispatch.objects.select_related("template", "clinic")
    return dispatches.filter(pk=key, owner_id=actor.id, clinic_id=actor.unit).first()


@dataclass(frozen=True, slots=True)
class Row:
    """A recipient as staff see one (004-024, 004-026)."""

    id: UUID
    person: Person
    last_login: datetime | None
    channel: str
    case: UUID | None = None
    refusal: str = ""

    @property
    def reads(self) -> bool:
        """Whether the person can log in and read it ("Digital kontakt")."""
        return self.person.may_log_in


@dataclass(frozen=True, slots=True)
class Page:
    """A page of recipients: how many there are in all, the rows, and the recipient after whom the next page begins."""

    total: int
    rows: list[Row]
    after: UUID | None = None


def _is_meant(person: Person, words: str) -> bool:
    """Whether the name or the number of a person holds every word; nobody without any word."""
    parts = search_words(words)
    number = without_stray_characters(words).replace("-", "").replace("+", "").upper()
    return bool(parts) and (number in person.identity or all(holds(person.name, part) for part in parts))


def recipients(sending: Dispatch, *, after: UUID | None = None, words: str = "") -> Page:
    """A page of recipients in the order they were added, or those whose name or number contains the words.

    Three queries, however many there are.
    """
    recipients = list(Recipient.objects.select_related("person").filter(dispatch=sending).order_by("id")[: MOST + 1])
    total = len(recipients)
    if words:
        recipients = [recipient for recipient in recipients if _is_meant(recipient.person, words)]
    elif after is not None:
        recipients = [recipient for recipient in recipients if recipient.id > after]
    shown = recipients[:PAGE]
    more = shown[-1].id if len(recipients) > PAGE and not words else None
    return Page(total, rows(shown), more)


def has_recipients(sending: Dispatch) -> bool:
    """Whether somebody has been added."""
    return Recipient.objects.filter(dispatch=sending).exists()


def everybody(sending: Dispatch) -> list[Row]:
    """All recipients, in the order they were added."""
    return rows(list(Recipient.objects.select_related("person").filter(dispatch=sending).order_by("id")))


def rows(recipients: Sequence[Recipient]) -> list[Row]:
    """Recipients as staff see them; one query for when they last logged in."""
    logins = last_logins([recipient.person_id for recipient in recipients])
    return [
        Row(
            recipient.id,
            recipient.person,
            logins.get(recipient.person_id),
            told_by(recipient.person),
            recipient.case_id,
            recipient.refusal,
        )
        for recipient in recipients
    ]


def answers_go_to(actor: Actor, group: str) -> Staff | Group:
    """Who gets the answers: the group of the clinic with this key, or, with none, the actor."""
    if group:
        return Group.objects.get(pk=group, clinic_id=actor.unit)
    return Staff.objects.get(pk=actor.id)


def out_of_reach(person: Person, clinic: UUID) -> str:
    """Why nothing can be sent to the person from the clinic, in a sentence for staff; empty when it can."""
    if person.deceased:
        return _("Personen är avliden.")
    if not person.may_log_in:
        return _("Personen kan inte logga in och läsa ärendet.")
    if not may_reach(person, clinic):
        return _("Personen har skyddade personuppgifter, och mottagningen har inte godkänt kontakten.")
    return ""
