"""A version carries an HMAC, so that a changed one is found; rows from before have none, and are left as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gate", "0002_initial")]

    operations = [
        migrations.AddField(model_name="version", name="seal", field=models.BinaryField(max_length=32, null=True)),
    ]
