from tests.toy.committed import as_owner, committed

__all__ = ["as_owner", "committed"]
