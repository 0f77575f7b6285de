"""The table of the waiting list, compared with a table written here by hand."""

from __future__ import annotations

from itertools import product

import pytest

from vardtrad.cases.waiting_list.rules import (
    LONGEST_AHEAD,
    NOTE_LIMIT,
    REASON_LIMIT,
    TABLE,
    TEXT_LIMIT,
    Capacity,
    EntryFacts,
    Move,
    State,
    proposed,
)
from vardtrad.kernel.tables import NOWHERE, Freshness, Reason, Refused

MAY = {
    ("", "clinic"): {"place": "hv"},
    ("", "clock"): {"place": "hv"},
    ("hv", "clinic"): {
        "offer": "hv", "accept_visit": "hvny", "accept_operation": "hvop", "keep_waiting": "p", "remove": "removed",
        "contact": "hv", "back_to_p": "p",
    },
    ("hv", "clock"): {"offer": "hv"},
    ("p", "clinic"): {"offer": "hv", "remove": "removed", "contact": "p", "back_to_hv": "hv"},
    ("p", "clock"): {"offer": "hv"},
    ("hvny", "clinic"): {"remove": "removed", "contact": "hvny", "back_to_hv": "hv", "post": "hvny",
                       "add_document": "hvny", "leave_out": "hvny"},
    ("hvop", "clinic"): {"remove": "removed", "contact": "hvop", "back_to_hv": "hv", "post": "hvop",
                       "add_document": "hvop", "leave_out": "hvop"},
    ("hvny", "service"): {"inform": "hvny"},
    ("hvop", "service"): {"inform": "hvop"},
    ("removed", "clinic"): {"back_to_hv": "hv", "back_to_hvny": "hvny", "back_to_hvop": "hvop", "back_to_p": "p"},
}  # fmt: skip
STATES = ["", "hv", "hvny", "hvop", "p", "removed"]
MOVES = [
    "place", "offer", "accept_visit", "accept_operation", "keep_waiting", "remove", "contact", "back_to_hv",
    "back_to_hvny", "back_to_hvop", "back_to_p", "inform", "post", "add_document", "leave_out",
]  # fmt: skip
CAPACITIES = ["clinic", "service", "clock"]
BEFORE = {"back_to_hv": "hv", "back_to_hvny": "hvny", "back_to_hvop": "hvop", "back_to_p": "p"}
GOOD = {
    "alive": True, "answer": "unclear", "spoken": True, "reason": "Fel kod.", "note": "Har talat.",
    "outcome": "reached", "days_to_next": 1, "text": "Hej!", "provider": "Provkliniken", "informed": True,
    "posted": False, "document_kind": "referral", "documents": 9, "included": True, "whole": True,
}  # fmt: skip


def judged(move, state, *capacities, stale=False, **facts):
    """The state after the move; raises Refused."""
    known = GOOD | {"before": BEFORE.get(move, "")} | facts
    rule = TABLE.judge(
        move, state=state, capacities=frozenset(capacities), facts=lambda: EntryFacts(**known), stale=stale
    )
    return rule.end_from(state)


def test_these_are_all_states_moves_and_capacities():
    assert [NOWHERE, *State.values] == STATES
    assert sorted(Move.values) == sorted(MOVES)
    assert sorted(Capacity.values) == sorted(CAPACITIES)
    assert [str(state.label) for state in State] == ["HV", "HVNY", "HVOP", "P", "Borttagen"]


@pytest.mark.req("004-001", "004-007", "004-008", "004-009", "004-068")
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
def test_a_stranger_gets_the_answer_for_a_missing_entry(move, state):
    with pytest.raises(Refused) as refused:
        judged(move, state)
    assert refused.value.reason is Reason.NOT_THERE


def test_a_code_is_never_changed_from_a_page_that_has_grown_old():
    in_any_order = {rule.move.value for rule in TABLE if rule.freshness is Freshness.ORDER_DOES_NOT_MATTER}
    assert in_any_order == {"offer", "contact", "add_document", "leave_out"}
    assert not any(rule.leaves_unchanged for rule in TABLE)


NEEDS = [
    ("place", "", {"alive": False}, "har avlidit"),
    ("offer", "hv", {"alive": False}, "har avlidit"),
    ("offer", "p", {"alive": False}, "har avlidit"),
    ("accept_visit", "hv", {"alive": False}, "har avlidit"),
    ("accept_operation", "hv", {"alive": False}, "har avlidit"),
    ("keep_waiting", "hv", {"alive": False}, "har avlidit"),
    *[(move, "hv", {"answer": said}, "har inte svarat ja")
      for move in ("accept_visit", "accept_operation") for said in ("", "nej", "nej_no_care")],
    ("keep_waiting", "hv", {"answer": ""}, "har inte svarat nej"),
    ("keep_waiting", "hv", {"answer": "ja"}, "har inte svarat nej"),
    *[("remove", state, {"answer": "", "spoken": False}, "Ingen får tas bort från väntelistan förrän")
      for state in ("hv", "hvny", "hvop", "p")],
    ("remove", "hv", {"reason": " \n"}, "Skriv varför"),
    ("remove", "hv", {"reason": "x" * (REASON_LIMIT + 2)}, "2 tecken för lång"),
    ("remove", "hv", {"answer": "nej_no_care", "reason": "x" * (REASON_LIMIT + 2)}, "2 tecken för lång"),
    ("contact", "hv", {"outcome": ""}, "Välj hur det gick"),
    ("contact", "hv", {"note": " "}, "Skriv vad ni kom fram till"),
    ("contact", "hv", {"outcome": "not_reached", "told": "ja"}, "Välj Nådd"),
    ("contact", "hv", {"outcome": "wrong_number", "told": "ja"}, "Välj Nådd"),
    ("contact", "hv", {"note": "x" * (NOTE_LIMIT + 1)}, "1 tecken för lång"),
    ("contact", "hv", {"outcome": "not_reached", "days_to_next": None}, "vilken dag ni försöker igen"),
    ("contact", "hv", {"days_to_next": -1}, "en dag som inte har varit"),
    ("contact", "hv", {"days_to_next": LONGEST_AHEAD + 1}, "inom 60 dagar"),
    *[(f"back_to_{code}", "removed", {"before": "" if code != "hv" else "p"}, "inte den koden som gällde")
      for code in ("hv", "hvny", "hvop", "p")],
    ("back_to_p", "hv", {"before": ""}, "inte den koden som gällde"),
    ("back_to_hv", "p", {"reason": ""}, "Skriv varför"),
    ("back_to_hv", "p", {"reason": "x" * (REASON_LIMIT + 2)}, "2 tecken för lång"),
    ("post", "hvny", {"informed": False}, "inte lämnat besked"),
    ("post", "hvop", {"posted": True}, "redan skickade"),
]  # fmt: skip


@pytest.mark.req("004-014", "004-007", "004-008", "004-009")
@pytest.mark.parametrize(("move", "state", "facts", "sentence"), NEEDS)
def test_a_need_that_is_not_met_is_explained_in_a_sentence(move, state, facts, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        judged(move, state, "clinic", **facts)
    assert refused.value.reason is Reason.NEED


@pytest.mark.req("004-007", "004-008", "004-009")
@pytest.mark.parametrize(
    ("move", "said"),
    [
        ("accept_visit", "ja"), ("accept_visit", "unclear"),
        ("accept_operation", "ja"), ("accept_operation", "unclear"),
        ("keep_waiting", "nej"), ("keep_waiting", "nej_no_care"), ("keep_waiting", "unclear"),
    ],
)  # fmt: skip
def test_each_answer_that_lets_a_code_be_set(move, said):
    assert judged(move, "hv", "clinic", answer=said) == MAY["hv", "clinic"][move]


@pytest.mark.req("004-068", "004-069")
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"alive": False}, "har avlidit"),
        ({"provider": " "}, "vilken vårdgivare"),
        ({"text": ""}, "Skriv ett meddelande"),
        ({"text": "x" * (TEXT_LIMIT + 1)}, "1 tecken för lång"),
    ],
)
def test_the_service_needs_a_provider_and_a_text(facts, sentence):
    with pytest.raises(Refused, match=sentence):
        judged("inform", "hvny", "service", **facts)


@pytest.mark.req("004-014")
@pytest.mark.parametrize(
    ("facts"),
    [
        {"answer": "nej_no_care", "spoken": False, "reason": ""},
        {"answer": "", "spoken": True},
        {"answer": "ja", "spoken": False},
        {"answer": "", "spoken": False, "alive": False, "reason": ""},
    ],
)
def test_somebody_leaves_the_list_after_an_answer_or_a_conversation_or_a_death(facts):
    assert judged("remove", "hv", "clinic", **facts) == "removed"


def test_only_a_try_that_did_not_reach_needs_a_next_day():
    for outcome in ("reached", "wrong_number"):
        assert judged("contact", "hv", "clinic", outcome=outcome, days_to_next=None) == "hv"
    assert judged("contact", "hv", "clinic", outcome="not_reached", days_to_next=0, note="") == "hv"
    assert judged("contact", "hv", "clinic", outcome="reached", told="ja", note="") == "hv"


@pytest.mark.req("004-007", "004-008", "004-009")
def test_what_is_proposed_of_each_answer():
    assert {(kind, answer): proposed(kind, answer) for kind in ("visit", "operation")
            for answer in ("", "ja", "nej", "nej_no_care", "unclear")} == {
        ("visit", ""): None, ("operation", ""): None,
        ("visit", "ja"): "accept_visit", ("operation", "ja"): "accept_operation",
        ("visit", "nej"): "keep_waiting", ("operation", "nej"): "keep_waiting",
        ("visit", "nej_no_care"): "remove", ("operation", "nej_no_care"): "remove",
        ("visit", "unclear"): None, ("operation", "unclear"): None,
    }  # fmt: skip


def test_whom_each_move_notifies():
    assert {rule.move.value: set(rule.notifies) for rule in TABLE if rule.notifies} == {"inform": {"clinic"}}
