"""Gateways for text messages to try the product against: PyPI's smpp34 as a message centre, and a small one by HTTP.

npm's smpp is the second, independent message centre: tests/house/test_message_centres.py.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import smpp34
from django.core import mail

from vardtrad.kernel import sms_settings
from vardtrad.shared.notify import outgoing


def mailed_code() -> str:
    """Let the worker send what codes wait by e-mail, and read the latest."""
    outgoing.mail_post().round(threading.Event())
    (code,) = re.findall(r"\b\d{6}\b", mail.outbox.pop().body)
    return str(code)


ALVAS = "+46701740605"
"""A number that is set aside for stories (PTS)."""


def sms_at(url: str, **changes: Any) -> sms_settings.Sms:
    """The settings of a gateway at an address of this machine."""
    given = {"user": "vardtrad", "password": "hemligt", "sender": "Vardtrad", "seconds": "2", "each_second": "1000"}
    return sms_settings.read(url, **{**given, **changes})


@dataclass
class Taken:
    """A message as the centre got it."""

    name: str
    to: str
    sender: str
    content: bytes
    coding: int
    esm_class: int
    session: str


@dataclass
class Centre:
    """A message centre on this machine. ``refuse`` gives the status that a message is answered with, 0 for taken."""

    port: int
    refuse: Callable[[Any], int] = lambda _message: 0
    taken: list[Taken] = field(default_factory=list)
    # Called in the centre's own thread before a message is answered, with its name.
    before_answer: Callable[[str], Any] | None = None
    sessions: dict[str, Any] = field(default_factory=dict)
    bound: threading.Event = field(default_factory=threading.Event)
    count: int = 0

    def start(self) -> Centre:
        """Answer at the port."""
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()

        async def serve() -> None:
            self.server = smpp34.Server("127.0.0.1", self.port, system_id="prov")
            await self.server.start()
            ready.set()
            while True:
                await self._take(await self.server.next())

        self.task: Any = None

        def run() -> None:
            asyncio.set_event_loop(self.loop)
            self.task = self.loop.create_task(serve())
            self.loop.run_forever()

        threading.Thread(target=run, daemon=True).start()
        assert ready.wait(10)
        return self

    async def _take(self, event: Any) -> None:
        if isinstance(event, smpp34.Esme):
            self.sessions[event.session_id] = event
            self.bound.set()
        elif isinstance(event, smpp34.SubmitSmEvent):
            if status := self.refuse(event):
                event.reject(status)
                return
            self.count += 1
            name = f"m{self.count}"
            self.taken.append(
                Taken(name, event.destination_addr, event.source_addr, bytes(event.short_message), event.data_coding,
                      event.esm_class, event.session_id)
            )  # fmt: skip
            if self.before_answer is not None:
                await self.before_answer(name)
            event.accept(name)

    async def tell(self, name: str, state: str, *, by_text: bool = True) -> Any:
        """Send a receipt over the latest session, in the text of a message or in its parameters."""
        session = list(self.sessions.values())[-1]
        if by_text:
            words = (
                f"id:{name} sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:{state} err:000 text:"
            )
            return await session.deliver_sm("Vardtrad", words.encode(), source_addr="46701740605", esm_class=4)
        codes = {"ENROUTE": 1, "DELIVRD": 2, "UNDELIV": 5}
        tlvs = [
            smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, name.encode() + b"\0"),
            smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, bytes([codes[state]])),
        ]
        return await session.deliver_sm("Vardtrad", b"", source_addr="46701740605", esm_class=4, tlvs=tlvs)

    async def pass_on(self, words: bytes, esm_class: int) -> Any:
        """Send on what somebody has written to us, or something else that is no receipt."""
        session = list(self.sessions.values())[-1]
        return await session.deliver_sm("Vardtrad", words, source_addr="46701740605", esm_class=esm_class)

    def does(self, work: Any) -> Any:
        """Begin something in the centre's own thread; its result is the answer's."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def stop(self) -> None:
        """Let go of the port."""

        async def end() -> None:
            self.task.cancel()
            await self.server.stop()

        self.does(end()).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)


@dataclass
class Gateway:
    """A gateway by HTTP on this machine, that answers rightly until it is told to lie."""

    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    # The text messages that have gone out, by the key that they were given: one that is repeated goes out once.
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    status: int = 0
    answer: bytes | None = None
    hangs: threading.Event | None = None

    def start(self) -> Gateway:
        """Answer at a port of its own."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def stop(self) -> None:
        """Let go of the port."""
        self.server.shutdown()
        self.server.server_close()


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_given: Any) -> None:
            pass

        def _answer(self, content: Any) -> None:
            if gateway.hangs is not None:
                gateway.hangs.wait(30)
            body = gateway.answer if gateway.answer is not None else json.dumps(content).encode()
            self.send_response(gateway.status or 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.asked.append(("POST", self.path, dict(self.headers), content))
            if not gateway.status:
                gateway.sent.setdefault(self.headers["Idempotency-Key"], content)
            self._answer({"id": f"g/{content['id']}"})

        def do_GET(self) -> None:
            gateway.asked.append(("GET", self.path, dict(self.headers), None))
            name = unquote(self.path.removeprefix("/sms/"))
            self._answer({"status": gateway.states.get(name, "pending")})

    return Handler
