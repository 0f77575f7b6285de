"""What the forms of all subjects share: the submit key, the content number seen, and long text with clear limits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.kernel.identity import IdentityNumber, InvalidIdentityNumber, parse
from vardtrad.kernel.mail import InvalidMailAddress, check_mail_address
from vardtrad.kernel.needs import ODD_YEAR, too_long, unreadable_day
from vardtrad.kernel.pasted import has_ink, without_turning_signs
from vardtrad.kernel.swedish import composed

NO_TIME = _("Skriv klockslaget som TT.MM, till exempel 07.30.")
NO_NULL = _("Texten innehåller ett tecken som inte kan sparas (nolltecken). Ta bort det.")
OUT_OF_BOUNDS = {
    "max_length": _("Texten är för lång: %(show_value)d tecken. Högst %(limit_value)d får plats."),
    "max_value": _("Skriv ett tal som är högst %(limit_value)s."),
    "min_value": _("Skriv ett tal som är minst %(limit_value)s."),
    "null_characters_not_allowed": NO_NULL,
}
"""What a field says of what does not fit in it, where it has no words of its own."""
OLD_PAGE = _("Sidan har blivit för gammal. Din text finns kvar: kontrollera den och skicka igen.")


def plain_newlines(text: str) -> str:
    """The text with one character per line break, as the browser's own scripts see it; forms are posted with two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def counted(text: str) -> int:
    """How many characters count against a limit: a line break as one, blanks at the ends as none."""
    return len(plain_newlines(text).strip())


class LongText(forms.CharField):
    """A text of several lines with a limit.

    Line breaks are made equal before counting, so that server and counter (js/counter.js) agree. Nothing is cut off:
    a text that is too long is refused with the number of characters too many. An invisible text counts as empty. The
    null character, which PostgreSQL cannot store, is refused with a sentence.
    """

    widget = forms.Textarea
    default_error_messages = {
        "required": _("Skriv en text."),
        "null_characters_not_allowed": NO_NULL,
    }

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(strip=True, **options)
        # Set afterwards: the limit is checked here, and the browser must not cut a pasted text.
        self.max_length = max_length

    @override
    def to_python(self, value: Any) -> str:
        """The text, composed, with plain line breaks, without blanks at its ends; empty if there is nothing to see."""
        text = composed(plain_newlines(super().to_python(value) or "")).strip()
        return text if "\x00" in text or has_ink(text) else ""

    @override
    def validate(self, value: Any) -> None:
        """Raise ValidationError when the text is missing or too long."""
        super().validate(value)
        if self.max_length is not None and (sentence := too_long(value, self.max_length)):
            raise forms.ValidationError(sentence, code="max_length")


class SubmitKeyField(forms.UUIDField):
    """The submit key of a form. A forged or missing one is refused, and the page that says so carries a new one."""

    widget = forms.HiddenInput
    default_error_messages = {"required": OLD_PAGE, "invalid": OLD_PAGE}

    @override
    def bound_data(self, data: Any, initial: Any) -> Any:
        """The value when the form is shown again: the key that was sent if it is valid, else a new one."""
        try:
            return str(UUID(str(data)))
        except ValueError:
            return initial


class SeenField(forms.IntegerField):
    """The content number of the thing as the page showed it; empty when the form begins something new."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": OLD_PAGE, "min_value": OLD_PAGE, "max_value": OLD_PAGE}

    def __init__(self) -> None:
        super().__init__(required=False, min_value=0, max_value=2**31 - 1)

    @override
    def bound_data(self, data: Any, initial: Any) -> Any:
        """The value when the form is shown again: the number that was sent if it is valid, else the page's own."""
        text = str(data or "")
        return text if text.isascii() and text.isdigit() and len(text) < 10 else initial


class DayField(forms.DateField):
    """A Swedish calendar day, chosen in the browser's own control or written as year-month-day."""

    widget = forms.DateInput(format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)
        self.widget.input_type = "date"

    @override
    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError that tells a day that does not exist from another way of writing."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(unreadable_day(value), code="invalid") from None

    @override
    def validate(self, value: Any) -> None:
        """Raise ValidationError for a missing day, or one whose midnight in Sweden cannot be stored as a time."""
        super().validate(value)
        if isinstance(value, date) and not 1900 <= value.year < 3000:
            raise forms.ValidationError(ODD_YEAR, code="year")


class ClockField(forms.TimeField):
    """A time of day, Swedish time."""

    widget = forms.TimeInput(format="%H:%M")
    default_error_messages = {"invalid": NO_TIME}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **options)
        self.widget.input_type = "time"


class IdentityInput(forms.TextInput):
    """A field as wide as an identity number: the page's styles know it by its kind."""

    kind = "identity"


class AmountInput(forms.TextInput):
    """A field as wide as an amount of money."""

    kind = "amount"


class OneLine(forms.CharField):
    """A short text on one line, such as a name; an invisible text counts as empty.

    No sign turns its direction: "\\u202eBoltR" would read as another name than it is.
    """

    @override
    def to_python(self, value: Any) -> str:
        """The text with each run of blanks made into a single one."""
        text = " ".join(without_turning_signs(composed(super().to_python(value) or "")).split())
        return text if has_ink(text) else ""


class MailField(forms.EmailField):
    """An e-mail address that a letter can be sent to."""

    default_error_messages = {"invalid": _("Skriv en e-postadress, till exempel namn@exempel.se")}

    @override
    def clean(self, value: Any) -> str:
        """As Django's, and the domain must be one that can be asked for. Raises ValidationError."""
        address = str(super().clean(value))
        try:
            if address:
                check_mail_address(address)
        except InvalidMailAddress:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        return address


class WasField(forms.CharField):
    """The ``stamp`` of the values that the page showed, hidden: saving over something newer is refused."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=64)


def with_data(data: Mapping[str, Any], **values: str) -> QueryDict:
    """What was posted, with some of the values changed, to be shown again."""
    changed = QueryDict(mutable=True)
    changed.update(data)
    for name, value in values.items():
        changed[name] = value
    return changed


class PlainForm(forms.Form):
    """The form that every subject's form extends.

    ``submit_key`` is made when the page is rendered: the same form sent twice is carried out once, since the door looks
    it up. ``seen`` is the content number of the thing as the page showed it (give it as ``initial``), so that the door
    can tell a stale page; None when the form begins something new.
    """

    came_back = False  # with what was typed as its initial values: an older draft is not shown instead
    use_required_attribute = False  # our own sentences instead of the browser's, in its language

    submit_key = SubmitKeyField(initial=uuid4)
    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The browser would silently cut a pasted text; the server says by how much it is too long.
            for limit in ("maxlength", "minlength"):
                field.widget.attrs.pop(limit, None)
            for code, words in OUT_OF_BOUNDS.items():
                field.error_messages.setdefault(code, words)

    @override
    def clean(self) -> dict[str, Any]:
        """Bind the submit key to what was written: the same key with another text or file counts as another form."""
        cleaned = super().clean() or {}
        key = cleaned.get("submit_key")
        if isinstance(key, UUID):
            written = {name: value for name, value in cleaned.items() if name not in {"submit_key", "seen"}}
            cleaned["submit_key"] = uuid5(key, json.dumps(written, sort_keys=True, default=_as_written))
        return cleaned

    def renew(self, seen: int | None) -> None:
        """Prepare a form that was refused as stale for sending again, from a page that now shows content ``seen``.

        What was written stays. The submit key is new, since this counts as another form.
        """
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("seen")] = "" if seen is None else str(seen)
        data[self.add_prefix("submit_key")] = str(uuid4())
        self.data = data


def _as_written(value: object) -> str:
    """What a value says of itself; a file its contents too, since another one may have the same name."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"


class ShownAgain(PlainForm):
    """A form that some buttons only show again, with something added. Set ``showing`` before it is validated."""

    showing = False

    @override
    def full_clean(self) -> None:
        """As Django's, except that a form that is only shown again has no errors."""
        if self.showing:
            self._errors = ErrorDict()
        else:
            super().full_clean()


class NumberForm(PlainForm):
    """A person by identity number. Always posted, so that a number never appears in an address."""

    identity = forms.CharField(
        label=_("Personnummer"),
        max_length=60,
        help_text=_("Tolv siffror: ÅÅÅÅMMDD-XXXX"),
        error_messages={"required": _("Skriv ett personnummer.")},
        widget=IdentityInput,
    )

    number: IdentityNumber

    def clean_identity(self) -> str:
        """The number, twelve characters. Raises ValidationError with a plain sentence."""
        try:
            self.number = parse(self.cleaned_data["identity"])
        except InvalidIdentityNumber as error:
            raise forms.ValidationError(_(str(error))) from error
        return self.number.value
