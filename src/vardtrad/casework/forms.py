"""What staff write in an open case. Who may, and when, is the door's business."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from typing_extensions import override

from vardtrad.care_units.models import Staff, Unit
from vardtrad.cases.models import StandardAnswer
from vardtrad.cases.rules import REASON_LIMIT, TEXT_LIMIT, M
from vardtrad.web.forms import LongText, PlainForm


class AnswerForm(PlainForm):
    """Tab "Besvara": ready-made alternatives and an own text, one or both (000-035)."""

    alternatives = forms.MultipleChoiceField(
        label=gettext_lazy("Färdiga svarsalternativ"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Svarsalternativet finns inte längre. Välj ett annat.")},
    )
    text = LongText(label=gettext_lazy("Meddelande till invånaren"), max_length=TEXT_LIMIT, required=False)

    def __init__(self, *args: Any, answers: list[StandardAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        field = self.fields["alternatives"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(one.id), one.name) for one in answers]

    @override
    def clean(self) -> dict[str, Any]:
        """Put the marked alternatives and the own text together; an error when there is nothing to send."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        marked = set(cleaned.get("alternatives", []))
        parts = [one.text for one in self.answers if str(one.id) in marked]
        own = cleaned.get("text", "")
        whole = "\n\n".join(part for part in [*parts, own] if part)
        if not whole:
            self.add_error("text", _("Skriv ett svar eller markera ett svarsalternativ."))
        over = len(whole) - TEXT_LIMIT
        if over > 0:
            self.add_error(
                "text",
                ngettext(
                    "Svaret är %(over)d tecken för långt tillsammans med svarsalternativen.",
                    "Svaret är %(over)d tecken för långt tillsammans med svarsalternativen.",
                    over,
                )
                % {"over": over},
            )
        cleaned["whole"] = whole
        return cleaned


class AskForm(PlainForm):
    """Tab "Motfråga/delsvar": a message, and whether the resident can reply (000-038)."""

    text = LongText(label=gettext_lazy("Meddelande till invånaren"), max_length=TEXT_LIMIT)
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
                M.ASK: _("Motfråga – invånaren kan svara"),
                M.PARTIAL_REPLY: _("Delsvar – invånaren kan inte svara"),
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
    """ "Fördela" and "Omfördela": a person who may answer here, or another clinic of the organisation (000-027)."""

    to = forms.ChoiceField(
        label=gettext_lazy("Fördela till"),
        error_messages={
            "required": gettext_lazy("Välj vem som ska få ärendet."),
            "invalid_choice": gettext_lazy(
                "Den du valde kan inte få ärenden på den här mottagningen. Välj någon annan."
            ),
        },
    )

    def __init__(
        self, *args: Any, people: list[tuple[UUID, str]], clinics: list[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.clinics = dict(people), dict(clinics)
        choices: list[Any] = [("", _("Välj i listan"))]
        if people:
            choices.append((_("Personer"), [(str(key), name) for key, name in people]))
        if clinics:
            choices.append((_("Andra mottagningar"), [(str(key), name) for key, name in clinics]))
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def target(self) -> Staff | Unit:
        """The person or clinic that was chosen; the form must be valid."""
        key = UUID(self.cleaned_data["to"])
        if key in self.people:
            return Staff.objects.get(pk=key)
        return Unit.objects.get(pk=key)
