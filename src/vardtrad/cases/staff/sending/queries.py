"""What can be sent, to whom, and what staff see of the recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.reach import without_account
from vardtrad.cases.teams.models import Group
from vardtrad.cases.waiting_list.offering import OFFER
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.pasted import without_stray_characters
from vardtrad.kernel.swedish import holds, search_words
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.lists.paging import PAGE
from vardtrad.shared.login.queries import last_logins
from vardtrad.shared.notify.addresses import told_by
from vardtrad.shared.people.models import Person

MOST = 5_000
"""The largest number of recipients of a dispatch."""

LATELY = 10
"""How many dispatches of before are shown."""

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
    # Whether somebody can read the person's inbox ("Digital kontakt"); else the letter track is left (004-077).
    reads: bool
    outcome: str
    refusal: str = ""


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

    A fixed number of queries, however many there are.
    """
    chosen = Recipient.objects.select_related("person").filter(dispatch=sending).order_by("id")
    total = chosen.count()
    if words:
        return Page(total, rows([recipient for recipient in chosen if _is_meant(recipient.person, words)][:PAGE]))
    shown = list((chosen.filter(pk__gt=after) if after is not None else chosen)[: PAGE + 1])
    more = shown[PAGE - 1].id if len(shown) > PAGE else None
    return Page(total, rows(shown[:PAGE]), more)


def people(sending: Dispatch) -> list[Person]:
    """Everybody who is to get it, in the order they were added."""
    return [recipient.person for recipient in sending.recipients.select_related("person").order_by("id")]


def has_recipients(sending: Dispatch) -> bool:
    """Whether somebody has been added."""
    return Recipient.objects.filter(dispatch=sending).exists()


@dataclass(frozen=True, slots=True)
class Progress:
    """How many recipients have which outcome."""

    sent: int
    no_account: int
    refused: int
    stopped: int
    total: int

    @property
    def carried_out(self) -> int:
        """How many have an outcome."""
        return self.sent + self.no_account + self.refused + self.stopped


def progress(sending: Dispatch) -> Progress:
    """How far a dispatch has come: one query."""
    counted = dict(Recipient.objects.filter(dispatch=sending).values_list("outcome").annotate(Count("id")))
    kinds = (Outcome.CASE, Outcome.NO_ACCOUNT, Outcome.REFUSED, Outcome.STOPPED)
    sent, no_account, refused, stopped = (counted.get(kind, 0) for kind in kinds)
    return Progress(sent, no_account, refused, stopped, sum(counted.values()))


def outcomes(sending: Dispatch, *, after: UUID | None = None) -> Page:
    """A page of recipients with their outcomes: first all about whom something is left to do, then the others."""
    everybody = Recipient.objects.select_related("person").filter(dispatch=sending)
    keyed = everybody.annotate(last=Q(outcome=Outcome.CASE, refusal="")).order_by("last", "id")
    if after is not None:
        place = everybody.filter(pk=after, outcome=Outcome.CASE, refusal="").exists()
        later = Q(last=place, pk__gt=after) | (Q(last=True) if not place else Q(pk__in=[]))
        keyed = keyed.filter(later)
    shown = list(keyed[: PAGE + 1])
    return Page(everybody.count(), rows(shown[:PAGE]), shown[PAGE - 1].id if len(shown) > PAGE else None)


def not_listed(sending: Dispatch) -> int:
    """How many got an offer in the inbox and could not be put on the waiting list: one query."""
    told = Recipient.objects.filter(dispatch=sending, outcome=Outcome.CASE)
    return told.exclude(refusal="").count()


@dataclass(frozen=True, slots=True)
class SentLately:
    """A dispatch that has been carried out: to how many, when (UTC), and about how many something is left to do."""

    id: UUID
    template: str
    sent: datetime
    number: int
    left: int


def sent_lately(actor: Actor) -> list[SentLately]:
    """The actor's latest dispatches from the clinic that have been carried out and are still kept: one query."""
    not_sent = Q(recipients__outcome__in=[Outcome.REFUSED, Outcome.STOPPED])
    no_letter = Q(recipients__outcome=Outcome.NO_ACCOUNT) & ~Q(template__code=OFFER)
    left = not_sent | no_letter | (Q(recipients__outcome=Outcome.CASE) & ~Q(recipients__refusal=""))
    kept = Dispatch.objects.filter(owner_id=actor.id, clinic_id=actor.here, sent__isnull=False)
    counted = kept.annotate(number=Count("recipients"), left=Count("recipients", filter=left))
    rows = counted.order_by("-sent").values_list("id", "template__name", "sent", "number", "left")
    return [SentLately(key, template, sent, *counts) for key, template, sent, *counts in rows[:LATELY] if sent]


def under_way(actor: Actor) -> list[tuple[Dispatch, int]]:
    """The actor's dispatches from the clinic that are being sent, each with its number of recipients: one query."""
    ordered = Dispatch.objects.filter(owner_id=actor.id, clinic_id=actor.here, ordered__isnull=False, sent__isnull=True)
    return [(sending, sending.number) for sending in ordered.annotate(number=Count("recipients")).order_by("ordered")]


def rows(recipients: Sequence[Recipient]) -> list[Row]:
    """Recipients as staff see them: a few queries, for when they last logged in and whether anybody reads for them."""
    logins = last_logins([recipient.person_id for recipient in recipients])
    unread = without_account([recipient.person for recipient in recipients])
    return [
        Row(
            recipient.id,
            recipient.person,
            logins.get(recipient.person_id),
            told_by(recipient.person),
            recipient.person_id not in unread,
            recipient.outcome,
            recipient.refusal,
        )
        for recipient in recipients
    ]


def answers_go_to(actor: Actor, group: str) -> Staff | Group:
    """Who gets the answers: the group of the clinic with this key, or, with none, the actor."""
    if group:
        return Group.objects.get(pk=group, clinic_id=actor.unit)
    return Staff.objects.get(pk=actor.id)


def left_to_do() -> tuple[int, int]:
    """The number of sendings that have been ordered and are not done, and of their recipients without an outcome."""
    sendings = Dispatch.objects.filter(ordered__isnull=False, sent__isnull=True)
    return sendings.count(), Recipient.objects.filter(dispatch__in=sendings, outcome=Outcome.WAITING).count()
