"""Every need of every row fails alone: facts in which all others hold, and the move is refused with its sentence.

What each row needs is written by hand in ``of_cases``, ``of_places``, ``of_plans``, ``of_sip`` and ``of_waiting_list``.
A row or a need that is not written there fails the test, and so does one that stands there and not in the table: no
list of exceptions.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import vardtrad
from tests.needs.of_cases import CASES, LISTING, TASKS
from tests.needs.of_places import ASSIGNMENTS, SETUPS
from tests.needs.of_plans import SVU
from tests.needs.of_sip import REQUESTS, SIP
from tests.needs.of_waiting_list import WAITING_LIST
from tests.needs.oracle import Break, Oracle
from vardtrad.kernel.tables import Reason, Refused, Table

ORACLES = {
    "cases": CASES, "tasks": TASKS, "listing": LISTING, "assignments": ASSIGNMENTS, "setups": SETUPS,
    "sip_requests": REQUESTS, "waiting_list": WAITING_LIST,
} | SVU | SIP  # fmt: skip
WAYS = [
    pytest.param(oracle, move, start, need, way, id=f"{name}-{move}-{start or 'nowhere'}-{need}")
    for name, oracle in ORACLES.items()
    for move, start, need, way in oracle.cases
]
ROWS = [
    pytest.param(oracle, move, start, id=f"{name}-{move}-{start or 'nowhere'}")
    for name, oracle in ORACLES.items()
    for move, start in oracle.rows
]


def judged(oracle: Oracle, move: str, start: str, **changed: object) -> None:
    rule = oracle.row(move, start)
    facts = oracle.facts(move, **changed)
    oracle.table.judge(move, state=start, capacities=rule.who, facts=lambda: facts, stale=False)


@pytest.mark.parametrize(("oracle", "move", "start", "need", "way"), WAYS)
def test_it_alone_fails_and_the_move_is_refused_with_its_sentence(
    oracle: Oracle, move: str, start: str, need: str, way: Break
) -> None:
    facts = oracle.facts(move, **way.facts)
    sentences = [sentence for each in oracle.row(move, start).needs if (sentence := each.refusal(facts)) is not None]
    assert len(sentences) == 1, f"{need} does not fail alone: {sentences}"
    with pytest.raises(Refused) as refused:
        judged(oracle, move, start, **way.facts)
    assert refused.value.reason is Reason.NEED
    assert refused.value.sentence == sentences[0]
    assert way.words in sentences[0]


FAIL_CLOSED = ("cases", "tasks", "listing", "sip_requests", "waiting_list")
"""Tables whose facts refuse when nobody has gathered them. Those of planning begin as a plan without events."""
GIVEN_OR_NOT = {"files", "files_in_questions", "closed_now", "note", "text", "days_to_next", "reason"}
"""What a form or an hour gives: nothing is a value too, which no need of a bound refuses."""


@pytest.mark.parametrize(
    ("oracle", "move", "start", "way"),
    [
        pytest.param(oracle, move, start, way, id=f"{name}-{move}-{start or 'nowhere'}-{need}")
        for name, oracle in ORACLES.items()
        if name in FAIL_CLOSED
        for move, start, need, way in oracle.cases
        if not GIVEN_OR_NOT & way.facts.keys()
    ],
)
def test_a_fact_that_nobody_has_gathered_refuses(oracle: Oracle, move: str, start: str, way: Break) -> None:
    """So that a move which forgets to ask lets nothing through."""
    ungathered = type(oracle.good)()
    changed = {name: getattr(ungathered, name) for name in way.facts}
    with pytest.raises(Refused) as refused:
        judged(oracle, move, start, **changed)
    assert refused.value.reason is Reason.NEED


@pytest.mark.parametrize(("oracle", "move", "start"), ROWS)
def test_every_need_of_the_row_has_such_a_state_and_no_other_need_is_asked_for(
    oracle: Oracle, move: str, start: str
) -> None:
    rule = oracle.row(move, start)
    failing: set[str] = set()
    for need in oracle.rows[move, start].split():
        fails = {
            each.words
            for way in oracle.breaks[need]
            for each in rule.needs
            if each.refusal(oracle.facts(move, **way.facts)) is not None
        }
        assert len(fails) == 1, f"{need} is not one need of this row: {fails}"
        assert not fails & failing, f"two names for one need: {need}"
        failing |= fails
    assert failing == {each.words for each in rule.needs}
    assert len(rule.needs) == len(failing)


@pytest.mark.parametrize(("oracle", "move", "start"), ROWS)
def test_where_all_needs_hold_the_move_is_allowed(oracle: Oracle, move: str, start: str) -> None:
    judged(oracle, move, start)


@pytest.mark.parametrize("name", list(ORACLES))
def test_every_row_of_the_table_is_written_down_once(name: str) -> None:
    oracle = ORACLES[name]
    written = [oracle.row(move, start) for move, start in oracle.rows]
    assert [written.count(rule) for rule in oracle.table] == [1] * len(oracle.table.rules)


@pytest.mark.parametrize("name", list(ORACLES))
def test_no_way_to_break_a_need_is_left_over(name: str) -> None:
    named = {need for needs in ORACLES[name].rows.values() for need in needs.split()}
    for process in (SVU, SIP):
        if name in process:
            named = {need for oracle in process.values() for needs in oracle.rows.values() for need in needs.split()}
    assert named == set(ORACLES[name].breaks)


def tables() -> list[Table[object]]:
    """Every table of the product, found in its modules of rules."""
    package = Path(vardtrad.__file__).parent
    found = []
    for file in sorted(package.rglob("*rules.py")):
        if "tests" in file.parts:
            continue
        module = import_module(".".join(("vardtrad", *file.relative_to(package).with_suffix("").parts)))
        found += [value for value in vars(module).values() if isinstance(value, Table)]
    return found


def test_every_table_of_the_product_is_written_down() -> None:
    assert {id(table) for table in tables()} == {id(oracle.table) for oracle in ORACLES.values()}
