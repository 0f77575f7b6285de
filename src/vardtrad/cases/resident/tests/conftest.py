"""A database that really commits, and a real browser, for the pages that have scripts."""

from tests.toy.committed import committed

__all__ = ["committed"]
