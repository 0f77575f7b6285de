"""Colours are tokens: written in one place, each used, and readable where they meet (WCAG 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

SRC = Path(settings.BASE_DIR)
STYLES = SRC / "shared" / "web" / "static" / "css"
TOKENS = STYLES / "tokens.css"
PAPER = STYLES / "paper.css"
"""The drawer of PDF is no browser: it reads no variables, and paper is white whatever the screen is."""
SHEETS = sorted(path for path in SRC.rglob("*.css") if "vendor" not in path.parts and path != PAPER)

NAMED = (
    r"(?<![-\w])(?:black|white|gr[ae]y|red|green|blue|yellow|orange|purple|pink|brown|silver|gold|navy|teal)(?![-\w])"
)
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


DARK = STYLES / "tokens-dark.css"
VENDOR = STYLES.parent / "vendor"
SCHEMES = {
    "light": (VENDOR / "theme.css", TOKENS),
    "dark": (VENDOR / "theme.css", VENDOR / "theme-dark.css", TOKENS, DARK),
}

UNDER = ["ground", "sheet", "beside", "panel", "unfolded", "picked", "hover", "within", "own", "note", "ljung-tint"]
"""What text lies on, wherever it stands."""
TEXT = {
    **{f"{ink} on {under}": (ink, under) for ink in ("ink", "ink-soft", "ljung") for under in UNDER},
    **{f"{state}": (f"{state}-ink", f"{state}-bg") for state in ("task", "wait", "done", "none", "assess")},
    **{
        f"{ink} on {under}": (ink, under)
        for ink in ("task-text", "soon", "done-ink", "assess-ink", "party-s", "party-o", "party-k")
        for under in ("ground", "sheet", "beside", "hover", "within", "unfolded")
    },
    **{f"bar-ink on {under}": ("bar-ink", under) for under in ("bar", "unit", "proxy")},
    "the brand's fill": ("on-ljung", "ljung"),
    "the current way of the bar": ("bar", "bar-ink"),
    "who somebody works for": ("unit-soft", "unit"),
    "late, in a pill": ("task-text", "task-tint"),
    "a warning": ("wait-ink", "warning"),
    "a task's text in a chosen row": ("task-text", "ljung-tint"),
    "unread": ("on-new", "new"),
    "a hint": ("on-bubble", "bubble"),
    "the toast": ("on-toast", "toast"),
    "paper": ("paper-ink", "paper"),
}
MARKS = {
    **{
        f"{mark} on {under}": (mark, under)
        for mark in ("line-strong", "ljung", "thread", "new", "changed", "task-mark", "note-mark")
        for under in ("ground", "sheet")
    },
    **{
        f"the edge of {state} on {under}": (f"{state}-line", under)
        for state in ("task", "wait", "done", "none", "assess")
        for under in ("sheet", "hover")
    },
    "focus in the bar": ("bar-ink", "bar"),
    "the edge of a way in the bar": ("bar-line", "bar"),
    "an unread row under the pointer": ("new", "hover"),
    "a changed row with the focus": ("changed", "within"),
}


def colours_of(scheme: str) -> dict[str, str]:
    """Every token of a scheme and its colour, #rrggbb; measures are left out."""
    text = "\n".join(text_of(sheet) for sheet in SCHEMES[scheme])
    stated = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))

    def colour(value: str) -> str:
        asked = re.fullmatch(r"var\((--[\w-]+)\)", value)
        return colour(stated[asked[1]]) if asked else value

    colours = {name.removeprefix("--"): colour(value) for name, value in stated.items() if not name.startswith("--_")}
    return {name: value for name, value in colours.items() if re.fullmatch("#[0-9a-fA-F]{6}", value)}


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How much two colours differ, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_marks_can_be_seen_in_both_schemes(scheme: str) -> None:
    colours = colours_of(scheme)
    weak = [
        f"{what}: {ratio:.2f}"
        for pairs, least in ((TEXT, 4.5), (MARKS, 3.0))
        for what, (over, under) in pairs.items()
        if (ratio := contrast(colours[over], colours[under])) < least
    ]
    assert not weak
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_dark_scheme_names_every_colour_again_and_nothing_else() -> None:
    """A colour that only the light scheme has would shine in the dark; paper is light in both."""
    light = dict(re.findall(r"(--[\w-]+):\s*(#\w+|rgb\([^)]*\))", text_of(TOKENS)))
    dark = {name for name in DECLARED.findall(text_of(DARK)) if not name.startswith("--ds")}
    assert {name for name in light if not name.startswith("--paper")} == dark
