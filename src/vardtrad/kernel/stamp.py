"""A short word for a set of values: a page carries it, so that a change of something newer can be refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def stamp(values: Mapping[str, Any]) -> str:
    """The word for these values, 32 characters. Other values give another word, whatever order they stand in."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]
