"""Words that may mean that somebody needs help at once (B-11). They give a warning, but never stop a message.

Beginnings of words, in Swedish, and groups of words that occur together: a region's medical adviser may change the
list. Better one warning too many than one too few.
"""

from __future__ import annotations

import re

BEGINNINGS = (
    "andnöd", "bröstsmärt", "bröstont", "blodförgiftning", "förlamad", "förlamning", "hjärtinfarkt", "hjärtstopp",
    "hjärnblödning", "medvetslös", "självmord", "suicid", "stroke", "överdos",
)  # fmt: skip
"""Beginnings of single words."""

TOGETHER = (
    "allergisk chock", "blöder kraftigt", "dödar mig", "ont i bröstet", "orkar inte leva", "skada mig själv",
    "smärta i bröstet", "smärtor i bröstet", "svårt att andas", "svårt att få luft", "får ingen luft", "ta livet av",
    "ta mitt liv", "tar livet av", "tappat känseln", "tryck över bröstet", "vill dö", "vill inte leva",
)  # fmt: skip
"""Words that are urgent when they follow each other, whatever blanks and signs there are between them."""

_FOUND = re.compile(
    "|".join(
        [
            *(rf"\b{re.escape(beginning)}\w*" for beginning in BEGINNINGS),
            *(r"\b" + r"\W+".join(re.escape(word) for word in words.split()) + r"\b" for words in TOGETHER),
        ]
    ),
    re.IGNORECASE,
)


def found_in(text: str) -> list[str]:
    """The urgent words of a text as they were written, each once, in order."""
    return list(dict.fromkeys(" ".join(match.split()).lower() for match in _FOUND.findall(text)))
