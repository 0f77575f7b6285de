"""A real browser for the tests: the fixture ``chromium``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 15_000
"""How long a test waits for what it expects to see (ms): a busy machine is slow, and that is no fault of the page."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, the same for all tests of this process: Playwright can be started once in a thread."""
    program = os.environ.get("CHROMIUM") or next(
        path for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (path := shutil.which(name))
    )
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code in later tests.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
