"""When a plan in which nothing more is going on leaves the start pages (001-214, 001-262, design decision 8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from vardtrad.kernel import clock

STAYS_LISTED = timedelta(hours=72)
TRY_AGAIN = timedelta(hours=1)
"""How soon the clock looks again at a plan where a unit has something left to do."""


def leaves_start_page(moment: datetime) -> datetime:
    """When a plan that was done with then may leave the start pages (UTC): after 72 hours and a whole working day."""
    return max(moment + STAYS_LISTED, clock.deadline(moment, 1))
