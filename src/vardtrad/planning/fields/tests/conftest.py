"""What the tests of fields share: a database where things are really committed, and a browser."""

from typing import Any

import pytest

from tests.toy.committed import committed

__all__ = ["committed"]


@pytest.fixture
def browser(chromium: Any) -> Any:
    """A real browser, which replaces the test browser without scripts."""
    return chromium
