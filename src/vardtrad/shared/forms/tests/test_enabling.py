"""Which questions are there, given the other answers (enableWhen of FHIR R4), and what becomes of answers to those that aren't."""

from typing import Any

import pytest

from vardtrad.shared.forms.tests.making import SDC, answer, extension, group, item, judged

pytestmark = pytest.mark.req("B-18")

YES, NO = {"valueBoolean": True}, {"valueBoolean": False}


def when(question: str, operator: str, **value: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **value}


def shown(type_: str, operator: str, wanted: dict[str, Any], given: list[dict[str, Any]], **more: Any) -> bool:
    """Whether a question is there that depends on another one with these answers."""
    items = [item("a", type_, repeats=True, **more), item("b", enableWhen=[when("a", operator, **wanted)])]
    answers = [answer("a", *given)] if given else []
    found = judged(items, [*answers, answer("b", "x")])
    assert found in ([], [("disabled", "b")])
    return not found


def n(number: float) -> dict[str, Any]:
    return {"valueInteger": number}


@pytest.mark.parametrize(
    ("type_", "operator", "wanted", "given", "there"),
    [
        ("integer", "exists", {"answerBoolean": True}, [n(0)], True),
        ("integer", "exists", {"answerBoolean": True}, [], False),
        ("integer", "exists", {"answerBoolean": False}, [], True),
        ("integer", "exists", {"answerBoolean": False}, [n(0)], False),
        ("integer", "=", {"answerInteger": 3}, [n(2), n(3)], True),
        ("integer", "=", {"answerInteger": 3}, [], False),
        ("integer", "=", {"answerDecimal": 3.0}, [n(3)], True),
        ("integer", "!=", {"answerInteger": 3}, [n(2)], True),
        # "No answer has an equal value": one of them has, and without answers none has.
        ("integer", "!=", {"answerInteger": 3}, [n(2), n(3)], False),
        ("integer", "!=", {"answerInteger": 3}, [], True),
        ("integer", ">", {"answerInteger": 3}, [n(3)], False),
        ("integer", ">", {"answerInteger": 3}, [n(1), n(4)], True),
        ("integer", ">=", {"answerInteger": 3}, [n(3)], True),
        ("integer", "<", {"answerInteger": 3}, [n(3)], False),
        ("integer", "<=", {"answerInteger": 3}, [n(3)], True),
        ("integer", "<=", {"answerInteger": 3}, [], False),
        ("boolean", "=", {"answerBoolean": True}, [YES], True),
        ("boolean", "=", {"answerBoolean": True}, [NO], False),
        ("string", "=", {"answerString": "ja"}, [{"valueString": "Ja"}], False),
        ("date", ">", {"answerDate": "2026-03-01"}, [{"valueDate": "2026-03-02"}], True),
        ("date", ">", {"answerDate": "2026-03-01"}, [{"valueDate": "2026"}], False),
        ("date", "=", {"answerDate": "2026-03-01"}, [{"valueDate": "2026-03"}], False),
        ("time", "<", {"answerTime": "12:00:00"}, [{"valueTime": "11:59:59"}], True),
        ("open-choice", "=", {"answerString": "annat"}, [{"valueString": "annat"}], True),
        ("quantity", ">", {"answerQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "kg"}}, [{"valueQuantity": {"value": 1500, "system": "http://unitsofmeasure.org", "code": "g"}}], True),
        ("choice", "=", {"answerCoding": {"system": "s", "code": "a"}}, [{"valueCoding": {"system": "s", "code": "a", "display": "A"}}], True),
        ("choice", "=", {"answerCoding": {"system": "s", "code": "a"}}, [{"valueCoding": {"system": "t", "code": "a"}}], False),
    ],
)  # fmt: skip
def test_each_operator(type_: str, operator: str, wanted: Any, given: Any, there: bool) -> None:
    assert shown(type_, operator, wanted, given) is there


@pytest.mark.parametrize(("behavior", "given", "there"), [("all", [YES, NO], False), ("all", [YES, YES], True), ("any", [NO, YES], True), ("any", [NO, NO], False), (None, [NO, YES], True)])  # fmt: skip
def test_all_or_any_of_the_conditions(behavior: str | None, given: list[Any], there: bool) -> None:
    conditions = [when("a", "=", answerBoolean=True), when("b", "=", answerBoolean=True)]
    more = {"enableBehavior": behavior} if behavior else {}
    items = [item("a", "boolean"), item("b", "boolean"), item("c", enableWhen=conditions, **more)]
    found = judged(items, [answer("a", given[0]), answer("b", given[1]), answer("c", "x")])
    assert found == ([] if there else [("disabled", "c")])


ONLY_WITH_A = {"enableWhen": [when("a", "=", answerBoolean=True)]}


def test_an_item_that_is_not_there_takes_what_stands_in_it_with_it() -> None:
    items = [
        item("a", "boolean"),
        item("g", "group", item("h", "group", item("q", required=True), required=True), **ONLY_WITH_A),
    ]
    assert judged(items, [answer("a", NO)]) == []
    assert judged(items, [answer("a", NO), group("g", group("h"))]) == []
    assert judged(items, [answer("a", NO), group("g", group("h", answer("q", "x")))]) == [("disabled", "g")]
    assert judged(items, [answer("a", YES), group("g", group("h"))]) == [("group-required", "h"), ("required", "q")]


def test_nothing_is_required_while_it_is_not_there() -> None:
    items = [item("a", "boolean"), item("q", required=True, **ONLY_WITH_A)]
    assert judged(items, [answer("a", NO)]) == []
    assert judged(items, []) == []
    assert judged(items, [answer("a", YES)]) == [("required", "q")]


def test_an_answer_that_does_not_count_enables_nothing_further() -> None:
    chain = [
        item("a", "boolean"),
        item("b", "boolean", **ONLY_WITH_A),
        item("c", "boolean", enableWhen=[when("b", "=", answerBoolean=True)]),
        item("d", required=True, enableWhen=[when("c", "=", answerBoolean=True)]),
    ]
    assert judged(chain, [answer("a", YES), answer("b", YES), answer("c", YES)]) == [("required", "d")]
    refused = judged(chain, [answer("a", NO), answer("b", YES), answer("c", YES), answer("d", "x")])
    assert refused == [("disabled", "b"), ("disabled", "c"), ("disabled", "d")]


def test_the_nearest_answer_counts_in_a_group_that_repeats() -> None:
    rows = item("g", "group", item("a", "boolean"), item("b", **ONLY_WITH_A), repeats=True)
    assert judged([rows], [group("g", answer("a", YES), answer("b", "x")), group("g", answer("a", NO))]) == []
    assert judged([rows], [group("g", answer("a", YES)), group("g", answer("a", NO), answer("b", "x"))]) == [
        ("disabled", "b")
    ]


def test_a_follow_up_question_hangs_on_its_own_answer() -> None:
    follow = item("a", "integer", item("b", enableWhen=[when("a", "=", answerInteger=2)]), repeats=True)
    one, two = {"valueInteger": 1}, {"valueInteger": 2, "item": [answer("b", "x")]}
    assert judged([follow], [answer("a", one, two)]) == []
    wrong = {"valueInteger": 1, "item": [answer("b", "x")]}
    assert judged([follow], [answer("a", wrong, {"valueInteger": 2})]) == [("disabled", "b")]


def test_a_group_exists_when_something_in_it_is_answered() -> None:
    items = [item("g", "group", item("a")), item("b", enableWhen=[when("g", "exists", answerBoolean=True)])]
    assert judged(items, [group("g", answer("a", "x")), answer("b", "y")]) == []
    assert judged(items, [group("g"), answer("b", "y")]) == [("disabled", "b")]


def test_an_expression_may_say_whether_a_question_is_there() -> None:
    expression = {"language": "text/fhirpath", "expression": "%resource.item.where(linkId='a').answer.value > 17"}
    items = [
        item("a", "integer"),
        item("b", extension=[extension(SDC + "enableWhenExpression", valueExpression=expression)]),
    ]
    assert judged(items, [answer("a", n(18)), answer("b", "x")]) == []
    assert judged(items, [answer("a", n(17)), answer("b", "x")]) == [("disabled", "b")]
    assert judged(items, [answer("b", "x")]) == [("disabled", "b")]


def test_conditions_of_a_thousand_questions_in_a_row_are_judged() -> None:
    items = [item("q0", "boolean")]
    items += [
        item(f"q{i}", "boolean", enableWhen=[when(f"q{i - 1}", "=", answerBoolean=True)]) for i in range(1, 1_000)
    ]
    assert judged(items, [answer(f"q{i}", YES) for i in range(1_000)]) == []
    assert len(judged(items, [answer("q0", NO), *(answer(f"q{i}", YES) for i in range(1, 1_000))])) == 999
