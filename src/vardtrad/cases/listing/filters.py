"""The filters of the clinic's list of listing requests: the Swedish days of sending, first and last included."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel import clock
from vardtrad.shared.lists.filters import Day, Filter

SINCE = Filter(
    "fran",
    _("Från och med"),
    Day(earliest=2000),
    condition=lambda day, _reader: Q(created__gte=clock.start_of_day(day)),
)
UNTIL = Filter(
    "till",
    _("Till och med"),
    Day(earliest=2000),
    condition=lambda day, _reader: Q(created__lt=clock.end_of_day(day)),
)

FILTERS: tuple[Filter[Any], ...] = (SINCE, UNTIL)
