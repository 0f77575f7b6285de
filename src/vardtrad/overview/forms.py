"""What staff who plan together choose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.identity import IdentityNumber, InvalidIdentityNumber, parse


class ChoiceForm(forms.Form):
    """A unit and a role to change to; ``sure`` when one has confirmed to act where one does not work.

    The pressed button carries the unit, or the unit and the role, so that the page needs one form and no script.
    """

    to = forms.RegexField(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[A-Za-z0-9_-]{1,40}\Z")
    sure = forms.BooleanField(required=False)

    @property
    def seat(self) -> tuple[UUID, str]:
        """The unit and the role of a form that is in order."""
        unit, _slash, role = self.cleaned_data["to"].partition("/")
        return UUID(unit), role


class FilterForm(forms.Form):
    """The box that narrows the start page (001-051). Always posted: it may hold a name or a personal number."""

    ord = forms.CharField(
        max_length=100, required=False, strip=True, label=_("Filtrera listan – Namn eller personnummer")
    )


class SearchForm(forms.Form):
    """ "Sök och skapa": a whole identity number, with or without hyphen and pasted blanks (001-054, 001-055, 001-077).

    ``cleaned_data["number"]`` is an IdentityNumber. Always posted, so that no number stands in an address.
    """

    use_required_attribute = False

    number = forms.CharField(
        label=_("Personnummer, 12 siffror"),
        help_text=_("Även samordningsnummer och reservnummer, 12 tecken."),
        max_length=100,
        error_messages={"required": _("Skriv personnumret med 12 siffror, ÅÅÅÅMMDD-NNNN.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": "16"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="search_%s", **kwargs)
        self.fields["number"].widget.attrs.pop("maxlength", None)

    def clean_number(self) -> IdentityNumber:
        """The number, with the century written out. Raises ValidationError with a sentence that never holds it."""
        text = str(self.cleaned_data["number"])
        signs = sum(char.isalnum() for char in text)
        if signs != 12:
            raise forms.ValidationError(
                _(
                    "Skriv hela personnumret: 12 siffror, ÅÅÅÅMMDD-NNNN. Det du skrev har %(signs)d. Ingen sökning gjordes."
                ),
                params={"signs": signs},
            )
        try:
            return parse(text)
        except InvalidIdentityNumber as error:
            raise forms.ValidationError(str(error)) from None
