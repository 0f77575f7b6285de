"""Identity numbers of residents and patients, as a type that is checked when it is made.

Four kinds: personnummer (folkbokföringslagen (1991:481) 18 §), samordningsnummer (lag (2022:1697) om
samordningsnummer), and the national and regional reserve numbers of care (:mod:`vardtrad.kernel.reserve_number`). Staff
handle patients with any of them; only a person with a personnummer can log in (003-024, design decision 11). A newborn
has a number before it has a name: nothing here knows of names.

**What the check finds.** The check digit covers the ten digits after the century, so any one of those being wrong is
refused, also where the slip makes the number look like another kind. The century's two digits have no check digit.
They are held to dates from 1900 (nobody born earlier is alive) up to today, which refuses every single wrong digit in
them too, but for what the Tax Agency's test personnummer of the 1890s cost. Those are let in by their birth numbers,
980–983 and once 936. So arithmetic cannot tell such a test number from the one with 19 in place of 18, which is also
right, nor find 18 in place of 19 for somebody born in the 1990s with one of those five birth numbers.

Two wrong digits (19 for 20) pass wherever both dates have been. Only the population register can tell whether a number
has been given to anybody, and to whom.

Numbers never stand in an address, a log line, an e-mail or an SMS: ``str()``, ``repr()`` and format strings of an
IdentityNumber say only which kind it is. Take :attr:`~IdentityNumber.value` to store it and
:attr:`~IdentityNumber.display` to show it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from personnummer import personnummer

from vardtrad.kernel import clock
from vardtrad.kernel.identity_errors import (
    CHARACTERS,
    CHECK_DIGIT,
    FUTURE,
    NO_SUCH_DATE,
    RESERVE_SHAPE,
    SHAPE,
    TOO_EARLY,
    TOO_LONG,
    UNKNOWN,
    InvalidIdentityNumber,
)
from vardtrad.kernel.pasted import without_stray_characters
from vardtrad.kernel.reserve_number import ReserveScheme, calendar_date, luhn, read_reserve_number

__all__ = ["IdentityKind", "IdentityNumber", "InvalidIdentityNumber", "ReserveScheme", "parse"]

_SHAPE = re.compile(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9A-Z]{4})")
_PERMITTED = re.compile(r"[0-9A-Z+-]*")

_LONGEST_INPUT = 100
"""More characters than this are not looked at; a pasted document is not an identity number."""

_FIRST_LIVING_YEAR = 1900
_TEST_BIRTH_NUMBERS_OF_THE_1890S = frozenset({"936", "980", "981", "982", "983"})

_COORDINATION_DAYS = range(60, 92)
_COORDINATION_ADDEND = 60


class IdentityKind(StrEnum):
    """The kinds of identity number; the value is stored, the Swedish label is shown."""

    label: str

    def __new__(cls, value: str, label: str) -> "IdentityKind":
        """Keep the stored value and, beside it, the label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    PERSONNUMMER = "personnummer", "Personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer", "Samordningsnummer"
    RESERVNUMMER_NATIONAL = "reservnummer_national", "Nationellt reservnummer"
    RESERVNUMMER_REGIONAL = "reservnummer_regional", "Regionalt reservnummer"


@dataclass(frozen=True, slots=True, repr=False)
class IdentityNumber:
    """A right identity number. Make it with :func:`parse`, which checks it."""

    kind: IdentityKind
    value: str
    """Twelve characters 0–9 and A–Z, without a hyphen: the form that is stored and compared."""
    birth_date: date | None
    """The date of birth in the number, or None when the number tells none."""
    scheme: ReserveScheme | None = None
    """Which series a reserve number belongs to; None for numbers of the Tax Agency."""

    @property
    def display(self) -> str:
        """The number as it is shown on the screen, ``ÅÅÅÅMMDD-XXXX`` (000-021)."""
        return with_hyphen(self.value)

    @property
    def may_log_in(self) -> bool:
        """Whether a person with this number can log in: only with a personnummer (003-024)."""
        return self.kind is IdentityKind.PERSONNUMMER

    def age(self, on: date) -> int | None:
        """Return the age in whole years on the Swedish date `on`, or None when the date of birth is not known.

        Who is born on 29 February comes of age on 28 February in a year without that day (lag (1930:173) om beräkning
        av lagstadgad tid, 1 §). Raises ValueError when `on` is before the birth.
        """
        born = self.birth_date
        if born is None:
            return None
        if on < born:
            raise ValueError("the date is before the birth")
        birthday = calendar_date(on.year, born.month, born.day) or date(on.year, 3, 1) - timedelta(days=1)
        return on.year - born.year - (on < birthday)

    def _kind_only(self) -> str:
        return f"<{self.kind.label.lower()}>"

    __str__ = _kind_only
    __repr__ = _kind_only


def with_hyphen(value: str) -> str:
    """Return a stored identity number as people write it: "19771207-2391" for "197712072391"."""
    return f"{value[:8]}-{value[8:]}"


def searched(text: str) -> str | None:
    """The stored form of the whole number that a search is, however it is written; None when it is none.

    As ``parse``, and ten digits without a hyphen too: to search by a number changes nothing for anybody, so the century
    may be guessed as if the hyphen were there.
    """
    cleaned = without_stray_characters(text[:_LONGEST_INPUT])
    for way in (cleaned, f"{cleaned[:-4]}-{cleaned[-4:]}", f"{cleaned[:-4]}+{cleaned[-4:]}"):
        try:
            return parse(way).value
        except InvalidIdentityNumber:
            continue
    return None


def parse(text: str, *, today: date | None = None) -> IdentityNumber:
    """Read an identity number that somebody has typed or pasted.

    Accepts twelve characters with or without ``-`` or ``+`` before the last four (with the century written out the sign
    says nothing), and a personnummer or samordningsnummer of ten digits with ``-``, or with ``+`` from the year in
    which the person turns 100. Blanks anywhere, other dashes and small letters are taken; digits of other scripts
    are refused, not translated. `today` is the Swedish date that centuries and future dates are judged by (the
    present one when not given). Raises InvalidIdentityNumber with a Swedish sentence that never holds the number.
    """
    today = today or clock.today()
    cleaned = without_stray_characters(text[: _LONGEST_INPUT + 1])
    if len(text) > _LONGEST_INPUT:
        raise InvalidIdentityNumber(TOO_LONG)
    # Upper-casing comes after the ASCII test: "ı" and "ſ" of other scripts would turn into I and S.
    cleaned = cleaned.upper() if cleaned.isascii() else cleaned
    shape = _SHAPE.fullmatch(cleaned)
    if shape is None:
        raise InvalidIdentityNumber(_what_is_wrong_with_the_shape_of(cleaned))
    century, six, sign, four = shape.groups()
    if century is not None:
        return _read(century + six + four, today)
    if not sign:
        raise InvalidIdentityNumber(SHAPE)
    # In letters and odd days the two digits of the century mean something else, so only the Tax Agency's numbers
    # may be shortened.
    if not four.isdigit() or 32 <= int(six[4:]) < _COORDINATION_DAYS.start:
        raise InvalidIdentityNumber(RESERVE_SHAPE)
    latest = today.year if sign == "-" else today.year - 100
    year = latest - (latest - int(six[:2])) % 100
    return _read(f"{year:04}{six[2:]}{four}", today)


def _what_is_wrong_with_the_shape_of(cleaned: str) -> str:
    if not _PERMITTED.fullmatch(cleaned):
        return CHARACTERS
    length = sum(character not in "+-" for character in cleaned)
    if length > 12:
        return TOO_LONG
    return UNKNOWN if length == 12 else SHAPE


def _read(value: str, today: date) -> IdentityNumber:
    if value.isdigit() and not value.startswith("99"):
        day = int(value[6:8])
        if day in _COORDINATION_DAYS:
            return _read_samordningsnummer(value, today)
        if day <= 31:
            return _read_personnummer(value, today)
    scheme, birth_date = read_reserve_number(value, today)
    kind = IdentityKind.RESERVNUMMER_REGIONAL
    if scheme is ReserveScheme.NATIONAL:
        kind = IdentityKind.RESERVNUMMER_NATIONAL
    return IdentityNumber(kind, value, birth_date, scheme)


def _read_personnummer(value: str, today: date) -> IdentityNumber:
    birth_date = calendar_date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    if birth_date is None:
        raise InvalidIdentityNumber(NO_SUCH_DATE)
    if birth_date > today:
        raise InvalidIdentityNumber(FUTURE)
    if birth_date.year < _FIRST_LIVING_YEAR:
        of_test = birth_date.year >= 1890 and value[8:11] in _TEST_BIRTH_NUMBERS_OF_THE_1890S
        if not of_test:
            raise InvalidIdentityNumber(TOO_EARLY)
    _require_right_number(value, dated=True)
    return IdentityNumber(IdentityKind.PERSONNUMMER, value, birth_date)


def _read_samordningsnummer(value: str, today: date) -> IdentityNumber:
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8]) - _COORDINATION_ADDEND
    if month > 12:
        raise InvalidIdentityNumber(NO_SUCH_DATE)
    # A samordningsnummer may lack a real date (month 00, day 60, 30 February …): the date of birth was not known.
    birth_date = calendar_date(year, month, day)
    if year > today.year or (birth_date is not None and birth_date > today):
        raise InvalidIdentityNumber(FUTURE)
    if year < _FIRST_LIVING_YEAR:
        raise InvalidIdentityNumber(TOO_EARLY)
    _require_right_number(value, dated=birth_date is not None)
    return IdentityNumber(IdentityKind.SAMORDNINGSNUMMER, value, birth_date)


def _require_right_number(value: str, *, dated: bool) -> None:
    if value[8:11] == "000":  # never given to anybody
        raise InvalidIdentityNumber(UNKNOWN)
    # The package refuses a samordningsnummer without a real date, so those are counted here.
    right = personnummer.valid(value) if dated else luhn(map(int, value[2:11])) == int(value[11])
    if not right:
        raise InvalidIdentityNumber(CHECK_DIGIT)
