"""Templates are compiled for their language: the same page as before, with its texts as parts of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import DictLoader

from vardtrad.shared.web.by_language import TemplatesByLanguage
from vardtrad.shared.web.jinja import environment

PAGES = {
    "page": '{% extends "frame" %}{% block main %}{{ _("Logga ut") }}{% endblock %}',
    "frame": '{% import "parts" as m %}<p>{% block main %}{% endblock %}{{ m.way() }}{% include "end" %}',
    "parts": '{% macro way() %}<a>{{ _("Hjälp") }}</a>{% endmacro %}',
    "end": '<b title="{{ _("Meny") }}">{{ _(text) }}</b>',
    "joined": '{{ "<i>" ~ _("Hjälp") ~ " & " }}|{{ _("Hjälp") ~ text }}|{{ ["<", _("Meny")][0] }}',
    "spoken": "{% trans %}Hjälp{% endtrans %} {% trans name=text %}Hej {{ name }}{% endtrans %}",
}


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> TemplatesByLanguage:
    made: Any = environment(loader=engines["jinja2"].env.loader)
    made.loader = DictLoader(PAGES)
    return made


def drawn(templates: TemplatesByLanguage, name: str, language: str, **context: Any) -> str:
    with translation.override(language):
        return templates.get_template(name).render(context)


def test_each_language_has_its_texts_also_in_what_a_page_is_made_of(templates: TemplatesByLanguage) -> None:
    for _twice in range(2):
        assert drawn(templates, "page", "sv", text="Ärenden") == '<p>Logga ut<a>Hjälp</a><b title="Meny">Ärenden</b>'
        assert drawn(templates, "page", "en", text="Ärenden") == '<p>Log out<a>Help</a><b title="Menu">Cases</b>'


def test_what_is_joined_is_escaped_as_it_is_when_it_is_joined_by_the_page(templates: TemplatesByLanguage) -> None:
    assert drawn(templates, "joined", "sv", text="<u>") == "&lt;i&gt;Hjälp &amp; |Hjälp&lt;u&gt;|&lt;"


def test_a_longer_text_has_its_values(templates: TemplatesByLanguage) -> None:
    assert drawn(templates, "spoken", "sv", text="<b>") == "Hjälp Hej &lt;b&gt;"


def test_no_text_is_looked_up_when_the_page_is_drawn(
    templates: TemplatesByLanguage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setitem(templates.globals, "_", lambda text: asked.append(text) or text)
    drawn(templates, "page", "sv", text="Ärenden")
    assert asked == ["Ärenden"]


def test_a_template_of_a_language_is_compiled_once(templates: TemplatesByLanguage) -> None:
    with translation.override("sv"):
        first = templates.get_template("page")
        assert templates.get_template("page") is first
    with translation.override("en"):
        assert templates.get_template("page") is not first
    with translation.override(None):
        assert templates.get_template("end").render(text="x") == '<b title="Meny">x</b>'
