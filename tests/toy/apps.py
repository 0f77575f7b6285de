"""The toy as a Django app. It has no migrations: ``vardtrad migrate`` makes its tables by syncdb."""

from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.toy"
    label = "toy"
    default_auto_field = "django.db.models.BigAutoField"
