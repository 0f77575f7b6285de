"""Clinics let guardians go on reading for somebody of 13 to 15 (B-21)."""

import django.db.models.deletion
import vardtrad.kernel.uuid7
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care_units', '0006_look'),
        ('people', '0004_what_the_register_says'),
        ('proxies', '0002_powers_of_attorney'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=vardtrad.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=500)),
                ('decided_by', models.CharField(max_length=200)),
                ('made', models.DateTimeField()),
                ('last', models.DateField()),
                ('ended', models.DateTimeField(blank=True, null=True)),
                ('objected', models.DateTimeField(blank=True, null=True)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='people.person')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='care_units.unit')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements_held', to='people.person')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care_units.staff')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended__isnull', True)), fields=['guardian', 'child'], name='agreements_in_force'), models.Index(condition=models.Q(('ended__isnull', True)), fields=['child'], name='agreements_about_somebody')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended__isnull', True)), fields=('clinic', 'child', 'guardian'), name='a_clinic_decides_once_of_a_guardian_and_a_child', violation_error_message='Mottagningen har redan ett sådant beslut. Återkalla det först.')],
            },
        ),
    ]
