"""Each rule about answers: a response that keeps to it and one that breaks it, and which item the refusal names."""

import base64
from typing import Any

import pytest

from vardtrad.shared.forms.engine import sentences
from vardtrad.shared.forms.engine.answer_rules import shown
from vardtrad.shared.forms.engine.form import Value
from vardtrad.shared.forms.engine.judging import judge
from vardtrad.shared.forms.tests.making import CORE, NOW, SDC, answer, extension, group, item, judged, read, response

pytestmark = pytest.mark.req("B-18")

Q = "q"
A = {"system": "http://x", "code": "a", "display": "Äpple"}
B = {"system": "http://x", "code": "b", "display": "Päron"}
KG = {"system": "http://unitsofmeasure.org", "code": "kg", "unit": "kg"}
OPTIONS = [{"valueCoding": A}, {"valueCoding": B}]
HELLO = base64.b64encode(b"hello").decode()
UNITS = [
    extension("questionnaire-unitOption", valueCoding={"system": KG["system"], "code": code}) for code in ("kg", "g")
]

GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
"""A list of codes that the product knows."""
HEAVIEST = [extension(SDC + "maxQuantity", valueQuantity={**KG, "value": 1.5})]
TO_TWO = [extension("questionnaire-referenceResource", valueCode=code) for code in ("Patient", "Group")]
A_UUID = "urn:uuid:0c1f5d1e-3f4e-4a49-9d0e-0c1f5d1e3f4e"


def v(**value: Any) -> dict[str, Any]:
    return value


GOOD = [
    ("boolean", {}, v(valueBoolean=False)),
    ("integer", {}, v(valueInteger=-3)),
    ("integer", {"extension": [extension("minValue", valueInteger=3), extension("maxValue", valueInteger=3)]}, v(valueInteger=3)),
    ("decimal", {}, v(valueDecimal=5)),
    ("decimal", {"extension": [extension("maxDecimalPlaces", valueInteger=2)]}, v(valueDecimal=5.25)),
    ("date", {}, v(valueDate="2026")),
    ("date", {}, v(valueDate="2024-02-29")),
    ("date", {"extension": [extension("minValue", valueDate="2026-03-01")]}, v(valueDate="2026-03")),
    ("dateTime", {}, v(valueDateTime="2026-03-29T03:30:00+02:00")),
    ("dateTime", {}, v(valueDateTime="2026-03-29")),
    ("dateTime", {"extension": [extension("maxValue", valueDateTime="2026-01-01T12:00:00Z")]}, v(valueDateTime="2026-01-01T13:30:00+02:00")),
    ("time", {}, v(valueTime="23:59:60")),
    ("string", {"maxLength": 5}, v(valueString="Åäö 1")),
    ("string", {"extension": [extension("regex", valueString="[0-9]{3} ?[0-9]{2}")]}, v(valueString="123 45")),
    ("text", {}, v(valueString="En rad\nen till")),
    ("url", {}, v(valueUri="urn:oid:1.2.752.129")),
    ("choice", {"answerOption": OPTIONS}, v(valueCoding=A)),
    ("choice", {"answerOption": [{"valueString": "Ja"}]}, v(valueString="Ja")),
    ("integer", {"answerOption": [{"valueInteger": 1}]}, v(valueInteger=1)),
    ("open-choice", {"answerOption": OPTIONS}, v(valueString="Något annat")),
    ("choice", {"answerValueSet": "http://hl7.org/fhir/ValueSet/administrative-gender"}, v(valueCoding={"system": "http://hl7.org/fhir/administrative-gender", "code": "female"})),
    ("quantity", {"extension": [extension(SDC + "minQuantity", valueQuantity={**KG, "value": 1})]}, v(valueQuantity={"value": 1500, "system": KG["system"], "code": "g"})),
    ("quantity", {"extension": UNITS}, v(valueQuantity={"value": 1, "system": KG["system"], "code": "g"})),
    ("quantity", {"extension": UNITS}, v(valueQuantity={"value": 1, "unit": "kg"})),
    ("quantity", {"extension": [extension("questionnaire-unitValueSet", valueCanonical="http://x.se/saknas")]}, v(valueQuantity={"value": 1, "unit": "kg"})),
    ("quantity", {"extension": [extension("questionnaire-unitOption", valueCoding={"display": "mugg"})]}, v(valueQuantity={"value": 1, "unit": "mugg"})),
    ("string", {"extension": [extension("maxDecimalPlaces", valueInteger=2)]}, v(valueString="abc")),
    ("attachment", {"extension": [extension("mimeType", valueCode="image/*"), extension("maxSize", valueDecimal=5)]}, v(valueAttachment={"contentType": "image/png", "data": HELLO, "size": 5})),
    ("reference", {}, v(valueReference={"reference": "https://x.se/fhir/Patient/1/_history/2"})),
    ("reference", {"extension": [extension("questionnaire-referenceResource", valueCode="Patient")]}, v(valueReference={"reference": "Patient/1"})),
    ("reference", {"extension": TO_TWO}, v(valueReference={"reference": A_UUID, "type": "Patient"})),
    ("reference", {"extension": TO_TWO}, v(valueReference={"reference": A_UUID, "type": 5})),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "more", "value"), GOOD)
def test_a_right_answer_is_taken(type_: str, more: dict[str, Any], value: dict[str, Any]) -> None:
    assert judged([item(Q, type_, **more)], [answer(Q, value)]) == []


BAD = [
    ("boolean", {}, v(valueBoolean="true"), "not-boolean"),
    ("boolean", {}, v(valueString="ja"), "wrong-type"),
    ("integer", {}, v(valueInteger=2**31), "not-integer"),
    ("integer", {}, v(valueInteger=1.5), "not-integer"),
    ("integer", {}, v(valueInteger=True), "not-integer"),
    ("integer", {}, v(valueDecimal=1), "wrong-type"),
    ("integer", {"extension": [extension("minValue", valueInteger=3)]}, v(valueInteger=2), "too-small"),
    ("integer", {"extension": [extension("maxValue", valueInteger=3)]}, v(valueInteger=4), "too-large"),
    ("decimal", {}, v(valueDecimal="5,5"), "not-decimal"),
    ("decimal", {"extension": [extension("minValue", valueDecimal=0.5)]}, v(valueDecimal=0.4999), "too-small"),
    ("decimal", {"extension": [extension("maxDecimalPlaces", valueInteger=1)]}, v(valueDecimal=5.25), "too-many-decimals"),
    ("decimal", {"extension": [extension("maxDecimalPlaces", valueInteger=0)]}, v(valueDecimal=5.5), "no-decimals"),
    ("date", {}, v(valueDate="2026-02-31"), "not-date"),
    ("date", {}, v(valueDate="2026-2-3"), "not-date"),
    ("date", {}, v(valueDate="31/12/2026"), "not-date"),
    ("date", {"extension": [extension("minValue", valueDate="2026-03-01")]}, v(valueDate="2026-02-28"), "too-early"),
    ("date", {"extension": [extension("maxValue", valueDate="2026-03-01")]}, v(valueDate="2026-04"), "too-late"),
    ("dateTime", {}, v(valueDateTime="2026-03-01T12:00:00"), "no-time-zone"),
    ("dateTime", {}, v(valueDateTime="2026-03-01T25:00:00Z"), "not-datetime"),
    ("dateTime", {"extension": [extension("maxValue", valueDateTime="2026-01-01T12:00:00Z")]}, v(valueDateTime="2026-01-01T13:30:00+01:00"), "too-late"),
    ("time", {}, v(valueTime="24:00:00"), "not-time"),
    ("time", {}, v(valueTime="14:30"), "not-time"),
    ("time", {"extension": [extension("minValue", valueTime="08:00:00")]}, v(valueTime="07:59:59"), "too-early"),
    ("string", {}, v(valueString=""), "blank"),
    ("string", {}, v(valueString="  "), "blank"),
    ("string", {}, v(valueString="a\u0000b"), "control-character"),
    ("string", {}, v(valueString=5), "not-string"),
    ("string", {}, v(valueString="två\u2028rader"), "line-break"),
    ("string", {"maxLength": 3}, v(valueString="fyra"), "too-long"),
    ("text", {"extension": [extension("minLength", valueInteger=5)]}, v(valueString="fyra"), "too-short"),
    ("string", {"extension": [extension("regex", valueString="[0-9]+")]}, v(valueString="12a"), "wrong-form"),
    ("integer", {"extension": [extension("regex", valueString="[0-9]{4}")]}, v(valueInteger=123), "wrong-form"),
    ("url", {}, v(valueUri="http://"), "not-url"),
    ("url", {}, v(valueUri="två ord"), "not-url"),
    ("choice", {"answerOption": OPTIONS}, v(valueCoding={**A, "code": "c"}), "not-an-option"),
    ("choice", {"answerOption": OPTIONS}, v(valueCoding={**A, "system": "http://y"}), "not-an-option"),
    ("choice", {"answerOption": OPTIONS}, v(valueString="Äpple"), "wrong-type"),
    ("choice", {"answerOption": OPTIONS}, v(valueCoding={}), "not-coding"),
    ("open-choice", {"answerOption": OPTIONS}, v(valueCoding={**A, "code": "c"}), "not-an-option"),
    ("integer", {"answerOption": [{"valueInteger": 1}]}, v(valueInteger=2), "not-an-option"),
    ("choice", {"answerValueSet": "http://x.se/saknas"}, v(valueCoding=A), "list-missing"),
    ("choice", {"answerValueSet": "http://hl7.org/fhir/ValueSet/administrative-gender"}, v(valueCoding={"system": "http://hl7.org/fhir/administrative-gender", "code": "kvinna"}), "not-an-option"),
    ("choice", {"answerValueSet": "http://hl7.org/fhir/ValueSet/administrative-gender"}, v(valueCoding={"system": "http://hl7.org/fhir/administrative-gender", "code": "female", "display": "Male"}), "wrong-display"),
    ("quantity", {}, v(valueQuantity={"unit": "kg"}), "not-quantity"),
    ("quantity", {"extension": UNITS}, v(valueQuantity={"value": 1, "system": KG["system"], "code": "m"}), "wrong-unit"),
    ("quantity", {"extension": [extension(SDC + "maxQuantity", valueQuantity={**KG, "value": 1})]}, v(valueQuantity={"value": 1001, "system": KG["system"], "code": "g"}), "too-large"),
    ("quantity", {"extension": [extension(SDC + "maxQuantity", valueQuantity={**KG, "value": 1})]}, v(valueQuantity={"value": 1, "system": KG["system"], "code": "m"}), "unit-not-comparable"),
    ("attachment", {}, v(valueAttachment={"data": "inte base64!"}), "not-attachment"),
    ("attachment", {}, v(valueAttachment={"data": HELLO[:4] + "!" + HELLO[4:]}), "not-attachment"),
    ("attachment", {}, v(valueAttachment={"data": HELLO, "size": -1}), "not-attachment"),
    ("attachment", {}, v(valueAttachment={"data": HELLO, "size": True}), "not-attachment"),
    ("attachment", {}, v(valueAttachment={"url": "http://x", "size": "5"}), "not-attachment"),
    ("attachment", {}, v(valueAttachment={"data": HELLO, "size": 4}), "file-size-differs"),
    ("attachment", {}, v(valueAttachment={"data": HELLO, "hash": "AAAA"}), "file-hash-differs"),
    ("attachment", {"extension": [extension("maxSize", valueDecimal=4)]}, v(valueAttachment={"data": HELLO}), "file-too-large"),
    ("attachment", {"extension": [extension("maxSize", valueDecimal=4)]}, v(valueAttachment={"size": 5, "url": "http://x"}), "file-too-large"),
    ("attachment", {"extension": [extension("mimeType", valueCode="image/png")]}, v(valueAttachment={"contentType": "text/html", "data": HELLO}), "file-type"),
    ("attachment", {"extension": [extension("mimeType", valueCode="image/png")]}, v(valueAttachment={"data": HELLO}), "file-type"),
    ("reference", {}, v(valueReference={"reference": "Höna/1"}), "not-reference"),
    ("reference", {}, v(valueReference={"reference": "Patient/1", "type": "Group"}), "not-reference"),
    ("reference", {"extension": [extension("questionnaire-referenceResource", valueCode="Patient")]}, v(valueReference={"reference": "Group/1"}), "wrong-referred-type"),
    ("reference", {"extension": TO_TWO}, v(valueReference={"reference": A_UUID, "type": "Device"}), "wrong-referred-type"),
    ("quantity", {"extension": UNITS}, v(valueQuantity={"value": 1, "unit": "m"}), "wrong-unit"),
    ("quantity", {"extension": [extension("questionnaire-unitValueSet", valueCanonical=GENDERS)]}, v(valueQuantity={**KG, "value": 1}), "wrong-unit"),
    ("string", {}, v(valueCode="x"), "wrong-type"),
    ("string", {}, v(valueString="a", valueInteger=1), "two-values"),
    ("string", {}, v(), "no-value"),
    ("string", {}, v(valueString="a", note="b"), "unknown-element"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "more", "value", "rule"), BAD)
def test_a_wrong_answer_is_refused_by_its_rule_and_names_its_item(
    type_: str, more: dict[str, Any], value: dict[str, Any], rule: str
) -> None:
    form = read(item("first", "string"), group_of(item(Q, type_, **more))).form
    judgement = judge(form, response(group("g", answer(Q, value))), NOW)
    assert [(finding.rule, finding.link_id, finding.path) for finding in judgement.refusals] == [
        (rule, Q, "QuestionnaireResponse.item[0].item[0].answer[0]")
    ]
    assert judgement.refusals[0].sentence.endswith(".")
    assert judgement.refusals[0].severity in {"error", "fatal"}


@pytest.mark.parametrize(
    ("type_", "more", "value", "sentence"),
    [
        ("quantity", {"extension": UNITS}, v(valueQuantity={"value": 1, "unit": "m"}), "Välj en av enheterna: kg, g."),
        ("quantity", {"extension": HEAVIEST}, v(valueQuantity={**KG, "value": 2}), "Skriv 1,5 kg eller mindre."),
        ("quantity", {"extension": HEAVIEST}, v(valueQuantity={"value": 1}), "Enheten ? kan inte räknas om till kg."),
        ("reference", {"extension": TO_TWO}, v(valueReference={"reference": "Device/1"}), "Hänvisningen ska gå till Patient, Group."),
    ],
)  # fmt: skip
def test_the_refusal_says_what_would_be_right(
    type_: str, more: dict[str, Any], value: dict[str, Any], sentence: str
) -> None:
    judgement = judge(read(item(Q, type_, **more)).form, response(answer(Q, value)), NOW)
    assert [refusal.sentence for refusal in judgement.refusals] == [sentence]


@pytest.mark.parametrize(("other", "rule"), [({}, "no-value"), (v(valueCode="x"), "wrong-type")])
def test_an_answer_without_a_readable_value_is_not_compared_with_the_others(other: dict[str, Any], rule: str) -> None:
    assert judged([item(Q, repeats=True)], [answer(Q, "a", other)]) == [(rule, Q)]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value("valueCoding", {"code": "a"}), "a"),
        (Value("valueCoding", A), "Äpple"),
        (Value("valueReference", {"reference": "Patient/1"}), "Patient/1"),
        (Value("valueTime", "14:30:00"), "14.30"),
        (Value("valueTime", None), "None"),
        (Value("valueQuantity", {"value": 1.5, "unit": "kg"}), "1,5 kg"),
        (Value("valueAttachment", {"title": "Remiss.pdf"}), "Remiss.pdf"),
    ],
)
def test_a_value_in_words(value: Value, words: str) -> None:
    assert shown(value) == words


def group_of(*inside: dict[str, Any]) -> dict[str, Any]:
    return item("g", "group", *inside)


BUILT = [
    ([item(Q)], [answer("x", "a")], ("unknown-item", "x")),
    ([group_of(item(Q))], [answer(Q, "a")], ("wrong-place", Q)),
    ([item("a"), item("b")], [answer("b", "1"), answer("a", "2")], ("wrong-order", "a")),
    ([item(Q, repeats=True)], [answer(Q, "a"), answer(Q, "b")], ("item-twice", Q)),
    ([item(Q)], [answer(Q, "a", "b")], ("not-repeated", Q)),
    ([group_of(item(Q))], [group("g", answer(Q, "a")), group("g", answer(Q, "b"))], ("not-repeated", "g")),
    ([item(Q, "display")], [answer(Q, "a")], ("display-answered", Q)),
    ([group_of(item(Q))], [answer("g", "a")], ("group-answered", "g")),
    ([item(Q, "string", item("u"))], [{"linkId": Q, "answer": [{"valueString": "a"}], "item": [answer("u", "b")]}], ("items-outside-answer", Q)),
    ([item(Q)], [{"answer": [{"valueString": "a"}]}], ("no-link-id", "")),
    ([item(Q)], [{"linkId": Q, "answer": {"valueString": "a"}}], ("malformed", Q)),
    ([item(Q)], [{"linkId": Q, "answer": ["a"]}], ("malformed", Q)),
    ([item(Q)], ["a"], ("malformed", "")),
    ([item(Q)], [{"linkId": Q, "value": "a"}], ("unknown-element", Q)),
    ([item(Q, required=True)], [], ("required", Q)),
    ([item(Q, required=True)], [{"linkId": Q}], ("required", Q)),
    ([item("g", "group", item(Q), required=True)], [], ("group-required", "g")),
    ([item("g", "group", item(Q), required=True)], [group("g")], ("group-required", "g")),
    ([group_of(item(Q, required=True))], [group("g")], ("required", Q)),
    ([item(Q, "string", item("u", required=True))], [answer(Q, "a")], ("required", "u")),
    ([item(Q, repeats=True, extension=[extension("questionnaire-minOccurs", valueInteger=2)])], [answer(Q, "a")], ("too-few", Q)),
    ([item(Q, repeats=True, extension=[extension("questionnaire-maxOccurs", valueInteger=1)])], [answer(Q, "a", "b")], ("too-many", Q)),
    ([item("g", "group", item(Q), repeats=True, extension=[extension("questionnaire-maxOccurs", valueInteger=1)])], [group("g", answer(Q, "a")), group("g", answer(Q, "a"))], ("too-many", "g")),
    ([item(Q, "choice", repeats=True, answerOption=[OPTIONS[0], {**OPTIONS[1], "extension": [extension("questionnaire-optionExclusive", valueBoolean=True)]}])], [answer(Q, v(valueCoding=A), v(valueCoding=B))], ("exclusive", Q)),
]  # fmt: skip


@pytest.mark.parametrize(("items", "answers", "expected"), BUILT)
def test_a_response_that_is_built_wrongly_is_refused(items: Any, answers: Any, expected: tuple[str, str]) -> None:
    assert judged(items, answers) == [expected]


def test_an_optional_group_that_is_left_out_needs_nothing_inside() -> None:
    assert judged([group_of(item(Q, required=True))], []) == []


def test_a_group_that_repeats_is_judged_row_by_row() -> None:
    rows = item("g", "group", item(Q, required=True), item("n", "integer"), repeats=True)
    form = read(rows).form
    judgement = judge(form, response(group("g", answer(Q, "a")), group("g", answer("n", v(valueInteger=1)))), NOW)
    assert [(finding.rule, finding.path) for finding in judgement.refusals] == [
        ("required", "QuestionnaireResponse.item[1]")
    ]


def test_nothing_needs_to_be_finished_while_it_is_in_progress() -> None:
    items = [item(Q, "integer", required=True), item("r", required=True)]
    judgement = judge(read(*items).form, response(status="in-progress"), NOW)
    assert judgement.accepted
    assert [finding.severity for finding in judgement.findings] == ["warning", "warning"]
    # What can't be kept at all is refused also then.
    assert judged(items, [answer(Q, "text")], status="in-progress") == [("wrong-type", Q)]


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"status": "done"}, "wrong-status"),
        ({"questionnaire": "http://x.se/annat"}, "other-form"),
        ({"questionnaire": "http://x.se/f|1"}, "other-version"),
        ({"authored": "i går"}, "not-datetime"),
        ({"resourceType": "Patient"}, "not-a-response"),
    ],
)
def test_a_response_of_something_else_is_refused(more: dict[str, Any], rule: str) -> None:
    form = read(item(Q), version="2").form
    assert [finding.rule for finding in judge(form, response(**more), NOW).refusals] == [rule]


@pytest.mark.parametrize(
    ("form_has", "authored", "rule"),
    [
        ({"status": "draft"}, "2026-03-01", "form-draft"),
        ({"status": "retired"}, "2026-03-01", "form-retired"),
        ({"effectivePeriod": {"start": "2026-03-02"}}, "2026-03-01", "outside-period"),
        ({"effectivePeriod": {"end": "2026-02"}}, "2026-03-01T08:00:00Z", "outside-period"),
    ],
)
def test_a_form_that_is_not_in_use_is_said_and_does_not_hinder(form_has: Any, authored: str, rule: str) -> None:
    judgement = judge(read(item(Q), **form_has).form, response(authored=authored), NOW)
    assert judgement.accepted
    assert [finding.rule for finding in judgement.findings] == [rule]


def test_a_sentence_of_the_forms_own_is_said_when_an_answer_is_refused() -> None:
    own = extension("http://ehelse.no/fhir/StructureDefinition/validationtext", valueString="Skriv ditt fulla namn.")
    form = read(item(Q, extension=[own, extension("regex", valueString="[A-Z].*")])).form
    assert judge(form, response(answer(Q, "anna")), NOW).refusals[0].sentence == "Skriv ditt fulla namn."


def test_limits_are_written_as_swedes_write_numbers() -> None:
    form = read(item(Q, "decimal", extension=[extension("minValue", valueDecimal=-0.5)])).form
    assert judge(form, response(answer(Q, v(valueDecimal=-1))), NOW).refusals[0].sentence == "Skriv −0,5 eller mer."


@pytest.mark.parametrize("values", [[{"valueString": "x"}] * 1_001, [{"valueString": "x"}] * 25_000])
def test_more_answers_than_anybody_gives_are_refused(values: list[dict[str, str]]) -> None:
    assert ("too-much", Q) in judged([item(Q, repeats=True)], [answer(Q, *values)])


def test_a_pattern_that_would_run_for_years_is_quick() -> None:
    form = read(item(Q, extension=[extension("regex", valueString="(a+)+$")])).form
    assert [f.rule for f in judge(form, response(answer(Q, "a" * 5_000 + "b")), NOW).refusals] == ["wrong-form"]


def test_each_sentence_is_a_sentence() -> None:
    for table in (sentences.ANSWERS, sentences.FAULTS, sentences.ACCOUNTS):
        for rule, sentence in table.items():
            assert sentence.rstrip()[-1] in ".s", (rule, sentence)


def test_constraints_hold_for_the_whole_form_and_for_items() -> None:
    def constraint(expression: str, severity: str = "error") -> dict[str, Any]:
        parts = {
            "key": v(valueId="k"),
            "severity": v(valueCode=severity),
            "expression": v(valueString=expression),
            "human": v(valueString="Håll ihop."),
        }
        return {
            "url": CORE + "questionnaire-constraint",
            "extension": [{"url": name, **value} for name, value in parts.items()],
        }

    two = item(Q, repeats=True, extension=[constraint("answer.count() = 2")])
    assert judged([two], [answer(Q, "a", "b")]) == []
    assert judged([two], [answer(Q, "a")]) == [("constraint", Q)]
    form = read(
        item("a", "integer"),
        item("b", "integer"),
        extension=[constraint("item.where(linkId='a').answer.value < item.where(linkId='b').answer.value")],
    ).form
    assert judge(form, response(answer("a", v(valueInteger=1)), answer("b", v(valueInteger=2))), NOW).accepted
    judgement = judge(form, response(answer("a", v(valueInteger=3)), answer("b", v(valueInteger=2))), NOW)
    assert [(f.rule, f.path, f.sentence) for f in judgement.refusals] == [
        ("constraint", "QuestionnaireResponse", "Håll ihop.")
    ]
    # A rule that can't be tried is said, and stops nobody.
    mild = read(item(Q, extension=[constraint("answer.count() >", "warning")])).form
    judgement = judge(mild, response(answer(Q, "a")), NOW)
    assert judgement.accepted
    assert [f.rule for f in judgement.findings] == ["constraint-not-judged"]


def test_a_limit_may_be_calculated_from_the_day() -> None:
    computed = {
        "url": CORE + "cqf-calculatedValue",
        "valueExpression": {"language": "text/fhirpath", "expression": "today()"},
    }
    limit = {"url": CORE + "maxValue", "_valueDate": {"extension": [computed]}}
    born = item(Q, "date", extension=[limit])
    assert judged([born], [answer(Q, v(valueDate="2026-03-15"))]) == []
    assert judged([born], [answer(Q, v(valueDate="2026-03-16"))]) == [("too-late", Q)]


@pytest.mark.parametrize(
    ("type_", "limit", "expression", "right", "late"),
    [
        ("date", "_valueDate", "now()", v(valueDate="2026-03-15"), v(valueDate="2026-03-16")),
        ("dateTime", "_valueDateTime", "today()", v(valueDateTime="2026-03-14"), v(valueDateTime="2026-03-16")),
        ("time", "_valueTime", "'09:30:00'", v(valueTime="09:30:00"), v(valueTime="09:30:01")),
    ],
)
def test_a_calculated_limit_is_of_the_kind_that_it_is_written_in(
    type_: str, limit: str, expression: str, right: dict[str, str], late: dict[str, str]
) -> None:
    """A day and a moment are compared as far as both are known, and a text with an answer of the question's own type."""
    computed = {
        "url": CORE + "cqf-calculatedValue",
        "valueExpression": {"language": "text/fhirpath", "expression": expression},
    }
    asked = item(Q, type_, extension=[{"url": CORE + "maxValue", limit: {"extension": [computed]}}])
    assert judged([asked], [answer(Q, right)]) == []
    assert judged([asked], [answer(Q, late)]) == [("too-late", Q)]


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("boolean", v(valueBoolean="true")),
        ("integer", v(valueInteger=1.5)),
        ("decimal", v(valueDecimal="5,5")),
        ("string", v(valueString=5)),
        ("choice", v(valueCoding="a")),
        ("quantity", v(valueQuantity=5)),
        ("attachment", v(valueAttachment="a")),
    ],
)
def test_a_value_of_the_wrong_shape_cannot_even_be_kept(type_: str, value: dict[str, Any]) -> None:
    """Else what is being written is kept with its mistakes, for the person to mend."""
    more = {"answerOption": OPTIONS} if type_ == "choice" else {}
    begun = response(answer(Q, value), status="in-progress")
    assert [refusal.severity for refusal in judge(read(item(Q, type_, **more)).form, begun, NOW).refusals] == ["fatal"]
