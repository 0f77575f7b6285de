"""The table of setups and the rule of addressing, held against oracles written by hand."""

from itertools import product

import pytest

from vardtrad.care_units.models import UnitKind
from vardtrad.care_units.rules import (
    SETUP_TABLE,
    AddressFacts,
    Party,
    SetupFacts,
    SetupMove,
    SetupStanding,
    SetupState,
    address_refusal,
)
from vardtrad.kernel.tables import Reason, Refused

# state, move: the state after; by the organisation's system administrator and the product itself, and by nobody else.
MAY = {
    ("", "activate"): "active",
    ("inactive", "activate"): "active",
    ("active", "set_roles"): "active",
    ("active", "deactivate"): "inactive",
}
DUTIES = ["acknowledge", "attest", "approve"]


def judged(move, state, *standings, stale=False, roles=None, party=True):
    given = {"nurse": DUTIES} if roles is None else roles
    facts = SetupFacts(roles=given, known_roles=frozenset({"nurse", "doctor"}), is_a_party=party)
    rule = SETUP_TABLE.judge(move, state=state, standings=frozenset(standings), facts=lambda: facts, stale=stale)
    return rule.end_from(state)


@pytest.mark.req("001-002", "001-029", "001-030")
@pytest.mark.parametrize(
    ("move", "state", "standing"), list(product(SetupMove.values, ["", *SetupState.values], SetupStanding.values))
)
def test_every_move_from_every_state_by_everybody(move, state, standing):
    if (state, move) in MAY:
        assert judged(move, state, standing) == MAY[state, move]
        with pytest.raises(Refused) as refused:
            judged(move, state, standing, stale=True)
        assert refused.value.reason is Reason.STALE
    else:
        with pytest.raises(Refused):
            judged(move, state, standing)
    with pytest.raises(Refused) as nobody:
        judged(move, state)
    assert nobody.value.reason is Reason.NOT_THERE


@pytest.mark.req("001-030")
@pytest.mark.parametrize("move", ["activate", "set_roles"])
@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        ({}, "kvittera, justera, godkänna"),
        ({"nurse": ["attest"]}, "kvittera, godkänna"),
        ({"nurse": ["attest"], "doctor": ["acknowledge"]}, "godkänna"),
        ({"king": DUTIES}, "Välj bland rollerna"),
        ({"nurse": [*DUTIES, "rule"]}, "Välj bland rollerna"),
    ],
)
def test_every_duty_is_somebodys(move, roles, sentence):
    state = "active" if move == "set_roles" else ""
    with pytest.raises(Refused, match=sentence) as refused:
        judged(move, state, "configurator", roles=roles)
    assert refused.value.reason is Reason.NEED


@pytest.mark.req("001-031")
def test_duties_may_lie_with_several_roles():
    assert judged("activate", "", "configurator", roles={"nurse": DUTIES, "doctor": DUTIES}) == "active"
    split = {"nurse": ["acknowledge", "attest"], "doctor": ["approve"]}
    assert judged("activate", "", "configurator", roles=split) == "active"


def test_what_is_no_party_is_not_active():
    with pytest.raises(Refused, match="varken slutenvård, öppenvård eller kommun"):
        judged("activate", "", "configurator", party=False)
    assert {kind.value: kind.party for kind in UnitKind} == {
        "hospital": None,
        "ward": Party.INPATIENT,
        "clinic": Party.OUTPATIENT,
        "health_centre": Party.OUTPATIENT,
        "municipal": Party.MUNICIPALITY,
    }


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
