"""Templates that are compiled once for each language, with their texts and the addresses of static files as constants.

A page of the tool has some hundred texts that are the same in every answer. Looking each up, and escaping it, took a
third of the time it takes to draw the page (tests/bench); in a template that is compiled for its language they are part
of the text around them. A template that is never asked for in English is never compiled for English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from django.utils import translation
from jinja2 import nodes
from jinja2.runtime import markup_join
from jinja2.visitor import NodeTransformer
from typing_extensions import override

Constant = Callable[[str], Any]
"""A function of a template that gives the same for the same text, as long as the language is the same."""


class TemplatesByLanguage(jinja2.Environment):
    """An environment whose ``get_template`` gives the template as compiled for the language that is active.

    ``constants`` are the functions whose calls with a literal text are carried out when a template is compiled, by
    their names in templates. A template must be drawn in the language that was active when it was asked for.
    """

    constants: Mapping[str, Constant]
    language: str | None = None
    """The language that this environment compiles for; None for the environment that the others are made from."""
    _languages: dict[str, TemplatesByLanguage]

    def __init__(self, constants: Mapping[str, Constant], **options: Any) -> None:
        super().__init__(**options)
        self.constants = constants
        self._languages = {}

    @override
    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """The template, compiled for the active language. Raises TemplateNotFound."""
        if self.language is not None:
            return super().get_template(name, parent, globals)
        return self._of(translation.get_language() or "").get_template(name, parent, globals)

    def _of(self, language: str) -> TemplatesByLanguage:
        known = self._languages.get(language)
        if known is None:
            known = self.overlay()
            known.language = language
            # Two threads may both come here first: they get the same environment all the same.
            known = self._languages.setdefault(language, known)
        return known

    @override
    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        if self.language:
            with translation.override(self.language):
                source = _Constants(self.constants).visit(source)
        return super()._generate(source, *arguments, **options)


class _Constants(NodeTransformer):
    """Puts constants in the place of calls that always give the same."""

    def __init__(self, constants: Mapping[str, Constant]) -> None:
        self.constants = constants

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        called, arguments = node.node, node.args
        constant = self.constants.get(called.name) if isinstance(called, nodes.Name) else None
        if constant is None or node.kwargs or node.dyn_args or node.dyn_kwargs or len(arguments) != 1:
            return node
        text = arguments[0]
        if not isinstance(text, nodes.Const) or not isinstance(text.value, str):
            return node
        return nodes.Const(constant(text.value), lineno=node.lineno)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Join texts as the page would: Jinja2's own joining of constants forgets that a text is HTML already."""
        self.generic_visit(node)
        parts = [part.value for part in node.nodes if isinstance(part, nodes.Const)]
        return nodes.Const(markup_join(parts), lineno=node.lineno) if len(parts) == len(node.nodes) else node
