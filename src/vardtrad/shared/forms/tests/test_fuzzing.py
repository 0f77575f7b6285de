"""Whatever stands in a file, the importer reads it or refuses it with words; whatever stands in answers, they are judged."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vardtrad.shared.forms.engine import exporting, json_text
from vardtrad.shared.forms.engine.extensions import EXTENSIONS
from vardtrad.shared.forms.engine.form import TYPES
from vardtrad.shared.forms.engine.importing import read_form, read_form_text
from vardtrad.shared.forms.engine.judging import judge
from vardtrad.shared.forms.engine.report import Refused
from vardtrad.shared.forms.engine.values import PROBLEM
from vardtrad.shared.forms.tests.making import NOW

pytestmark = pytest.mark.req("B-18")
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
link_ids = st.sampled_from(["a", "b", "c", "d"])
values = st.fixed_dictionaries({}, optional={key: anything | st.just("2026-03-01") | st.just(1) for key in PROBLEM})
extensions = st.lists(
    st.fixed_dictionaries({"url": st.sampled_from(sorted(EXTENSIONS)) | st.text(max_size=5)}, optional={
        "valueInteger": scalars, "valueString": scalars, "valueBoolean": scalars, "valueDecimal": scalars, "valueCoding": anything,
        "valueExpression": anything | st.fixed_dictionaries({"expression": st.text("()$%ab.=&'", max_size=12)}), "extension": anything,
    }),
    max_size=2,
)  # fmt: skip
conditions = st.lists(
    st.fixed_dictionaries({"question": link_ids, "operator": st.sampled_from(["exists", "=", "!=", ">", "<="]) | st.text(max_size=2)}, optional={
        "answerBoolean": scalars, "answerInteger": scalars, "answerCoding": anything, "answerString": scalars,
    }),
    max_size=2,
)  # fmt: skip


def items(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(
        st.fixed_dictionaries(
            {"linkId": link_ids | scalars, "type": st.sampled_from(sorted(TYPES)) | scalars},
            optional={
                "item": inner, "text": scalars, "required": scalars, "repeats": scalars, "maxLength": scalars, "extension": extensions | anything,
                "enableWhen": conditions | anything, "enableBehavior": scalars, "answerOption": st.lists(values, max_size=3) | anything,
                "initial": st.lists(values, max_size=2) | anything, "answerValueSet": scalars, "eget": anything, "_text": anything,
                "modifierExtension": extensions | anything,
            },
        ),
        max_size=4,
    )  # fmt: skip


questionnaires = st.fixed_dictionaries(
    {"resourceType": st.just("Questionnaire"), "item": items(items(st.just([]))) | anything},
    optional={
        "status": scalars,
        "contained": anything,
        "extension": extensions,
        "effectivePeriod": anything,
        "version": scalars,
    },
)
answers = st.lists(values | anything, max_size=3)
responses = st.fixed_dictionaries(
    {"resourceType": st.just("QuestionnaireResponse"), "status": st.sampled_from(["completed", "in-progress"])},
    optional={
        "item": st.lists(st.fixed_dictionaries({"linkId": link_ids | scalars}, optional={
            "answer": answers | anything, "item": st.lists(st.fixed_dictionaries({"linkId": link_ids}, optional={"answer": answers}), max_size=3),
        }) | anything, max_size=4),
        "authored": scalars, "questionnaire": scalars,
    },
)  # fmt: skip


@BOUNDED
@given(questionnaires, responses)
def test_every_form_is_accounted_for_comes_back_and_judges_every_response(form: Any, response: Any) -> None:
    imported = read_form(form)
    paths = [account.path for account in imported.report.accounts]
    assert len(paths) == len(set(paths)) == _elements(form)
    assert json_text.loads(exporting.questionnaire(imported.form), 10**8) == json_text.loads(json.dumps(form), 10**8)
    for fault in imported.report.faults:
        assert fault.sentence
    for finding in judge(imported.form, response, NOW).findings:
        assert finding.sentence
        assert finding.path.startswith("QuestionnaireResponse")


@BOUNDED
@given(st.binary(max_size=60) | st.text(max_size=60) | st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)).map(json.dumps))  # fmt: skip
def test_every_file_is_read_or_refused_with_words(text: Any) -> None:
    try:
        read_form_text(text)
    except Refused as refused:
        said = str(refused)
    else:
        said = "read"
    assert said


@BOUNDED
@given(anything)
def test_anything_is_judged(response: Any) -> None:
    form = read_form({"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "string"}]}).form
    assert not judge(form, response, NOW).accepted


def _elements(value: Any) -> int:
    if isinstance(value, dict):
        return sum(1 + _elements(part) for part in value.values())
    if isinstance(value, list):
        return sum(1 + _elements(part) for part in value)
    return 0
