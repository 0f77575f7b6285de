"""The search in the manual: passages of its chapters that hold every word that is asked for.

The chapters are templates without variables, so they are read once in a process. Nothing is written down about who
searched for what: the manual is the same for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import quote

from django.template import engines

from vardtrad.planning.plan.process import Chapter
from vardtrad.planning.start.chapters import chapters

MOST_HITS, MOST_LETTERS = 20, 60
AROUND = 70
"""How many letters of a passage are shown before and after the first word."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a chapter below one heading; ``heading`` is empty for what stands below the chapter's own title."""

    chapter: Chapter
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with the words; the text around the first of them is ``before``, ``word``, ``after``."""

    passage: Passage
    before: str
    word: str
    after: str

    @property
    def fragment(self) -> str:
        """What a link ends with, so that the browser goes to the heading and marks it; others show the chapter."""
        return f"#:~:text={quote(self.passage.heading, safe='')}" if self.passage.heading else ""


@lru_cache(maxsize=1)
def _passages() -> tuple[Passage, ...]:
    return tuple(passage for chapter in chapters() for passage in _passages_of(chapter))


def _passages_of(chapter: Chapter) -> Iterator[Passage]:
    html = engines["jinja2"].get_template(chapter.template).render({})
    parts = re.split(r"<h[23]>(.*?)</h[23]>", re.sub(r"<h1>.*?</h1>", "", html, flags=re.DOTALL), flags=re.DOTALL)
    for heading, text in zip(["", *parts[1::2]], parts[::2], strict=True):
        yield Passage(chapter, _plain(heading), _plain(text))


def _plain(html: str) -> str:
    apart = re.sub(r"</?(?:p|li|[uo]l|t[rdh]|table|thead|tbody|br)\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", apart)).split())


def search(asked: str) -> list[Hit]:
    """At most ``MOST_HITS`` passages that hold every word or its beginning: headings first, then as in the manual."""
    words = asked[:MOST_LETTERS].casefold().split()
    if not words:
        return []
    hits = []
    for passage in _passages():
        heading = f"{passage.chapter.title} {passage.heading}".casefold()
        if all(re.search(rf"\b{re.escape(word)}", f"{heading} {passage.text.casefold()}") for word in words):
            hits.append((not all(word in heading for word in words), _hit(passage, words)))
    return [hit for _below, hit in sorted(hits, key=lambda ranked: ranked[0])][:MOST_HITS]


def _hit(passage: Passage, words: list[str]) -> Hit:
    place = re.search("|".join(rf"\b{re.escape(word)}\w*" for word in words), passage.text, re.IGNORECASE)
    begin, end = place.span() if place else (0, 0)
    start = passage.text.rfind(" ", 0, max(0, begin - AROUND)) + 1 if begin > AROUND else 0
    stop = passage.text.find(" ", end + AROUND)
    before, after = passage.text[start:begin], passage.text[end:] if stop < 0 else passage.text[end:stop]
    return Hit(
        passage, f"… {before}" if start else before, passage.text[begin:end], after if stop < 0 else f"{after} …"
    )
