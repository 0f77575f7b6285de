"""Tasks that remind of a case which is documented in the record system and still open (002-016)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0005_steps_of_the_routine'),
    ]

    operations = [
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(blank=True, choices=[('', 'Uppgift'), ('call', 'Ring invånaren'), ('letter', 'Skicka brev'), ('visit', 'Ändrat besök'), ('record', 'Dokumenterat men inte avslutat')], db_default='', default='', max_length=6),
        ),
    ]
