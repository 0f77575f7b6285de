"""The residents' forms about cases, with their words. The door decides who may send them, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.case.models import Service
from vardtrad.cases.case.needs import TEXT_LIMIT
from vardtrad.shared.contact_card import rules as card
from vardtrad.shared.contact_card.actions import FIELDS as CARD_FIELDS
from vardtrad.shared.contact_card.models import SavedCard
from vardtrad.shared.drafts.forms import FilesForm
from vardtrad.shared.proxies.models import Power
from vardtrad.shared.web.forms import DayField, LongText, NumberForm, OneLine, PlainForm, ShownAgain
from vardtrad.shared.web.mobile import MobileField


class SendForm(FilesForm, ShownAgain):
    """A resident's new case: the kind where there are kinds, and the text; a shortcut's text may be empty (002-037).

    ``in_form``: the questions of the clinic's form stand in place of the text.
    """

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

    def __init__(self, *args: Any, service: Service, in_form: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case_type, text, choice = service.case_type, self.fields["text"], self.fields["choice"]
        text.label = case_type.prompt or text.label
        if service.link:
            text.required = False
            text.label = _("%(question)s (frivilligt)") % {"question": text.label}
        if in_form:
            del self.fields["text"]
        if not case_type.choices:
            del self.fields["choice"]
        elif isinstance(choice, forms.ChoiceField):
            choice.label = case_type.choice_label or _("Vad gäller det?")
            choice.choices = [(kind, kind) for kind in case_type.choices]
            if len(case_type.choices) == 1:
                choice.initial = case_type.choices[0]


LONGEST_SEARCH = 200
"""How many characters of a search are kept."""


class SearchForm(forms.Form):
    """The search box of the inbox."""

    use_required_attribute = False

    ord = forms.CharField(
        label=gettext_lazy("Sök i inkorgen"),
        required=False,
    )

    @property
    def words(self) -> str:
        """What is searched for, as much of it as is kept; empty for a form that is not in order."""
        return str(self.cleaned_data["ord"])[:LONGEST_SEARCH] if self.is_valid() else ""


class AnswerBackForm(FilesForm, ShownAgain):
    """A resident's answer to a counter question."""

    text = LongText(
        label=gettext_lazy("Ditt svar till mottagningen"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ditt svar.")},
    )


class FormAnswerForm(FilesForm, ShownAgain):
    """A resident's answer in the form that a question came with: what goes beside its questions."""


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


class CardForm(PlainForm):
    """ "Mitt kontaktkort": next of kin, god man, interpreter, how to be reached, and what matters."""

    god_man = OneLine(label=gettext_lazy("God man eller förvaltare"), max_length=card.NAME_LIMIT, required=False)
    god_man_phone = OneLine(
        label=gettext_lazy("Telefon till god man eller förvaltare"), max_length=card.PHONE_LIMIT, required=False
    )
    interpreter = forms.ChoiceField(
        label=gettext_lazy("Behöver du tolk?"),
        choices=card.Interpreter.choices,
        widget=forms.RadioSelect,
        initial=card.Interpreter.NONE,
        error_messages={
            "required": gettext_lazy("Välj om du behöver tolk."),
            "invalid_choice": gettext_lazy("Välj om du behöver tolk."),
        },
    )
    language = OneLine(
        label=gettext_lazy("Vilket språk?"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Det språk som tolken ska tala, till exempel somaliska."),
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Hur vill du bli nådd?"),
        choices=card.Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj något av alternativen.")},
    )
    reach = LongText(
        label=gettext_lazy("Mer om hur du vill bli nådd"),
        max_length=card.REACH_LIMIT,
        required=False,
        help_text=gettext_lazy("Till exempel: ring efter klockan 10, eller låt signalen gå länge."),
    )
    matters = LongText(
        label=gettext_lazy("Det här är viktigt för mig"),
        max_length=card.MATTERS_LIMIT,
        required=False,
        help_text=gettext_lazy("Det som den som vårdar eller hjälper dig behöver veta för att det ska bli bra."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, card.MOST_RELATIVES + 1):
            for name, label, limit in (
                ("name", _("Namn"), card.NAME_LIMIT),
                ("relation", _("Relation, till exempel dotter eller granne"), card.NAME_LIMIT),
                ("phone", _("Telefon"), card.PHONE_LIMIT),
            ):
                self.fields[f"kin{number}_{name}"] = OneLine(label=label, max_length=limit, required=False)

    def relatives(self) -> list[list[forms.BoundField]]:
        """The fields of each relative, for the page."""
        return [
            [self[f"kin{number}_{name}"] for name in ("name", "relation", "phone")]
            for number in range(1, card.MOST_RELATIVES + 1)
        ]

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse an interpreter without a language, and a relative or a god man without a name."""
        cleaned = super().clean()
        if cleaned.get("interpreter") == card.Interpreter.SPOKEN and not cleaned.get("language"):
            self.add_error("language", _("Skriv vilket språk tolken ska tala."))
        if cleaned.get("god_man_phone") and not cleaned.get("god_man"):
            self.add_error("god_man", _("Skriv namnet på god man eller förvaltare."))
        for number in range(1, card.MOST_RELATIVES + 1):
            name, relation, phone = (cleaned.get(f"kin{number}_{part}") for part in ("name", "relation", "phone"))
            if (relation or phone) and not name:
                self.add_error(f"kin{number}_name", _("Skriv namnet på din närstående."))
        return cleaned

    @staticmethod
    def values_of(saved: SavedCard) -> dict[str, Any]:
        """A saving as the form's initial values."""
        values = {name: getattr(saved, name) for name in CARD_FIELDS if name != "relatives"}
        for number, relative in enumerate(saved.relatives, 1):
            values |= {f"kin{number}_{part}": text for part, text in relative.items()}
        return values

    def card(self) -> dict[str, Any]:
        """The valid form as the values of a card; relatives without a name are left out."""
        data = self.cleaned_data
        relatives = [
            {part: data[f"kin{number}_{part}"] for part in ("name", "relation", "phone")}
            for number in range(1, card.MOST_RELATIVES + 1)
        ]
        return {name: data[name] for name in CARD_FIELDS if name != "relatives"} | {
            "relatives": [relative for relative in relatives if relative["name"]]
        }


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
