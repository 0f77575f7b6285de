"""What a file must be to be attached (001-238…241, B-30). Every refusal is a whole sentence that repeats no personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import chain, pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.identity import InvalidIdentityNumber, parse
from vardtrad.shared.documents.reading import Why

NAME_LIMIT = 150
SHORTEST_NAME = 3
"""A shorter name ("Bo") is a word of many texts, so it must be next to the other name."""
SHORTEST_TOGETHER = 6
NEAR = 3
"""How many words apart given and family name may stand ("Efternamn: Söderberg. Förnamn: Elsa")."""


class FileType(TextChoices):
    """The kinds of files that may be attached; the value is the media type that the content says.

    A HEIC image is turned into JPEG, so nothing is ever served as one.
    """

    PDF = "application/pdf", gettext_lazy("PDF")
    PNG = "image/png", gettext_lazy("PNG-bild")
    JPEG = "image/jpeg", gettext_lazy("JPEG-bild")
    GIF = "image/gif", gettext_lazy("GIF-bild")
    HEIC = "image/heic", gettext_lazy("HEIC-bild")

    @property
    def endings(self) -> tuple[str, ...]:
        """The extensions that a file of this kind may have."""
        return {
            "application/pdf": (".pdf",),
            "image/png": (".png",),
            "image/gif": (".gif",),
            "image/heic": (".heic", ".heif"),
        }.get(self.value, (".jpg", ".jpeg"))

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a page."""
        return self is not FileType.PDF


def name_drawn_anew(name: str, media_type: str) -> str:
    """The name of an image that has been drawn anew as this type: only a HEIC image gets another ending."""
    kind = FileType(media_type)
    return name if name.lower().endswith(kind.endings) else name.rpartition(".")[0] + kind.endings[0]


def safe_name(name: str) -> str:
    """The file's own name without folders, control characters and blanks at its ends, at most NAME_LIMIT characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    if len(clean) <= NAME_LIMIT:
        return clean
    stem, dot, ending = clean.rpartition(".")
    room = NAME_LIMIT - len(dot + ending)
    return stem[:room] + dot + ending if dot and room > 0 else clean[:NAME_LIMIT]


def wrong_type(name: str, media_type: str | None) -> str | None:
    """Why a file of the found media type and this name may not be attached, or None."""
    if media_type not in FileType.values:
        return _("Filen är inte en PDF eller en bild (PNG, JPEG, GIF eller HEIC). Spara om den och försök igen.")
    if not name.lower().endswith(FileType(media_type).endings):
        return _("Filens namn säger en sak och innehållet en annan. Spara om filen med rätt ändelse och försök igen.")
    return None


def wrong_name(name: str) -> str | None:
    """Why a file may not have this name (as ``safe_name`` leaves it), or None."""
    if not name:
        return _("Filen har inget namn. Ge den ett namn och försök igen.")
    if "\N{REPLACEMENT CHARACTER}" in name:
        return _("Filens namn innehåller tecken som inte går att läsa. Byt namn på filen och försök igen.")
    return None


def wrong_size(size: int, limit: int) -> str | None:
    """Why a file of this size in bytes may not be attached, or None."""
    if size == 0:
        return _("Filen är tom.")
    if size > limit:
        return _("Filen är för stor. Den får vara högst %(limit)d MB.") % {"limit": limit // 1_000_000}
    return None


def infected(threat: str | None) -> str | None:
    """Why a file in which the virus scanner found this may not be attached, or None."""
    if threat is None:
        return None
    if threat.startswith("Heuristics.Limits.Exceeded"):  # AlertExceedsMax: nobody has looked it through to its end
        return unreadable(Why.LARGE)
    return _("Viruskontrollen stoppade filen. Den är inte sparad.")


def unreadable(why: Why) -> str:
    """The refusal of a file that could not be read to its end, so that nobody knows what it holds."""
    return {
        Why.LOCKED: _(
            "Filen går inte att kontrollera, eftersom den är låst. Spara den utan lås och lösenord och försök igen."
        ),
        Why.FILES_INSIDE: _(
            "Filen går inte att kontrollera, eftersom den innehåller andra filer. Spara om den utan de filerna."
        ),
        Why.ACTIVE: _(
            "Filen innehåller skript eller annat som körs när den öppnas. Skriv ut den till en ny PDF och försök igen."
        ),
        Why.LARGE: _("Filen går inte att kontrollera, eftersom den är för stor. Dela upp filen eller gör den mindre."),
        Why.BROKEN: _("Filen går inte att kontrollera, eftersom den är trasig. Spara om filen och försök igen."),
    }[why]


# ── Identity numbers ─────────────────────────────────────────────────────────────────────────────────────────────────

_BETWEEN = r"[\s_.]{0,2}[-+\u2010-\u2015\u2212]?[\s_.]{0,2}"
# Ten or twelve digits, the last four perhaps at a little distance.
_DIGITS = re.compile(rf"(?<![0-9])((?:[0-9]{{2}})?[0-9]{{6}}){_BETWEEN}([0-9]{{4}})(?![0-9])")
# The same with anything but letters and line breaks between its groups: 1946-07-28 7044, 46/07/28/7044, 19 46 07 28 7044.
_SEP = r"[^0-9A-Za-zÅÄÖåäö\n]{0,3}"
_SPLIT = re.compile(
    rf"(?<![0-9])((?:[0-9]{{2}}{_SEP})?)([0-9]{{2}}){_SEP}([0-9]{{2}}){_SEP}([0-9]{{2}}){_SEP}([0-9]{{4}})(?![0-9])"
)
# Each digit by itself, ten or twelve of them: 1 9 4 6 0 7 2 8 - 7 0 4 4.
_SPACED = re.compile(r"(?<![0-9])((?:[0-9][^0-9A-Za-zÅÄÖåäö\n]{1,3}){5,7}[0-9])[^0-9A-Za-zÅÄÖåäö\n]{1,5}"
                     r"([0-9](?:[^0-9A-Za-zÅÄÖåäö\n]{1,3}[0-9]){3})(?![0-9])")  # fmt: skip
# Reserve numbers have letters among the last four. Without a check digit a date before a word would be one, so those
# must be close together and contain a digit.
_LETTERS = re.compile(
    r"(?<![0-9A-Za-z])([0-9]{8})-?((?=[0-9A-Z]{0,3}[0-9])(?=[0-9]{0,3}[A-Z])[0-9A-Z]{4})(?![0-9A-Za-z])"
)

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def holds_identity_number(text: str) -> bool:
    """Whether a text contains a valid personnummer, samordningsnummer or reservnummer, of ten or twelve characters.

    The check digit rules out nine of ten other rows of digits; a file that is mistaken all the same can be renamed.
    """
    text = _plain(text)
    written = (_DIGITS, _SPLIT, _SPACED, _LETTERS)
    for match in chain.from_iterable(pattern.finditer(text) for pattern in written):
        *first, last = match.groups()
        date, last = _NO_DIGIT.sub("", "".join(first)), _NO_SIGN.sub("", last)
        if any(
            _is_number(candidate + last) for candidate in ([date] if len(date) == 8 else ["19" + date, "20" + date])
        ):
            return True
    return False


_NO_DIGIT = re.compile("[^0-9]")
_NO_SIGN = re.compile("[^0-9A-Z]")


def _plain(text: str) -> str:
    """A text with the digits of every script as 0–9, and without signs that nobody sees."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def holds_number_of(text: str, number: str) -> bool:
    """Whether a text holds this identity number (12 signs), with or without the century, whatever stands between.

    When the number is known it need not look like one: its signs in a row say enough.
    """
    if not number:
        return False
    signs = _NO_DIGIT if number.isdigit() else re.compile("[^0-9A-Z]")
    told = signs.sub("", _plain(text).upper())
    return (number[2:] if number.isdigit() else number) in told


def _is_number(candidate: str) -> bool:
    try:
        parse(candidate)
    except InvalidIdentityNumber:
        return False
    return True


# ── The patient's name ───────────────────────────────────────────────────────────────────────────────────────────────


def holds_name(text: str, names: Iterable[str]) -> bool:
    """Whether a text contains the patient's name: one of the given and one of the family names near each other.

    ``names`` are the given and the family name, each perhaps of several words. In any order and case, with or without
    the marks over letters, also with the s of the genitive ("Söderbergs, Elsa", "elsa_soderberg"). A single name says
    nothing: it may be anybody's. Names as short as words in any text ("Bo Ek") must be next to each other.
    """
    given, family, *_rest = [*(_telling(name) for name in names), frozenset[str](), frozenset[str]()]
    if not given or not family:
        return False
    words = _words(text)
    places = [(place, name) for place, word in enumerate(words) if (name := _known(word, family))]
    for place, name in places:
        for near in range(max(0, place - NEAR), min(len(words), place + NEAR + 1)):
            other = _known(words[near], given) if near != place else None
            if other and (abs(near - place) == 1 or min(len(name), len(other)) >= SHORTEST_NAME):
                return True
    # Written together, as in the name of a file: "elsasoderberg".
    together = {first + last for first in given for last in family} | {
        last + first for first in given for last in family
    }
    together = {word for word in together if len(word) >= SHORTEST_TOGETHER}
    return any(_known(word, together) for word in words)


# Words that belong to many family names and identify none of them.
_PARTICLES = frozenset(
    {"af", "al", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "el", "la", "van", "von"}
)


def _telling(name: str) -> frozenset[str]:
    """The words of a name, without "von" and the like unless there is nothing else."""
    words = frozenset(_words(name))
    return words - _PARTICLES or words


def _words(text: str) -> list[str]:
    """The words of a text in lower case without accents, in order; digits and other characters only separate them.

    A capital after a small letter begins a word: that is how names are written together, and how text comes out of a PDF.
    """
    parted = "".join(
        f" {char}" if char.isupper() and before.islower() else char for before, char in pairwise(" " + text)
    )
    plain = unicodedata.normalize("NFKD", parted).casefold()
    return re.findall(r"[^\W\d_]+", "".join(char for char in plain if not unicodedata.combining(char)))


def _known(word: str, names: Collection[str]) -> str | None:
    """The name that a word is, as it is or in the genitive; None if it is none of them."""
    if word in names:
        return word
    return word[:-1] if word.endswith("s") and word[:-1] in names else None


def personal_data(name: str, text: str, patient: Iterable[str], number: str = "") -> str | None:
    """Why a file with this name and text may not be attached: it reveals who the patient is (001-241). None if it does not.

    ``number`` is the patient's own identity number, of 12 signs; other people's are found by how they look.
    """
    names = list(patient)
    stem = name.rpartition(".")[0] or name
    if holds_identity_number(stem) or holds_number_of(stem, number):
        return _("Filens namn innehåller ett personnummer. Byt namn på filen och försök igen.")
    if holds_name(stem, names):
        return _("Filens namn innehåller patientens namn. Byt namn på filen och försök igen.")
    if holds_identity_number(text) or holds_number_of(text, number):
        return _("Filen innehåller ett personnummer. Ta bort det ur filen och försök igen.")
    if holds_name(text, names):
        return _("Filen innehåller patientens namn. Ta bort det ur filen och försök igen.")
    return None


def tells_who(text: str, patient: Iterable[str], number: str = "") -> bool:
    """Whether a written text holds an identity number, or the patient's name, as ``personal_data`` asks of a file."""
    return holds_identity_number(text) or holds_number_of(text, number) or holds_name(text, patient)
