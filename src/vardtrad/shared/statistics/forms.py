"""Which days the reader asks a page of statistics about. Nothing is changed by it.

A wrong choice is an error and is not passed over, since the figures would be about something else than what was asked.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.kernel import clock
from vardtrad.shared.statistics.periods import EPOCH, Choice, Period, period_of
from vardtrad.shared.web.forms import DayField

LONGEST = 366 * 2
"""The longest period in days."""


class PeriodForm(forms.Form):
    """The period, sent by GET: one of those that are offered, or own dates."""

    use_required_attribute = False

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=Choice.choices)
    fran = DayField(label=gettext_lazy("Från"), required=False)
    till = DayField(label=gettext_lazy("Till"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days_counted: Period | None = None

    @override
    def clean(self) -> dict[str, Any]:
        """Find the days; an error where own dates are missing, the wrong way round, too many, or not yet here."""
        cleaned = super().clean() or {}
        if "period" not in cleaned:
            return cleaned
        choice, today = Choice(cleaned["period"]), clock.today()
        if choice is not Choice.OWN:
            self.days_counted = period_of(choice, today)
            return cleaned
        first, last = cleaned.get("fran"), cleaned.get("till")
        if self.errors:
            return cleaned
        if not isinstance(first, date) or not isinstance(last, date):
            self.add_error("fran" if first is None else "till", _("Skriv både första och sista dagen."))
        elif first > last:
            self.add_error("till", _("Sista dagen kan inte vara före den första."))
        elif first < EPOCH or first > today:
            self.add_error("fran", _("Välj en dag som har varit, tidigast 2015-01-01."))
        elif (last - first).days >= LONGEST:
            self.add_error("till", _("Välj högst två år."))
        else:
            self.days_counted = Period(first, min(last, today))
        return cleaned
