"""Shared by the tests of the person's own pages: a database that really commits, for tests of simultaneous moves."""

from tests.toy.committed import committed

__all__ = ["committed"]
