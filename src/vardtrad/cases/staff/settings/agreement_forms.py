"""The form of a clinic's decision to let a guardian go on reading."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.identity import IdentityNumber, InvalidIdentityNumber, parse
from vardtrad.shared.web.forms import DayField, IdentityInput, NumberForm, OneLine


class AgreementForm(NumberForm):
    """About whom, who may read, why, who has decided it, and the last day."""

    guardian = forms.CharField(
        label=_("Vårdnadshavarens personnummer"),
        max_length=60,
        help_text=_("Tolv siffror: ÅÅÅÅMMDD-XXXX"),
        error_messages={"required": _("Skriv vårdnadshavarens personnummer.")},
        widget=IdentityInput,
    )
    reason = OneLine(
        label=_("Skäl"),
        max_length=500,
        help_text=_("Till exempel en funktionsnedsättning. Den unga kan läsa skälet."),
        error_messages={"required": _("Skriv varför vårdnadshavaren behöver läsa.")},
    )
    decided_by = OneLine(
        label=_("Vem har beslutat?"),
        max_length=200,
        help_text=_("Namn och befattning."),
        error_messages={"required": _("Skriv vem som har beslutat.")},
    )
    last = DayField(
        label=_("Sista dagen"),
        help_text=_("Före 16-årsdagen."),
        error_messages={"required": _("Skriv sista dagen.")},
    )

    guardian_number: IdentityNumber

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity"].label = _("Den ungas personnummer")

    def clean_guardian(self) -> str:
        """The guardian's number, twelve characters. Raises ValidationError with a plain sentence."""
        try:
            self.guardian_number = parse(self.cleaned_data["guardian"])
        except InvalidIdentityNumber as error:
            raise forms.ValidationError(str(error)) from error
        return self.guardian_number.value
