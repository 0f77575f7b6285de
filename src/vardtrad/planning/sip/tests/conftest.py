"""Shared by the tests of a SIP: a database that really commits, for tests of simultaneous moves."""

from tests.toy.committed import committed

__all__ = ["committed"]
