"""Tasks to tell residents what the clinic has said (B-35)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0002_steps_of_certificates'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='kind',
            field=models.CharField(blank=True, choices=[('', 'Uppgift'), ('call', 'Ring invånaren'), ('letter', 'Skicka brev')], db_default='', default='', max_length=6),
        ),
    ]
