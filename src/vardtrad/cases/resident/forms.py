"""The residents' forms about cases, with their words. The door decides who may send them, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.models import Service
from vardtrad.cases.case.rules import TEXT_LIMIT
from vardtrad.shared.drafts.forms import FilesForm
from vardtrad.shared.proxies.models import Power
from vardtrad.shared.web.forms import DayField, LongText, NumberForm, PlainForm, ShownAgain


class SendForm(FilesForm, ShownAgain):
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


class AnswerBackForm(FilesForm, ShownAgain):
    """A resident's answer to a counter question."""

    text = LongText(
        label=gettext_lazy("Ditt svar till mottagningen"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ditt svar.")},
    )


class NoticesForm(PlainForm):
    """By which e-mail address a resident wants to hear of new messages; empty for none."""

    email = forms.EmailField(
        label=gettext_lazy("E-post för aviseringar"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Vi skriver hit när du har fått ett nytt meddelande. Lämna tomt om du inte vill ha aviseringar."
        ),
        error_messages={"invalid": gettext_lazy("Skriv en e-postadress, till exempel namn@exempel.se")},
    )

    def __init__(self, *args: Any, acts_for: str = "", **kwargs: Any) -> None:
        """``acts_for`` is the name of the person whose inbox a proxy chooses for; empty for one's own."""
        super().__init__(*args, **kwargs)
        if acts_for:
            self.fields["email"].help_text = _(
                "Vi skriver hit när det har kommit ett nytt meddelande i inkorgen för %(name)s. "
                "Lämna tomt om du inte vill ha aviseringar."
            ) % {"name": acts_for}


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
