"""The list of those who have been told their provider grows for ever: an index in its order."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('waiting_list', '0004_documents_for_the_provider'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='waitingentry',
            index=models.Index(
                condition=models.Q(('informed__isnull', False), ('state__in', ['hvny', 'hvop'])),
                fields=['-informed', '-id'],
                name='waiting_list_informed',
            ),
        ),
    ]
