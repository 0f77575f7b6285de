"""The days that statistics count get a narrow table of their own, filled from the threads as they are (ADR 28)."""

import django.db.models.deletion
from django.db import migrations, models

# The Swedish day when each resident's case came, of the clinic's first word to the resident (or, where a case was
# answered in another way, of its closing), and when it was closed. What moves a closed case is quiet, so the time of
# its last update is when it was closed.
FILL = """
    INSERT INTO cases_casedays (case_id, clinic_id, case_type_id, came, word, ended, answered)
    SELECT resident_case.id, resident_case.clinic_id, resident_case.case_type_id,
        (resident_case.created AT TIME ZONE 'Europe/Stockholm')::date,
        (coalesce(thread.first_word, closing.at) AT TIME ZONE 'Europe/Stockholm')::date,
        (closing.at AT TIME ZONE 'Europe/Stockholm')::date,
        coalesce(thread.answered, false)
    FROM cases_case AS resident_case
    CROSS JOIN LATERAL (
        SELECT CASE WHEN resident_case.state = 'closed' THEN resident_case.updated END AS at
    ) AS closing
    LEFT JOIN (
        SELECT case_id, min(at) FILTER (WHERE NOT internal AND NOT from_resident) AS first_word,
            bool_or(kind = 'answer') AS answered
        FROM cases_message GROUP BY case_id
    ) AS thread ON thread.case_id = resident_case.id
    WHERE resident_case.origin = 'resident'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_not_urgent"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseDays",
            fields=[
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="days", serialize=False, to="cases.case")),
                ("came", models.DateField()),
                ("word", models.DateField(blank=True, null=True)),
                ("ended", models.DateField(blank=True, null=True)),
                ("answered", models.BooleanField(default=False)),
                ("case_type", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casetype")),
                ("clinic", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="care_units.unit")),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="casedays",
            index=models.Index(fields=["clinic", "came"], include=("case_type", "word"), name="counted_by_coming"),
        ),
        migrations.AddIndex(
            model_name="casedays",
            index=models.Index(
                fields=["clinic", "ended"],
                include=("case_type", "came", "answered"),
                condition=models.Q(ended__isnull=False),
                name="counted_by_ending",
            ),
        ),
    ]
