"""Reserve numbers (reservnummer): what care writes for patients who have no number of the Swedish Tax Agency.

Twelve characters, letters allowed. One national series has a check digit throughout; beside it the regions have
series of their own, some with a check digit and some without. Staff must be able to handle all of
them (001-055), so a series without a known check is accepted on its shape.

Known series, tried in this order:

* National, ``XXYYMMDDNNGC``. XX is the century of birth plus 3, 6, … 78 (22 = the 1900s, 23 = the 2000s), or 00 when
  the date of birth is unknown and YYMMDD is a serial number (MM 20–99, DD 40–59). NN two letters; G a digit, or a
  letter when the sex is unknown; the letters are A–Z except I, O, Q, V, W. C by Luhn over the eleven characters before
  it, where a letter counts as its ASCII value (A = 65).
* Region Stockholm, ``99yyyyNNNNNC``, yyyy the year of issue. Public descriptions let C cover positions 5–11 or 3–11, so
  both are accepted: to turn a patient away is worse than to let a slip through. The second way holds only when
  positions 3–8 are no date of the 1900s, for the number could then be a personnummer with one digit wrong.
* Västra Götalandsregionen, ``yyyymmddGggC``, G one of K, M, X (5, 7, 8 in Luhn) and gg 06–89. C as in a personnummer.
* Region Värmland, ``yyyymmddSBNC``: B the sort, N a digit, C a letter or digit in turn. No check digit.
* A year and month followed by 32–59 in place of the day, ``yyyymmxxNNNC``, digits only. C as in a personnummer.
* Region Skåne and others: a date and four characters of which at least one is a letter. No check digit.

A number in the shape of Västra Götalandsregionen's is held to that series' check digit, although a few of the series
without one can take the same shape.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from vardtrad.kernel.identity_errors import (
    CHECK_DIGIT,
    FUTURE,
    NO_SUCH_DATE,
    TOO_EARLY,
    UNKNOWN,
    InvalidIdentityNumber,
)

_NATIONAL = re.compile(r"[0-9]{8}[A-HJ-NPR-UX-Z]{2}[0-9A-HJ-NPR-UX-Z][0-9]")
_VASTRA_GOTALAND = re.compile(r"[0-9]{8}[KMX](?:0[6-9]|[1-8][0-9])[0-9]")
_VARMLAND = re.compile(r"[0-9]{8}S[FUXPL][0-9][1-9A-UW-Z]")

_SEX_IN_VASTRA_GOTALAND = {"K": 5, "M": 7, "X": 8}
_SORTS_WITHOUT_BIRTH_DATE = "UXL"  # without date of birth, unknown person, laboratory sample of nobody known

_EARLIEST_YEAR = 1840
_FIRST_REAL_YEAR = 1900  # some series put a date in the 1800s where the date of birth is unknown


class ReserveScheme(StrEnum):
    """The series that a reserve number belongs to, as far as its shape tells."""

    label: str

    def __new__(cls, value: str, label: str) -> "ReserveScheme":
        """Keep the stored value and, beside it, the label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    NATIONAL = "national", "Nationell serie"
    STOCKHOLM = "stockholm", "Region Stockholm"
    VASTRA_GOTALAND = "vastra_gotaland", "Västra Götalandsregionen"
    VARMLAND = "varmland", "Region Värmland"
    DAY_OVER_31 = "day_over_31", "Serie med 32–59 i dagens ställe"
    DATE_AND_LETTER = "date_and_letter", "Datum och bokstav (Region Skåne med flera)"


def luhn(values: Iterable[int]) -> int:
    """Return the Luhn check digit of `values`, from left to right, the check digit itself left out.

    A product above 9 counts as the sum of its digits, also for a letter's ASCII value (the national series).
    """
    total = 0
    for place, value in enumerate(reversed(list(values))):
        product = value if place % 2 else value * 2
        total += product // 100 + product // 10 % 10 + product % 10
    return -total % 10


def calendar_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_reserve_number(value: str, today: date) -> tuple[ReserveScheme, date | None]:
    """Return the series of `value` and the date of birth it tells, or None where it tells none.

    `value` is twelve characters 0–9 and A–Z, `today` the Swedish date. Raises InvalidIdentityNumber.
    """
    if value.isdigit():
        if value.startswith("99"):
            return _stockholm(value, today)
        return _day_over_31(value, today)
    if _NATIONAL.fullmatch(value) and not 1 <= int(value[:2]) <= 21:
        return _national(value, today)
    if not 17 <= int(value[:2]) <= 20:
        raise InvalidIdentityNumber(UNKNOWN)
    return _date_and_letter(value, today)


def _require(check_digit: str, values: Iterable[int]) -> None:
    if int(check_digit) != luhn(values):
        raise InvalidIdentityNumber(CHECK_DIGIT)


def _digits(text: str) -> list[int]:
    return [int(character) for character in text]


def _past_date(year: int, month: int, day: int, today: date) -> date:
    day_of_birth = calendar_date(year, month, day)
    if day_of_birth is None:
        raise InvalidIdentityNumber(NO_SUCH_DATE)
    if day_of_birth > today:
        raise InvalidIdentityNumber(FUTURE)
    if year < _EARLIEST_YEAR:
        raise InvalidIdentityNumber(TOO_EARLY)
    return day_of_birth


def _national(value: str, today: date) -> tuple[ReserveScheme, date | None]:
    series, year, month, day = (int(value[at : at + 2]) for at in (0, 2, 4, 6))
    birth_date = None
    if series:
        century = 19 + (series - 19) % 3
        birth_date = _past_date(century * 100 + year, month, day, today)
    elif not (month >= 20 and 40 <= day <= 59):
        raise InvalidIdentityNumber(UNKNOWN)
    _require(value[11], (int(c) if c.isdigit() else ord(c) for c in value[:11]))
    return ReserveScheme.NATIONAL, birth_date


def _stockholm(value: str, today: date) -> tuple[ReserveScheme, date | None]:
    if not 1900 <= int(value[2:6]) <= today.year:
        raise InvalidIdentityNumber(UNKNOWN)
    check = int(value[11])
    holds = check == luhn(_digits(value[4:11])) or (
        check == luhn(_digits(value[2:11]))
        and calendar_date(1900 + int(value[2:4]), int(value[4:6]), int(value[6:8])) is None
    )
    if not holds:
        raise InvalidIdentityNumber(CHECK_DIGIT)
    return ReserveScheme.STOCKHOLM, None


def _day_over_31(value: str, today: date) -> tuple[ReserveScheme, date | None]:
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8])
    if not (1700 <= year <= today.year and 1 <= month <= 12 and 32 <= day <= 59):
        raise InvalidIdentityNumber(NO_SUCH_DATE)
    _require(value[11], _digits(value[2:11]))
    return ReserveScheme.DAY_OVER_31, None


def _date_and_letter(value: str, today: date) -> tuple[ReserveScheme, date | None]:
    date_in_number = _past_date(int(value[:4]), int(value[4:6]), int(value[6:8]), today)
    birth_date = date_in_number if date_in_number.year >= _FIRST_REAL_YEAR else None
    if _VASTRA_GOTALAND.fullmatch(value):
        sex = _SEX_IN_VASTRA_GOTALAND[value[8]]
        _require(value[11], [*_digits(value[2:8]), sex, *_digits(value[9:11])])
        return ReserveScheme.VASTRA_GOTALAND, birth_date
    if _VARMLAND.fullmatch(value):
        return ReserveScheme.VARMLAND, None if value[9] in _SORTS_WITHOUT_BIRTH_DATE else birth_date
    return ReserveScheme.DATE_AND_LETTER, birth_date
