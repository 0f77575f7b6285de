"""The last days that a SIP has: its follow-up, within a year of its approval (001-216, B-49)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Due
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.web import dates


def follow_up_due(plan: Plan) -> Due | None:
    """When an approved SIP has to be followed up; None for one that is not approved, has ended, or is refused.

    And for one whose patient has died.
    """
    day = plan.follow_up_by
    if plan.closed is not None or day is None or plan.state in LIMITED or plan.patient.deceased:
        return None
    left = (day - clock.today()).days
    words = _("Uppföljning senast %(day)s") if left >= 0 else _("Uppföljning skulle ha gjorts senast %(day)s")
    level = "late" if left < 0 else "soon" if left <= 30 else "ok"
    return Due(day, words % {"day": dates.day(day)}, level)


def clocks_of(seat: Seat, plans: Sequence[Plan]) -> dict[UUID, list[Due]]:
    """The last days of each SIP. No query."""
    dues = {plan.id: follow_up_due(plan) for plan in plans}
    return {key: [due] if due is not None else [] for key, due in dues.items()}
