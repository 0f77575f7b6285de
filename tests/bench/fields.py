"""Measures what autosaved fields cost, and the live process with five hundred open pages.

    PYTHONPATH=src:. python -m tests.bench.fields

Loaded as ``tests.bench.plans`` loads. Three figures, printed and not asserted by any test: how long the server takes
to save a field (goal: under 15 ms), how soon another open page is told of it (under 2 s), and what the live process
uses of one core while nothing happens and while a field is saved each second (under 10 %).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from tests.bench import plans
from tests.bench.__main__ import ROOT, _await, _environment, _served, say
from tests.bench.filled import filled
from tests.bench.measure import Client, Unexpected
from vardtrad.config.databases import Access

PATH = "kartlaggning.boende"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Field:
    """One field of one plan, as an open page saves it."""

    client: Client
    address: str
    revision: int = 0

    def save(self) -> float:
        """The seconds that a save takes, to the last byte. Raises Unexpected."""
        value = f"Bor ensam i lägenhet, två trappor utan hiss. Hemtjänst två gånger om dagen. Ändrat {self.revision}."
        begins = {"csrfmiddlewaretoken": self.client.token, "drawn_for": self.client.mark}
        form = {**begins, "path": PATH, "revision": self.revision, "value": value}
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.client.cookie,
        }
        begun = time.perf_counter()
        self.client.connection.request("POST", f"{self.address}falt/kartlaggning/spara", urlencode(form), headers)
        answer = self.client.connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - begun
        if answer.status != 200:
            raise Unexpected(f"{answer.status}: {body[:200]!r}")
        self.revision += 1
        return took


def main() -> int:
    """Load, serve, measure and print."""
    arguments = _parser().parse_args()
    with ExitStack() as stack:
        made = stack.enter_context(filled("fields", lambda admin: plans.fill(admin, arguments.plans, 2_000)))
        access, admin, folder = made.access, made.admin, made.folder
        key, unit = plans._logged_in(admin)
        keys = _open_plans(admin, unit, arguments.pages)
        say(f"{arguments.plans:,} SVU, {len(keys)} of the unit's open ones")
        port, pages = stack.enter_context(_process(access, folder, "serve"))
        bare_port = stack.enter_context(_served(access, folder, "tests.bench.serve_bare"))
        live_port, live = stack.enter_context(_process(access, folder, "live"))
        fields = _fields(port, key, unit, keys[:20])
        _measure_saving(fields, Client(bare_port), unit, port, key, arguments.saves)
        begun = _cpu(pages.pid)
        for number in range(arguments.saves):
            fields[number % len(fields)].save()
        used = (_cpu(pages.pid) - begun) / arguments.saves
        say(f"  processor time of the pages' process for one save: {used * 1e3:.1f} ms")
        if arguments.seconds:
            asyncio.run(_measure_live(live_port, live, key, unit, keys, fields[0], arguments.seconds))
    return 0


def _open_plans(admin: str, unit: UUID, count: int) -> list[UUID]:
    with psycopg.connect(admin) as connection:
        rows = connection.execute(
            "SELECT p.id FROM planning_plan p JOIN planning_participant m ON m.plan_id = p.id"
            " JOIN fields_assessment a ON a.thing_id = p.id JOIN svu_admission s ON s.thing_id = p.id"
            " WHERE m.unit_id = %s AND m.listed AND p.closed IS NULL AND s.state = 'published'"
            " ORDER BY p.id LIMIT %s",
            [unit, count],
        ).fetchall()
    return [key for (key,) in rows]


def _fields(port: int, key: str, unit: UUID, keys: list[UUID]) -> list[Field]:
    client = Client(port, f"vt_personal={key}")
    client.visit(f"/planer/{unit}/sjukskoterska/svu/{keys[0]}/kartlaggning/")
    return [Field(client, f"/planer/{unit}/sjukskoterska/svu/{key}/") for key in keys]


def _measure_saving(fields: list[Field], bare: Client, unit: UUID, port: int, key: str, count: int) -> None:
    reader = Client(port, f"vt_personal={key}")
    took: dict[str, list[float]] = {"bare page": [], "save a field": [], "values": [], "open page": [], "health": []}
    for number in range(count // 5 + 2):
        field = fields[number % len(fields)]
        for _again in range(5):
            times = {
                "bare page": bare.get(f"/plans/{unit}", b"</table>"),
                "save a field": field.save(),
                "values": reader.get(f"{field.address}falt/kartlaggning/varden", b"marker"),
                "open page": reader.get(f"{field.address}kartlaggning/", b"data-autosave"),
                "health": reader.get("/healthz", b"ok"),
            }
            for name, spent in times.items():
                took[name] += [spent] if number > 1 else []
    for name, times_of in took.items():
        tenth = quantiles(times_of, n=10)
        least, middle, most = (seconds * 1e3 for seconds in (tenth[0], median(times_of), tenth[-1]))
        say(f"  {name:<14} p10 {least:>7.2f}  median {middle:>7.2f}  p90 {most:>7.2f} ms")


async def _measure_live(
    port: int, process: subprocess.Popen[bytes], key: str, unit: UUID, keys: list[UUID], field: Field, seconds: int
) -> None:
    """Open a page for each plan, a fifth of them start pages; print the live process's use of a core, and the delay."""
    heard: asyncio.Queue[float] = asyncio.Queue()
    seat = f"plats={unit}:sjukskoterska"
    addresses = [
        f"/live/enhet/{unit}?{seat}" if number % 5 == 4 else f"/live/falt/{key}?{seat}"
        for number, key in enumerate(keys)
    ]
    listening = [
        asyncio.ensure_future(_listen(port, address, key, heard if number == 0 else None))
        for number, address in enumerate(addresses)
    ]
    await asyncio.sleep(15)
    say(f"  {len(listening)} open pages")
    begun, used = time.monotonic(), _cpu(process.pid)
    await asyncio.sleep(seconds)
    say(f"  live process, nothing happens: {_share(process.pid, begun, used):.1f} % of a core")
    begun, used = time.monotonic(), _cpu(process.pid)
    delays = []
    for _second in range(seconds):
        while not heard.empty():
            heard.get_nowait()
        field.client.connection.close()  # it may have been idle for too long
        await asyncio.to_thread(field.save)
        saved = time.monotonic()
        delays.append(await asyncio.wait_for(heard.get(), 10) - saved)
        await asyncio.sleep(0.3)
    say(f"  live process, a field saved each second: {_share(process.pid, begun, used):.1f} % of a core")
    say(f"  told after: median {median(delays):.2f} s, longest {max(delays):.2f} s")
    begun, used = time.monotonic(), _cpu(process.pid)
    await asyncio.sleep(70)
    say(f"  live process, with the rights looked at anew: {_share(process.pid, begun, used):.1f} % of a core")
    for listener in listening:
        listener.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


async def _listen(port: int, address: str, key: str, heard: asyncio.Queue[float] | None) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\nCookie: vt_personal={key}\r\n\r\n".encode())
    status = await reader.readline()
    if b"200" not in status:
        raise Unexpected(f"{address}: {status!r}")
    try:
        while line := await reader.readline():
            if heard is not None and b"changed" in line:
                heard.put_nowait(time.monotonic())
    finally:
        writer.close()


def _cpu(pid: int) -> float:
    """The seconds of processor time that a process and its children have used."""
    pids = [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    total = 0
    for process in pids:
        parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(parts[11]) + int(parts[12])
    return total / TICKS


def _share(pid: int, begun: float, used: float) -> float:
    return (_cpu(pid) - used) / (time.monotonic() - begun) * 100


@contextmanager
def _process(access: Access, folder: Path, command: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    log = folder / f"{command}.log"
    with log.open("wb") as output:
        words = [sys.executable, "-m", "vardtrad.config.cli", command, "--port", str(port)]
        process = subprocess.Popen(words, cwd=ROOT, env=_environment(access, folder), stdout=output, stderr=output)
    try:
        _await(port, process, log)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fields", description=__doc__)
    parser.add_argument("--plans", type=int, default=5_000, help="how many SVU there are")
    parser.add_argument("--pages", type=int, default=500, help="open pages")
    parser.add_argument("--saves", type=int, default=200, help="saves that are measured")
    parser.add_argument("--seconds", type=int, default=20, help="how long the live process is watched, each time")
    return parser


if __name__ == "__main__":
    sys.exit(main())
