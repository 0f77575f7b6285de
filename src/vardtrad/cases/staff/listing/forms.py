"""The shape of what staff ask and write about listing requests."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from vardtrad.cases.listing.rules import REASON_LIMIT
from vardtrad.shared.web.forms import LongText, PlainForm


class DaysForm(forms.Form):
    """The days between which requests were sent: Swedish dates, both included, either left out."""

    use_required_attribute = False

    fran = forms.DateField(
        label=gettext_lazy("Från och med"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    till = forms.DateField(
        label=gettext_lazy("Till och med"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def days(self) -> tuple[date | None, date | None]:
        """The first and last day; what is no date, or one that no request can have, counts as left out."""
        self.is_valid()
        first, last = (self.cleaned_data.get(name) for name in ("fran", "till"))
        return _sane(first), _sane(last)


def _sane(day: date | None) -> date | None:
    return day if day is not None and 2000 <= day.year < 3000 else None


class DeclineForm(PlainForm):
    """Declining a request, with the reason that the resident reads."""

    reason = LongText(
        label=gettext_lazy("Varför avböjs önskemålet?"),
        help_text=gettext_lazy("Invånaren läser det du skriver."),
        max_length=REASON_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför önskemålet avböjs. Invånaren läser det.")},
    )
