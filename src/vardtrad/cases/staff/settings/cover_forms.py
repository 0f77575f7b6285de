"""The form that says who covers what is urgent on a day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.shared.web.forms import DayField, PlainForm


class CoverForm(PlainForm):
    """A day, and one of those who answer cases at the clinic."""

    day = DayField(label=gettext_lazy("Dag"), error_messages={"required": gettext_lazy("Välj en dag.")})
    staff = forms.ChoiceField(
        label=gettext_lazy("Vem täcker det brådskande?"),
        error_messages={
            "required": gettext_lazy("Välj en kollega."),
            "invalid_choice": gettext_lazy("Personen besvarar inte längre ärenden på mottagningen. Välj någon annan."),
        },
    )

    def __init__(self, *args: Any, people: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = self.fields["staff"]
        assert isinstance(staff, forms.ChoiceField)
        staff.choices = [("", _("Välj i listan")), *((str(key), name) for key, name in people)]
