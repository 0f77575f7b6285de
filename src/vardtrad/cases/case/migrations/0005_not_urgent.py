"""``calm`` is called ``not_urgent``. The column keeps its values, and the index follows it: nothing is built anew."""

from django.db import migrations, models

_INCLUDED = (
    "state", "feedback", "origin", "case_type", "handler", "group", "holder", "flagged", "unread_by_resident",
    "waits_for_staff", "clinic_list", "created",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_questions_know_their_messages"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE cases_case RENAME COLUMN calm TO not_urgent",
                    "ALTER TABLE cases_case RENAME COLUMN not_urgent TO calm",
                ),
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="case", name="clinic_by_urgency"),
                migrations.RenameField(model_name="case", old_name="calm", new_name="not_urgent"),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["clinic", "is_open", "not_urgent", "urgency", "id"],
                        include=_INCLUDED,
                        name="clinic_by_urgency",
                    ),
                ),
            ],
        ),
    ]
