"""A page of a form as it is drawn: questions as fields with labels, hints and errors, groups with rows, texts to read.

The engine's sentences are Swedish; here they become those of the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _
from typing_extensions import override

from vardtrad.shared.forms import shown_files
from vardtrad.shared.forms.engine import naming
from vardtrad.shared.forms.engine.answer_rules import shown as words_of
from vardtrad.shared.forms.engine.checking import answerable
from vardtrad.shared.forms.engine.filling import Filled, Filling, Problem
from vardtrad.shared.forms.engine.form import CHOICES, Item, Value
from vardtrad.shared.forms.engine.written import OTHER, units_of
from vardtrad.shared.forms.shown_files import NOTHING_DONE, Attached, Done

SHORT_LIST = 7
"""Options that are shown below each other; longer lists are a menu."""

_HELP = frozenset({"help", "flyover", "inline", "prompt"})
_UNIT = frozenset({"unit", "lower", "upper"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group: its heading, what is in it, and the value of the button that takes it away ("" for none)."""

    heading: str
    blocks: list[Block]
    remove: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page.

    ``kind`` is "question" (its ``fields``), "lines" (a question whose ``lines`` can be added), "group" (``blocks``),
    "rows" (a group with ``rows``), "files" (a question of files: ``attached``), "told" (an answer that can't be
    changed) or "text".
    """

    kind: str
    id: str
    heading: str = ""
    text: str = ""
    level: int = 2
    fields: list[BoundField] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    add: str = ""
    add_words: str = ""
    error: str = ""
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What the template draws. ``answers`` has the fields, and the errors for the summary."""

    answers: Answers
    blocks: list[Block]
    names: str
    """The names of what is shown, to tell on the next request what has come up since."""
    wrong: list[Wrong]
    """What must be mended, in the order of the page; what belongs to no question comes first."""
    files_at: str = ""
    """Where its files are opened, each under its id."""
    takes_files: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the summary of errors: where it leads (an id; "" for the whole form), the question, the sentence."""

    id: str
    label: str
    sentence: str


class Answers(forms.Form):
    """The fields of a page as Django draws them. Nothing is judged here: the engine has done it."""

    use_required_attribute = False

    def __init__(self, texts: naming.Fields, problems: Mapping[str, str]) -> None:
        self._problems = problems
        data = QueryDict(mutable=True)
        for name, values in texts.items():
            data.setlist(name, list(values))
        super().__init__(data if problems else None, auto_id="%s")
        self._texts = texts

    def add(self, name: str, made: forms.Field) -> BoundField:
        """Put a field on the page, with what is written in it."""
        texts = list(self._texts.get(name, ()))
        made.required = False
        many = isinstance(made, forms.MultipleChoiceField)
        made.initial = texts if many else (texts[0] if texts else "")
        self.fields[name] = made
        return self[name]

    @override
    def full_clean(self) -> None:
        """The errors are those that the engine has found."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        if self.is_bound:
            for name, sentence in self._problems.items():
                if name in self.fields:
                    self._errors[name] = ErrorList([sentence])


def sentence_of(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    return _(problem.template) % problem.params


def page(
    filling: Filling,
    texts: naming.Fields,
    filled: Filled,
    *,
    judged: bool,
    files_at: str = "",
    done: Done = NOTHING_DONE,
) -> Page:
    """The page with what is written in it; errors are shown when it has been ``judged``.

    ``files_at`` is where the files of its questions are opened, ``done`` what has just been done with them.
    """
    problems = {name: sentence_of(problem) for name, problem in filled.problems.items()} if judged else {}
    problems |= {name: sentence for name, sentence in done.wrong.items() if name in filled.there}
    drawing = _Drawing(filling, texts, filled, problems, done)
    blocks = drawing.blocks(filling.form.items, (), 2)
    wrong = [Wrong("", "", _(note)) for note in filled.notes] if judged else []
    wrong += [drawing.wrong(name, sentence) for name, sentence in problems.items()]
    return Page(drawing.answers, blocks, " ".join(drawing.names), wrong, files_at, filling.form.takes_files)


class _Drawing:
    def __init__(
        self, filling: Filling, texts: naming.Fields, filled: Filled, problems: Mapping[str, str], done: Done
    ) -> None:
        self._filling = filling
        self._done = done
        self._texts = {**naming.within_page(filling.form.items, texts), **filled.calculated}
        self._there = filled.there
        self._problems = problems
        self.answers = Answers(self._texts, problems)
        self.names: list[str] = []
        self._labels: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def blocks(self, items: Sequence[Item], rows: tuple[int, ...], level: int) -> list[Block]:
        result = []
        for item in items:
            name = naming.field(item, rows)
            repeated = item.type == "group" and naming.has_rows(item)
            there = naming.field(item, (*rows, 0)) if repeated else name
            if item.hidden or there not in self._there:
                continue
            self.names.append(there)
            self._labels[name] = self._heading(item) or item.link_id
            if repeated:
                result.append(self._rows(item, rows, level))
            elif item.type == "group":
                heading, inside = self._heading(item), self.blocks(item.items, rows, level + 1 if item.text else level)
                error = self._problems.get(name, "")
                result.append(Block("group", name, heading, level=level, blocks=inside, error=error))
            elif item.type == "display":
                if item.control not in _HELP | _UNIT:
                    result.append(Block("text", name, text=self._heading(item)))
            else:
                result += self._question(item, rows, name, level)
        return result

    def wrong(self, name: str, sentence: str) -> Wrong:
        """Where a problem leads: the first control of its field, or the part of the page that it is about."""
        label = self._labels.get(naming.base(name), "")
        if name in self.answers.fields:
            drawn = self.answers[name]
            first = "_0" if drawn.widget_type in {"radioselect", "checkboxselectmultiple"} else ""
            return Wrong(f"{drawn.auto_id}{first}", label, sentence)
        return Wrong(self._ids.get(naming.base(name), naming.base(name)), label, sentence)

    def _heading(self, item: Item) -> str:
        return f"{item.prefix} {item.text}".strip()

    def _rows(self, item: Item, rows: tuple[int, ...], level: int) -> Block:
        number = naming.number_of_rows(item, rows, self._texts)
        counter = naming.counter(item, rows)
        for row in range(number):
            name = naming.field(item, (*rows, row))
            self._labels[name], self._ids[name] = f"{self._heading(item)} {row + 1}".strip(), counter
        least = max(1, item.limits.min_occurs or 0)
        drawn = [
            Row(
                f"{self._heading(item)} {row + 1}".strip(),
                self.blocks(item.items, (*rows, row), level + 1),
                f"{counter}-{row}" if number > least else "",
            )
            for row in range(number)
        ]
        add = counter if number < naming.most_rows(item) and naming.has_room(item, self._texts) else ""
        words = item.row_name or (
            _("Lägg till %(what)s") % {"what": _mid_sentence(item.text)} if item.text else _("Lägg till en rad")
        )
        error = next(
            (
                self._problems[name]
                for name in (naming.field(item, (*rows, row)) for row in range(number))
                if name in self._problems
            ),
            "",
        )
        return Block(
            "rows", counter, self._heading(item), level=level, rows=drawn, add=add, add_words=words, error=error
        )

    def _question(self, item: Item, rows: tuple[int, ...], name: str, level: int) -> list[Block]:
        below = self.blocks([child for child in item.items if child.type != "display"], rows, level)
        if not answerable(item) and not item.initial:
            # Nobody is asked for it here: the importer has said so to who reads the form in.
            return below
        if item.read_only or not answerable(item):
            told = self._told(item, name)
            drawn = Block("told", name, self._heading(item), told, error=self._problems.get(name, ""))
        elif item.type == "attachment":
            drawn = self._files(item, name)
        elif naming.has_rows(item):
            drawn = self._lines(item, rows, name)
        else:
            drawn = Block("question", name, fields=self._fields(item, name))
        return [drawn, *below]

    def _files(self, item: Item, name: str) -> Block:
        ids = self._texts.get(name, ())
        attached = shown_files.attached(item, ids, self._filling.files, self._done.said.get(name, ""))
        label, hint = self._label(item, ""), self._hint(item)
        return Block("files", name, label, hint, error=self._problems.get(name, ""), attached=attached)

    def _told(self, item: Item, name: str) -> str:
        if item.type in {"attachment", "reference"} and not item.options:
            return ", ".join(words_of(value) for value in item.initial) or "–"
        texts = list(self._texts.get(name, ())) or self._filling.initial().get(name, [])
        choices = self._filling.choices(item)
        if item.options or item.type in CHOICES:
            texts = [
                words_of(choices[int(text)]) if text.isdigit() and int(text) < len(choices) else text for text in texts
            ]
        elif item.type == "boolean":
            texts = [_("Ja") if text == "ja" else _("Nej") for text in texts]
        unit = self._unit(item)
        return ", ".join(f"{text} {unit}".strip() for text in texts) or "–"

    def _lines(self, item: Item, rows: tuple[int, ...], name: str) -> Block:
        number = naming.number_of_rows(item, rows, self._texts)
        counter = naming.counter(item, rows)
        lines = []
        for row in range(number):
            fields = self._fields(item, naming.line(name, row), f" {row + 1}" if number > 1 else "")
            least = max(1, item.limits.min_occurs or 0)
            remove = f"{counter}-{row}" if number > least else ""
            lines.append(Row("", [Block("question", naming.line(name, row), fields=fields)], remove))
        add = counter if number < naming.most_rows(item) and naming.has_room(item, self._texts) else ""
        return Block("lines", counter, rows=lines, add=add, add_words=item.row_name or _("Lägg till ett svar"))

    def _unit(self, item: Item) -> str:
        found = units_of(item)
        if item.type == "quantity" and len(found) > 1:
            return ""
        if found:
            return str(found[0].get("display") or found[0].get("code") or "")
        return next((child.text for child in item.items if child.type == "display" and child.control == "unit"), "")

    def _label(self, item: Item, more: str) -> str:
        unit = self._unit(item)
        words = f"{self._heading(item) or item.link_id}{more}" + (f" ({unit})" if unit else "")
        return words if item.required else _("%(question)s (frivilligt)") % {"question": words}

    def _hint(self, item: Item) -> str:
        helps = [
            child.text
            for child in item.items
            if child.type == "display" and child.control not in _UNIT and not child.hidden
        ]
        if item.limits.example:
            helps.append(_("Skriv så här: %(example)s.") % {"example": item.limits.example})
        if any(option.exclusive for option in item.options):
            alone = [words_of(option.value) for option in item.options if option.exclusive]
            helps.append(_("%(option)s väljs ensamt.") % {"option": ", ".join(alone)})
        return " ".join(text for text in helps if text)

    def _fields(self, item: Item, name: str, more: str = "") -> list[BoundField]:
        label, hint = self._label(item, more), self._hint(item)
        add = self.answers.add
        if item.options or item.type in CHOICES:
            return self._choice(item, name, label, hint)
        match item.type:
            case "boolean":
                answers = [("ja", _("Ja")), ("nej", _("Nej"))]
                return [
                    add(name, forms.ChoiceField(label=label, help_text=hint, choices=answers, widget=forms.RadioSelect))
                ]
            case "text":
                return [
                    add(
                        name,
                        forms.CharField(
                            label=label, help_text=hint, widget=forms.Textarea, max_length=item.limits.max_length
                        ),
                    )
                ]
            case "date":
                return [add(name, _Line(label, hint, "date"))]
            case "dateTime":
                clock = _Line(_("Klockslag"), "", "text", inputmode="numeric", placeholder=None)
                return [add(name, _Line(label, hint, "date")), add(name + "_kl", clock)]
            case "time":
                return [
                    add(
                        name,
                        _Line(label, hint or _("Skriv som TT.MM, till exempel 07.30."), "text", inputmode="numeric"),
                    )
                ]
            case "integer":
                return [add(name, _Line(label, hint, "text", inputmode="numeric"))]
            case "decimal":
                return [add(name, _Line(label, hint, "text", inputmode="decimal"))]
            case "quantity":
                return self._quantity(item, name, label, hint)
            case "url":
                return [add(name, _Line(label, hint, "text", inputmode="url"))]
        return [add(name, _Line(label, hint, "text", long=(item.limits.max_length or 200) >= 100))]

    def _quantity(self, item: Item, name: str, label: str, hint: str) -> list[BoundField]:
        fields = [self.answers.add(name, _Line(label, hint, "text", inputmode="decimal"))]
        found = units_of(item)
        if len(found) > 1:
            choices = [(str(place), str(unit.get("display") or unit.get("code"))) for place, unit in enumerate(found)]
            fields.append(self.answers.add(name + "_enhet", forms.ChoiceField(label=_("Enhet"), choices=choices)))
        return fields

    def _choice(self, item: Item, name: str, label: str, hint: str) -> list[BoundField]:
        offered = self._filling.choices(item)
        choices = [(str(place), self._option(item, place, value)) for place, value in enumerate(offered)]
        if item.type == "open-choice":
            choices.append((OTHER, _("Annat svar")))
        made: forms.Field
        if item.repeats:
            made = forms.MultipleChoiceField(
                label=label, help_text=hint, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        elif (len(choices) > SHORT_LIST and item.control != "radio-button") or item.control == "drop-down":
            made = forms.ChoiceField(label=label, help_text=hint, choices=[("", _("Välj")), *choices])
        else:
            made = forms.ChoiceField(label=label, help_text=hint, choices=choices, widget=forms.RadioSelect)
        fields = [self.answers.add(name, made)]
        if item.type == "open-choice":
            fields.append(
                self.answers.add(
                    name + "_annat", _Line(_("Om du har valt Annat svar: skriv det här"), "", "text", long=True)
                )
            )
        return fields

    def _option(self, item: Item, place: int, value: Value) -> str:
        prefix = item.options[place].prefix if place < len(item.options) else ""
        return f"{prefix} {words_of(value)}".strip()


class _Line(forms.CharField):
    """A field of one line."""

    def __init__(self, label: str, hint: str, input_type: str, *, long: bool = False, **attributes: Any) -> None:
        given = {name: value for name, value in attributes.items() if value}
        super().__init__(label=label, help_text=hint, widget=forms.TextInput(given))
        self.widget.input_type = input_type
        # A long line is drawn wide (``data-asks`` of the component).
        self.max_length = 200 if long else None


def _mid_sentence(words: str) -> str:
    """A heading as it stands inside a sentence: "Läkemedel" as "läkemedel", an abbreviation such as "MR" as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
