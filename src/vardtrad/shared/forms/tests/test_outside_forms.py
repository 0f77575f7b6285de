"""Other people's forms and answers, read where they lie beside the project; not one of them is copied into it.

They are those of the folder ``shared/testdata/forms`` beside the project, or of VARDTRAD_FORMS_TESTDATA: pairs of form and
answer with the expected outcome, and forms of practice. The score is printed (``-rP`` or ``-s`` shows it).
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vardtrad.shared.forms.engine import exporting, json_text
from vardtrad.shared.forms.engine.importing import read_form_text
from vardtrad.shared.forms.engine.judging import judge
from vardtrad.shared.forms.tests.making import NOW

BESIDE = Path("shared", "testdata", "forms")
FOLDER = next(
    (folder / BESIDE for folder in Path(__file__).resolve().parents if (folder / BESIDE).is_dir()), Path(BESIDE)
)
FOLDER = Path(os.environ.get("VARDTRAD_FORMS_TESTDATA", FOLDER))

pytestmark = [
    pytest.mark.req("B-18"),
    pytest.mark.skipif(not FOLDER.is_dir(), reason="other people's forms are not here: ../shared/testdata/forms"),
]


def pairs() -> list[dict[str, Any]]:
    return json.loads((FOLDER / "fhir-test-cases" / "index.json").read_text())


def forms() -> list[Path]:
    tests = FOLDER / "fhir-test-cases"
    return sorted(
        [*(FOLDER / "refero").glob("*.json"), *(FOLDER / "android-fhir").glob("*.json"), *tests.glob("*-q.json")]
    )


def test_each_pair_is_judged_as_expected_and_each_refusal_names_the_same_item() -> None:
    folder, right, wrong = FOLDER / "fhir-test-cases", 0, []
    for pair in pairs():
        form = read_form_text((folder / pair["questionnaire"][0]).read_bytes()).form
        answers = json_text.loads((folder / pair["response"]).read_bytes(), 10**8)
        judgement = judge(form, answers, NOW)
        issues = json.loads((folder / pair["outcome"]).read_text()).get("issue", [])
        expected = {(issue["severity"], issue["expression"][0], _item(issue["details"]["text"])) for issue in issues}
        got = {(finding.severity, finding.path, finding.link_id) for finding in judgement.findings}
        if judgement.accepted == pair["expected_success"] and got == expected:
            right += 1
        else:
            wrong.append((pair["response"], expected, got))
    print(  # noqa: T201  the score
        f"Pairs of form and answer judged as expected: {right} of {len(pairs())}"
    )
    assert not wrong


def _item(text: str) -> str:
    match = re.match(r"([^ :]+): ", text)
    return match.group(1) if match else ""


def test_each_form_is_read_and_every_element_of_it_is_accounted_for() -> None:
    read = elements = unsupported = 0
    for path in forms():
        imported = read_form_text(path.read_bytes())
        source = imported.form.source
        paths = [account.path for account in imported.report.accounts if account.path.startswith("Questionnaire.")]
        assert sorted(paths) == sorted(_paths(source, "Questionnaire")), path.name
        read += 1
        elements += len(paths)
        unsupported += len(imported.report.unsupported)
        for account in imported.report.unsupported:
            assert account.name
    print(  # noqa: T201  the score
        f"Forms read: {read} of {len(forms())}; {elements} elements accounted for, {unsupported} of them named as unsupported"
    )


def test_each_form_comes_back_unchanged() -> None:
    for path in forms():
        text = path.read_text()
        form = read_form_text(text).form
        again = json_text.loads(exporting.questionnaire(form), 10**8)
        assert again == form.source, path.name
        assert list(_paths(again, "")) == list(_paths(form.source, "")), path.name
        assert read_form_text(exporting.questionnaire(form)).report.accounts


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield f"{path}.{name}"
            yield from _paths(part, f"{path}.{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield f"{path}[{number}]"
            yield from _paths(part, f"{path}[{number}]")
