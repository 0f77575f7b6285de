"""What the tests of messages share: an SVU that three parties see, a database that commits, and a browser."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import browser
from tests.plans import Drive
from tests.toy.committed import committed

__all__ = ["browser", "committed"]


@pytest.fixture
def svu(planners):
    """An SVU that the health centre and the care office see."""
    return Drive(planners).published()
