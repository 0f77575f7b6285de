"""What the tests of messages share: an SVU that three parties see, a database that commits, and a browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plans import Drive
from tests.toy.committed import committed

__all__ = ["committed"]


@pytest.fixture
def browser(chromium: Any) -> Any:
    """A real browser, which replaces the test browser without scripts."""
    return chromium


@pytest.fixture
def svu(planners):
    """An SVU that the health centre and the care office can see."""
    return Drive(planners).published()
