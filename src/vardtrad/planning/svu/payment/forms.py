"""The forms for the period of a payment basis, and for a region's terms."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.kernel import law
from vardtrad.planning.svu.payment.rules import LAW, CareForm, Terms
from vardtrad.shared.web.forms import AmountInput, DayField, PlainForm

LONGEST = timedelta(days=366)
MOST_DAYS = 365
FIRST_DAY, LAST_DAY = law.DISCHARGE_ACT.in_force, date(2100, 12, 31)
"""The first and last day on which terms may begin; the act counts no notices before it was in force."""
_AMOUNT = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?", re.ASCII)
_GROUPS = re.compile(r"[ \u00a0\u202f]")
CALENDAR, WORKING = "calendar", "working"


class PeriodForm(forms.Form):
    """The first and last day of the basis, both included; at most a year at a time."""

    use_required_attribute = False

    first = DayField(
        label=_("Från och med"),
        error_messages={"required": _("Fyll i datum.")},
    )  # fmt: skip
    last = DayField(
        label=_("Till och med"),
        error_messages={"required": _("Fyll i datum.")},
    )  # fmt: skip

    @override
    def clean(self) -> dict[str, Any]:
        """Raise ValidationError for a period that ends before it begins, or is longer than a year."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                raise forms.ValidationError(_("Perioden slutar innan den börjar."))
            if last - first > LONGEST:
                raise forms.ValidationError(_("Välj högst ett år i taget."))
            if first.year < 2000 or last.year > 2100:
                raise forms.ValidationError(_("Välj en period mellan år 2000 och 2100."))
        return cleaned


class TermsForm(PlainForm):
    """New terms for a care form from a day (B-24). The initial values are those of the law."""

    care_form = forms.ChoiceField(
        label=_("Vårdform"), choices=CareForm.choices, widget=forms.RadioSelect, initial=CareForm.SOMATIC,
        error_messages={"required": _("Välj en vårdform."), "invalid_choice": _("Välj en vårdform i listan.")},
    )  # fmt: skip
    valid_from = DayField(
        label=_("Gäller från och med"),
        help_text=_("Om du väljer en dag som har varit räknas underlagen om från den dagen."),
        error_messages={"required": _("Fyll i datum.")},
    )  # fmt: skip
    days = forms.CharField(
        label=_("Antal dagar"), max_length=20, initial=str(LAW.days),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Från underrättelsen tills betalningsansvaret börjar, 0–365"),
        error_messages={"required": _("Skriv antal dagar, från 0 till 365.")},
    )  # fmt: skip
    counted_in = forms.ChoiceField(
        label=_("Dagarna räknas i"),
        choices=[(CALENDAR, _("Kalenderdagar")), (WORKING, _("Arbetsdagar (helgfria måndag–fredag)"))],
        widget=forms.RadioSelect, initial=CALENDAR,
        error_messages={
            "required": _("Välj kalenderdagar eller arbetsdagar."),
            "invalid_choice": _("Välj kalenderdagar eller arbetsdagar."),
        },
    )  # fmt: skip
    zero_day = forms.BooleanField(
        label=_("Dag 0: underrättelsens dag räknas inte"), required=False, initial=LAW.zero_day
    )
    cut_off = forms.TimeField(
        label=_("Senaste klockslag"), input_formats=["%H:%M", "%H.%M"], initial=LAW.cut_off,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("En underrättelse efter klockslaget räknas från nästa dag"),
        error_messages={
            "required": _("Fyll i klockslag."),
            "invalid": _("Skriv klockslaget som TT.MM, till exempel 07.30."),
        },
    )  # fmt: skip
    cut_off_late = forms.BooleanField(
        label=_("En underrättelse som kommer exakt då räknas också från nästa dag (avtal med ordet ”före”)"),
        required=False, initial=LAW.cut_off_late,
    )  # fmt: skip
    amount = forms.CharField(
        label=_("Belopp per dag, kronor"), max_length=20, required=False,
        widget=AmountInput(attrs={"inputmode": "decimal"}),
        help_text=_("Årets belopp, till exempel 9300,00. Om rutan är tom saknas summan i underlaget."),
        error_messages={"max_length": _("Skriv ett belopp från 0 till 999 999,99.")},
    )  # fmt: skip

    amount_of_notice = forms.BooleanField(
        label=_("Beloppet för underrättelsens dag gäller hela perioden, också efter ett årsskifte"),
        required=False, initial=LAW.amount_of_notice,
    )  # fmt: skip

    replace = forms.BooleanField(label=_("Ersätt villkoren som gäller från den dagen"), required=False)
    may_replace = False
    """Whether other terms begin on that day, so that the form asks whether to replace them."""

    def clean_valid_from(self) -> date:
        """A day on which the law is in force. Raises ValidationError with a plain sentence."""
        day: date = self.cleaned_data["valid_from"]
        if not FIRST_DAY <= day <= LAST_DAY:
            years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
            raise forms.ValidationError(_("Välj en dag mellan år %(first)d och %(last)d."), params=years)
        return day

    def clean_days(self) -> int:
        """Whole days, 0 to 365. Raises ValidationError with a plain sentence."""
        written: str = self.cleaned_data["days"]
        if not (written.isascii() and written.isdigit() and len(written) <= 3) or int(written) > MOST_DAYS:
            raise forms.ValidationError(_("Skriv antal dagar, från 0 till 365."))
        return int(written)

    def clean_amount(self) -> Decimal | None:
        """Kronor with a decimal comma or point; None if empty. Raises ValidationError with a plain sentence."""
        written = _GROUPS.sub("", self.cleaned_data["amount"])
        if not written:
            return None
        if not _AMOUNT.fullmatch(written):
            raise forms.ValidationError(_("Skriv ett belopp från 0 till 999 999,99."))
        return Decimal(written.replace(",", ".")).quantize(Decimal("0.01"))

    @property
    def terms(self) -> Terms:
        """The terms in a valid form."""
        data = self.cleaned_data
        cut_off: time = data["cut_off"]
        return Terms(
            days=data["days"],
            working_days=data["counted_in"] == WORKING,
            zero_day=data["zero_day"],
            cut_off=cut_off,
            amount=data["amount"],
            cut_off_late=data["cut_off_late"],
            amount_of_notice=data["amount_of_notice"],
        )


class WardCareForm(PlainForm):
    """The care form of a ward; ``was`` is the care form that the page showed."""

    care_form = forms.ChoiceField(
        label=_("Vårdform"), choices=CareForm.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Välj en vårdform."), "invalid_choice": _("Välj en vårdform i listan.")},
    )  # fmt: skip
    was = forms.CharField(widget=forms.HiddenInput, max_length=15, required=False)

    def keep_up_with(self, care_form: str) -> None:
        """Update ``was`` after a refusal to the ward's present care form, and keep what the user chose."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["was"] = care_form
        self.data = data
