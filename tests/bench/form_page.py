"""Measures a page of a form of 60 questions against the bare page: the same sixty fields of a Django form, as drawn.

Both pages are drawn by the same macros of the same template engine, into the same markup. The bare one has its fields
written in Python and judges nothing; the product's has what is written judged by the form, which it remembers as read,
twenty questions that hang on others, and its questions turned into fields. Time of one core's work, without server,
session and database, which both would have alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

QUESTIONS, TURNS = 60, 40
GOAL = 2.0
"""How many times the bare page the product's may take."""


def ratio(form: Callable[[int], dict[str, Any]]) -> tuple[float, float]:
    """How long the page of the form and the bare page take (median seconds); ``form`` makes a form of so many items.

    Django must be set up. They take turns, so that other programs on the machine disturb both alike.
    """
    from django.utils import translation

    with translation.override("sv"):
        page, bare = _product(form(QUESTIONS)), _bare()
        taken: dict[Callable[[], str], list[float]] = {page: [], bare: []}
        for turn in range(TURNS + 5):
            for draw, times in taken.items():
                begun = time.process_time()
                draw()
                if turn >= 5:  # the first ones warm up
                    times.append(time.process_time() - begun)
    return median(taken[page]), median(taken[bare])


WRITTEN = "7"
"""What is written in every third question: the page of somebody who has begun."""


def _product(source: dict[str, Any]) -> Callable[[], str]:
    from jinja2 import Template

    from vardtrad.shared.forms import actions as forms
    from vardtrad.shared.forms.answering import filling_of
    from vardtrad.shared.forms.models import FormVersion
    from vardtrad.shared.forms.shown import page

    for group in source["item"]:
        for question in group["item"]:
            for condition in question.get("enableWhen", ()):
                condition["answerBoolean"] = False  # all are asked, since nothing is written in what they hang on
    version = FormVersion(source=forms.as_source(source))
    template: Template = _template("{% include 'shared/forms/_questions.html' %}")
    # The groups of ten are items too, and have a number each.
    texts = {f"f{number + number // 10 + 1}": [WRITTEN] for number in range(0, QUESTIONS, 3)}

    def draw() -> str:
        filling = filling_of(version)
        drawn = page(filling, texts, filling.fill(texts), judged=False)
        return template.render(page=drawn, address="/arenden/1/formular")

    return draw


def _bare() -> Callable[[], str]:
    from django import forms

    options = [(str(code), f"Svar {code}") for code in range(8)]
    kinds: list[Callable[[str], forms.Field]] = [
        lambda label: forms.ChoiceField(label=label, choices=options),
        lambda label: forms.CharField(label=label),
        lambda label: forms.CharField(label=label),
        lambda label: forms.CharField(label=label),
        lambda label: forms.CharField(label=label, widget=forms.Textarea, max_length=2000),
        lambda label: forms.CharField(label=label),
        lambda label: forms.ChoiceField(label=label, choices=options[:2], widget=forms.RadioSelect),
    ]
    template = _template(
        "{% import 'shared/web/m.html' as m %}{% for group in groups %}<section><h2>Grupp</h2>"
        "{% for f in group %}{{ m.field(f, 5) }}{% endfor %}</section>{% endfor %}"
    )
    written = {f"f{number}": WRITTEN for number in range(0, QUESTIONS, 3)}

    def draw() -> str:
        form = forms.Form(initial=written, auto_id="%s")
        for number in range(QUESTIONS):
            form.fields[f"f{number}"] = kinds[number % len(kinds)](f"Fråga {number}")
        fields = list(form)
        return template.render(groups=[fields[first : first + 10] for first in range(0, QUESTIONS, 10)])

    return draw


def _template(source: str) -> Any:
    from django.template import engines

    return engines["jinja2"].env.from_string(source)  # type: ignore[attr-defined]
