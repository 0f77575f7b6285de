"""What is written in the steps of an SVU. Who may, and when, is the door's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.kernel import clock
from vardtrad.planning.plan.event_rules import CORRECTING, EventKind, kinds_of, still_holding
from vardtrad.planning.plan.forms import PersonForm
from vardtrad.planning.plan.models import Event
from vardtrad.planning.plan.step_forms import StepForm, day_field, marked
from vardtrad.planning.svu.rules import TEXT_LIMIT, Ending, Step
from vardtrad.shared.care_units.queries import municipalities
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates
from vardtrad.shared.web.forms import ClockField, LongText, PlainForm


class SvuForm(StepForm):
    """A form of a step of an SVU."""

    prefix_of_ids = "svu"


class AdmissionForm(SvuForm):
    """Inskrivning (001-095): as a draft, published, or corrected."""

    day = day_field(marked(gettext_lazy("Inskrivningsdatum")), gettext_lazy("Fyll i inskrivningsdatum."))
    time = ClockField(
        label=gettext_lazy("Klockslag"),
        help_text=gettext_lazy("De 24 timmarna räknas från klockslaget. Utan klockslag räknas hela dagen."),
        required=False,
    )
    judged_day = day_field(gettext_lazy("Behovet bedömdes, datum"), "", required=False)
    judged_time = ClockField(
        label=gettext_lazy("Behovet bedömdes, klockslag"),
        help_text=gettext_lazy("Fylls i om läkaren bedömde behovet av insatser först senare under vårdtiden."),
        required=False,
    )
    expected = day_field(
        marked(gettext_lazy("Beräknad tid för utskrivning")), gettext_lazy("Fyll i beräknad tid för utskrivning.")
    )
    reason = LongText(label=marked(gettext_lazy("Inskrivningsorsak")), max_length=TEXT_LIMIT, required=False)

    @override
    def clean(self) -> dict[str, Any]:
        """A judgement has both its day and its time."""
        cleaned = super().clean()
        for missing, given, words in (
            ("judged_day", "judged_time", _("Fyll i datum för bedömningen.")),
            ("judged_time", "judged_day", _("Fyll i klockslag för bedömningen.")),
        ):
            if cleaned.get(given) is not None and cleaned.get(missing) is None and missing not in self.errors:
                self.add_error(missing, words)
        return cleaned

    @property
    def judged(self) -> datetime | None:
        """When the need was judged (UTC), in a valid form; None if it is not given."""
        day, at = self.cleaned_data["judged_day"], self.cleaned_data["judged_time"]
        return datetime.combine(day, at, clock.STOCKHOLM).astimezone(UTC) if day is not None else None


class AcknowledgeForm(PlainForm):
    """Kvittera: the step, and the round of it that the page shows (001-104, 001-119, 001-124)."""

    steg = forms.ChoiceField(
        choices=[(step.slug, step.label) for step in (Step.ADMISSION, Step.DISCHARGE_TIME)], widget=forms.HiddenInput
    )
    round = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def step(self) -> Step:
        """The step that is acknowledged."""
        return Step.of(self.cleaned_data["steg"]) or Step.ADMISSION


ESTIMATED, READY = "beraknad", "klar"
WHICH_TIME = gettext_lazy("Markera Beräknad ut eller Utskrivningsklar.")


class TimeForm(SvuForm, PersonForm):
    """A new estimated day, or utskrivningsklar with its responsible doctor (001-116, 001-120, 001-121)."""

    required_person = False  # whether a doctor is needed hangs on what is published, so the table says it
    person_label = gettext_lazy("Ansvarig läkare")
    doctors_only = True

    kind = forms.ChoiceField(
        label=gettext_lazy("Vad gäller tiden?"),
        choices=[(ESTIMATED, gettext_lazy("Beräknad ut")), (READY, gettext_lazy("Utskrivningsklar"))],
        widget=forms.RadioSelect,
        error_messages={"required": WHICH_TIME, "invalid_choice": WHICH_TIME},
    )
    day = day_field(gettext_lazy("Datum"), gettext_lazy("Fyll i datum."))
    reason = LongText(label=gettext_lazy("Orsak till ändring"), max_length=TEXT_LIMIT, required=False)


class DischargeForm(SvuForm):
    """Utskrivning (001-158…162): which fields are mandatory hangs on how the stay ends, so the table says it."""

    day = day_field(
        gettext_lazy("Datum för utskrivning/avslut *"), gettext_lazy("Fyll i datum för utskrivning/avslut.")
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("Utskrivning eller avslut i förtid *"),
        choices=[("", gettext_lazy("Välj")), *Ending.choices],
        error_messages={
            "required": gettext_lazy("Välj Utskrivning eller Avslut i förtid."),
            "invalid_choice": gettext_lazy("Välj Utskrivning eller Avslut i förtid."),
        },
    )
    discharged_to = forms.ChoiceField(
        label=gettext_lazy("Utskriven till *"),
        help_text=gettext_lazy("Fylls bara i vid Utskrivning."),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj vart patienten skrivs ut, under Utskriven till.")},
    )
    comment = LongText(
        label=gettext_lazy("Kommentar"),
        help_text=gettext_lazy("Till exempel tillfällig adress eller namn på boende."),
        max_length=TEXT_LIMIT,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Mapping[str, str] = settings.PLANNING_LISTS["discharged_to"]
        self.fields["discharged_to"].choices = [("", _("Välj")), *places.items()]  # type: ignore[attr-defined]


class EventForm(SvuForm):
    """Something that happened on the way (B-25)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Händelse"),
        error_messages={
            "required": gettext_lazy("Välj en händelse i listan."),
            "invalid_choice": gettext_lazy("Välj en händelse i listan."),
        },
    )
    corrects = forms.ChoiceField(
        label=gettext_lazy("Händelse som rättas eller ställs in"),
        help_text=gettext_lazy("Fylls bara i vid Rättelse och Inställd. Händelsen gäller inte längre."),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj vilken händelse som rättas eller ställs in.")},
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Placerande kommun"),
        help_text=gettext_lazy(
            "Fylls bara i vid Placerad av annan kommun. Om kommunen inte finns i listan skriver du den i beskrivningen."
        ),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Välj en kommun i listan.")},
    )
    day = day_field(gettext_lazy("Datum"), gettext_lazy("Fyll i datum."))
    text = LongText(
        label=gettext_lazy("Beskrivning"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Beskriv händelsen så att mottagarna vet vad som gäller.")},
    )

    def __init__(self, *args: Any, events: Sequence[Event], party: Party, alone: bool, **kwargs: Any) -> None:
        """``events`` are the plan's, in the order of registration; a party chooses and corrects its own kinds.

        ``alone`` says that outpatient care takes no part, so that the ward registers for it that it has called.
        """
        kwargs.setdefault("auto_id", "event-%s")
        super().__init__(*args, **kwargs)
        own = kinds_of(party, alone=alone)
        kinds = [(kind, words) for kind, words in EventKind.choices if kind in own]
        held = [event for event in still_holding(events) if event.kind in own - CORRECTING]
        choices = [(str(event.id), f"{event.get_kind_display()} {dates.day(event.day)}") for event in held]
        if not held:
            kinds = [(kind, words) for kind, words in kinds if kind not in CORRECTING]
        self._choose("kind", kinds)
        self._choose("corrects", choices)
        self._choose("organisation", [(str(key), name) for key, name in municipalities()])

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", _("Välj")), *choices]  # type: ignore[attr-defined]

    @property
    def may_place(self) -> bool:
        """Whether the party can say that another municipality has placed the patient."""
        return any(value == EventKind.PLACED for value, _words in self.fields["kind"].choices)  # type: ignore[attr-defined]

    @property
    def may_correct(self) -> bool:
        """Whether there is an event that can be corrected."""
        return len(self.fields["corrects"].choices) > 1  # type: ignore[attr-defined]


class SipAnswerForm(SvuForm):
    """Öppenvård's answer to the ward's decision on a SIP (001-148); a Nej has its reason."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Godkänner ställningstagande SIP *"),
        choices=[("ja", gettext_lazy("Ja")), ("nej", gettext_lazy("Nej"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Markera Ja eller Nej."),
            "invalid_choice": gettext_lazy("Markera Ja eller Nej."),
        },
    )
    reason = LongText(
        label=gettext_lazy("Varför godkänns det inte?"),
        help_text=gettext_lazy("Fylls bara i vid Nej."),
        max_length=TEXT_LIMIT,
        required=False,
    )


class AttestForm(PlainForm):
    """Justera: the round that the page shows (001-143, 001-250); its content number goes along as in every form."""

    round = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
