"""Makes the manual's chapters, docs/manual/*.md, into the fragments that the product serves under Hjälp.

    python scripts/manual.py

The product itself needs no Markdown. planning/start/tests/test_help.py fails
when a chapter has changed and this was not run.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "docs" / "manual"
TEMPLATES = ROOT / "src" / "vardtrad" / "planning" / "start" / "manual" / "templates"
LINE = 120


def fragments() -> dict[str, str]:
    """Every chapter's HTML by its slug. No HTML of its own is let through, and nothing in it is a template."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    found = {}
    for path in sorted(CHAPTERS.glob("*.md")):
        html = reader.render(path.read_text(encoding="utf-8"))
        if "{{" in html or "{%" in html:
            raise ValueError(f"{path.name} holds what Jinja2 would run")
        found[path.stem] = with_short_lines(html.replace("<table>", '<table class="ds-table">'))
    return found


def with_short_lines(html: str) -> str:
    """The same HTML with its long paragraphs broken where there is a space, for those who read the file."""
    lines = (textwrap.fill(line, LINE, break_long_words=False, break_on_hyphens=False) for line in html.split("\n"))
    return "\n".join(lines)


def main() -> int:
    """Write the fragments, and take away those whose chapter is gone."""
    made = fragments()
    TEMPLATES.mkdir(exist_ok=True)
    for old in TEMPLATES.glob("*.html"):
        if old.stem not in made:
            old.unlink()
    for slug, html in made.items():
        (TEMPLATES / f"{slug}.html").write_text(html, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
