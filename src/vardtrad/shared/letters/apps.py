"""The room as Django knows it: migrations are named after the label."""

from django.apps import AppConfig


class Letters(AppConfig):
    """The label is part of the migrations already carried out: it never changes."""

    name = "vardtrad.shared.letters"
    label = "letters"
