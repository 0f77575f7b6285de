"""Work list, open case, reply and new case beside roundup and django-helpdesk, taking turns in one run.

    PYTHONPATH=src:. python -m tests.bench.peers --cases 100000 --requests 48

The peers are installed from PyPI into environments of their own, are served by one process each, like the product, and
hold as many issues or tickets, three of four closed. Roundup keeps them in SQLite, django-helpdesk in the product's own
PostgreSQL server. Helpdesk's list is two answers, its page and the rows that its script fetches. The
exit code is 0 when the list is five times as quick as roundup's and every other operation quicker than both.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import django
import httpx

from tests.bench import load, measure
from tests.bench.__main__ import _await, _loaded, _migrate, _served, say
from vardtrad.config.embedded.postgres import Server

HERE = Path(__file__).parent
ROUNDUP, HELPDESK = "roundup==2.6.0", "django-helpdesk==2.6.1"
LIST = "list"
GOAL_LIST = 5.0
TEXT = "Jag har haft ont i halsen i en vecka."

Operations = dict[str, Callable[[], float]]


def main() -> int:
    """Install, fill, serve, measure and print; 0 when the goals are met, 1 when not."""
    arguments = _parser().parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")
    django.setup()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="vardtrad-bench-"))
    with ExitStack() as stack:
        if not arguments.keep:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server.start(folder / "data")
        stack.callback(server.stop if arguments.keep else server.remove)
        systems = {
            "roundup": stack.enter_context(_roundup(folder, arguments.cases)),
            "helpdesk": stack.enter_context(_helpdesk(server, folder, arguments.cases)),
            "vårdtråd": stack.enter_context(_ours(server, folder, arguments.cases)),
        }
        return _report(_measure(systems, arguments.requests))


@contextmanager
def _ours(server: Server, folder: Path, cases: int) -> Iterator[Operations]:
    _migrate(server.ensure_database("bench_template"), folder)
    access = _loaded(server, cases, folder)
    loaded = load.look_up(server.url("postgres", access.name), 1, cases)
    with _served(access, folder, "vardtrad.config.cli", "serve") as port:
        site = measure.Site(cases, loaded, port, port)
        site.log_in()
        (worker,) = site.workers
        named = {LIST: measure.LIST, "open": "open case", "reply": "reply", "create": "new case"}
        yield {name: (lambda ours=ours: measure.OPERATIONS[ours](site, worker)) for name, ours in named.items()}


@contextmanager
def _roundup(folder: Path, issues: int) -> Iterator[Operations]:
    python = _environment(folder / "roundup-python", ROUNDUP, "waitress")
    tracker, port = folder / f"roundup-{issues}", _port()
    shutil.rmtree(tracker, ignore_errors=True)
    environment = {"PEER_FOLDER": str(tracker), "PEER_PORT": str(port)}
    _run([python, HERE / "roundup_site.py", tracker, issues], environment)
    # It writes by what start_response gives, which granian does not have.
    words = [python.with_name("waitress-serve"), f"--listen=127.0.0.1:{port}", "roundup_site:application"]
    with _serving(folder, words, port, environment):
        browser = _Browser(port)
        web = {"Referer": f"{browser.address}/", "Origin": browser.address}
        browser.session.headers.update(web)
        login = {"@action": "login", "__login_name": "admin", "__login_password": "bench"}
        browser.post("/", login, 200, 302)
        keys = count(1)
        shown = urlencode({
            "@columns": "id,activity,title,creator,status", "@sort": "-activity", "@filter": "status", "status": "1",
            "@pagesize": "50", "@startwith": "0",
        })  # fmt: skip
        yield {
            LIST: lambda: browser.get(f"/issue?{shown}", b"Recept"),
            "open": lambda: browser.get(f"/issue{4 * next(keys) + 1}", b"Recept"),
            "reply": lambda: browser.post(f"/issue{4 * next(keys) + 1}", {"@action": "edit", "@note": TEXT}, 302),
            "create": lambda: browser.post("/issue", {"@action": "new", "title": "Recept", "@note": TEXT}, 302),
        }


@contextmanager
def _helpdesk(server: Server, folder: Path, tickets: int) -> Iterator[Operations]:
    python = _environment(folder / "helpdesk-python", HELPDESK, "psycopg[binary]", "granian")
    name = f"helpdesk_{tickets}"
    server.cluster.drop(name)
    environment = {"PEER_DATABASE": server.cluster.create(name).owner_url}
    key, queue = _run([python, HERE / "helpdesk_site.py", tickets], environment).split()
    port = _port()
    words = [python.with_name("granian"), "--interface", "wsgi", "--workers", "1", "--no-ws", "--port", str(port),
             "helpdesk_site:application"]  # fmt: skip
    with _serving(folder, words, port, environment):
        browser = _Browser(port)
        browser.session.cookies.set("sessionid", key)
        page = browser.session.get(f"{browser.address}/tickets/").text
        rows = page.partition("/datatables_ticket_list/")[2].partition('"')[0]
        query = urlencode({"draw": 1, "start": 0, "length": 50, "order[0][column]": 5, "order[0][dir]": "desc"})
        keys = count(1)
        token = browser.session.cookies.get("csrftoken", "")
        browser.session.headers["X-CSRFToken"] = token
        new = {"queue": queue, "title": "Recept", "body": TEXT, "priority": "3", "submitter_email": "p@example.org"}
        reply = {**new, "comment": TEXT, "public": "1", "new_status": "1"}

        def listed() -> float:
            shell = browser.get("/tickets/", b"datatables")
            return shell + browser.get(f"/datatables_ticket_list/{rows}?{query}", b"Recept")

        yield {
            LIST: listed,
            "open": lambda: browser.get(f"/tickets/{next(keys)}/", b"Recept"),
            "reply": lambda: browser.post(f"/tickets/{next(keys)}/update/", reply, 302),
            "create": lambda: browser.post("/tickets/submit/", new, 302),
        }


class _Browser:
    """A connection that is kept, with its cookies."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.session = httpx.Client(timeout=60)

    def get(self, path: str, holds: bytes) -> float:
        """The seconds that a page takes. Raises Unexpected when it is another page."""
        begun = time.perf_counter()
        answer = self.session.get(self.address + path)
        took = time.perf_counter() - begun
        if answer.status_code != 200 or holds not in answer.content:
            raise measure.Unexpected(f"GET {path}: {answer.status_code} {answer.text[:400]}")
        return took

    def post(self, path: str, fields: dict[str, str], *expected: int) -> float:
        """The seconds that a form takes; its redirect is not followed. Raises Unexpected when it is refused."""
        begun = time.perf_counter()
        answer = self.session.post(self.address + path, data=fields)
        took = time.perf_counter() - begun
        if answer.status_code not in expected:
            raise measure.Unexpected(f"POST {path}: {answer.status_code} {answer.text[:4000]}")
        return took


def _measure(systems: dict[str, Operations], requests_of_each: int) -> dict[tuple[str, str], list[float]]:
    """Each system does four requests of each operation at a time, in turn."""
    samples: dict[tuple[str, str], list[float]] = {}
    for turn in range(-1, max(1, requests_of_each // 4)):
        for operation in (LIST, "open", "reply", "create"):
            for system, operations in systems.items():
                took = [operations[operation]() for _ in range(4)]
                if turn >= 0:  # the first turn warms up
                    samples.setdefault((system, operation), []).extend(took)
    return samples


def _report(samples: dict[tuple[str, str], list[float]]) -> int:
    say(f"{'operation':<10}{'system':<12}{'median ms':>10}{'x ours':>8}")
    met = True
    for operation in (LIST, "open", "reply", "create"):
        ours = median(samples["vårdtråd", operation])
        for system in ("vårdtråd", "roundup", "helpdesk"):
            took = median(samples[system, operation])
            say(f"{operation:<10}{system:<12}{took * 1000:>10.2f}{took / ours:>8.2f}")
            wanted = GOAL_LIST if (operation, system) == (LIST, "roundup") else 1.0
            met = met and (system == "vårdtråd" or took / ours > wanted)
    return 0 if met else 1


def _environment(folder: Path, *packages: str) -> Path:
    """The Python of an environment with these packages from PyPI."""
    python = folder / "bin/python"
    if not (folder / "whole").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        (folder / "whole").touch()
    return python


def _run(words: list[object], environment: dict[str, str]) -> str:
    return subprocess.run(
        [str(word) for word in words], env=_clean(environment), check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


def _clean(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a peer: nothing of the product's."""
    own = ("VARDTRAD_", "DJANGO_", "PYTHONPATH", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)} | environment


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(folder: Path, words: list[object], port: int, environment: dict[str, str]) -> Iterator[None]:
    log = folder / f"peer-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in words], cwd=HERE, env=_clean(environment), stdout=output, stderr=output
        )
    try:
        _await(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="cases, issues and tickets (100000)")
    parser.add_argument("--requests", type=int, default=48, help="requests of each kind (48)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep environments and our database here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
