"""What somebody writes of the personal settings."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.staff.own_settings.actions import Wanted
from vardtrad.cases.staff.own_settings.queries import member, settings_of
from vardtrad.kernel.stamp import stamp
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.web.forms import DayField, LongText, MailField, OneLine, PlainForm, WasField, with_data

SIGNATURE_LIMIT = 500


class SettingsForm(PlainForm):
    """Name, signature, e-mail for notices, and shortcuts (000-046…051, 002-006, B-12)."""

    display_name = OneLine(
        label=gettext_lazy("Tilltalsnamn"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Hämtas från HSA-katalogen. Ändra om det behövs. Om rutan är tom används katalogens namn."
        ),
    )
    own_signature = LongText(
        label=gettext_lazy("Egen signatur"),
        max_length=SIGNATURE_LIMIT,
        required=False,
        help_text=gettext_lazy("Till exempel hälsning, namn, titel, telefontider och telefonnummer."),
    )
    uses_own_signature = forms.BooleanField(label=gettext_lazy("Ja"), required=False)
    email = MailField(
        label=gettext_lazy("E-post för aviseringar"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Hit skickas aviseringar när ett ärende är fördelat till dig. Lämna tomt om du inte vill ha aviseringar."
        ),
    )
    shortcuts = forms.BooleanField(
        label=gettext_lazy("Använd kortkommandon"),
        required=False,
        help_text=gettext_lazy("Enstaka tangenter, till exempel J och K i listor. Tryck ? för att se alla."),
    )
    was = WasField()

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        stored = settings_of(staff)
        kwargs["initial"] = {**stored, "display_name": staff.goes_by, "was": stamp(stored)}
        super().__init__(*args, **kwargs)

    @override
    def clean(self) -> dict[str, Any]:
        """Require a text for a personal signature that is to be used."""
        cleaned = super().clean() or {}
        if cleaned.get("uses_own_signature") and "own_signature" in cleaned and not cleaned["own_signature"]:
            self.add_error("own_signature", _("Skriv signaturen, eller ta bort bocken i Ja."))
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """What was chosen; the form must be valid."""
        data = self.cleaned_data
        return Wanted(
            display_name=data["display_name"],
            own_signature=data["own_signature"],
            uses_own_signature=data["uses_own_signature"],
            email=data["email"],
            shortcuts=data["shortcuts"],
        )

    def catch_up(self, staff: Staff) -> None:
        """Let what was refused as stale be sent again, over what is stored now."""
        self.renew(None)
        self.data = with_data(self.data, was=stamp(settings_of(staff)))


def _day(label: Any, missing: Any) -> DayField:
    return DayField(label=label, help_text=gettext_lazy("ÅÅÅÅ-MM-DD"), error_messages={"required": missing})


class SubstituteForm(PlainForm):
    """A substitute, and the first and last day, both included, as Swedish dates (B-03)."""

    substitute = forms.ChoiceField(
        label=gettext_lazy("Ersättare"),
        error_messages={
            "required": gettext_lazy("Välj vem som ska ersätta dig."),
            "invalid_choice": gettext_lazy("Personen kan inte få ärenden på den här mottagningen. Välj någon annan."),
        },
    )
    first = _day(gettext_lazy("Från och med"), gettext_lazy("Skriv första dagen."))
    last = _day(gettext_lazy("Till och med"), gettext_lazy("Skriv sista dagen."))

    def __init__(self, *args: Any, people: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["substitute"]).choices = [
            ("", _("Välj i listan")),
            *((str(key), name) for key, name in people),
        ]

    @override
    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("Slutdatumet kan inte vara före startdatumet."))
        return cleaned

    def chosen(self) -> Staff:
        """The colleague chosen; the form must be valid."""
        return member(UUID(self.cleaned_data["substitute"]))
