"""A permanent care contact has telephone hours, which the patient reads (B-41)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0010_due_by_of_a_follow_up")]

    operations = [
        migrations.AddField(
            model_name="contact", name="phone_hours", field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
    ]  # fmt: skip
