"""The room as Django knows it: tables and migrations are named after the label."""

from django.apps import AppConfig


class OwnLog(AppConfig):
    """The label is part of every table's name and of the migrations already carried out: it never changes."""

    name = "vardtrad.operations.own_log"
    label = "own_log"
