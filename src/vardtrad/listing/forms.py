"""The shape and the words of what is written about listing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vardtrad.listing.rules import REASON_LIMIT
from vardtrad.web.forms import LongText, PlainForm


class PressForm(PlainForm):
    """A button: asking, taking back, accepting. Nothing is written but the hidden fields."""


class DeclineForm(PlainForm):
    """Declining a request, with the reason that the resident reads."""

    reason = LongText(
        label=gettext_lazy("Varför avböjs önskemålet?"),
        help_text=gettext_lazy("Invånaren läser det du skriver."),
        max_length=REASON_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför önskemålet avböjs. Invånaren läser det.")},
    )
