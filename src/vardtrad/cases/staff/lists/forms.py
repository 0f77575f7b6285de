"""What is written into the lists' forms: filters, a search, and the name of a view.

All are posted, so that nothing of it stands in an address before it has been made ids and codes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists.choices import Choices
from vardtrad.cases.staff.lists.filters import (
    CASE_TYPES,
    CLOSED,
    FILTERS,
    HOLDER,
    READING,
    RESIDENT,
    SINCE,
    STATUS,
    UNTIL,
    WITH_CLOSED,
    ListFilter,
)
from vardtrad.shared.web.filters import Offered, chosen_in, filter_field, initial_of
from vardtrad.shared.web.forms import OneLine

LONGEST = 200
"""How many characters of a search are kept."""
_PLACED = frozenset({STATUS.name, READING.name, CASE_TYPES.name, SINCE.name, UNTIL.name})


class FilterForm(forms.Form):
    """The filters of a list (004-061…063, 004-066): a field for each record. The resident comes as it was typed."""

    use_required_attribute = False

    def __init__(self, which: WorkList, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s"} | kwargs)
        offered: dict[str, Offered] = {
            HOLDER.name: [
                (_("Grupper"), [(str(key), name) for key, name in choices.groups]),
                (_("Personer"), [(str(key), name) for key, name in choices.staff]),
                (_("Andra som har ärenden"), [(str(key), name) for key, name in choices.left]),
            ],
            CASE_TYPES.name: [(str(key), name) for key, name in choices.types],
        }
        for record in FILTERS:
            field = filter_field(record, offered.get(record.name, ()))
            if record is RESIDENT:
                self.fields["person"] = _person()
            elif field is not None and (record is not CLOSED or which in WITH_CLOSED):
                self.fields[record.name] = field

    @classmethod
    def of(cls, which: WorkList, choices: Choices, wanted: ListFilter) -> FilterForm:
        """The form as it shows what is chosen now."""
        return cls(which, choices, initial=initial_of(wanted.chosen))

    def others(self) -> list[forms.BoundField]:
        """The fields that have no place of their own on the page, in order."""
        return [self[name] for name in self.fields if name not in _PLACED]

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        since, until = cleaned.get(SINCE.name), cleaned.get(UNTIL.name)
        if since and until and until < since:
            self.add_error(UNTIL.name, _("Slutdatumet ligger före startdatumet."))
        return cleaned

    def wanted(self, before: ListFilter) -> ListFilter:
        """What is chosen now, by a valid form; the sorting, search and resident of ``before`` stay."""
        chosen = chosen_in(FILTERS, self.cleaned_data)
        return replace(before, chosen=chosen.choose(RESIDENT, before.value(RESIDENT)), words=None)


def _person() -> forms.Field:
    return forms.CharField(
        label=RESIDENT.label,
        help_text=_("Namn eller personnummer. Det du skriver syns inte i sidans adress."),
        required=False,
        max_length=100,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SearchForm(forms.Form):
    """The search box over the cases one may see (B-07): words of a case, a name, or a whole identity number."""

    use_required_attribute = False

    ord = forms.CharField(label=_("Sök namn, personnummer eller text"), required=False, strip=True)

    @property
    def words(self) -> str:
        """What is searched for, as much of it as is kept; empty for a form that is not in order."""
        return str(self.cleaned_data["ord"])[:LONGEST] if self.is_valid() else ""


class ViewForm(forms.Form):
    """The name of a saved view."""

    use_required_attribute = False

    namn = OneLine(
        label=_("Vyns namn"),
        max_length=60,
        strip=True,
        error_messages={"required": _("Ge vyn ett namn.")},
    )
