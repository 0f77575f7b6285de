"""What the person writes about the plan, with its words. The door decides who may send it, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vardtrad.planning.sip.step_rules import TEXT_LIMIT
from vardtrad.shared.web.forms import LongText, PlainForm


class RoundForm(PlainForm):
    """An answer to the call as the page showed it."""

    round = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class AnotherTimeForm(RoundForm):
    """When the person could come instead, in own words."""

    text = LongText(
        label=gettext_lazy("När passar det bättre?"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv när det passar bättre.")},
    )


class CoordinatorForm(PlainForm):
    """What the person writes to those who coordinate the plan."""

    text = LongText(
        label=gettext_lazy("Skriv till den som samordnar planen"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv något först.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on a page with AnotherTimeForm, whose field has the same name: each label names its own.
        kwargs.setdefault("auto_id", "samordnar-%s")
        super().__init__(*args, **kwargs)


class TickForm(PlainForm):
    """Whether an activity is done."""

    done = forms.TypedChoiceField(choices=[("ja", ""), ("nej", "")], coerce=lambda value: value == "ja")
