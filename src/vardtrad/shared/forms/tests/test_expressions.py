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


def with_rule(link_id: str, expression: str) -> dict[str, Any]:
    parts = [{"url": "severity", "valueCode": "error"}, {"url": "human", "valueString": "Fel."}]
    parts.append({"url": "expression", "valueString": expression})
    return item(link_id, extension=[extension("questionnaire-constraint", extension=parts)])


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often an expression was understood and how often one was carried out, by a clock on which each takes 0.2 s."""
    numbers = {"_read": 0, "_evaluated": 0}
    moment = [0.0]

    def counting(name: str) -> None:
        real = getattr(expressions, name)

        def counted_call(*given: Any) -> Any:
            numbers[name] += 1
            moment[0] += 0.2
            return real(*given)

        monkeypatch.setattr(expressions, name, counted_call)

    for name in numbers:
        counting(name)
    monkeypatch.setattr(expressions.clocks, "monotonic", lambda: moment[0])
    expressions._parsed_once.cache_clear()
    return numbers


def test_all_expressions_of_a_response_and_of_a_page_share_one_time(counted: dict[str, int]) -> None:
    address = SDC + "calculatedExpression"
    sums = [
        extension(address, valueExpression={"language": "text/fhirpath", "expression": f"{n} + 1"}) for n in range(60)
    ]
    calculated = [item(f"c{n}", "decimal", extension=[one]) for n, one in enumerate(sums)]
    imported = read(*[with_rule(f"q{n}", f"{n} < 0") for n in range(60)], *calculated)
    assert all(entry.calculated_by or entry.constraints for entry in imported.form.in_order)
    counted["_evaluated"] = 0
    judgement = judge(imported.form, response(*[answer(f"q{n}", "x") for n in range(60)]), NOW)
    rules = [finding.rule for finding in judgement.findings]
    # What there was no time for is said, and stops nobody.
    assert set(rules) == {"constraint", "constraint-not-judged"}
    most = limits.EXPRESSIONS_SECONDS / 0.2 + 1
    assert rules.count("constraint") == counted["_evaluated"] <= most
    counted["_evaluated"] = 0
    Filling(imported.form, NOW).fill({f"f{n}": ["x"] for n in range(60)})
    assert counted["_evaluated"] <= most


def test_all_expressions_of_a_form_have_a_longest_length_and_a_broken_one_is_read_once(counted: dict[str, int]) -> None:
    long = "1" + " + 1" * 20
    imported = read(*[with_rule(f"q{n}", f"{long} + {n:04}") for n in range(400)])
    faults = [fault.link_id for fault in imported.report.faults if fault.rule == "expression"]
    assert faults[-1] == "q399"
    assert 400 - len(faults) == counted["_read"] == limits.EXPRESSIONS_TEXT // len(f"{long} + 0000")
    broken = read(with_rule("q", "1 +")).form
    counted["_read"] = 0
    for _turn in range(20):
        judge(broken, response(answer("q", "x")), NOW)
    assert counted["_read"] == 0
