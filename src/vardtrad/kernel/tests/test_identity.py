import copy
import json
import logging
import pickle
import string
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vardtrad.kernel import clock, identity_errors
from vardtrad.kernel.identity import IdentityKind, IdentityNumber, InvalidIdentityNumber, ReserveScheme, parse
from vardtrad.kernel.reserve_number import luhn
from vardtrad.kernel.tests.official_numbers import PERSONNUMMER, SAMORDNINGSNUMMER

TODAY = date(2026, 11, 20)
TEST_NUMBERS = Path(__file__).resolve().parents[4].parent / "shared" / "testdata" / "personnummer"

OWN = {"allPins.json": PERSONNUMMER, "allCoords.json": SAMORDNINGSNUMMER}
WHOLE = {"allPins.json": 41_129, "allCoords.json": 2_264}

SENTENCES = {text for name, text in vars(identity_errors).items() if name.isupper()}

# A busy computer must not make these fail.
IN_ANY_TIME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def official(name):
    """The whole official list where it stands beside the project, else the project's own numbers of that kind."""
    if not TEST_NUMBERS.is_dir():
        return OWN[name]
    whole = tuple(json.loads((TEST_NUMBERS / name).read_text("utf-8")))
    assert len(whole) == WHOLE[name]
    assert set(OWN[name]) <= set(whole)
    return whole


def refusal(text, today=TODAY):
    with pytest.raises(InvalidIdentityNumber) as refused:
        parse(text, today=today)
    assert str(refused.value) in SENTENCES
    return str(refused.value)


def is_accepted(text):
    try:
        parse(text, today=TODAY)
    except InvalidIdentityNumber:
        return False
    return True


def one_digit_wrong(value, places):
    for place in places:
        for digit in string.digits:
            if digit != value[place]:
                yield value[:place] + digit + value[place + 1 :]


# ---- personnummer


@pytest.mark.req("001-005")
def test_every_official_test_personnummer_is_read():
    numbers = official("allPins.json")
    assert len(numbers) > 50
    for value in numbers:
        number = parse(value, today=TODAY)
        assert number.kind is IdentityKind.PERSONNUMMER
        assert number.value == value
        assert number.birth_date.strftime("%Y%m%d") == value[:8]
        assert number.scheme is None


def test_every_official_test_personnummer_is_read_in_its_short_form():
    for value in official("allPins.json"):
        sign = "-" if TODAY.year - int(value[:4]) < 100 else "+"
        assert parse(f"{value[2:8]}{sign}{value[8:]}", today=TODAY).value == value


def test_every_single_wrong_digit_after_the_century_is_refused():
    # Every seventh number, from all years, to keep the tests quick: the whole list takes half a minute.
    for value in official("allPins.json")[::7]:
        for wrong in one_digit_wrong(value, range(2, 12)):
            assert not is_accepted(wrong), wrong


def test_every_single_wrong_digit_of_the_century_is_refused_except_a_test_number_of_the_1890s_read_as_the_1990s():
    for value in official("allPins.json"):
        passing = [wrong for wrong in one_digit_wrong(value, range(2)) if is_accepted(wrong)]
        assert passing == (["19" + value[2:]] if value.startswith("18") else [])


def test_a_wrong_digit_that_looks_like_another_kind_is_refused_too():
    right = next(value for value in official("allPins.json") if value.startswith("19900101"))
    assert refusal(right[:6] + "61" + right[8:]) == identity_errors.CHECK_DIGIT  # a samordningsnummer
    assert refusal(right[:6] + "41" + right[8:]) == identity_errors.CHECK_DIGIT  # a reserve number
    # With 99 in place of 19 these have the shape of reserve numbers of Region Stockholm, issued in 1901 to 2012.
    for value in official("allPins.json"):
        if value.startswith(("1919", "1920")):
            assert not is_accepted("99" + value[2:])


@st.composite
def dates_and_birth_numbers(draw):
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    birth_number = draw(st.integers(1, 999).filter(lambda n: n not in {936, 980, 981, 982, 983}))
    body = f"{born:%Y%m%d}{birth_number:03}"
    return body + str(luhn(map(int, body[2:])))


@IN_ANY_TIME
@given(dates_and_birth_numbers(), st.data())
def test_a_right_number_of_a_living_person_is_read_and_refused_with_any_digit_wrong(value, data):
    number = parse(value, today=TODAY)
    assert (number.kind, number.value) == (IdentityKind.PERSONNUMMER, value)
    place = data.draw(st.integers(0, 11))
    for wrong in one_digit_wrong(value, [place]):
        assert not is_accepted(wrong)


# 189001019802, 199001012384 and the like below are official test numbers.
@pytest.mark.parametrize(
    "typed",
    [
        "189001019802",
        "18900101-9802",
        "18900101+9802",
        "900101+9802",
        "  189001019802\n",
        "18900101 9802",
        "18 90 01 01 - 98 02",
        "\xa018900101\u20139802\u200b",
        "\u202d18900101\u20119802\u202c",
        "18900101\u22129802",
        "\ufeff189001019802",
    ],
)
def test_the_ways_to_write_one_number(typed):
    assert parse(typed, today=TODAY).value == "189001019802"


def test_the_sign_of_the_short_form_tells_the_century():
    # The hyphen becomes a plus sign in the year in which the person turns 100, whatever the day.
    old = next(value for value in official("allPins.json") if value.startswith("19"))
    short, turns_100 = (old[2:8], old[8:]), int(old[:4]) + 100
    assert parse("-".join(short), today=date(turns_100 - 1, 12, 31)).value == old
    assert parse("+".join(short), today=date(turns_100, 1, 1)).value == old
    young = next(value for value in official("allPins.json") if value.startswith("20"))
    assert parse(f"{young[2:8]}-{young[8:]}", today=TODAY).value == young
    before = date(int(young[:4]) - 1, 1, 1)
    assert parse(f"{young[2:8]}-{young[8:]}", today=before).value == "19" + young[2:]


def test_today_is_the_swedish_date_now_when_nothing_else_is_said(monkeypatch):
    born = next(value for value in official("allPins.json") if value.startswith("20"))
    day = date.fromisoformat(f"{born[:4]}-{born[4:6]}-{born[6:8]}")
    monkeypatch.setattr(clock, "today", lambda: day)
    assert parse(born).birth_date == day
    monkeypatch.setattr(clock, "today", lambda: day - timedelta(days=1))
    with pytest.raises(InvalidIdentityNumber, match="framtiden"):
        parse(born)


@pytest.mark.req("001-055")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", identity_errors.SHAPE),
        ("   ", identity_errors.SHAPE),
        ("18900101", identity_errors.SHAPE),
        ("18900101980", identity_errors.SHAPE),
        ("9001019802", identity_errors.SHAPE),  # ten digits without a sign: which century?
        ("1890010198020", identity_errors.TOO_LONG),
        ("1" * 5000, identity_errors.TOO_LONG),
        (" " * 5000, identity_errors.TOO_LONG),
        ("189001-019802", identity_errors.UNKNOWN),
        ("1890-01-01-9802", identity_errors.UNKNOWN),
        ("18900101--9802", identity_errors.UNKNOWN),
        ("A89001019802", identity_errors.UNKNOWN),
        ("18900101_9802", identity_errors.CHARACTERS),
        ("18900101/9802", identity_errors.CHARACTERS),
        ("18900101ÅÄÖ2", identity_errors.CHARACTERS),
        ("18900101\x009802", identity_errors.CHARACTERS),
        ("189001019803", identity_errors.CHECK_DIGIT),
        ("189002309802", identity_errors.NO_SUCH_DATE),
        ("189013019802", identity_errors.NO_SUCH_DATE),
        ("189000019802", identity_errors.NO_SUCH_DATE),
        ("199001009802", identity_errors.NO_SUCH_DATE),
        ("000001019802", identity_errors.NO_SUCH_DATE),
        ("199001929802", identity_errors.NO_SUCH_DATE),
        ("202701019802", identity_errors.FUTURE),
        ("209001019802", identity_errors.FUTURE),
        ("179001019802", identity_errors.TOO_EARLY),
        ("188901019802", identity_errors.TOO_EARLY),
        ("189001012384", identity_errors.TOO_EARLY),
        ("199001010006", identity_errors.UNKNOWN),  # nobody has the birth number 000
    ],
)
def test_the_error_is_told_in_swedish(text, sentence):
    assert refusal(text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "١٨٩٠٠١٠١٩٨٠٢",  # Arabic-Indic digits
        "१८९००१०१९८०२",  # Devanagari
        "１８９００１０１９８０２",  # full width
        "18900101980²",
        "18900101980②",
        "𝟏𝟖𝟗𝟎𝟎𝟏𝟎𝟏𝟗𝟖𝟎𝟐",
        "20210325ſ069",  # long s, which would become S as a capital
        "20210325ı069",  # dotless i, which would become I
        "20210325\u212a069",  # the Kelvin sign, which looks like K
    ],
)
def test_digits_and_letters_of_other_scripts_are_refused(text):
    assert refusal(text) == identity_errors.CHARACTERS


@IN_ANY_TIME
@given(st.text(max_size=20) | st.text(string.digits + string.ascii_letters + " -+", min_size=9, max_size=14))
def test_any_text_is_either_refused_in_swedish_or_put_in_the_one_right_form(text):
    if not is_accepted(text):
        refusal(text)
        return
    number = parse(text, today=TODAY)
    assert len(number.value) == 12
    assert parse(number.value, today=TODAY) == parse(number.display, today=TODAY) == number


# ---- samordningsnummer


@pytest.mark.req("003-024")
def test_every_official_test_samordningsnummer_is_read_and_may_not_log_in():
    numbers = official("allCoords.json")
    assert len(numbers) > 2
    read = [parse(value, today=TODAY) for value in numbers]
    assert [number.value for number in read] == list(numbers)
    assert {number.kind for number in read} == {IdentityKind.SAMORDNINGSNUMMER}
    assert not any(number.may_log_in for number in read)
    undated = [number for number in read if number.birth_date is None]
    assert len(undated) == (194 if len(numbers) == WHOLE["allCoords.json"] else 0)
    assert all(number.age(TODAY) is None for number in undated)
    for number in read:
        if number.birth_date:
            assert number.birth_date.day + 60 == int(number.value[6:8])
            assert number.age(TODAY) == number.age(number.birth_date) + number.age(TODAY)


def test_every_single_wrong_digit_of_a_samordningsnummer_after_the_century_is_refused():
    for value in official("allCoords.json"):
        for wrong in one_digit_wrong(value, range(2, 12)):
            assert not is_accepted(wrong)


def test_a_samordningsnummer_in_its_short_form():
    number = parse("701063-2391", today=TODAY)  # the Tax Agency's own example
    assert number.value == "197010632391"
    assert number.birth_date == date(1970, 10, 3)
    assert number.kind is IdentityKind.SAMORDNINGSNUMMER


def test_a_samordningsnummer_of_a_wrong_year_is_refused():
    assert refusal("202710632391") == identity_errors.FUTURE
    assert refusal("187010632391") == identity_errors.TOO_EARLY
    assert refusal("197013632391") == identity_errors.NO_SUCH_DATE


# ---- the type


def test_a_number_is_shown_with_a_hyphen():
    assert parse("189001019802", today=TODAY).display == "18900101-9802"
    assert parse("20210325K069", today=TODAY).display == "20210325-K069"


@pytest.mark.req("003-024")
def test_only_a_person_with_a_personnummer_may_log_in():
    assert parse("189001019802", today=TODAY).may_log_in


def test_a_number_is_never_in_a_text_made_by_accident(caplog):
    number = parse("20210325K069", today=TODAY)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r %s", number, number, [number])
    texts = [str(number), repr(number), f"{number}", f"{number!r}", str({"x": number}), caplog.text]
    for text in texts:
        assert "K069" not in text
        assert "2021" not in text.replace(str(date.today().year), "")  # noqa: DTZ011
        assert "<regionalt reservnummer>" in text
    assert str(parse("189001019802", today=TODAY)) == "<personnummer>"


def test_the_refusal_of_a_number_does_not_hold_it():
    with pytest.raises(InvalidIdentityNumber) as refused:
        parse("189001019803", today=TODAY)
    assert "9803" not in repr(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_numbers_are_values():
    number, other = parse("189001019802", today=TODAY), parse("900101+9802", today=TODAY)
    assert number == other
    assert len({number, other}) == 1
    assert pickle.loads(pickle.dumps(number)) == copy.deepcopy(number) == number
    with pytest.raises(AttributeError):
        number.value = "x"


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2008, 11, 20), date(2026, 11, 19), 17),
        (date(2008, 11, 20), date(2026, 11, 20), 18),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(1890, 1, 1), date(2026, 11, 20), 136),
    ],
)
def test_age(born, on, age):
    assert IdentityNumber(IdentityKind.PERSONNUMMER, "x" * 12, born).age(on) == age


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before the birth"):
        parse("189001019802", today=TODAY).age(date(1889, 12, 31))


def test_kinds_are_stored_by_value_and_shown_by_a_swedish_label():
    assert {kind.value: kind.label for kind in IdentityKind} == {
        "personnummer": "Personnummer",
        "samordningsnummer": "Samordningsnummer",
        "reservnummer_national": "Nationellt reservnummer",
        "reservnummer_regional": "Regionalt reservnummer",
    }
    assert IdentityKind("samordningsnummer") is IdentityKind.SAMORDNINGSNUMMER
    assert ReserveScheme("stockholm").label == "Region Stockholm"
