"""Vacuum the tables that every move writes to after a fiftieth of their rows, and the log as it grows.

A partition of the log takes no settings from its parent: gate_trace_partitions gives them to the months to come.
"""

from django.db import migrations

OFTEN = """
ALTER TABLE gate_deadline SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE gate_notification SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
DO $$
DECLARE
    part regclass;
BEGIN
    -- A month that somebody else has made, and owns, keeps the settings that they chose.
    FOR part IN SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'gate_trace'::regclass AND pg_has_role(relowner, 'USAGE')
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_insert_scale_factor = 0.02,'
            ' autovacuum_analyze_scale_factor = 0.02)', part);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("gate", "0005_rows_name_their_key")]
    operations = [migrations.RunSQL(OFTEN, migrations.RunSQL.noop)]
