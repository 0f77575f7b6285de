"""What is asked before a job is ordered: whom to, which answer, which reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.cases.case.needs import REASON_LIMIT, TEXT_LIMIT
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import blanks, mistyped
from vardtrad.shared.web.forms import LongText, PlainForm

BLANK_LIMIT = 300


class DistributeForm(PlainForm):
    """ "Fördela": a person who may answer cases here, or a group of the clinic's (000-027, 004-055)."""

    to = forms.ChoiceField(
        label=gettext_lazy("Fördela till"),
        error_messages={
            "required": gettext_lazy("Välj vem som ska få ärendena."),
            "invalid_choice": gettext_lazy(
                "Den personen kan inte få ärenden på den här mottagningen. Välj någon annan."
            ),
        },
    )

    def __init__(
        self, *args: Any, people: Sequence[tuple[UUID, str]], groups: Sequence[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.groups = dict(people), dict(groups)
        choices: list[Any] = [("", _("Välj i listan"))]
        if people:
            choices.append((_("Personer"), [(str(key), name) for key, name in people]))
        if groups:
            choices.append((_("Grupper"), [(str(key), name) for key, name in groups]))
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def name(self) -> str:
        """The name of the chosen person or group; the form must be valid."""
        key = UUID(self.cleaned_data["to"])
        return self.people.get(key) or self.groups[key]


class AnswerForm(PlainForm):
    """ "Besvara med standardsvar": one or more standard answers, and text of the user's own (000-035, B-05).

    Each blank in the texts, such as ``[[läkemedel]]``, becomes a field of the form. Variables stay, and are filled from
    each case.
    """

    alternatives = forms.MultipleChoiceField(
        label=gettext_lazy("Standardsvar"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Standardsvaret finns inte längre. Välj ett annat.")},
    )
    text = LongText(label=gettext_lazy("Egen text till alla"), max_length=TEXT_LIMIT, required=False)

    def __init__(self, *args: Any, answers: Sequence[StandardAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        field = self.fields["alternatives"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(answer.id), answer.name) for answer in answers]
        self.blanks = {f"falt-{label.encode().hex()}": label for label in blanks(self._whole())}
        for name, label in self.blanks.items():
            self.fields[name] = forms.CharField(
                label=label,
                max_length=BLANK_LIMIT,
                error_messages={"required": _("Fyll i fältet %(label)s.") % {"label": label}},
            )
            self.fields[name].widget.attrs.pop("maxlength", None)

    @property
    def types(self) -> frozenset[UUID]:
        """The case types that the chosen alternatives are made for; the form must be valid."""
        marked = set(self.cleaned_data.get("alternatives", []))
        return frozenset(
            answer.case_type_id for answer in self.answers if answer.case_type_id and str(answer.id) in marked
        )

    def _whole(self) -> str:
        """The text as it was sent, with its blanks unfilled."""
        marked = set(self.data.getlist(self.add_prefix("alternatives"))) if hasattr(self.data, "getlist") else set()
        parts = [answer.text for answer in self.answers if str(answer.id) in marked]
        whole = "\n\n".join(part for part in [*parts, str(self.data.get(self.add_prefix("text"), ""))] if part)
        # A text that is far too long is refused later; do not make an endless number of fields of it.
        return whole[: 2 * TEXT_LIMIT]

    @override
    def clean(self) -> dict[str, Any]:
        """Join the standard answers and the user's own text; an error when there is nothing to send, or too much."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        marked = set(cleaned.get("alternatives", []))
        parts = [answer.text for answer in self.answers if str(answer.id) in marked]
        whole = "\n\n".join(part for part in [*parts, cleaned.get("text", "")] if part)
        for name, label in self.blanks.items():
            whole = _filled(whole, label, cleaned[name])
        if not whole:
            self.add_error("alternatives", _("Markera ett standardsvar eller skriv ett svar."))
        over = len(whole) - TEXT_LIMIT
        if over > 0:
            self.add_error(
                "text",
                _("Svaret och standardsvaren är tillsammans %(over)d tecken för långa. Korta svaret.") % {"over": over},
            )
        if message := mistyped(str(cleaned.get("text", ""))):
            self.add_error("text", message)
        cleaned["whole"] = whole
        return cleaned


def _filled(text: str, label: str, value: str) -> str:
    """The text with one blank filled in wherever it occurs. The value is never read as a blank or a variable."""
    for mark in ("[[", "]]", "{", "}"):
        value = value.replace(mark, "")
    parts = text.split("[[")
    whole = parts[0]
    for part in parts[1:]:
        inside, closed, rest = part.partition("]]")
        named = (inside.strip() or "…") == label
        whole += value + rest if closed and named else "[[" + part
    return whole


class CloseForm(PlainForm):
    """ "Avsluta utan svar": one reason, kept with each of the cases (000-044)."""

    reason = LongText(
        label=gettext_lazy("Orsak"),
        max_length=REASON_LIMIT,
        help_text=gettext_lazy("Orsaken sparas i alla ärenden. Invånarna ser den inte."),
        error_messages={"required": gettext_lazy("Skriv orsaken till att ärendena avslutas utan svar.")},
    )


class TakeForm(PlainForm):
    """ "Fördela till dig själv": nothing to ask."""
