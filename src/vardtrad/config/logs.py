"""What a log line looks like, and what it must never hold."""

from __future__ import annotations

import logging
import re
from types import TracebackType

from typing_extensions import override

# In DETAIL and CONTEXT PostgreSQL names the values that broke a constraint, and in LINE it quotes the statement with
# its values: a personal number, or a message.
_VALUES = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*$", re.MULTILINE)
# A value that does not fit its type is quoted in the error itself: invalid input syntax for type date: "…".
_QUOTED = re.compile(r'^((?:psycopg|django\.db)[\w.]*: [^"\n]*: )".*$', re.MULTILINE)


class Line(logging.Formatter):
    """A formatter that removes values quoted by the database from tracebacks."""

    @override
    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The traceback, without the values that the database quotes."""
        told = _VALUES.sub(r"\1: (utelämnat)", super().formatException(ei))
        return _QUOTED.sub(r"\1(utelämnat)", told)
