"""A database that really commits, for two who press in the same second."""

from tests.toy.committed import committed

__all__ = ["committed"]
