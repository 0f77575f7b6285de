"""FHIRPath of other people's forms: what it gives, and that no expression can hold a worker or fill its memory."""

import time
from decimal import Decimal
from typing import Any

import pytest

from vardtrad.shared.forms.engine import limits
from vardtrad.shared.forms.engine.expressions import CannotEvaluate, evaluate, problem
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.engine.form import Expression
from vardtrad.shared.forms.engine.judging import judge
from vardtrad.shared.forms.tests.making import NOW, SDC, answer, extension, item, read, response

pytestmark = pytest.mark.req("B-18")

ANSWERS = response(
    answer("q", {"valueInteger": 3}, {"valueInteger": 4}),
    answer("w", {"valueQuantity": {"value": Decimal("70.5"), "unit": "kg"}}),
)


def value(text: str) -> list[Any]:
    return evaluate(Expression(text), ANSWERS, "QuestionnaireResponse", {"resource": ANSWERS}, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item.where(linkId='q').answer.value", [3, 4]),
        ("item.where(linkId='q').answer.value.sum()", [7]),
        ("item.where(linkId='w').answer.value.value / 2", [Decimal("35.25")]),
        ("%resource.descendants().where(linkId='q').answer.count() = 2", [True]),
        ("repeat(item).count()", [2]),
        ("today()", ["2026-03-15"]),
        ("'abc'.matches('^[a-c]+$')", [True]),
        ("'a-b'.replace('-', '+')", ["a+b"]),
        ("2.power(10)", [1024]),
        ("iif(item.exists(), 'ja', 'nej')", ["ja"]),
    ],
)
def test_expressions_give_values(text: str, expected: list[Any]) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1 + ",
        "item asdf",
        "%unknown",
        "(" * 41 + "1" + ")" * 41,
        "1" + " + 1" * 2_000,
        "item.nothere()",
        "'x'" + ".select($this & $this)" * 60,
        "2" + ".select($this * $this)" * 60,
        "10.power(100000000)",
        "repeat($this)",
        "repeat($this & 'a')",
        "'" + "a" * 3_000 + "'.replace('a', '" + "b" * 900 + "')",
        "'" + "a" * 500 + "!'.matches('(a+)+$(?=b)')",
        "item.select(%resource.descendants().select(%resource.descendants().select(%resource.descendants().select(%resource.descendants().count()))))",
        "'x'.encode('base64')",
    ],
)
def test_what_is_no_expression_or_runs_past_its_bounds_is_refused_soon(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(CannotEvaluate):
        value(text)
    assert time.monotonic() - begun < 2


def test_other_languages_are_not_carried_out() -> None:
    assert problem(Expression("x", "text/cql")) == "text/cql"
    assert problem(Expression("Patient?x=1", "application/x-fhir-query")) == "application/x-fhir-query"
    with pytest.raises(CannotEvaluate):
        evaluate(Expression("true", "text/cql"), ANSWERS, "QuestionnaireResponse", {}, NOW)


NINE = "(1|2|3|4|5|6|7|8|9)"
SLOW = f"{NINE}.select({NINE}.select({NINE}.select({NINE}.select({NINE}))))"


def with_rule(link_id: str, expression: str) -> dict[str, Any]:
    parts = [{"url": "severity", "valueCode": "error"}, {"url": "human", "valueString": "Fel."}]
    parts.append({"url": "expression", "valueString": expression})
    return item(link_id, extension=[extension("questionnaire-constraint", extension=parts)])


def test_many_slow_expressions_of_a_form_share_one_time() -> None:
    calculated = [
        item(
            f"c{n}",
            "decimal",
            extension=[
                {
                    "url": SDC + "calculatedExpression",
                    "valueExpression": {"language": "text/fhirpath", "expression": SLOW},
                }
            ],
        )
        for n in range(60)
    ]
    rules = [with_rule(f"q{n}", SLOW) for n in range(60)]
    imported = read(*rules, *calculated)
    assert all(entry.calculated_by or entry.constraints for entry in imported.form.in_order)
    answers = response(*[answer(f"q{n}", "x") for n in range(60)])
    begun = time.monotonic()
    judgement = judge(imported.form, answers, NOW)
    judged_in = time.monotonic() - begun
    # What there was no time for is said, and stops nobody.
    assert {finding.rule for finding in judgement.findings} == {"constraint-not-judged"}
    begun = time.monotonic()
    Filling(imported.form, NOW).fill({f"f{n}": ["x"] for n in range(60)})
    filled_in = time.monotonic() - begun
    assert max(judged_in, filled_in) < limits.EXPRESSIONS_SECONDS + 2


def test_all_expressions_of_a_form_together_have_a_longest_length_and_a_broken_one_is_read_once() -> None:
    long = "1" + " + 1" * 400
    begun = time.monotonic()
    imported = read(*[with_rule(f"q{n}", f"{long} + {n}") for n in range(200)])
    assert time.monotonic() - begun < 20
    faults = [fault.link_id for fault in imported.report.faults if fault.rule == "expression"]
    assert faults[-1] == "q199"
    broken = read(with_rule("q", "1" + " + 1" * 480)).form
    begun = time.monotonic()
    for _turn in range(20):
        judge(broken, response(answer("q", "x")), NOW)
    assert time.monotonic() - begun < 1
