"""Measures the form engine: a response of 200 items judged, the largest forms read, and a page of 60 questions drawn.

    PYTHONPATH=src:. python -m tests.bench.forms

Goals (time of one core's work, other programs not counted): a response of 200 items is judged in under 5 ms, and a page
of a form of 60 questions takes at most twice the bare page (``form_page.py``). The exit code is 1 when one is not met.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django

from tests.bench import form_page
from vardtrad.shared.forms.engine.expressions import Moment
from vardtrad.shared.forms.engine.importing import read_form
from vardtrad.shared.forms.engine.judging import judge

GOAL = 0.005
NOW = Moment(datetime(2026, 3, 15, 9, 30, tzinfo=UTC))
CORE = "http://hl7.org/fhir/StructureDefinition/"
CODINGS = [{"system": "http://x.se/svar", "code": str(code), "display": f"Svar {code}"} for code in range(8)]

KINDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "choice", "answerOption": [{"valueCoding": coding} for coding in CODINGS]}, {"valueCoding": CODINGS[5]}),
    ({"type": "integer", "extension": [{"url": CORE + "minValue", "valueInteger": 0}]}, {"valueInteger": 7}),
    ({"type": "decimal", "extension": [{"url": CORE + "maxDecimalPlaces", "valueInteger": 2}]}, {"valueDecimal": 7.25}),
    ({"type": "string", "extension": [{"url": CORE + "regex", "valueString": "[A-ZÅÄÖ].+"}]}, {"valueString": "Åsa"}),
    ({"type": "text", "maxLength": 2000}, {"valueString": "Det gör ont när jag går i trappor.\n" * 10}),
    ({"type": "date"}, {"valueDate": "2026-03-01"}),
    ({"type": "boolean"}, {"valueBoolean": True}),
]


def form(items: int) -> dict[str, Any]:
    """A form of questions of each kind in groups of ten; every third hangs on the answer before it."""
    groups: list[dict[str, Any]] = []
    for number in range(items):
        if number % 10 == 0:
            groups.append({"linkId": f"g{number}", "type": "group", "text": "Grupp", "item": []})
        kind = KINDS[number % len(KINDS)][0]
        question = {"linkId": f"q{number}", "text": f"Fråga {number}", "required": True, **kind}
        if number % 3 == 2:
            question["enableWhen"] = [{"question": f"q{number - 1}", "operator": "exists", "answerBoolean": True}]
        groups[-1]["item"].append(question)
    return {"resourceType": "Questionnaire", "status": "active", "item": groups}


def response(items: int) -> dict[str, Any]:
    """An answer to every question of ``form``."""
    groups: list[dict[str, Any]] = []
    for number in range(items):
        if number % 10 == 0:
            groups.append({"linkId": f"g{number}", "item": []})
        groups[-1]["item"].append({"linkId": f"q{number}", "answer": [KINDS[number % len(KINDS)][1]]})
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": groups}


def _median(work: Callable[[], Any], times: int) -> float:
    taken = []
    for _turn in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return median(taken)


def main() -> int:
    """Print the figures; 1 when the goal is not met."""
    read = read_form(form(200))
    answers = response(200)
    if not judge(read.form, answers, NOW).accepted:
        print("the response of the benchmark is not accepted")
        return 1
    judged = _median(lambda: judge(read.form, answers, NOW), 300)
    large = form(1_800)
    reading = _median(lambda: read_form(large), 5)
    print(f"a response of 200 items judged: {judged * 1000:.2f} ms (goal: under {GOAL * 1000:.0f})")
    print(f"a form of 1 800 questions read, with its report: {reading * 1000:.0f} ms")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_SECRET_KEY": secrets.token_urlsafe(32),
        "VARDTRAD_TRACE_KEY": secrets.token_urlsafe(32),
        "DATABASE_URL": "postgresql:///nothing",  # no page asks for it
    }
    django.setup()
    page, bare = form_page.ratio(form)
    print(
        f"a page of a form of {form_page.QUESTIONS} questions: {page * 1000:.1f} ms; the bare page {bare * 1000:.1f}"
        f" ms; {page / bare:.2f} times (goal: at most {form_page.GOAL:.0f})"
    )
    return 0 if judged < GOAL and page <= form_page.GOAL * bare else 1


if __name__ == "__main__":
    sys.exit(main())
