"""The lists show how the first message of a case begins; it is kept beside the words by which the case is found."""

from django.db import migrations, models

# As words.beginning makes it: on one line, at most 80 signs.
FILL = r"""
    UPDATE cases_casewords AS of_case
    SET begins = CASE WHEN length(line) <= 80 THEN line ELSE rtrim(left(line, 79)) || '…' END
    FROM (
        SELECT DISTINCT ON (case_id) case_id, btrim(regexp_replace(left(text, 800), '\s+', ' ', 'g')) AS line
        FROM cases_message WHERE kind IN ('opening', 'information', 'first_question') ORDER BY case_id, id
    ) AS first
    WHERE first.case_id = of_case.case_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_fewer_indexes_and_often_vacuumed"),
    ]

    operations = [
        migrations.AddField(
            model_name="casewords",
            name="begins",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
