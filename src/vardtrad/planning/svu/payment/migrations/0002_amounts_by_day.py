"""Whether a notice on the stroke of the cut-off is late, and whether the amount follows the day (lag (2017:612) 5 kap.)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payment", "0001_initial")]

    operations = [
        # Terms that were entered until now were counted so that a notice on the stroke is late, and stay so.
        migrations.AddField(
            model_name="paymentterms", name="cut_off_late", field=models.BooleanField(default=True)
        ),
        migrations.AlterField(
            model_name="paymentterms", name="cut_off_late", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="paymentterms", name="amount_of_notice", field=models.BooleanField(default=False)
        ),
    ]
