"""What a clinic sends, with bold, italics, headings, lists and links (004-031): Markdown, and nothing more of it.

Only the markup that somebody typed is stored. markdown-it reads it with everything else switched off, HTML too, and
each token becomes one of the tags below with its text escaped: there is no HTML to clean, since none is ever taken in.

    **fet**   *kursiv*   ## Rubrik   - punkt   1. punkt   [ord](https://…)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from vardtrad.shared.web.plain import plain_line_breaks
from vardtrad.shared.web.written import leads_somewhere, rendered

_BLOCKS = {
    "paragraph_open": Markup("<p>"),
    "paragraph_close": Markup("</p>"),
    "heading_open": Markup("<h3>"),
    "heading_close": Markup("</h3>"),
    "bullet_list_open": Markup("<ul>"),
    "bullet_list_close": Markup("</ul>"),
    "ordered_list_open": Markup("<ol>"),
    "ordered_list_close": Markup("</ol>"),
    "list_item_open": Markup("<li>"),
    "list_item_close": Markup("</li>"),
}
"""The tags of blocks. A heading of any size is one below the page's own; so are all of them."""

DEEPEST = 20
"""Lists inside lists; what is deeper is written as it stands."""


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"maxNesting": DEEPEST}).enable(["emphasis", "heading", "list", "link", "newline"])
    reader.validateLink = leads_somewhere  # type: ignore[method-assign]
    return reader


_READER = _reader()


def rich(text: str, *, spell_out: bool = False) -> Markup:
    """The text as HTML. ``spell_out`` writes the address of each named link after its words, for paper."""
    return Markup("").join(_blocks(_tokens(text), spell_out=spell_out))


def without_markup(text: str) -> str:
    """The words alone, a line for each block: for lists, searches and wherever there are only plain words."""
    lines = []
    for token in _tokens(text):
        if token.type == "inline":
            children = token.children or ()
            lines.append("".join(" " if child.type.endswith("break") else child.content for child in children))
    return "\n".join(lines)


def _tokens(text: str) -> Sequence[Token]:
    return _READER.parse(plain_line_breaks(text).strip())


def _blocks(tokens: Sequence[Token], *, spell_out: bool) -> Iterator[Markup]:
    for token in tokens:
        if token.type == "inline":
            yield from rendered(token.children or (), spell_out=spell_out)
        elif not token.hidden and token.type in _BLOCKS:
            yield _BLOCKS[token.type]
