"""Prepared steps of the routine for cases: the nurse's certificate, a cancelled and a moved appointment (002-025…031)."""

from django.db import migrations

LISTS = {
    "Intyg för vård av barn": [
        "Skriv intyget",
        "Skicka originalet till Försäkringskassan",
        "Skicka en kopia till patienten eller vårdnadshavaren",
        "Besvara ärendet",
    ],
    "Avbokad tid": [
        "Ta bort tiden i bokningssystemet",
        "Skriv återbudet i journalen",
        "Informera behandlaren om avbokningen",
    ],
    "Ny tid": [
        "Meddela behandlaren önskemålet om ny tid",
        "Behandlaren kontaktar patienten eller vårdnadshavaren",
    ],
}


def add(apps, schema_editor):
    lists = apps.get_model("tasks", "StepList").objects
    for order, (name, steps) in enumerate(LISTS.items(), 2):
        lists.get_or_create(clinic=None, name=name, defaults={"steps": steps, "order": order})


def remove(apps, schema_editor):
    apps.get_model("tasks", "StepList").objects.filter(clinic=None, name__in=LISTS).delete()


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_tasks_of_visits")]

    operations = [migrations.RunPython(add, remove)]
