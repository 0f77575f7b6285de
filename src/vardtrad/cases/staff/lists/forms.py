"""What is written into the lists' forms: filters, a search, and the name of a view.

All are posted, so that nothing of it stands in an address before it has been made ids and codes.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists.asked import WITH_CLOSED, Asked, Reading, Status
from vardtrad.cases.staff.lists.finding import Choices
from vardtrad.shared.web.forms import NO_DAY

FLAGGED = "flaggat"
LONGEST = 200
"""How many characters of a search are kept."""


class FilterForm(forms.Form):
    """The filters of a list (004-061…063, 004-066). Gives what is asked in codes, and the resident as it was typed."""

    use_required_attribute = False

    status = forms.MultipleChoiceField(
        label=_("Status"),
        required=False,
        choices=[(FLAGGED, _("Flaggat")), *Status.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    lasning = forms.ChoiceField(
        label=_("Filtrera på om invånaren har läst senaste meddelandet i ärendet"),
        required=False,
        choices=[("", _("Alla")), *Reading.choices],
        widget=forms.RadioSelect,
    )
    fran = forms.DateField(
        label=_("Uppdaterat från"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY},
    )
    till = forms.DateField(
        label=_("Uppdaterat till"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY},
    )
    person = forms.CharField(
        label=_("Invånare"),
        help_text=_("Namn eller personnummer. Det du skriver syns inte i sidans adress."),
        required=False,
        max_length=100,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    hanterare = forms.ChoiceField(label=_("Hanterare"), required=False)
    arendetyp = forms.MultipleChoiceField(label=_("Ärendetyp"), required=False, widget=forms.CheckboxSelectMultiple)
    avslutat = forms.ChoiceField(
        label=_("Avslutat"),
        help_text=_("När avslutade ärenden inkluderas kan listan bli långsam."),
        required=False,
        choices=[("", _("Exkluderas")), ("ja", _("Inkluderas"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, which: WorkList, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s"} | kwargs)
        self._which = which
        named = [(str(key), name) for key, name in choices.groups], [(str(key), name) for key, name in choices.staff]
        hanterare, arendetyp = self.fields["hanterare"], self.fields["arendetyp"]
        assert isinstance(hanterare, forms.ChoiceField)
        assert isinstance(arendetyp, forms.MultipleChoiceField)
        hanterare.choices = [("", _("Alla")), (_("Grupper"), named[0]), (_("Personer"), named[1])]
        arendetyp.choices = [(str(key), name) for key, name in choices.types]
        if which not in WITH_CLOSED:
            del self.fields["avslutat"]

    @classmethod
    def of(cls, which: WorkList, choices: Choices, asked: Asked) -> FilterForm:
        """The form as it shows what is asked now."""
        return cls(
            which,
            choices,
            initial={
                "status": [*([FLAGGED] if asked.flagged else []), *(one.value for one in asked.statuses)],
                "lasning": asked.reading.value if asked.reading else "",
                "fran": asked.since,
                "till": asked.until,
                "hanterare": str(asked.holder or ""),
                "arendetyp": [str(one) for one in asked.types],
                "avslutat": "ja" if asked.closed else "",
            },
        )

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        found = super().clean() or {}
        since, until = found.get("fran"), found.get("till")
        if since and until and until < since:
            self.add_error("till", _("Slutdatumet ligger före startdatumet."))
        return found

    def asked(self, before: Asked) -> Asked:
        """What is asked now; sorting, search and the resident chosen stay as they were. For a form that is in order."""
        data = self.cleaned_data
        return Asked(
            flagged=FLAGGED in data["status"],
            statuses=tuple(one for one in Status if one.value in data["status"]),
            reading=Reading(data["lasning"]) if data["lasning"] else None,
            since=data["fran"],
            until=data["till"],
            resident=before.resident,
            holder=UUID(data["hanterare"]) if data["hanterare"] else None,
            types=tuple(sorted(UUID(one) for one in data["arendetyp"])),
            closed=data.get("avslutat") == "ja",
            search=before.search,
            sort=before.sort,
            turned=before.turned,
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

    namn = forms.CharField(
        label=_("Vyns namn"),
        max_length=60,
        strip=True,
        error_messages={"required": _("Ge vyn ett namn.")},
    )
