"""The documents that are generated from the product itself: which folders, writing them, and finding stale copies."""

from __future__ import annotations

from pathlib import Path

from vardtrad.config import law_pages, rules_pages

CHECKOUT = Path(__file__).resolve().parents[3]
DOCS = CHECKOUT / "docs"
"""Of the checkout that this code stands in, wherever the command is run from."""


def pages() -> dict[Path, str]:
    """Every generated page by its path below docs/."""
    folders = {"rules": rules_pages.pages(), "law": law_pages.pages()}
    return {Path(folder) / name: text for folder, made in folders.items() for name, text in made.items()}


def write(docs: Path = DOCS) -> None:
    """Write every page, over what is there."""
    for path, text in pages().items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text, "utf-8")


def stale(docs: Path = DOCS) -> list[Path]:
    """The pages whose stored copy is missing or out of date; none in an installed package, which has no documents."""
    if docs == DOCS and not (CHECKOUT / "pyproject.toml").exists():
        return []
    return [
        path for path, text in pages().items() if not (docs / path).exists() or (docs / path).read_text("utf-8") != text
    ]
