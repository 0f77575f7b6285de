"""The browser of a session, in a few words, so that its owner sees where they are logged in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("login", "0004_rate_limit_has_a_room")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="device",
            field=models.CharField(max_length=60, blank=True, default="", db_default=""),
        ),
    ]
