"""The elements that the scripts work on, drawn by the product's own templates where those can be drawn alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template import engines
from markupsafe import Markup

from vardtrad.shared.drafts.queries import Box

CSRF = '<input type="hidden" name="csrfmiddlewaretoken" value="the-token">'


def draw(source: str, **context: Any) -> str:
    """Render template source with the product's template engine."""
    template: Any = engines["jinja2"].from_string(
        "{% import 'shared/web/m.html' as m %}{% import 'planning/plan/p.html' as p %}" + source
    )
    return str(template.render(context))


def words() -> str:
    """The sentences of the planning tool's scripts."""
    return draw("{{ p.script_words() }}")


def autofield(path: str = "step.home", value: str = "Before.", **more: Any) -> str:
    """A field that saves itself; ``more`` as the macro ``field`` of planning/plan/p.html takes it."""
    field = {
        "path": path, "label": path, "kind": "text", "value": value, "value_words": value, "required": False,
        "editable": True, "locked_words": "", "revision": 1, "by_words": "Saved by nobody", "history_href": "",
        "save_href": f"/save/{path}",
    }  # fmt: skip
    return draw("{{ p.field(field, csrf) }}", field=field | more, csrf=Markup(CSRF))


class Letter(forms.Form):
    """A form with one long text, as most forms of the staff tool."""

    text = forms.CharField(max_length=4_000, widget=forms.Textarea)


def long_text(value: str = "", *, limit: int = 4_000, draft: Box | None = None, refused: bool = False) -> str:
    """A long text with its counter, and with what keeps a draft of it when ``draft`` is given.

    ``refused``: the text was sent, and came back with the page that says why it was not taken.
    """
    form = Letter({"text": value}) if refused else Letter(initial={"text": value})
    form.fields["text"].max_length = limit
    return draw("{{ m.area(form['text'], 6, draft) }}", form=form, draft=draft)
