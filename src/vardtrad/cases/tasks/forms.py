"""The forms of tasks, for staff. The door decides who may send them, and when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.tasks.rules import NOTE_LIMIT, TEXT_LIMIT, Move
from vardtrad.cases.tasks.visits import Visit
from vardtrad.shared.web.forms import DayField, LongText, PlainForm

Choices = list[tuple[UUID, str]]

LAST = date(2100, 1, 1)
"""The last day that a task can be given: what is later is a slip of the finger."""

NOBODY = "ingen"


class DueField(DayField):
    """The day when a task should be done, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    @override
    def clean(self, value: Any) -> date | None:
        """The day. Raises ValidationError for a day that cannot be meant."""
        day: date | None = super().clean(value)
        if day is not None and not date(2000, 1, 1) <= day < LAST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class HolderField(forms.ChoiceField):
    """The holder of a task: nobody in particular, a person, a group, or (where offered) another unit."""

    def offer(
        self,
        people: Choices,
        groups: Choices,
        units: Choices = [],  # noqa: B006 (never changed)
        *,
        nobody: bool = True,
    ) -> None:
        """Let the choice be between these, and nobody in particular unless ``nobody`` is False."""
        choices: list[Any] = [(NOBODY, _("Ingen utsedd")) if nobody else ("", _("Välj i listan"))]
        for prefix, title, offered in (
            ("p", _("Personer"), people),
            ("g", _("Grupper"), groups),
            ("e", _("Andra enheter"), units),
        ):
            if offered:
                choices.append((title, [(f"{prefix}:{key}", name) for key, name in offered]))
        self.choices = choices


def holder_named(value: str) -> tuple[str, UUID | None]:
    """What a choice of HolderField means: the kind ("p", "g", "e", or empty for nobody) and the key."""
    kind, _colon, key = value.partition(":")
    return (kind, UUID(key)) if key else ("", None)


_NOT_OFFERED = gettext_lazy("Den personen kan inte få uppgifter här. Välj någon annan.")


class NewTaskForm(PlainForm):
    """A new task of a case."""

    text = LongText(
        label=gettext_lazy("Vad ska göras?"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vad som ska göras.")},
    )
    to = HolderField(label=gettext_lazy("Vem ska göra det?"), error_messages={"invalid_choice": _NOT_OFFERED})
    due = DueField(label=gettext_lazy("Klar senast (frivilligt)"))

    def __init__(self, *args: Any, people: Choices, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, HolderField):
            field.offer(people, groups)


class VisitForm(NewTaskForm):
    """Telling the treating person of a cancelled or changed visit: always somebody in particular (002-028, 002-031)."""

    noted = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, visit: Visit, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, people=people, groups=[], **kwargs)
        to = self.fields["to"]
        to.label = _("Vem är behandlare?")
        if isinstance(to, HolderField):
            to.offer(people, [], nobody=False)
        to.error_messages["required"] = _("Välj vem som är behandlare.")
        self.initial.setdefault("text", str(visit.tells))
        if visit.noted:
            self.fields["noted"].label = _("Lägg också till en uppgift till mig: %(words)s") % {"words": visit.noted}
        else:
            del self.fields["noted"]


class StepForm(PlainForm):
    """A move of a task, with a short note."""

    move = forms.ChoiceField(
        choices=[
            (move.value, move.label)
            for move in (Move.WAIT, Move.RESUME, Move.FINISH, Move.REOPEN, Move.TAKE, Move.NOTE)
        ],
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Välj vad du vill göra."),
            "invalid_choice": gettext_lazy("Välj vad du vill göra."),
        },
    )
    note = LongText(
        label=gettext_lazy("Anteckning"),
        max_length=NOTE_LIMIT,
        required=False,
        help_text=gettext_lazy("Till exempel vad ni väntar på. Invånaren ser inte anteckningen."),
    )


class HandOverForm(PlainForm):
    """The new holder of the task."""

    to = HolderField(
        label=gettext_lazy("Vem ska ha uppgiften?"),
        error_messages={"required": gettext_lazy("Välj vem som ska ha uppgiften."), "invalid_choice": _NOT_OFFERED},
    )

    def __init__(self, *args: Any, people: Choices, groups: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, HolderField):
            field.offer(people, groups, units)


class ChangeForm(PlainForm):
    """Other words, or another day."""

    text = LongText(
        label=gettext_lazy("Vad ska göras?"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv vad som ska göras.")},
    )
    due = DueField(label=gettext_lazy("Klar senast (frivilligt)"))
