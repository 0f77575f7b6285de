"""Presence has a room of its own. The table and its rows stay as they are: only Django's map of them moves."""

import django.db.models.deletion
from django.db import migrations, models

import vardtrad.kernel.uuid7


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("care_units", "0004_personal_settings"),
        ("cases", "0002_staff_tool"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        ("id", models.UUIDField(default=vardtrad.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("case", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="presence", to="cases.case")),
                        ("staff", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="care_units.staff")),
                    ],
                    options={
                        "db_table": "cases_presence",
                        "indexes": [models.Index(fields=["at"], name="presence_by_age")],
                        "constraints": [models.UniqueConstraint(fields=("case", "staff"), name="somebody_is_in_a_case_once")],
                    },
                ),
            ],
        ),
    ]
