"""The pages' server side: a request is read whole, within a time limit, before it takes one of the threads.

Granian hands a WSGI application its thread before the body has come, so that four half-sent forms would silence every
page. Here the bodies are awaited on the event loop (ASGI), where a slow sender costs no thread, and is cut off. A body
is kept in memory only, and all bodies together within a budget: nothing is left on a disk, whatever happens.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from vardtrad.config.counting import Counter, Nothing, counter

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger(__name__)

HEAD_SECONDS = 15.0
"""How long the head of a request may take, and a connection be idle. A proxy must let go of its idle ones sooner."""
RATE = 100_000
"""Bytes a second: the slowest that a sender may be, beyond the seconds that everybody gets."""
SMALL = 1_000_000
"""Bytes: bodies up to this size, all texts, are never turned away because files fill the budget."""


MUCH = 5
"""A body this many times longer than the longest is not read at all."""


class TooSlow(Exception):
    """The body did not come in time."""


class Full(Exception):
    """The long bodies that are being received fill what they may hold together."""


class Gone(Exception):
    """The sender went away before the body had come."""


@dataclass(slots=True)
class Body:
    """What has come of a request's body, and how many bytes of it count against the budget."""

    parts: list[bytes] = field(default_factory=list)
    counted: int = 0


class Serving:
    """An ASGI application that serves a WSGI application.

    ``largest`` bytes is the longest body that is read: the application refuses a longer one by what it says of its
    length. ``budget`` bytes is what all long bodies being received may hold together. ``counter`` counts the answers.
    """

    def __init__(
        self,
        application: Wsgi,
        *,
        threads: int,
        seconds: float,
        largest: int,
        budget: int,
        counter: Counter | None = None,
    ) -> None:
        self.application, self.counter = application, counter or Nothing()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self.seconds, self.largest, self.budget = seconds, largest, budget
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = Body()
        try:
            await self._read(body, receive, _length(scope))
            given, whole = environ(scope, b"".join(body.parts)), time.monotonic()
            status, headers, answer = await asyncio.get_running_loop().run_in_executor(self.pool, self._answer, given)
            self.counter.answered(status, time.monotonic() - whole)
            await _send(send, status, headers, answer)
        except TooSlow:
            self.counter.turned_away("slow")
            log.warning("a request was cut off: its body had not come in time")
            await _send(send, 408, [(b"connection", b"close")], b"")
        except Full:
            self.counter.turned_away("full")
            log.warning("a request was turned away: too many long bodies at once")
            await _send(send, 503, [(b"retry-after", b"10"), (b"connection", b"close")], b"")
        except Gone:
            self.counter.turned_away("gone")
        finally:
            self.held -= body.counted

    async def _read(self, body: Body, receive: Receive, length: int) -> None:
        """Read the body of this length into ``body``; one that is too long is read past. Raises TooSlow, Full or Gone.

        A browser shows the page about a file that is too large only after it has sent the file. One that is far too
        large is not even read past.
        """
        missing, keep = length if length <= MUCH * self.largest else 0, length <= self.largest
        try:
            async with asyncio.timeout(self.seconds + min(length, self.largest) / RATE):
                while missing > 0:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Gone
                    part = message.get("body", b"")
                    missing = missing - len(part) if message.get("more_body", False) else 0
                    if keep:
                        self._keep(body, part, long=length > SMALL)
        except TimeoutError:
            raise TooSlow from None

    def _keep(self, body: Body, part: bytes, *, long: bool) -> None:
        """Put a part where it belongs; those of long bodies are counted. Raises Full."""
        if long:
            if self.held + len(part) > self.budget:
                raise Full
            self.held += len(part)
            body.counted += len(part)
        body.parts.append(part)

    def _answer(self, given: dict[str, Any]) -> tuple[int, Headers, bytes]:
        """What the application answers: status, headers and the whole body. Runs in a thread."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], None]:
            started.append((status, headers))
            return written.append

        written: list[bytes] = []
        answer = self.application(given, start_response)
        try:
            written.extend(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        status, headers = started[-1]
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return int(status.split(" ", 1)[0]), encoded, b"".join(written)


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI request whose body has been read."""
    server = scope.get("server") or ("localhost", 80)
    found = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.get("raw_path") or scope["path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str((scope.get("client") or ("",))[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").upper(), raw_value.decode("latin-1")
        if "_" in name:
            continue  # it would look like another header, one that only the proxy may set
        key = name.replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{joint}{value}" if key in found else value
    return found


def _length(scope: Scope) -> int:
    """What the request says of its body's length; 0 without a word: such a body is not read, as WSGI has it."""
    for name, value in scope["headers"]:
        if name.lower() == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def pages() -> Serving:
    """The pages of the product, for ``vardtrad serve``."""
    from vardtrad.config.wsgi import application

    return around(application)


def around(application: Wsgi) -> Serving:
    """A WSGI application served by the settings; ``vardtrad serve`` says by the environment how many threads it has."""
    from django.conf import settings

    return Serving(
        application,
        threads=int(os.environ.get("VARDTRAD_SERVE_THREADS", "4")),
        seconds=settings.REQUEST_SECONDS,
        largest=settings.FILE_LIMIT + SMALL,
        budget=10 * (settings.FILE_LIMIT + SMALL),
        counter=counter(),
    )
