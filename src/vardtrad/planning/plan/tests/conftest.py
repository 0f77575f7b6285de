"""Shared by the tests of what every plan stands on: an SVU that has just been created."""

from __future__ import annotations

import pytest

from tests.planners import Planners
from tests.plans import Drive


@pytest.fixture
def svu(planners: Planners) -> Drive:
    """An SVU that Vera's ward has created for Elsa."""
    return Drive(planners)
