"""The forms of a case's side panel, for staff. The door decides who may send them, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.needs import TEXT_LIMIT
from vardtrad.kernel import clock
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.web import dates
from vardtrad.shared.web.forms import DayField, LongText, PlainForm, ShownAgain

MORNING = time(7)
"""When a case that was laid aside comes back unless something else is said: 07.00 Swedish time."""


def moment(day: date, hour: time) -> datetime:
    """A Swedish day and time of day as a moment in UTC."""
    return datetime.combine(day, hour, clock.STOCKHOLM).astimezone(UTC)


class NoteForm(PlainForm):
    """An internal note (B-08)."""

    text = LongText(
        label=gettext_lazy("Intern anteckning"),
        max_length=TEXT_LIMIT,
        help_text=gettext_lazy("Invånaren ser inte anteckningen."),
        error_messages={"required": gettext_lazy("Skriv en anteckning.")},
    )


class ConsultForm(ShownAgain):
    """ "Fråga en kollega": a colleague at the clinic, or another unit and optionally one person there (B-08)."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Vem vill du fråga?"),
        error_messages={
            "required": gettext_lazy("Välj vem du vill fråga."),
            "invalid_choice": gettext_lazy("Den personen kan inte få frågan. Välj någon annan."),
        },
    )
    person = forms.ChoiceField(
        label=gettext_lazy("Person på enheten (frivilligt)"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Personen arbetar inte med ärenden på enheten. Välj igen.")},
    )
    text = LongText(
        label=gettext_lazy("Din fråga"),
        max_length=TEXT_LIMIT,
        help_text=gettext_lazy("Invånaren ser varken frågan eller svaret. Den du frågar får läsa hela ärendet."),
        error_messages={"required": gettext_lazy("Skriv din fråga.")},
    )

    def __init__(
        self,
        *args: Any,
        colleagues: list[tuple[UUID, str]],
        units: list[tuple[UUID, str]],
        people: list[tuple[UUID, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues, self.units, self.people = dict(colleagues), dict(units), dict(people or ())
        groups: list[Any] = [("", _("Välj i listan"))]
        if colleagues:
            groups.append((_("Kollegor på mottagningen"), [(str(key), name) for key, name in colleagues]))
        if units:
            groups.append((_("Andra enheter"), [(str(key), name) for key, name in units]))
        whom, person = self.fields["whom"], self.fields["person"]
        if isinstance(whom, forms.ChoiceField):
            whom.choices = groups
        if isinstance(person, forms.ChoiceField):
            person.choices = [("", _("Vem som helst på enheten")), *((str(key), name) for key, name in people or ())]

    def target(self, clinic: Unit) -> tuple[Unit, Staff | None]:
        """The unit and, if one was chosen, the person; the form must be valid."""
        key = UUID(self.cleaned_data["whom"])
        if key in self.colleagues:
            return clinic, cases.staff_member(key)
        person = self.cleaned_data["person"]
        return cases.clinic(key), cases.staff_member(UUID(person)) if person else None


class ConsultReplyForm(PlainForm):
    """The answer of the colleague who was asked."""

    text = LongText(
        label=gettext_lazy("Ditt svar till kollegan"),
        max_length=TEXT_LIMIT,
        help_text=gettext_lazy("Invånaren ser inte svaret."),
        error_messages={"required": gettext_lazy("Skriv ett svar.")},
    )


class RecordReplyForm(PlainForm):
    """What a resident who is not answered in the inbox has said to the clinic's question (B-35)."""

    text = LongText(
        label=gettext_lazy("Vad svarade invånaren?"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vad invånaren svarade.")},
    )


class SnoozeForm(PlainForm):
    """ "Lägg undan till": the next working day, in a week, or a day, at 07.00 Swedish time (B-09)."""

    until = DayField(label=gettext_lazy("Datum"), required=False)
    when = forms.ChoiceField(
        choices=[("imorgon", ""), ("vecka", ""), ("datum", "")], required=False, widget=forms.HiddenInput
    )

    @staticmethod
    def day_of(button: str) -> date | None:
        """The working day that a button means; None for the one by the day. Nobody is there on a day off."""
        days = {"imorgon": 1, "vecka": 7}.get(button)
        return clock.add_working_days(clock.today() + timedelta(days=days - 1), 1) if days else None

    @property
    def tomorrow(self) -> str:
        """The words of the first button: tomorrow by that name when it is a working day, else the day itself."""
        day = self.day_of("imorgon")
        assert day is not None
        words = dates.long_day(day)
        return _("I morgon") if day == clock.today() + timedelta(days=1) else words[:1].upper() + words[1:]

    @override
    def clean(self) -> dict[str, Any]:
        """Turn the button pressed, or the day, into a moment: ``at`` (UTC)."""
        cleaned = super().clean() or {}
        day = self.day_of(cleaned.get("when", "")) or cleaned.get("until")
        if day is None and "until" not in self.errors:
            self.add_error("until", _("Välj vilken dag ärendet ska komma fram igen."))
        cleaned["at"] = moment(day, MORNING) if day else None
        return cleaned


class LinkForm(PlainForm):
    """ "Koppla ihop": another case of the same person (B-10)."""

    other = forms.ChoiceField(
        label=gettext_lazy("Koppla ihop med"),
        error_messages={
            "required": gettext_lazy("Välj ett ärende."),
            "invalid_choice": gettext_lazy("Ärendet går inte att koppla ihop med det här. Välj ett annat."),
        },
    )

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(case.id), f"{case.case_type.name}, {_moment(case)}") for case in cases]


def _moment(case: Case) -> str:
    """The day and the time of a case: a person may have sent several of a kind in a day."""
    return dates.stamp(case.created)
