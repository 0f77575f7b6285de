"""What the reader asks of the statistics: period, clinic and case types. Nothing is changed by it.

These are no filters of a list (``shared.lists.filters``). A list passes over what is no choice; here a wrong choice is
an error, since the figures would be about something else than what was asked for. The period is one answer to three
fields, and each count applies it to a column of its own (created or closed) in SQL of its own. No row is listed, so
there is no condition for a row and no chip.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.models import CaseType
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.statistics.forms import PeriodForm
from vardtrad.shared.statistics.periods import Per

EVERY = "alla"


class AskForm(PeriodForm):
    """The filter of the page, sent by GET."""

    mottagning = forms.ChoiceField(label=gettext_lazy("Mottagning"), required=False)
    per = forms.ChoiceField(label=gettext_lazy("Visa per"), required=False)
    typ = forms.MultipleChoiceField(
        label=gettext_lazy("Ärendetyper"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Utan markering räknas alla."),
        error_messages={"invalid_choice": gettext_lazy("Ärendetypen finns inte här. Välj en annan.")},
    )  # fmt: skip

    def __init__(self, data: Any, *, here: Unit, clinics: list[Unit], types: list[CaseType]) -> None:
        super().__init__(data)
        self.here, self.clinics = here, clinics
        choices: dict[str, list[tuple[str, Any]]] = {
            "mottagning": [(str(clinic.id), clinic.name) for clinic in clinics],
            "per": [("", _("Välj automatiskt")), *Per.choices],
            "typ": [(str(case_type.id), case_type.name) for case_type in types],
        }
        if len(clinics) > 1:
            choices["mottagning"].append((EVERY, _("Alla mina mottagningar")))
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def chosen_clinics(self) -> list[Unit]:
        """The clinics to count; the form must be valid."""
        wanted = self.cleaned_data["mottagning"]
        if wanted == EVERY:
            return self.clinics
        return [clinic for clinic in self.clinics if str(clinic.id) == wanted] or [self.here]

    def chosen_types(self) -> tuple[UUID, ...] | None:
        """The case types to count; None for all."""
        return tuple(UUID(key) for key in self.cleaned_data["typ"]) or None

    def chosen_per(self) -> Per | None:
        """What to put days together by, if the reader has said."""
        return Per(self.cleaned_data["per"]) if self.cleaned_data["per"] else None
