"""When each participating unit last had news of its plan (ADR 25)."""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def from_the_last_change(apps, schema_editor):
    """Until now every unit was shown every change of its plans: what was marked as changed stays marked."""
    plans = apps.get_model("planning", "Plan").objects.filter(pk=OuterRef("plan_id"))
    apps.get_model("planning", "Participant").objects.update(news=Subquery(plans.values("updated")[:1]))


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_told_when_removed")]

    operations = [
        migrations.AddField(
            model_name="participant", name="news", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(from_the_last_change, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(
                condition=Q(("listed", True), ("removed__isnull", True)),
                fields=["unit", "-news"],
                name="news_of_a_unit",
            ),
        ),
    ]
