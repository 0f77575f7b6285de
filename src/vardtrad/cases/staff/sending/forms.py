"""What staff fill in when a clinic sends a case. The door decides who may, and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from typing_extensions import override

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.needs import TEXT_LIMIT
from vardtrad.cases.staff.sending.checking import decoded, read_number
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.shared.drafts.forms import FilesForm
from vardtrad.shared.web.forms import IdentityInput, LongText, PlainForm, ShownAgain

SELF, GROUP = "mig", "grupp"


class TemplateForm(PlainForm):
    """Step 1: the template (004-020)."""

    template = forms.ChoiceField(
        label=gettext_lazy("Välj mall för invånarärende *"),
        error_messages={
            "required": gettext_lazy("Välj en mall."),
            "invalid_choice": gettext_lazy("Mallen går inte längre att skicka. Välj en annan."),
        },
    )

    def __init__(self, *args: Any, templates: list[CaseType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = templates
        field = self.fields["template"]
        if isinstance(field, forms.ChoiceField):
            kinds = ((CaseType.Direction.INFORMATION, _("Information")), (CaseType.Direction.QUESTION, _("Frågor")))
            choices: list[Any] = [("", _("Välj i listan"))]
            for direction, words in kinds:
                some = [(str(template.id), template.name) for template in templates if template.direction == direction]
                choices += [(words, some)] if some else []
            field.choices = choices

    def chosen(self) -> CaseType:
        """The chosen template; the form must be valid."""
        return next(template for template in self.templates if str(template.id) == self.cleaned_data["template"])


class RecipientForm(forms.Form):
    """Step 2: one more recipient, by the whole number (004-022). Always posted: no number appears in an address."""

    use_required_attribute = False

    number = forms.CharField(
        label=gettext_lazy("Personnummer"),
        help_text=gettext_lazy("(Ex. AAAAMMDD-XXXX)"),
        error_messages={"required": gettext_lazy("Skriv mottagarens personnummer.")},
        widget=IdentityInput(attrs={"autocomplete": "off", "size": "16"}),
    )

    def clean_number(self) -> IdentityNumber:
        """The number, with the century. Raises ValidationError with a sentence that never holds it."""
        try:
            return read_number(str(self.cleaned_data["number"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


LARGEST_LIST = 1_000_000
"""Bytes; far more than the largest list of numbers with names beside them."""


class ListForm(PlainForm):
    """Step 2: many recipients at once, pasted or in a file (004-023). Their rows are checked one by one afterwards."""

    numbers = forms.CharField(
        label=gettext_lazy("Klistra in personnummer"),
        help_text=gettext_lazy(
            "Ett på varje rad. Namn och annat som står bredvid, skilt med semikolon, komma eller tabb, gör ingenting."
        ),
        required=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Eller välj en fil"),
        help_text=gettext_lazy("En textfil, eller ett kalkylark som är sparat som CSV."),
        required=False,
        allow_empty_file=True,
    )

    @override
    def clean(self) -> dict[str, Any]:
        """The text of the list, in ``list``. Reading a file that holds no text gives a sentence."""
        cleaned = super().clean() or {}
        text, file = str(cleaned.get("numbers") or ""), cleaned.get("file")
        if file is not None:
            if file.size > LARGEST_LIST:
                self.add_error("file", _("Filen är för stor för en lista med personnummer."))
                return cleaned
            try:
                text += "\n" + decoded(file.read())
            except ValueError:
                self.add_error("file", _("Filen går inte att läsa som text. Spara den som CSV och försök igen."))
                return cleaned
        if not text.strip() and not self.errors:
            self.add_error("numbers", _("Klistra in personnummer, eller välj en fil."))
        cleaned["list"] = text
        return cleaned


class MessageForm(FilesForm, ShownAgain):
    """Step 3: the message, its files and, for a question, who gets the answers (004-028, 004-032, 004-035)."""

    to = forms.ChoiceField(
        label=gettext_lazy("Välj vilken ärendehanterare som det ska fördelas till när du skickar ärendet:"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj om ärendet ska fördelas till dig själv eller till en grupp.")},
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Välj grupp"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Gruppen finns inte längre. Välj en annan.")},
    )
    waits_for = forms.ChoiceField(
        label=gettext_lazy("Mottagarna väntar på"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj vad mottagarna väntar på.")},
    )
    text = LongText(
        label=gettext_lazy("Meddelande till mottagarna"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Skriv ett meddelande, eller lägg till ett informationsalternativ.")},
    )

    def __init__(
        self,
        *args: Any,
        asks: bool,
        offers: bool,
        may_answer: bool,
        groups: list[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not offers:
            # Only who gets an offer under the care guarantee is put on the waiting list.
            del self.fields["waits_for"]
        to, group = self.fields["to"], self.fields["group"]
        if not asks:
            # Information is closed as it is sent, so there is nothing to distribute.
            del self.fields["to"], self.fields["group"]
        elif isinstance(to, forms.ChoiceField) and isinstance(group, forms.ChoiceField):
            ways = [(SELF, _("Fördela till mig själv"), may_answer), (GROUP, _("Fördela till en grupp"), bool(groups))]
            to.choices = [(value, words) for value, words, there in ways if there]
            if len(to.choices) == 1:
                to.initial = to.choices[0][0]
            group.choices = [("", _("Välj i listan")), *((str(key), name) for key, name in groups)]
            if not groups:
                del self.fields["group"]

    @override
    def clean(self) -> dict[str, Any]:
        """Require a group when the answers go to one."""
        cleaned = super().clean() or {}
        if cleaned.get("to") == GROUP and not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", _("Välj vilken grupp som ska få ärendet."))
        return cleaned

    def say_blank(self, left: list[str]) -> None:
        """Report which blanks of the text are left to fill in."""
        if left:
            words = ngettext(
                "Fyll i det som är kvar i texten: %(left)s.", "Fyll i det som är kvar i texten: %(left)s.", len(left)
            )
            self.add_error("text", words % {"left": ", ".join(f"[[{blank}]]" for blank in left)})
