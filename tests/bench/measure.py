"""The client: keep-alive connections of a logged-in member of staff and a resident, and what each of them does."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tests.bench.load import Loaded

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_MARK = re.compile(rb'name="drawn_for" value="([^"]+)"')
TEXT = "Hej! Vi har tagit emot ditt ärende och återkommer i veckan. " * 3


class Unexpected(Exception):
    """The server answered something else than what the benchmark is about; no number would mean anything."""


@dataclass
class Client:
    """One keep-alive connection with one cookie of a world, and what the forms of that visit begin with.

    ``token`` is the secret against CSRF, ``mark`` says for whom the pages are drawn.
    """

    port: int
    cookie: str = ""
    token: str = ""
    mark: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def visit(self, path: str) -> None:
        """Open a page with a form, and keep its CSRF cookie and token for the posts."""
        status, body, headers = self._send("GET", path, None)
        token = _TOKEN.search(body)
        if status != 200 or token is None:
            raise Unexpected(f"GET {path}: {status}")
        self.token = token[1].decode()
        mark = _MARK.search(body)
        self.mark = mark[1].decode() if mark is not None else ""
        for value in headers.get_all("Set-Cookie", []):
            if value.startswith("vt_csrf="):
                self.cookie += "; " + value.partition(";")[0]

    def get(self, path: str, holds: bytes = b"") -> float:
        """The seconds that a page takes, to the last byte. Raises Unexpected when it is another page."""
        begun = time.perf_counter()
        status, body, _headers = self._send("GET", path, None)
        took = time.perf_counter() - begun
        if status != 200 or holds not in body:
            raise Unexpected(f"GET {path}: {status}")
        return took

    def field(self, path: str, name: str) -> str:
        """The value of a hidden field of a page. Raises Unexpected when it has none."""
        status, body, _headers = self._send("GET", path, None)
        found = re.search(rf'name="{name}" value="([^"]+)"'.encode(), body)
        if status != 200 or found is None:
            raise Unexpected(f"GET {path}: {status}")
        return found[1].decode()

    def post(self, path: str, fields: dict[str, str]) -> float:
        """The seconds that a form takes to be carried out (its redirect is not followed). Raises Unexpected."""
        begins = {"csrfmiddlewaretoken": self.token, "drawn_for": self.mark}
        sent = urlencode({**begins, "submit_key": str(uuid4()), **fields}).encode()
        begun = time.perf_counter()
        status, _body, _headers = self._send("POST", path, sent)
        took = time.perf_counter() - begun
        if status != 302:
            raise Unexpected(f"POST {path}: {status}")
        return took

    def _send(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes, http.client.HTTPMessage]:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers


@dataclass
class Worker:
    """One connection's worth of people: staff and resident at the product, and a visitor of the bare page."""

    staff: Client
    resident: Client
    bare: Client
    viewer: Client

    def connect_anew(self) -> None:
        """Open the connections again: the server has closed those that have been idle for half a minute."""
        for client in (self.staff, self.resident, self.bare, self.viewer):
            client.connection.close()


@dataclass
class Site:
    """One loaded database with its two servers, and the cases that have not been worked with yet."""

    cases: int
    loaded: Loaded
    port: int
    bare_port: int
    workers: list[Worker] = field(default_factory=list)
    _reply: Iterator[UUID] = field(init=False)
    _open: Iterator[UUID] = field(init=False)
    _number: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._reply, self._open, self._number = cycle(self.loaded.to_reply), iter(self.loaded.to_open), count()

    def log_in(self) -> None:
        """Open every connection, log in, and fetch the CSRF tokens."""
        for staff_key, resident_key in zip(self.loaded.staff_keys, self.loaded.resident_keys, strict=True):
            worker = Worker(
                Client(self.port, f"vt_personal={staff_key}"),
                Client(self.port, f"vt_invanare={resident_key}"),
                Client(self.bare_port),
                Client(self.port, f"vt_personal={self.loaded.viewer_key}"),
            )
            worker.staff.visit(self.list_path)
            worker.resident.visit(self.write_path)
            self.workers.append(worker)

    @property
    def list_path(self) -> str:
        """The work list's address."""
        return f"/personal/{self.loaded.clinic}/arenden/inkomna"

    @property
    def write_path(self) -> str:
        """The address of the resident's new case."""
        return f"/mottagningar/{self.loaded.clinic}/{self.loaded.service}/"

    def case_path(self, key: UUID) -> str:
        """A case's address at the clinic."""
        return f"/personal/{self.loaded.clinic}/arende/{key}/"


def _bare(site: Site, worker: Worker) -> float:
    return worker.bare.get(f"/values/{site.loaded.clinic}", b"</table>")


def _bare_objects(site: Site, worker: Worker) -> float:
    return worker.bare.get(f"/objects/{site.loaded.clinic}", b"</table>")


def _floor(site: Site, worker: Worker) -> float:
    return worker.staff.get("/healthz", b"ok")


def _list(site: Site, worker: Worker) -> float:
    return worker.staff.get(site.list_path, b"data-rows")


def _deep(site: Site, worker: Worker) -> float:
    return worker.staff.get(f"{site.list_path}?efter={site.loaded.deep_place}", b"data-rows")


def _to_do(site: Site, worker: Worker) -> float:
    return worker.staff.get(f"/personal/{site.loaded.clinic}/mina/", b"data-rows")


def _all(site: Site, worker: Worker, query: str) -> float:
    return worker.staff.get(f"/personal/{site.loaded.clinic}/arenden/alla?{query}", b"Alla")


def _filtered(site: Site, worker: Worker) -> float:
    return _all(site, worker, f"status=ohanterat&arendetyp={site.loaded.case_type}&lasning=olast&avslutat=ja")


def _by_urgency(site: Site, worker: Worker) -> float:
    return _all(site, worker, "sortera=atgarda")


def _searched(site: Site, worker: Worker) -> float:
    """Words that are common, rare, of a name, and in no case, in turn."""
    keys = site.loaded.searches
    return _all(site, worker, f"avslutat=ja&sok={keys[next(site._number) % len(keys)]}")


def _with_views(site: Site, worker: Worker) -> float:
    """The work list of somebody who has five saved views: their counts are asked for too."""
    return worker.viewer.get(site.list_path, b"data-rows")


def _open_read(site: Site, worker: Worker) -> float:
    keys = site.loaded.read_before
    return worker.staff.get(site.case_path(keys[next(site._number) % len(keys)]), b"motfraga")


def _open_first(site: Site, worker: Worker) -> float:
    return worker.staff.get(site.case_path(next(site._open)), b"motfraga")


def _reply(site: Site, worker: Worker) -> float:
    fields = {"text": TEXT, "reply": "partial_reply", "seen": "1"}
    return worker.staff.post(f"{site.case_path(next(site._reply))}motfraga", fields)


def _new(site: Site, worker: Worker) -> float:
    worker.resident.post(site.write_path, {"text": TEXT, "gor": "granska"})
    shown = worker.resident.field(f"{site.write_path}?steg=granska", "reviewed")
    return worker.resident.post(site.write_path, {"text": TEXT, "gor": "skicka", "reviewed": shown})


BARE, LIST, SEARCH, OPEN, REPLY, NEW = "bare page", "work list", "search", "open case", "reply", "new case"
Operation = Callable[[Site, Worker], float]
# In the order in which they take turns. A case is unread only once, so a small site runs out of those.
OPERATIONS: dict[str, Operation] = {
    BARE: _bare,
    LIST: _list,
    "work list, deep": _deep,
    "own list": _to_do,
    "filtered list": _filtered,
    "list by urgency": _by_urgency,
    SEARCH: _searched,
    "list, five views": _with_views,
    OPEN: _open_read,
    "open unread case": _open_first,
    REPLY: _reply,
    NEW: _new,
    "bare page, objects": _bare_objects,
    "health check": _floor,
}

# What is about lists and nothing else.
LISTS = [
    BARE, LIST, "work list, deep", "own list", "filtered list", "list by urgency", SEARCH, "list, five views",
]  # fmt: skip

Samples = dict[tuple[int, str, int], list[float]]


def run(sites: list[Site], connections: int, rounds: int, block: int, samples: Samples, names: Collection[str]) -> None:
    """Let every site do every operation of these names in turn, ``rounds`` times.

    ``block`` requests per connection are made at a time.

    Taking turns so closely, what else the machine does hits all of them alike. ``samples`` are filled by
    (cases, operation, connections).
    """
    for site in sites:
        for worker in site.workers[:connections]:
            worker.connect_anew()
    with ThreadPoolExecutor(connections) as pool:
        for _round in range(rounds):
            for name in names:
                operation = OPERATIONS[name]
                for site in sites:
                    took = samples.setdefault((site.cases, name, connections), [])
                    for some in pool.map(
                        lambda worker, site=site, operation=operation: _block(site, worker, operation, block),
                        site.workers[:connections],
                    ):
                        took += some


def _block(site: Site, worker: Worker, operation: Operation, block: int) -> list[float]:
    took = []
    for _ in range(block):
        try:
            took.append(operation(site, worker))
        except StopIteration:
            break
    return took
