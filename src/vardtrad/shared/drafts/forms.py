"""The part of a form that takes files along: those its page showed, and a file that was chosen but not attached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.web.forms import OLD_PAGE, PlainForm

FILES, FILE = "bilaga", "fil"
"""The hidden fields with the files that the page shows, and the field where the browser chooses one."""


class _Listed(forms.Widget):
    """The hidden fields of the list of files (``_files.html`` draws them)."""

    @override
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Every value of the field, also from a plain mapping."""
        if hasattr(data, "getlist"):
            return list(data.getlist(name))
        value = data.get(name, []) if isinstance(data, Mapping) else []
        return [value] if isinstance(value, str) else list(value)


class FilesField(forms.Field):
    """The ids of files that wait to be sent, as a tuple of UUIDs."""

    widget = _Listed

    @override
    def to_python(self, value: Any) -> tuple[UUID, ...]:
        """The ids. Raises ValidationError for what no page of ours has written."""
        try:
            return tuple(UUID(text) for text in value or ())
        except ValueError:
            raise forms.ValidationError(OLD_PAGE, code="invalid") from None


class FilesForm(PlainForm):
    """A form that sends files along. Its page shows them with ``_files.html``."""

    bilaga = FilesField(label=gettext_lazy("Bifogade filer"), required=False)

    def clean_bilaga(self) -> tuple[UUID, ...]:
        """The files; raises ValidationError for a file that was chosen without a script and never attached."""
        if self.data.get(FILE):
            raise forms.ValidationError(_("Filen du valde är inte bifogad. Välj den igen och tryck på Bifoga."))
        ids: tuple[UUID, ...] = self.cleaned_data[FILES]
        return ids

    def chosen(self, key: UUID) -> Chosen | None:
        """The files of the valid form, which were attached to this thing; None when there are none."""
        return Chosen(key, self.cleaned_data[FILES]) if self.cleaned_data.get(FILES) else None
