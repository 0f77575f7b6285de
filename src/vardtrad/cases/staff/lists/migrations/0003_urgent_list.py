"""A saved view may be of the list of what is urgent for all; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_untaken_list'),
    ]

    operations = [
        migrations.AlterField(
            model_name='savedview',
            name='listed',
            field=models.CharField(choices=[('arenden', 'Ärenden att hantera'), ('arenden/alla', 'Alla ärenden'), ('arenden/inkomna', 'Inkomna ärenden'), ('arenden/fordelade', 'Fördelade ärenden'), ('arenden/avslutade', 'Avslutade ärenden'), ('mina', 'Ärenden att hantera'), ('mina/alla', 'Alla ärenden'), ('mina/tilldelade', 'Tilldelade ärenden'), ('mina/fragor', 'Skickade frågor/Inkomna svar'), ('mina/avslutade', 'Avslutade ärenden'), ('mina/grupper', 'Gruppernas ärenden'), ('mina/bradskande', 'Brådskande för alla')], max_length=20),
        ),
    ]
