"""The live process as an ASGI application: server-sent events for a case, a clinic, an inbox, a plan and a start page.

Each stream says "changed" and nothing more; the page then offers to be loaded again, through its own guard and trace.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import DatabaseError  # noqa: E402

from vardtrad.live import queries  # noqa: E402
from vardtrad.live.queries import Kind, Place, Topic  # noqa: E402
from vardtrad.live.watch import Watch, ask  # noqa: E402
from vardtrad.shared.web.live_address import LOOPBACK  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ADDRESS = re.compile(
    r"^/live/(?P<kind>arende|oppet|mottagning|lista|inkorg|plan|falt|enhet)(?:/(?P<key>[0-9a-f-]{36}))?$"
)
# How often a stream gets a sign of life, and how often its right to listen is checked again (seconds).
BEAT = 25.0
RECHECK = 60.0
MOST = 100
"""How many streams somebody may hold open at once: a hundred pages, in all their browsers together (ASVS 2.4.1)."""
TOO_MANY = "Du har för många sidor öppna på en gång. Stäng några, så följer de andra med igen."

watch = Watch()
_open: Counter[UUID] = Counter()
"""How many streams each person has open."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] == "/live/healthz":
        await _answer(send, 200, headers)
        return
    match = ADDRESS.match(scope["path"])
    if match is None or scope["method"] != "GET":
        await _answer(send, 404, headers)
        return
    cookies = _cookies(headers.get("cookie", ""))
    kind, key, place = Kind(match["kind"]), _uuid(match["key"]), _place(scope.get("query_string", b""))
    try:
        topic = await ask(queries.topic_for, kind, key, cookies, place)
        owners = await ask(queries.listeners, cookies) if topic is not None else []
    except DatabaseError:
        await _answer(send, 503, headers)
        return
    if topic is None:
        # 204 tells EventSource to stop; the same answer for "not yours" and "not there".
        await _answer(send, 204, headers)
        return
    if any(_open[owner] >= MOST for owner in owners):
        # EventSource does not come back by itself after this; the page's script tries again later.
        await _answer(send, 429, headers, TOO_MANY)
        return
    _open.update(owners)
    try:
        await _stream(topic, kind, key, cookies, place, headers, receive, send)
    finally:
        for owner in owners:
            _open[owner] -= 1
            if not _open[owner]:
                del _open[owner]


async def _stream(
    topic: Topic,
    kind: Kind,
    key: UUID | None,
    cookies: dict[str, str],
    place: Place | None,
    headers: dict[str, str],
    receive: Receive,
    send: Send,
) -> None:
    changed = watch.listen(topic)
    gone = asyncio.ensure_future(_gone(receive))
    checked = asyncio.get_running_loop().time()
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _headers(headers, b"text/event-stream")})
        await _say(send, b": hej\nretry: 5000\n\n")
        while not gone.done():
            waiting = asyncio.ensure_future(changed.wait())
            await asyncio.wait({waiting, gone}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if gone.done():
                break
            now = asyncio.get_running_loop().time()
            if now - checked > RECHECK:
                checked = now
                if await ask(queries.topic_for, kind, key, cookies, place) != topic:
                    break
            if changed.is_set():
                changed.clear()
                await _say(send, b"event: changed\ndata:\n\n")
            else:
                await _say(send, b": kvar\n\n")
    except (DatabaseError, ConnectionError, RuntimeError):
        return  # the listener or the database is gone; the browser reconnects by itself
    finally:
        watch.leave(topic, changed)
        gone.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _answer(send: Send, status: int, headers: dict[str, str], sentence: str = "") -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": _headers(headers, b"text/plain; charset=utf-8")}
    )
    await send({"type": "http.response.body", "body": sentence.encode()})


def _headers(request: dict[str, str], content_type: bytes) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", content_type),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-accel-buffering", b"no"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]
    # Only our own pages may read the stream, also when they are at another origin (another port in the demo).
    if _is_ours(request.get("origin", "")):
        headers += [
            (b"access-control-allow-origin", request["origin"].encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin"),
        ]
    return headers


def _is_ours(origin: str) -> bool:
    """Whether a page of this origin is ours; on one's own machine under whichever of its names it was opened."""
    public = settings.PUBLIC_URL.rstrip("/")
    if origin == public:
        return True
    try:
        ours, asked = urlsplit(public), urlsplit(origin)
        same_place = (ours.scheme, ours.port) == (asked.scheme, asked.port)
    except ValueError:
        return False  # not a port, or brackets that hold no address
    return same_place and {ours.hostname, asked.hostname} <= LOOPBACK


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _place(query: bytes) -> Place | None:
    """The seat at which the page is shown, ``plats=<unit>:<role>``; None for an address that no page of ours wrote."""
    try:
        places = parse_qs(query.decode("ascii"), max_num_fields=5).get("plats", [])
    except ValueError:
        return None
    return Place.parse(places[0]) if places else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
