"""The shape and the words of what is sent about messages. Who may, and when, is the door's business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.messages.rules import TEXT_LIMIT
from vardtrad.planning.queries import Member
from vardtrad.web.forms import LongText, PlainForm

HAS_LEFT = gettext_lazy("En av enheterna deltar inte längre i ärendet. Se över mottagarna och skicka igen.")


class WriteForm(PlainForm):
    """A new message to all who take part, and which of them are asked to acknowledge it (001-233…235)."""

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

    def __init__(self, *args: Any, members: Sequence[Member], own: UUID, **kwargs: Any) -> None:
        """``members`` are those who take part; all but the own unit are preset to acknowledge (001-234)."""
        kwargs.setdefault("auto_id", "meddelande-%s")
        super().__init__(*args, **kwargs)
        self.offer(members, own)
        self.fields["ask"].initial = [str(one.unit) for one in members if one.unit != own]

    def offer(self, members: Sequence[Member], own: UUID) -> None:
        """Let these units be asked: those who take part now, when the form comes back."""
        self.fields["ask"].choices = [  # type: ignore[attr-defined]
            (str(one.unit), _("%(unit)s (din enhet)") % {"unit": one.name} if one.unit == own else one.name)
            for one in members
        ]


class MessageForm(PlainForm):
    """A form about one message: to acknowledge it, or to annul it."""

    message = forms.UUIDField(widget=forms.HiddenInput)
