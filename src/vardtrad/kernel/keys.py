"""What a secret key must be like to be used: long, and not one sign repeated."""

from __future__ import annotations

SHORTEST = 32
"""Signs: what ``secrets.token_urlsafe(24)`` gives, 192 random bits."""
FEWEST_DIFFERENT = 8


def weakness(variable: str, key: str) -> str | None:
    """A sentence on what is wrong with the key that an environment variable holds, or None. The key is not in it."""
    if not key:
        return f"{variable} saknas."
    if len(key) < SHORTEST or len(set(key)) < FEWEST_DIFFERENT:
        return f"{variable} är för kort eller enkel: minst {SHORTEST} slumpade tecken behövs."
    return None


def weaknesses(secret_key: str, trace_key: str) -> list[str]:
    """What is wrong with the two keys of an installation, a sentence each."""
    found = (weakness("VARDTRAD_SECRET_KEY", secret_key), weakness("VARDTRAD_TRACE_KEY", trace_key))
    return [sentence for sentence in found if sentence]
