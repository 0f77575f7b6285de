"""The time of the admission and of a later judgement, from which the law counts its 24 hours (L5)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('svu', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='admission',
            name='admitted_at',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='admission',
            name='judged',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
