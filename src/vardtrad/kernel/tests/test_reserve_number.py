from datetime import date

import pytest

from vardtrad.kernel import identity_errors
from vardtrad.kernel.identity import IdentityKind, InvalidIdentityNumber, ReserveScheme, parse
from vardtrad.kernel.reserve_number import luhn

TODAY = date(2026, 11, 20)


@pytest.mark.req("001-055", "003-024")
@pytest.mark.parametrize(
    ("typed", "value", "kind", "scheme", "born"),
    [
        # The two examples of the Swedish base profiles.
        ("98240301AA06", "98240301AA06", "national", ReserveScheme.NATIONAL, date(2024, 3, 1)),
        ("20210325K069", "20210325K069", "regional", ReserveScheme.VASTRA_GOTALAND, date(2021, 3, 25)),
        # National: known date and sex, unknown sex, unknown date, neither known.
        ("22950606-FH20", "22950606FH20", "national", ReserveScheme.NATIONAL, date(1995, 6, 6)),
        ("25780404khd5", "25780404KHD5", "national", ReserveScheme.NATIONAL, date(1978, 4, 4)),
        ("00342145BZ31", "00342145BZ31", "national", ReserveScheme.NATIONAL, None),
        ("00749852BZK0", "00749852BZK0", "national", ReserveScheme.NATIONAL, None),
        # Region Stockholm, with the check digit over positions 5–11 and over 3–11.
        ("992004920013", "992004920013", "regional", ReserveScheme.STOCKHOLM, None),
        ("992004920019", "992004920019", "regional", ReserveScheme.STOCKHOLM, None),
        ("99200492-2486", "992004922486", "regional", ReserveScheme.STOCKHOLM, None),
        # Västra Götalandsregionen: K, M, X.
        ("19561110-k064", "19561110K064", "regional", ReserveScheme.VASTRA_GOTALAND, date(1956, 11, 10)),
        ("20121212M714", "20121212M714", "regional", ReserveScheme.VASTRA_GOTALAND, date(2012, 12, 12)),
        ("20121212X803", "20121212X803", "regional", ReserveScheme.VASTRA_GOTALAND, date(2012, 12, 12)),
        # Region Värmland: known date of birth, and without one.
        ("19450829-SF2B", "19450829SF2B", "regional", ReserveScheme.VARMLAND, date(1945, 8, 29)),
        ("19810829-SU3A", "19810829SU3A", "regional", ReserveScheme.VARMLAND, None),
        # 32–59 in the day's place.
        ("197010322399", "197010322399", "regional", ReserveScheme.DAY_OVER_31, None),
        # A date and four characters with a letter among them.
        ("19990131 DA0B", "19990131DA0B", "regional", ReserveScheme.DATE_AND_LETTER, date(1999, 1, 31)),
        ("20000101T220", "20000101T220", "regional", ReserveScheme.DATE_AND_LETTER, date(2000, 1, 1)),
        ("20000101220R", "20000101220R", "regional", ReserveScheme.DATE_AND_LETTER, date(2000, 1, 1)),
        ("18500101M001", "18500101M001", "regional", ReserveScheme.DATE_AND_LETTER, None),
    ],
)
def test_reserve_numbers(typed, value, kind, scheme, born):
    number = parse(typed, today=TODAY)
    assert number.value == value
    assert number.kind is IdentityKind(f"reservnummer_{kind}")
    assert number.scheme is scheme
    assert number.birth_date == born
    assert not number.may_log_in
    assert (number.age(TODAY) is None) == (born is None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("98240301AA07", identity_errors.CHECK_DIGIT),
        ("98240301AB06", identity_errors.CHECK_DIGIT),
        ("00342145BZ32", identity_errors.CHECK_DIGIT),
        ("98241301AA06", identity_errors.NO_SUCH_DATE),
        ("24240301AA06", identity_errors.FUTURE),  # the century is 21
        ("00340145BZ31", identity_errors.UNKNOWN),
        ("00342139BZ31", identity_errors.UNKNOWN),
        ("98240301IA06", identity_errors.UNKNOWN),  # I is no letter of the national series
        ("20210325K068", identity_errors.CHECK_DIGIT),
        ("20210325M069", identity_errors.CHECK_DIGIT),
        ("20210230K069", identity_errors.NO_SUCH_DATE),
        ("20270325K069", identity_errors.FUTURE),
        ("17210325K069", identity_errors.TOO_EARLY),
        ("992004920011", identity_errors.CHECK_DIGIT),
        ("992104920019", identity_errors.UNKNOWN),
        ("991865951279", identity_errors.UNKNOWN),
        ("197010322398", identity_errors.CHECK_DIGIT),
        ("197013322399", identity_errors.NO_SUCH_DATE),
        ("202710322399", identity_errors.NO_SUCH_DATE),
        ("561110-K064", identity_errors.RESERVE_SHAPE),
        ("240301-AA06", identity_errors.RESERVE_SHAPE),
        ("701032-2399", identity_errors.RESERVE_SHAPE),
    ],
)
def test_wrong_reserve_numbers_are_refused(text, sentence):
    with pytest.raises(InvalidIdentityNumber) as refused:
        parse(text, today=TODAY)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("value", ["98240301AA06", "20210325K069", "197010322399", "19700132DA0B", "00342145BZ31"])
def test_a_wrong_digit_in_the_check_digits_place_is_refused_where_the_series_has_one(value):
    accepted = []
    for digit in "0123456789":
        try:
            accepted.append(parse(value[:11] + digit, today=TODAY).value)
        except InvalidIdentityNumber:
            continue
    assert accepted == ([] if value == "19700132DA0B" else [value])


def test_luhn_against_known_check_digits():
    assert luhn([6, 4, 0, 8, 2, 3, 3, 2, 3]) == 4  # the worked example of the Tax Agency's brochure on personnummer
    assert luhn([7, 9, 9, 2, 7, 3, 9, 8, 7, 1]) == 3
    assert luhn([0]) == 0
    assert luhn([ord("A")]) == 6  # 2 · 65 = 130, 1 + 3 + 0 = 4
