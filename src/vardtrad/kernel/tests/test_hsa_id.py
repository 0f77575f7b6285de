import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vardtrad.kernel.hsa_id import HsaId, InvalidHsaId, parse_hsa_id

# A busy computer must not make these fail.
IN_ANY_TIME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_right_one_is_a_string():
    hsa_id = parse_hsa_id("SE2321000131-E000000000123")
    assert isinstance(hsa_id, HsaId)
    assert hsa_id == "SE2321000131-E000000000123"
    assert hsa_id.organisation_number == "2321000131"
    assert {hsa_id: 1}["SE2321000131-E000000000123"] == 1
    assert pickle.loads(pickle.dumps(hsa_id)) == hsa_id


@pytest.mark.parametrize(
    "pasted",
    [
        " SE2321000131-A1B2",
        "SE2321000131-A1B2\n",
        "\t SE2321000131-A1B2 \r\n",
        "\xa0SE2321000131-A1B2\xa0",
        "\u200bSE2321000131-A1B2\ufeff",
        "\u202aSE2321000131-A1B2\u202c",
        "SE2321000131 - A1B2",
        "SE2321000131\u2013A1B2",
        "SE2321000131\u2011A1B2",
        "se2321000131-a1b2",
        "Se2321000131-a1B2",
    ],
)
def test_stray_blanks_other_dashes_and_small_letters_are_put_right(pasted):
    assert parse_hsa_id(pasted) == "SE2321000131-A1B2"


def test_it_has_at_most_31_characters():
    assert len(parse_hsa_id("SE2321000131-" + "A" * 18)) == 31
    with pytest.raises(InvalidHsaId, match="högst 31 tecken"):
        parse_hsa_id("SE2321000131-" + "A" * 19)
    with pytest.raises(InvalidHsaId, match="högst 31 tecken"):
        parse_hsa_id("SE2321000131-A" + " " * 1000)


def test_an_organisation_number_of_twelve_digits_is_kept_and_read_as_ten():
    hsa_id = parse_hsa_id("SE162321000131-1000")
    assert hsa_id == "SE162321000131-1000"
    assert hsa_id.organisation_number == "2321000131"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Skriv ett HSA-id."),
        (" \xa0\u200b", "Skriv ett HSA-id."),
        ("SE2321000131-ÅÄÖ1", "A–Z"),
        ("SE2321000131-A@B", "A–Z"),
        ("SE2321000131-A_B", "A–Z"),
        ("SE٢٣٢١٠٠٠١٣١-A1", "A–Z"),
        ("SE2321000131-ı", "A–Z"),
        ("ſE2321000131-A1", "A–Z"),
        ("SE２３２１０００１３１-A1", "A–Z"),
        ("SE2321000131-A\x00", "A–Z"),
        ("SE2321000131-", "ska börja med SE"),
        ("SE2321000131", "ska börja med SE"),
        ("SE232100013-A1", "ska börja med SE"),
        ("SE23210001310-A1", "ska börja med SE"),
        ("SE232100-0131-A1", "ska börja med SE"),
        ("NO2321000131-A1", "ska börja med SE"),
        ("2321000131-A1", "ska börja med SE"),
        ("SE2321000131-A1-B2", "ska börja med SE"),
    ],
)
def test_the_error_is_told_in_swedish(text, sentence):
    with pytest.raises(InvalidHsaId, match=sentence):
        parse_hsa_id(text)


@IN_ANY_TIME
@given(st.text(max_size=60))
def test_any_text_is_either_refused_or_put_in_the_one_right_form(text):
    try:
        hsa_id = parse_hsa_id(text)
    except InvalidHsaId:
        return
    assert len(hsa_id) <= 31
    assert parse_hsa_id(hsa_id) == hsa_id


@IN_ANY_TIME
@given(st.from_regex(r"SE[0-9]{10}-[0-9A-Z]{1,18}", fullmatch=True))
def test_every_id_of_the_right_shape_is_kept_as_it_is(text):
    assert parse_hsa_id(text) == text
    assert parse_hsa_id(text).organisation_number == text[2:12]
