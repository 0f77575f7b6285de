"""What a log line looks like, and what it must never hold."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from types import TracebackType

from typing_extensions import override

# In DETAIL and CONTEXT PostgreSQL names the values that broke a constraint, and in LINE it quotes the statement with
# its values: a personal number, or a message.
_VALUES = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*$", re.MULTILINE)
# A value that does not fit its type is quoted in the error itself: invalid input syntax for type date: "…".
_QUOTED = re.compile(r'^((?:psycopg|django\.db)[\w.]*: [^"\n]*: )".*$', re.MULTILINE)


# An e-mail address, wherever it stands; what follows the @ tells enough.
_ADDRESS = re.compile(r"""[^\s<>"'(),;:=\[\]]+@(?=[\w-]+(?:\.[\w-]+)+)""")


class Short(logging.Filter):
    """Takes the traceback from what is somebody else's mistake: a request that cannot be read, a foreign host name."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        if record.name.startswith("django.security") or getattr(record, "status_code", 0) == 400:
            record.exc_info, record.exc_text = None, None
        return True


class Line(logging.Formatter):
    """A formatter with times in UTC and their offset, without values quoted by the database, and without addresses."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The whole line, with its traceback."""
        return _ADDRESS.sub("(utelämnat)@", super().format(record))

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """ISO 8601 with milliseconds: 2026-11-28T17:41:11.834+00:00."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    @override
    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The traceback, without the values that the database quotes."""
        told = _VALUES.sub(r"\1: (utelämnat)", super().formatException(ei))
        return _QUOTED.sub(r"\1(utelämnat)", told)
