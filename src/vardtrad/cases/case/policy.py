"""What a clinic has decided about a case type: working days to a word, routing, opening hours and how many a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, ClinicPolicy, Service
from vardtrad.cases.case.rules import Origin
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.shared.web.dates import hour

# Design decision 1: two working days to the first word (002-011), one to a resident's answer (004-006), and four from
# its creation until a case that the clinic sent is flagged (004-060).
FIRST_DAYS, REPLY_DAYS, SENT_DAYS = 2, 1, 4
# Also from its creation: one until a resident who has not read it is reminded (004-005), seven in which the resident is
# asked to answer (004-043), and ten until it is closed if no answer has come (004-011).
REMIND_DAYS, ANSWER_DAYS, CLOSE_DAYS = 1, 7, 10
MORE_DAYS = 3
"""How many more working days a manual reminder gives: four until it is due and three after it make seven."""


DAYS = {
    "first_days": FIRST_DAYS,
    "reply_days": REPLY_DAYS,
    "sent_days": SENT_DAYS,
    "remind_days": REMIND_DAYS,
    "answer_days": ANSWER_DAYS,
    "close_days": CLOSE_DAYS,
}
"""Every deadline in working days with what holds where nobody has decided otherwise, by the name of its column."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The working days that hold for a case type at a clinic, and the group that its cases are routed to.

    With 0 ``remind_days`` or ``close_days`` the clock does not remind, or does not close.
    """

    first_days: int = FIRST_DAYS
    reply_days: int = REPLY_DAYS
    sent_days: int = SENT_DAYS
    remind_days: int = REMIND_DAYS
    answer_days: int = ANSWER_DAYS
    close_days: int = CLOSE_DAYS
    group: UUID | None = None
    answers_to_group: bool = False


def policy_of(clinic: UUID, case_type: UUID) -> Policy:
    """The deadlines in force: the service's own, else the clinic's, else design decision 1. One query."""
    terms = next(iter(_terms().rows(clinic, case_type)), None)
    if terms is None:
        own = ClinicPolicy.objects.filter(clinic_id=clinic).first()
        return Policy(*(getattr(own, name) for name in DAYS)) if own is not None else Policy()
    group, in_use, to_group, *days = terms
    chosen = {
        name: _first_given(own, of_clinic, DAYS[name])
        for name, own, of_clinic in zip(DAYS, days[: len(DAYS)], days[len(DAYS) :], strict=True)
    }
    return Policy(**chosen, group=group if in_use else None, answers_to_group=to_group)


@cache
def _terms() -> Compiled[Service]:
    """A constraint allows a clinic only one service of a case type."""
    of_the_clinic = [f"clinic__case_policy__{name}" for name in DAYS]
    terms = Service.objects.values_list("group_id", "group__active", "answers_to_group", *DAYS, *of_the_clinic)
    return Compiled(lambda clinic, case_type: terms.filter(clinic_id=clinic, case_type_id=case_type), UUID, UUID)


def _first_given(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def closed_now(service: Service, sent: int | None = None, *, begun: datetime | None = None) -> str:
    """Why the service takes no cases at this moment, in a sentence for the resident; empty when it is open (B-11).

    ``sent`` is how many of its cases have come today, if the caller has already counted them. What was ``begun`` (UTC)
    earlier today, while it was open, is received after closing time too (B-38).
    """
    hours = _hours_on(service, clock.today())
    if service.hours and hours is None:
        return _("Du kan inte skicka det här ärendet i dag.")
    if hours is not None:
        opens, closes = hours
        at = _begun_today(begun) or clock.now().astimezone(clock.STOCKHOLM)
        if not opens <= at.time() < closes:
            return _("Den här ärendetypen är öppen i dag mellan %(opens)s och %(closes)s.") % {
                "opens": hour(opens),
                "closes": hour(closes),
            }
    if _full_today(service, sent):
        return _("Mottagningen har redan tagit emot så många ärenden av den här typen som den hinner med i dag.")
    return ""


def _begun_today(begun: datetime | None) -> datetime | None:
    """When something was begun, by the Swedish clock; None unless it was earlier today."""
    if begun is None or begun > clock.now() or clock.swedish_date(begun) != clock.today():
        return None
    return begun.astimezone(clock.STOCKHOLM)


def closes_today(service: Service) -> time | None:
    """When a service that is open now closes today (Swedish time); None when it has no hours (B-38)."""
    hours = _hours_on(service, clock.today())
    return hours[1] if hours is not None else None


def opens_next(service: Service, sent: int | None = None) -> datetime | None:
    """When a service that is closed now takes cases again (UTC); None when it has no hours at all in a week (B-11)."""
    now, today = clock.now(), clock.today()
    for days in range(1 if _full_today(service, sent) else 0, 15):
        day = today + timedelta(days=days)
        hours = _hours_on(service, day)
        if hours is None and (service.hours or not clock.is_working_day(day)):
            continue
        opens = datetime.combine(day, hours[0] if hours else time.min, clock.STOCKHOLM).astimezone(UTC)
        if opens > now:
            return opens
    return None


def sent_today(clinic: UUID, services: Iterable[Service]) -> dict[UUID, int]:
    """How many cases of each type residents have sent to the clinic since its cap was new: one query."""
    since: dict[date, list[UUID]] = {}
    for service in services:
        since.setdefault(_capped_from(service), []).append(service.case_type_id)
    newer = Q()
    for day, types in since.items():
        newer |= Q(case_type_id__in=types, created__gte=clock.start_of_day(day))
    counts = _from_residents(clinic).filter(newer).order_by().values("case_type_id").annotate(sent=Count("id"))
    return dict(counts.values_list("case_type_id", "sent"))


def _hours_on(service: Service, day: date) -> tuple[time, time] | None:
    hours = service.hours.get(str(day.isoweekday()))
    return (time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) if hours else None


def _full_today(service: Service, sent: int | None) -> bool:
    if service.daily_cap is None:
        return False
    if sent is None:
        sent = sent_today(service.clinic_id, [service]).get(service.case_type_id, 0)
    return sent >= service.daily_cap


def _capped_from(service: Service) -> date:
    """The Swedish day from which cases count towards the daily cap.

    A service with hours is new every day. One that is always open is new every working day: nobody works through what
    comes on the days off before then, so they count with the working day before.
    """
    day = clock.today()
    while not service.hours and not clock.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _from_residents(clinic: UUID) -> QuerySet[Case]:
    return Case.objects.filter(clinic_id=clinic, origin=Origin.RESIDENT)
