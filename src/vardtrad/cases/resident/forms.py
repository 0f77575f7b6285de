"""The residents' forms about cases, with their words. The door decides who may send them, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.models import Service
from vardtrad.cases.case.rules import TEXT_LIMIT
from vardtrad.shared.proxies.models import Power
from vardtrad.shared.web.forms import DayField, LongText, NumberForm, PlainForm
from vardtrad.shared.web.mobile import MobileField


class SendForm(PlainForm):
    """A resident's new case: the kind where there are kinds, and the text; a shortcut's text may be empty (002-037)."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Välj något av alternativen."),
            "invalid_choice": gettext_lazy("Välj något av alternativen."),
        },
    )
    text = LongText(
        label=gettext_lazy("Skriv ditt meddelande"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vad ditt ärende gäller.")},
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case_type, text, choice = service.case_type, self.fields["text"], self.fields["choice"]
        text.label = case_type.prompt or text.label
        if service.link:
            text.required = False
            text.label = _("%(question)s (frivilligt)") % {"question": text.label}
        if not case_type.choices:
            del self.fields["choice"]
        elif isinstance(choice, forms.ChoiceField):
            choice.label = case_type.choice_label or _("Vad gäller det?")
            choice.choices = [(kind, kind) for kind in case_type.choices]
            if len(case_type.choices) == 1:
                choice.initial = case_type.choices[0]


class AnswerBackForm(PlainForm):
    """A resident's answer to a counter question."""

    text = LongText(
        label=gettext_lazy("Ditt svar till mottagningen"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ditt svar.")},
    )


class NoticesForm(PlainForm):
    """By which e-mail address and which mobile number a resident wants to hear of new messages; empty for neither.

    Without a gateway for text messages the number is not asked for.
    """

    email = forms.EmailField(
        label=gettext_lazy("E-post för aviseringar"),
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("Skriv en e-postadress, till exempel namn@exempel.se")},
    )
    sms = MobileField(label=gettext_lazy("Mobilnummer för sms"), required=False)

    def __init__(self, *args: Any, by_sms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_sms:
            del self.fields["sms"]


class CodeForm(PlainForm):
    """The one-time code that was sent to an address. Nothing is judged here: each guess is counted."""

    code = forms.CharField(
        label=gettext_lazy("Kod"),
        max_length=20,
        help_text=gettext_lazy("Sex siffror"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Skriv koden.")},
    )
    kanal = forms.CharField(max_length=5, widget=forms.HiddenInput)


class PowerForm(NumberForm):
    """To whom a resident gives a power of attorney, what it allows, and its last day."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Vad får personen göra?"),
        choices=Power.Scope.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Välj vad personen får göra."),
            "invalid_choice": gettext_lazy("Välj vad personen får göra."),
        },
    )
    last = DayField(
        label=gettext_lazy("Sista dagen"),
        help_text=gettext_lazy("Högst ett år fram. Därefter kan du ge fullmakten på nytt."),
        error_messages={"required": gettext_lazy("Skriv sista dagen.")},
    )
