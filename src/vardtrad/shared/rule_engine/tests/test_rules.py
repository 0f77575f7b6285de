"""Who may address where, compared with an oracle written by hand."""

import pytest

from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.rule_engine.rules import AddressFacts, address_refusal

FINE = {"by_listing": True, "party": Party.OUTPATIENT, "plans": True, "own_unit": True, "own_value": True,
        "by_the_region": False}  # fmt: skip
CODE = {"by_listing": False, "party": Party.MUNICIPALITY, "own_value": False}


@pytest.mark.req("001-080", "001-081")
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, None),
        ({"own_unit": False}, "din egen organisation"),
        ({"party": Party.INPATIENT}, "öppenvården"),
        ({"party": Party.MUNICIPALITY}, "öppenvården"),
        ({"party": None}, "öppenvården"),
        ({"own_value": False}, "regionens systemadministratör"),
        ({"own_value": False, "by_the_region": True}, None),
        ({"plans": False}, "inte aktiv"),
        (CODE, None),
        (CODE | {"party": Party.OUTPATIENT}, "kommunal enhet"),
        (CODE | {"party": Party.INPATIENT, "by_the_region": True}, "kommunal enhet"),
        (CODE | {"own_unit": False}, "din egen organisation"),
        (CODE | {"plans": False}, "inte aktiv"),
    ],
)
def test_who_may_address_where(facts, sentence):
    refusal = address_refusal(AddressFacts(**FINE | facts))
    assert refusal is None if sentence is None else sentence in refusal
