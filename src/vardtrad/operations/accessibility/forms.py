"""The forms of reports."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vardtrad.shared.web.forms import LongText, OneLine, PlainForm

FAULT_LIMIT, LINE = 2_000, 140


class ReportForm(PlainForm):
    """What does not work, where, with what aids, and where an answer is wanted."""

    fault = LongText(
        label=_("Vad fungerar inte?"),
        max_length=FAULT_LIMIT,
        help_text=_("Skriv inget om din hälsa och inget personnummer."),
        error_messages={"required": _("Skriv vad som inte fungerar.")},
    )
    place = OneLine(
        label=_("På vilken sida? (frivilligt)"), max_length=LINE, required=False, help_text=_("Till exempel: inkorgen.")
    )
    aids = OneLine(
        label=_("Vilka hjälpmedel använder du? (frivilligt)"),
        max_length=LINE,
        required=False,
        help_text=_("Till exempel: skärmläsare, förstoring eller bara tangentbord."),
    )
    contact = OneLine(label=_("E-post eller telefon, om du vill ha svar (frivilligt)"), max_length=LINE, required=False)


class DoneForm(PlainForm):
    """That a report has been seen to, and what was done."""

    report = forms.UUIDField(widget=forms.HiddenInput)
    answer = OneLine(
        label=_("Vad har gjorts?"),
        max_length=LINE,
        error_messages={"required": _("Skriv vad som har gjorts.")},
    )
