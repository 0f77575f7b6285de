"""The trace table: partitioned by time, with the writing transaction's number for the sealer."""

from django.db import migrations

TABLE = """
CREATE TABLE gate_trace (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind varchar(10) NOT NULL,
    actor_id uuid NOT NULL,
    actor_name varchar(200) NOT NULL,
    session_id uuid,
    unit_id uuid,
    organisation_id uuid,
    action varchar(40) NOT NULL,
    label varchar(40) NOT NULL,
    key uuid,
    person_id uuid,
    shown uuid[] NOT NULL,
    outcome varchar(10) NOT NULL,
    detail jsonb NOT NULL,
    seal bytea NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE gate_trace_other PARTITION OF gate_trace DEFAULT;
CREATE INDEX gate_trace_by_transaction ON gate_trace (xid, id);
CREATE INDEX gate_trace_of_a_thing ON gate_trace (key, at);
CREATE INDEX gate_trace_of_a_person ON gate_trace (person_id, at);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(TABLE, "DROP TABLE gate_trace")]
