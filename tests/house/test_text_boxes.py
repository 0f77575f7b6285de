"""No typed text is lost without a word (B-04): every text box keeps a draft, and long lines ask before they are left.

Three nets: all calls of the components in all templates, all forms with a long line, and every page that any test opens
(tests.reading.unkept). A new text box fails until its template gives it a draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2.nodes
import pytest
from django import forms
from django.template import engines
from django.urls import get_resolver

from tests.house.test_templates import SRC, TEMPLATES
from tests.reading import Browser, Page

pytestmark = pytest.mark.req("B-04")

WITHOUT_A_DRAFT = {
    "operations/accessibility/templates/report.html": "whoever reports a fault is nobody that anything is kept for",
    "cases/staff/sending/templates/list.html": "numbers are pasted, and kept only as recipients",
    "planning/search/templates/read.html": "nothing is kept of a plan before there is a ground to read it",
}
"""Templates whose text boxes keep no draft: the page asks before it is left (js/unsaved.js)."""

BARE = {
    "shared/web/templates/m.html": "the component itself, and texts that are shown for copying",
    "planning/plan/templates/p.html": "a field of a step, which saves itself (planning/fields)",
    "cases/staff/guarantee/templates/entry.html": "hidden: the standard answer that stands on the page and is sent",
    "cases/resident/templates/preview.html": "hidden: the text that is looked over, which is kept as a draft",
    "cases/resident/templates/danger_signs.html": "hidden: what a page brought that came without the step, kept too",
    "cases/resident/templates/look_over_answers.html": "hidden: the answers that are looked over, kept as a draft",
}
"""Templates that write the tag themselves."""

LONG = 150
"""Characters; a line that takes more may hold more than a few words."""


def name_of(template: Path) -> str:
    return template.relative_to(SRC).as_posix()


def calls_of(template: Path, component: str) -> Iterator[jinja2.nodes.Call]:
    """The calls of a component of m.html in a template."""
    tree = engines["jinja2"].env.parse(template.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Getattr) and call.node.attr == component:
            yield call


def with_draft(call: jinja2.nodes.Call) -> bool:
    return len(call.args) > 2 or any(word.key == "draft" for word in call.kwargs)


def test_every_text_box_of_every_template_keeps_a_draft() -> None:
    boxes = {
        (name_of(template), with_draft(call))
        for template in TEMPLATES
        if "tests" not in template.parts
        for call in calls_of(template, "area")
    }
    assert {name for name, kept in boxes if not kept} == set(WITHOUT_A_DRAFT)
    assert len({name for name, kept in boxes if kept}) > 15


def test_only_the_components_write_the_tag_of_a_text_box() -> None:
    bare = {
        name_of(template)
        for template in TEMPLATES
        if "tests" not in template.parts and "<textarea" in template.read_text(encoding="utf-8")
    }
    assert bare == set(BARE)


def forms_of(kind: type[Any]) -> Iterator[type[Any]]:
    for form in kind.__subclasses__():
        yield form
        yield from forms_of(form)


def test_every_text_field_of_every_form_is_drawn_by_a_component_that_asks() -> None:
    """Fields with the widget of a text box are drawn by ``area``, long lines by ``line``: both hold what is typed."""
    assert get_resolver().url_patterns  # all forms are imported
    long = {
        f"{form.__name__}.{name}"
        for form in forms_of(forms.Form)
        if form.__module__.startswith("vardtrad.") and ".tests" not in form.__module__
        for name, field in form.base_fields.items()
        if type(field.widget) is forms.TextInput and (getattr(field, "max_length", None) or 0) >= LONG
    }
    assert long == {
        "CallForm.initiator_name", "CallForm.initiator_relation", "CallForm.place", "OtherPlanForm.holder",
        "AgreementForm.decided_by", "AgreementForm.reason", "NewForm.title",
        "ContactForm.responsibility", "ServiceForm.exception", "ServiceForm.link_words", "SettingsForm.display_name",
    }  # fmt: skip


def test_a_long_line_asks_before_it_is_left_and_a_short_one_does_not() -> None:
    class Form(forms.Form):
        long, short = forms.CharField(max_length=LONG), forms.CharField(max_length=LONG - 1)

    source = "{% import 'shared/web/m.html' as m %}{{ m.line(form.long) }}{{ m.line(form.short) }}"
    template = engines["jinja2"].from_string(source)  # type: ignore[attr-defined]
    first, second = template.render({"form": Form()}).split("</div>")[:2]
    assert "data-asks" in first
    assert "data-asks" not in second


def test_a_page_with_a_text_box_that_keeps_nothing_fails_the_test_that_opens_it() -> None:
    class Response:
        status_code = 200
        content = b"<form action='/x'><textarea name=text></textarea></form>"

    with pytest.raises(AssertionError, match=r"keep no draft on /x: .'text'"):
        Page(Browser(), Response(), "/x")  # type: ignore[arg-type]
