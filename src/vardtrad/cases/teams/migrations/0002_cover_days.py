"""Who sees to what is urgent for all at a clinic, day by day (B-37)."""

import django.db.models.deletion
import vardtrad.kernel.uuid7
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care_units', '0006_look'),
        ('teams', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoverDay',
            fields=[
                ('id', models.UUIDField(default=vardtrad.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('clinic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cover_days', to='care_units.unit')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cover_days', to='care_units.staff')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clinic', 'day'), name='one_covers_what_is_urgent_a_day', violation_error_message='Någon täcker redan det brådskande den dagen.')],
            },
        ),
    ]
