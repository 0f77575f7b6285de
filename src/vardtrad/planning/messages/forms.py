"""The shape and the words of what is sent about messages. Who may, and when, is the door's business."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.planning.messages.rules import TEXT_LIMIT
from vardtrad.planning.plan.queries import Member
from vardtrad.shared.login.typed import LOST_FILE
from vardtrad.shared.web.forms import LongText, PlainForm

HAS_LEFT = gettext_lazy("En av enheterna deltar inte längre i ärendet. Se över mottagarna och skicka igen.")


class WriteForm(PlainForm):
    """A new message to all who take part, which of them are asked to acknowledge it, and one file (001-233…240)."""

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
    # What is in the file is judged by vardtrad.shared.documents, also that it is not empty.
    file = forms.FileField(
        label=gettext_lazy("Bifoga fil"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": gettext_lazy("Filen kom inte fram. Välj den igen.")},
    )

    def __init__(self, *args: Any, members: Sequence[Member], own: UUID, **kwargs: Any) -> None:
        """``members`` are those who take part; all but the own unit are preset to acknowledge (001-234)."""
        kwargs.setdefault("auto_id", "meddelande-%s")
        super().__init__(*args, **kwargs)
        self.offer(members, own)
        self.fields["ask"].initial = [str(member.unit) for member in members if member.unit != own]

    def offer(self, members: Sequence[Member], own: UUID) -> None:
        """Let these units be asked: those who take part now, when the form comes back."""
        self.fields["ask"].choices = [  # type: ignore[attr-defined]
            (str(member.unit), _("%(unit)s (din enhet)") % {"unit": member.name} if member.unit == own else member.name)
            for member in members
        ]

    def clean_text(self) -> str:
        """The text; raises ValidationError when it came in another encoding, which an upload's parser hides."""
        text: str = self.cleaned_data["text"]
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise forms.ValidationError(
                _("Texten innehåller tecken som inte går att läsa. Skriv om dem och skicka igen.")
            )
        return text

    def clean_file(self) -> Any:
        """The file, or None; raises ValidationError for more than one (001-240), and for one lost at a new login."""
        if self.data.get(LOST_FILE) and not self.files:
            raise forms.ValidationError(_("Filen följde inte med när du loggade in. Välj den igen, eller skicka utan."))
        if len(self.files.getlist("file")) > 1:
            raise forms.ValidationError(_("Bara en fil kan bifogas till varje meddelande."))
        return self.cleaned_data["file"]

    @override
    def clean(self) -> dict[str, Any]:
        """Bind the submit key to what the file holds as well: another file by the same name is another sending."""
        cleaned = super().clean()
        file, key = cleaned.get("file"), cleaned.get("submit_key")
        if file is not None and isinstance(key, UUID):
            cleaned["submit_key"] = uuid5(key, hashlib.file_digest(file.file, "sha256").hexdigest())
            file.seek(0)
        return cleaned

    @property
    def had_file(self) -> bool:
        """Whether the form that came back brought a file, which no browser keeps."""
        return bool(self.files)


class MessageForm(PlainForm):
    """A form about one message: to acknowledge it, or to annul it."""

    message = forms.UUIDField(widget=forms.HiddenInput)
