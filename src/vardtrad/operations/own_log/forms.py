"""The choice of days."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vardtrad.shared.web.forms import DayField


class DaysForm(forms.Form):
    """From and to which day, both included; empty means without end."""

    use_required_attribute = False

    fran = DayField(label=_("Från"), required=False)
    till = DayField(label=_("Till"), required=False)
