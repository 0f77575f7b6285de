"""What the forms of all subjects share: the submit key, the content number seen, and long text with clear limits."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

# Letters by Unicode's tables, yet nothing to see: the fillers of Hangul and the blank of braille.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_NO_INK = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})

OLD_PAGE = _("Sidan har blivit för gammal. Din text finns kvar: kontrollera den och skicka igen.")


def has_ink(text: str) -> bool:
    """Whether a reader would see anything at all: not only blanks, zero-width characters and control characters."""
    return any(char not in _INVISIBLE and unicodedata.category(char) not in _NO_INK for char in text)


def plain_newlines(text: str) -> str:
    """The text with one sign per line break, as the browser's own scripts see it; forms are posted with two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def counted(text: str) -> int:
    """How many signs count against a limit: Unicode characters, a line break as one, blanks at the ends as none."""
    return len(plain_newlines(text).strip())


class LongText(forms.CharField):
    """A text of several lines with a limit.

    Line breaks are made equal before counting, so that server and counter (js/counter.js) agree. Nothing is cut off:
    what is too long is refused with the number of signs too many. A text without anything to see counts as empty. The
    null character, which PostgreSQL cannot store, is refused with a sentence.
    """

    widget = forms.Textarea
    default_error_messages = {
        "required": _("Skriv en text."),
        "null_characters_not_allowed": _("Texten innehåller ett tecken som inte kan sparas (nolltecken). Ta bort det."),
    }

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(strip=True, **options)
        # Set afterwards: the limit is judged here, and the browser must not cut a pasted text.
        self.max_length = max_length

    @override
    def to_python(self, value: Any) -> str:
        """The text with plain line breaks and without blanks at its ends; empty when there is nothing to see."""
        text = plain_newlines(super().to_python(value) or "").strip()
        return text if "\x00" in text or has_ink(text) else ""

    @override
    def validate(self, value: Any) -> None:
        """Raise ValidationError when the text is missing or too long."""
        super().validate(value)
        limit = self.max_length
        if limit is not None and len(value) > limit:
            over = len(value) - limit
            raise forms.ValidationError(
                ngettext(
                    "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
                    "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
                    over,
                ),
                code="max_length",
                params={"over": over, "limit": limit},
            )


class SubmitKeyField(forms.UUIDField):
    """The key of one sending. A forged or missing one is refused, and the page that says so carries a new one."""

    widget = forms.HiddenInput
    default_error_messages = {"required": OLD_PAGE, "invalid": OLD_PAGE}

    @override
    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows when it comes back: the key that was sent if it is one, else a new one."""
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
        """What the form shows when it comes back: the number that was sent if it is one, else the page's own."""
        text = str(data or "")
        return text if text.isascii() and text.isdigit() and len(text) < 10 else initial


class PlainForm(forms.Form):
    """The form that every subject's form extends.

    ``submit_key`` is made when the page is drawn: the same form sent twice is carried out once, since the door looks it
    up. ``seen`` is the content number of the thing as the page showed it (give it as ``initial``), so that the door can
    tell a stale page; None when the form begins something new.
    """

    use_required_attribute = False  # our own sentences instead of the browser's, in its language

    submit_key = SubmitKeyField(initial=uuid4)
    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The browser would cut a pasted text without a word; the server says how much is too much.
            for limit in ("maxlength", "minlength"):
                field.widget.attrs.pop(limit, None)

    @override
    def clean(self) -> dict[str, Any]:
        """Bind the submit key to what was written: the same key with another text is another sending."""
        cleaned = super().clean() or {}
        key = cleaned.get("submit_key")
        if isinstance(key, UUID):
            written = {name: value for name, value in cleaned.items() if name not in {"submit_key", "seen"}}
            cleaned["submit_key"] = uuid5(key, json.dumps(written, sort_keys=True, default=str))
        return cleaned

    def renew(self, seen: int | None) -> None:
        """Let a form that was refused as stale be sent again, from a page that now shows content number ``seen``.

        What was written stays. The submit key is new, since this is another sending.
        """
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("seen")] = "" if seen is None else str(seen)
        data[self.add_prefix("submit_key")] = str(uuid4())
        self.data = data
