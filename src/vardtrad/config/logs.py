"""What a log line looks like, and what it must never hold."""

from __future__ import annotations

import json
import logging
import os
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
        return without_addresses(super().format(record))

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


class JsonLine(Line):
    """The same as an object of JSON on a line, for a collector of logs: time, level, logger, message and exception."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The whole line."""
        told = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: without_addresses(text) for name, text in told.items()}, ensure_ascii=False)


def without_addresses(text: str) -> str:
    """The text without the part before the @ of any e-mail address."""
    return _ADDRESS.sub("(utelämnat)@", text)


def formatter(kind: str) -> dict[str, str]:
    """The description of a formatter, as logging.config wants it: ``line`` or ``json`` (VARDTRAD_LOG_FORMAT)."""
    name = "JsonLine" if kind == "json" else "Line"
    return {"()": f"{__name__}.{name}", "format": "{asctime} {levelname} {name} {message}", "style": "{"}


def of_the_server() -> dict[str, object]:
    """How the pages' and the live process's own server writes its lines: in the same form, to the same place."""
    return {
        "formatters": {"line": formatter(os.environ.get("VARDTRAD_LOG_FORMAT", ""))},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    }
