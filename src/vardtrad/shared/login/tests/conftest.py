"""A database where everything is committed, for logins and locks at the same moment."""

from tests.toy.committed import committed

__all__ = ["committed"]
