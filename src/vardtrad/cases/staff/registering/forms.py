"""What staff fill in while somebody phones or stands at the desk. The door decides who may, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.case.contact import AnswerBy, Caller, CameBy
from vardtrad.cases.case.models import Service
from vardtrad.cases.case.moves.registering import Contact
from vardtrad.cases.case.needs import TEXT_LIMIT
from vardtrad.shared.web.forms import LongText, NumberForm, OneLine, PlainForm, ShownAgain

_NUMBER = re.compile(r"\+?[0-9][0-9 ()/-]{4,28}")


class WhoForm(NumberForm):
    """Whom the case is about, by number."""


class NameForm(PlainForm):
    """Somebody whom the register does not have: the name, beside the number that was looked up (design decision 11)."""

    given_name = OneLine(
        label=gettext_lazy("Förnamn"), max_length=100, error_messages={"required": gettext_lazy("Fyll i förnamn.")}
    )
    family_name = OneLine(
        label=gettext_lazy("Efternamn"), max_length=100, error_messages={"required": gettext_lazy("Fyll i efternamn.")}
    )


class RepliedForm(ShownAgain, PlainForm):
    """Who answered the clinic's form by telephone, and that the answer has been read aloud to them.

    A form may carry consent, such as to care elsewhere. So it is answered by who may do so in the inbox as well: the
    person, a guardian, or who lawfully represents the person (chapter 4 of the Patient Act, 2014:821). What a relative
    without that right says is written as words.
    """

    caller = forms.ChoiceField(
        label=gettext_lazy("Vem svarade?"),
        choices=[
            (Caller.SELF.value, Caller.SELF.label),
            (Caller.GUARDIAN.value, Caller.GUARDIAN.label),
            (Caller.OTHER.value, gettext_lazy("Ombud eller god man")),
        ],
        initial=Caller.SELF,
        help_text=gettext_lazy(
            "Bara den som har rätt att företräda personen kan svara i personens ställe. Om en närstående utan den "
            "rätten svarade skriver du det som sades i ärendet."
        ),
        widget=forms.RadioSelect,
    )
    caller_name = OneLine(
        label=gettext_lazy("Namn, om det var någon annan än personen själv"), max_length=100, required=False
    )
    read_aloud = forms.BooleanField(
        label=gettext_lazy("Jag har läst upp svaret, och den som svarade bekräftar det"),
        error_messages={"required": gettext_lazy("Läs upp svaret, och bekräfta att det stämmer.")},
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Ask for the name of who speaks for somebody."""
        cleaned = super().clean() or {}
        if cleaned.get("caller") == Caller.OTHER and not cleaned.get("caller_name"):
            self.add_error("caller_name", _("Skriv vem det var som svarade."))
        return cleaned


class RegisterForm(ShownAgain, PlainForm):
    """The case: its type, with the kind where there are kinds, the text, and how the answer is to reach the person.

    ``in_form``: the questions of the clinic's form stand in place of the text. ``asks_signs``: the clinic asks about
    danger signs first.
    """

    service = forms.ChoiceField(
        label=gettext_lazy("Ärendetyp"),
        error_messages={
            "required": gettext_lazy("Välj en ärendetyp."),
            "invalid_choice": gettext_lazy("Mottagningen tar inte längre emot den ärendetypen. Välj en annan."),
        },
    )
    text = LongText(
        label=gettext_lazy("Vad gäller ärendet?"),
        max_length=TEXT_LIMIT,
        help_text=gettext_lazy("Skriv det som personen berättar. Personen har rätt att läsa det."),
        error_messages={"required": gettext_lazy("Skriv vad ärendet gäller.")},
    )
    came_by = forms.ChoiceField(
        label=gettext_lazy("Hur kom personen i kontakt med er?"),
        choices=[(CameBy.PHONE.value, gettext_lazy("På telefon")), (CameBy.DESK.value, gettext_lazy("I receptionen"))],
        initial=CameBy.PHONE,
        widget=forms.RadioSelect,
    )
    caller = forms.ChoiceField(
        label=gettext_lazy("Vem berättade?"), choices=Caller.choices, initial=Caller.SELF, widget=forms.RadioSelect
    )
    caller_name = OneLine(
        label=gettext_lazy("Namn, om det var någon annan än personen själv"), max_length=100, required=False
    )
    answer_by = forms.ChoiceField(
        label=gettext_lazy("Hur vill personen ha svaret?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Välj hur personen vill ha svaret."),
            "invalid_choice": gettext_lazy("Svaret når inte personen på det sättet. Välj ett annat."),
        },
    )
    call_number = OneLine(
        label=gettext_lazy("Telefonnummer att ringa"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Fråga efter numret om svaret ska lämnas på telefon."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    signs = forms.BooleanField(
        label=gettext_lazy("Jag har läst upp varningstecknen, och inget av dem stämmer"),
        error_messages={"required": gettext_lazy("Läs upp varningstecknen, och bekräfta att inget av dem stämmer.")},
    )

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        ways: Sequence[AnswerBy],
        in_form: bool = False,
        asks_signs: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if in_form:
            del self.fields["text"]
        if not asks_signs:
            del self.fields["signs"]
        self.services = {str(service.id): service for service in services}
        service, answer_by = self.fields["service"], self.fields["answer_by"]
        assert isinstance(service, forms.ChoiceField)
        assert isinstance(answer_by, forms.ChoiceField)
        service.choices = [("", _("Välj i listan")), *map(_choice_of, services)]
        answer_by.choices = [(way.value, way.label) for way in ways]
        answer_by.initial = ways[0].value if ways else None

    @override
    def clean(self) -> dict[str, Any]:
        """Ask for the name of who speaks for somebody, and for the number to call."""
        cleaned = super().clean() or {}
        if cleaned.get("caller") == Caller.OTHER and not cleaned.get("caller_name"):
            self.add_error("caller_name", _("Skriv vem det var som berättade."))
        number = cleaned.get("call_number", "")
        if cleaned.get("answer_by") == AnswerBy.PHONE and not number:
            self.add_error("call_number", _("Skriv numret som mottagningen ska ringa."))
        elif number and not _NUMBER.fullmatch(number):
            self.add_error("call_number", _("Skriv numret med siffror, till exempel 070-174 06 15."))
        return cleaned

    @property
    def chosen(self) -> tuple[Service, str]:
        """The chosen service and kind; the form must be valid."""
        key, _colon, place = self.cleaned_data["service"].partition(":")
        service = self.services[key]
        return service, service.case_type.choices[int(place)] if place else ""

    @property
    def contact(self) -> Contact:
        """How the person came, and how the answer goes; the form must be valid."""
        data = self.cleaned_data
        return Contact(
            CameBy(data["came_by"]),
            AnswerBy(data["answer_by"]),
            data["call_number"],
            Caller(data["caller"]),
            data["caller_name"] if data["caller"] != Caller.SELF else "",
        )


def _choice_of(service: Service) -> tuple[str, Any]:
    """A service as one choice, or as a group with a choice for each of its kinds."""
    case_type, key = service.case_type, str(service.id)
    if not case_type.choices:
        return key, case_type.name
    return case_type.name, [(f"{key}:{place}", kind) for place, kind in enumerate(case_type.choices)]
