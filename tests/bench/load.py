"""Fills a fresh database with N cases the fast way: as superuser, by COPY and SQL, past the triggers.

Only for the benchmark. The rows look like those that the door writes (a Version, a Trace and a Message per move), but
the traces' seals are filler, so ``vardtrad audit verify`` would rightly object to such a database. Made-up people only:
identity numbers are counted out in the shape of the Tax Agency's test numbers (birth numbers 980–989).

The same seed gives the same spread of cases. One clinic, *the big one*, holds a fifth of all cases, half of them
incoming; the other clinics have nine cases of ten closed.
"""

from __future__ import annotations

import hashlib
import os
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import django
import psycopg
from django.apps import apps
from django.db import connection as schema
from django.db.models import NOT_PROVIDED
from psycopg import sql
from psycopg.types.json import Jsonb

from vardtrad.kernel.uuid7 import uuid7

PEOPLE = 20_000
CLINICS = 40
MOST_OPEN = 20_000
"""How many open cases the largest clinic has at most."""
STAFF_PER_CLINIC = 8
TYPES = ("Kontakta oss", "Boka tid", "Avboka eller omboka tid", "Förnya recept", "Förnya hjälpmedel", "Begär intyg",
         "Fråga om provsvar", "Egen provhantering")  # fmt: skip
GIVEN = ("Alva", "Bo", "Cajsa", "David", "Ebba", "Folke", "Gerd", "Hugo", "Iris", "Jon", "Karin", "Love", "Maja",
         "Nils", "Olle", "Petra", "Rut", "Sven", "Tove", "Ulf", "Vera", "Ylva", "Åke", "Ärla", "Östen")  # fmt: skip
FAMILY = ("Alm", "Björk", "Dal", "Ek", "Fors", "Gren", "Hage", "Ing", "Kvist", "Lund", "Mo", "Näs", "Ström", "Tall",
          "Vik", "Ång", "Ås", "Öberg")  # fmt: skip

# What one clinic's lists must be quick with: the tables that grow with the number of cases.
GROWING = (
    "cases_case", "cases_message", "cases_casewords", "cases_casedays", "gate_version", "gate_trace",
    "gate_notification", "gate_deadline",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What the measurement needs to know of a loaded database."""

    clinic: UUID
    staff_keys: list[str]
    resident_keys: list[str]
    service: UUID
    to_reply: list[UUID]
    to_open: list[UUID]
    read_before: list[UUID]
    deep_place: str
    case_type: UUID
    searches: list[UUID]
    viewer_key: str


def load(admin_url: str, cases: int, *, people: int = PEOPLE) -> None:
    """Fill the database that ``admin_url`` names, as a superuser. Django must be set up. Raises psycopg.Error."""
    with psycopg.connect(admin_url) as connection:
        # Triggers and foreign keys are passed by in this session alone; nobody else's writing changes.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SELECT setseed(0.5)")
        fill_by_default(connection)
        _ground(connection, people)
        dropped = _drop_indexes(connection)
        _cases(connection, cases, people)
        for statement in dropped:
            connection.execute(statement)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def look_up(admin_url: str, connections: int, cases: int) -> Loaded:
    """Log in ``connections`` staff and residents, and find the cases to work with."""
    with psycopg.connect(admin_url) as connection:
        (clinic, staff), *_ = connection.execute(
            "SELECT u.id, s.id FROM care_units_unit u, care_units_staff s WHERE u.hsa_id = 'SE0-BENCH-U0'"
            " AND s.hsa_id = 'SE0-BENCH-0-0'"
        ).fetchall()
        ((service,),) = connection.execute(
            "SELECT id FROM cases_service WHERE clinic_id = %s ORDER BY id LIMIT 1", [clinic]
        ).fetchall()
        ((case_type,),) = connection.execute("SELECT id FROM cases_casetype WHERE code = 'typ-3'").fetchall()
        residents = [
            resident for (resident,) in connection.execute("SELECT id FROM people_person LIMIT %s", [connections])
        ]
        staff_keys = [_session(connection, "staff", staff) for _ in range(connections)]
        resident_keys = [_session(connection, "resident", resident) for resident in residents]
        own = connection.execute(
            "SELECT id FROM cases_case WHERE clinic_id = %s AND clinic_list = 'incoming' AND unread_by_clinic"
            " ORDER BY updated DESC, id DESC LIMIT 4000",
            [clinic],
        ).fetchall()
        read = connection.execute(
            "SELECT id FROM cases_case WHERE clinic_id = %s AND clinic_list = 'incoming' AND NOT unread_by_clinic"
            " ORDER BY updated DESC, id DESC LIMIT 1000",
            [clinic],
        ).fetchall()
        ((total,),) = connection.execute(
            "SELECT count(*) FROM cases_case WHERE clinic_id = %s AND clinic_list = 'incoming'", [clinic]
        ).fetchall()
        # Eight tenths of the way down the big queue.
        deep = connection.execute(
            "SELECT (extract(epoch FROM updated) * 1000000)::bigint, id FROM cases_case"
            " WHERE clinic_id = %s AND clinic_list = 'incoming' ORDER BY updated DESC, id DESC OFFSET %s LIMIT 1",
            [clinic, min(total * 8 // 10, max(total - 60, 0))],
        ).fetchone()
        keys = [key for (key,) in own]
        half = len(keys) // 2
        return Loaded(
            clinic=clinic,
            staff_keys=staff_keys,
            resident_keys=resident_keys,
            service=service,
            to_reply=keys[:half],
            to_open=keys[half:],
            read_before=[key for (key,) in read],
            deep_place=f"{deep[0]}-{deep[1]}" if deep else "",
            case_type=case_type,
            searches=[_search(connection, clinic, staff, words) for words in SEARCHES],
            viewer_key=_session(connection, "staff", _viewer(connection, clinic, case_type)),
        )


SEARCHES = (
    "recept",
    "preparat7",
    "preparat12 axeln",
    "ombokning77",
    "alva ek",
    "förnya hugo",
    "provsvar",
    "åke",
    "saknas",
)
"""From a word in all cases to one in none; names, case types, and beginnings of words."""


def _search(connection: psycopg.Connection[Any], clinic: UUID, staff: UUID, words: str) -> UUID:
    key = uuid7()
    connection.execute(
        "INSERT INTO desk_search (id, staff_id, clinic_id, words, at) VALUES (%s, %s, %s, %s, now())",
        [key, staff, clinic, words],
    )
    return key


def _viewer(connection: psycopg.Connection[Any], clinic: UUID, case_type: UUID) -> UUID:
    """A receiver of the clinic with five saved views; a kept database may have them since before."""
    ((viewer,),) = connection.execute("SELECT id FROM care_units_staff WHERE hsa_id = 'SE0-BENCH-0-1'").fetchall()
    connection.execute("DELETE FROM desk_savedview WHERE staff_id = %s", [viewer])
    search = _search(connection, clinic, viewer, "preparat7")
    views = {
        "Flaggat": "status=flaggat",
        "Ohanterat": "status=ohanterat&status=svar&sortera=atgarda",
        "Recept": f"arendetyp={case_type}&lasning=olast",
        "Gamla": "till=2020-01-01",
        "Sökning": f"sok={search}&avslutat=ja",
    }
    for name, asked in views.items():
        connection.execute(
            "INSERT INTO desk_savedview (id, staff_id, clinic_id, name, listed, asked, search_id)"
            " VALUES (%s, %s, %s, %s, 'arenden/alla', %s, %s)",
            [uuid7(), viewer, clinic, name, asked, search if "sok=" in asked else None],
        )
    return viewer


def identities(count: int) -> Iterator[str]:
    """So many right personnummer in the shape of the official test numbers, from people born in 1930 and later."""
    made, day = 0, date(1930, 1, 1)
    while True:
        for birth_number in ("980", "983", "986", "989"):
            value = f"{day:%Y%m%d}{birth_number}"
            products = (int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(value[2:]))
            yield value + str(-sum(product // 10 + product % 10 for product in products) % 10)
            made += 1
            if made == count:
                return
        day += timedelta(days=3)


def _session(connection: psycopg.Connection[Any], world: str, owner: UUID) -> str:
    key = secrets.token_urlsafe(32)
    connection.execute(
        "INSERT INTO login_session (id, key_hash, world, person_id, staff_id, method, assurance, started, last_seen)"
        " VALUES (%s, %s, %s, %s, %s, 'bench', 3, now(), now())",
        [
            uuid7(),
            hashlib.sha256(key.encode()).digest(),
            world,
            owner if world == "resident" else None,
            owner if world == "staff" else None,
        ],
    )
    return key


def fill_by_default(connection: psycopg.Connection[Any]) -> None:
    """Let the database fill what the models fill, so that a column the product gets later needs no line here."""
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")
        django.setup()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            known = field.default is not NOT_PROVIDED or field.empty_strings_allowed
            if not known or field.generated or field.null or field.primary_key or field.is_relation:
                continue
            value = field.get_db_prep_save(field.get_default(), schema)
            connection.execute(
                sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}").format(
                    sql.Identifier(model._meta.db_table), sql.Identifier(field.column), sql.Literal(value)
                )
            )


def _copy(connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _ground(connection: psycopg.Connection[Any], people: int) -> None:
    """Organisation, clinics, staff, assignments, services and people; and their numbers in temporary tables."""
    chance = random.Random(7)
    organisation = uuid7()
    connection.execute(
        "INSERT INTO care_units_organisation (id, number, name, kind, directory)"
        " VALUES (%s, '2320009999', 'Region Bänk', 'region', '')",
        [organisation],
    )
    units = [uuid7() for _ in range(CLINICS)]
    _copy(connection, "care_units_unit",
          "id, organisation_id, hsa_id, name, kind, place, municipality, street, phone, about, takes_cases,"
          " open_to_transfer",
          ((key, organisation, f"SE0-BENCH-U{n}", f"Vårdcentralen {FAMILY[n % len(FAMILY)]} {n}", "health_centre",
            "Bänkby", "Bänkby", "Bänkgatan 1", "070-174 06 05", "", True, n % 4 == 1)
           for n, key in enumerate(units)))  # fmt: skip
    staff = [(uuid7(), n, m) for n in range(CLINICS) for m in range(STAFF_PER_CLINIC)]
    _copy(connection, "care_units_staff",
          "id, hsa_id, given_name, family_name, title, email, positions, licensed, phone, active, own_email,"
          " display_name, own_signature, uses_own_signature, shortcuts",
          ((key, f"SE0-BENCH-{n}-{m}", GIVEN[(n + m) % len(GIVEN)], FAMILY[(n * 3 + m) % len(FAMILY)], "sjuksköterska",
            f"s{n}-{m}@bench.invalid", [], True, "", True, False, "", "", False, True)
           for key, n, m in staff))  # fmt: skip
    permissions = (["receiver", "handler", "administrator"], ["receiver"], ["handler"])
    assignments = [(uuid7(), key, units[n], permissions[min(m, 2)]) for key, n, m in staff]
    _copy(connection, "care_units_assignment",
          "id, state, version, content, created, updated, staff_id, unit_id, permissions",
          ((key, "active", 1, 1, "2026-01-01 08:00+00", "2026-01-01 08:00+00", who, unit, held)
           for key, who, unit, held in assignments))  # fmt: skip
    _copy(connection, "gate_version",
          "id, label, key, number, part, move, state_from, state_to, at, actor_kind, actor_id, actor_name, snapshot",
          ((uuid7(), "assignment", key, 1, "", "add", "", "active", "2026-01-01 08:00+00", "system", uuid7(), "bänk",
            Jsonb({"id": str(key)})) for key, *_ in assignments))  # fmt: skip
    groups = [uuid7() for _ in units]
    _copy(connection, "teams_group", "id, clinic_id, name, active",
          ((key, unit, "Vårdgaranti", True) for key, unit in zip(groups, units, strict=True)))  # fmt: skip
    # The first of each clinic is in its group, so "Mina ärenden" gathers several holders.
    _copy(connection, "teams_member", "id, group_id, staff_id",
          ((uuid7(), groups[n], key) for key, n, m in staff if m == 0))  # fmt: skip
    types = [uuid7() for _ in TYPES]
    _copy(connection, "cases_casetype",
          'id, code, name, "order", prompt, direction, choices, choice_label, base_range, instruction',
          ((key, f"typ-{n}", TYPES[n], n, "Beskriv ditt ärende", "incoming", [], "", False, "")
           for n, key in enumerate(types)))  # fmt: skip
    _copy(connection, "cases_service",
          "id, clinic_id, case_type_id, open, expectation, exception, link, link_words, notice, hours",
          ((uuid7(), unit, case_type, True, "Svar inom två arbetsdagar.", "", "", "", "", "{}")
           for unit in units for case_type in types))  # fmt: skip
    _copy(connection, 'cases_standardanswer', 'id, clinic_id, "use", name, text, "order"',
          ((uuid7(), unit, "answer", f"Svar {n}", "Vi har tagit emot ditt ärende och hör av oss.", n)
           for unit in units for n in range(6)))  # fmt: skip
    persons = [(uuid7(), value) for value in identities(people)]
    _copy(connection, "people_person",
          "id, identity, given_name, family_name, protection, deceased, street, postal_code, place, municipality_code,"
          " listed_at, phone, email, language",
          ((key, value, chance.choice(GIVEN), chance.choice(FAMILY),
            "secrecy_mark" if chance.random() < 0.005 else "none", False,
            "Bänkgatan 2", "999 99", "Bänkby", "9999", "", "070-174 06 06", f"p{n}@bench.invalid", "sv")
           for n, (key, value) in enumerate(persons)))  # fmt: skip
    for name, keys in (("unit", units), ("type", types), ("person", [key for key, _ in persons])):
        connection.execute(f"CREATE TEMP TABLE bench_{name} (no int PRIMARY KEY, id uuid)")
        _copy(connection, f"bench_{name}", "no, id", iter(enumerate(keys)))
    connection.execute("CREATE TEMP TABLE bench_staff (unit_no int, no int, id uuid, PRIMARY KEY (unit_no, no))")
    _copy(connection, "bench_staff", "unit_no, no, id", ((n, m, key) for key, n, m in staff))
    connection.execute("CREATE TEMP TABLE bench_group (unit_no int PRIMARY KEY, id uuid)")
    _copy(connection, "bench_group", "unit_no, id", iter(enumerate(groups)))
    connection.execute("ANALYZE bench_unit, bench_type, bench_person, bench_staff, bench_group")


def _drop_indexes(connection: psycopg.Connection[Any], growing: tuple[str, ...] = GROWING) -> list[str]:
    """Drop the indexes of the growing tables that no constraint needs; the statements that make them again."""
    indexes = connection.execute(
        "SELECT c.oid::regclass::text, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = c.oid)",
        [list(growing)],
    ).fetchall()
    for name, _statement in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [statement.replace(" ON ONLY ", " ON ") for _name, statement in indexes]


# The moves that have brought a case to its state, with the hours between the first and the last shared out.
STEPS = """
CREATE TEMP TABLE bench_step AS
SELECT * FROM (
    VALUES ('received', 1, 'send', '', 'received'),
            ('assigned', 1, 'send', '', 'received'), ('assigned', 2, 'assign', 'received', 'assigned'),
            ('asked', 1, 'send', '', 'received'), ('asked', 2, 'assign', 'received', 'assigned'),
            ('asked', 3, 'ask', 'assigned', 'asked'),
            ('answered', 1, 'send', '', 'received'), ('answered', 2, 'assign', 'received', 'assigned'),
            ('answered', 3, 'ask', 'assigned', 'asked'), ('answered', 4, 'answer_back', 'asked', 'answered'),
            ('closed', 1, 'send', '', 'received'), ('closed', 2, 'assign', 'received', 'assigned'),
            ('closed', 3, 'answer', 'assigned', 'closed')
) AS m(state, number, move, state_from, state_to)
"""
CASES = """
CREATE TEMP TABLE bench_case AS
WITH drawn AS (
    SELECT i, CASE WHEN i %% 5 = 0 THEN 0 ELSE 1 + (random() * {others})::int END AS unit_no,
        random() AS s, random() AS t, random() AS w, (random() * {last_staff})::int AS staff_no,
        (random() * {last_person})::int AS person_no, (random() * {last_type})::int AS type_no
    FROM generate_series(1, %s) AS i
), stated AS (
    SELECT *, CASE
        WHEN unit_no = 0 THEN CASE WHEN s < .5 * {share} THEN 'received' WHEN s < .65 * {share} THEN 'assigned'
                                   WHEN s < .7 * {share} THEN 'asked' WHEN s < .75 * {share} THEN 'answered'
                                   ELSE 'closed' END
        ELSE CASE WHEN s < .03 THEN 'received' WHEN s < .06 THEN 'assigned' WHEN s < .08 THEN 'asked'
                  WHEN s < .1 THEN 'answered' ELSE 'closed' END END AS state
    FROM drawn
), timed AS (
    SELECT *, now() - interval '1 day' - t * interval '1 day' * CASE state WHEN 'closed' THEN 700 ELSE 60 END
        AS created
    FROM stated
)
SELECT d.i, uuidv7(d.created - now()) AS id, d.state, d.created, d.w,
    CASE WHEN d.state = 'received' THEN d.created ELSE d.created + d.w * interval '20 hours' END AS updated,
    CASE d.state WHEN 'received' THEN 1 WHEN 'assigned' THEN 2 WHEN 'answered' THEN 4 ELSE 3 END AS version,
    u.id AS clinic_id, p.id AS patient_id, y.id AS case_type_id,
    -- One distributed case of ten waits in a group.
    CASE WHEN d.state <> 'received' AND (d.state = 'closed' OR d.i %% 10 <> 3) THEN h.id END AS handler_id,
    CASE WHEN d.state <> 'received' AND d.i %% 10 = 3 THEN g.id END AS group_id, d.i %% 50 = 7 AS urgent,
    h.id AS staff_id,
    -- Rare words: a medicine in one case of 300, an errand in one of 5 000; and one that is in all.
    'recept preparat' || d.i %% 300 || ' ombokning' || d.i %% 5000 AS extra,
    CASE d.state WHEN 'asked' THEN 'question' WHEN 'answered' THEN 'answer_came' ELSE 'none' END AS feedback,
    CASE WHEN d.state = 'received' THEN d.w < .6 ELSE d.state IN ('assigned', 'answered') AND d.w < .5 END
        AS unread_by_clinic,
    d.state IN ('asked', 'closed') AND d.w < .3 AS unread_by_resident,
    d.created + interval '2 days' AS feedback_due,
    CASE WHEN d.state IN ('received', 'assigned') AND d.w < .2 THEN d.created + interval '2 days' END AS flagged
FROM timed d
JOIN bench_unit u ON u.no = d.unit_no JOIN bench_person p ON p.no = d.person_no JOIN bench_type y ON y.no = d.type_no
JOIN bench_staff h ON h.unit_no = d.unit_no AND h.no = d.staff_no JOIN bench_group g ON g.unit_no = d.unit_no
ORDER BY d.created
"""
SAID = "Jag har haft ont i axeln sedan i fredags och undrar om jag behöver komma in."
ROWS = (
    """INSERT INTO cases_case (id, state, version, content, created, updated, feedback, unread_by_clinic,
        unread_by_resident, feedback_due, due, flagged, clinic_id, handler_id, group_id, patient_id, case_type_id,
        origin, choice, urgent, consulting)
    SELECT id, state, version, version, created, updated, feedback, unread_by_clinic, unread_by_resident, feedback_due,
        CASE WHEN state <> 'closed' AND feedback IN ('none', 'answer_came') THEN feedback_due END, flagged, clinic_id,
        handler_id, group_id, patient_id, case_type_id, 'resident', '', urgent, false
    FROM bench_case ORDER BY created""",
    f"""INSERT INTO cases_casewords (case_id, begins, words)
    SELECT one.id, '{SAID}', array_to_tsvector(ARRAY['@' || replace(one.clinic_id::text, '-', '')])
        || strip(to_tsvector('swedish', said.text)) || strip(to_tsvector('simple', said.text))
    FROM bench_case AS one JOIN cases_casetype AS kind ON kind.id = one.case_type_id
    JOIN people_person AS patient ON patient.id = one.patient_id
    CROSS JOIN LATERAL (
        SELECT concat_ws(' ', kind.name, patient.given_name, patient.family_name, one.extra, '{SAID}') AS text
    ) AS said""",
    # One row per move, in the order of time as in life.
    """CREATE TEMP TABLE bench_move AS
    SELECT c.id AS key, c.clinic_id, c.patient_id, c.handler_id, c.staff_id, c.case_type_id, c.feedback, c.state,
        c.created, c.updated, c.feedback_due, c.extra, m.number, m.move, m.state_from, m.state_to,
        c.created + (c.updated - c.created) * ((m.number - 1.0) / greatest(c.version - 1, 1)) AS at,
        m.move IN ('send', 'answer_back') AS from_resident,
        CASE WHEN m.move IN ('send', 'answer_back') THEN c.patient_id ELSE c.staff_id END AS actor_id
    FROM bench_case c JOIN bench_step m ON m.state = c.state ORDER BY c.created""",
    """INSERT INTO gate_version (id, label, key, number, part, move, state_from, state_to, at, actor_kind, actor_id,
        actor_name, unit_id, snapshot)
    SELECT uuidv7(at - now()), 'case', key, number, '', move, state_from, state_to, at,
        CASE WHEN from_resident THEN 'resident' ELSE 'staff' END, actor_id, 'Bänk Ek',
        CASE WHEN NOT from_resident THEN clinic_id END,
        jsonb_build_object('id', key, 'state', state_to, 'version', number, 'content', number, 'created', created,
            'updated', at, 'clinic_id', clinic_id, 'patient_id', patient_id, 'case_type_id', case_type_id, 'handler_id',
            CASE WHEN number > 1 THEN handler_id END, 'feedback', feedback, 'unread_by_clinic', true,
            'unread_by_resident', false, 'feedback_due', feedback_due, 'flagged', null)
    FROM bench_move""",
    """INSERT INTO gate_trace (id, at, actor_kind, actor_id, actor_name, session_id, unit_id, action, label, key,
        person_id, shown, outcome, detail, seal)
    SELECT uuidv7(at - now()), at, CASE WHEN from_resident THEN 'resident' ELSE 'staff' END, actor_id, 'Bänk Ek',
        uuidv7(), CASE WHEN NOT from_resident THEN clinic_id END, move, 'case', key, patient_id, '{}', 'done',
        jsonb_build_object('from', state_from, 'to', state_to, 'version', number), sha256(uuid_send(key))
    FROM bench_move""",
    """INSERT INTO cases_message (id, case_id, kind, at, from_resident, by_receiver, author, author_name, unit_name,
        signature, text, internal)
    SELECT uuidv7(at - now()), key, CASE move WHEN 'send' THEN 'opening' WHEN 'ask' THEN 'question' ELSE move END, at,
        from_resident, false, actor_id, CASE WHEN from_resident THEN '' ELSE 'Bänk Ek' END,
        CASE WHEN from_resident THEN '' ELSE 'Vårdcentralen Ek' END,
        CASE WHEN from_resident THEN '' ELSE 'Bänk Ek, sjuksköterska' END,
        extra || ' ' || repeat('Jag har haft ont i axeln sedan i fredags och undrar om jag behöver komma in. ', 3),
        false
    FROM bench_move WHERE move <> 'assign'""",
    """INSERT INTO cases_casedays (case_id, clinic_id, case_type_id, came, word, ended, answered)
    SELECT key, clinic_id, case_type_id, (created AT TIME ZONE 'Europe/Stockholm')::date,
        (min(at) FILTER (WHERE move IN ('ask', 'answer')) AT TIME ZONE 'Europe/Stockholm')::date,
        (min(at) FILTER (WHERE move = 'answer') AT TIME ZONE 'Europe/Stockholm')::date,
        coalesce(bool_or(move = 'answer'), false)
    FROM bench_move GROUP BY 1, 2, 3, created ORDER BY created""",
    """INSERT INTO gate_notification (id, label, key, move, party, recipient_kind, recipient_id, status, created, due,
        tries, last_error, sent)
    SELECT uuidv7(at - now()), 'case', key, move, 'resident', 'resident', patient_id, 'sent', at, at, 1, '', at
    FROM bench_move WHERE move IN ('ask', 'answer')""",
    """INSERT INTO gate_deadline (id, label, key, kind, due, not_before, tries, last_error)
    SELECT uuidv7(), 'case', id, 'feedback', feedback_due, feedback_due, 0, ''
    FROM bench_case WHERE state IN ('received', 'assigned', 'answered') AND flagged IS NULL""",
)
# Months back in time, as a product that has run for two years would have them.
PARTITIONS = """
DO $$
DECLARE start date;
BEGIN
    FOR i IN 1..24 LOOP
        start := (date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => i))::date;
        EXECUTE format('CREATE TABLE public.gate_trace_%s PARTITION OF public.gate_trace FOR VALUES FROM (%L) TO (%L)',
            to_char(start, 'YYYYMM'), start || ' 00:00+00', (start + interval '1 month')::date || ' 00:00+00');
        -- The owner's, who takes the guards away and puts them back when a kept database is migrated.
        EXECUTE format('ALTER TABLE public.gate_trace_%s OWNER TO %I', to_char(start, 'YYYYMM'),
            (SELECT tableowner FROM pg_tables WHERE tablename = 'gate_trace'));
    END LOOP;
END $$
"""


def _cases(connection: psycopg.Connection[Any], cases: int, people: int) -> None:
    drawn = CASES.format(
        others=CLINICS - 2,
        last_staff=STAFF_PER_CLINIC - 1,
        last_person=people - 1,
        last_type=len(TYPES) - 1,
        # A fifth of all cases are the largest clinic's, three quarters of them open, until that becomes too many.
        share=min(1.0, MOST_OPEN / (cases * 0.2 * 0.75)),
    )
    connection.execute(PARTITIONS)
    connection.execute(STEPS)
    connection.execute(psycopg.ClientCursor(connection).mogrify(drawn, [cases]))
    for statement in ROWS:
        connection.execute(statement)
