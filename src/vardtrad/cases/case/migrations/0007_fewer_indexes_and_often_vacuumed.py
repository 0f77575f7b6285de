"""Drop the indexes that a longer one begins with, and vacuum the tables of cases after a fiftieth of their rows.

By default PostgreSQL waits for a fifth: at ten million cases that is two million dead rows, which every count of the
menu passes by. A move of a case writes to nearly all its indexes, since all lists are ordered by the time of update;
but a read mark changes no column that is indexed, so with room left on the page it needs no index at all.
"""

import django.db.models.deletion
from django.db import migrations, models

OFTEN = (
    "autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02,"
    " autovacuum_vacuum_insert_scale_factor = 0.05"
)
TABLES = {"cases_case": ", fillfactor = 90", "cases_casewords": "", "cases_casedays": "", "cases_message": ""}


def _key(to: str, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_days_that_statistics_count"),
    ]

    operations = [
        migrations.AlterField("case", "clinic", _key("care_units.unit", "cases")),
        migrations.AlterField("case", "patient", _key("people.person", "cases")),
        migrations.AlterField("message", "case", _key("cases.case", "messages")),
        migrations.AlterField("caselink", "case", _key("cases.case", "links")),
        *(
            migrations.RunSQL(f"ALTER TABLE {table} SET ({OFTEN}{more})", migrations.RunSQL.noop)
            for table, more in TABLES.items()
        ),
    ]
