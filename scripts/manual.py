"""Makes the manual's chapters into the fragments that the product serves under Hjälp.

    python scripts/manual.py

What all processes share is in docs/manual and is served by planning/start; the chapters about a process are in a folder
named after it (docs/manual/svu) and lie with its package. The product itself needs no Markdown.
planning/start/tests/test_help.py fails when a chapter has changed and this was not run.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "docs" / "manual"
PLANNING = ROOT / "src" / "vardtrad" / "planning"
LINE = 120


def fragments() -> dict[str, str]:
    """Every chapter's HTML by its template's name. No HTML of its own is let through, and none of it is a template."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    chapters = {}
    for path in sorted(CHAPTERS.rglob("*.md")):
        html = reader.render(path.read_text(encoding="utf-8"))
        if "{{" in html or "{%" in html:
            raise ValueError(f"{path.name} holds what Jinja2 would run")
        room = "start" if path.parent == CHAPTERS else path.parent.name
        name = f"planning/{room}/manual/{path.stem}.html"
        chapters[name] = with_short_lines(html.replace("<table>", '<table class="ds-table">'))
    return chapters


def file_of(name: str) -> Path:
    """The file of a chapter's template."""
    folder, _, file = name.removeprefix("planning/").rpartition("/")
    return PLANNING / folder / "templates" / file


def with_short_lines(html: str) -> str:
    """The same HTML with its long paragraphs broken where there is a space, for those who read the file."""
    lines = (textwrap.fill(line, LINE, break_long_words=False, break_on_hyphens=False) for line in html.split("\n"))
    return "\n".join(lines)


def main() -> int:
    """Write the fragments, and take away those whose chapter is gone."""
    made = {file_of(name): html for name, html in fragments().items()}
    for old in PLANNING.glob("*/manual/templates/*.html"):
        if old not in made:
            old.unlink()
    for file, html in made.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
