"""The forms that save a field, and that change a row."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from django import forms
from typing_extensions import override

from vardtrad.planning.fields.rules import TEXT_LIMIT
from vardtrad.shared.web.forms import OLD_PAGE, LongText, PlainForm

PATH_LENGTH = 80
REVISION_LIMIT = 2**31 - 2


class SeveralLines(forms.Textarea):
    """The value of a field as it was sent: one text, or the chosen alternatives, which become a line each."""

    @override
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The value, in one text."""
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return "\n".join(text for text in sent if text) if len(sent) > 1 else "".join(sent)


class FieldText(LongText):
    """The value of a field. The rules check its length, so that a text that is too long gets their sentence."""

    widget = SeveralLines

    @override
    def validate(self, value: Any) -> None:
        """Accept any value: an emptied field is a value too, and the table checks the rest."""


class SaveForm(forms.Form):
    """A field as it was sent: its path, the new value, and the revision that the page showed."""

    path = forms.CharField(max_length=PATH_LENGTH, error_messages={"required": OLD_PAGE, "max_length": OLD_PAGE})
    revision = forms.IntegerField(
        min_value=0, max_value=REVISION_LIMIT, error_messages=dict.fromkeys(("required", "invalid"), OLD_PAGE)
    )
    value = FieldText(required=False, max_length=TEXT_LIMIT)
    keep = forms.ChoiceField(required=False, choices=[("mine", ""), ("theirs", "")])
    submit_key = forms.UUIDField(required=False)

    @override
    def clean(self) -> dict[str, Any]:
        """Include path and value in the submit key, so that the same key with another text is a new submission."""
        cleaned = super().clean() or {}
        key = cleaned.get("submit_key")
        if isinstance(key, UUID):
            written = [cleaned.get(name) for name in ("path", "revision", "value")]
            cleaned["submit_key"] = uuid5(key, json.dumps(written))
        return cleaned

    @property
    def sentence(self) -> str:
        """The sentence that says why the input cannot be read."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class RowForm(PlainForm):
    """A row to add, move or put back: its group, its key, the row that it stands under, and the row to follow."""

    grupp = forms.CharField(max_length=40, error_messages=dict.fromkeys(("required", "max_length"), OLD_PAGE))
    rad = forms.UUIDField(required=False, error_messages={"invalid": OLD_PAGE})
    under = forms.UUIDField(required=False, error_messages={"invalid": OLD_PAGE})
    efter = forms.UUIDField(required=False, error_messages={"invalid": OLD_PAGE})

    @property
    def sentence(self) -> str:
        """The sentence that says why the input cannot be read."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
