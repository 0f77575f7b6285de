"""The table of requests for listing, compared with a table written here by hand."""

from __future__ import annotations

from itertools import product

import pytest

from vardtrad.cases.listing.rules import REASON_LIMIT, TABLE, Capacity, ListingFacts, Move, State
from vardtrad.kernel.tables import NOWHERE, Freshness, Reason, Refused

MAY = {
    ("", "resident"): {"ask": "waiting"},
    ("waiting", "resident"): {"withdraw": "withdrawn"},
    ("waiting", "clinic"): {"accept": "accepted", "decline": "declined"},
}
STATES = ["", "waiting", "accepted", "declined", "withdrawn"]
MOVES = ["ask", "accept", "decline", "withdraw"]
CAPACITIES = ["resident", "clinic"]
GOOD = {
    "clinic_lists": True, "listed_here": False, "may_reach_clinic": True, "alive": True,
    "reason": "Vi har inga lediga platser.",
}  # fmt: skip


def judged(move, state, *capacities, stale=False, **facts):
    """The state after the move; raises Refused."""
    known = GOOD | facts
    rule = TABLE.judge(
        move, state=state, capacities=frozenset(capacities), facts=lambda: ListingFacts(**known), stale=stale
    )
    return rule.end_from(state)


def test_these_are_all_states_moves_and_capacities():
    assert [NOWHERE, *State.values] == STATES
    assert sorted(Move.values) == sorted(MOVES)
    assert sorted(Capacity.values) == sorted(CAPACITIES)


@pytest.mark.req("004-072")
@pytest.mark.parametrize(("move", "state", "capacity"), list(product(MOVES, STATES, CAPACITIES)))
def test_every_move_from_every_state_by_everybody(move, state, capacity):
    allowed = MAY.get((state, capacity), {})
    if move in allowed:
        assert judged(move, state, capacity) == allowed[move]
    else:
        with pytest.raises(Refused) as refused:
            judged(move, state, capacity)
        assert refused.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize(("move", "state"), list(product(MOVES, STATES)))
def test_a_stranger_gets_the_answer_for_a_missing_request(move, state):
    with pytest.raises(Refused) as refused:
        judged(move, state)
    assert refused.value.reason is Reason.NOT_THERE


@pytest.mark.parametrize(("state", "capacity"), [key for key in MAY if key[0]])
def test_nothing_is_done_from_a_page_that_has_grown_old(state, capacity):
    for move in MAY[state, capacity]:
        with pytest.raises(Refused) as refused:
            judged(move, state, capacity, stale=True)
        assert refused.value.reason is Reason.STALE
    assert all(rule.freshness is Freshness.NEEDS_FRESH_PAGE and not rule.leaves_unchanged for rule in TABLE)


NEEDS = [
    ("ask", "", "resident", {"clinic_lists": False}, "tar inte emot önskemål om listning"),
    ("ask", "", "resident", {"listed_here": True}, "redan listad här"),
    ("ask", "", "resident", {"may_reach_clinic": False}, "först godkänna att ni skriver till varandra"),
    ("accept", "waiting", "clinic", {"alive": False}, "har avlidit"),
    ("decline", "waiting", "clinic", {"reason": " \n"}, "Skriv varför önskemålet avböjs"),
    ("decline", "waiting", "clinic", {"reason": "x" * (REASON_LIMIT + 3)}, "3 tecken för lång"),
]


@pytest.mark.req("004-072", "003-021")
@pytest.mark.parametrize(("move", "state", "capacity", "facts", "sentence"), NEEDS)
def test_a_need_that_is_not_met_is_explained_in_a_sentence(move, state, capacity, facts, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        judged(move, state, capacity, **facts)
    assert refused.value.reason is Reason.NEED


def test_whom_each_move_notifies():
    assert {rule.move.value: set(rule.notifies) for rule in TABLE} == {
        "ask": {"clinic"},
        "accept": {"resident"},
        "decline": {"resident"},
        "withdraw": set(),
    }
