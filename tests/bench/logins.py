"""Measures how many logins by OpenID Connect the pages take in a second, against a local provider.

    PYTHONPATH=src:. python -m tests.bench.logins

Residents are loaded as the benchmark loads them; the provider (tests/providers.py) is a process of its own that signs
tokens as a real one does. A login is two requests: to the provider's address, and back with a code; between them the
pages ask the provider for the token and judge it. Goal: 200 a second on 2 cores.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg

from tests.bench import load
from tests.bench.__main__ import say
from tests.bench.fields import _await, _environment
from tests.bench.filled import Filled, filled
from tests.providers import LOA3, NUMBER, SECRET, Provider
from vardtrad.config.ways_command import as_toml

GOAL = 200


class Stateless(Provider):
    """A provider whose codes say themselves what they answer and for whom, since the client makes them."""

    def tokens(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """What a code is worth."""
        asked = json.loads(base64.urlsafe_b64decode(form["code"]))
        self.codes[form["code"]] = asked
        self.who = {NUMBER: asked["number"]}
        return super().tokens(form, authorization)


def main() -> int:
    """Load, serve, measure and print; 1 when there are fewer than the goal."""
    arguments = _parser().parse_args()
    if arguments.provider:
        provider = Stateless()
        sys.stdout.write(f"{provider.issuer}\n")
        sys.stdout.flush()
        sys.stdin.read()
        return 0
    with ExitStack() as stack:
        made = stack.enter_context(filled("logins", partial(load.load, cases=1000)))
        with psycopg.connect(made.admin) as connection:
            rows = connection.execute("SELECT identity FROM people_person WHERE NOT deceased LIMIT 5000").fetchall()
        numbers = [number for (number,) in rows]
        issuer = stack.enter_context(_provider())
        port = stack.enter_context(_pages(made, issuer, arguments.workers, arguments.threads))
        _many(port, numbers, arguments.connections, 2)  # everything is warm
        took = _many(port, numbers, arguments.connections, arguments.seconds)
    each = len(took) / arguments.seconds
    say(f"{each:.0f} logins a second, median {median(took) * 1e3:.0f} ms, with {arguments.connections} at once")
    return 0 if each >= GOAL else 1


@contextmanager
def _provider() -> Iterator[str]:
    words = [sys.executable, "-m", "tests.bench.logins", "--provider"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _pages(made: Filled, issuer: str, workers: int, threads: int) -> Iterator[int]:
    file = made.folder / "ways.toml"
    row = {"id": "prov", "world": "resident", "title": "x", "issuer": issuer, "client_id": "oss",
           "secret": "env:VARDTRAD_TEST_WAY", "identity": [NUMBER], "levels": {LOA3: 3}}  # fmt: skip
    file.write_text(as_toml(row))
    given = {"VARDTRAD_WAYS_FILE": str(file), "VARDTRAD_TEST_WAY": SECRET}
    port, log = _free_port(), made.folder / "serve.log"
    words = ["serve", "--port", str(port), "--workers", str(workers), "--threads", str(threads)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "vardtrad.config.cli", *words],
            env=_environment(made.access, made.folder) | given, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        _await(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _many(port: int, numbers: list[str], connections: int, seconds: float) -> list[float]:
    """How long each login took that so many connections made in these seconds."""
    took: list[float] = []
    ends = time.monotonic() + seconds

    def logs_in(first: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        at = first
        while time.monotonic() < ends:
            begun = time.perf_counter()
            _one(line, numbers[at % len(numbers)])
            took.append(time.perf_counter() - begun)
            at += connections

    threads = [threading.Thread(target=logs_in, args=[number]) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _one(line: http.client.HTTPConnection, number: str) -> None:
    line.request("GET", "/inloggning/prov/")
    answer = line.getresponse()
    answer.read()
    asked = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    asked |= {"number": number}
    code = base64.urlsafe_b64encode(json.dumps(asked).encode()).decode()
    issuer = answer.headers["Location"].partition("/auth?")[0]
    back = {"code": code, "state": asked["state"], "iss": issuer}
    line.request("GET", f"/inloggning/prov/svar?{urlencode(back)}", headers={"Cookie": cookie})
    answer = line.getresponse()
    content = answer.read()
    if answer.status != 302:
        raise SystemExit(f"{answer.status}: {content.decode()[-1500:]}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.logins", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="how long is measured")
    parser.add_argument("--connections", type=int, default=8, help="how many log in at once")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes of the pages")
    parser.add_argument("--threads", type=int, default=4, help="threads of each")
    parser.add_argument("--provider", action="store_true", help="be the provider (the benchmark starts it)")
    return parser


if __name__ == "__main__":
    assert Path("src").is_dir()
    sys.exit(main())
