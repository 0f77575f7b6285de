"""Standard answers have a room of their own. The table and its rows stay as they are: only Django's map of them moves."""

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
                    name="StandardAnswer",
                    fields=[
                        ("id", models.UUIDField(default=vardtrad.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("use", models.CharField(choices=[("answer", "Besvara"), ("partial_reply", "Delsvar"), ("question", "Motfråga"), ("information", "Skicka ärende")], default="answer", max_length=15)),
                        ("name", models.CharField(max_length=100)),
                        ("text", models.TextField()),
                        ("order", models.PositiveSmallIntegerField(default=100)),
                        ("case_type", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.casetype")),
                        ("clinic", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="standard_answers", to="care_units.unit")),
                        ("owner", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="standard_answers", to="care_units.staff")),
                    ],
                    options={
                        "db_table": "cases_standardanswer",
                        "constraints": [models.UniqueConstraint(fields=("clinic", "owner", "use", "name"), name="a_clinic_names_an_answer_once", nulls_distinct=False, violation_error_message="Det finns redan ett standardsvar med det namnet.")],
                    },
                ),
            ],
        ),
    ]
