"""The rate limit has a room of its own. Its table and rows stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("login", "0003_last_login"),
        ("rate_limit", "0001_from_login"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="FailedTry")]),
    ]
