"""Standard answers and presence have rooms of their own. Their tables and rows stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_staff_tool"),
        ("presence", "0001_from_cases"),
        ("standard_answers", "0001_from_cases"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="Presence"),
                migrations.DeleteModel(name="StandardAnswer"),
            ],
        ),
    ]
