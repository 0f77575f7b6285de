"""The words of cases get beside each word with marks ("Linnéa") the same word without them ("Linnea").

New words are kept so by ``cases.case.words``; here the names and the messages that are there already.
"""

import re

from django.db import migrations

# Letters that may have marks, so that most rows are never fetched: neither ASCII nor å, ä, ö.
STRANGE = "[À-ÃÆ-ÕØ-Ûß-ãæ-õø-ûÝþÿŠŽšžĀ-ɏḀ-ỿ\u0300-\u036f]"
ADD = "UPDATE cases_casewords SET words = words || strip(to_tsvector('simple', %s)) WHERE case_id = %s"
ROWS = """
    SELECT thing.id, concat_ws(' ', patient.given_name, patient.family_name)
    FROM cases_case AS thing JOIN people_person AS patient ON patient.id = thing.patient_id
    WHERE concat_ws(' ', patient.given_name, patient.family_name) ~ %s
    UNION ALL
    SELECT message.case_id, message.text FROM cases_message AS message WHERE message.text ~ %s
"""


def add_words_without_marks(apps, schema_editor):
    """Add the bare forms of the words that have marks, case by case."""
    from vardtrad.kernel import swedish

    word = re.compile(r"[^\W_]+")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ROWS, [STRANGE, STRANGE])
        rows = cursor.fetchall()
        for case, text in rows:
            bare = {form for whole in word.findall(swedish.composed(text[:100_000])) for reading in swedish.plain(whole)
                    for form in word.findall(reading) if form != whole.lower()}  # fmt: skip
            if bare:
                cursor.execute(ADD, [" ".join(sorted(bare)), case])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_how_cases_begin"),
        ("people", "0001_initial"),
    ]

    operations = [migrations.RunPython(add_words_without_marks, migrations.RunPython.noop, elidable=True)]
