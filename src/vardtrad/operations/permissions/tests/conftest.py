"""Shared by the tests of permissions and the rule engine: system administrators of other organisations."""

import pytest

from tests.planners import employ


@pytest.fixture
def milla(planners):
    """The municipality's system administrator."""
    return employ(planners.care_office, "Milla", "Malm", "V020", permissions=("configurator",))


@pytest.fixture
def pia(planners):
    """The private provider's system administrator."""
    return employ(planners.private_unit, "Pia", "Poppel", "V021", permissions=("configurator",))
