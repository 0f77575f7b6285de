"""A database that really commits, for what two do at the same time."""

from tests.toy.committed import committed

__all__ = ["committed"]
