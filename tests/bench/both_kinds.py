"""Current plans of both kinds at one unit, beside a unit with as many SVU: what a start page of SVU and SIP costs."""

from __future__ import annotations

from uuid import UUID

import psycopg

from vardtrad.kernel.uuid7 import uuid7

HSA_ID = "SE0-BENCH-BOTH"
UNIT = (
    """INSERT INTO care_units_unit (id, organisation_id, hsa_id, name, kind, place, municipality, street, phone, about,
        takes_cases, open_to_transfer)
    SELECT %(unit)s, organisation_id, %(hsa_id)s, 'Omsorgen båda', kind, place, municipality, street, phone, about,
        takes_cases, open_to_transfer FROM care_units_unit WHERE id = %(big)s""",
    """INSERT INTO care_units_setup (id, state, version, content, created, updated, unit_id, party, roles)
    SELECT uuidv7(), state, version, content, created, updated, %(unit)s, party, roles
    FROM care_units_setup WHERE unit_id = %(big)s""",
    """INSERT INTO care_units_assignment (id, state, version, content, created, updated, staff_id, unit_id, permissions)
    SELECT uuidv7(), state, version, content, created, updated, staff_id, %(unit)s, permissions
    FROM care_units_assignment WHERE unit_id = %(big)s""",
    # Half of what the other unit has.
    """INSERT INTO planning_participant (id, plan_id, unit_id, party, roles, listed, added, added_by, removed,
        removed_by)
    SELECT uuidv7(), plan_id, %(unit)s, party, roles, true, added, added_by, NULL, ''
    FROM planning_participant WHERE unit_id = %(big)s AND listed ORDER BY plan_id LIMIT %(half)s""",
    # And as many SIP, of as many people: called, and the further on their way the greater w is.
    """CREATE TEMP TABLE bench_sip AS
    SELECT uuidv7(- t * interval '20 days') AS id, now() - t * interval '20 days' AS created,
        now() - t * interval '12 days' AS updated, w, person AS patient_id, centre, uuidv7() AS meeting
    FROM (SELECT p.id AS person, random() AS t, random() AS w,
            (SELECT id FROM care_units_unit WHERE hsa_id = 'SE0-BENCH-1' || lpad((n %% 40)::text, 2, '0')) AS centre
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_person WHERE protection = 'none'
            ORDER BY id DESC LIMIT %(half)s) AS p) AS drawn""",
    """INSERT INTO planning_plan (id, state, version, content, created, updated, process, patient_id, unit_id, shared,
        begun_by)
    SELECT id, 'consented', 9, 9, created, updated, 'sip', patient_id, %(unit)s, created, 'municipality'
    FROM bench_sip ORDER BY created""",
    """INSERT INTO planning_participant (id, plan_id, unit_id, party, roles, listed, added, added_by, removed,
        removed_by)
    SELECT uuidv7(), s.id, u.unit, u.party, ARRAY['sjukskoterska'], true, s.created, 'Bänk Ek', NULL, ''
    FROM bench_sip s CROSS JOIN LATERAL
        (VALUES (s.centre, 'outpatient'), (%(unit)s, 'municipality')) AS u(unit, party) ORDER BY s.created""",
    """INSERT INTO planning_meeting (id, plan_id, follows_up, starts, minutes, form, sequence, state, called, called_by,
        unit_id, ended_by, reason)
    SELECT meeting, id, false, updated + interval '9 days', 60, 'place', 0, 'booked', created, 'Bänk Ek',
        %(unit)s, '', '' FROM bench_sip""",
    """INSERT INTO sip_call (id, kind, state, version, content, round, thing_id, call_type, initiator, initiator_name,
        initiator_relation, reason, other, form, place, day, time, minutes, interpreter, language, moved_why, sent,
        sent_by, meeting_id)
    SELECT uuidv7(), 'call', 'sent', 3, 2, 1, id, 'new', 'kommun', '', '', 'Behöver stöd hemma.', '', 'place', 'Rum 3',
        (updated + interval '9 days')::date, '10:00', 60, false, '', '', created, 'Bänk Ek', meeting FROM bench_sip""",
    """INSERT INTO fields_assessment (id, kind, state, version, content, thing_id, edited, edited_by, edited_unit)
    SELECT uuidv7(), 'assessment', 'started', 4, 1, id, updated, 'Bänk Ek', 'Avdelning 1'
    FROM bench_sip WHERE w > .3""",
    """INSERT INTO sip_careplan (id, kind, state, version, content, round, thing_id, started_by, updated_by,
        updated_why)
    SELECT uuidv7(), 'care_plan', CASE WHEN w > .7 THEN 'approving' ELSE 'writing' END, 9, 5,
        CASE WHEN w > .7 THEN 1 ELSE 0 END, id, '', '', '' FROM bench_sip WHERE w > .5""",
    """INSERT INTO planning_confirmation (id, plan_id, kind, unit_id, round, role, by, by_name, at)
    SELECT uuidv7(), s.id, c.kind, c.unit, 1, 'sjukskoterska', s.patient_id, 'Bänk Ek, sjuksköterska', s.updated
    FROM bench_sip s CROSS JOIN LATERAL (VALUES ('call', %(unit)s, 0), ('call', s.centre, .2),
        ('care_plan', s.centre, .8), ('care_plan', %(unit)s, .9)) AS c(kind, unit, above)
    WHERE s.w > c.above ORDER BY s.created""",
)  # fmt: skip


def fill_both(admin_url: str, current: int) -> UUID:
    """Load a unit with ``current`` plans on its start page, half of them SIP; its key. Raises psycopg.Error."""
    unit = uuid7()
    with psycopg.connect(admin_url) as connection:
        connection.execute("SET session_replication_role = replica")
        ((big,),) = connection.execute("SELECT id FROM care_units_unit WHERE hsa_id = 'SE0-BENCH-200'").fetchall()
        given = {"unit": unit, "big": big, "hsa_id": HSA_ID, "half": current // 2}
        cursor = psycopg.ClientCursor(connection)
        for statement in UNIT:
            connection.execute(cursor.mogrify(statement, given))
    return unit
