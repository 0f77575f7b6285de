"""What staff who plan together choose."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import QueryDict

from vardtrad.planning.start.filters import WORDS
from vardtrad.shared.web.filters import chosen_in, filter_field


class ChoiceForm(forms.Form):
    """A unit and a role to change to; ``sure`` when one has confirmed to act where one does not work.

    The pressed button carries the unit, or the unit and the role, so that the page needs one form and no script.
    """

    to = forms.RegexField(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[A-Za-z0-9_-]{1,40}\Z")
    sure = forms.BooleanField(required=False)

    @property
    def seat(self) -> tuple[UUID, str]:
        """The unit and the role of a form that is in order."""
        unit, _slash, role = self.cleaned_data["to"].partition("/")
        return UUID(unit), role


class FilterForm(forms.Form):
    """The box that narrows the start page (001-051). Always posted: it may hold a name or a personal number."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        field = filter_field(WORDS)
        assert field is not None
        self.fields[WORDS.name] = field

    def words(self) -> str | None:
        """The words to narrow the list by; None without any, and for what the box does not take."""
        self.is_valid()
        return chosen_in((WORDS,), self.cleaned_data).value(WORDS)
