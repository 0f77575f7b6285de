"""Tasks that tell the treating person of a cancelled or changed visit (002-028, 002-031)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0003_task_kind'),
    ]

    operations = [
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(blank=True, choices=[('', 'Uppgift'), ('call', 'Ring invånaren'), ('letter', 'Skicka brev'), ('visit', 'Ändrat besök')], db_default='', default='', max_length=6),
        ),
    ]
