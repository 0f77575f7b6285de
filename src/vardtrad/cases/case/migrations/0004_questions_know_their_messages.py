"""A question to a colleague points to its message in the thread. Until now the two were tied by their common moment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_rooms_of_their_own"),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="message",
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="consultation", to="cases.message"),
        ),
        # Two questions of one case at the very same moment cannot be told apart: the first of each is tied.
        migrations.RunSQL(
            """
            UPDATE cases_consultation AS question SET message_id = pair.message
            FROM (
                SELECT DISTINCT ON (message.id) message.id AS message, asked.id AS question
                FROM cases_consultation AS asked
                JOIN cases_message AS message
                  ON message.case_id = asked.case_id AND message.at = asked.at AND message.kind = 'consultation'
                ORDER BY message.id, asked.id
            ) AS pair
            WHERE pair.question = question.id
            """,
            migrations.RunSQL.noop,
        ),
    ]
