"""What the tests of fields share: a database where things are really committed, and a browser."""

from tests.journeys.conftest import browser
from tests.toy.committed import committed

__all__ = ["browser", "committed"]
