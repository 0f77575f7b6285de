"""The period of a payment basis."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

LONGEST = timedelta(days=366)


class PeriodForm(forms.Form):
    """The first and last day of the basis, both counted; at most a year at a time."""

    use_required_attribute = False

    first = forms.DateField(
        label=_("Från och med"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Fyll i datum."), "invalid": _("Skriv datumet som 2026-11-30.")},
    )  # fmt: skip
    last = forms.DateField(
        label=_("Till och med"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Fyll i datum."), "invalid": _("Skriv datumet som 2026-11-30.")},
    )  # fmt: skip

    @override
    def clean(self) -> dict[str, Any]:
        """Raise ValidationError for a period that ends before it begins, or is longer than a year."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                raise forms.ValidationError(_("Perioden slutar innan den börjar."))
            if last - first > LONGEST:
                raise forms.ValidationError(_("Välj högst ett år i taget."))
            if first.year < 2000 or last.year > 2100:
                raise forms.ValidationError(_("Välj en period mellan år 2000 och 2100."))
        return cleaned
