"""What the forms of a step share, in every process: days in somebody's care, mandatory fields, what was written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from typing_extensions import override

from vardtrad.kernel import clock
from vardtrad.kernel.needs import ODD_YEAR
from vardtrad.shared.web.forms import DayField, LongText, PlainForm

LONGEST_STAY = timedelta(days=40 * 365)
FURTHEST_AHEAD = timedelta(days=3 * 365)


class Day(DayField):
    """A day in somebody's care. A year beyond reason is taken as a slip of the hand, not as a date."""

    @override
    def validate(self, value: Any) -> None:
        """Raise ValidationError when the day is missing, or its year cannot be meant."""
        today = clock.today()
        if isinstance(value, date) and not today - LONGEST_STAY <= value <= today + FURTHEST_AHEAD:
            raise forms.ValidationError(ODD_YEAR, code="year")
        super().validate(value)


def day_field(label: Any, missing: Any, **options: Any) -> Day:
    """A day field with its own words for a day that is missing."""
    return Day(label=label, error_messages={"required": missing}, **options)


def _with_star(label: object) -> SafeString:
    return format_html('{} <span aria-hidden="true">*</span>', label)


marked = lazy(_with_star, SafeString)
"""A mandatory field's label: the star is for the eye, and no part of the field's name."""


class StepForm(PlainForm):
    """A form of a step; ``gor`` is what its pressed button says."""

    gor = forms.CharField(required=False, max_length=20)
    prefix_of_ids = "steg"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.prefix_of_ids}-%s")
        super().__init__(*args, **kwargs)

    @property
    def texts(self) -> list[str]:
        """What was written at length: shown when the form itself no longer can be."""
        written = [str(self.data.get(name, "")) for name, field in self.fields.items() if isinstance(field, LongText)]
        return [text for text in written if text.strip()]


class PlainQuestion(PlainForm):
    """A question that is answered by its button alone."""
