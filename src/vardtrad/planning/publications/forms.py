"""The form that chooses the two versions to compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.planning.publications.queries import Published
from vardtrad.shared.web import dates

NO_SUCH = gettext_lazy("Versionen finns inte. Välj två versioner i listorna.")


class CompareForm(forms.Form):
    """Two versions of a plan, sent by GET: only their numbers, nothing about the patient."""

    fran = forms.TypedChoiceField(
        label=gettext_lazy("Från version"), coerce=int, error_messages={"invalid_choice": NO_SUCH, "required": NO_SUCH}
    )
    till = forms.TypedChoiceField(
        label=gettext_lazy("Till version"), coerce=int, error_messages={"invalid_choice": NO_SUCH, "required": NO_SUCH}
    )

    def __init__(self, *args: Any, versions: Sequence[Published], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                version.number,
                _("%(number)d: %(what)s, %(at)s")
                % {"number": version.number, "what": version.words, "at": dates.stamp(version.at)},
            )
            for version in versions
        ]
        for name in ("fran", "till"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
