"""Somebody who was told who keeps what a patient has closed is among the readings, and reads nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0007_events_that_hold")]

    operations = [
        migrations.AlterField(
            model_name="readinggrant",
            name="basis",
            field=models.CharField(
                choices=[
                    ("consent", "Patienten samtycker till att jag läser"),
                    ("harm_assessment", "Menprövning: patienten kan inte lämna samtycke"),
                    ("danger", "Fara för patientens liv eller allvarlig risk för hälsan"),
                    ("own_organisation", "Aktivt val inom den egna organisationen"),
                    ("told_holder", "Fara för patientens liv: fick veta vilken enhet som har uppgifterna"),
                ],
                max_length=20,
            ),
        ),
    ]
