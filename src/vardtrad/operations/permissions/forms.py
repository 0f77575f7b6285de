"""What the administrator of a clinic writes."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Position, Role, Staff, Unit
from vardtrad.shared.care_units.queries import staff_by_hsa_id
from vardtrad.shared.care_units.rules import Duty, Permission, Roles
from vardtrad.shared.web.forms import IdentityInput, MailField, NumberForm, OneLine, PlainForm


class PermissionsForm(PlainForm):
    """What somebody may do at the clinic (000-018)."""

    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Behörigheter"),
        choices=Permission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Välj bland behörigheterna i listan.")},
    )

    def offer(self, *, configurator: bool) -> None:
        """Leave the system administrator's permission out for those who may not give it."""
        field = cast("forms.MultipleChoiceField", self.fields["permissions"])
        field.choices = [
            choice for choice in Permission.choices if configurator or choice[0] != Permission.CONFIGURATOR
        ]


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
        staff = staff_by_hsa_id(hsa_id)
        if staff is None:
            raise forms.ValidationError(_("Ingen i katalogen har det HSA-id:t. Kontrollera att det är rätt skrivet."))
        self.staff = staff
        return str(hsa_id)

    @override
    def clean(self) -> dict[str, Any]:
        """Insist on at least one permission: an assignment without any opens nothing."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("permissions"):
            self.add_error("permissions", _("Välj minst en behörighet."))
        return cleaned


class SetupForm(PlainForm):
    """The active roles of a unit, and the duties of each (001-030)."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roller"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj bland rollerna och ansvaren i listan.")},
    )
    duties = forms.MultipleChoiceField(
        label=gettext_lazy("Ansvar"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj bland rollerna och ansvaren i listan.")},
    )

    def __init__(self, *args: Any, known: list[Role], stored: Roles | None = None, **kwargs: Any) -> None:
        if stored is not None:
            ticked = [f"{role}/{duty}" for role, duties in stored.items() for duty in duties]
            kwargs["initial"] = {**kwargs.get("initial", {}), "roles": list(stored), "duties": ticked}
        super().__init__(*args, **kwargs)
        self.known = known
        cast("forms.MultipleChoiceField", self.fields["roles"]).choices = [(role.code, role.name) for role in known]
        cast("forms.MultipleChoiceField", self.fields["duties"]).choices = [
            (f"{role.code}/{duty.value}", str(duty.label)) for role in known for duty in Duty
        ]

    @property
    def table(self) -> list[tuple[Role, bool, list[tuple[Duty, bool]]]]:
        """The rows of the page's table: each role, whether it is active, and its duties."""
        roles, duties = set(self["roles"].value() or ()), set(self["duties"].value() or ())
        return [
            (role, role.code in roles, [(duty, f"{role.code}/{duty.value}" in duties) for duty in Duty])
            for role in self.known
        ]

    @override
    def clean(self) -> dict[str, Any]:
        """Collect the ticked boxes as ``given``; a duty of a role that is not active gives an error."""
        cleaned = super().clean() or {}
        given: Roles = {code: [] for code in cleaned.get("roles", ())}
        for ticked in cleaned.get("duties", ()):
            code, _slash, duty = ticked.partition("/")
            if code in given:
                given[code].append(duty)
            else:
                name = next(role.name for role in self.known if role.code == code)
                self.add_error(
                    "roles",
                    _("Rollen %(role)s har ansvar men är inte aktiv. Gör den aktiv, eller ta bort ansvaret.")
                    % {"role": name},
                )
        return cleaned | {"given": given}


class MailboxForm(PlainForm):
    """Where notices and invitations to a unit are sent (B-27)."""

    mailbox = MailField(
        label=gettext_lazy("E-postadress"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Till exempel avdelning.1@exempel.se. Lämna tomt om enheten inte har någon brevlåda."),
    )
    was = forms.CharField(widget=forms.HiddenInput, max_length=254, required=False)

    def keep_up_with(self, mailbox: str) -> None:
        """After a refusal: what was typed stays, and the form has now seen the unit's present address."""
        _put(self, "was", mailbox)


class RoleForm(PlainForm):
    """A new role (001-027)."""

    name = OneLine(
        label=gettext_lazy("Rollens namn"),
        max_length=40,
        help_text=gettext_lazy("Till exempel Sjuksköterska"),
        error_messages={"required": gettext_lazy("Skriv rollens namn.")},
    )
    doctor = forms.BooleanField(
        label=gettext_lazy("Läkare: föreslås som ansvarig läkare"),
        required=False,
    )

    def clean_name(self) -> str:
        """The name; the code used in addresses is made from its letters."""
        name: str = self.cleaned_data["name"]
        self.code = slugify(name.translate(_WITHOUT_DOTS))
        if not re.search("[a-z]", self.code) or re.search("[0-9]", self.code):
            raise forms.ValidationError(_("Namnet ska bestå av bokstäver."))
        return name


_WITHOUT_DOTS = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")


class PositionForm(PlainForm):
    """Which role a position gives (001-027)."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=20)
    was = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Roll"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj bland rollerna i listan.")},
    )

    def __init__(self, *args: Any, known: list[Role], position: Position | None = None, **kwargs: Any) -> None:
        if position is not None:
            role = position.role_id or ""
            kwargs["initial"] = {"code": position.code, "was": role, "role": role}
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["role"])
        field.choices = [("", _("Ingen roll")), *((role.code, role.name) for role in known)]

    def keep_up_with(self, position: Position) -> None:
        """After a refusal: what was chosen stays, and the form has now seen the position's present role."""
        _put(self, "was", position.role_id or "")


class RuleTargetForm(PlainForm):
    """Which unit an addressing rule leads to."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Enhet som får nya planer"),
        error_messages={
            "required": gettext_lazy("Välj en enhet."),
            "invalid_choice": gettext_lazy("Välj en enhet i listan."),
        },
    )
    was = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.id): unit for unit in units}
        cast("forms.ChoiceField", self.fields["unit"]).choices = [
            ("", _("Välj enhet")),
            *((key, unit.name) for key, unit in self.units.items()),
        ]

    def keep_up_with(self, rule: AddressingRule) -> None:
        """After a refusal: what was chosen stays, and the form has now seen the rule's present unit."""
        _put(self, "was", str(rule.unit_id))

    @property
    def chosen(self) -> Unit:
        """The chosen unit; the form must be valid."""
        return self.units[self.cleaned_data["unit"]]


def _put(form: forms.Form, name: str, value: str) -> None:
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[name] = value
    form.data = data


class RemoveForm(PlainForm):
    """Removing an addressing rule, as the page showed it."""

    was = forms.UUIDField(widget=forms.HiddenInput)


class RuleForm(RuleTargetForm):
    """A new addressing rule: for a listing or a municipality code (001-079…081)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Vad styr?"),
        choices=AddressKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Välj om listning eller kommunkod styr."),
            "invalid_choice": gettext_lazy("Välj om listning eller kommunkod styr."),
        },
    )
    value = forms.CharField(
        label=gettext_lazy("HSA-id eller kommunkod"),
        max_length=60,
        help_text=gettext_lazy("Vårdenhetens HSA-id, till exempel SE9900000001-A1B2, eller fyra siffror"),
        error_messages={"required": gettext_lazy("Skriv ett HSA-id eller en kommunkod.")},
    )
    field_order = ("kind", "value", "unit")

    @override
    def clean(self) -> dict[str, Any]:
        """Parse the value as the chosen kind."""
        cleaned = super().clean() or {}
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if kind == AddressKind.LISTING and value:
            try:
                cleaned["value"] = str(parse_hsa_id(value))
            except InvalidHsaId as error:
                self.add_error("value", _(str(error)))
        elif kind == AddressKind.MUNICIPALITY and value:
            cleaned["value"] = value.replace(" ", "")
            if not re.fullmatch("[0-9]{4}", cleaned["value"], re.ASCII):
                self.add_error("value", _("En kommunkod har fyra siffror."))
        return cleaned


class PersonForm(NumberForm):
    """The person whose addressing to try: any kind of identity number."""

    identity = forms.CharField(
        label=gettext_lazy("Personnummer, samordningsnummer eller reservnummer"),
        max_length=60,
        help_text=gettext_lazy("Tolv tecken: ÅÅÅÅMMDD-XXXX"),
        error_messages={"required": gettext_lazy("Skriv ett personnummer.")},
        widget=IdentityInput,
    )


class ServiceForm(RuleTargetForm):
    """Which unit is the region's Vårdgarantiservice, and where residents apply for travel compensation (004-068)."""

    travel_link = forms.URLField(
        label=gettext_lazy("Länk till Ersättning för sjukresor"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Står i beskedet till invånaren. Börjar med https://"),
        error_messages={"invalid": gettext_lazy("Skriv en hel webbadress, till exempel https://exempel.se/sida")},
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, units=units, **kwargs)
        self.fields["unit"].label = _("Enhet som är Vårdgarantiservice")
        self.fields["unit"].help_text = _("Enheter i regionen som tar emot ärenden")

    def has_seen(self, unit: UUID | None) -> None:
        """After a refusal: what was chosen stays, and the form has now seen the unit that is appointed."""
        _put(self, "was", str(unit or ""))
