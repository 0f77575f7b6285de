"""The views in which nobody is forgotten: which entries each holds, and how many (004-011…013, B-15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Message
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import Answer, Outcome, State
from vardtrad.kernel import clock

LETTER_DAYS = 10
"""Working days until somebody who got a letter only is phoned: as long as an offer waits in the inbox (004-046)."""
ANSWER_DAYS = 7
"""Working days within which the patient should answer (004-043)."""
_ONE_DAY = timedelta(days=1)


class View(TextChoices):
    """The views, by what stands in the address."""

    CONFIRM = "bekrafta", gettext_lazy("Svar att bekräfta")
    CALL = "ring", gettext_lazy("Att ringa")
    UNREAD_CLOSED = "olast", gettext_lazy("Oläst och avslutat")
    READ = "last", gettext_lazy("Läst men inte besvarat")
    LETTER = "brev", gettext_lazy("Bara brev")
    OVERDUE = "forsenat", gettext_lazy("Försenat")
    NO_OFFER = "utan", gettext_lazy("Utan erbjudande")
    POST = "handlingar", gettext_lazy("Handlingar att skicka")
    DECEASED = "avlidna", gettext_lazy("Avlidna")
    HV = "hv", gettext_lazy("Alla med HV")
    HVNY = "hvny", "HVNY"
    HVOP = "hvop", "HVOP"
    P = "p", "P"
    REMOVED = "borttagna", gettext_lazy("Borttagna")

    @property
    def by_code(self) -> bool:
        """Whether the view is simply all entries with a code."""
        return self in _BY_CODE


_BY_CODE = {
    View.HV: State.HV,
    View.HVNY: State.HVNY,
    View.HVOP: State.HVOP,
    View.P: State.P,
    View.REMOVED: State.REMOVED,
}

TO_FOLLOW = tuple(view for view in View if view not in _BY_CODE)
"""The views of those who wait for an answer: the follow-up of point 6 of the guide (004-011)."""


def answered() -> Q:
    """The entries whose patient has answered the offer, in the inbox or by telephone."""
    messages = Message.objects.filter(case_id=OuterRef("offer_id"), kind=MessageKind.ANSWER_BACK)
    return ~Q(told=Answer.NONE) | Q(Exists(messages))


def condition(view: View) -> Q:
    """What a view asks of an entry of the clinic, at this moment.

    Who has died stands in a view of their own and in no other that asks for something to be done: nobody telephones
    the home of somebody dead, or sends the documents, because a list said so.
    """
    if view in _BY_CODE:
        return Q(state=_BY_CODE[view])
    if view is View.DECEASED:
        return ~Q(state=State.REMOVED) & Q(patient__deceased=True)
    return _to_do(view) & Q(patient__deceased=False)


def _to_do(view: View) -> Q:
    if view is View.POST:
        return Q(state__in=[State.HVNY, State.HVOP], informed__isnull=False, posted__isnull=True)
    waits = Q(state=State.HV)
    if view is View.CONFIRM:
        return waits & answered()
    if view is View.NO_OFFER:
        return waits & Q(offered__isnull=True)
    if view is View.OVERDUE:
        return waits & Q(offered__lt=working_days_ago(ANSWER_DAYS))
    return waits & ~answered() & _unanswered(view)


def _unanswered(view: View) -> Q:
    letter_only = Q(offer__isnull=True, by_letter=True)
    if view is View.UNREAD_CLOSED:
        return Q(offer__is_open=False, offer__unread_by_resident=True)
    if view is View.READ:
        return Q(offer__unread_by_resident=False)
    if view is View.LETTER:
        return letter_only
    today = clock.today()
    not_later = Q(next_try__isnull=True) | Q(next_try__lte=today)
    return not_later & (
        Q(offer__is_open=False)
        | letter_only & Q(offered__lt=working_days_ago(LETTER_DAYS))
        | Q(next_try__lte=today)
        | Q(outcome=Outcome.WRONG_NUMBER)
    )


def working_days_ago(days: int) -> datetime:
    """The moment before which something was sent if more than so many working days have passed since (UTC)."""
    today = day = clock.today()
    while clock.working_days_between(day - _ONE_DAY, today) <= days:
        day -= _ONE_DAY
    return clock.start_of_day(day)


def counted(clinic: UUID, view: View, most: int) -> tuple[str, tuple[Any, ...]]:
    """A query that gives a row for each entry of a view, at most so many: to be counted beside the menu's lists."""
    rows = WaitingEntry.objects.filter(condition(view), clinic_id=clinic).order_by().values("id")[:most]
    sql, values = rows.query.sql_with_params()
    return sql, tuple(values)
