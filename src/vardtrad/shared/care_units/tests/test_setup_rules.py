"""The table of setups, compared with an oracle written by hand."""

from itertools import product

import pytest

from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import UnitKind
from vardtrad.shared.care_units.rules import (
    SETUP_TABLE,
    Party,
    SetupCapacity,
    SetupFacts,
    SetupMove,
    SetupState,
)

# state, move: the state after; by the organisation's system administrator and the product itself, and by nobody else.
MAY = {
    ("", "activate"): "active",
    ("inactive", "activate"): "active",
    ("active", "set_roles"): "active",
    ("active", "deactivate"): "inactive",
}
DUTIES = ["acknowledge", "attest", "approve"]


def judged(move, state, *capacities, stale=False, roles=None, party=True):
    given = {"nurse": DUTIES} if roles is None else roles
    facts = SetupFacts(roles=given, known_roles=frozenset({"nurse", "doctor"}), is_a_party=party)
    rule = SETUP_TABLE.judge(move, state=state, capacities=frozenset(capacities), facts=lambda: facts, stale=stale)
    return rule.end_from(state)


@pytest.mark.req("001-002", "001-029", "001-030")
@pytest.mark.parametrize(
    ("move", "state", "capacity"), list(product(SetupMove.values, ["", *SetupState.values], SetupCapacity.values))
)
def test_every_move_from_every_state_by_everybody(move, state, capacity):
    if (state, move) in MAY:
        assert judged(move, state, capacity) == MAY[state, move]
        with pytest.raises(Refused) as refused:
            judged(move, state, capacity, stale=True)
        assert refused.value.reason is Reason.STALE
    else:
        with pytest.raises(Refused):
            judged(move, state, capacity)
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


def test_a_unit_without_a_party_is_not_active():
    with pytest.raises(Refused, match="varken slutenvård, öppenvård eller kommun"):
        judged("activate", "", "configurator", party=False)
    assert {kind.value: kind.party for kind in UnitKind} == {
        "hospital": None,
        "ward": Party.INPATIENT,
        "clinic": Party.OUTPATIENT,
        "health_centre": Party.OUTPATIENT,
        "municipal": Party.MUNICIPALITY,
    }
