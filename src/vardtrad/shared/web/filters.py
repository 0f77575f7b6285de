"""The form fields of a list's filters, made from the filters' records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from vardtrad.shared.lists.filters import Chosen, Day, Filter, Key, Keys, OneOf, SomeOf, TypedKey, Words
from vardtrad.shared.web.forms import DayField

Offered = Sequence[tuple[Any, Any]]
"""The choices of a field whose choices are known only when the page is shown, as Django's fields take them."""


def filter_field(record: Filter[Any], offered: Offered = ()) -> forms.Field | None:
    """The form field of a filter; None for one that is not chosen but written in words (``TypedKey``)."""
    options: dict[str, Any] = {"label": record.label, "help_text": record.help, "required": False}
    match record.values:
        case TypedKey():
            return None
        case Day():
            return DayField(**options)
        case SomeOf(choices=choices):
            return forms.MultipleChoiceField(**options, choices=choices.choices, widget=forms.CheckboxSelectMultiple)
        case Keys():
            return forms.MultipleChoiceField(**options, choices=offered, widget=forms.CheckboxSelectMultiple)
        case OneOf(choices=choices, otherwise=otherwise):
            return forms.ChoiceField(**options, choices=[("", otherwise), *choices.choices], widget=forms.RadioSelect)
        case Key(otherwise=otherwise):
            return forms.ChoiceField(**options, choices=[("", otherwise), *offered])
        case Words(most=most):
            return forms.CharField(**options, max_length=most, strip=True)
    raise TypeError(f"no form field is known for the values of the filter {record.name}")


def initial_of(chosen: Chosen) -> dict[str, Any]:
    """The initial values of a form of filters."""
    written = ((record, record.values.write(value)) for record, value in chosen.chosen())
    return {record.name: texts if record.values.several else texts[0] for record, texts in written}


def chosen_in(records: tuple[Filter[Any], ...], cleaned: dict[str, Any]) -> Chosen:
    """The choices made in a form of filters; the form must be valid."""
    return Chosen(records, tuple(record.values.read(_texts(cleaned.get(record.name))) for record in records))


def _texts(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [str(value)] if value else []
