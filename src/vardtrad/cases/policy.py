"""What a clinic has decided about a case type: working days to a word, routing, opening hours and how many a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.cases.models import Case, ClinicPolicy, Service
from vardtrad.cases.rules import Origin
from vardtrad.kernel import clock

# Design decision 1: two working days to the first word (002-011), one to a resident's answer (004-006), and four from
# its creation until a case that the clinic sent is flagged (004-060).
FIRST_DAYS, REPLY_DAYS, SENT_DAYS = 2, 1, 4


@dataclass(frozen=True, slots=True)
class Policy:
    """The working days that hold for a case type at a clinic, and the group that its cases are routed to."""

    first_days: int = FIRST_DAYS
    reply_days: int = REPLY_DAYS
    sent_days: int = SENT_DAYS
    group: UUID | None = None


def policy(clinic: UUID, case_type: UUID) -> Policy:
    """What holds now: the service's own, else the clinic's, else design decision 1. One query."""
    found = (
        Service.objects.filter(clinic_id=clinic, case_type_id=case_type)
        .values_list(
            "first_days",
            "reply_days",
            "group_id",
            "group__active",
            "clinic__case_policy__first_days",
            "clinic__case_policy__reply_days",
            "clinic__case_policy__sent_days",
        )
        .first()
    )
    if found is None:
        own = ClinicPolicy.objects.filter(clinic_id=clinic).first()
        return Policy(own.first_days, own.reply_days, own.sent_days) if own is not None else Policy()
    first, reply, group, in_use, clinic_first, clinic_reply, clinic_sent = found
    return Policy(
        _first_given(first, clinic_first, FIRST_DAYS),
        _first_given(reply, clinic_reply, REPLY_DAYS),
        _first_given(clinic_sent, SENT_DAYS),
        group if in_use else None,
    )


def _first_given(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def closed_now(service: Service) -> str:
    """Why the service takes no cases at this moment, in a sentence for the resident; empty when it is open (B-11)."""
    hours = _hours_today(service)
    if service.hours and hours is None:
        return _("Den här ärendetypen är stängd i dag.")
    if hours is not None:
        opens, closes = hours
        now = clock.now().astimezone(clock.STOCKHOLM).time()
        if not opens <= now < closes:
            return _("Den här ärendetypen är öppen i dag mellan %(opens)s och %(closes)s.") % {
                "opens": opens.strftime("%H.%M"),
                "closes": closes.strftime("%H.%M"),
            }
    if service.daily_cap is not None and _sent_today(service) >= service.daily_cap:
        return _("Mottagningen har redan tagit emot så många ärenden av den här sorten som den hinner med i dag.")
    return ""


def _hours_today(service: Service) -> tuple[time, time] | None:
    found = service.hours.get(str(clock.today().isoweekday()))
    return (time.fromisoformat(found[0]), time.fromisoformat(found[1])) if found else None


def _sent_today(service: Service) -> int:
    midnight = datetime.combine(clock.today(), time.min, clock.STOCKHOLM).astimezone(UTC)
    return Case.objects.filter(
        Q(clinic_id=service.clinic_id, case_type_id=service.case_type_id, origin=Origin.RESIDENT), created__gte=midnight
    ).count()
