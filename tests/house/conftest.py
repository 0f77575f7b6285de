from tests.toy.committed import committed

__all__ = ["committed"]
