"""The forms of an open case, for staff. The door decides who may send them, and when."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from typing_extensions import override

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case.internal.forms import moment
from vardtrad.cases.case.needs import REASON_LIMIT, TEXT_LIMIT
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.standard_text import blanks
from vardtrad.cases.teams.models import Group
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.drafts.forms import FilesForm
from vardtrad.shared.web.forms import ClockField, DayField, LongText, PlainForm, ShownAgain

LATER = "senare"
"""The value of the button "Skicka senare" (its name is ``gor``)."""


class MessageForm(FilesForm, ShownAgain):
    """A message to the resident: an own text, standard answers added to it, or both (000-035); now or later (B-09)."""

    text = LongText(
        label=gettext_lazy("Meddelande till invånaren"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ett svar eller lägg till ett standardsvar.")},
    )
    day = DayField(label=gettext_lazy("Datum"), required=False)
    hour = ClockField(label=gettext_lazy("Klockslag"), required=False, initial=time(7))

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse a text with fields left to fill in (B-05), and "Skicka senare" without a time; ``at`` is in UTC."""
        cleaned = super().clean() or {}
        left = blanks(cleaned.get("text", ""))
        if left:
            words = ngettext(
                "Fyll i det som är kvar i texten: %(left)s.", "Fyll i det som är kvar i texten: %(left)s.", len(left)
            )
            self.add_error("text", words % {"left": ", ".join(f"[[{blank}]]" for blank in left)})
        cleaned["at"] = None
        if self.data.get("gor") != LATER:
            # Without "Skicka senare" it does not matter what its fields hold.
            for name in ("day", "hour"):
                self.errors.pop(name, None)
        else:
            if not cleaned.get("day") and "day" not in self.errors:
                self.add_error("day", _("Välj vilken dag meddelandet ska skickas."))
            if not cleaned.get("hour") and "hour" not in self.errors:
                self.add_error("hour", _("Välj vilken tid meddelandet ska skickas."))
            if cleaned.get("day") and cleaned.get("hour"):
                cleaned["at"] = moment(cleaned["day"], cleaned["hour"])
        return cleaned


class AskForm(MessageForm):
    """Tab "Motfråga/delsvar": a message, and whether the resident can reply (000-038)."""

    reply = forms.ChoiceField(
        label=gettext_lazy("Ska invånaren kunna svara?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Välj om invånaren ska kunna svara (Motfråga) eller inte (Delsvar)."),
            "invalid_choice": gettext_lazy("Välj Motfråga eller Delsvar."),
        },
    )

    def __init__(self, *args: Any, moves: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(moves)

    def offer(self, moves: frozenset[str]) -> None:
        """Let the choice be between those of these moves that are a word to the resident."""
        field = self.fields["reply"]
        if isinstance(field, forms.ChoiceField):
            words = {
                Move.ASK: _("Motfråga – invånaren kan svara"),
                Move.PARTIAL_REPLY: _("Delsvar – invånaren kan inte svara"),
            }
            field.choices = [(move.value, label) for move, label in words.items() if move.value in moves]


class CloseForm(PlainForm):
    """Tab "Avsluta utan svar": the reason is needed (000-044)."""

    reason = LongText(
        label=gettext_lazy("Orsak"),
        max_length=REASON_LIMIT,
        help_text=gettext_lazy("Invånaren ser inte orsaken."),
        error_messages={"required": gettext_lazy("Skriv orsaken till att ärendet avslutas utan svar.")},
    )


class HandOverForm(PlainForm):
    """ "Fördela" and "Omfördela": a person or a group that may answer here, or another clinic (000-027, 004-055)."""

    to = forms.ChoiceField(
        label=gettext_lazy("Fördela till"),
        error_messages={
            "required": gettext_lazy("Välj vem som ska få ärendet."),
            "invalid_choice": gettext_lazy(
                "Den personen kan inte få ärenden på den här mottagningen. Välj någon annan."
            ),
        },
    )

    text = LongText(
        label=gettext_lazy("Delsvar till invånaren (frivilligt)"),
        max_length=TEXT_LIMIT,
        required=False,
        help_text=gettext_lazy(
            "Skickas om du väljer en annan mottagning. Skriv till exempel att en läkare där tar över ärendet."
        ),
    )

    def __init__(
        self,
        *args: Any,
        people: list[tuple[UUID, str]],
        groups: list[tuple[UUID, str]],
        clinics: list[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.groups = dict(people), dict(groups)
        choices: list[Any] = [("", _("Välj i listan"))]
        for words, some in ((_("Personer"), people), (_("Grupper"), groups), (_("Andra mottagningar"), clinics)):
            if some:
                choices.append((words, [(str(key), name) for key, name in some]))
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if not clinics and not self.data.get("text"):
            del self.fields["text"]

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse a delsvar where the case stays at the clinic: there it is written in the case (000-053)."""
        cleaned = super().clean() or {}
        key = UUID(cleaned["to"]) if cleaned.get("to") else None
        if cleaned.get("text") and key is not None and (key in self.people or key in self.groups):
            self.add_error(
                "text",
                _(
                    "Delsvaret följer bara med till en annan mottagning. Ta bort texten och fördela ärendet. Skriv "
                    "sedan delsvaret i ärendet."
                ),
            )
        return cleaned

    def target(self) -> Staff | Group | Unit:
        """The person, group or clinic that was chosen; the form must be valid."""
        key = UUID(self.cleaned_data["to"])
        if key in self.people:
            return cases.staff_member(key)
        return cases.group(key) if key in self.groups else cases.clinic(key)
