"""A database where things are really committed, for what happens at the same time."""

from tests.toy.committed import committed

__all__ = ["committed"]
