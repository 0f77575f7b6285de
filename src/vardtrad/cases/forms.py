"""The shape and the words of what is written about cases. Who may, and when, is the door's business."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from vardtrad.cases.rules import TEXT_LIMIT
from vardtrad.web.forms import LongText, PlainForm


class SendForm(PlainForm):
    """A resident's new case."""

    text = LongText(
        label=gettext_lazy("Skriv ditt meddelande"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vad ditt ärende gäller.")},
    )

    def __init__(self, *args: Any, prompt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = prompt


class AnswerBackForm(PlainForm):
    """A resident's answer to a counter question."""

    text = LongText(
        label=gettext_lazy("Ditt svar till mottagningen"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ditt svar.")},
    )
