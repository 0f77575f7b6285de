"""What staff fill in about an entry of the waiting list. The door decides who may, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from vardtrad.cases.waiting_list.rules import (
    NOTE_LIMIT,
    REASON_LIMIT,
    TEXT_LIMIT,
    Answer,
    DocumentKind,
    Kind,
    Outcome,
)
from vardtrad.shared.web.forms import DayField, LongText, NumberForm, OneLine, PlainForm


class PlaceForm(NumberForm):
    """Somebody to put on the list, by number (004-001)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Väntar på"), choices=Kind.choices, initial=Kind.VISIT, widget=forms.RadioSelect
    )
    since = DayField(
        label=gettext_lazy("Väntar sedan"),
        required=False,
        help_text=gettext_lazy("Den dag då remissen skrevs, eller då operationen beslutades."),
    )


class ContactForm(PlainForm):
    """What became of phoning the patient (B-16)."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Hur gick det?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj hur det gick.")},
    )
    told = forms.ChoiceField(
        label=gettext_lazy("Vad svarade invånaren på erbjudandet?"),
        choices=[(answer.value, answer.label) for answer in Answer if answer is not Answer.UNCLEAR],
        required=False,
    )
    note = LongText(label=gettext_lazy("Anteckning"), max_length=NOTE_LIMIT, required=False)
    next_try = DayField(
        label=gettext_lazy("Försök igen"),
        required=False,
        help_text=gettext_lazy("Behövs om invånaren inte nåddes. Den dagen står invånaren på ringlistan."),
    )


class CodeForm(PlainForm):
    """A new code, one press; the reason is for what the answer does not say."""

    move = forms.CharField(widget=forms.HiddenInput)


class ReplyForm(CodeForm):
    """A new code and the standard answer that follows of it, one press; the text is sent as it was shown."""

    case_seen = forms.IntegerField(widget=forms.HiddenInput)
    text = LongText(max_length=TEXT_LIMIT)


class RemoveForm(PlainForm):
    """Somebody leaves the list for another reason than the answer says."""

    reason = LongText(
        label=gettext_lazy("Varför tas invånaren bort från väntelistan?"),
        max_length=REASON_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför.")},
    )


class CorrectForm(PlainForm):
    """The latest change of the code was wrong. A removal is asked for on the same page: the ids are its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ratta-%s")
        super().__init__(*args, **kwargs)

    reason = LongText(
        label=gettext_lazy("Vad blev fel?"),
        max_length=REASON_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför.")},
    )


class InformForm(PlainForm):
    """Vårdgarantiservice tells the patient which provider it will be (004-069, 004-070)."""

    provider = OneLine(
        label=gettext_lazy("Vårdgivare"),
        max_length=120,
        help_text=gettext_lazy("Vårdgivarens namn och ort."),
        error_messages={"required": gettext_lazy("Skriv vilken vårdgivare det blir.")},
    )
    text = LongText(
        label=gettext_lazy("Meddelande till invånaren"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ett meddelande.")},
    )


class AddDocumentForm(PlainForm):
    """A document for the provider, that the clinic adds as a file (004-015)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Vad är det för handling?"),
        choices=DocumentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj vad det är för handling.")},
    )
    # vardtrad.shared.documents checks the contents of the file, and that it is not empty.
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Välj en fil."),
            "invalid": gettext_lazy("Filen kom inte fram. Välj den igen."),
        },
    )


class PostedForm(PlainForm):
    """The documents have been sent: what nobody has added here must have been put in by hand (004-015)."""

    by_hand = forms.MultipleChoiceField(
        label=gettext_lazy("Lagt i för hand"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Sidan har blivit för gammal. Försök igen.")},
    )

    def __init__(self, *args: Any, missing: Sequence[DocumentKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
        cast("forms.MultipleChoiceField", self.fields["by_hand"]).choices = [
            (kind.value, kind.label) for kind in missing
        ]
