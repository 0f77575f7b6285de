"""Identity numbers at the limits: the first and last year, month and day that each kind of number may say.

The numbers are made here with a right check digit and a birth number of the Tax Agency's test series, or have the shape
of a reserve number; none is written out.
"""

from __future__ import annotations

from datetime import date

import pytest

from vardtrad.kernel import clock, identity_errors
from vardtrad.kernel.identity import IdentityKind, InvalidIdentityNumber, ReserveScheme, parse
from vardtrad.kernel.reserve_number import luhn

TODAY = date(2026, 11, 20)


def checked(day: str, birth_number: str = "238") -> str:
    """Eight digits of a day and a birth number, with the check digit of a personnummer."""
    return f"{day}{birth_number}{luhn(map(int, day[2:] + birth_number))}"


def national(eight: str, letters: str = "BZ3") -> str:
    """A number of the national series with its check digit."""
    body = eight + letters
    return body + str(luhn(int(sign) if sign.isdigit() else ord(sign) for sign in body))


def told(text: str, today: date = TODAY) -> object:
    """The date of birth that a number tells, or the sentence with which it is refused."""
    try:
        return parse(text, today=today).birth_date
    except InvalidIdentityNumber as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("19000101", date(1900, 1, 1)), ("18991231", identity_errors.TOO_EARLY), ("20261120", TODAY),
        ("20261121", identity_errors.FUTURE), ("20000229", date(2000, 2, 29)),
        ("19000229", identity_errors.NO_SUCH_DATE),
        ("20000131", date(2000, 1, 31)), ("20000431", identity_errors.NO_SUCH_DATE),
    ],
)  # fmt: skip
def test_the_first_and_last_day_of_a_personnummer(day: str, said: object) -> None:
    assert told(checked(day)) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("20001261", date(2000, 12, 1)), ("20001361", identity_errors.NO_SUCH_DATE), ("20261180", TODAY),
        ("20261181", identity_errors.FUTURE), ("20270061", identity_errors.FUTURE), ("20260061", None),
        ("19000161", date(1900, 1, 1)), ("18990161", identity_errors.TOO_EARLY),
        ("18990061", identity_errors.TOO_EARLY),
        ("20000160", None), ("20000191", date(2000, 1, 31)), ("20000491", None),
        ("20000192", identity_errors.NO_SUCH_DATE),
    ],
)  # fmt: skip
def test_the_first_and_last_day_of_a_samordningsnummer(day: str, said: object) -> None:
    assert told(checked(day)) == said


@pytest.mark.parametrize("day", ["20000161", "20000061"])
def test_a_samordningsnummer_with_a_wrong_check_digit(day: str) -> None:
    right = checked(day)
    assert told(right[:11] + str((int(right[11]) + 1) % 10)) == identity_errors.CHECK_DIGIT
    assert told(checked(day, "000")) == identity_errors.UNKNOWN


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2099, 12, 31), date(2100, 1, 1)])
@pytest.mark.parametrize("year", ["00", "25", "26", "27", "99"])
def test_the_century_of_a_short_form(year: str, today: date) -> None:
    """With a hyphen the latest year that is not after today's, with a plus the latest that is a hundred years ago."""
    for sign, latest in (("-", today.year), ("+", today.year - 100)):
        whole = next(each for each in range(latest, latest - 100, -1) if f"{each:04}".endswith(year))
        typed = checked(f"{whole:04}0101")
        text = f"{typed[2:8]}{sign}{typed[8:]}"
        assert told(text, today) == (date(whole, 1, 1) if whole >= 1900 else identity_errors.TOO_EARLY)


def test_a_day_from_32_to_59_has_no_short_form() -> None:
    for day in ("32", "59"):
        assert told(f"0001{day}-2380") == identity_errors.RESERVE_SHAPE
    assert told("000131-2380") != identity_errors.RESERVE_SHAPE
    assert told("000160-2380") != identity_errors.RESERVE_SHAPE


@pytest.mark.parametrize(
    ("month", "day", "taken"),
    [("20", "40", True), ("99", "59", True), ("19", "40", False), ("20", "39", False), ("20", "60", False)],
)
def test_a_national_number_without_a_date(month: str, day: str, taken: bool) -> None:
    assert told(national(f"0074{month}{day}")) == (None if taken else identity_errors.UNKNOWN)


@pytest.mark.parametrize(
    ("series", "century"), [("22", 19), ("23", 20), ("25", 19), ("26", 20), ("97", 19), ("98", 20)]
)
def test_the_century_of_a_national_number(series: str, century: int) -> None:
    assert told(national(f"{series}100101", "AA0")) == date(century * 100 + 10, 1, 1)


@pytest.mark.parametrize(("series", "is_national"), [("21", False), ("01", False), ("00", True), ("22", True)])
def test_which_series_are_national(series: str, is_national: bool) -> None:
    eight = f"{series}104142" if series == "00" else f"{series}100101"
    assert (told(national(eight, "BZ3")) != identity_errors.UNKNOWN) == is_national


@pytest.mark.parametrize(
    ("year", "month", "day", "taken"),
    [
        (1700, 1, 32, True), (1699, 1, 32, False), (2026, 12, 59, True), (2027, 1, 32, False), (2000, 0, 32, False),
        (2000, 13, 32, False), (2000, 1, 32, True), (2000, 12, 32, True),
    ],
)  # fmt: skip
def test_a_number_with_a_day_over_31(year: int, month: int, day: int, taken: bool) -> None:
    number = checked(f"{year:04}{month:02}{day:02}")
    if taken:
        assert parse(number, today=TODAY).scheme is ReserveScheme.DAY_OVER_31
    else:
        assert told(number) == identity_errors.NO_SUCH_DATE


@pytest.mark.parametrize(("year", "taken"), [("1900", True), ("2026", True), ("1899", False), ("2027", False)])
def test_the_years_of_a_number_of_stockholm(year: str, taken: bool) -> None:
    body = f"99{year}92000"
    number = body + str(luhn(map(int, body[4:])))
    if taken:
        assert parse(number, today=TODAY).scheme is ReserveScheme.STOCKHOLM
    else:
        assert told(number) == identity_errors.UNKNOWN


def test_a_number_of_stockholm_with_the_long_check_digit_may_not_look_like_a_date() -> None:
    """99 in place of 19 in a personnummer must not be taken for a number of Stockholm's."""
    for digits, taken in (("2001013238", False), ("2001323238", True)):
        body = "99" + digits[:-1]
        short, long = luhn(map(int, body[4:])), luhn(map(int, body[2:]))
        assert short != long
        assert told(body + str(short)) is None
        assert told(body + str(long)) == (None if taken else identity_errors.CHECK_DIGIT)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("19000101", date(1900, 1, 1)), ("18991231", None), ("18400101", None), ("18391231", identity_errors.TOO_EARLY),
        ("20261120", TODAY), ("20261121", identity_errors.FUTURE), ("21000101", identity_errors.UNKNOWN),
        ("16991231", identity_errors.UNKNOWN), ("17991231", identity_errors.TOO_EARLY),
    ],
)  # fmt: skip
def test_a_number_with_a_date_and_a_letter(day: str, said: object) -> None:
    assert told(f"{day}DA0B") == said


@pytest.mark.parametrize("letters", ["K059", "K909", "L069"])
def test_what_is_no_number_of_vastra_gotaland(letters: str) -> None:
    assert parse(f"19990131{letters}", today=TODAY).scheme is ReserveScheme.DATE_AND_LETTER


def test_a_number_of_no_kind_that_is_national() -> None:
    assert parse(national("00742042"), today=TODAY).kind is IdentityKind.RESERVNUMMER_NATIONAL


def test_days_off_have_swedish_names() -> None:
    assert clock.holiday_name(date(2026, 12, 24)) == "Julafton"
    assert clock.holiday_name(date(2026, 12, 25)) == "Juldagen"
    assert clock.holiday_name(date(2027, 1, 6)) == "Trettondedag jul"
    assert clock.holiday_name(date(2026, 11, 20)) == ""
    assert clock.holiday_name(date(2026, 11, 22)) == ""  # a Sunday
