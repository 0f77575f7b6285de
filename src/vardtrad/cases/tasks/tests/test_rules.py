"""The table of tasks, compared with a table written by hand: every move from every state by everybody."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from vardtrad.cases.tasks.rules import NOTE_LIMIT, OUTCOMES, TABLE, TEXT_LIMIT, TaskFacts
from vardtrad.kernel.tables import Reason, Refused

# (state, capacity): the allowed moves and the state after each. Everything else is refused.
ALLOWED = {
    ("", "maker"): {"add": "to_do"},
    ("", "clock"): {"add": "to_do"},
    ("to_do", "worker"): {
        "wait": "waiting", "finish": "done", "take": "to_do", "hand_over": "to_do", "send_on": "to_do",
        "change": "to_do", "note": "to_do",
    },
    ("waiting", "worker"): {
        "resume": "to_do", "finish": "done", "take": "waiting", "hand_over": "waiting", "send_on": "to_do",
        "change": "waiting", "note": "waiting",
    },
    ("done", "worker"): {"reopen": "to_do", "note": "done"},
    ("to_do", "origin"): {"note": "to_do"},
    ("waiting", "origin"): {"note": "waiting"},
    ("done", "origin"): {"note": "done"},
}  # fmt: skip
STATES = ["", "to_do", "waiting", "done"]
MOVES = ["add", "wait", "resume", "finish", "reopen", "take", "hand_over", "send_on", "change", "note"]
CAPACITIES = ["worker", "origin", "maker", "clock", "holder"]
FINE = TaskFacts(
    text="Skriv ut.",
    note="Väntar på läkaren.",
    holder_fits=True,
    same_holder=False,
    unit_reachable=True,
    may_reach_unit=True,
    case_waits=True,
    reminded=False,
)


def judged(move, state, *capacities, stale=False, facts=FINE):
    rule = TABLE.judge(move, state=state, capacities=frozenset(capacities), facts=lambda: facts, stale=stale)
    return rule.end_from(state)


@pytest.mark.req("002-017")
@pytest.mark.parametrize(("move", "state", "who"), list(product(MOVES, STATES, CAPACITIES)))
def test_every_move_from_every_state_by_everybody(move, state, who) -> None:
    expected = ALLOWED.get((state, who), {}).get(move)
    if expected is not None:
        assert judged(move, state, who) == expected
    else:
        with pytest.raises(Refused) as refused:
            judged(move, state, who)
        assert refused.value.reason is Reason.NOT_ALLOWED


def test_the_oracle_knows_every_move_and_state() -> None:
    assert {rule.move.value for rule in TABLE} == set(MOVES)
    assert set(TABLE.states.values) | {""} == set(STATES)
    assert set(TABLE.capacities.values) == set(CAPACITIES)


@pytest.mark.parametrize("move", MOVES)
def test_somebody_without_a_capacity_gets_the_answer_for_a_missing_task(move) -> None:
    for state in STATES:
        with pytest.raises(Refused) as refused:
            judged(move, state)
        assert refused.value.reason is Reason.NOT_THERE


@pytest.mark.parametrize(
    ("move", "state", "who", "facts", "words"),
    [
        ("add", "", "maker", replace(FINE, text="  "), "Skriv vad som ska göras."),
        ("add", "", "maker", replace(FINE, text="x" * (TEXT_LIMIT + 2)), "2 tecken för lång"),
        ("add", "", "maker", replace(FINE, text="x", holder_fits=False), "kan inte få uppgifter"),
        ("add", "", "maker", replace(FINE, case_waits=False), "redan avslutat"),
        ("add", "", "maker", replace(FINE, reminded=True), "En sådan uppgift väntar redan."),
        ("change", "to_do", "worker", replace(FINE, text="", note=""), "Skriv vad som ska göras."),
        ("note", "done", "worker", replace(FINE, text="", note=""), "Skriv en anteckning."),
        ("wait", "to_do", "worker", replace(FINE, note="x" * (NOTE_LIMIT + 1)), "1 tecken för lång"),
        ("hand_over", "to_do", "worker", replace(FINE, holder_fits=False), "kan inte få uppgifter"),
        ("hand_over", "to_do", "worker", replace(FINE, same_holder=True), "har redan uppgiften"),
        ("take", "to_do", "worker", replace(FINE, same_holder=True), "har redan uppgiften"),
        ("send_on", "to_do", "worker", replace(FINE, unit_reachable=False), "samma organisation"),
    ],
)
def test_what_is_needed(move, state, who, facts, words) -> None:
    with pytest.raises(Refused) as refused:
        judged(move, state, who, facts=facts)
    assert refused.value.reason is Reason.NEED
    assert words in refused.value.sentence


def test_an_old_page_may_only_note() -> None:
    for move, state in (("wait", "to_do"), ("finish", "waiting"), ("reopen", "done"), ("hand_over", "to_do")):
        with pytest.raises(Refused) as refused:
            judged(move, state, "worker", stale=True)
        assert refused.value.reason is Reason.STALE
    assert judged("note", "done", "worker", stale=True) == "done"


def test_what_each_outcome_of_a_call_or_a_letter_does_with_the_task() -> None:
    done = {
        (kind.value, outcome.value): move.value for kind, each in OUTCOMES.items() for outcome, move in each.items()
    }
    assert done == {
        ("call", "reached"): "finish", ("call", "no_answer"): "wait", ("call", "wrong_number"): "wait",
        ("letter", "sent"): "finish",
    }  # fmt: skip
