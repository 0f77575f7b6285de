"""Shared by the tests of an SVU: a database that really commits, for tests of simultaneous moves."""

from tests.toy.committed import committed

__all__ = ["committed"]
