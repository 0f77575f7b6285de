"""The file of the ways in: TOML, with a table ``[[way]]`` for each."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def read(path: Path) -> list[dict[str, object]]:
    """The rows of the file, unjudged. Raises ImproperlyConfigured, with a Swedish sentence, when it cannot be read."""
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
