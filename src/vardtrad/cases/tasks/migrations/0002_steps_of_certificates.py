"""The prepared list of steps for certificates, offered at every clinic (002-017)."""

from django.db import migrations

STEPS = [
    "Skriv intyget",
    "Invänta elektronisk signering",
    "Skriv ut",
    "Fysisk signering",
    "Skicka till myndighet och/eller hem",
]


def offer(apps, schema_editor):
    apps.get_model("tasks", "StepList").objects.create(name="Intyg", steps=STEPS, order=1)


def withdraw(apps, schema_editor):
    apps.get_model("tasks", "StepList").objects.filter(clinic=None, name="Intyg").delete()


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_tasks")]

    operations = [migrations.RunPython(offer, withdraw)]
