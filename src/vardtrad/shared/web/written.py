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
_BARE = re.compile(r"https://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_SENTENCE = frozenset(".,;:!?'*_…’‘“”‚„›‹»«·–—。，、；：！？）」』】")
"""Punctuation after an address, which belongs to the sentence, not to the address."""
_PAIRS = {")": "(", "]": "["}
_OPEN = Markup('<a href="{}" rel="noopener noreferrer">')


def leads_somewhere(url: str) -> bool:
    """Whether a link may be followed: only to https, mailto or tel."""
    return _ALLOWED.match(url) is not None


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero").enable(["link", "newline"])
    reader.validateLink = leads_somewhere  # type: ignore[method-assign]
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
    return Markup("").join(rendered(inline.children or (), spell_out=spell_out))


_MARKS = {
    "strong_open": Markup("<strong>"),
    "strong_close": Markup("</strong>"),
    "em_open": Markup("<em>"),
    "em_close": Markup("</em>"),
}


def rendered(tokens: Iterable[Token], *, spell_out: bool) -> Iterable[Markup]:
    """The tokens of a line as HTML: each text escaped, links that can be followed, bold and italics where read."""
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
        elif token.type in _MARKS:
            yield _MARKS[token.type]
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
        address = _without_punctuation(match[0])
        if not _ALLOWED.match(address):
            continue
        markup += numbers(text[at : match.start()]) + _OPEN.format(address) + address + Markup("</a>")
        at = match.start() + len(address)
    return markup + numbers(text[at:])


def _without_punctuation(address: str) -> str:
    """The address without what belongs to the sentence around it; a bracket that it opens itself is its own."""
    inside = dict.fromkeys(_PAIRS, 0)
    for place, sign in enumerate(address):
        if sign in _PAIRS.values():
            inside[next(closing for closing, opening in _PAIRS.items() if opening == sign)] += 1
        elif sign in _PAIRS:
            inside[sign] -= 1
            if inside[sign] < 0:  # it closes what the sentence has opened before the address
                address = address[:place]
                break
    while address and (address[-1] in _SENTENCE or address[-1] in _PAIRS.values()):
        address = address[:-1]
    return address
