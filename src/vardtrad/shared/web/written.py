"""What staff write, as HTML: only paragraphs and links (002-038, B-05).

A link is ``[ord](https://…)`` or a bare https address. The words are read by markdown-it with all but links switched
off; the text itself is always escaped, and a link leads only to https, mailto or tel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from vardtrad.shared.web.phones import numbers
from vardtrad.shared.web.plain import plain_line_breaks

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_ALLOWED = re.compile(r"(?:https://[^\s/]|mailto:[^\s@]+@|tel:\+?[0-9])", re.IGNORECASE)
# Punctuation after an address belongs to the sentence, not to the address.
_BARE = re.compile(r"https://[^\s<>\"\[\]{}|\\^`]*[^\s<>\"\[\]{}|\\^`.,;:!?)']", re.IGNORECASE)
_OPEN = Markup('<a href="{}" rel="noopener noreferrer">')


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero").enable(["link", "newline"])
    reader.validateLink = lambda url: _ALLOWED.match(url) is not None  # type: ignore[method-assign]
    return reader


_READER = _reader()


def written(text: str, *, spell_out: bool = False) -> Markup:
    """What staff wrote, as HTML: paragraphs at blank lines, line breaks kept, links that can be followed.

    ``spell_out`` writes the address of each named link after its words, for paper.
    """
    blocks = _BLANK_LINES.split(plain_line_breaks(text).strip())
    return Markup("").join(Markup("<p>{}</p>").format(_line(block, spell_out=spell_out)) for block in blocks)


def _line(block: str, *, spell_out: bool) -> Markup:
    (inline,) = _READER.parseInline(block)
    return Markup("").join(_rendered(inline.children or (), spell_out=spell_out))


def _rendered(tokens: Iterable[Token], *, spell_out: bool) -> Iterable[Markup]:
    address, words = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, words = str(token.attrs.get("href", "")), ""
            yield _OPEN.format(address)
        elif token.type == "link_close":
            if not words.strip():
                yield escape(address)  # a link without words could not be clicked
            yield Markup("</a>")
            if spell_out and words.strip() not in {"", address}:
                yield Markup(" ({})").format(address)
            address = ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield Markup("<br>")
        elif address:
            words += token.content
            yield escape(token.content)
        else:
            yield _bare(token.content)


def _bare(text: str) -> Markup:
    """A text without links of its own, where https addresses and telephone numbers become links."""
    markup, at = Markup(""), 0
    for match in _BARE.finditer(text):
        if not _ALLOWED.match(match[0]):
            continue
        markup += numbers(text[at : match.start()]) + _OPEN.format(match[0]) + match[0] + Markup("</a>")
        at = match.end()
    return markup + numbers(text[at:])
