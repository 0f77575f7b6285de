"""The forms of requests for a SIP, with their words. The door decides who may send them, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vardtrad.planning.sip_requests.rules import REASON_LIMIT, TEXT_LIMIT
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.web.forms import LongText, PlainForm

CHOOSE = gettext_lazy("Välj en av enheterna.")


class AskForm(PlainForm):
    """Which unit is asked, and what needs to be coordinated."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("Vem vill du fråga?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    text = LongText(
        label=gettext_lazy("Vad behöver samordnas?"),
        help_text=gettext_lazy("Skriv vilka som hjälper till i dag, och vad som inte fungerar."),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vad ni behöver hjälp med att samordna.")},
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = [(str(each.id), each.name) for each in units]
            if len(units) == 1:
                unit.initial = str(units[0].id)


class WithdrawForm(PlainForm):
    """Take a request back, as the page showed it."""


class AcceptForm(PlainForm):
    """Answer yes to a request, as the page showed it."""


class DeclineForm(PlainForm):
    """Answer no to a request, with a reason that the person reads."""

    reason = LongText(
        label=gettext_lazy("Varför blir det ingen plan?"),
        help_text=gettext_lazy("Personen läser det du skriver."),
        max_length=REASON_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför. Personen läser det.")},
    )
