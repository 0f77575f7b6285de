"""One word for one thing: what the screen, the manual and the letters call something is the same on every page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SRC = Path(settings.BASE_DIR)
ROOT = SRC.parent.parent
CATALOGUE = SRC / "shared" / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MANUAL = sorted((ROOT / "docs" / "manual").rglob("*.md"))
ENTRY = re.compile(r'msgid(?:_plural)? ((?:"[^\n]*"\n)+)')

# What is not said, and the word of the requirements (or of the law) that is said instead.
SWEDISH = {
    r"\bnotis(?:er|en|erna)?\b": "avisering (003-009, 004-026)",
    r"\bsvarsalternativ": "standardsvar (002-027, 002-038)",
    r"\bpin-?kort|\bpin-kod|(?:din|kortets) kod\b": "pinkod (001-040)",
    r"\bSITHS-kort": "e-tjänstekort (000-004)",
    r"\bbefolkningsregist": "folkbokföringen",
    r"\bärendesort|av samma sort|sortens ärende": "typ",
    r"\bsvarstext(?:er)?\b|\bfärdigt svar\b": "standardsvar",
}
EXACTLY = {
    # 004-075 gives these words; the tab calls the list below them Standardsvar.
    "Använd ett svarsalternativ som du kan justera i textfältet eller skriv ett eget svar direkt.",
    "Använd ett svarsalternativ som du kan justera i textfältet eller skriv ett eget delsvar.",
}
ENGLISH = {r"\bready-made answer": "standard answer", r"\b[Ee]-mail\b": "email", r"\bPIN number\b": "PIN code"}


def texts_of_the_screen() -> Iterator[str]:
    """Every text that is shown to somebody, in Swedish."""
    for entry in ENTRY.findall(CATALOGUE.read_text(encoding="utf-8")):
        yield "".join(str(ast.literal_eval(line)) for line in entry.splitlines())


def test_the_swedish_word_is_the_same_everywhere() -> None:
    texts = [*(text for text in texts_of_the_screen() if text not in EXACTLY)]
    assert len(texts) > 2_000
    texts += [line for page in MANUAL for line in page.read_text(encoding="utf-8").splitlines()]
    wrong = {
        text: word for text in texts for pattern, word in SWEDISH.items() if re.search(pattern, text, re.IGNORECASE)
    }
    assert not wrong


def test_the_english_word_is_the_same_everywhere() -> None:
    lines = [line for line in CATALOGUE.read_text(encoding="utf-8").splitlines() if not line.startswith("msgid")]
    wrong = {line: word for line in lines for pattern, word in ENGLISH.items() if re.search(pattern, line)}
    assert not wrong


@pytest.mark.req("001-041", "001-071")
def test_the_page_is_called_startsida_and_only_the_tab_of_planning_start() -> None:
    said = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.html")
        if re.search(r'_\("Start"\)', path.read_text(encoding="utf-8"))
    }
    assert said == {"planning/plan/templates/planning.html"}
