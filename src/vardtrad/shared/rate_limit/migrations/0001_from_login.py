"""The rate limit has a room of its own. The table and its rows stay as they are: only Django's map of them moves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("login", "0003_last_login"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("who", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "login_failedtry",
                        "indexes": [models.Index(fields=["who", "at"], name="failed_tries_of_somebody")],
                    },
                ),
            ],
        ),
    ]
