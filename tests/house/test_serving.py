"""The pages' server: slow senders cost no thread and are cut off, and what WSGI promises an application holds."""

from __future__ import annotations

import asyncio
import select
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from vardtrad.config.serving import HEAD_SECONDS, SMALL, Serving, environ

HALF = b"POST /logga-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nhalf of"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(fresh_database):
    """The port of ``vardtrad serve`` with its four threads, where a body may take six seconds."""
    port = free_port()
    environment = {**fresh_database().environment, "VARDTRAD_REQUEST_SECONDS": "6"}
    process = subprocess.Popen(
        [sys.executable, "-m", "vardtrad.config.cli", "serve", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert time.monotonic() < deadline
            assert process.poll() is None, process.stderr.read()
        yield port
        process.terminate()
        _, words = process.communicate(timeout=30)
        assert "Traceback" not in words
    finally:
        process.kill()


def health(port, path="/healthz", seconds=5):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=seconds) as answer:
        return answer.read()


def answers(port):
    try:
        return health(port) == b"ok"
    except OSError:
        return False


def test_half_sent_requests_silence_nothing_and_are_cut_off(served):
    senders = [socket.create_connection(("127.0.0.1", served)) for _ in range(40)]
    for sender in senders:
        sender.sendall(HALF)
    rounds = 0
    while rounds < 5 and not select.select(senders, [], [], 0)[0]:
        # Answered sooner than any sender is cut off, so they are still waiting when they have silenced nothing.
        assert health(served) == b"ok"
        assert health(served, "/readyz") == b"ok"
        assert "Vårdtråd".encode() in health(served, "/")
        rounds += 1
    assert rounds > 0
    for sender in senders:
        sender.settimeout(20)
        answer = b""
        while part := sender.recv(1000):  # until the server closes
            answer += part
        assert answer.startswith(b"HTTP/1.1 408 ")
    assert health(served) == b"ok"


def test_half_heads_and_silent_connections_are_cut_off_too(served):
    begun = time.monotonic()
    waiting = {
        "silent": b"",
        "half a head": b"GET / HTTP/1.1\r\nHost: local",
        "idle after an answer": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    }
    lines = {what: socket.create_connection(("127.0.0.1", served)) for what in waiting}
    for what, said in waiting.items():
        lines[what].sendall(said)
    for what, line in lines.items():
        line.settimeout(HEAD_SECONDS + 10)
        while line.recv(1000):  # until the server closes
            pass
        assert time.monotonic() - begun > HEAD_SECONDS / 2, what
    assert health(served) == b"ok"


def test_a_form_and_a_page_go_through(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{served}/sprak", data=b"language=sv", timeout=5)
    assert refused.value.code == 403  # no CSRF token: the form has been read
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{served}/sprak", data=b"x" * 1_500_000, timeout=5)
    assert refused.value.code == 400
    assert "för mycket" in refused.value.read().decode()


def test_a_form_that_is_being_answered_is_finished_when_the_server_is_told_to_stop(fresh_database):
    """The answer waits for the database meanwhile."""
    copy, port = fresh_database(), free_port()
    command = [sys.executable, "-m", "vardtrad.config.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=copy.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert time.monotonic() < deadline
        with psycopg.connect(copy.owner_url) as owner, ThreadPoolExecutor(1) as pool:
            owner.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
            waiting = pool.submit(health, port, "/readyz", 20)
            asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'django_migrations'::regclass"
            while owner.execute(asked).fetchone() == (0,):
                assert time.monotonic() < deadline
            process.terminate()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)
            owner.rollback()
            assert waiting.result(20) == b"ok"
        assert process.wait(20) == 0
    finally:
        process.kill()


class Exchange:
    """One request to a Serving, by ASGI's own means."""

    def __init__(self, serving, length, *parts, stall=False, path="/x", headers=()):
        self.serving, self.parts, self.stall = serving, list(parts), stall
        self.sent = []
        self.scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"a=%20b",
            "http_version": "1.1", "scheme": "http", "client": ("192.0.2.1", 5), "server": ("localhost", 8000),
            "headers": [(b"host", b"localhost"), (b"content-length", str(length).encode()), *headers],
        }  # fmt: skip

    async def receive(self):
        if self.parts:
            part = self.parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(self.parts) or self.stall}
        if self.stall:
            await asyncio.sleep(90)
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    async def run(self):
        await self.serving(self.scope, self.receive, self.send)
        return self.sent[0]["status"] if self.sent else None


class Application:
    """A WSGI application that tells what it was given."""

    def __init__(self):
        self.given, self.closed = [], 0

    def __call__(self, environ, start_response):
        self.given.append(environ["wsgi.input"].read())
        start_response("200 OK", [("X-Length", str(len(self.given[-1])))])
        application = self

        class Answer:
            def __iter__(self):
                yield b"a"
                yield b"b"

            def close(self):
                application.closed += 1

        return Answer()


def serving(application, seconds=0.2, largest=2 * SMALL, budget=3 * SMALL):
    return Serving(application, threads=2, seconds=seconds, largest=largest, budget=budget)


def test_the_body_is_whole_and_the_answer_is_closed():
    application = Application()
    exchange = Exchange(serving(application), 6, b"abc", b"def")
    assert asyncio.run(exchange.run()) == 200
    assert (application.given, application.closed) == ([b"abcdef"], 1)
    assert exchange.sent[0]["headers"] == [(b"x-length", b"6")]
    assert exchange.sent[1]["body"] == b"ab"


def test_a_slow_or_vanished_sender_never_reaches_the_application():
    application = Application()
    assert asyncio.run(Exchange(serving(application), 6, b"abc", stall=True).run()) == 408
    assert asyncio.run(Exchange(serving(application), 6).run()) is None
    assert application.given == []


def test_one_that_is_too_long_is_read_past_and_left_to_the_application_to_refuse():
    application = Application()
    served = serving(application)
    parts = [b"x" * SMALL] * 4
    exchange = Exchange(served, 4 * SMALL, *parts)
    assert asyncio.run(exchange.run()) == 200
    assert application.given == [b""]
    assert not exchange.parts
    far = Exchange(served, 400 * SMALL, *parts)
    asyncio.run(far.run())
    assert len(far.parts) == 4


def test_long_bodies_share_a_budget_and_short_ones_never_wait_for_them():
    """What counts is what has come, not what was announced: a silent sender takes nothing from the others."""

    async def together():
        served = serving(Application(), seconds=0.5, budget=2 * SMALL)
        silent = [Exchange(served, 2 * SMALL, b"x", stall=True) for _ in range(20)]
        half = Exchange(served, 2 * SMALL, b"x" * (SMALL + 1), stall=True)
        waiting = asyncio.gather(*[exchange.run() for exchange in (*silent, half)])
        await asyncio.sleep(0)
        too_much = await Exchange(served, 2 * SMALL, b"x" * SMALL, b"x" * SMALL).run()
        small = await Exchange(served, 3, b"abc").run()
        await waiting
        after = await Exchange(served, 2 * SMALL, b"x" * SMALL, b"x" * SMALL).run()
        return too_much, small, after, set(waiting.result()), served.held

    assert asyncio.run(together()) == (503, 200, 200, {408}, 0)


def test_the_environment_is_what_wsgi_says():
    headers = [
        (b"content-type", b"text/plain"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-many", b"1"),
        (b"x-many", b"2"), (b"x_forwarded_proto", b"https"),
    ]  # fmt: skip
    found = environ(Exchange(None, 3, path="/a%20b/%C3%A5", headers=headers).scope, b"abc")
    assert found["PATH_INFO"].encode("latin-1").decode() == "/a b/å"
    assert (found["QUERY_STRING"], found["REMOTE_ADDR"], found["CONTENT_LENGTH"]) == ("a=%20b", "192.0.2.1", "3")
    assert (found["CONTENT_TYPE"], found["HTTP_COOKIE"], found["HTTP_X_MANY"]) == ("text/plain", "a=1; b=2", "1,2")
    assert "HTTP_X_FORWARDED_PROTO" not in found
    assert found["wsgi.input"].read() == b"abc"
