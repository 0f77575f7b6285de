"""What the login pages ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ChosenPerson(forms.Form):
    """Which person of the demo logs in."""

    who = forms.UUIDField(error_messages={"required": _("Välj en person."), "invalid": _("Välj en person.")})


class Card(forms.Form):
    """Which card of the demo is in the reader, and its PIN code (000-005)."""

    use_required_attribute = False

    who = forms.UUIDField(error_messages={"required": _("Välj ett kort."), "invalid": _("Välj ett kort.")})
    pin = forms.CharField(
        label=_("Ange pinkod för legitimering"),
        max_length=12,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Skriv kortets pinkod."), "max_length": _("Fel pinkod. Försök igen.")},
    )


class Which(forms.Form):
    """Which of somebody's other sessions is to end; all of them when none is named."""

    which = forms.UUIDField(required=False)
