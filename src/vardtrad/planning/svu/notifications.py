"""The words of notices about SVU: to units' mailboxes (ADR 51), and to log reviewers."""

from __future__ import annotations

from vardtrad.gate.models import Notification
from vardtrad.planning.plan.mailboxes import TOLD_UNIT
from vardtrad.planning.plan.notices import read_from_outside, something_new
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """The notice that a patient is ready for discharge, or to a log reviewer that somebody outside has read a plan."""
    if notice.party == TOLD_UNIT:
        return something_new()
    return read_from_outside()
