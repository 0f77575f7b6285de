"""Shared by the tests of notices: a database that really commits, and what text messages are sent through."""

from tests.toy.committed import committed
from vardtrad.shared.notify.tests.texting import centre, gateway, post

__all__ = ["centre", "committed", "gateway", "post"]
