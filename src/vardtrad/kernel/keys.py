"""Secret keys: what one must be like to be used, the id that names it and gives nothing away, several in one setting.

A key is changed by putting a new one first. Those before it stay as *earlier* keys: they still prove what they have
sealed or signed, and nothing new is made with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

SHORTEST = 32
"""Signs: what ``secrets.token_urlsafe(24)`` gives, 192 random bits."""
FEWEST_DIFFERENT = 8
SECRET, TRACE = "VARDTRAD_SECRET_KEY", "VARDTRAD_TRACE_KEY"
"""The environment variables with the keys in use: of what the browser is given, and of the log."""
EARLIER = {SECRET: "VARDTRAD_SECRET_KEY_FALLBACKS", TRACE: "VARDTRAD_TRACE_KEYS_EARLIER"}
"""The environment variables with the earlier keys of each, the latest first, with blanks or commas between."""


def split(value: str) -> list[str]:
    """The keys of a setting that may hold several."""
    return value.replace(",", " ").split()


def fingerprint(key: str) -> str:
    """What tells two keys apart and gives neither away: keys are random, so nobody can guess backwards."""
    return hashlib.sha256(b"vardtrad key\n" + key.encode()).hexdigest()[:32]


def key_id(key: str) -> str:
    """The name of a key in the log and in lists: the first eight signs of its fingerprint."""
    return fingerprint(key)[:8]


def weakness(variable: str, key: str) -> str | None:
    """A sentence on what is wrong with a key of an environment variable, or None. The key is not in it."""
    if not key:
        return f"{variable} saknas."
    if len(key) < SHORTEST or len(set(key)) < FEWEST_DIFFERENT:
        return f"{variable} är för kort eller enkel: minst {SHORTEST} slumpade tecken behövs."
    return None


def weaknesses(given: Mapping[str, str]) -> list[str]:
    """What is wrong with an installation's keys, a sentence each; ``given`` by environment variable, earlier too."""
    sentences = [weakness(variable, given.get(variable, "")) for variable in (SECRET, TRACE)]
    for variable, earlier in EARLIER.items():
        old = split(given.get(earlier, ""))
        sentences += [
            f"{earlier}, nyckel {key_id(key)}: för kort eller enkel." for key in old if weakness(earlier, key)
        ]
        if len({given.get(variable, ""), *old}) < len(old) + 1:
            sentences.append(f"{earlier} har samma nyckel två gånger, eller samma som {variable}.")
    if given.get(SECRET) and given.get(SECRET) == given.get(TRACE):
        sentences.append(f"{SECRET} och {TRACE} är samma nyckel: de ska vara var sin.")
    return [sentence for sentence in sentences if sentence]
