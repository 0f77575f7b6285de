"""What a file must be to be attached (001-238…241, B-30). Every refusal is a whole sentence that repeats no personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.identity import InvalidIdentityNumber, parse
from vardtrad.kernel.pasted import without_stray_characters

NAME_LIMIT = 150
SHORTEST_NAME = 3
"""A shorter name ("Bo") stands in too many texts to say anything about the patient by itself."""


class FileType(TextChoices):
    """The kinds of files that may be attached; the value is the media type that it is served as."""

    PDF = "application/pdf", gettext_lazy("PDF")
    PNG = "image/png", gettext_lazy("PNG-bild")
    JPEG = "image/jpeg", gettext_lazy("JPEG-bild")
    GIF = "image/gif", gettext_lazy("GIF-bild")

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings that a file of this kind may have."""
        return {"application/pdf": (".pdf",), "image/png": (".png",), "image/gif": (".gif",)}.get(
            self.value, (".jpg", ".jpeg")
        )


def safe_name(name: str) -> str:
    """The file's own name without folders, control characters and blanks at its ends, at most NAME_LIMIT signs."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    if len(clean) <= NAME_LIMIT:
        return clean
    stem, dot, ending = clean.rpartition(".")
    return stem[: NAME_LIMIT - len(ending) - 1] + dot + ending if dot else clean[:NAME_LIMIT]


def wrong_type(name: str, found: str | None) -> str | None:
    """Why a file of the found media type and this name may not be attached, or None."""
    if found not in FileType.values:
        return _("Filen är inte en PDF eller en bild (PNG, JPEG eller GIF). Spara om den och försök igen.")
    if not name.lower().endswith(FileType(found).endings):
        return _("Filens namn säger en sak och innehållet en annan. Spara om filen med rätt ändelse och försök igen.")
    return None


def wrong_size(size: int, limit: int) -> str | None:
    """Why a file of this size in bytes may not be attached, or None."""
    if size == 0:
        return _("Filen är tom.")
    if size > limit:
        return _("Filen är för stor. Den får vara högst %(limit)d MB.") % {"limit": limit // 1_000_000}
    return None


# Ten or twelve signs of an identity number, with or without a hyphen (or plus for those over a hundred).
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])((?:[0-9]{2})?[0-9]{6})[\s_.]{0,2}[-+–]?[\s_.]{0,2}([0-9]{4}|[0-9A-Z]{4})(?![0-9A-Za-z])"
)


def holds_identity_number(text: str) -> bool:
    """Whether a text holds a right personnummer, samordningsnummer or reservnummer, of ten or twelve signs."""
    cleaned = text.replace("\N{NO-BREAK SPACE}", " ")
    for match in _NUMBER.finditer(cleaned):
        first, last = match.groups()
        candidates = [first + last] if len(first) == 8 else ["19" + first + last, "20" + first + last]
        for candidate in candidates:
            try:
                parse(without_stray_characters(candidate))
            except InvalidIdentityNumber:
                continue
            return True
    return False


def holds_name(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds the patient's names: every one of them as a word, in any order and with any signs between.

    ``names`` are the given and the family name, each perhaps of several words; the shortest words are not looked for.
    """
    wanted = [_plain(name) for name in names if name.strip()]
    words = set(re.findall(r"\w+", _plain(text).replace("_", " ")))
    parts = [[word for word in re.findall(r"\w+", name) if len(word) >= SHORTEST_NAME] for name in wanted]
    parts = [words_of for words_of in parts if words_of]
    # Any of the words of each name is enough: people are called by one of their given names.
    return len(parts) >= 2 and all(any(word in words for word in words_of) for words_of in parts)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def personal_data(name: str, text: str, patient: Iterable[str]) -> str | None:
    """Why a file with this name and text may not be attached: it tells who the patient is (001-241). None if it does not."""
    names = list(patient)
    stem = name.rpartition(".")[0] or name
    if holds_identity_number(stem):
        return _("Filens namn innehåller ett personnummer. Byt namn på filen och försök igen.")
    if holds_name(stem, names):
        return _("Filens namn innehåller patientens namn. Byt namn på filen och försök igen.")
    if holds_identity_number(text):
        return _("Filen innehåller ett personnummer. Ta bort det ur filen och försök igen.")
    if holds_name(text, names):
        return _("Filen innehåller patientens namn. Ta bort det ur filen och försök igen.")
    return None
