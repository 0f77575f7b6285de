"""The day of a new consent, on which somebody outside reads a plan after the patient's refusal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_news")]

    operations = [
        migrations.AddField(model_name="readinggrant", name="consented", field=models.DateField(null=True)),
    ]
