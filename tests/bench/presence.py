"""Measures what two hundred open staff pages cost the live process: a hundred cases and a hundred lists (B-02).

    PYTHONPATH=src:. python -m tests.bench.presence

Loaded as the benchmark loads. Goal: under 5 % of one core while nothing happens. Printed beside it: what it costs
when a case of the clinic changes each second, what the pages' process pays for one question of how it stands, and how
soon an open case is told that a colleague has come.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import ExitStack
from functools import partial
from statistics import median
from uuid import UUID

import psycopg

from tests.bench import load
from tests.bench.__main__ import say
from tests.bench.fields import _cpu, _listen, _process, _share
from tests.bench.filled import filled
from tests.bench.measure import Client


def main() -> int:
    """Load, serve, measure and print; 1 when idle pages cost more than the goal."""
    arguments = _parser().parse_args()
    with ExitStack() as stack:
        made = stack.enter_context(filled("presence", partial(load.load, cases=arguments.cases)))
        access, admin, folder = made.access, made.admin, made.folder
        loaded = load.look_up(admin, 2, arguments.cases)
        clinic = UUID(str(loaded.clinic))
        keys = _open_cases(admin, clinic, arguments.pages // 2)
        say(f"{arguments.cases:,} cases, {arguments.pages} open pages at one clinic")
        port, pages = stack.enter_context(_process(access, folder, "serve"))
        live_port, live = stack.enter_context(_process(access, folder, "live"))
        idle = asyncio.run(_measure(live_port, live.pid, loaded.staff_keys[0], admin, clinic, keys, arguments.seconds))
        client = Client(port, f"vt_personal={loaded.staff_keys[0]}")
        client.visit(f"/personal/{clinic}/arenden/inkomna")
        for address in (f"/personal/{clinic}/lage", f"/personal/{clinic}/arende/{keys[0]}/lage"):
            begun, took = _cpu(pages.pid), [client.get(address, b"stand") for _again in range(200)]
            used = (_cpu(pages.pid) - begun) / 200
            say(
                f"  {address.replace(str(clinic), '…'):<60.60} median {median(took) * 1e3:.1f} ms,"
                f" {used * 1e3:.1f} ms of a core"
            )
    return 0 if idle < 5 else 1


def _open_cases(admin: str, clinic: UUID, count: int) -> list[UUID]:
    with psycopg.connect(admin) as connection:
        rows = connection.execute(
            "SELECT id FROM cases_case WHERE clinic_id = %s AND is_open ORDER BY updated DESC LIMIT %s", [clinic, count]
        ).fetchall()
    return [key for (key,) in rows]


async def _measure(port: int, pid: int, key: str, admin: str, clinic: UUID, keys: list[UUID], seconds: int) -> float:
    heard: asyncio.Queue[float] = asyncio.Queue()
    listening = [asyncio.ensure_future(_listen(port, f"/live/oppet/{keys[0]}", key, heard))]
    listening += [asyncio.ensure_future(_listen(port, f"/live/oppet/{case}", key, None)) for case in keys[1:]]
    listening += [asyncio.ensure_future(_listen(port, f"/live/lista/{clinic}", key, None)) for _page in keys]
    await asyncio.sleep(15)
    begun, used = time.monotonic(), _cpu(pid)
    await asyncio.sleep(seconds)
    idle = _share(pid, begun, used)
    say(f"  live process, nothing happens: {idle:.1f} % of a core")
    begun, used = time.monotonic(), _cpu(pid)
    for number in range(seconds):
        with psycopg.connect(admin) as connection:
            # Past the triggers, as the load was: only what the live process looks at is of interest here.
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "UPDATE cases_case SET updated = now(), content = content + 1 WHERE id = %s", [keys[number % len(keys)]]
            )
        await asyncio.sleep(1)
    say(f"  live process, a case changed each second: {_share(pid, begun, used):.1f} % of a core")
    while not heard.empty():
        heard.get_nowait()
    with psycopg.connect(admin) as connection:
        (other,) = connection.execute("SELECT id FROM care_units_staff ORDER BY id DESC LIMIT 1").fetchone() or (None,)
        connection.execute(
            "INSERT INTO cases_presence (id, case_id, staff_id, at) VALUES (gen_random_uuid(), %s, %s, now())",
            [keys[0], other],
        )
    came = time.monotonic()
    say(f"  told that a colleague came after {await asyncio.wait_for(heard.get(), 10) - came:.2f} s")
    for listener in listening:
        listener.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return idle


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.presence", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are")
    parser.add_argument("--pages", type=int, default=200, help="open pages, half of them cases and half lists")
    parser.add_argument("--seconds", type=int, default=30, help="how long the live process is watched, each time")
    return parser


if __name__ == "__main__":
    sys.exit(main())
