"""Colours are tokens: written in one place, each used, and readable where they meet (WCAG 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

SRC = Path(settings.BASE_DIR)
STYLES = SRC / "shared" / "web" / "static" / "css"
TOKENS = STYLES / "tokens.css"
PAPER = STYLES / "paper.css"
"""The drawer of PDF is no browser: it reads no variables, and paper is white whatever the screen is."""
SHEETS = sorted(path for path in SRC.rglob("*.css") if "vendor" not in path.parts and path != PAPER)

NAMED = r"(?<![-\w])(?:black|white|gr[ae]y|red|green|blue|yellow|orange|purple|pink|brown|silver|gold|navy|teal)(?![-\w])"
COLOUR = re.compile(rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|{NAMED}")
DECLARED = re.compile(r"(?<![-\w])(--[a-z][a-z0-9-]*):")
ASKED = re.compile(r"var\((--[a-z][a-z0-9-]*)")


def text_of(sheet: Path) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def values_of(css: str) -> str:
    """What stands after the colon of each declaration: a class may be called what it likes."""
    return "\n".join(re.findall(r"[-\w]+\s*:\s*([^;{}]+)[;}]", css))


def test_no_colour_is_written_outside_the_tokens() -> None:
    written = {
        sheet.relative_to(SRC).as_posix(): colours
        for sheet in SHEETS
        if not sheet.name.startswith("tokens") and (colours := COLOUR.findall(values_of(text_of(sheet))))
    }
    assert not written
    # The reader of colours sees each way to write one.
    for value in ("#fff", "rgb(0 0 0 / .5)", "1px solid white", "oklch(1 0 0)"):
        assert COLOUR.search(value), value
    assert not COLOUR.search("white-space: pre-wrap")


def test_every_token_is_used_and_every_name_is_a_token() -> None:
    sheets = "\n".join(text_of(sheet) for sheet in SHEETS)
    tokens = set(DECLARED.findall(text_of(TOKENS)))
    own = {name for name in DECLARED.findall(sheets) if not name.startswith("--ds")}
    asked = {name for name in ASKED.findall(sheets) if not name.startswith("--ds")}
    assert not tokens - asked
    assert not asked - own
