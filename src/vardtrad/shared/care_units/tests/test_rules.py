"""The table of assignments, compared with an oracle written by hand."""

from itertools import product

import pytest

from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.rules import TABLE, AssignmentFacts, Capacity, Move, Permission, State

# state, move: the state after; by the clinic's administrator and the product itself, and by nobody else.
MAY = {("", "add"): "active", ("active", "set_permissions"): "active", ("active", "end"): "ended"}

FINE = {"own": False, "takes_own_administration": False, "last_administrator": False, "permissions_known": True,
        "takes_configuration_into_own_hands": False}  # fmt: skip


def judged(move, state, *capacities, stale=False, **facts):
    rule = TABLE.judge(
        move, state=state, capacities=frozenset(capacities), facts=lambda: AssignmentFacts(**FINE | facts), stale=stale
    )
    return rule.end_from(state)


@pytest.mark.req("000-018")
@pytest.mark.parametrize(
    ("move", "state", "capacity"), list(product(Move.values, ["", *State.values], ["administrator", "system"]))
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


def test_an_actor_without_capacity_is_answered_as_for_a_missing_thing():
    for move, state in product(Move.values, ["", *State.values]):
        with pytest.raises(Refused) as refused:
            judged(move, state)
        assert refused.value.reason is Reason.NOT_THERE


@pytest.mark.parametrize(
    ("move", "state", "facts", "sentence"),
    [
        ("add", "", {"permissions_known": False}, "Välj bland behörigheterna"),
        ("set_permissions", "active", {"permissions_known": False}, "Välj bland behörigheterna"),
        ("set_permissions", "active", {"takes_own_administration": True}, "din egen behörighet"),
        ("set_permissions", "active", {"last_administrator": True}, "minst en administratör"),
        ("add", "", {"takes_configuration_into_own_hands": True}, "Systemadministratör"),
        ("set_permissions", "active", {"takes_configuration_into_own_hands": True}, "Systemadministratör"),
        ("end", "active", {"takes_own_administration": True}, "din egen behörighet"),
        ("end", "active", {"last_administrator": True}, "minst en administratör"),
    ],
)
def test_needs(move, state, facts, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        judged(move, state, "administrator", **facts)
    assert refused.value.reason is Reason.NEED


@pytest.mark.req("000-010", "000-013", "000-017")
def test_these_are_all_permissions_standings_and_states():
    assert [str(permission.label) for permission in Permission] == [
        "Ärendemottagare",
        "Ärendehanterare",
        "Administratör",
        "Granskare",
        "Systemadministratör",
    ]
    assert set(Capacity.values) == {"administrator", "system"}
    assert set(State.values) == {"active", "ended"}
