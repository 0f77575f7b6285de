"""The last days that a SIP has: its follow-up, within a year of its approval (001-216, B-49)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Due
from vardtrad.planning.sip.steps import Steps, steps_of
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.web import dates


def follow_up_due(plan: Plan, steps: Steps) -> Due | None:
    """When an approved SIP has to be followed up; None for one that is not approved or has ended."""
    part = steps.care_plan
    if plan.closed is not None or part is None or part.follow_up_by is None:
        return None
    left = (part.follow_up_by - clock.today()).days
    words = _("Uppföljning senast %(day)s") if left >= 0 else _("Uppföljning skulle ha gjorts senast %(day)s")
    level = "late" if left < 0 else "soon" if left <= 30 else "ok"
    return Due(part.follow_up_by, words % {"day": dates.day(part.follow_up_by)}, level)


def clocks_of(seat: Seat, plans: Sequence[Plan]) -> dict[UUID, list[Due]]:
    """The last days of each SIP; plans come from ``with_steps``. No query."""
    dues = {plan.id: follow_up_due(plan, steps_of(plan)) for plan in plans}
    return {key: [due] if due is not None else [] for key, due in dues.items()}
