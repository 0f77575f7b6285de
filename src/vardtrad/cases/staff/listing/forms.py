"""The forms with which staff filter and answer listing requests."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from vardtrad.cases.listing.filters import FILTERS
from vardtrad.cases.listing.rules import REASON_LIMIT
from vardtrad.shared.lists.filters import Chosen
from vardtrad.shared.web.filters import chosen_in, filter_field
from vardtrad.shared.web.forms import LongText, PlainForm


class DaysForm(forms.Form):
    """The filters of the list of requests, sent by GET; a value that is not a day counts as left out."""

    use_required_attribute = False

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields.update({record.name: field for record in FILTERS if (field := filter_field(record)) is not None})

    def chosen(self) -> Chosen:
        """The chosen days."""
        self.is_valid()
        return chosen_in(FILTERS, self.cleaned_data)


class DeclineForm(PlainForm):
    """Declining a request, with the reason that the resident reads."""

    reason = LongText(
        label=gettext_lazy("Varför avböjs önskemålet?"),
        help_text=gettext_lazy("Invånaren läser det du skriver."),
        max_length=REASON_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför önskemålet avböjs. Invånaren läser det.")},
    )
