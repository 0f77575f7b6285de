"""How a case came, and by which channel its answer goes (B-35)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care_units', '0006_look'),
        ('cases', '0009_words_without_marks'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='casedays',
            name='counted_by_coming',
        ),
        migrations.AddField(
            model_name='case',
            name='answer_by',
            field=models.CharField(choices=[('inbox', 'I inkorgen'), ('phone', 'På telefon'), ('letter', 'I brev')], db_default='inbox', default='inbox', max_length=6),
        ),
        migrations.AddField(
            model_name='case',
            name='call_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=30),
        ),
        migrations.AddField(
            model_name='case',
            name='caller',
            field=models.CharField(blank=True, choices=[('self', 'Personen själv'), ('guardian', 'Vårdnadshavare'), ('other', 'Någon annan')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='case',
            name='caller_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
        migrations.AddField(
            model_name='case',
            name='came_by',
            field=models.CharField(choices=[('web', 'via webben'), ('phone', 'via telefon'), ('desk', 'i receptionen')], db_default='web', default='web', max_length=5),
        ),
        migrations.AddField(
            model_name='casedays',
            name='came_by',
            field=models.CharField(choices=[('web', 'via webben'), ('phone', 'via telefon'), ('desk', 'i receptionen')], db_default='web', default='web', max_length=5),
        ),
        migrations.AddIndex(
            model_name='casedays',
            index=models.Index(fields=['clinic', 'came'], include=('case_type', 'word', 'came_by'), name='counted_by_coming'),
        ),
    ]
