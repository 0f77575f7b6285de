"""The words of notices about SVU: units get none but the log reviewers' (ADR 25)."""

from __future__ import annotations

from vardtrad.gate.models import Notification
from vardtrad.planning.plan.notices import read_from_outside
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """The notice to a log reviewer when somebody outside a plan has opened it."""
    return read_from_outside()
