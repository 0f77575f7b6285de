"""Measures the plan of a SIP with eight units, twelve sub-goals and forty activities, and a start page with SIP.

    PYTHONPATH=src:. python -m tests.bench.sips

Loaded as ``tests.bench.plans`` loads, with one SIP more at the big unit. Printed and not asserted by any test: how long
its page takes to open (goal: at most twice the bare page), how long the server takes to save a field of an activity
(under 15 ms), what an open page asks again, how soon after a save another page has the new text (under 2 s), and how
long a start page with as many plans of both kinds takes beside one with SVU only (at most 1.3 times).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import ExitStack
from statistics import median, quantiles
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from tests.bench import both_kinds, plans
from tests.bench.__main__ import _served, say
from tests.bench.fields import _listen, _process
from tests.bench.filled import filled
from tests.bench.measure import Client, Unexpected
from vardtrad.kernel.positions import between
from vardtrad.kernel.uuid7 import uuid7

UNITS, GOALS, ACTIVITIES = 8, 12, 40
GOAL_BARE, GOAL_SAVE, GOAL_BOTH, GOAL_SEEN = 2.0, 0.015, 1.3, 2.0
CURRENT = 2_000
TEXT = "Hemtjänst morgon och kväll, med stöd vid måltider och promenad när vädret tillåter det."
LONG = f"{TEXT} {TEXT}"


def fill_sip(admin_url: str) -> UUID:
    """Load a SIP at the big unit, as a superuser; the plan's key. Raises psycopg.Error."""
    with psycopg.connect(admin_url) as connection:
        connection.execute("SET session_replication_role = replica")
        units = [
            (key, party)
            for key, party in connection.execute(
                "SELECT u.id, s.party FROM care_units_unit u JOIN care_units_setup s ON s.unit_id = u.id"
                " ORDER BY u.hsa_id = 'SE0-BENCH-200' DESC, u.hsa_id LIMIT %s",
                [UNITS],
            )
        ]
        plan, own = uuid7(), units[0][0]
        patient = connection.execute("SELECT id FROM people_person WHERE protection = 'none' LIMIT 1").fetchone()
        assert patient is not None
        connection.execute(
            "INSERT INTO planning_plan (id, state, version, content, created, updated, process, patient_id, unit_id,"
            " shared, begun_by) VALUES (%s, 'consented', 9, 9, now(), now(), 'sip', %s, %s, now(), 'municipality')",
            [plan, patient[0], own],
        )
        for unit, party in units:
            connection.execute(
                "INSERT INTO planning_participant (id, plan_id, unit_id, party, roles, listed, added, added_by,"
                " removed_by) VALUES (%s, %s, %s, %s, ARRAY['sjukskoterska'], true, now(), 'Bänk Ek', '')",
                [uuid7(), plan, unit, party],
            )
        connection.execute(
            "INSERT INTO sip_careplan (id, kind, state, version, content, round, thing_id, started_by, updated_by,"
            " updated_why) VALUES (%s, 'care_plan', 'writing', 9, 5, 0, %s, '', '', '')",
            [uuid7(), plan],
        )
        _write(connection, plan, [unit for unit, _party in units])
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return plan


def _write(connection: psycopg.Connection[tuple[object, ...]], plan: UUID, units: list[UUID]) -> None:
    """The plan's rows and fields, each with its history."""
    by, own = uuid7(), units[0]

    def row(group: str, parent: UUID | None, position: str) -> UUID:
        key = uuid7()
        connection.execute(
            'INSERT INTO fields_row (id, plan_id, "group", parent_id, position, removed, revision, by, by_name,'
            " unit_id, at) VALUES (%s, %s, %s, %s, %s, false, 1, %s, 'Bänk Ek', %s, now())",
            [key, plan, group, parent, position, by, own],
        )
        return key

    def field(path: str, value: str) -> None:
        for table in ("fields_field", "fields_fieldedit"):
            connection.execute(
                f"INSERT INTO {table} (id, plan_id, path, value, revision, by, by_name, unit_id, at)"
                " VALUES (%s, %s, %s, %s, 1, %s, 'Bänk Ek, sjuksköterska', %s, now())",
                [uuid7(), plan, path, value, by, own],
            )

    for name in ("sip.nulage", "sip.huvudmal", "sip.risk", "sip.atgardsplan"):
        field(name, LONG)
    for unit in units:
        field(f"enheter.{unit.hex}.namn", "Bänk Ek, sjuksköterska")
        field(f"enheter.{unit.hex}.telefon", "010-174 06 00")
    goals, position = [], ""
    for number in range(GOALS):
        position = between(position, "")
        goals.append(row("delmal", None, position))
        field(f"delmal.{goals[-1].hex}.rubrik", TEXT)
        field(f"delmal.{goals[-1].hex}.enhet", str(units[number % UNITS]))
    for number in range(ACTIVITIES):
        position = between(position, "")
        key = row("aktivitet", goals[number % GOALS], position)
        for name, value in (
            ("rubrik", TEXT), ("beskrivning", LONG), ("ansvarig", str(units[number % UNITS])), ("datum", "2027-01-15"),
            ("status", "pagar"), ("uppfoljning", LONG),
        ):  # fmt: skip
            field(f"aktivitet.{key.hex}.{name}", value)


def main() -> int:
    """Load, serve, measure and print; 0 when the goals are met, 1 when not."""
    arguments = _parser().parse_args()
    made: list[UUID] = []

    def fill(admin: str) -> None:
        plans.fill(admin, arguments.plans, CURRENT)
        made.append(both_kinds.fill_both(admin, CURRENT))
        made.append(fill_sip(admin))

    with ExitStack() as stack:
        loaded = stack.enter_context(filled("sips", fill))
        key, unit = plans._logged_in(loaded.admin)
        port = stack.enter_context(_served(loaded.access, loaded.folder, "vardtrad.config.cli", "serve"))
        bare_port = stack.enter_context(_served(loaded.access, loaded.folder, "tests.bench.serve_bare"))
        live_port, _live = stack.enter_context(_process(loaded.access, loaded.folder, "live"))
        both, plan = made
        met = _measure(loaded.admin, port, bare_port, key, unit, plan, arguments.requests)
        met &= _measure_start(port, key, unit, both, arguments.requests)
        met &= asyncio.run(_measure_seen(port, live_port, key, unit, plan))
    return 0 if met else 1


def _measure_start(port: int, key: str, unit: UUID, both: UUID, requests: int) -> bool:
    """Print what a start page takes with SVU only and with as many plans of both kinds; whether the goal is met."""
    reader = Client(port, f"vt_personal={key}")
    took: dict[str, list[float]] = {"start page, SVU": [], "start page, both": [], "health check": []}
    seats = {"start page, SVU": unit, "start page, both": both}
    for number in range(requests // 5 + 2):
        for name, times in took.items():
            at = f"/planer/{seats[name]}/sjukskoterska/" if name in seats else "/healthz"
            spent = [reader.get(at, b"data-case" if name in seats else b"ok") for _ in range(5)]
            times += spent if number > 1 else []
    svu, mixed, _health = (_say(name, times) for name, times in took.items())
    say(f"start page of both kinds / of SVU only: {mixed / svu:.2f} (goal: at most {GOAL_BOTH})")
    return mixed / svu <= GOAL_BOTH


def _say(name: str, times: list[float]) -> float:
    tenth = quantiles(times, n=10)
    middle = median(times)
    say(f"  {name:<20} p10 {tenth[0] * 1e3:>7.2f}  median {middle * 1e3:>7.2f}  p90 {tenth[-1] * 1e3:>7.2f} ms")
    return middle


async def _measure_seen(port: int, live_port: int, key: str, unit: UUID, plan: UUID, times: int = 10) -> bool:
    """Print how long after a save the values are on another open page, which the live process tells of it."""
    address = f"/planer/{unit}/sjukskoterska/sip/{plan}/"
    writer, other = Client(port, f"vt_personal={key}"), Client(port, f"vt_personal={key}")
    writer.visit(f"{address}plan/")
    heard: asyncio.Queue[float] = asyncio.Queue()
    listening = asyncio.ensure_future(_listen(live_port, f"/live/falt/{plan}?plats={unit}:sjukskoterska", key, heard))
    await asyncio.sleep(3)
    delays = []
    for revision in range(1, times + 1):
        while not heard.empty():
            heard.get_nowait()
        text = f"Bo kvar hemma, {revision}."
        await asyncio.to_thread(_save, writer, address, "sip.huvudmal", revision, text)
        saved = time.perf_counter()
        await asyncio.wait_for(heard.get(), 10)
        await asyncio.to_thread(other.get, f"{address}falt/plan/varden", text.encode())
        delays.append(time.perf_counter() - saved)
        await asyncio.sleep(0.3 + 0.07 * revision)  # at different moments of the second
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    say(
        f"on another page after: median {median(delays):.2f} s, longest {max(delays):.2f} s (goal: at most {GOAL_SEEN})"
    )
    return max(delays) <= GOAL_SEEN


def _save(client: Client, address: str, path: str, revision: int, value: str) -> float:
    """Save a field as an open page does; the seconds until the last byte. Raises Unexpected."""
    form = {"csrfmiddlewaretoken": client.token, "drawn_for": client.mark, "path": path, "revision": revision,
            "value": value}  # fmt: skip
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
               "Cookie": client.cookie}  # fmt: skip
    begun = time.perf_counter()
    client.connection.request("POST", f"{address}falt/plan/spara", urlencode(form), headers)
    answer = client.connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise Unexpected(f"{answer.status}: {body[:200]!r}")
    return time.perf_counter() - begun


def _measure(admin: str, port: int, bare_port: int, key: str, unit: UUID, plan: UUID, requests: int) -> bool:
    with psycopg.connect(admin) as connection:
        (activity,) = connection.execute(
            """SELECT id FROM fields_row WHERE plan_id = %s AND "group" = 'aktivitet' LIMIT 1""", [plan]
        ).fetchone() or (None,)
    address = f"/planer/{unit}/sjukskoterska/sip/{plan}/"
    staff, bare = Client(port, f"vt_personal={key}"), Client(bare_port)
    staff.visit(f"{address}plan/")
    revision = 1

    def save() -> float:
        nonlocal revision
        path = f"aktivitet.{activity.hex}.beskrivning"
        spent = _save(staff, address, path, revision, f"{LONG} {revision}")
        revision += 1
        return spent

    reader = Client(port, f"vt_personal={key}")
    pages = {
        "bare page": lambda: bare.get(f"/plans/{unit}", b"</table>"),
        "open the plan": lambda: reader.get(f"{address}plan/", b"data-rows"),
        "open an activity": lambda: reader.get(f"{address}falt/plan/rad/oppna?rad={activity.hex}", b"data-autosave"),
        "what it asks again": lambda: reader.get(f"{address}falt/plan/varden", b"marker"),
        "save a field": save,
        "health check": lambda: reader.get("/healthz", b"ok"),
    }
    took: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(requests // 5 + 2):
        for name, page in pages.items():
            times = [page() for _ in range(5)]
            took[name] += times if number > 1 else []
    base = median(took["bare page"])
    for name, times in took.items():
        tenth = quantiles(times, n=10)
        figures = f"p10 {tenth[0] * 1e3:>7.2f}  median {median(times) * 1e3:>7.2f}  p90 {tenth[-1] * 1e3:>7.2f} ms"
        say(f"  {name:<20} {figures}  x bare {median(times) / base:>5.2f}")
    opened, saved = median(took["open the plan"]) / base, median(took["save a field"])
    say(f"open the plan / bare page: {opened:.2f} (goal: at most {GOAL_BARE}); save {saved * 1e3:.1f} ms (under 15)")
    return opened <= GOAL_BARE and saved <= GOAL_SAVE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sips", description=__doc__)
    parser.add_argument("--plans", type=int, default=5_000, help="how many SVU there are")
    parser.add_argument("--requests", type=int, default=100, help="requests of each kind")
    return parser


if __name__ == "__main__":
    sys.exit(main())
