"""The file of the ways in: TOML, with a table ``[[way]]`` for each."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path


def read(path: Path) -> list[dict[str, object]]:
    """The rows of the file, unjudged. Raises ImproperlyConfigured, with a Swedish sentence, when it cannot be read."""
    from django.core.exceptions import ImproperlyConfigured  # the command's help is shown without Django

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"VARDTRAD_WAYS_FILE {path} går inte att läsa ({type(error).__name__}).") from None
    except tomllib.TOMLDecodeError as error:
        raise ImproperlyConfigured(f"VARDTRAD_WAYS_FILE {path} är inte rätt skriven TOML: {error}.") from None
    rows = content.pop("way", [])
    if content or not isinstance(rows, list):
        raise ImproperlyConfigured(f"VARDTRAD_WAYS_FILE {path} ska bara ha tabeller som börjar med [[way]].")
    return rows


def password_rows(rows: Sequence[object]) -> list[dict[str, object]]:
    """The rows of the way in that has no provider: an ordered password and a code by SMS."""
    return [row for row in rows if isinstance(row, dict) and row.get("protocol") == "password"]


def provider_rows(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The other rows: those of ways in that somebody else provides."""
    ours = password_rows(rows)
    return [row for row in rows if row not in ours]
