"""The forms with which an administrator builds a form: its name, a file to import, and a question."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.shared.forms.engine.building import Question
from vardtrad.shared.forms.engine.files import words as words_of
from vardtrad.shared.forms.engine.form import CHOICES, Form, Item, Value
from vardtrad.shared.web.forms import LongText, PlainForm

TYPES = {
    "string": gettext_lazy("Text på en rad"),
    "text": gettext_lazy("Text på flera rader"),
    "choice": gettext_lazy("Val bland svar"),
    "open-choice": gettext_lazy("Val bland svar, eller ett eget svar"),
    "boolean": gettext_lazy("Ja eller nej"),
    "integer": gettext_lazy("Heltal"),
    "decimal": gettext_lazy("Tal med decimaler"),
    "date": gettext_lazy("Datum"),
    "dateTime": gettext_lazy("Datum och klockslag"),
    "time": gettext_lazy("Klockslag"),
    "url": gettext_lazy("Webbadress"),
    "attachment": gettext_lazy("Bifogad fil"),
    "group": gettext_lazy("Grupp med frågor"),
    "display": gettext_lazy("Text att läsa"),
}
OTHERS = {
    "quantity": gettext_lazy("Tal med enhet"),
    "reference": gettext_lazy("Hänvisning"),
}
"""Types that come with imported forms; a question keeps its type, and a new one cannot get it."""

FILE_TYPES = {
    "": gettext_lazy("PDF eller bild"),
    "image/jpeg image/png image/gif": gettext_lazy("Bara bild"),
    "application/pdf": gettext_lazy("Bara PDF"),
}
"""Which files a question takes: media types with a space between."""
MEGABYTE = 1_000_000

ANSWERED, UNANSWERED = "har-svar", "saknar-svar"


class NewForm(PlainForm):
    """A form to begin with, by its name."""

    title = forms.CharField(max_length=200, label=gettext_lazy("Formulärets namn"))


class ImportForm(PlainForm):
    """Somebody else's form, as a file. What is in it is judged by the form engine."""

    file = forms.FileField(
        label=gettext_lazy("Fil i FHIR (JSON)"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Välj en fil."), "invalid": gettext_lazy("Välj en fil.")},
    )


class QuestionForm(PlainForm):
    """A question of a form: what it asks, how it is answered, and when it is there."""

    text = LongText(max_length=2_000, label=gettext_lazy("Fråga, rubrik eller text"))
    type = forms.ChoiceField(label=gettext_lazy("Hur den besvaras"))
    required = forms.BooleanField(required=False, label=gettext_lazy("Måste besvaras"))
    repeats = forms.BooleanField(required=False, label=gettext_lazy("Flera svar, eller flera rader i en grupp"))
    help = LongText(max_length=2_000, required=False, label=gettext_lazy("Hjälptext (frivilligt)"))
    options = LongText(
        max_length=20_000,
        required=False,
        label=gettext_lazy("Svar att välja på (frivilligt)"),
        help_text=gettext_lazy("Ett svar på varje rad."),
    )
    smallest = forms.DecimalField(required=False, localize=True, label=gettext_lazy("Minsta tal (frivilligt)"))
    largest = forms.DecimalField(required=False, localize=True, label=gettext_lazy("Största tal (frivilligt)"))
    max_length = forms.IntegerField(
        required=False, min_value=1, max_value=20_000, label=gettext_lazy("Högsta antal tecken (frivilligt)")
    )
    file_types = forms.ChoiceField(required=False, label=gettext_lazy("Filer som tas emot"))
    largest_file = forms.DecimalField(
        required=False,
        localize=True,
        min_value=Decimal("0.001"),
        max_digits=12,
        decimal_places=6,
        label=gettext_lazy("Största fil i MB (frivilligt)"),
    )
    when = forms.ChoiceField(required=False, label=gettext_lazy("Visas bara när (frivilligt)"))
    inside = forms.ChoiceField(required=False, label=gettext_lazy("Plats"))

    def __init__(self, *args: Any, form: Form, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._form, self._item = form, item
        types = TYPES | ({item.type: OTHERS[item.type]} if item is not None and item.type in OTHERS else {})
        self.fields["type"].choices = list(types.items())  # type: ignore[attr-defined]
        kinds: dict[str, Any] = dict(FILE_TYPES)
        if item is not None and (own := " ".join(item.limits.content_types)) not in kinds:
            kinds[own] = _("Som nu: %(types)s") % {"types": words_of(item.limits.content_types)}
        self.fields["file_types"].choices = list(kinds.items())  # type: ignore[attr-defined]
        self._whens = _conditions(form, item)
        if item is not None and len(item.conditions) > 1:
            del self.fields["when"]
        else:
            choices = [("", _("Alltid")), *((key, words) for key, (words, _when) in self._whens.items())]
            self.fields["when"].choices = choices  # type: ignore[attr-defined]
        groups = [(group.link_id, group.label) for group in form.in_order if group.type == "group"]
        if item is not None or not groups:
            del self.fields["inside"]
        else:
            places = [
                ("", _("Sist i formuläret")),
                *((link_id, _("I gruppen %(name)s") % {"name": name}) for link_id, name in groups),
            ]
            self.fields["inside"].choices = places  # type: ignore[attr-defined]

    @override
    def clean(self) -> dict[str, Any]:
        """What must hold between the fields."""
        cleaned = super().clean()
        if cleaned.get("type") in CHOICES and not cleaned.get("options") and not (self._item and self._item.code_list):
            self.add_error("options", _("Skriv minst ett svar att välja på."))
        smallest, largest = cleaned.get("smallest"), cleaned.get("largest")
        if smallest is not None and largest is not None and smallest > largest:
            self.add_error("largest", _("Det största talet är mindre än det minsta."))
        return cleaned

    @property
    def question(self) -> Question:
        """What was decided."""
        data = self.cleaned_data
        options = dict.fromkeys(line.strip() for line in data["options"].splitlines() if line.strip())
        when = self._whens.get(data.get("when", ""))
        return Question(
            data["type"],
            data["text"],
            required=data["required"] and data["type"] != "display",
            repeats=data["repeats"] and data["type"] != "display",
            help=data["help"],
            options=tuple(options),
            smallest=data["smallest"],
            largest=data["largest"],
            max_length=data["max_length"],
            largest_file=data["largest_file"] * MEGABYTE if data["largest_file"] is not None else None,
            file_types=tuple(data["file_types"].split()),
            only_when=when[1] if when is not None else None,
        )


def initial(question: Question) -> dict[str, Any]:
    """What a question's form shows first."""
    when = _key(*question.only_when) if question.only_when is not None else ""
    return {
        "text": question.text,
        "type": question.type,
        "required": question.required,
        "repeats": question.repeats,
        "help": question.help,
        "options": "\n".join(question.options),
        "smallest": question.smallest,
        "largest": question.largest,
        "max_length": question.max_length,
        "file_types": " ".join(question.file_types),
        "largest_file": question.largest_file / MEGABYTE if question.largest_file is not None else None,
        "when": when,
    }


_When = tuple[str, str, Value]


def _key(link_id: str, operator: str, value: Value) -> str:
    answer = value.raw.get("code", "") if isinstance(value.raw, dict) else str(value.raw)
    return f"{operator} {answer} {link_id}"


def _conditions(form: Form, item: Item | None) -> dict[str, tuple[str, _When]]:
    """What a question may depend on: answers to yes-or-no and choice questions above it, or whether one is answered."""
    result: dict[str, tuple[str, _When]] = {}
    for other in form.in_order:
        if item is not None and (other.number >= item.number or other in item.ancestors):
            continue
        for words, operator, value in _answers(other):
            sentence = _("%(question)s: %(answer)s") % {"question": other.label[:80], "answer": words}
            when = (other.link_id, operator, value)
            result[_key(*when)] = (sentence, when)
    if item is not None and len(item.conditions) == 1:
        condition = item.conditions[0]
        when = (condition.question, condition.operator, condition.value)
        kept = _("Som nu: ett villkor på %(question)s") % {"question": condition.question}
        result.setdefault(_key(*when), (kept, when))
    return result


def _answers(other: Item) -> list[tuple[str, str, Value]]:
    if not other.asks:
        return []
    answers = [(_("är besvarad"), "exists", Value("valueBoolean", True))]
    if other.type == "boolean":
        answers += [(_("Ja"), "=", Value("valueBoolean", True)), (_("Nej"), "=", Value("valueBoolean", False))]
    for option in other.options[:30]:
        raw = option.value.raw
        words = str(raw.get("display") or raw.get("code")) if isinstance(raw, dict) else str(raw)
        answers.append((words, "=", option.value))
    return answers
