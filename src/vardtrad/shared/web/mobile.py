"""A mobile number as it is typed, and as it is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.kernel import phone


class MobileInput(forms.TextInput):
    """A field that a telephone shows its digits for, and that the browser fills in."""

    input_type = "tel"


class MobileField(forms.CharField):
    """A mobile number, however it is typed; cleaned to E.164. Only of the countries that this installation sends to."""

    widget = MobileInput(attrs={"autocomplete": "tel"})
    default_error_messages = {
        "invalid": _("Skriv ett mobilnummer, till exempel 070-174 06 05."),
        "country": _(
            "Vi kan inte skicka sms till ett mobilnummer i det landet. Skriv ett svenskt nummer, eller välj e-post."
        ),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    @override
    def clean(self, value: Any) -> str:
        """The number as E.164, empty for none. Raises ValidationError with a plain sentence."""
        typed = super().clean(value)
        if not typed.strip(" "):
            return ""
        try:
            return phone.mobile(typed, settings.SMS.countries)
        except phone.AnotherCountry:
            raise forms.ValidationError(self.error_messages["country"], code="country") from None
        except phone.InvalidMobile:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    @override
    def prepare_value(self, value: Any) -> Any:
        """A stored number as it is read; what somebody has typed stays as it was typed."""
        return phone.shown(value) if isinstance(value, str) and value.startswith("+") else value
