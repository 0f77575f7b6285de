"""A follow-up's meeting keeps which day was the last for it when it was called to (B-49)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0009_meetings_and_one_sip")]

    operations = [
        migrations.AddField(model_name="meeting", name="due_by", field=models.DateField(blank=True, null=True)),
    ]
