"""What the administrator of a clinic writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.care_units.models import Staff
from vardtrad.care_units.queries import staff_by_hsa_id
from vardtrad.care_units.rules import Permission
from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.web.forms import PlainForm


class PermissionsForm(PlainForm):
    """What somebody may do at the clinic (000-018)."""

    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Behörigheter"),
        choices=Permission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Välj bland behörigheterna i listan.")},
    )


class AddStaffForm(PermissionsForm):
    """A new colleague, found by HSA-id (002-005)."""

    hsa_id = forms.CharField(
        label=gettext_lazy("HSA-id"),
        max_length=60,
        help_text=gettext_lazy("Till exempel SE9900000001-A1B2"),
        error_messages={
            "required": gettext_lazy("Skriv personens HSA-id."),
            "max_length": gettext_lazy("HSA-id:t är för långt. Det har högst 31 tecken."),
        },
    )
    field_order = ("hsa_id", "permissions")

    staff: Staff

    def clean_hsa_id(self) -> str:
        """The id of an active member of staff. Raises ValidationError with a plain sentence."""
        try:
            hsa_id = parse_hsa_id(self.cleaned_data["hsa_id"])
        except InvalidHsaId as error:
            raise forms.ValidationError(_(str(error))) from error
        found = staff_by_hsa_id(hsa_id)
        if found is None:
            raise forms.ValidationError(_("Ingen i katalogen har det HSA-id:t. Kontrollera att det är rätt skrivet."))
        self.staff = found
        return str(hsa_id)

    @override
    def clean(self) -> dict[str, Any]:
        """Insist on at least one permission: an assignment without any opens nothing."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("permissions"):
            self.add_error("permissions", _("Välj minst en behörighet."))
        return cleaned
