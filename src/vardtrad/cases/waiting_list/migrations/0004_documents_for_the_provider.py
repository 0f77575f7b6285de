"""The documents that a clinic adds for the provider, and what was sent, by whom."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('waiting_list', '0003_names_of_their_own'),
    ]

    operations = [
        migrations.AddField(
            model_name='waitingentry',
            name='documents',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='posted_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='posted_contents',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
