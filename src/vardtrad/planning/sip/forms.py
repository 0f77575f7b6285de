"""What is written in a SIP. Who may, and when, is the door's business."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from vardtrad.planning.sip.rules import TEXT_LIMIT
from vardtrad.shared.web.forms import DayField, LongText, PlainForm


class CallForm(PlainForm):
    """Kallelse: saved as a draft, or sent; ``gor`` is what its pressed button says."""

    day = DayField(label=gettext_lazy("Mötesdag"), required=False)
    purpose = LongText(label=gettext_lazy("Vad mötet gäller"), max_length=TEXT_LIMIT, required=False)
    gor = forms.CharField(required=False, max_length=20)


class AcknowledgeForm(PlainForm):
    """Kvittera: the round of the call that the page shows."""

    round = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
