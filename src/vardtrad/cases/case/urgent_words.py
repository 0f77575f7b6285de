"""Words that may mean that somebody needs help at once (B-11). They give a warning, but never stop a message.

Beginnings of words, and groups of words that occur together, in Swedish and, since residents' pages are offered in it,
in English: a region's medical adviser may change the lists. Better one warning too many than one too few, so a text is
read without its marks: who writes "brostsmarta" on a foreign keyboard is warned too.
"""

from __future__ import annotations

import re
import unicodedata

from vardtrad.kernel.swedish import composed

BEGINNINGS = (
    "andnöd", "bröstsmärt", "bröstont", "blodförgiftning", "förlamad", "förlamning", "hjärtinfarkt", "hjärtstopp",
    "hjärnblödning", "medvetslös", "självmord", "suicid", "stroke", "överdos",
    "anaphyla", "paralysed", "paralyzed", "unconscious", "sepsis",
)  # fmt: skip
"""Beginnings of single words."""

TOGETHER = (
    "allergisk chock", "blöder kraftigt", "dödar mig", "ont i bröstet", "orkar inte leva", "skada mig själv",
    "smärta i bröstet", "smärtor i bröstet", "svårt att andas", "svårt att få luft", "får ingen luft", "ta livet av",
    "ta mitt liv", "tar livet av", "tappat känseln", "tryck över bröstet", "vill dö", "vill inte leva",
    "allergic shock", "bleeding heavily", "blood poisoning", "can t breathe", "cannot breathe", "cant breathe",
    "cardiac arrest", "chest pain", "chest pains", "difficulty breathing", "do not want to live", "don t want to live",
    "dont want to live", "end my life", "harm myself", "heart attack", "hurt myself", "kill myself", "pain in my chest",
    "pain in the chest", "pressure in my chest", "severe bleeding", "short of breath", "take my life",
    "take my own life", "trouble breathing", "want to die",
)  # fmt: skip
"""Words that are urgent when they follow each other, whatever blanks and signs there are between them."""


def _without_marks(text: str) -> tuple[str, list[int]]:
    """The text in small letters without marks, and for each sign of it where in ``text`` it stands."""
    signs, places = [], []
    for place, letter in enumerate(text):
        for sign in unicodedata.normalize("NFD", letter.casefold()):
            if not unicodedata.combining(sign):
                signs.append(sign)
                places.append(place)
    return "".join(signs), places


def _pattern(words: str) -> str:
    return _without_marks(words)[0]


_FOUND = re.compile(
    "|".join(
        [
            *(rf"\b{re.escape(_pattern(beginning))}\w*" for beginning in BEGINNINGS),
            *(r"\b" + r"\W+".join(re.escape(word) for word in _pattern(words).split()) + r"\b" for words in TOGETHER),
        ]
    )
)


def found_in(text: str) -> list[str]:
    """The urgent words of a text as they were written, each once, in order."""
    whole = composed(text)
    plain, places = _without_marks(whole)
    matches = (whole[places[match.start()] : places[match.end() - 1] + 1] for match in _FOUND.finditer(plain))
    return list(dict.fromkeys(" ".join(match.split()).lower() for match in matches))
