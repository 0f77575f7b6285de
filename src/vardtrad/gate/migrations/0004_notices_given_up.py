"""An index of the notices that were given up: a monitor counts them often, among all that were ever sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gate", "0003_seal_of_a_version")]

    operations = [
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                fields=["created"], condition=models.Q(status="given_up"), name="notifications_given_up"
            ),
        ),
    ]
