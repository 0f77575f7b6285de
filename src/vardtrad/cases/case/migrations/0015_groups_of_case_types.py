"""What a clinic's case types are about, where it groups them so that they open and close apart (B-38)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_hidden_types_and_answers_to_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='nature',
            field=models.CharField(blank=True, choices=[('administrative', 'Administrativa ärenden'), ('medical', 'Medicinska ärenden')], db_default='', default='', max_length=14),
        ),
    ]
