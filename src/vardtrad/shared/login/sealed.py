"""What the browser keeps for us and may not read, encrypted: with a key that follows from that of the installation."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


def sealed(salt: str, content: Mapping[str, Any]) -> str:
    """A text from which only this installation gets the content back; ``salt`` says what it is for."""
    return _box(salt).encrypt(json.dumps(content).encode()).decode()


def opened(salt: str, text: str, seconds: int) -> dict[str, Any] | None:
    """The content of a text that was sealed for this, so many seconds ago at most; None for any other text."""
    try:
        content = json.loads(_box(salt).decrypt(text, ttl=seconds))
    except (InvalidToken, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _box(salt: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(salt, "sealed", algorithm="sha256").digest()))
