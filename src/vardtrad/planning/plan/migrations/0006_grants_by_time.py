"""Reviewers go through the readings from outside, the latest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_new_consent_of_a_reader")]

    operations = [
        migrations.AddIndex(
            model_name="readinggrant", index=models.Index(fields=["-at", "-id"], name="grants_by_time")
        ),
    ]
