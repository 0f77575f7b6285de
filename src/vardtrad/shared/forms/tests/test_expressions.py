"""FHIRPath of other people's forms: what it gives, and that no expression can hold a worker or fill its memory."""

import time
from decimal import Decimal
from typing import Any

import pytest

from vardtrad.shared.forms.engine import expressions, limits
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
    begun = time.process_time()
    with pytest.raises(CannotEvaluate):
        value(text)
    assert time.process_time() - begun < 2


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


class Ticking:
    """A stopwatch that goes a millisecond each time it is asked: how busy the machine is does not matter."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 0.001
        return self.now


def test_many_slow_expressions_of_a_form_share_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Ticking()
    monkeypatch.setattr(expressions, "clocks", watch)
    longest = limits.EXPRESSIONS_SECONDS + limits.EXPRESSION_SECONDS + 0.5
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
    judgement = judge(imported.form, answers, NOW)
    judged_in = watch.now
    # What there was no time for is said, and stops nobody.
    assert {finding.rule for finding in judgement.findings} == {"constraint-not-judged"}
    Filling(imported.form, NOW).fill({f"f{n}": ["x"] for n in range(60)})
    filled_in = watch.now - judged_in
    assert 0 < judged_in < longest
    assert 0 < filled_in < longest


def test_all_expressions_of_a_form_together_have_a_longest_length() -> None:
    long = "1" + " + 1" * 400
    imported = read(*[with_rule(f"q{n}", f"{long} + {n}") for n in range(200)])
    faults = [fault.link_id for fault in imported.report.faults if fault.rule == "expression"]
    assert faults[-1] == "q199"
    assert "q0" not in faults


def test_an_expression_that_is_none_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, texts, real = "1" + " + 1" * 480, [], expressions._read

    def counted(text: str) -> Any:
        texts.append(text)
        return real(text)

    monkeypatch.setattr(expressions, "_read", counted)
    form = read(with_rule("q", broken)).form
    for _turn in range(20):
        judge(form, response(answer("q", "x")), NOW)
    assert texts.count(broken) <= 1
