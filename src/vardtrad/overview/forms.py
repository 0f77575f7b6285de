"""What staff who plan together choose."""

from __future__ import annotations

from django import forms


class ChoiceForm(forms.Form):
    """A unit and a role to change to; ``sure`` when one has confirmed to act where one does not work.

    The pressed button carries the unit, or the unit and the role, so that the page needs one form and no script.
    """

    to = forms.RegexField(r"^[0-9a-f-]{36}/[a-z0-9_-]{1,40}$")
    sure = forms.BooleanField(required=False)
