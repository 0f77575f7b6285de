"""Fills a fresh database with N SVU the fast way, and measures the start page of a unit with two thousand current ones.

    PYTHONPATH=src:. python -m tests.bench.plans --plans 1000 250000

Loaded as ``tests.bench.load`` loads cases: as superuser, by COPY and INSERT … SELECT, past the triggers, with made-up
people. Every SVU has its three participants and its steps, and what they have confirmed; a third have messages. No
Version and no Trace rows are loaded: the pages that are measured do not read them.

*The big unit* is a municipality's, with ``--current`` plans on its start page and a tenth of all the others behind it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import django
import psycopg
from psycopg.types.json import Jsonb

from tests.bench import load
from tests.bench.__main__ import _checkpoints, _migrate, _served, say
from tests.bench.measure import Client
from vardtrad.config.embedded.postgres import Server
from vardtrad.kernel.uuid7 import uuid7

GOAL_BARE = 3.0
DUTIES = {"sjukskoterska": ["acknowledge", "attest", "approve"]}
WARDS, CENTRES, TOWNS = 20, 40, 10
PEOPLE = 60_000
GROWING = (
    "planning_plan", "planning_participant", "planning_confirmation", "svu_admission", "svu_dischargetime",
    "fields_assessment", "svu_statement", "svu_discharge", "messages_message", "messages_receiptrequest",
)  # fmt: skip

# What an SVU has come to, by w in 0…1: how far it is on its way.
PLANS = """
CREATE TEMP TABLE bench_plan AS
WITH drawn AS (
    SELECT i, random() AS t, random() AS w, random() AS m,
        i <= {current} + {others} AS current,
        CASE WHEN i <= {current} OR (i > {current} + {others} AND i %% 10 = 0) THEN 0
            ELSE 1 + (random() * {last_town})::int END AS town_no,
        (random() * {last_ward})::int AS ward_no, (random() * {last_centre})::int AS centre_no,
        (random() * {last_person})::int AS person_no
    FROM generate_series(1, %s) AS i
)
SELECT d.*, uuidv7(- interval '1 day' - d.t * CASE WHEN current THEN interval '20 days' ELSE interval '700 days' END)
        AS id,
    now() - interval '1 day' - d.t * CASE WHEN current THEN interval '20 days' ELSE interval '700 days' END AS created,
    now() - d.t * CASE WHEN current THEN interval '12 days' ELSE interval '690 days' END AS updated,
    p.id AS patient_id, w.id AS ward, c.id AS centre, t.id AS town
FROM drawn d JOIN bench_person p ON p.no = d.person_no JOIN bench_unit w ON w.no = d.ward_no
JOIN bench_unit c ON c.no = 100 + d.centre_no JOIN bench_unit t ON t.no = 200 + d.town_no
ORDER BY created
"""
ROWS = (
    """INSERT INTO planning_plan (id, state, version, content, created, updated, process, patient_id, unit_id,
        shared, closed)
    SELECT id, 'consented', 12, 12, created, updated, 'svu', patient_id, ward, created,
        CASE WHEN NOT current THEN updated END FROM bench_plan ORDER BY bench_plan.created""",
    """INSERT INTO planning_participant (id, plan_id, unit_id, party, roles, listed, added, added_by, removed,
        removed_by)
    SELECT uuidv7(), b.id, u.unit, u.party, ARRAY['sjukskoterska'], b.current, b.created, 'Bänk Ek', NULL, ''
    FROM bench_plan b CROSS JOIN LATERAL
        (VALUES (b.ward, 'inpatient'), (b.centre, 'outpatient'), (b.town, 'municipality')) AS u(unit, party)
    ORDER BY b.created""",
    """INSERT INTO svu_admission (id, kind, holder, state, version, content, round, thing_id, admitted, expected,
        reason, published, published_by)
    SELECT uuidv7(), 'admission', NULL, 'published', 3, 1, 1, id, created::date, created::date + 8, 'Fallolycka.',
        created, 'Bänk Ek, sjuksköterska' FROM bench_plan ORDER BY bench_plan.created""",
    """INSERT INTO svu_dischargetime (id, kind, holder, state, version, content, round, thing_id, day, reason,
        doctor_id, notified, published, published_by)
    SELECT uuidv7(), 'discharge_time', NULL, CASE WHEN w < .5 AND current THEN 'estimated' ELSE 'ready' END, 5, 2, 2,
        id, created::date + 9, 'Längre tid.', NULL, NULL, updated, 'Bänk Ek, sjuksköterska'
    FROM bench_plan WHERE NOT current OR w > .25 ORDER BY bench_plan.created""",
    """INSERT INTO fields_assessment (id, kind, holder, state, version, content, thing_id, edited, edited_by,
        edited_unit)
    SELECT uuidv7(), 'assessment', NULL, 'started', 4, 1, id, updated, 'Bänk Ek', 'Avdelning 1'
    FROM bench_plan WHERE NOT current OR w > .2 ORDER BY bench_plan.created""",
    """INSERT INTO svu_statement (id, kind, holder, state, version, content, round, thing_id, marked, marked_by,
        sip_answer, sip_answer_by, sip_answer_reason, broken, broken_by)
    SELECT uuidv7(), 'statement', NULL, CASE WHEN current AND w < .6 THEN 'writing' ELSE 'marked' END, 9, 3, 1, id,
        updated, 'Bänk Ek', 'ja', 'Bänk Ek', '', NULL, ''
    FROM bench_plan WHERE NOT current OR w > .4 ORDER BY bench_plan.created""",
    """INSERT INTO svu_discharge (id, kind, holder, state, version, content, round, thing_id, day, ending,
        discharged_to, comment, published, published_by, undone, undone_by)
    SELECT uuidv7(), 'discharge', NULL, 'published', 12, 1, 1, id, updated::date, 'discharge', 'ordinart', '', updated,
        'Bänk Ek', NULL, '' FROM bench_plan WHERE NOT current OR w > .9 ORDER BY bench_plan.created""",
    """INSERT INTO planning_confirmation (id, plan_id, kind, unit_id, round, role, by, by_name, at)
    SELECT uuidv7(), b.id, c.kind, c.unit, c.round, 'sjukskoterska', b.patient_id, 'Bänk Ek, sjuksköterska', b.updated
    FROM bench_plan b CROSS JOIN LATERAL (VALUES
        ('admission', b.centre, 1, .1), ('admission', b.town, 1, .15), ('discharge_time', b.centre, 2, .5),
        ('discharge_time', b.town, 2, .6), ('statement', b.ward, 1, .65), ('statement', b.centre, 1, .75),
        ('statement', b.town, 1, .85)) AS c(kind, unit, round, above)
    WHERE NOT b.current OR b.w > c.above ORDER BY b.created""",
    """INSERT INTO messages_message (id, plan_id, unit_id, text, document, file_name, by, by_name, at, annulled,
        annulled_by)
    SELECT uuidv7(), b.id, b.ward, 'Nyckeln finns hos dottern.', NULL, '', b.patient_id, 'Bänk Ek', b.updated, NULL, ''
    FROM bench_plan b CROSS JOIN generate_series(1, 3) AS n WHERE b.m < .33 ORDER BY b.created""",
    """INSERT INTO messages_receiptrequest (id, message_id, plan_id, unit_id)
    SELECT uuidv7(), m.id, m.plan_id, b.town FROM messages_message m JOIN bench_plan b ON b.id = m.plan_id
    WHERE b.current AND b.m < .1""",
)


def fill(admin_url: str, plans: int, current: int) -> None:
    """Fill the database that ``admin_url`` names, as a superuser. Raises psycopg.Error."""
    with psycopg.connect(admin_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SELECT setseed(0.5)")
        load.fill_by_default(connection)
        _ground(connection)
        dropped = load._drop_indexes(connection, GROWING)
        drawn = PLANS.format(
            current=min(current, plans), others=min(4 * current, max(0, plans - current)), last_town=TOWNS - 2,
            last_ward=WARDS - 1, last_centre=CENTRES - 1, last_person=PEOPLE - 1,
        )  # fmt: skip
        connection.execute(psycopg.ClientCursor(connection).mogrify(drawn, [plans]))
        for statement in (*ROWS, *dropped):
            connection.execute(statement)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _ground(connection: psycopg.Connection[Any]) -> None:
    """Organisations, units with their setups, one nurse at the big unit, and people."""
    region, town = uuid7(), uuid7()
    owners = [(region, "2320009999", "Region", "region", ""), (town, "2120009999", "Kommun", "municipality", "")]
    load._copy(connection, "care_units_organisation", "id, number, name, kind, directory", iter(owners))
    kinds = (("Avdelning", "ward", "inpatient", 0, WARDS, region), ("Vårdcentral", "health_centre", "outpatient", 100,
             CENTRES, region), ("Omsorgen", "municipal", "municipality", 200, TOWNS, town))  # fmt: skip
    units = [(uuid7(), first + n, f"{word} {n}", kind, party, owner)
             for word, kind, party, first, number, owner in kinds for n in range(number)]  # fmt: skip
    load._copy(connection, "care_units_unit",
               "id, organisation_id, hsa_id, name, kind, place, municipality, street, phone, about, takes_cases,"
               " open_to_transfer",
               ((key, owner, f"SE0-BENCH-{no}", name, kind, "Bänkby", "", "", "", "", False, False)
                for key, no, name, kind, _party, owner in units))  # fmt: skip
    load._copy(connection, "care_units_setup", "id, state, version, content, created, updated, unit_id, party, roles",
               ((uuid7(), "active", 1, 1, "2026-01-01 08:00+00", "2026-01-01 08:00+00", key, party, Jsonb(DUTIES))
                for key, _no, _name, _kind, party, _owner in units))  # fmt: skip
    load._copy(connection, "care_units_role", "code, name, doctor", iter([("sjukskoterska", "Sjuksköterska", False)]))
    load._copy(connection, "care_units_position", "code, name, role_id",
               iter([("206090", "Sjuksköterska", "sjukskoterska")]))  # fmt: skip
    nurse, place = uuid7(), next(key for key, no, *_ in units if no == 200)
    connection.execute(
        "INSERT INTO care_units_staff (id, hsa_id, given_name, family_name, title, email, positions, licensed, phone,"
        " active) VALUES (%s, 'SE0-BENCH-NURSE', 'Nora', 'Ek', 'sjuksköterska', '', ARRAY['206090'], true, '', true)",
        [nurse],
    )
    connection.execute(
        "INSERT INTO care_units_assignment (id, state, version, content, created, updated, staff_id, unit_id,"
        " permissions) VALUES (%s, 'active', 1, 1, now(), now(), %s, %s, '{}')",
        [uuid7(), nurse, place],
    )
    persons = [(uuid7(), n, value) for n, value in enumerate(load.identities(PEOPLE))]
    load._copy(connection, "people_person",
               "id, identity, given_name, family_name, protection, deceased, street, postal_code, place,"
               " municipality_code, listed_at, phone, email, language",
               ((key, value, load.GIVEN[n % len(load.GIVEN)], load.FAMILY[n * 7 % len(load.FAMILY)],
                 "secrecy_mark" if n % 200 == 0 else "none", False, "Bänkgatan 2", "999 99", "Bänkby", "9999", "",
                 "070-174 06 06", "", "sv") for key, n, value in persons))  # fmt: skip
    for name, rows in (("unit", [(no, key) for key, no, *_ in units]), ("person", [(n, key) for key, n, _ in persons])):
        connection.execute(f"CREATE TEMP TABLE bench_{name} (no int PRIMARY KEY, id uuid)")
        load._copy(connection, f"bench_{name}", "no, id", iter(rows))
    connection.execute("ANALYZE bench_unit, bench_person")


def _logged_in(admin_url: str) -> tuple[str, UUID]:
    with psycopg.connect(admin_url) as connection:
        ((staff, unit),) = connection.execute(
            "SELECT s.id, u.id FROM care_units_staff s, care_units_unit u WHERE u.hsa_id = 'SE0-BENCH-200'"
        ).fetchall()
        return load._session(connection, "staff", staff), unit


def main() -> int:
    """Load, serve, measure and print; 0 when the goal is met, 1 when not."""
    arguments = _parser().parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")
    django.setup()
    folder = Path(tempfile.mkdtemp(prefix="vardtrad-bench-"))
    worst = 0.0
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server.start(folder / "data")
        stack.callback(server.remove)
        _migrate(server.cluster.create("bench_template"), folder)
        for plans in arguments.plans:
            access = server.cluster.create(f"bench_{plans}", "bench_template")
            admin = server.url("postgres", access.name)
            begun = time.monotonic()
            _checkpoints(server, "max_wal_size = '8GB'")
            fill(admin, plans, arguments.current)
            _checkpoints(server, None)
            say(f"{plans:>9,} SVU loaded in {time.monotonic() - begun:.0f} s")
            key, unit = _logged_in(admin)
            if arguments.keep:
                say(f"DATABASE_URL={access.app_url} unit={unit} session={key}")
            port = stack.enter_context(_served(access, folder, "vardtrad.config.cli", "serve"))
            bare_port = stack.enter_context(_served(access, folder, "tests.bench.serve_bare"))
            worst = max(worst, _measure(port, bare_port, key, unit, arguments.requests))
            if arguments.keep:
                input("Enter ends: ")
    say(f"start page / bare page, worst size: {worst:.2f} (goal: at most {GOAL_BARE})")
    return 0 if worst <= GOAL_BARE else 1


def _measure(port: int, bare_port: int, key: str, unit: UUID, requests: int) -> float:
    """Print what each page takes, taking turns; the start page's median as times the bare page's."""
    seat, staff, bare = f"/planer/{unit}/sjukskoterska/", Client(port, f"vt_personal={key}"), Client(bare_port)
    pages: dict[str, Callable[[], float]] = {
        "bare page": lambda: bare.get(f"/plans/{unit}", b"</table>"),
        "bare page, objects": lambda: bare.get(f"/plan-objects/{unit}", b"</table>"),
        "start page": lambda: staff.get(seat, b"data-case"),
        "by name": lambda: staff.get(f"{seat}?sortera=namn", b"data-case"),
        "to do": lambda: staff.get(f"{seat}?att-gora=1", b"data-case"),
        "counts": lambda: staff.get(f"{seat}antal/", b"chip"),
        "changed": lambda: staff.get(f"{seat}andrade/?sedan=1", b"count"),
        "health check": lambda: staff.get("/healthz", b"ok"),
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
    return median(took["start page"]) / base


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plans", description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[3_000, 250_000], help="sizes, least first")
    parser.add_argument("--current", type=int, default=2_000, help="current plans of the big unit")
    parser.add_argument("--requests", type=int, default=200, help="requests of each kind at each size")
    parser.add_argument("--keep", action="store_true", help="wait after each size, so that one may look")
    return parser


if __name__ == "__main__":
    sys.exit(main())
