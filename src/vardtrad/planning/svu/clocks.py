"""The time limits of the law before a discharge: the admission notice and the call to a SIP (lag (2017:612); B-24).

The payment responsibility, for which other terms may be agreed, is counted in vardtrad.planning.svu.payment.
The two limits here are fixed by the law; their numbers are in vardtrad.kernel.law.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel import clock, law
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.models import Contact, Event, Participant, Plan
from vardtrad.planning.plan.process import Due
from vardtrad.planning.plan.rules import LIMITED, State
from vardtrad.planning.plan.sip_calls import call_days
from vardtrad.planning.svu.field_specs import SIP_FIELD
from vardtrad.planning.svu.models import Admission
from vardtrad.planning.svu.rules import StatementState
from vardtrad.planning.svu.sip_decisions import CALLS
from vardtrad.planning.svu.steps import Steps, steps_of
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates


def _due(by: date, ahead: str, after: str) -> Due:
    left = (by - clock.today()).days
    level = "late" if left < 0 else "soon" if left == 0 else "ok"
    return Due(by, (after if left < 0 else ahead) % {"day": dates.day(by)}, level)


def notice_limit(admitted: date, at: time | None = None, judged: datetime | None = None) -> datetime:
    """The moment (UTC) until which the admission notice is in time.

    The law counts hours: from the admission, or from the doctor's judgement that help may be needed where that came
    later (2 kap. 3 §). Where the time of the admission is not stored, its whole day counts as the admission.
    """
    span = law.ADMISSION_NOTICE.span
    if at is None:
        limit = clock.end_of_day(admitted + span)
    else:
        limit = datetime.combine(admitted, at, clock.STOCKHOLM).astimezone(UTC) + span
    return max(limit, judged + span) if judged is not None else limit


def last_day_for_call(notified: datetime) -> date:
    """The last day on which the call to a SIP is in time after a notice of utskrivningsklar, until the end of that day.

    Calendar days are counted, weekends included, but not the day of the notice. The law does not say which days it
    means, so they are counted as for the payment responsibility. The time of day in that rule is not used, since the
    law gives it for the payment responsibility only.
    """
    return clock.swedish_date(notified) + law.CALL_TO_SIP.span


def notice_due(plan: Plan, steps: Steps) -> Due | None:
    """When the admission notice has to be sent; None if it has been sent, or the patient has not arrived yet.

    Until a draft gives the day of admission, the time is counted from the day when the ward created the plan.
    """
    if steps.published or plan.closed is not None or plan.state == State.ANNULLED:
        return None
    part = steps.admission
    came = part.admitted if part is not None else clock.swedish_date(plan.created)
    if came > clock.today():
        return None
    at, judged = (part.admitted_at, part.judged) if part is not None else (None, None)
    limit, now = notice_limit(came, at, judged), clock.now()
    # A limit at midnight still belongs to the day before.
    last = clock.swedish_date(limit - timedelta(microseconds=1))
    ahead, after = _NOTICE_BY_DAY if at is None and judged is None else _NOTICE_BY_HOUR
    words = (after if now >= limit else ahead) % {"day": dates.day(last), "clock": dates.clock_time(limit)}
    return Due(last, words, "late" if now >= limit else "soon" if last == clock.today() else "ok")


_NOTICE_BY_DAY = (
    gettext_lazy("Inskrivningsmeddelandet ska skickas senast %(day)s"),
    gettext_lazy("Inskrivningsmeddelandet skulle ha skickats senast %(day)s"),
)
_NOTICE_BY_HOUR = (
    gettext_lazy("Inskrivningsmeddelandet ska skickas senast %(day)s klockan %(clock)s"),
    gettext_lazy("Inskrivningsmeddelandet skulle ha skickats senast %(day)s klockan %(clock)s"),
)


def notice_was_late(admission: Admission) -> bool:
    """Whether the first notice was sent too late. After a correction this is not known, and the answer is False."""
    sent = admission.published
    limit = notice_limit(admission.admitted, admission.admitted_at, admission.judged)
    return sent is not None and admission.round == 1 and sent >= limit


def clocks_of(seat: Seat, plans: Sequence[Plan]) -> dict[UUID, list[Due]]:
    """What the law sets a last day for and the seat still has to send, by plan; plans come from ``with_steps``."""
    calls = calls_due(seat, plans)
    notices = {plan.id: notice_due(plan, steps_of(plan)) for plan in plans if seat.party is Party.INPATIENT}
    return {plan.id: [due for due in (notices.get(plan.id), calls.get(plan.id)) if due is not None] for plan in plans}


def calls_due(seat: Seat, plans: Collection[Plan]) -> dict[UUID, Due]:
    """When the seat's health centre has to call to a SIP, by plan; plans come from ``with_steps``. Four queries.

    It is shown once the ward's part is marked complete with an answer that requires a SIP, as long as the health centre
    has not answered Nej and the patient is still here. If a permanent care contact at a participating health centre is
    the convener, only that unit sees it; otherwise all participating health centres do. It is gone when outpatient care
    has called from a SIP, or the call has been registered as sent.
    """
    if seat.party is not Party.OUTPATIENT:
        return {}
    waits = {plan.id: plan for plan in plans if _may_call(plan, steps_of(plan))}
    if not waits:
        return {}
    wants = Field.objects.filter(plan_id__in=waits, path=SIP_FIELD, value__in=CALLS)
    wanted = set(wants.values_list("plan_id", flat=True))
    if not wanted:
        return {}
    # A convener outside the participating health centres would not see the clock, so then all of these do.
    here = Participant.objects.filter(
        plan=OuterRef("plan"), unit=OuterRef("unit"), party=Party.OUTPATIENT, removed__isnull=True
    )
    conveners = Contact.objects.filter(Exists(here), plan_id__in=waits, removed__isnull=True, convener=True)
    others = {plan for plan, unit in conveners.values_list("plan_id", "unit_id") if unit != seat.unit.id}
    called = _called(waits)
    left = wanted - others - called
    return {key: _call(steps_of(plan)) for key, plan in waits.items() if key in left}


def _called(plans: Mapping[UUID, Plan]) -> set[UUID]:
    """The plans whose health centre has called to a SIP: from the SIP itself, or as a registered event. Two queries."""
    rows = Event.objects.filter(plan_id__in=plans, kind=EventKind.CALL_SENT)
    taken_back = Event.objects.filter(plan_id__in=plans, corrects__isnull=False).values("corrects_id")
    registered = set(rows.exclude(pk__in=taken_back).values_list("plan_id", flat=True))
    return registered | {key for key, days in call_days(plans.values()).items() if days}


def _may_call(plan: Plan, steps: Steps) -> bool:
    if plan.deceased or not steps.ready or steps.discharged or plan.closed is not None or plan.state in LIMITED:
        return False
    return steps.statement is not None and steps.statement.state == StatementState.MARKED


def _call(steps: Steps) -> Due:
    time = steps.discharge_time
    # ``_may_call`` has checked ``ready``, which implies both of these.
    assert time is not None
    assert time.notified is not None
    return _due(
        last_day_for_call(time.notified),
        _("Kallelse till SIP ska skickas senast %(day)s"),
        _("Sista dag för kallelse till SIP var %(day)s"),
    )
