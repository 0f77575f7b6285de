"""The form of a standard answer, whether it is a clinic's or somebody's own."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.needs import TEXT_LIMIT
from vardtrad.cases.case.standard_answers.actions import Written
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_answers.queries import values_of
from vardtrad.cases.case.standard_text import VARIABLES, mistyped
from vardtrad.kernel.stamp import stamp
from vardtrad.shared.web.forms import LongText, OneLine, PlainForm, WasField, with_data


class AnswerForm(PlainForm):
    """A standard answer (000-035): name, where it is offered, and its text with variables (B-05)."""

    name = OneLine(
        label=gettext_lazy("Namn"),
        max_length=100,
        help_text=gettext_lazy("Det här ser personalen i listan. Invånaren ser det inte."),
        error_messages={"required": gettext_lazy("Skriv ett namn.")},
    )
    use = forms.ChoiceField(
        label=gettext_lazy("Flik"),
        choices=StandardAnswer.Use.choices,
        error_messages={
            "required": gettext_lazy("Välj en flik."),
            "invalid_choice": gettext_lazy("Välj bland flikarna i listan."),
        },
    )
    case_type = forms.ChoiceField(
        label=gettext_lazy("Ärendetyp"),
        required=False,
        help_text=gettext_lazy("Svaret visas först för ärenden av den här typen."),
        error_messages={"invalid_choice": gettext_lazy("Välj bland ärendetyperna i listan.")},
    )
    order = forms.IntegerField(
        label=gettext_lazy("Ordning"),
        min_value=1,
        max_value=999,
        initial=100,
        help_text=gettext_lazy("Lägst nummer visas först."),
        error_messages={
            "required": gettext_lazy("Skriv ett nummer från 1 till 999."),
            "invalid": gettext_lazy("Skriv ett nummer från 1 till 999."),
            "min_value": gettext_lazy("Skriv ett nummer från 1 till 999."),
            "max_value": gettext_lazy("Skriv ett nummer från 1 till 999."),
        },
    )
    text = LongText(label=gettext_lazy("Text till invånaren"), max_length=TEXT_LIMIT)
    was = WasField()

    def __init__(self, *args: Any, types: list[CaseType], answer: StandardAnswer | None = None, **kwargs: Any) -> None:
        if answer is not None:
            values = values_of(answer)
            kwargs["initial"] = {**kwargs.get("initial", {}), **values, "was": stamp(values)}
        super().__init__(*args, **kwargs)
        self.types = {str(case_type.id): case_type for case_type in types}
        incoming = [
            (key, case_type.name)
            for key, case_type in self.types.items()
            if case_type.direction == CaseType.Direction.INCOMING
        ]
        outgoing = [
            (key, case_type.name)
            for key, case_type in self.types.items()
            if case_type.direction != CaseType.Direction.INCOMING
        ]
        choices: list[Any] = [("", _("Alla ärendetyper")), *incoming]
        if outgoing:
            choices.append((_("Ärendemallar för utskick"), outgoing))
        cast("forms.ChoiceField", self.fields["case_type"]).choices = choices

    def clean_text(self) -> str:
        """The text, without words in braces that nobody would fill in. Raises ValidationError."""
        text: str = self.cleaned_data["text"]
        if message := mistyped(text):
            raise forms.ValidationError(message)
        return text

    @property
    def chosen_type(self) -> CaseType | None:
        """The case type chosen, also while the form is being written."""
        return self.types.get(str(self["case_type"].value() or ""))

    @property
    def written(self) -> Written:
        """What was written; the form must be valid."""
        data = self.cleaned_data
        return Written(
            name=data["name"],
            text=data["text"],
            use=data["use"],
            case_type=UUID(data["case_type"]) if data["case_type"] else None,
            order=data["order"],
        )

    def insert(self, variable: str) -> None:
        """Add a variable at the end of the text: for a button where no script inserts it at the cursor."""
        if variable not in VARIABLES:
            return
        text = str(self.data.get("text", ""))
        self.data = with_data(self.data, text=f"{text}{'' if not text or text[-1].isspace() else ' '}{{{variable}}}")

    def catch_up(self, answer: StandardAnswer) -> None:
        """Prepare a form that was refused as stale for sending again, over the values stored now."""
        self.renew(None)
        self.data = with_data(self.data, was=stamp(values_of(answer)))
