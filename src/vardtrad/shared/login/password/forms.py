"""What the pages of this way in ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel import phone
from vardtrad.kernel.identity import IdentityNumber, InvalidIdentityNumber, parse


class _Numbered(forms.Form):
    """A personal number; always posted, so that it never stands in an address."""

    use_required_attribute = False

    identity = forms.CharField(
        label=_("Personnummer"),
        max_length=60,
        help_text=_("Tolv siffror: ÅÅÅÅMMDD-XXXX"),
        error_messages={"required": _("Skriv ett personnummer.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "numeric"}),
    )
    number: IdentityNumber

    def clean_identity(self) -> str:
        """The number, twelve characters. Raises ValidationError with a plain sentence."""
        try:
            self.number = parse(self.cleaned_data["identity"])
        except InvalidIdentityNumber as error:
            raise forms.ValidationError(_(str(error))) from error
        return self.number.value


class OrderForm(_Numbered):
    """Who orders a password, and the Swedish mobile number that the codes go to (003-015)."""

    sms = forms.CharField(
        label=_("Mobilnummer för koden"),
        max_length=60,
        strip=False,
        help_text=_("Ett svenskt mobilnummer. Om du byter nummer behöver du beställa ett nytt lösenord."),
        error_messages={"required": _("Skriv ett mobilnummer.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_sms(self) -> str:
        """The number as E.164. Raises ValidationError with a plain sentence."""
        try:
            return phone.mobile(self.cleaned_data["sms"])
        except phone.AnotherCountry:
            raise forms.ValidationError(_("Numret behöver vara svenskt.")) from None
        except phone.InvalidMobile:
            raise forms.ValidationError(_("Skriv ett mobilnummer, till exempel 070-174 06 05.")) from None


class LoginForm(_Numbered):
    """Personal number and password."""

    password = forms.CharField(
        label=_("Lösenord"),
        max_length=60,
        help_text=_("Det står i brevet."),
        error_messages={"required": _("Skriv lösenordet.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class LoginCodeForm(forms.Form):
    """The one-time code that came by SMS."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Engångskod via sms"),
        max_length=20,
        help_text=_("Sex siffror"),
        error_messages={"required": _("Skriv koden.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    carried = forms.CharField(max_length=300, widget=forms.HiddenInput)
