"""What a guest answers and writes, with its words. The door decides who may send it, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from vardtrad.planning.own.forms import RoundForm
from vardtrad.planning.sip.step_rules import TEXT_LIMIT
from vardtrad.shared.web.forms import LongText, PlainForm


class AnswerForm(RoundForm):
    """Whether the guest comes to the meeting that the page showed, with a message. The pressed button says which."""

    comes = forms.TypedChoiceField(choices=[("ja", ""), ("nej", "")], coerce=lambda value: value == "ja")
    text = LongText(label=gettext_lazy("Meddelande, om du vill"), max_length=TEXT_LIMIT, required=False)


class AboutActivityForm(PlainForm):
    """How an activity goes, and a comment; the door asks for at least one of them."""

    status = forms.ChoiceField(label=gettext_lazy("Hur går det?"), required=False)
    text = LongText(label=gettext_lazy("Kommentar"), max_length=TEXT_LIMIT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = settings.PLANNING_LISTS["activity_status"]
        self.fields["status"].choices = [("", gettext_lazy("Välj")), *statuses.items()]  # type: ignore[attr-defined]
