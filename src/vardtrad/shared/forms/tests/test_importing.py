"""Reading a form: what is refused, what is named, and that nothing of it is lost."""

import json
from typing import Any

import pytest

from vardtrad.shared.forms.engine import exporting, json_text
from vardtrad.shared.forms.engine.importing import read_form, read_form_text
from vardtrad.shared.forms.engine.report import Refused, Verdict
from vardtrad.shared.forms.tests.making import CORE, SDC, extension, item, read, source

pytestmark = pytest.mark.req("B-18")
HIDDEN = extension("questionnaire-hidden", valueBoolean=True)


def hindering(*items: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(fault.rule, fault.link_id) for fault in read(*items, **more).report.faults if fault.hinders]


def noted(*items: dict[str, Any], **more: Any) -> list[str]:
    return [fault.rule for fault in read(*items, **more).report.faults if not fault.hinders]


def condition(question: str, operator: str = "exists", **value: Any) -> dict[str, Any]:
    return {"enableWhen": [{"question": question, "operator": operator, **(value or {"answerBoolean": True})}]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "giltig JSON"),
        ("[1, 2", "giltig JSON"),
        ('{"a": NaN}', "giltig JSON"),
        ('{"resourceType": "Questionnaire", "item": [], "item": []}', "två gånger"),
        ("[" * 10_000, "nivåer"),
        ('{"a":' * 3_000 + "1" + "}" * 3_000, "nivåer"),
        (b"\xff\xfe{}", "UTF-8"),
        (" " * 5_000_001, "för stor"),
        ("{}", "inget formulär"),
        ("[]", "inget formulär"),
        ('{"resourceType": "Patient"}', "inget formulär"),
        ('{"resourceType": "Bundle"}', "inget formulär"),
        ('{"resourceType": "Questionnaire", "version": 1' + "0" * 5_000 + "}", "giltig JSON"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_words(text: str | bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_form_text(text)
    assert words in str(refused.value)


def test_ten_thousand_items_are_refused_with_words() -> None:
    with pytest.raises(Refused, match=r"10000 delar\. Högst 2000"):
        read(*(item(f"q{i}") for i in range(10_000)))
    nested: dict[str, Any] = item("q")
    for i in range(13):
        nested = item(f"g{i}", "group", nested)
    with pytest.raises(Refused, match="nivåer"):
        read(nested)
    assert len(read(*(item(f"q{i}") for i in range(2_000))).form.in_order) == 2_000


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item("a", **condition("a"))], [("condition-on-itself", "a")]),
        ([item("a", **condition("b")), item("b")], [("condition-below", "a")]),
        ([item("a", **condition("x"))], [("condition-on-missing", "a")]),
        ([item("g", "group", item("a"), **condition("a"))], [("condition-on-inside", "g"), ("condition-circle", "g")]),
        ([item("a", **condition("b")), item("b", **condition("a"))], [("condition-below", "a"), ("condition-circle", "a")]),
        ([item("g", "group", item("a", "boolean")), item("b", **condition("g", "=", answerBoolean=True))], [("condition-on-text", "b")]),
        ([item("a"), item("b", **condition("a", "like", answerString="x"))], [("unknown-operator", "b")]),
        ([item("a"), item("b", **condition("a", "exists", answerString="x"))], [("exists-needs-boolean", "b")]),
        ([item("a"), item("b", enableWhen=[{"question": "a", "operator": "="}])], [("condition-without-value", "b")]),
        ([item("a"), item("a")], [("same-link-id", "a")]),
        ([{"type": "string"}], [("no-link-id", "")]),
        ([item("a", "question")], [("unknown-type", "a")]),
        ([item("a", "signature")], [("unknown-type", "a")]),
        ([item("a", required="ja")], [("wrong-type-of-value", "a")]),
        ([item("a", maxLength="ja")], [("wrong-type-of-value", "a")]),
        ([item("a", "choice", answerValueSet="http://x.se/saknas")], [("list-missing", "a")]),
        ([item("a", "choice", answerValueSet="#saknas")], [("list-missing", "a")]),
        ([item("a", extension=[extension("regex", valueString="(?=a)b")])], [("pattern", "a")]),
        ([item("a", "integer", extension=[extension("minValue", valueInteger=2), extension("maxValue", valueInteger=1)])], [("limits", "a")]),
        ([item("a", modifierExtension=[extension("http://x.se/inte")])], [("modifier", "a")]),
        ([item("a", extension=[extension(SDC + "enableWhenExpression", valueExpression={"language": "text/cql", "expression": "x"})])], [("enabling-expression", "a")]),
        ([item("a", extension=[extension(SDC + "enableWhenExpression", valueExpression={"language": "text/fhirpath", "expression": "%patient.active"})])], [("enabling-expression", "a")]),
        ([item("a", required=True, extension=[HIDDEN])], [("required-and-hidden", "a")]),
        ([item("g", "group", item("a", required=True), extension=[HIDDEN])], [("required-and-hidden", "a")]),
        ([item("a", required=True, readOnly=True)], [("required-and-read-only", "a")]),
        ([item("a", "attachment", required=True, extension=[extension("mimeType", valueCode="audio/mpeg")])], [("required-and-no-file-type", "a")]),
        ([item("g", "group", item("a", "reference", required=True))], [("required-reference", "a")]),
        ([item("a", "reference", repeats=True, extension=[extension("questionnaire-minOccurs", valueInteger=1)])], [("required-reference", "a")]),
        ([item("g", "group", item("a", "reference"), item("b", "display"), required=True)], [("required-and-nothing-inside", "g")]),
        ([item(f"q{i}") for i in range(451)], [("too-many-fields", "")]),
        ([item("g", "group", *(item(f"q{i}") for i in range(10)), repeats=True, extension=[extension("questionnaire-minOccurs", valueInteger=45)])], [("too-many-fields", "")]),
        ([], [("no-items", "")]),
    ],
)  # fmt: skip
def test_what_hinders_a_form_is_named_with_its_item(items: list[Any], expected: list[tuple[str, str]]) -> None:
    imported = read(*items)
    assert [(f.rule, f.link_id) for f in imported.report.faults if f.hinders] == expected
    assert not imported.report.usable
    assert all(fault.sentence for fault in imported.report.faults)


def test_what_can_be_answered_or_left_out_hinders_nothing() -> None:
    assert hindering(item("a", required=True, extension=[HIDDEN], initial=[{"valueString": "x"}])) == []
    assert hindering(item("a", "attachment"), item("b", "reference")) == []
    assert hindering(item("g", "group", item("a", "attachment"), item("b"), required=True)) == []
    assert hindering(item("a"), *(item(f"q{i}", **condition("a")) for i in range(900))) == []


def test_a_form_that_follows_other_rules_is_not_usable() -> None:
    assert hindering(item("a"), implicitRules="http://x.se/regler") == [("implicit-rules", "")]
    assert hindering(item("a"), modifierExtension=[extension("http://x.se/inte")]) == [("modifier", "")]


def test_what_is_odd_and_does_not_hinder_is_noted() -> None:
    two = [*condition("a")["enableWhen"], *condition("a")["enableWhen"]]
    assert noted(item("a"), item("b", enableWhen=two)) == ["no-behavior"]
    assert noted(item("a", "choice")) == ["no-options"]
    assert noted(item("a", "integer", initial=[{"valueString": "x"}])) == ["wrong-initial"]
    assert noted(item("a"), item("b", **condition("a", "=", answerInteger=1))) == ["condition-of-other-type"]


UNSUPPORTED = [
    ({"extension": [extension("http://x.se/eget", valueString="x")]}, "http://x.se/eget"),
    ({"extension": [extension("questionnaire-hidden", valueString="ja")]}, CORE + "questionnaire-hidden"),
    ({"extension": [extension("mimeType", valueCode="image/png")]}, CORE + "mimeType"),
    ({"_text": {"extension": [extension("rendering-xhtml", valueString="<b>x</b>")]}}, CORE + "rendering-xhtml"),
    ({"extension": [extension(SDC + "answerExpression", valueExpression={"expression": "x"})]}, SDC + "answerExpression"),
    ({"extension": [extension(SDC + "calculatedExpression", valueExpression={"language": "text/cql", "expression": "x"})]}, SDC + "calculatedExpression"),
    ({"extension": [extension(SDC + "calculatedExpression", valueExpression={"language": "text/fhirpath", "expression": "1 +"})]}, SDC + "calculatedExpression"),
    ({"eget": {"djupt": [1, {"mer": 2}]}}, "eget"),
    ({"answerOption": [{"valueString": "a", "eget": 1}]}, "eget"),
    ({"answerConstraint": "optionsOnly"}, "answerConstraint"),
    ({"disabledDisplay": "hidden"}, "disabledDisplay"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "name"), UNSUPPORTED)
def test_what_is_not_supported_is_named_with_its_place_and_exported(more: dict[str, Any], name: str) -> None:
    made = source(item("g", "group", item("q", **more)))
    imported = read_form(made)
    named = [account for account in imported.report.unsupported if account.name == name]
    assert named
    assert named[0].path.startswith("Questionnaire.item[0].item[0].")
    assert named[0].link_id == "q"
    assert json.loads(exporting.questionnaire(imported.form)) == made


def test_what_is_used_and_what_is_only_kept_is_told_apart() -> None:
    accounts = {
        account.path: account.verdict
        for account in read(item("q", code=[{"code": "x"}]), publisher="Region").report.accounts
    }
    assert accounts["Questionnaire.item[0].text"] is Verdict.USED
    assert accounts["Questionnaire.item[0].code[0].code"] is Verdict.KEPT
    assert accounts["Questionnaire.publisher"] is Verdict.KEPT


def test_a_number_keeps_its_decimals_and_a_letter_its_form() -> None:
    text = '{"resourceType": "Questionnaire", "title": "Å\\u0301 ☃", "item": [{"linkId": "q", "type": "decimal", "initial": [{"valueDecimal": 1.500}, {"valueDecimal": 1E+2}]}]}'
    exported = exporting.questionnaire(read_form_text(text).form)
    assert "1.500" in exported
    assert "1E+2" in exported
    assert "Å\u0301 ☃" in exported
    assert json_text.loads(exported, 10**6) == json_text.loads(text, 10**6)


def test_lists_that_a_form_carries_are_used() -> None:
    system = {
        "resourceType": "CodeSystem",
        "id": "s",
        "url": "http://x.se/s",
        "concept": [{"code": "a", "display": "A", "concept": [{"code": "b"}]}],
    }
    written = {
        "resourceType": "ValueSet",
        "id": "v",
        "compose": {"include": [{"system": "t", "concept": [{"code": "c"}]}, {"system": "http://x.se/s"}]},
    }
    unfolded = {
        "resourceType": "ValueSet",
        "id": "e",
        "url": "http://x.se/e",
        "expansion": {
            "contains": [{"system": "t", "code": "d", "abstract": True, "contains": [{"system": "t", "code": "e"}]}]
        },
    }
    filtered = {
        "resourceType": "ValueSet",
        "id": "f",
        "compose": {"include": [{"system": "t", "filter": [{"property": "p", "op": "=", "value": "v"}]}]},
    }
    form = read(item("q", "choice", answerValueSet="#v"), contained=[system, written, unfolded, filtered]).form
    codes = {address: [coding["code"] for coding in codings] for address, codings in form.code_lists.items()}
    assert codes == {"#v": ["c", "a", "b"], "#e": ["e"], "http://x.se/e": ["e"]}


def test_a_bundle_with_one_form_is_read_and_its_other_parts_are_named() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": {"resourceType": "Task"}}, {"fullUrl": "urn:x", "resource": source(item("q"))}],
    }
    named = [account.name for account in read_form(bundle).report.unsupported]
    assert named == ["entry Task", "fullUrl"]
    bundle["entry"].append(bundle["entry"][1])
    with pytest.raises(Refused, match="mer än ett formulär"):
        read_form(bundle)
