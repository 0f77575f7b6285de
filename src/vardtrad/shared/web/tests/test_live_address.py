"""The page finds the live process by the name with which it was itself opened."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from vardtrad.shared.web.live_address import live_address


@pytest.mark.parametrize(
    ("live", "host", "expected"),
    [
        ("", "vard.example", ""),
        ("https://live.vard.example", "vard.example", "https://live.vard.example"),
        ("http://localhost:8001", "localhost:8000", "http://localhost:8001"),
        ("http://localhost:8001", "127.0.0.1:8000", "http://127.0.0.1:8001"),
        ("http://localhost:8001", "[::1]:8000", "http://[::1]:8001"),
        ("http://[::1]:8001", "localhost:8000", "http://localhost:8001"),
        ("http://localhost:8001", "[::1", "http://localhost:8001"),
        ("http://localhost:8001", "ond.example", "http://localhost:8001"),
        ("https://live.vard.example", "localhost", "https://live.vard.example"),
    ],
)
def test_where(settings, live: str, host: str, expected: str) -> None:
    settings.LIVE_URL = live
    assert live_address(RequestFactory().get("/", HTTP_HOST=host)) == expected
