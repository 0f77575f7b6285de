"""Sealed rows name the key that sealed them, so that keys can be changed; those from before name none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gate", "0004_notices_given_up")]

    operations = [
        # The parent of the partitions passes the column on. A constant default writes no row anew.
        migrations.RunSQL(
            "ALTER TABLE gate_trace ADD COLUMN key_id varchar(8) NOT NULL DEFAULT ''",
            "ALTER TABLE gate_trace DROP COLUMN key_id",
        ),
        migrations.AddField(
            model_name="seal", name="key_id", field=models.CharField(max_length=8, blank=True, default="", db_default="")
        ),
        migrations.AddField(
            model_name="version",
            name="key_id",
            field=models.CharField(max_length=8, blank=True, default="", db_default=""),
        ),
    ]
