"""What the reader asks of the statistics of SIP: period, and the own unit or the whole organisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from vardtrad.shared.statistics.forms import PeriodForm

UNIT, ORGANISATION = "enhet", "organisation"


class AskForm(PeriodForm):
    """The filter of the page, sent by GET."""

    omfattning = forms.ChoiceField(
        label=gettext_lazy("Omfattning"),
        choices=[(UNIT, gettext_lazy("Enheten")), (ORGANISATION, gettext_lazy("Hela organisationen"))],
    )
