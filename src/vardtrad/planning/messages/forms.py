"""The forms for messages and their words. Who may send them, and when, is decided by the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.planning.messages.rules import TEXT_LIMIT
from vardtrad.planning.plan.queries import Member
from vardtrad.shared.login.typed import LOST_FILE
from vardtrad.shared.web.forms import LongText, PlainForm

HAS_LEFT = gettext_lazy("En av enheterna deltar inte längre i ärendet. Se över mottagarna och skicka igen.")


class WriteForm(PlainForm):
    """A new message to all participants, the units asked to acknowledge it, and at most one file (001-233…240)."""

    text = LongText(
        label=gettext_lazy("Nytt meddelande"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ett meddelande.")},
    )
    ask = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Begär kvittens från"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": HAS_LEFT, "invalid_list": HAS_LEFT},
    )
    # Drawn only after the warning that the text tells who the patient is (messages.rules.tells_who_words).
    sure = forms.BooleanField(required=False, label=gettext_lazy("Skicka texten ändå"))
    # vardtrad.shared.documents checks the contents of the file, and that it is not empty.
    file = forms.FileField(
        label=gettext_lazy("Bifoga fil"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": gettext_lazy("Filen kom inte fram. Välj den igen.")},
    )

    def __init__(self, *args: Any, members: Sequence[Member], own: UUID, **kwargs: Any) -> None:
        """``members`` are the participating units; all but the user's own are preselected to acknowledge (001-234)."""
        kwargs.setdefault("auto_id", "meddelande-%s")
        super().__init__(*args, **kwargs)
        self.offer(members, own)
        self.fields["ask"].initial = [str(member.unit) for member in members if member.unit != own]

    def offer(self, members: Sequence[Member], own: UUID) -> None:
        """Set the units that can be asked; called again with the present ones when the form is shown again."""
        self.fields["ask"].choices = [  # type: ignore[attr-defined]
            (str(member.unit), _("%(unit)s (din enhet)") % {"unit": member.name} if member.unit == own else member.name)
            for member in members
        ]

    def clean_text(self) -> str:
        """The text; raises ValidationError if it was sent in another encoding, which the parser does not report."""
        text: str = self.cleaned_data["text"]
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise forms.ValidationError(
                _("Texten innehåller tecken som inte går att läsa. Skriv om dem och skicka igen.")
            )
        return text

    def clean_file(self) -> Any:
        """The file, or None; raises ValidationError for several files (001-240) and a file lost at a new login."""
        if self.data.get(LOST_FILE) and not self.files:
            raise forms.ValidationError(_("Filen följde inte med när du loggade in. Välj den igen, eller skicka utan."))
        if len(self.files.getlist("file")) > 1:
            raise forms.ValidationError(_("Bara en fil kan bifogas till varje meddelande."))
        return self.cleaned_data["file"]

    @property
    def had_file(self) -> bool:
        """Whether the submitted form had a file; browsers drop it when the form is shown again."""
        return bool(self.files)


class MessageForm(PlainForm):
    """A form about a single message, to acknowledge or to annul it."""

    message = forms.UUIDField(widget=forms.HiddenInput)
