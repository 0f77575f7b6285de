"""Names that no other room's classes have."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("waiting_list", "0002_service_of_an_organisation"),
    ]

    operations = [
        migrations.RenameModel(old_name="Entry", new_name="WaitingEntry"),
        migrations.RenameModel(old_name="Contact", new_name="PhoneCall"),
        migrations.RenameModel(old_name="Export", new_name="CodeExport"),
        migrations.RenameModel(old_name="Look", new_name="ServiceRound"),
    ]
