"""Which cases are over, for rooms that keep something only while a case is open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.rules import State


def closed_before(moment: datetime) -> QuerySet[Any, Any]:
    """The keys of the cases that were closed, and not touched since, before a moment."""
    return Case.objects.filter(state=State.CLOSED, updated__lt=moment).values("id")
