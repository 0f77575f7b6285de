"""What the law gives days for on the way home: the admission notice and the call to a SIP (lag (2017:612); B-24).

The payment responsibility, which may be agreed otherwise, is counted in vardtrad.planning.svu.payment.
These two are the law's own; their numbers are in vardtrad.kernel.law.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from vardtrad.kernel import clock, law
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan.models import Contact, Participant, Plan
from vardtrad.planning.plan.rules import LIMITED, State
from vardtrad.planning.svu.field_specs import SIP_FIELD
from vardtrad.planning.svu.models import Admission
from vardtrad.planning.svu.rules import StatementState
from vardtrad.planning.svu.steps import Steps, steps_of
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates

CALLS = frozenset({"hemma", "sjukhus", "distans"})
"""The answers to "Ställningstagande till SIP" that somebody has to be called for; one that goes on is followed up."""


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be sent, at the latest on which day (Swedish), in words; ``level`` is ok, soon (today) or late."""

    by: date
    words: str
    level: str


def _due(by: date, ahead: str, after: str) -> Due:
    left = (by - clock.today()).days
    level = "late" if left < 0 else "soon" if left == 0 else "ok"
    return Due(by, (after if left < 0 else ahead) % {"day": dates.day(by)}, level)


def last_day_for_notice(admitted: date) -> date:
    """The last day, to its end, on which the admission notice is in time.

    The law gives hours from the admission. The hour of the admission is not kept, so whole days are counted.
    """
    return admitted + law.ADMISSION_NOTICE.span


def last_day_for_call(notified: datetime) -> date:
    """The last day, to its end, on which the call to a SIP is in time after a notice of utskrivningsklar.

    Calendar days, over weekends too, the notice's own day not counted. The law does not say which days it means, so
    they are counted as those of the payment responsibility; its time of day is not applied, since the law applies it
    to that alone.
    """
    return clock.swedish_date(notified) + law.CALL_TO_SIP.span


def notice_due(plan: Plan, steps: Steps) -> Due | None:
    """When the admission notice has to be sent; None when it is sent, or the patient is not admitted yet.

    Before a draft says which day the patient came, it is counted from the day when the ward began the plan.
    """
    if steps.published or plan.closed is not None or plan.state == State.ANNULLED:
        return None
    came = steps.admission.admitted if steps.admission is not None else clock.swedish_date(plan.created)
    if came > clock.today():
        return None
    return _due(
        last_day_for_notice(came),
        _("Inskrivningsmeddelandet ska skickas senast %(day)s"),
        _("Inskrivningsmeddelandet skulle ha skickats senast %(day)s"),
    )


def notice_was_late(admission: Admission) -> bool:
    """Whether the first notice was sent after its last day; a correction says nothing of that."""
    sent, last = admission.published, last_day_for_notice(admission.admitted)
    return sent is not None and admission.round == 1 and clock.swedish_date(sent) > last


def calls_due(seat: Seat, plans: Collection[Plan]) -> dict[UUID, Due]:
    """When a health centre has to call to a SIP, by plan fetched ``with_steps``: two queries, whatever the number.

    It is told from when the ward's part is marked complete with an answer that wants a SIP, as long as the health
    centre has not said Nej to it and the patient is here. When a permanent care contact at a health centre that takes
    part is responsible for calling, only that one's unit is told; else all health centres that take part. Whether the
    call has been sent is not known here (SIP is a process of its own), so afterwards only the day is told.
    """
    if seat.party is not Party.OUTPATIENT:
        return {}
    waits = {plan.id: plan for plan in plans if _may_call(plan, steps_of(plan))}
    if not waits:
        return {}
    wants = Field.objects.filter(plan_id__in=waits, path=SIP_FIELD, value__in=CALLS)
    wanted = set(wants.values_list("plan_id", flat=True))
    # A contact at a ward, in a municipality or somewhere that takes no part sees no clock: then all health centres do.
    here = Participant.objects.filter(
        plan=OuterRef("plan"), unit=OuterRef("unit"), party=Party.OUTPATIENT, removed__isnull=True
    )
    conveners = Contact.objects.filter(Exists(here), plan_id__in=waits, removed__isnull=True, convener=True)
    others = {plan for plan, unit in conveners.values_list("plan_id", "unit_id") if unit != seat.unit.id}
    return {key: _call(steps_of(plan)) for key, plan in waits.items() if key in wanted and key not in others}


def _may_call(plan: Plan, steps: Steps) -> bool:
    if not steps.ready or steps.discharged or plan.closed is not None or plan.state in LIMITED:
        return False
    return steps.statement is not None and steps.statement.state == StatementState.MARKED


def _call(steps: Steps) -> Due:
    time = steps.discharge_time
    # What ``ready`` says of it.
    assert time is not None
    assert time.notified is not None
    return _due(
        last_day_for_call(time.notified),
        _("Kallelse till SIP ska skickas senast %(day)s"),
        _("Sista dag för kallelse till SIP var %(day)s"),
    )
