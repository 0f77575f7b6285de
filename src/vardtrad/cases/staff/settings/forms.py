"""What the administrator writes of a clinic's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.case.rules import Nature
from vardtrad.cases.staff.settings.actions import Offer
from vardtrad.cases.staff.settings.queries import Week
from vardtrad.cases.teams.models import Group
from vardtrad.shared.web.forms import LongText, OneLine, PlainForm, WasField, with_data

Choices = Sequence[tuple[UUID, str]]

WEEKDAYS = {
    "1": gettext_lazy("Måndag"),
    "2": gettext_lazy("Tisdag"),
    "3": gettext_lazy("Onsdag"),
    "4": gettext_lazy("Torsdag"),
    "5": gettext_lazy("Fredag"),
    "6": gettext_lazy("Lördag"),
    "7": gettext_lazy("Söndag"),
}
LONGEST_DAYS = 30
MOST_A_DAY = 9_999


class SettingForm(PlainForm):
    """A form for something that another administrator may change at the same time: ``was`` is what the page showed."""

    was = WasField()

    def catch_up(self, was: str) -> None:
        """Prepare a form that was refused as stale for sending again, over the values stored now."""
        self.renew(None)
        self.data = with_data(self.data, was=was)


class DaysField(forms.IntegerField):
    """A number of working days, 1 to 30; from 0, which is never, where that may be chosen."""

    def __init__(self, *, or_never: bool = False, **options: Any) -> None:
        words = (
            gettext_lazy("Skriv ett antal arbetsdagar från 0 till 30.")
            if or_never
            else gettext_lazy("Skriv ett antal arbetsdagar från 1 till 30.")
        )
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
        super().__init__(min_value=0 if or_never else 1, max_value=LONGEST_DAYS, error_messages=wrong, **options)


class Clock(forms.TimeInput):
    """A time of day as the browser knows it."""

    input_type = "time"


class GroupForm(SettingForm):
    """A group: its name, and who belongs to it (004-055)."""

    name = OneLine(
        label=gettext_lazy("Gruppens namn"),
        max_length=100,
        help_text=gettext_lazy("Till exempel Sjuksköterskor"),
        error_messages={"required": gettext_lazy("Skriv gruppens namn.")},
    )
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Medlemmar"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Någon av personerna är inte längre ärendehanterare på mottagningen.")
        },
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["members"])
        field.choices = [(str(key), name) for key, name in people]

    @property
    def chosen(self) -> list[UUID]:
        """The members chosen; the form must be valid."""
        return [UUID(member) for member in self.cleaned_data["members"]]


class ServiceForm(SettingForm):
    """How a clinic offers a case type (002-001, 002-002, 002-039, B-11)."""

    open = forms.BooleanField(label=gettext_lazy("Invånare kan skicka den här ärendetypen"), required=False)
    exception = OneLine(
        label=gettext_lazy("Undantag från basutbudet: orsak"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Behövs när ärendetypen är stängd, eller begränsad av öppettider eller antal. "
            "Till exempel: mottagningen utfärdar inte intyg."
        ),
    )
    expectation = LongText(
        label=gettext_lazy("Vad invånaren kan vänta sig"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("Invånaren läser texten innan ärendet skickas."),
    )
    notice = LongText(
        label=gettext_lazy("Upplysning"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("Visas tydligt för invånaren, till exempel om menprövning."),
    )
    link = forms.URLField(
        label=gettext_lazy("Genväg: webbadress"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Fylls i om ärendet hör hemma någon annanstans. Börjar med https://"),
        error_messages={"invalid": gettext_lazy("Skriv en hel webbadress, till exempel https://exempel.se/sida")},
    )
    link_words = OneLine(
        label=gettext_lazy("Genväg: text"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Det som står på länken, till exempel Beställ journalkopia hos centralarkivet"),
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Grupp"),
        required=False,
        help_text=gettext_lazy("Nya ärenden av den här typen visas för gruppen, och vem som helst i den kan ta dem."),
        error_messages={"invalid_choice": gettext_lazy("Gruppen används inte längre. Välj en annan.")},
    )
    first_days = DaysField(
        label=gettext_lazy("Första återkoppling inom (arbetsdagar)"),
        required=False,
        help_text=gettext_lazy("Lämna tomt för mottagningens egen tidsgräns."),
    )
    reply_days = DaysField(
        label=gettext_lazy("Återkoppling på invånarens svar inom (arbetsdagar)"),
        required=False,
        help_text=gettext_lazy("Lämna tomt för mottagningens egen tidsgräns."),
    )
    daily_cap = forms.IntegerField(
        label=gettext_lazy("Högst så många ärenden per dag"),
        required=False,
        min_value=1,
        max_value=MOST_A_DAY,
        help_text=gettext_lazy(
            "Lämna tomt om antalet inte ska begränsas. Utan öppettider räknas lediga dagar ihop med arbetsdagen före."
        ),
        error_messages={
            error: gettext_lazy("Skriv ett antal från 1 till 9999.") for error in ("invalid", "min_value", "max_value")
        },
    )

    nature = forms.ChoiceField(
        label=gettext_lazy("Visas bland"),
        required=False,
        choices=[("", gettext_lazy("Ingen grupp")), *Nature.choices],
        help_text=gettext_lazy(
            "Invånaren ser ärendetyperna under grupperna. Varje grupp kan ha egna öppettider. Välj Ingen grupp om "
            "mottagningen inte delar upp sina ärendetyper."
        ),
    )
    whole_group = forms.BooleanField(
        label=gettext_lazy("Använd samma öppettider för alla öppna ärendetyper i gruppen"), required=False
    )

    def __init__(
        self,
        *args: Any,
        groups: Iterable[Group],
        base_range: bool,
        stored: Mapping[str, Any] | None = None,
        was: str = "",
        **kwargs: Any,
    ) -> None:
        if stored is not None:
            hours = {
                f"{end}_{day}": times[place]
                for day, times in stored["hours"].items()
                for place, end in enumerate(("from", "to"))
            }
            kwargs["initial"] = {**stored, **hours, "group": str(stored["group"] or ""), "was": was}
        super().__init__(*args, **kwargs)
        if not base_range:
            del self.fields["exception"]
        chosen = stored["group"] if stored is not None else None
        cast("forms.ChoiceField", self.fields["group"]).choices = [
            ("", _("Ingen grupp: ärendemottagarna fördelar")),
            *((str(group.id), group.name) for group in groups if group.active or group.id == chosen),
        ]
        invalid = _("Skriv klockslaget som TT.MM, till exempel 07.30.")
        for day, words in WEEKDAYS.items():
            for end, which in (("from", _("öppnar")), ("to", _("stänger"))):
                self.fields[f"{end}_{day}"] = forms.TimeField(
                    label=f"{words} {which}",
                    required=False,
                    widget=Clock(format="%H:%M"),
                    error_messages={"invalid": invalid},
                )

    @property
    def week(self) -> list[tuple[str, Any, Any]]:
        """The rows of the opening hours: the weekday, and its two fields."""
        return [(str(words), self[f"from_{day}"], self[f"to_{day}"]) for day, words in WEEKDAYS.items()]

    @override
    def clean(self) -> dict[str, Any]:
        """Gather the opening hours; a link and its words belong together."""
        cleaned = super().clean() or {}
        hours: dict[str, list[str]] = {}
        for day in WEEKDAYS:
            opens, closes = cleaned.get(f"from_{day}"), cleaned.get(f"to_{day}")
            if isinstance(opens, time) and isinstance(closes, time):
                if closes <= opens:
                    self.add_error(f"to_{day}", _("Stängningstiden måste vara senare än öppningstiden."))
                hours[day] = [opens.strftime("%H:%M"), closes.strftime("%H:%M")]
            elif opens or closes:
                missing = "to" if opens else "from"
                if f"{missing}_{day}" not in self.errors:
                    self.add_error(f"{missing}_{day}", _("Skriv både när den öppnar och när den stänger."))
        if cleaned.get("link") and not cleaned.get("link_words"):
            self.add_error("link_words", _("Skriv texten som ska stå på länken."))
        if cleaned.get("link_words") and not cleaned.get("link") and "link" not in self.errors:
            self.add_error("link", _("Skriv webbadressen, eller ta bort texten."))
        if cleaned.get("whole_group") and not cleaned.get("nature"):
            self.add_error("nature", _("Välj en grupp, eller ta bort bocken för samma öppettider."))
        return cleaned | {"hours": hours}

    @property
    def offer(self) -> Offer:
        """What was written; the form must be valid."""
        data = self.cleaned_data
        return Offer(
            open=data["open"],
            exception=data.get("exception", ""),
            expectation=data["expectation"],
            link=data["link"],
            link_words=data["link_words"],
            notice=data["notice"],
            group=UUID(data["group"]) if data["group"] else None,
            first_days=data["first_days"],
            reply_days=data["reply_days"],
            hours=data["hours"],
            daily_cap=data["daily_cap"],
            nature=data["nature"],
        )


REMIND = gettext_lazy("Påminn invånaren som inte har läst en fråga efter (arbetsdagar)")
REMIND_HELP = gettext_lazy("Invånaren påminns automatiskt en gång. Skriv 0 om invånaren inte ska påminnas.")
ANSWER = gettext_lazy("Invånaren ska svara på en fråga inom (arbetsdagar)")
ANSWER_HELP = gettext_lazy("Invånaren ser datumet. Det ändrar ingenting av sig självt.")
CLOSE = gettext_lazy("Avsluta en fråga som inte har fått svar efter (arbetsdagar)")
CLOSE_HELP = gettext_lazy(
    "Ärendet avslutas automatiskt bara om inget svar har kommit. Kontakta sedan invånaren på telefon. "
    "Skriv 0 om ärendet inte ska avslutas av sig självt."
)


class PolicyForm(SettingForm):
    """The clinic's deadlines in working days (design decision 1)."""

    first_days = DaysField(
        label=gettext_lazy("Första återkoppling till invånaren (arbetsdagar)"),
        help_text=gettext_lazy("Räknas från dagen efter att ärendet kom. Delsvar, motfråga och svar räknas."),
    )
    reply_days = DaysField(
        label=gettext_lazy("Återkoppling när invånaren har svarat (arbetsdagar)"),
        help_text=gettext_lazy("Räknas från dagen efter att invånaren svarade på en motfråga."),
    )
    remind_days = DaysField(label=REMIND, help_text=REMIND_HELP, or_never=True)
    sent_days = DaysField(
        label=gettext_lazy("Flagga skickade ärenden efter (arbetsdagar)"),
        help_text=gettext_lazy("Räknas från dagen efter att ärendet skapades."),
    )
    answer_days = DaysField(label=ANSWER, help_text=ANSWER_HELP)
    close_days = DaysField(label=CLOSE, help_text=CLOSE_HELP, or_never=True)


class TemplateDaysForm(SettingForm):
    """A template's own deadlines in working days; an empty box means the clinic's."""

    remind_days = DaysField(label=REMIND, help_text=REMIND_HELP, or_never=True, required=False)
    sent_days = DaysField(label=gettext_lazy("Flagga ärendet efter (arbetsdagar)"), required=False)
    answer_days = DaysField(label=ANSWER, required=False)
    close_days = DaysField(label=CLOSE, help_text=CLOSE_HELP, or_never=True, required=False)


class ScheduleForm(PlainForm):
    """The staff responsible on each working day of some weeks (002-013, 002-014).

    A day has a box for everybody responsible and an empty one, at least two in all. Hidden fields hold what the page
    showed, so that a day which nobody touched is left alone.
    """

    def __init__(self, *args: Any, weeks: Sequence[Week], people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weeks = weeks
        self._open = [day for week in weeks for day in week.days if day.works and not day.past]
        posted = self.data if self.is_bound else {}
        for day in self._open:
            stored = [str(member.id) for member in day.staff]
            left = [(str(member.id), member.name) for member in day.staff if member.id not in dict(people)]
            choices = [("", _("Ingen")), *((str(key), name) for key, name in people)]
            choices += [(key, _("%(name)s (tar inte emot ärenden längre)") % {"name": name}) for key, name in left]
            count = max(2, len(stored), sum(name.startswith(f"{day.day}_") for name in posted))
            for place in range(min(count, 20)):
                self.fields[f"{day.day}_{place}"] = forms.ChoiceField(
                    label=_("Dagens ansvarig") if place == 0 else _("Också ansvarig"),
                    choices=choices,
                    required=False,
                    initial=stored[place] if place < len(stored) else "",
                    error_messages={"invalid_choice": _("Personen är inte längre ärendemottagare på mottagningen.")},
                )
            self.fields[f"was-{day.day}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=" ".join(sorted(stored)), max_length=1_000
            )

    def fields_of(self, day: date) -> list[Any]:
        """The boxes of a day."""
        return [self[name] for name in self.fields if name.startswith(f"{day}_")]

    @property
    def chosen(self) -> dict[date, list[UUID]]:
        """The staff chosen for each day; the form must be valid."""
        data = self.cleaned_data
        return {
            day.day: [UUID(data[name]) for name in self.fields if name.startswith(f"{day.day}_") and data[name]]
            for day in self._open
        }

    @property
    def was(self) -> dict[date, list[UUID]]:
        """The staff that the page showed for each day; the form must be valid."""
        shown: dict[date, list[UUID]] = {}
        for day in self._open:
            for word in self.cleaned_data[f"was-{day.day}"].split():
                try:
                    shown.setdefault(day.day, []).append(UUID(word))
                except ValueError:
                    continue  # not from our page: the day then counts as changed
        return shown

    def catch_up(self) -> None:
        """Prepare a form that was refused as stale for sending again, over the values stored now."""
        self.renew(None)
        now = {f"was-{day.day}": " ".join(sorted(str(member.id) for member in day.staff)) for day in self._open}
        self.data = with_data(self.data, **now)


class WeekForm(PlainForm):
    """A week by its Monday, to be copied to the next."""

    monday = forms.DateField(widget=forms.HiddenInput)
