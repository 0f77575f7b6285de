"""Events name what they correct, and what a plan's events say together stands on the plan itself (B-25)."""

import django.db.models.deletion
from django.db import migrations, models

MOVES = ("leave", "return", "transfer")


def from_the_events(apps, schema_editor):
    """What every event said when it was registered.

    Until now no event named what it corrects. A correction after a death was the only way to say that it was wrong, so
    such a death does not hold: what waits for a living patient is never ended by the upgrade.
    """
    standing = {}
    for event in apps.get_model("planning", "Event").objects.order_by("at", "id").iterator():
        before = standing.get(event.plan_id, ("", None))
        if event.kind == "correction" and before[0] == "deceased":
            standing[event.plan_id] = ("", None)
        if event.kind == "deceased" or (event.kind in MOVES and before[0] != "deceased"):
            standing[event.plan_id] = ("", None) if event.kind == "return" else (event.kind, event.day)
    plans = apps.get_model("planning", "Plan").objects
    for plan, (kind, day) in standing.items():
        plans.filter(pk=plan).update(event_standing=kind, event_day=day)


class Migration(migrations.Migration):
    dependencies = [
        ("care_units", "0005_own_email"),
        ("planning", "0006_grants_by_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="planning.event",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="care_units.organisation",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="event_day",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="event_standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("leave", "Permission"),
                    ("return", "Åter från permission"),
                    ("transfer", "Överflyttad till annan avdelning"),
                    ("told_outside", "Meddelad på annat sätt"),
                    ("call_sent", "Kallelse till SIP skickad"),
                    ("care_missing", "Öppenvårdens insatser saknas"),
                    ("care_ready", "Öppenvårdens insatser är på plats"),
                    ("placed", "Placerad av annan kommun"),
                    ("correction", "Rättelse"),
                    ("cancellation", "Inställd"),
                    ("deceased", "Avliden"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="told_outside",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("leave", "Permission"),
                    ("return", "Åter från permission"),
                    ("transfer", "Överflyttad till annan avdelning"),
                    ("told_outside", "Meddelad på annat sätt"),
                    ("call_sent", "Kallelse till SIP skickad"),
                    ("care_missing", "Öppenvårdens insatser saknas"),
                    ("care_ready", "Öppenvårdens insatser är på plats"),
                    ("placed", "Placerad av annan kommun"),
                    ("correction", "Rättelse"),
                    ("cancellation", "Inställd"),
                    ("deceased", "Avliden"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(from_the_events, migrations.RunPython.noop),
    ]
