"""The room as Django knows it: tables and migrations are named after the label."""

from django.apps import AppConfig


class Sip(AppConfig):
    """The label is part of every table's name and of the migrations already carried out: it never changes."""

    name = "vardtrad.planning.sip"
    label = "sip"
