"""What is written in the steps of a SIP. Who may, and when, is the door's business."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.planning.plan.forms import ConfirmForm, PersonForm
from vardtrad.planning.plan.meeting_rules import MeetingForm, Presence
from vardtrad.planning.plan.step_forms import StepForm, day_field, marked
from vardtrad.planning.sip.given import CallGiven, InvitingGiven
from vardtrad.planning.sip.rules import CallType
from vardtrad.planning.sip.states import OtherPlanKind
from vardtrad.planning.sip.step_rules import TEXT_LIMIT
from vardtrad.shared.people.models import Person
from vardtrad.shared.web.forms import ClockField, LongText, NumberForm, OneLine, PlainForm, with_data

LENGTHS = (15, 30, 45, 60, 90, 120)
"""How many minutes a meeting may be booked for."""
NAME_LIMIT, PLACE_LIMIT, LANGUAGE_LIMIT, ROLE_LIMIT = 200, 300, 100, 100


class SipForm(StepForm):
    """A form of a step of a SIP."""

    prefix_of_ids = "sip"


class CallForm(SipForm):
    """Kallelse (001-183…186): Typ av kallelse, Initiativ and Möte, as a draft, sent, or moved.

    What has to be filled in is the table's business, so that a draft can be saved before everything is.
    """

    call_type = forms.ChoiceField(
        label=marked(gettext_lazy("Typ av kallelse")),
        choices=CallType.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    initiator = forms.ChoiceField(label=marked(gettext_lazy("Initiativtagare")), required=False)
    initiator_name = OneLine(label=gettext_lazy("Namn"), max_length=NAME_LIMIT, required=False)
    initiator_relation = OneLine(label=gettext_lazy("Relation/titel"), max_length=NAME_LIMIT, required=False)
    reason = LongText(
        label=marked(gettext_lazy("Orsak")),
        help_text=gettext_lazy("Alla som kallas ser orsaken, så att de vet varför de är kallade."),
        max_length=TEXT_LIMIT,
        required=False,
    )
    other = LongText(label=gettext_lazy("Övrig information"), max_length=TEXT_LIMIT, required=False)
    form = forms.ChoiceField(
        label=marked(gettext_lazy("Mötesform")), choices=MeetingForm.choices, widget=forms.RadioSelect, required=False
    )
    place = OneLine(
        label=marked(gettext_lazy("Plats för möte")),
        help_text=gettext_lazy("Adress och rum, länk till videomötet eller telefonnummer att ringa."),
        max_length=PLACE_LIMIT,
        required=False,
    )
    day = day_field(marked(gettext_lazy("Datum för möte")), "", required=False)
    time = ClockField(label=marked(gettext_lazy("Tid för möte")), required=False)
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Längd"),
        choices=[(str(length), length) for length in LENGTHS],
        coerce=int,
        empty_value="60",
        required=False,
    )
    interpreter = forms.BooleanField(label=gettext_lazy("Tolk behövs"), required=False)
    language = OneLine(label=gettext_lazy("Språk"), max_length=LANGUAGE_LIMIT, required=False)
    why = LongText(label=marked(gettext_lazy("Orsak till ändringen")), max_length=TEXT_LIMIT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        initiators = settings.PLANNING_LISTS["sip_initiators"]
        self.fields["initiator"].choices = [("", gettext_lazy("Välj")), *initiators.items()]  # type: ignore[attr-defined]
        minutes = [(str(length), gettext_lazy("%(number)d minuter") % {"number": length}) for length in LENGTHS]
        self.fields["minutes"].choices = minutes  # type: ignore[attr-defined]

    def offer_only(self, offered: CallType) -> None:
        """Offer the type of call that fits: "Uppföljning" of an approved plan, else "Ny plan" (001-183, 001-259)."""
        field = self.fields["call_type"]
        field.choices = [(offered.value, offered.label)]  # type: ignore[attr-defined]
        field.help_text = (
            _("Personen har en godkänd plan, så kallelsen gäller uppföljning av den.")
            if offered is CallType.FOLLOW_UP
            else _("Det finns ingen godkänd plan att följa upp.")
        )

    @property
    def given(self) -> CallGiven:
        """What was written, of a valid form."""
        names = CallGiven.__dataclass_fields__
        return CallGiven(**{name: value for name, value in self.cleaned_data.items() if name in names})


class RoundForm(PlainForm):
    """Kvittera and Godkänn: the round that the page shows (001-188, 001-211)."""

    round = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class ReasonForm(SipForm):
    """A reason and a confirmation: for a cancelled meeting, "Uppdatera plan" and "Avsluta plan"."""

    reason = LongText(
        label=marked(gettext_lazy("Ange anledning")),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför.")},
    )


class ProposalForm(SipForm):
    """Another time for the meeting."""

    day = day_field(marked(gettext_lazy("Datum")), gettext_lazy("Fyll i datum."))
    time = ClockField(label=marked(gettext_lazy("Tid")), error_messages={"required": gettext_lazy("Fyll i klockslag.")})
    text = LongText(label=gettext_lazy("Meddelande"), max_length=TEXT_LIMIT, required=False)


class HeldForm(SipForm):
    """A meeting that has been held: its form, and for each called unit whether it came (B-49, B-50)."""

    form = forms.ChoiceField(
        label=marked(gettext_lazy("Hur hölls mötet?")),
        choices=MeetingForm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Ange hur mötet hölls.")},
    )

    def __init__(self, *args: Any, units: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = [key for key, _name in units]
        for key, name in units:
            self.fields[f"unit_{key}"] = forms.ChoiceField(
                label=name,
                choices=Presence.choices,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Ange om enheten deltog.")},
            )

    @property
    def presence(self) -> dict[UUID, str]:
        """Whether each unit came, of a valid form."""
        return {key: self.cleaned_data[f"unit_{key}"] for key in self.units}

    @property
    def unit_fields(self) -> list[Any]:
        """The bound fields of the units."""
        return [self[f"unit_{key}"] for key in self.units]


class CoordinatorForm(PersonForm):
    """Who is to be samordningsansvarig; the user's own name comes first (001-190)."""

    person_label = gettext_lazy("Samordningsansvarig")


class ApprovalForm(SipForm):
    """ "Starta godkännande av SIP": confirmed by its button, with the last day of the next follow-up."""

    follow_up_by = day_field(gettext_lazy("Uppföljning senast"), "", required=False)


class OtherPlanForm(SipForm):
    """Another plan that the patient has beside the SIP."""

    kind = forms.ChoiceField(
        label=marked(gettext_lazy("Vilken plan?")),
        choices=[("", gettext_lazy("Välj")), *OtherPlanKind.choices],
        error_messages={"required": gettext_lazy("Välj vilken plan det är.")},
    )
    day = day_field(marked(gettext_lazy("Datum")), gettext_lazy("Fyll i datum."))
    holder = OneLine(
        label=marked(gettext_lazy("Vem har planen?")),
        max_length=NAME_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vem som har planen.")},
    )


class InviteForm(SipForm, NumberForm):
    """A guest (B-51): by number, in which role, why, and until which day.

    The button first looks the person up, and the page shows who it is (``found``); ``shown`` is whom the page has
    shown, so that nobody is invited by a wrong number unseen. What has to be ticked is the table's business.
    """

    prefix_of_ids = "bjud-in"
    found: Person | None = None

    role = OneLine(
        label=marked(gettext_lazy("Roll")),
        help_text=gettext_lazy("Till exempel skolsköterska, god man, personlig assistent eller mormor."),
        max_length=ROLE_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vem personen är för patienten.")},
    )
    why = LongText(
        label=marked(gettext_lazy("Varför personen kallas")),
        help_text=gettext_lazy("Personen läser det här."),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv varför personen kallas.")},
    )
    until = day_field(
        marked(gettext_lazy("Sista dag")),
        gettext_lazy("Fyll i sista dagen."),
        help_text=gettext_lazy("Efter den dagen kan personen inte läsa planen."),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Patienten samtycker till att just den här personen bjuds in"),
        help_text=gettext_lazy("För ett barn: vårdnadshavarna, eller barnet själv när det är moget för det."),
        required=False,
    )
    protection_known = forms.BooleanField(
        label=gettext_lazy("Patientens personuppgifter är skyddade, och personen ska ändå bjudas in"), required=False
    )
    shown = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def shows(self, person: Person) -> None:
        """Show who has the number, before the person is invited."""
        self.found = person
        self.data = with_data(self.data, shown=str(person.id))

    def given(self, person: Person | None) -> InvitingGiven:
        """What was written, of a valid form, about somebody who may be nobody."""
        data = self.cleaned_data
        return InvitingGiven(
            person, data["role"], data["why"], data["until"], data["confirmed"], data["protection_known"]
        )


class GuestRowForm(ConfirmForm):
    """An invitation that is taken back."""

    guest = forms.UUIDField(widget=forms.HiddenInput)


class OtherPlanRowForm(ConfirmForm):
    """Another plan that is taken away."""

    other = forms.UUIDField(widget=forms.HiddenInput)
